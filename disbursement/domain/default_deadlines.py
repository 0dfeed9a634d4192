"""The deadlines a province starts with; every one of them may be edited afterwards.

Citations are data and stay in Vietnamese, as they are printed on reports.
"""

from datetime import time

from projects.domain.issues import mark

from .deadlines import DeadlineKind, DeadlineRule, Shift
from .periods import PeriodKind, PeriodRule

_ND85_49 = "Nghị định 85/2025/NĐ-CP, Điều 49 khoản 1 điểm c"
_SOC_TRANG = "Kế hoạch 38/KH-UBND ngày 21/02/2023 của UBND tỉnh Sóc Trăng"
_LANG_SON = "Chỉ thị năm 2024 của UBND tỉnh Lạng Sơn về đẩy nhanh giải ngân vốn đầu tư công"
_TREASURY = f"{_LANG_SON}, mục 7.2"
_REALLOCATION = "Nghị định 275/2025/NĐ-CP (sửa Điều 50 Nghị định 85/2025/NĐ-CP)"

DEFAULT_DEADLINES: tuple[DeadlineRule, ...] = (
    DeadlineRule(
        code="investor-mid",
        name=mark("Investors' figures before the 15th"),
        kind=DeadlineKind.DAY_OF_MONTH,
        day=15,
        is_strict=True,
        legal_basis=_SOC_TRANG,
    ),
    DeadlineRule(
        code="investor-end",
        name=mark("Investors' figures before the 30th"),
        kind=DeadlineKind.DAY_OF_MONTH,
        day=30,
        is_strict=True,
        legal_basis=_SOC_TRANG,
    ),
    DeadlineRule(
        code="report-15",
        name=mark("Report of the 15th"),
        kind=DeadlineKind.DAY_OF_MONTH,
        day=15,
        time_of_day=time(7),
        legal_basis=_SOC_TRANG,
    ),
    DeadlineRule(
        code="report-30",
        name=mark("Report of the 30th"),
        kind=DeadlineKind.DAY_OF_MONTH,
        day=30,
        time_of_day=time(7),
        legal_basis=_SOC_TRANG,
    ),
    DeadlineRule(
        code="friday-snapshot",
        name=mark("Treasury snapshot of the week"),
        kind=DeadlineKind.WEEKDAY,
        day=5,
        time_of_day=time(16),
        shift=Shift.PREVIOUS,
        legal_basis=_TREASURY,
    ),
    DeadlineRule(
        code="treasury-monthly",
        name=mark("The treasury's monthly report"),
        kind=DeadlineKind.DAY_OF_MONTH,
        day=8,
        is_strict=True,
        legal_basis=_TREASURY,
    ),
    DeadlineRule(
        code="ministry-estimate",
        name=mark("Monthly estimate to the Ministry of Finance"),
        kind=DeadlineKind.DAY_OF_MONTH,
        day=15,
        is_strict=True,
        legal_basis=_ND85_49,
    ),
    DeadlineRule(
        code="quarterly-report",
        name=mark("Quarterly report to the Ministry of Finance"),
        kind=DeadlineKind.DAY_OF_MONTH,
        day=10,
        months=frozenset({1, 4, 7, 10}),
        is_strict=True,
        legal_basis=_ND85_49,
    ),
    DeadlineRule(
        code="detailed-monthly-plan",
        name=mark("Investors' detailed disbursement plan by month"),
        kind=DeadlineKind.FIXED_DAY,
        day=30,
        month=3,
        is_strict=True,
        legal_basis=f"{_LANG_SON}, mục 3.1",
    ),
    DeadlineRule(
        code="tabmis-entry",
        name=mark("Plans entered in TABMIS"),
        kind=DeadlineKind.FIXED_DAY,
        day=15,
        month=4,
        legal_basis="Kết luận của UBND tỉnh Quảng Nam tại hội nghị trực tuyến ngày 27/3/2024",
    ),
    DeadlineRule(
        code="reallocation-1",
        name=mark("First reallocation round"),
        kind=DeadlineKind.FIXED_DAY,
        day=20,
        month=6,
        is_strict=True,
        legal_basis=f"{_LANG_SON}, mục 5.3",
    ),
    DeadlineRule(
        code="reallocation-2",
        name=mark("Second reallocation round"),
        kind=DeadlineKind.FIXED_DAY,
        day=20,
        month=9,
        is_strict=True,
        legal_basis=f"{_LANG_SON}, mục 5.3",
    ),
    DeadlineRule(
        code="reallocation-3",
        name=mark("Last reallocation round"),
        kind=DeadlineKind.FIXED_DAY,
        day=15,
        month=12,
        is_strict=True,
        legal_basis=_REALLOCATION,
    ),
)

DEFAULT_PERIODS: tuple[PeriodRule, ...] = (
    PeriodRule(
        kind=PeriodKind.MID,
        first_day=1,
        final_day=15,
        opens_on_day=1,
        closed_by="investor-mid",
        reported_by="report-15",
    ),
    PeriodRule(
        kind=PeriodKind.END,
        first_day=16,
        final_day=31,
        opens_on_day=16,
        closed_by="investor-end",
        reported_by="report-30",
    ),
)
