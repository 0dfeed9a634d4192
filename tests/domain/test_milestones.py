from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursement.domain.calendar import WorkCalendar
from emulation.domain.milestones import (
    EventRule,
    Outlook,
    Pool,
    RateRule,
    Scope,
    Status,
    judge,
    judge_event,
    last_counting_day,
    sum_judgements,
)
from emulation.domain.steps import Steps

# Kéo dài: at least 60 % before 30/6/2024, so the last day that counts is Saturday 29/6.
RULE = RateRule("carried-60", 60, date(2024, 6, 30), is_strict=True, pool=Pool.CARRIED)
LAST = date(2024, 6, 29)
START = date(2024, 1, 2)
AFTER = date(2024, 12, 31)


def nothing_more(steps, as_of, by):
    return steps.at(as_of)[1]


def everything(steps, as_of, by):
    return steps.at(as_of)[0]


GLOOMY = Outlook(WorkCalendar(), nothing_more)
HOPEFUL = Outlook(WorkCalendar(), everything)


def steps(*paid, plan=((START, 1000),)):
    return Steps.of(plan, paid)


@pytest.mark.parametrize(
    ("is_strict", "expected"), [(True, date(2024, 6, 29)), (False, date(2024, 6, 30))]
)
def test_last_counting_day(is_strict, expected):
    rule = RateRule("r", 60, date(2024, 6, 30), is_strict, Pool.ALL)
    assert last_counting_day(rule) == expected


@pytest.mark.parametrize(
    ("paid", "status", "met_on", "disbursed"),
    [
        ([(date(2024, 3, 1), 600)], Status.MET, date(2024, 3, 1), 600),
        ([(date(2024, 3, 1), 599)], Status.MISSED, None, 599),  # one đồng short
        ([(date(2024, 3, 1), 300), (LAST, 300)], Status.MET, LAST, 600),
        ([(date(2024, 6, 30), 600)], Status.MET_LATE, date(2024, 6, 30), 0),  # "trước ngày"
        ([(date(2024, 3, 1), 599), (date(2024, 9, 2), 1)], Status.MET_LATE, date(2024, 9, 2), 599),
        ([(date(2025, 1, 2), 600)], Status.MISSED, None, 0),  # not known on the asked day
        ([], Status.MISSED, None, 0),
        # Paid back before the last day: it is not there when it counts.
        ([(date(2024, 3, 1), 700), (date(2024, 6, 1), -101)], Status.MISSED, None, 599),
        # Paid back after the last day: it was there when it counted.
        ([(date(2024, 3, 1), 600), (date(2024, 7, 1), -600)], Status.MET, date(2024, 3, 1), 600),
        # Lost and won again in time: the first day it was reached.
        (
            [(date(2024, 3, 1), 600), (date(2024, 4, 1), -1), (date(2024, 5, 1), 1)],
            Status.MET,
            date(2024, 3, 1),
            600,
        ),
        # Lost on the last day, won again later: late, on that later day.
        (
            [(date(2024, 3, 1), 600), (date(2024, 4, 1), -1), (date(2024, 8, 1), 1)],
            Status.MET_LATE,
            date(2024, 8, 1),
            599,
        ),
    ],
)
def test_judged_on_the_last_day_that_counts(paid, status, met_on, disbursed):
    found = judge(RULE, steps(*paid), AFTER, GLOOMY)
    assert (found.status, found.met_on, found.disbursed) == (status, met_on, disbursed)
    assert (found.plan, found.judged_on, found.days_left) == (1000, LAST, 0)


