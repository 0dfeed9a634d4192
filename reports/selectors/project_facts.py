"""What is on record about a project besides its money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from emulation.selectors.gaps import GapRow, progress_gaps
from projects.models import (
    Contract,
    Handover,
    InvestmentVersion,
    PhysicalProgress,
    Programme,
    Project,
    ProjectCode,
    ProjectEvent,
    ProjectName,
    ProjectStage,
)
from projects.selectors.handovers import withdrawn_handovers


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """Codes, names, investors, versions and measurements up to a day, the oldest first."""

    codes: tuple[ProjectCode, ...]
    names: tuple[ProjectName, ...]
    handovers: tuple[Handover, ...]
    withdrawn: tuple[Handover, ...]
    investments: tuple[InvestmentVersion, ...]
    contracts: tuple[Contract, ...]
    progress: tuple[PhysicalProgress, ...]
    events: tuple[ProjectEvent, ...]
    stages: tuple[ProjectStage, ...]
    programmes: tuple[Programme, ...]
    gap: GapRow | None

    @property
    def former_names(self) -> list[str]:
        """Return the names before the one in use, the latest first."""
        return list(dict.fromkeys(each.name for each in self.names[-2::-1]))

    @property
    def contract_total(self) -> int:
        return sum(contract.value for contract in self.contracts)


def project_facts(*, project: Project, as_of: date) -> ProjectFacts:
    """Return what was on record by the day; codes, stages and contracts as they are."""
    only = Project.objects.filter(pk=project.pk)
    return ProjectFacts(
        codes=tuple(project.other_codes.all()),
        names=tuple(ProjectName.objects.filter(project=project).order_by("valid_from", "pk")),
        handovers=tuple(
            Handover.objects.filter(project=project, happened_on__lte=as_of).select_related(
                "from_investor", "to_investor"
            )
        ),
        withdrawn=tuple(withdrawn_handovers(project=project)),
        investments=tuple(
            InvestmentVersion.objects.filter(project=project, decided_on__lte=as_of).order_by(
                "decided_on", "pk"
            )
        ),
        contracts=tuple(project.contracts.order_by("signed_on", "pk")),
        progress=tuple(
            PhysicalProgress.objects.filter(project=project, as_at__lte=as_of).order_by(
                "as_at", "pk"
            )
        ),
        events=tuple(project.events.filter(happened_on__lte=as_of).order_by("happened_on")),
        stages=tuple(project.stages.order_by("-plan_year")),
        programmes=_path(project.programme),
        gap=next(iter(progress_gaps(projects=only, as_of=as_of)), None),
    )


def _path(programme: Programme | None) -> tuple[Programme, ...]:
    """Return programme, component and sub-project, the outermost first."""
    found: list[Programme] = []
    while programme is not None and programme not in found:
        found.insert(0, programme)
        programme = programme.parent
    return tuple(found)
