"""Who and what is planned."""

from projects.models.audit import AuditRecord
from projects.models.files import RegisterImport, SourceFile
from projects.models.installation import Installation
from projects.models.organisations import (
    Organisation,
    OrganisationEvent,
    OrganisationEventKind,
    OrganisationName,
)
from projects.models.people import Membership, Role, User
from projects.models.plans import (
    CapitalNature,
    DecisionDraft,
    Issuer,
    MediumTermLine,
    PlanDecision,
    PlanKind,
    PlanLine,
    RolloverStatus,
    TabmisEntry,
    YearRollover,
)
from projects.models.project_facts import (
    Contract,
    Handover,
    InvestmentVersion,
    PhysicalProgress,
    ProjectCode,
    ProjectName,
)
from projects.models.projects import (
    Programme,
    Project,
    ProjectEvent,
    ProjectEventKind,
    ProjectStage,
    Stage,
)
from projects.models.querysets import AppendOnlyError
from projects.models.sources import CapitalSource, CollectedRevenue
from projects.models.views import SavedView

__all__ = [
    "AppendOnlyError",
    "AuditRecord",
    "CapitalNature",
    "CapitalSource",
    "CollectedRevenue",
    "Contract",
    "DecisionDraft",
    "Handover",
    "Installation",
    "InvestmentVersion",
    "Issuer",
    "MediumTermLine",
    "Membership",
    "Organisation",
    "OrganisationEvent",
    "OrganisationEventKind",
    "OrganisationName",
    "PhysicalProgress",
    "PlanDecision",
    "PlanKind",
    "PlanLine",
    "Programme",
    "Project",
    "ProjectCode",
    "ProjectEvent",
    "ProjectEventKind",
    "ProjectName",
    "ProjectStage",
    "RegisterImport",
    "Role",
    "RolloverStatus",
    "SavedView",
    "SourceFile",
    "Stage",
    "TabmisEntry",
    "User",
    "YearRollover",
]