@pytest.mark.parametrize(
    ("plan", "status", "met_on", "plan_judged"),
    [
        # A cut makes it reached on the day the cut takes effect.
        ([(START, 1000), (date(2024, 5, 10), -500)], Status.MET, date(2024, 5, 10), 500),
        # A cut after the last day makes it reached late.
        ([(START, 1000), (date(2024, 7, 10), -500)], Status.MET_LATE, date(2024, 7, 10), 1000),
        # Money added before the last day counts against it, added later it does not.
        ([(START, 500), (date(2024, 5, 10), 500)], Status.MISSED, None, 1000),
        ([(START, 500), (date(2024, 7, 10), 500)], Status.MET, date(2024, 3, 1), 500),
        # Days on which the plan stood at nought were not days on which it was reached.
        (
            [(START, 1000), (date(2024, 2, 1), -1000), (date(2024, 2, 2), 500)],
            Status.MET,
            date(2024, 3, 1),
            500,
        ),
        # No plan in force on the day judged.
        ([], Status.NOT_APPLICABLE, None, 0),
        ([(date(2024, 7, 1), 1000)], Status.NOT_APPLICABLE, None, 0),
        ([(START, 1000), (LAST, -1000)], Status.NOT_APPLICABLE, None, 0),
        ([(START, 1000), (LAST, -1001)], Status.NOT_APPLICABLE, None, -1),
    ],
)
def test_the_plan_is_the_one_in_force_on_the_day_judged(plan, status, met_on, plan_judged):
    found = judge(RULE, steps((date(2024, 3, 1), 300), plan=plan), AFTER, GLOOMY)
    assert (found.status, found.met_on, found.plan) == (status, met_on, plan_judged)


def test_before_the_deadline_the_forecast_decides():
    friday = date(2024, 6, 21)
    half = steps((date(2024, 3, 1), 250))
    gloomy, hopeful = judge(RULE, half, friday, GLOOMY), judge(RULE, half, friday, HOPEFUL)
    assert (gloomy.status, hopeful.status) == (Status.AT_RISK, Status.ON_TRACK)
    assert gloomy.judged_on == friday
    assert gloomy.days_left == 8
    # 350 still to go, over Monday 24/6 to Friday 28/6.
    assert (gloomy.required, gloomy.required_per_working_day) == (350, 70)
    one_less = judge(RULE, steps((date(2024, 3, 1), 249)), friday, GLOOMY)
    assert (one_less.required, one_less.required_per_working_day) == (351, 71)  # 70 would not do


def test_reached_before_the_deadline_is_met_and_judged_again_later():
    series = steps((date(2024, 3, 1), 600), (date(2024, 6, 1), -1))
    early = judge(RULE, series, date(2024, 5, 1), GLOOMY)
    assert (early.status, early.met_on, early.required) == (Status.MET, date(2024, 3, 1), 0)
    assert judge(RULE, series, LAST, GLOOMY).status is Status.MISSED


def test_the_last_day_itself_is_judged_for_good():
    assert judge(RULE, steps(), LAST - timedelta(days=1), HOPEFUL).status is Status.ON_TRACK
    assert judge(RULE, steps(), LAST, HOPEFUL).status is Status.MISSED


def test_without_a_working_day_left_nothing_is_asked_per_day():
    friday = date(2024, 6, 28)  # only Saturday 29/6 is left
    found = judge(RULE, steps((START, 1)), friday, HOPEFUL)
    assert (found.required, found.required_per_working_day, found.days_left) == (599, None, 1)


def test_required_rounds_up_to_a_whole_dong():
    # 60 % of 1001 is 600,6: 600 is not enough, 601 is.
    series = steps((START, 600), plan=[(START, 1001)])
    assert judge(RULE, series, AFTER, GLOOMY).required == 1
    assert judge(RULE, steps((START, 601), plan=[(START, 1001)]), AFTER, GLOOMY).required == 0


def test_required_after_a_missed_deadline_counts_what_came_since():
    series = steps((date(2024, 3, 1), 100), (date(2024, 8, 1), 200))
    found = judge(RULE, series, AFTER, GLOOMY)
    assert (found.status, found.disbursed, found.required) == (Status.MISSED, 100, 300)
    assert found.required_per_working_day is None


@pytest.mark.parametrize("status", [Status.MET, Status.MET_LATE, Status.NOT_APPLICABLE])
def test_nothing_is_required_of_what_is_settled(status):
    paid = {
        Status.MET: [(START, 600), (date(2024, 8, 1), -600)],
        Status.MET_LATE: [(date(2024, 8, 1), 600), (date(2024, 9, 1), -600)],
        Status.NOT_APPLICABLE: [],
    }[status]
    plan = [] if status is Status.NOT_APPLICABLE else [(START, 1000)]
    found = judge(RULE, steps(*paid, plan=plan), AFTER, GLOOMY)
    assert (found.status, found.required, found.required_per_working_day) == (status, 0, None)


