"""Sheets open by themselves, follow the facts, and stand only on figures both sides have seen."""

from datetime import date, datetime, timedelta

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import (
    ReconciliationNote,
    ReconciliationSheet,
    Submission,
    SubmissionEvent,
    Tolerance,
)
from disbursement.selectors.reconciliation import sheet_view
from disbursement.services.reconciliation import (
    sheet_compare,
    sheet_open,
    sheets_compare_changed,
    sheets_open,
    year_sheets_open,
)
from disbursement.services.reconciliation_steps import (
    OVERTAKEN,
    line_explain,
    line_mark,
    own_figures_state,
    sheet_comment,
    sheet_sign,
    sheet_unsign,
)
from disbursement.services.tolerances import tolerance_change, tolerance_seed, tolerance_withdraw
from projects.models import AuditRecord, Handover
from projects.refusals import NotAllowed, Refusal, StaleState
from tests.people import BILLION
from tests.reconciliation_facts import (
    NOW,
    make_period,
    make_sheet,
    make_tolerance,
    state_own,
)
from tests.treasury_facts import pay, state

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def states(sheet):
    return [line.state for line in sheet.lines.all()]


def mark(sheet):
    return sheet_view(sheet=sheet).mark


def explain(sheet, by, text="Chứng từ ngày 14/9 hạch toán sau"):
    line = sheet.lines.first()
    line_explain(line=line, text=text, seen=line_mark(line), actor=by, now=LATER)


def sign(sheet, by, seen=None):
    return sheet_sign(sheet=sheet, seen=seen or mark(sheet), actor=by, now=LATER)


# Opening and comparing


def test_an_accepted_report_is_held_against_the_treasury(province):
    make_tolerance()
    pay(province.bridge, province.central, 3 * BILLION, day="2024-09-05")
    pay(province.road, province.local, 2 * BILLION, day="2024-09-06")
    pay(province.road, province.local, BILLION, day="2024-09-16")  # after the period's day
    submission = state_own(
        province.roads_board,
        (province.bridge, province.central, 3 * BILLION),
        (province.bridge, province.local, 400_000_000),
    )

    sheet = sheet_open(submission=submission, now=NOW)

    found = {
        (line.project.code, line.source.code): (line.own, line.treasury, line.state)
        for line in sheet.lines.all()
    }
    assert found == {
        ("7100001", province.central.code): (3 * BILLION, 3 * BILLION, "agrees"),
        ("7100001", province.local.code): (400_000_000, None, "differs"),
        (province.road.code, province.local.code): (None, 2 * BILLION, "differs"),
    }
    assert (sheet.as_at, sheet.due_on) == (date(2024, 9, 15), None)
    assert [each.pair.only_on for each in sheet_view(sheet=sheet).lines] == [
        "treasury",
        "investor",
        None,
    ]


def test_opening_twice_changes_nothing(province):
    sheet = make_sheet(province)

    again = sheet_open(submission=sheet.submission, now=LATER)

    assert (again.pk, sheet.lines.count()) == (sheet.pk, 1)
    assert not ReconciliationNote.objects.exists()
    assert AuditRecord.objects.filter(action__startswith="reconciliation").count() == 1


def test_a_report_that_is_not_accepted_is_not_reconciled(province):
    make_tolerance()
    state_own(province.roads_board, (province.bridge, province.central, 1))
    SubmissionEvent.objects.all()._raw_delete("default")

    assert sheets_open(now=NOW) == 0
    assert not ReconciliationSheet.objects.exists()


def test_a_missed_sheet_is_opened_by_the_job(province):
    state_own(province.roads_board, (province.bridge, province.central, 1))

    assert [sheets_open(now=NOW), sheets_open(now=LATER)] == [1, 0]


def test_without_a_tolerance_the_lines_stay_to_do_and_nobody_signs(province, cast):
    sheet = make_sheet(province, tolerance=False)

    assert states(sheet) == ["to_do"]
    with pytest.raises(Refusal, match="chưa có mức sai số"):
        sign(sheet, cast.investor)


def test_a_sheet_keeps_the_tolerance_of_its_day(province):
    sheet = make_sheet(province, own=3 * BILLION + 600_000)
    make_tolerance(amount=900_000, since=date(2024, 9, 16))

    sheet_compare(sheet=sheet, now=LATER)

    assert states(sheet) == ["differs"]


