"""The total investment of a project in its versions, and its names through time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from projects.domain.through_time import DatedName
from projects.models import InvestmentVersion, Project, ProjectName


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version, and how it differs from the one decided before."""

    version: InvestmentVersion
    change: int | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class InvestmentStory:
    """All versions, the newest decision first.

    `present` is what the register says today. It differs from the version in force where the
    register was corrected without a decision.
    """

    present: int | None
    lines: tuple[VersionLine, ...]

    @property
    def is_corrected(self) -> bool:
        return bool(self.lines) and self.lines[0].version.amount != self.present


def investment_story(*, project: Project, as_of: date | None = None) -> InvestmentStory:
    """Return the versions of a project's total investment, of those decided by a day."""
    known = list(
        InvestmentVersion.objects.filter(project=project)
        .select_related("recorded_by")
        .order_by("decided_on", "pk")
    )
    rows = [row for row in known if as_of is None or row.decided_on <= as_of]
    lines = [
        VersionLine(row, row.amount - before.amount if before else None, row is rows[-1])
        for before, row in zip([None, *rows], rows, strict=False)
    ]
    present = project.total_investment if len(rows) == len(known) else None
    if rows and present is None:
        present = rows[-1].amount
    return InvestmentStory(present, tuple(reversed(lines)))


def project_names_through_time(*, project: Project) -> list[DatedName]:
    """Return the names of a project, the newest first; the present one as it is written today."""
    rows = list(ProjectName.objects.filter(project=project))
    rows.sort(key=lambda row: (row.valid_from or date.min, row.pk), reverse=True)
    if not rows:
        return [DatedName(None, project.name)]
    names = [DatedName(row.valid_from, row.name, row.pk) for row in rows]
    return [DatedName(names[0].since, project.name, names[0].order), *names[1:]]
