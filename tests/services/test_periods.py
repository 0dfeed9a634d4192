"""Calendar and deadline rules as data, and periods that open by themselves."""

from datetime import date, datetime, time

import pytest
import time_machine
from django.core.management import call_command

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.deadlines import DeadlineKind, Shift
from disbursement.models import (
    CalendarDay,
    CalendarYear,
    DayKind,
    DeadlineRuleRow,
    ReportingPeriod,
    Submission,
    SubmissionEvent,
    SubmissionStatus,
)
from disbursement.selectors.calendar import (
    calendar_years,
    deadline_rules,
    work_calendar,
)
from disbursement.selectors.coming_periods import coming_deadlines
from disbursement.selectors.periods import (
    current_period,
    obliged_investors,
    period_summaries,
    plan_years_of,
)
from disbursement.services.calendar import calendar_seed, deadline_rules_seed
from disbursement.services.periods import investors_oblige, periods_open
from projects.models import AuditRecord, Installation
from tests.people import make_organisation, make_plan_line, make_project

pytestmark = pytest.mark.django_db


def at(year, month, day, hour=8, minute=0, second=0):
    return datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM_TIME)


@pytest.fixture
def rules(db):
    deadline_rules_seed(now=at(2024, 1, 1))


@pytest.fixture
def started(rules):
    """The portal was first started on 20 March 2024."""
    installation = Installation.current()
    installation.first_started_at = at(2024, 3, 20)
    installation.save()


def codes(periods):
    return [period.code for period in periods]


# The calendar


def test_calendar_has_holidays_days_in_lieu_and_make_up_saturdays():
    calendar_seed(years=[2024], now=at(2024, 1, 1))
    calendar = work_calendar()
    assert not calendar.is_working_day(date(2024, 2, 12))  # mùng ba Tết, a Monday
    assert not calendar.is_working_day(date(2024, 4, 29))  # swapped for Saturday 4 May
    assert calendar.is_working_day(date(2024, 5, 4))
    assert not calendar.is_working_day(date(2024, 5, 11))


def test_a_year_on_record_is_left_alone():
    calendar_seed(years=[2024], now=at(2024, 1, 1))
    CalendarDay.objects.get(day=date(2024, 4, 29)).delete()
    assert calendar_seed(years=[2024], now=at(2024, 1, 2)) == 0
    assert work_calendar().is_working_day(date(2024, 4, 29))


def test_a_seeded_year_waits_to_be_confirmed():
    calendar_seed(years=[2025], now=at(2024, 1, 1))
    (year,) = calendar_years(years=[2025])
    assert not year.is_confirmed
    assert len(year.days) == CalendarDay.objects.count() == 14
    CalendarYear.objects.update(is_confirmed=True)
    assert calendar_years(years=[2025])[0].is_confirmed


def test_a_day_entered_by_hand_is_kept():
    CalendarDay.objects.create(day=date(2024, 5, 1), kind=DayKind.MAKE_UP, name="thử")
    calendar_seed(years=[2024], now=at(2024, 1, 1))
    assert CalendarDay.objects.get(day=date(2024, 5, 1)).kind == DayKind.MAKE_UP


def test_default_rules_come_back_as_the_domain_wants_them(rules):
    rules = deadline_rules(date(2024, 1, 1))
    assert len(rules) == 13
    friday = rules["friday-snapshot"]
    assert (friday.kind, friday.day, friday.time_of_day) == (DeadlineKind.WEEKDAY, 5, time(16))
    assert friday.shift is Shift.PREVIOUS
    assert rules["investor-mid"].is_strict
    assert rules["quarterly-report"].months == {1, 4, 7, 10}
    assert rules["reallocation-1"].month == 6


def test_seeding_rules_again_changes_nothing(rules):
    DeadlineRuleRow.objects.filter(code="investor-mid").update(day=12)
    assert deadline_rules_seed(now=at(2024, 1, 2)) == 0
    assert deadline_rules(date(2024, 1, 1))["investor-mid"].day == 12


def test_a_changed_rule_holds_from_its_day_on(rules):
    row = DeadlineRuleRow.objects.get(code="investor-mid")
    row.pk, row.day, row.effective_from = None, 10, date(2024, 7, 1)
    row.save()
    assert deadline_rules(date(2024, 6, 30))["investor-mid"].day == 15
    assert deadline_rules(date(2024, 7, 1))["investor-mid"].day == 10


