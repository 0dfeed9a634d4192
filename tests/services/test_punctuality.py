"""The matrix of investors and periods, and rates over a span, from what is on record.

Periods of September and October 2024, due on the 14th and 29th. The roads board hands in the
first in time, the second two days late; the schools board the first with nothing to report, and
not the second.
"""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.ledger import Key
from disbursement.domain.punctuality import Mark, Tally
from disbursement.domain.submissions import Filling, LineEntry
from disbursement.models import EntryException, ReportingPeriod, Submission
from disbursement.selectors.punctuality import (
    latest_periods,
    matrix,
    periods_due,
    punctuality_of,
)
from disbursement.services.calendar import deadline_rules_seed
from disbursement.services.periods import periods_open
from disbursement.services.submissions import submission_submit, submission_withdraw
from tests.people import BILLION, make_organisation, make_plan_line, make_project

BEGINNING = datetime(2024, 9, 1, 8, 0, tzinfo=VIETNAM_TIME)
FIRST_DUE = datetime(2024, 9, 14, 23, 59, 59, tzinfo=VIETNAM_TIME)
SECOND_DUE = datetime(2024, 9, 29, 23, 59, 59, tzinfo=VIETNAM_TIME)
NOW = datetime(2024, 10, 3, 9, 0, tzinfo=VIETNAM_TIME)
SPAN = {"start": date(2024, 9, 1), "end": date(2024, 10, 31)}


@pytest.fixture
def reports(province, cast):
    deadline_rules_seed(now=BEGINNING)
    periods_open(now=NOW, since=BEGINNING)
    roads = Key(province.bridge.pk, province.central.pk, 2024, 2024)
    hand_in(province.roads_board, "2024-09-K1", cast.investor, roads, FIRST_DUE)
    hand_in(
        province.roads_board, "2024-09-K2", cast.investor, roads, SECOND_DUE + timedelta(days=2)
    )
    hand_in(province.schools_board, "2024-09-K1", cast.other_investor, None, FIRST_DUE)
    return province


def report_of(investor, code):
    return Submission.objects.get(investor=investor, period__code=code)


def hand_in(investor, code, actor, key, now):
    entries = () if key is None else (LineEntry(key, own_disbursed=0),)
    submission_submit(
        submission=report_of(investor, code),
        filling=Filling(entries, is_nil=key is None, warnings_confirmed=True),
        actor=actor,
        now=now,
    )


def marks_of(investor):
    found = matrix(periods=periods_due(**SPAN, now=NOW), now=NOW)
    row = next(row for row in found.rows if row.investor == investor)
    return [cell and cell.judged.mark for cell in row.cells]


def test_the_matrix_tells_what_became_of_every_report(reports):
    found = matrix(periods=periods_due(**SPAN, now=NOW), now=NOW)
    assert [period.code for period in found.periods] == ["2024-09-K1", "2024-09-K2", "2024-10-K1"]
    assert [row.investor.code for row in found.rows] == ["BQLDD", "BQLGT"]
    schools, roads = found.rows
    assert [cell.judged.mark for cell in roads.cells] == [Mark.ON_TIME, Mark.LATE, Mark.WAITING]
    assert [cell.days_late for cell in roads.cells] == [0, 2, 0]
    assert [cell.judged.mark for cell in schools.cells] == [
        Mark.ON_TIME,
        Mark.MISSING,
        Mark.WAITING,
    ]
    assert schools.cells[0].judged.is_nil
    assert [tally.on_time for tally in found.by_period] == [2, 0, 0]
    assert found.tally == Tally(on_time=2, late=1, missing=1, waiting=2, nil=1)


def test_rates_are_exact_and_leave_out_what_is_not_due(reports):
    found = punctuality_of(investors=None, **SPAN, now=NOW)
    roads, schools = found[reports.roads_board.pk], found[reports.schools_board.pk]
    assert (roads.punctuality, roads.completeness) == (Fraction(50), Fraction(100))
    assert (schools.punctuality, schools.completeness) == (Fraction(50), Fraction(50))