def test_a_project_handed_over_later_is_reconciled_with_who_held_it(province):
    make_tolerance()
    pay(province.bridge, province.central, 3 * BILLION, day="2024-09-05")
    submission = state_own(province.roads_board)
    Handover.objects.create(
        project=province.bridge,
        from_investor=province.roads_board,
        to_investor=province.schools_board,
        happened_on=date(2024, 9, 18),
        recorded_at=NOW,
    )
    province.bridge.investor = province.schools_board
    province.bridge.save()
    theirs = state_own(province.schools_board)

    assert sheet_open(submission=submission, now=NOW).lines.get().treasury == 3 * BILLION
    assert not sheet_open(submission=theirs, now=NOW).lines.exists()


# What changes


def test_a_new_treasury_figure_takes_the_signatures_off_and_says_so(province, cast):
    sheet = make_sheet(province)
    sign(sheet, cast.investor)
    sign(sheet, cast.treasurer)
    assert states(sheet) == ["signed_off"]
    pay(province.bridge, province.central, BILLION, day="2024-09-10", when=LATER)

    assert sheets_compare_changed(now=LATER + timedelta(hours=1)) == 1

    sheet.refresh_from_db()
    assert (sheet.investor_signed_at, sheet.treasury_signed_by) == (None, None)
    assert states(sheet) == ["differs"]
    line = sheet.lines.get()
    by_portal = sheet.notes.filter(side="portal").values_list("line", "text", "state")
    assert list(by_portal) == [
        (line.pk, "Kho bạc Nhà nước: 3.000.000.000 → 4.000.000.000 đồng", "differs"),
        (
            None,
            f"Số liệu thay đổi sau khi bảng đã được ký ({cast.investor}, {cast.treasurer}): "
            "cần ký lại.",
            "",
        ),
    ]


def test_a_signature_stands_while_no_figure_changes(province, cast):
    sheet = make_sheet(province)
    sign(sheet, cast.investor)
    pay(province.school, province.local, BILLION, day="2024-09-10", when=LATER)
    pay(province.bridge, province.central, BILLION, day="2024-09-25", when=LATER)

    assert sheets_compare_changed(now=LATER + timedelta(hours=1)) == 0

    sheet.refresh_from_db()
    assert sheet.investor_signed_by == cast.investor


def test_one_changed_line_leaves_the_explanation_of_another(province, cast):
    make_tolerance()
    pay(province.bridge, province.central, BILLION, day="2024-09-05")
    submission = state_own(
        province.roads_board,
        (province.bridge, province.central, 2 * BILLION),
        (province.road, province.local, 5),
    )
    sheet = sheet_open(submission=submission, now=NOW)
    line = sheet.lines.get(project=province.bridge)
    line_explain(
        line=line, text="Hạch toán sau", seen=line_mark(line), actor=cast.investor, now=NOW
    )
    pay(province.road, province.local, 5, day="2024-09-05", when=LATER)

    sheet_compare(sheet=sheet, now=LATER)

    assert sorted(states(sheet)) == ["agrees", "explained"]


def test_a_report_opened_again_counts_as_accepted_last_until_the_next_one(province):
    sheet = make_sheet(province)
    Submission.objects.update(status="returned")

    assert sheet_compare(sheet=sheet, now=LATER) == 0

    state_own(province.roads_board, (province.bridge, province.central, 1), at=LATER)
    assert sheets_compare_changed(now=LATER + timedelta(hours=1)) == 1
    assert sheet.lines.get().own == 1


def test_a_figure_that_goes_leaves_its_line_empty(province):
    sheet = make_sheet(province, paid=0)
    state_own(province.roads_board, at=LATER)

    sheet_compare(sheet=sheet, now=LATER)

    line = sheet.lines.get()
    assert (line.own, line.treasury, line.state) == (None, None, "agrees")


# People


def test_both_sides_explain_comment_and_sign(province, cast):
    sheet = make_sheet(province, own=4 * BILLION)
    sheet_comment(sheet=sheet, text=" Đã gửi Kho bạc ", actor=cast.planner, now=NOW)

    explain(sheet, cast.investor)
    explain(sheet, cast.treasurer, "Đúng như vậy")
    is_done = [sign(sheet, cast.treasurer), sign(sheet, cast.investor)]

    assert is_done == [False, True]
    assert states(sheet) == ["signed_off"]
    assert list(sheet.notes.values_list("side", "state")) == [
        ("planning", ""),
        ("investor", "explained"),
        ("treasury", "explained"),
        ("treasury", ""),
        ("investor", ""),
    ]
    assert AuditRecord.objects.filter(action="reconciliation.sign").count() == 2