def test_coming_deadlines_are_sorted_by_their_moment(rules):
    coming = coming_deadlines(now=at(2024, 3, 13))
    assert [item.due.at for item in coming] == sorted(item.due.at for item in coming)
    assert (coming[0].rule.code, coming[0].due.at) == (
        "investor-mid",
        at(2024, 3, 14, 23, 59, 59),
    )


def test_setting_up_twice_adds_nothing_the_second_time():
    call_command("setup_defaults", "--quiet")
    counts = (CalendarDay.objects.count(), DeadlineRuleRow.objects.count())
    assert counts[0] > 50
    call_command("setup_defaults", "--quiet")
    assert (CalendarDay.objects.count(), DeadlineRuleRow.objects.count()) == counts


# Opening


def test_the_first_run_opens_only_what_could_still_be_handed_in(started, province):
    opened = periods_open(now=at(2024, 3, 20))
    assert codes(opened) == ["2024-03-K2"]


def test_an_open_period_has_its_window_and_its_time_described(started, province):
    (period,) = periods_open(now=at(2024, 3, 20))
    assert (period.starts_on, period.ends_on) == (date(2024, 3, 16), date(2024, 3, 31))
    assert period.as_at == date(2024, 3, 30)
    assert period.opens_at == at(2024, 3, 16, 0)
    assert period.due_at == at(2024, 3, 29, 23, 59, 59)


def test_opening_twice_adds_nothing(started, province):
    periods_open(now=at(2024, 3, 20))
    before = (Submission.objects.count(), SubmissionEvent.objects.count())
    assert periods_open(now=at(2024, 3, 20, 9)) == []
    assert (Submission.objects.count(), SubmissionEvent.objects.count()) == before


def test_a_period_opens_at_midnight_of_its_first_day(started, province):
    periods_open(now=at(2024, 3, 20))
    assert periods_open(now=at(2024, 3, 31, 23, 59, 59)) == []
    assert codes(periods_open(now=at(2024, 4, 1, 0))) == ["2024-04-K1"]


def test_periods_missed_while_the_system_was_down_are_opened_on_return(started, province):
    periods_open(now=at(2024, 3, 20))
    opened = periods_open(now=at(2024, 5, 17))
    assert codes(opened) == ["2024-04-K1", "2024-04-K2", "2024-05-K1", "2024-05-K2"]


def test_a_run_may_look_further_back_on_request(started, province):
    opened = periods_open(now=at(2024, 3, 20), since=at(2024, 2, 1))
    assert codes(opened) == ["2024-02-K1", "2024-02-K2", "2024-03-K1", "2024-03-K2"]
    february = opened[1]
    assert (february.as_at, february.due_at) == (date(2024, 2, 29), at(2024, 2, 28, 23, 59, 59))


def test_without_rules_nothing_opens(province):
    assert periods_open(now=at(2024, 3, 20)) == []


def test_a_later_change_of_the_rule_does_not_move_an_open_period(started, province):
    (period,) = periods_open(now=at(2024, 3, 20))
    DeadlineRuleRow.objects.filter(code="investor-end").update(day=25)
    periods_open(now=at(2024, 3, 21))
    period.refresh_from_db()
    assert period.due_at == at(2024, 3, 29, 23, 59, 59)


# Whom a period obliges


def test_every_investor_with_a_plan_has_a_row_from_the_day_it_opens(started, province):
    (period,) = periods_open(now=at(2024, 3, 20))
    rows = period.submissions.order_by("investor__code")
    assert [(row.investor.code, row.status) for row in rows] == [
        ("BQLDD", SubmissionStatus.NOT_RECEIVED),
        ("BQLGT", SubmissionStatus.NOT_RECEIVED),
    ]
    assert [event.kind for event in SubmissionEvent.objects.all()] == ["opened", "opened"]


def test_opening_leaves_audit_records(started, province):
    periods_open(now=at(2024, 3, 20))
    actions = AuditRecord.objects.order_by("id").values_list("action", flat=True)
    assert list(actions).count("period.open") == 1
    assert list(actions).count("submission.open") == 2


def test_an_investor_whose_plan_was_cancelled_is_not_obliged(started, province):
    make_plan_line(
        province.decision,
        province.school,
        province.local,
        -6_000_000_000,
        kind="hủy",
        effective_on=date(2024, 2, 1),
    )
    (period,) = periods_open(now=at(2024, 3, 20))
    assert [row.investor for row in period.submissions.all()] == [province.roads_board]