def test_a_span_takes_the_periods_due_in_it_both_days_included(reports):
    only_first = {"start": date(2024, 9, 14), "end": date(2024, 9, 14)}
    found = punctuality_of(investors=None, **only_first, now=NOW)
    assert found[reports.roads_board.pk] == Tally(on_time=1)
    none = {"start": date(2024, 9, 15), "end": date(2024, 9, 28)}
    assert punctuality_of(investors=None, **none, now=NOW) == {}


def test_who_owed_nothing_has_an_empty_tally_instead_of_full_marks(reports):
    finance = make_organisation("STC", "Sở Tài chính")
    found = punctuality_of(investors=[finance.pk], **SPAN, now=NOW)
    assert found == {finance.pk: Tally()}


def test_an_excused_delay_is_left_out_and_an_unexcused_exception_is_not(reports, cast):
    report = report_of(reports.roads_board, "2024-09-K2")
    given = EntryException.objects.create(
        submission=report,
        until=date(2024, 10, 2),
        reason="Mất điện diện rộng",
        excuses=True,
        granted_at=SECOND_DUE,
        granted_by=cast.planner,
    )
    assert marks_of(reports.roads_board)[1] == Mark.EXCUSED
    tally = punctuality_of(investors=None, **SPAN, now=NOW)[reports.roads_board.pk]
    assert (tally.judged, tally.punctuality) == (1, Fraction(100))
    assert (tally.expected, tally.completeness) == (2, Fraction(100))
    EntryException.objects.filter(pk=given.pk).update(excuses=False)
    assert marks_of(reports.roads_board)[1] == Mark.LATE


def test_what_was_withdrawn_is_missing_again(reports, cast):
    report = report_of(reports.schools_board, "2024-09-K1")
    submission_withdraw(
        submission=report, actor=cast.other_investor, now=FIRST_DUE + timedelta(hours=1)
    )
    assert marks_of(reports.schools_board)[0] == Mark.MISSING


def test_an_investor_obliged_later_has_no_cell_before(reports):
    late = make_organisation("BQLTL", "Ban Quản lý thủy lợi")
    canal = make_project("7300001", "Kênh chính", late)
    make_plan_line(reports.decision, canal, reports.local, BILLION)
    periods_open(now=NOW + timedelta(days=20), since=NOW)
    found = matrix(periods=latest_periods(count=6, now=NOW + timedelta(days=20)), now=NOW)
    row = next(row for row in found.rows if row.investor == late)
    assert [cell is None for cell in row.cells] == [True, True, True, False]
    assert (row.tally.owed, row.tally.punctuality) == (1, None)


def test_no_period_gives_an_empty_matrix(db):
    found = matrix(periods=[], now=NOW)
    assert (found.rows, found.by_period, found.tally) == ([], [], Tally())


def test_the_matrix_costs_the_same_for_three_hundred_investors_and_48_periods(
    reports, django_assert_num_queries
):
    few = list(ReportingPeriod.objects.all())
    with django_assert_num_queries(4):
        matrix(periods=few, now=NOW)
    first = ReportingPeriod.objects.get(code="2024-09-K1")
    fields = ("kind", "starts_on", "ends_on", "as_at", "opens_at", "opened_at")
    periods = ReportingPeriod.objects.bulk_create(
        ReportingPeriod(
            code=f"T-{number}",
            year=2022,
            month=1,
            due_at=first.due_at - timedelta(days=15 * (number + 1)),
            **{name: getattr(first, name) for name in fields},
        )
        for number in range(48)
    )
    investors = [make_organisation(f"X{number}", f"Đơn vị {number}") for number in range(300)]
    Submission.objects.bulk_create(
        Submission(period=period, investor=investor, status_at=NOW)
        for period in periods
        for investor in investors
    )
    with django_assert_num_queries(4):
        found = matrix(periods=periods, now=NOW)
    assert found.tally == Tally(missing=300 * 48)