@pytest.mark.parametrize("who", ["other_investor", "planner", "leader", "administrator", "nobody"])
def test_nobody_else_explains_or_signs(province, cast, who):
    sheet = make_sheet(province, own=4 * BILLION)
    person = getattr(cast, who)

    with pytest.raises(NotAllowed):
        explain(sheet, person)
    with pytest.raises(NotAllowed):
        sign(sheet, person)
    if who != "planner":
        with pytest.raises(NotAllowed):
            sheet_comment(sheet=sheet, text="x", actor=person, now=NOW)


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001])
def test_an_explanation_has_words_and_not_too_many(province, cast, text):
    sheet = make_sheet(province, own=4 * BILLION)

    with pytest.raises(Refusal):
        explain(sheet, cast.investor, text)

    assert states(sheet) == ["differs"]


def test_a_line_that_agrees_is_not_explained(province, cast):
    sheet = make_sheet(province)

    with pytest.raises(Refusal, match="dòng có số liệu lệch"):
        explain(sheet, cast.investor)


def test_a_difference_is_not_signed(province, cast):
    sheet = make_sheet(province, own=4 * BILLION)

    with pytest.raises(Refusal, match="mọi dòng"):
        sign(sheet, cast.treasurer)

    sheet.refresh_from_db()
    assert sheet.treasury_signed_at is None


def test_a_sheet_without_figures_is_not_signed(province, cast):
    make_tolerance()
    sheet = sheet_open(submission=state_own(province.roads_board), now=NOW)

    with pytest.raises(Refusal, match="Không có gì để ký"):
        sign(sheet, cast.investor)


def test_clicking_twice_signs_once(province, cast):
    sheet = make_sheet(province)
    seen = mark(sheet)
    sign(sheet, cast.investor, seen)

    with pytest.raises(StaleState, match="đã ký bảng này rồi"):
        sign(sheet, cast.investor, seen)

    assert sheet.notes.count() == 1


def test_nobody_signs_figures_they_have_not_seen(province, cast):
    sheet = make_sheet(province)
    seen = mark(sheet)
    pay(province.bridge, province.central, 100_000, day="2024-09-10")
    sheet_compare(sheet=sheet, now=LATER)

    with pytest.raises(StaleState) as stale:
        sign(sheet, cast.investor, seen)

    assert stale.value.message == OVERTAKEN


def test_nobody_explains_a_difference_they_have_not_seen(province, cast):
    sheet = make_sheet(province, own=4 * BILLION)
    line = sheet.lines.get()
    seen = line_mark(line)
    pay(province.bridge, province.central, 100_000, day="2024-09-10")
    sheet_compare(sheet=sheet, now=LATER)

    with pytest.raises(StaleState):
        line_explain(line=line, text="Lệch", seen=seen, actor=cast.investor, now=LATER)


def test_a_signature_is_taken_back_with_a_reason_and_the_others_stands(province, cast):
    sheet = make_sheet(province, own=4 * BILLION)
    explain(sheet, cast.investor)
    sign(sheet, cast.investor)
    sign(sheet, cast.treasurer)

    with pytest.raises(Refusal, match="lý do"):
        sheet_unsign(sheet=sheet, reason=" ", actor=cast.treasurer, now=LATER)
    sheet_unsign(sheet=sheet, reason="Nhầm kỳ", actor=cast.treasurer, now=LATER)
    with pytest.raises(StaleState, match="chưa ký"):
        sheet_unsign(sheet=sheet, reason="Nhầm kỳ", actor=cast.treasurer, now=LATER)

    sheet.refresh_from_db()
    assert (sheet.investor_signed_by, sheet.treasury_signed_by) == (cast.investor, None)
    assert states(sheet) == ["explained"]
    assert sheet.notes.last().text == "Rút chữ ký: Nhầm kỳ"
    with pytest.raises(StaleState, match="rút chữ ký"):
        explain(sheet, cast.investor)
    assert sign(sheet, cast.treasurer)


# The year's end


CLOSED = datetime(2025, 2, 1, 6, 0, tzinfo=VIETNAM_TIME)


def make_year(province):
    make_tolerance()
    pay(province.bridge, province.central, 9 * BILLION, day="2024-12-20")
    pay(province.bridge, province.central, BILLION, day="2025-01-31")
    pay(province.bridge, province.central, BILLION, day="2025-02-01")
    period = make_period(date(2025, 1, 15))
    state_own(province.roads_board, (province.bridge, province.central, 9 * BILLION), period=period)
    state_own(province.schools_board, (province.school, province.local, 5, 2025), period=period)


