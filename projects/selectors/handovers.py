"""Handovers of projects as they were entered, and what keeps one from being withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from projects.models import Handover, Project

MOST_NAMED = 3


class LaterFacts(Protocol):
    """Answers in words what the taker has put on record; the rooms above know it."""

    def __call__(self, *, handover: Handover) -> Sequence[str]: ...


def handovers_of(*, projects: QuerySet[Project]) -> QuerySet[Handover]:
    """Return all handovers of some projects, withdrawn ones too."""
    return Handover.recorded.filter(project__in=projects).select_related(
        "project__investor", "from_investor", "to_investor", "recorded_by", "reversed_by"
    )


def withdrawn_handovers(*, project: Project) -> list[Handover]:
    """Return the handovers of a project that were withdrawn, the latest withdrawal first."""
    rows = handovers_of(projects=Project.objects.filter(pk=project.pk))
    return list(rows.exclude(reversed_at=None).order_by("-reversed_at", "-pk"))


def bar_to_withdrawal(*, handover: Handover, later: LaterFacts, today: date) -> str:
    """Return in a sentence why the handover cannot be withdrawn, "" if it can."""
    project, giver = handover.project, handover.from_investor
    following = Handover.objects.filter(project=project).exclude(pk=handover.pk)
    newer = following.filter(Q(happened_on__gt=handover.happened_on) | Q(pk__gt=handover.pk))
    if latest := newer.order_by("-happened_on").first():
        return _(
            "Another handover of the project, of %(day)s, was entered later: withdraw that first."
        ) % {"day": f"{latest.happened_on:%d/%m/%Y}"}
    if project.investor_id != handover.to_investor_id:
        return _("The register has since named another investor of the project: correct it there.")
    if giver.valid_to and giver.valid_to < today:
        return _(
            "%(giver)s ended on %(day)s, so the project cannot go back to it: enter a new handover."
        ) % {"giver": giver.name, "day": f"{giver.valid_to:%d/%m/%Y}"}
    if found := list(later(handover=handover)):
        named = "; ".join(found[:MOST_NAMED]) + ("; …" if len(found) > MOST_NAMED else "")
        return _(
            "%(taker)s has put figures of the project on record since (%(found)s), so the handover "
            "stands: enter a new one that passes the project back."
        ) % {"taker": handover.to_investor.name, "found": named}
    return ""
