"""What was paid and what was reported."""

from disbursement.models.advances import (
    AdvancePurpose,
    AdvanceRule,
    AdvanceStanding,
    ContractAdvance,
)
from disbursement.models.calendar import (
    CalendarDay,
    CalendarYear,
    DayKind,
    DeadlineKind,
    DeadlineRuleRow,
    DeadlineShift,
)
from disbursement.models.directives import Directive, DirectiveStep, DirectiveStepKind
from disbursement.models.layouts import RecoveryConvention, RememberedLayout
from disbursement.models.ledger import Movement
from disbursement.models.notices import (
    MailState,
    Notice,
    NoticeChoice,
    NoticeKind,
    NoticeTemplate,
    ReminderRule,
)
from disbursement.models.obstacles import (
    Obstacle,
    ObstacleCategory,
    ObstacleLevel,
    ObstacleStep,
    ObstacleStepKind,
)
from disbursement.models.reconciliation import (
    ReconciliationLine,
    ReconciliationNote,
    ReconciliationSheet,
    ReconciliationSide,
    ReconciliationState,
    Tolerance,
)
from disbursement.models.registered import RegisteredMonth, RegisteredPlan
from disbursement.models.review import (
    EntryException,
    EntryRules,
    FirstApprovalRule,
    LineRemark,
    ReturnReason,
)
from disbursement.models.submission_files import (
    AttachmentKind,
    SubmissionAttachment,
    WorkbookUpload,
)
from disbursement.models.submissions import (
    PeriodKind,
    ReportingPeriod,
    Submission,
    SubmissionEvent,
    SubmissionEventKind,
    SubmissionLine,
    SubmissionStatus,
    SubmissionVersion,
)
from disbursement.models.treasury import (
    ImportStatus,
    ProjectCodeMatch,
    StatementLine,
    TreasuryImport,
    UnmatchedRow,
    Voucher,
    VoucherKind,
)

__all__ = [
    "AdvancePurpose",
    "AdvanceRule",
    "AdvanceStanding",
    "AttachmentKind",
    "CalendarDay",
    "CalendarYear",
    "ContractAdvance",
    "DayKind",
    "DeadlineKind",
    "DeadlineRuleRow",
    "DeadlineShift",
    "Directive",
    "DirectiveStep",
    "DirectiveStepKind",
    "EntryException",
    "EntryRules",
    "FirstApprovalRule",
    "ImportStatus",
    "LineRemark",
    "MailState",
    "Movement",
    "Notice",
    "NoticeChoice",
    "NoticeKind",
    "NoticeTemplate",
    "Obstacle",
    "ObstacleCategory",
    "ObstacleLevel",
    "ObstacleStep",
    "ObstacleStepKind",
    "PeriodKind",
    "ProjectCodeMatch",
    "ReconciliationLine",
    "ReconciliationNote",
    "ReconciliationSheet",
    "ReconciliationSide",
    "ReconciliationState",
    "RecoveryConvention",
    "RegisteredMonth",
    "RegisteredPlan",
    "RememberedLayout",
    "ReminderRule",
    "ReportingPeriod",
    "ReturnReason",
    "StatementLine",
    "Submission",
    "SubmissionAttachment",
    "SubmissionEvent",
    "SubmissionEventKind",
    "SubmissionLine",
    "SubmissionStatus",
    "SubmissionVersion",
    "Tolerance",
    "TreasuryImport",
    "UnmatchedRow",
    "Voucher",
    "VoucherKind",
    "WorkbookUpload",
]