def test_a_year_is_reconciled_from_1_february_per_investor(province):
    make_year(province)

    opened = [
        year_sheets_open(now=CLOSED - timedelta(hours=7)),
        year_sheets_open(now=CLOSED),
        year_sheets_open(now=CLOSED + timedelta(hours=1)),
    ]

    assert opened == [0, 1, 0]
    sheet = ReconciliationSheet.objects.get()
    assert (sheet.investor, sheet.year) == (province.roads_board, 2024)
    assert (sheet.as_at, sheet.due_on) == (date(2025, 1, 31), date(2025, 2, 10))
    line = sheet.lines.get()
    assert (line.own, line.treasury, line.state) == (9 * BILLION, 10 * BILLION, "differs")


def test_the_investor_states_its_year_end_figures_on_the_sheet(province, cast):
    make_year(province)
    year_sheets_open(now=CLOSED)
    sheet = ReconciliationSheet.objects.get()
    line = sheet.lines.get()

    def say(amount, by, seen=None):
        own_figures_state(
            sheet=sheet,
            amounts={line.pk: amount},
            seen=seen or mark(sheet),
            actor=by,
            now=CLOSED,
        )
        line.refresh_from_db()
        return line.own, line.state

    with pytest.raises(NotAllowed):
        say(10 * BILLION, cast.treasurer)
    with pytest.raises(Refusal, match="âm"):
        say(-1, cast.investor)
    assert say(10 * BILLION, cast.investor) == (10 * BILLION, "agrees")
    with pytest.raises(StaleState):
        say(1, cast.investor, seen="cũ")
    assert sheet_compare(sheet=sheet, now=CLOSED) == 0
    assert say(0, cast.investor) == (0, "differs")
    assert say(None, cast.investor) == (9 * BILLION, "differs")
    assert [note.side for note in line.notes.all()] == ["investor", "portal"] * 3


def test_saying_the_same_figure_again_changes_nothing(province, cast):
    make_year(province)
    year_sheets_open(now=CLOSED)
    sheet = ReconciliationSheet.objects.get()
    amounts = {sheet.lines.get().pk: 10 * BILLION, 0: 5}
    said = [
        own_figures_state(
            sheet=sheet, amounts=amounts, seen=mark(sheet), actor=cast.investor, now=CLOSED
        )
        for _ in range(2)
    ]

    assert said == [1, 0]


def test_the_figure_of_a_period_is_that_of_its_report(province, cast):
    sheet = make_sheet(province)

    with pytest.raises(Refusal, match="phiên bản mới"):
        own_figures_state(sheet=sheet, amounts={}, seen=mark(sheet), actor=cast.investor, now=NOW)


def test_a_statement_of_nothing_is_a_figure(province):
    make_tolerance()
    state(province.bridge, province.central, 0, 0, as_at="2024-09-10")
    submission = state_own(province.roads_board, (province.bridge, province.central, 5))

    line = sheet_open(submission=submission, now=NOW).lines.get()

    assert (line.own, line.treasury) == (5, None) or (line.own, line.treasury) == (5, 0)
    assert line.state == "differs"


# Tolerances


def test_a_tolerance_is_entered_for_a_day_to_come_and_taken_back_before_it(province, cast):
    assert [tolerance_seed(now=NOW), tolerance_seed(now=NOW)] == [1, 0]
    first = Tolerance.objects.get()
    entry = {"amount": 1_000_000, "per_mille": 2, "note": "", "now": NOW}
    coming = date(2024, 10, 1)

    with pytest.raises(NotAllowed):
        tolerance_change(effective_from=coming, actor=cast.treasurer, **entry)
    with pytest.raises(Refusal, match="sắp tới"):
        tolerance_change(effective_from=NOW.date(), actor=cast.administrator, **entry)
    row = tolerance_change(effective_from=coming, actor=cast.administrator, seen=first.pk, **entry)
    with pytest.raises(StaleState):
        tolerance_change(
            effective_from=date(2024, 11, 1), actor=cast.administrator, seen=first.pk, **entry
        )
    with pytest.raises(StaleState, match="Đã có"):
        tolerance_change(effective_from=coming, actor=cast.administrator, **entry)
    with pytest.raises(StaleState):
        tolerance_withdraw(tolerance=first, actor=cast.administrator, now=NOW)
    tolerance_withdraw(tolerance=row, actor=cast.administrator, now=NOW)

    assert [each.amount for each in Tolerance.objects.all()] == [1_000_000]


@pytest.mark.parametrize(("amount", "per_mille"), [(-1, 1), (10**13, 1), (1, -1), (1, 1001)])
def test_limits_beyond_reason_are_refused(cast, amount, per_mille):
    with pytest.raises(Refusal):
        tolerance_change(
            effective_from=date(2025, 1, 1),
            amount=amount,
            per_mille=per_mille,
            note="",
            actor=cast.administrator,
            now=NOW,
        )
