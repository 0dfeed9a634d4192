"""What was paid and what was reported."""

from disbursement.models.calendar import (
    CalendarDay,
    CalendarYear,
    DayKind,
    DeadlineKind,
    DeadlineRuleRow,
    DeadlineShift,
)
from disbursement.models.ledger import Movement
from disbursement.models.obstacles import Obstacle, ObstacleCategory
from disbursement.models.registered import RegisteredMonth, RegisteredPlan
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
    "CalendarDay",
    "CalendarYear",
    "DayKind",
    "DeadlineKind",
    "DeadlineRuleRow",
    "DeadlineShift",
    "ImportStatus",
    "Movement",
    "Obstacle",
    "ObstacleCategory",
    "PeriodKind",
    "ProjectCodeMatch",
    "RegisteredMonth",
    "RegisteredPlan",
    "ReportingPeriod",
    "StatementLine",
    "Submission",
    "SubmissionEvent",
    "SubmissionEventKind",
    "SubmissionLine",
    "SubmissionStatus",
    "SubmissionVersion",
    "TreasuryImport",
    "UnmatchedRow",
    "Voucher",
    "VoucherKind",
]
