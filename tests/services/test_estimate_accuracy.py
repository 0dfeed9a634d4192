"""What investors stated, held against what the treasury says later.

The period is of 15 September 2024. The bridge: own count 4.0, estimate 5.0, forecast 10.0 tỷ.
The treasury: 3.8 by 12/9, 1.0 more on 20/9, 0.2 more on 5/10, 4.0 more on 20/1/2025.
"""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.estimate_accuracy import Score
from disbursement.domain.ledger import Key
from disbursement.domain.submissions import Filling, LineEntry
from disbursement.models import ReportingPeriod, Submission
from disbursement.selectors.estimate_accuracy import (
    accuracy_by_report,
    accuracy_of,
    outcomes_of,
)
from disbursement.services.calendar import deadline_rules_seed
from disbursement.services.periods import periods_open
from disbursement.services.submissions import (
    submission_return,
    submission_submit,
    submission_withdraw,
)
from tests.treasury_facts import pay

OPENED = datetime(2024, 9, 5, 8, 0, tzinfo=VIETNAM_TIME)
HANDED_IN = datetime(2024, 9, 13, 16, 0, tzinfo=VIETNAM_TIME)
SPAN = {"start": date(2024, 9, 1), "end": date(2024, 9, 30)}
MILLION = 1_000_000


def at(text):
    return datetime.fromisoformat(f"{text} 12:00").replace(tzinfo=VIETNAM_TIME)


@pytest.fixture
def bridge(province):
    return Key(province.bridge.pk, province.central.pk, 2024, 2024)


@pytest.fixture
def report(province, cast, bridge):
    deadline_rules_seed(now=OPENED)
    periods_open(now=OPENED, since=OPENED)
    pay(province.bridge, province.central, 3_800 * MILLION, day="2024-09-12")
    report = Submission.objects.get(period__code="2024-09-K1", investor=province.roads_board)
    hand_in(report, cast, bridge, (4_000, 5_000, 10_000), HANDED_IN)
    return report


def hand_in(report, cast, key, figures, now):
    own, month, year = (amount * MILLION for amount in figures)
    entry = LineEntry(
        key, own_disbursed=own, month_estimate=month, year_forecast=year, explanation="Đã đối chiếu"
    )
    newest = report.versions.order_by("number").last()
    filling = Filling((entry,), newest and newest.edited_at, warnings_confirmed=True)
    submission_submit(submission=report, filling=filling, actor=cast.investor, now=now)
    report.refresh_from_db()


def later_payments(province, until):
    for amount, day in ((1_000, "2024-09-20"), (200, "2024-10-05"), (4_000, "2025-01-31")):
        if day <= until:
            pay(province.bridge, province.central, amount * MILLION, day=day)


def scores(report, now):
    found = accuracy_of(investors=None, **SPAN, now=at(now))
    return found[report.investor_id]


def test_nothing_is_scored_until_the_treasury_has_told_the_day(report, province):
    assert {score.lines for score in scores(report, "2024-09-14").values()} == {0}
    later_payments(province, "2024-09-20")
    told = scores(report, "2024-09-21")
    assert (told["own_disbursed"].lines, told["month_estimate"].lines) == (1, 0)
    assert told["month_estimate"].accuracy is None


def test_each_figure_is_held_against_its_own_day(report, province):
    later_payments(province, "2025-01-31")
    told = scores(report, "2025-02-01")
    # As of 15/9 the treasury says 3.8, as of 30/9 4.8, as of 31/01/2025 9.0.
    assert told["own_disbursed"].accuracy == Fraction(360_000, 3_800)
    assert told["month_estimate"].accuracy == Fraction(460_000, 4_800)
    assert told["year_forecast"].accuracy == Fraction(800_000, 9_000)


def test_the_review_page_reads_the_same_line_by_line(report, province, bridge):
    later_payments(province, "2024-10-05")
    outcome = outcomes_of(version=report.versions.get(), now=at("2024-10-06"))[bridge]
    assert outcome.actual == {
        "own_disbursed": 3_800 * MILLION,
        "month_estimate": 4_800 * MILLION,
        "year_forecast": None,
    }
    expected = Score(1, 4_000 * MILLION, 3_800 * MILLION, 3_800 * MILLION, 200 * MILLION)
    assert outcome.scores["own_disbursed"] == expected


def test_the_newest_version_is_scored_and_an_estimate_after_its_day_is_not(
    report, province, cast, bridge
):
    later_payments(province, "2024-10-05")
    october = datetime(2024, 10, 1, 9, 0, tzinfo=VIETNAM_TIME)
    submission_return(
        submission=report, version=1, reason="Xem lại", actor=cast.planner, now=october
    )
    hand_in(report, cast, bridge, (3_800, 4_800, 9_000), october + timedelta(hours=1))
    told = scores(report, "2024-10-06")
    assert told["own_disbursed"].accuracy == 100
    # What was estimated in time still counts, not what was known by then.
    assert told["month_estimate"].stated == 5_000 * MILLION


def test_a_withdrawn_version_is_not_scored(report, province, cast):
    submission_withdraw(submission=report, actor=cast.investor, now=HANDED_IN)
    later_payments(province, "2024-09-20")
    assert accuracy_of(investors=None, **SPAN, now=at("2024-09-21")) == {}


def test_only_the_investors_asked_for_are_scored(report, province):
    asked = [province.schools_board.pk]
    assert accuracy_of(investors=asked, **SPAN, now=at("2024-09-21")) == {}


def test_it_costs_the_same_for_more_reports(report, django_assert_num_queries):
    periods = list(ReportingPeriod.objects.all())
    with django_assert_num_queries(5):
        accuracy_by_report(periods=periods, now=HANDED_IN)
