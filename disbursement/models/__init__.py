"""What was paid and what was reported."""

from disbursement.models.calendar import (
    CalendarDay,
    CalendarYear,
    DayKind,
    DeadlineKind,
    DeadlineRuleRow,
    DeadlineShift,
)
from disbursement.models.directives import Directive, DirectiveStep, DirectiveStepKind
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
    "AttachmentKind",
    "CalendarDay",
    "CalendarYear",
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
    "RegisteredMonth",
    "RegisteredPlan",
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
    "TreasuryImport",
    "UnmatchedRow",
    "Voucher",
    "VoucherKind",
    "WorkbookUpload",
]