def test_an_organisation_that_has_ended_is_not_obliged(started, province):
    province.schools_board.valid_to = date(2024, 2, 29)
    province.schools_board.save()
    (period,) = periods_open(now=at(2024, 3, 20))
    assert [row.investor for row in period.submissions.all()] == [province.roads_board]


def test_an_investor_who_comes_to_hold_capital_gets_a_row_in_the_open_period(started, province):
    (period,) = periods_open(now=at(2024, 3, 20))
    farm = make_organisation("BQLNN", "Ban Quản lý dự án nông nghiệp")
    dike = make_project("7300001", "Đê hữu sông", farm)
    make_plan_line(province.decision, dike, province.local, 10**9, effective_on=date(2024, 3, 22))
    periods_open(now=at(2024, 3, 21))
    assert period.submissions.count() == 2
    periods_open(now=at(2024, 3, 22))
    assert period.submissions.filter(investor=farm).exists()


def test_nobody_is_added_to_a_period_whose_window_is_over(started, province):
    (period,) = periods_open(now=at(2024, 3, 20))
    farm = make_organisation("BQLNN", "Ban Quản lý dự án nông nghiệp")
    dike = make_project("7300001", "Đê hữu sông", farm)
    make_plan_line(province.decision, dike, province.local, 10**9, effective_on=date(2024, 3, 22))
    periods_open(now=at(2024, 3, 30))
    assert period.submissions.count() == 2


def test_in_january_the_old_plan_year_still_obliges(started, province):
    day = date(2025, 1, 5)
    assert obliged_investors(day=day, plan_years=[2025]).count() == 0
    (*_, period) = periods_open(now=at(2025, 1, 5))
    assert (period.code, plan_years_of(period)) == ("2025-01-K1", (2024, 2025))
    assert period.submissions.count() == 2
    (*_, period) = periods_open(now=at(2025, 2, 5))
    assert (period.code, plan_years_of(period)) == ("2025-02-K1", (2025,))
    assert period.submissions.count() == 0


def test_obliging_again_adds_no_second_row(started, province):
    (period,) = periods_open(now=at(2024, 3, 20))
    assert investors_oblige(period=period, day=date(2024, 3, 20), now=at(2024, 3, 20)) == 0
    assert period.submissions.count() == 2


# What stands where


def test_the_current_period_is_the_one_due_next_or_the_last_one(started, province):
    assert current_period(now=at(2024, 3, 20)) is None
    periods_open(now=at(2024, 4, 2))
    assert current_period(now=at(2024, 3, 29)).code == "2024-03-K2"
    assert current_period(now=at(2024, 3, 30)).code == "2024-03-K2"
    assert current_period(now=at(2024, 4, 2)).code == "2024-04-K1"
    assert current_period(now=at(2024, 4, 15)).code == "2024-04-K1"


def test_summaries_count_by_status_and_time(started, province, django_assert_num_queries):
    (period,) = periods_open(now=at(2024, 3, 20))
    Submission.objects.filter(investor=province.roads_board).update(
        status=SubmissionStatus.SUBMITTED, first_submitted_at=period.due_at
    )
    with django_assert_num_queries(1):
        (summary,) = period_summaries()
    assert (summary.obliged, summary.received, summary.missing) == (2, 1, 1)
    assert (summary.on_time, summary.late, summary.to_review) == (1, 0, 1)
    Submission.objects.filter(investor=province.schools_board).update(
        status=SubmissionStatus.ACCEPTED, first_submitted_at=at(2024, 3, 30, 0)
    )
    (summary,) = period_summaries(limit=1)
    assert (summary.on_time, summary.late, summary.accepted) == (1, 1, 1)


def test_the_scheduled_job_is_known_to_the_worker_and_opens_periods(started, province):
    from disbursement.celery import app

    app.loader.import_default_modules()
    with time_machine.travel(at(2024, 3, 20), tick=False):
        app.tasks["disbursement.tasks.periods_open"].apply(throw=True)
    assert ReportingPeriod.objects.get().code == "2024-03-K2"


def test_a_run_with_nothing_to_do_costs_few_queries(
    started, province, django_assert_max_num_queries
):
    periods_open(now=at(2024, 3, 20))
    with django_assert_max_num_queries(20):
        periods_open(now=at(2024, 3, 20, 9))