@pytest.mark.parametrize(
    ("pool", "origin_year", "asked"),
    [
        (Pool.ALL, None, {2022, 2023, 2024}),
        (Pool.CURRENT, None, {2024}),
        (Pool.CARRIED, None, {2022, 2023}),
        (Pool.CARRIED, 2022, {2022}),
        (Pool.CARRIED, 2024, set()),
    ],
)
def test_the_pool_follows_the_origin_year_of_the_money(pool, origin_year, asked):
    rule = RateRule("r", 100, date(2024, 12, 31), False, pool, origin_year)
    found = {origin for origin in (2022, 2023, 2024) if rule.asks_about(2024, origin)}
    assert found == asked


def test_an_empty_scope_covers_every_project_and_a_named_one_its_own():
    project = Scope(stage="chuyển tiếp", block="Sở, ngành")
    assert Scope().covers(project)
    assert Scope(stage="chuyển tiếp").covers(project)
    assert not Scope(stage="hoàn thành").covers(project)
    assert not Scope(stage="chuyển tiếp", programme="NTM").covers(project)


START_BY_JUNE = EventRule("start", "started", date(2024, 6, 30), is_strict=False)


@pytest.mark.parametrize(
    ("happened_on", "as_of", "status"),
    [
        (date(2024, 6, 30), AFTER, Status.MET),
        (date(2024, 7, 1), AFTER, Status.MET_LATE),
        (None, AFTER, Status.MISSED),
        (date(2025, 3, 1), AFTER, Status.MISSED),  # not yet happened on the asked day
        (date(2024, 2, 1), date(2024, 3, 1), Status.MET),
        (date(2024, 3, 1), date(2024, 3, 1), Status.MET),
        (None, date(2024, 5, 30), Status.ON_TRACK),  # 31 days left
        (None, date(2024, 5, 31), Status.AT_RISK),  # 30 days left
        (None, date(2024, 6, 30), Status.MISSED),
    ],
)
def test_events(happened_on, as_of, status):
    assert judge_event(START_BY_JUNE, happened_on, as_of).status is status


def test_an_event_in_the_future_is_not_shown():
    found = judge_event(START_BY_JUNE, date(2024, 6, 1), date(2024, 3, 1))
    assert (found.happened_on, found.days_left) == (None, 121)


def test_sums_of_an_investor():
    made = sum_judgements(
        judge(RULE, series, AFTER, GLOOMY)
        for series in (
            steps((START, 700)),
            steps((START, 100)),
            steps((date(2024, 8, 1), 600)),
            steps(plan=[]),
        )
    )
    assert (made.plan, made.disbursed, made.required) == (3000, 800, 500)
    assert made.counts == {
        Status.MET: 1,
        Status.MET_LATE: 1,
        Status.MISSED: 1,
        Status.ON_TRACK: 0,
        Status.AT_RISK: 0,
        Status.NOT_APPLICABLE: 1,
    }


DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31))
SERIES = st.builds(
    Steps.of,
    st.lists(st.tuples(DAYS, st.integers(-100, 300)), max_size=3),
    st.lists(st.tuples(DAYS, st.integers(-50, 200)), max_size=5),
)


@given(series=SERIES, as_of=DAYS)
def test_status_agrees_with_the_definition(series, as_of):
    found = judge(RULE, series, as_of, HOPEFUL)
    plan, disbursed = series.at(min(as_of, LAST))
    assert (found.plan, found.disbursed) == (plan, disbursed)
    assert (found.status is Status.NOT_APPLICABLE) is (plan <= 0)
    assert (found.status is Status.MET) is (plan > 0 and disbursed * 100 >= 60 * plan)
    if found.met_on:
        assert RULE.is_reached(*series.at(found.met_on))
        assert (found.met_on > LAST) is (found.status is Status.MET_LATE)


@given(series=SERIES, as_of=DAYS)
def test_paying_what_is_required_reaches_the_threshold_and_one_dong_less_does_not(series, as_of):
    required = judge(RULE, series, as_of, HOPEFUL).required
    plan, disbursed = series.at(as_of)
    if required and plan > 0:
        assert RULE.is_reached(plan, disbursed + required)
        assert not RULE.is_reached(plan, disbursed + required - 1)
