"""Keep the obstacles that investors report with their figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from disbursement.domain.submissions import LineEntry
from disbursement.models import Obstacle, Submission
from projects.models import User
from projects.services.audit import audit

ProjectCategory = tuple[int, str]


@transaction.atomic
def obstacles_report(
    *, submission: Submission, entries: Iterable[LineEntry], actor: User | None, day: date
) -> None:
    """Make the obstacles of a period what the report says: one per project and group.

    What an earlier version of the same report named and this one does not is closed.
    """
    stated = _stated(entries)
    known = {
        (obstacle.project_id, obstacle.category): obstacle
        for obstacle in Obstacle.objects.filter(
            period_id=submission.period_id, project__investor_id=submission.investor_id
        )
    }
    for (project, category), content in stated.items():
        obstacle = known.get((project, category)) or Obstacle(
            project_id=project,
            category=category,
            period_id=submission.period_id,
            raised_on=day,
            raised_by=actor,
        )
        if obstacle.pk and obstacle.content == content and obstacle.closed_on is None:
            continue
        obstacle.content, obstacle.closed_on = content, None
        obstacle.save()
        audit(actor=actor, action="obstacle.report", about=obstacle, content=content)
    for place, obstacle in known.items():
        if place not in stated and obstacle.closed_on is None:
            obstacle.closed_on = max(day, obstacle.raised_on)
            obstacle.save(update_fields=["closed_on"])
            audit(actor=actor, action="obstacle.withdraw", about=obstacle)


def _stated(entries: Iterable[LineEntry]) -> dict[ProjectCategory, str]:
    """Return the text of each project and group; lines of several sources are put together."""
    texts: dict[ProjectCategory, list[str]] = defaultdict(list)
    for entry in entries:
        text = entry.difficulty.strip()
        place = (entry.key.project_id, entry.obstacle_category)
        if entry.obstacle_category and text and text not in texts[place]:
            texts[place].append(text)
    return {place: "\n\n".join(found) for place, found in texts.items() if found}
