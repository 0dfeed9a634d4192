"""Reconcile the demonstration's last period: some signed, some explained, some still apart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import cycle

from django.utils import timezone

from disbursement.domain.reconciliation import State, year_sheet_days
from disbursement.models import (
    ReconciliationSheet,
    ReportingPeriod,
    Submission,
    SubmissionEventKind,
    SubmissionStatus,
)
from disbursement.selectors.reconciliation import sheet_view
from disbursement.services.reconciliation import sheet_open, year_sheets_open
from disbursement.services.reconciliation_steps import (
    line_explain,
    line_mark,
    own_figures_state,
    sheet_comment,
    sheet_sign,
)
from projects.models import User
from reports.demo.timeline import office_hour

MOST_SHEETS = 24
EVERY_EIGHTH = 5  # is left open
LATEST = 2  # of the last periods the one that came in best
REASONS = (
    "Chứng từ đã gửi Kho bạc trước ngày chốt số liệu nhưng được hạch toán sau đó.",
    "Đơn vị ghi nhận theo giá trị nghiệm thu; Kho bạc thanh toán theo hồ sơ được chấp nhận.",
    "Kho bạc đã thu hồi tạm ứng, đơn vị chưa cập nhật.",
    "Phần chênh lệch là khoản nộp giảm chi đang chờ hạch toán.",
)
ANSWER = "Kho bạc đã kiểm tra hồ sơ, thống nhất với giải trình của đơn vị."
# How far the sheets go, one after the other.
COURSES = ("untouched", "explained", "one_side", "signed", "remarked", "signed")


def reconciliations_play(*, officers: Mapping[str, User], treasurer: User, now: datetime) -> int:
    """Open the sheets of the last period that was mostly accepted; return how many."""
    accepted = Submission.objects.filter(
        status=SubmissionStatus.ACCEPTED, events__kind=SubmissionEventKind.ACCEPTED
    )
    periods = ReportingPeriod.objects.filter(submissions__in=accepted).distinct()
    latest = periods.order_by("-as_at")[:LATEST]
    if not latest:
        return 0
    period = max(latest, key=lambda each: accepted.filter(period=each).count())
    reports = accepted.filter(period=period).select_related("period", "investor").distinct()
    found = list(reports.order_by("investor__code")[:MOST_SHEETS])
    for submission, course in zip(found, cycle(COURSES), strict=False):
        sheet = sheet_open(submission=submission, now=now - timedelta(hours=20))
        if officer := officers.get(submission.investor.code):
            _follow(sheet, course, officer, treasurer, now)
    if timezone.localdate(now) >= year_sheet_days(timezone.localdate(now).year - 1)[0]:
        _close_year(officers, treasurer, now)
    return len(found)


def _follow(
    sheet: ReconciliationSheet, course: str, officer: User, treasurer: User, now: datetime
) -> None:
    if course == "remarked":
        text = "Đề nghị Kho bạc đối chiếu lại các dòng còn chênh lệch."
        sheet_comment(sheet=sheet, text=text, actor=officer, now=now - timedelta(hours=6))
    if course in ("untouched", "remarked"):
        return
    lines = sheet.lines.filter(state=State.DIFFERS)
    for line, reason in zip(lines, cycle(REASONS), strict=False):
        at = now - timedelta(hours=5)
        line_explain(line=line, text=reason, seen=line_mark(line), actor=officer, now=at)
        sheet_comment(sheet=sheet, line=line, text=ANSWER, actor=treasurer, now=at)
    signing: tuple[User, ...] = {
        "explained": (),
        "one_side": (officer,),
        "signed": (officer, treasurer),
    }[course]
    for person in signing:
        _sign(sheet, person, now - timedelta(hours=3))


def _close_year(officers: Mapping[str, User], treasurer: User, now: datetime) -> None:
    """Open the sheets of the year before and close most of them in time."""
    opens_on, _as_at, due_on = year_sheet_days(timezone.localdate(now).year - 1)
    opened = office_hour(opens_on)
    year_sheets_open(now=opened)
    for number, sheet in enumerate(ReconciliationSheet.objects.exclude(year=None)):
        officer = officers.get(sheet.investor.code)
        if officer is None or number % 8 == EVERY_EIGHTH:
            continue
        view = sheet_view(sheet=sheet)
        amounts = {each.line.pk: each.line.treasury for each in view.lines}
        at = min(now, office_hour(due_on, -(1 + number % 4)))
        own_figures_state(sheet=sheet, amounts=amounts, seen=view.mark, actor=officer, now=at)
        for person in (officer, treasurer):
            _sign(sheet, person, at)


def _sign(sheet: ReconciliationSheet, person: User, at: datetime) -> None:
    view = sheet_view(sheet=sheet)
    if view.is_settled:
        sheet_sign(sheet=sheet, seen=view.mark, actor=person, now=at)
