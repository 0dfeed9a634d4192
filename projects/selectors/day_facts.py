"""What of organisations and projects was otherwise on a day than it is today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from projects.models import Organisation, Project
from projects.selectors.holders import AS_WAS, Holders, other_holders
from projects.selectors.names import former_organisation_names, former_project_names


@dataclass(frozen=True, slots=True)
class DayFacts:
    """Who held a project on the day, and what everything was called; read in few queries."""

    holders: dict[int, Organisation] = field(default_factory=dict)
    organisation_names: dict[int, str] = field(default_factory=dict)
    project_names: dict[int, str] = field(default_factory=dict)

    @classmethod
    def on(
        cls, day: date, *, holders: Holders = AS_WAS, known_by: datetime | None = None
    ) -> DayFacts:
        return cls(
            other_holders(as_of=day, holders=holders, known_by=known_by),
            former_organisation_names(day=day),
            former_project_names(day=day),
        )

    def holder(self, project: Project) -> Organisation:
        """Return who held the project; its investor must have been read with it."""
        return self.holders.get(project.pk) or project.investor

    def name_of(self, organisation: Organisation) -> str:
        return self.organisation_names.get(organisation.pk, organisation.name)

    def project_name(self, project: Project) -> str:
        return self.project_names.get(project.pk, project.name)
