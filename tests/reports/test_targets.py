"""What milestones ask of sums of money, worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest

from emulation.domain.milestones import Pool, RateRule, Scope
from emulation.domain.steps import Steps
from reports.domain.curve import curve, curve_days, year_before
from reports.domain.figures import Cell, Figures, Place, by, of_pool, total
from reports.domain.targets import Demands, Milestone, target_due, target_on, targets
from reports.selectors.panels import tone_of

JUNE, SEPTEMBER, DECEMBER = date(2024, 6, 30), date(2024, 9, 30), date(2024, 12, 31)


def cell(plan, disbursed=0, *, stage="chuyển tiếp", origin=2024, source=1, project=1, **figures):
    place = Place(1, source, origin, stage, project=project)
    return Cell(place, Figures(plan, disbursed, **figures))


def rule(threshold, deadline, *, stage=None, pool=Pool.CURRENT, is_strict=False, source=None):
    asked = RateRule("x", threshold, deadline, is_strict, pool, scope=Scope(stage=stage))
    return Milestone(asked, source)


def asked_of(cells, *milestones):
    return [(t.day, t.asked) for t in targets(cells, Demands(milestones, 2024))]


def test_each_stage_is_asked_for_by_its_own_milestones():
    # 100 of 200 completed by June, then 70 % of the other 300: 210 more by September.
    cells = [cell(200, stage="hoàn thành"), cell(300, project=2)]
    found = asked_of(
        cells, rule(50, JUNE, stage="hoàn thành"), rule(70, SEPTEMBER, stage="chuyển tiếp")
    )
    assert found == [(JUNE, 100), (SEPTEMBER, 310)]


def test_of_two_milestones_on_the_same_money_the_higher_counts_once():
    assert asked_of([cell(300)], rule(70, SEPTEMBER), rule(100, DECEMBER)) == [
        (SEPTEMBER, 210),
        (DECEMBER, 300),
    ]


def test_a_later_milestone_that_asks_for_less_asks_for_nothing_more():
    assert asked_of([cell(300)], rule(70, JUNE), rule(40, SEPTEMBER)) == [(JUNE, 210)]


def test_a_strict_milestone_asks_by_the_day_before():
    (target,) = targets([cell(100)], Demands([rule(60, JUNE, is_strict=True)], 2024))
    assert target.day == date(2024, 6, 29)


def test_carried_money_answers_only_to_milestones_of_its_pool_and_source():
    cells = [cell(100, origin=2023), cell(100, origin=2023, source=2, project=2), cell(100)]
    assert asked_of(cells, rule(60, JUNE, pool=Pool.CARRIED, source=2)) == [(JUNE, 60)]


def test_the_rate_is_over_the_whole_plan_and_what_is_lacking_is_rounded_up():
    cells = [cell(100, 10), cell(101, 20, stage="hoàn thành", project=2)]
    (target,) = targets(cells, Demands([rule(70, JUNE, stage="hoàn thành")], 2024))
    assert target.asked == Fraction(7070, 100)
    assert target.rate == Fraction(7070, 201)
    assert target.still_required(30) == 41
    assert target.still_required(71) == 0


def test_without_a_plan_nothing_is_asked():
    assert targets([cell(0, 5)], Demands([rule(70, JUNE)], 2024)) == []
    assert targets([], Demands([rule(70, JUNE)], 2024)) == []


def test_the_next_target_is_that_of_the_day_itself_or_later_and_then_the_last():
    found = targets([cell(100)], Demands([rule(50, JUNE), rule(100, DECEMBER)], 2024))
    assert target_on(found, JUNE).day == JUNE
    assert target_on(found, date(2024, 7, 1)).day == DECEMBER
    assert target_on(found, date(2025, 3, 1)).day == DECEMBER
    assert target_on([], JUNE) is None


def test_what_is_due_is_what_was_asked_last():
    found = targets([cell(100)], Demands([rule(50, JUNE), rule(100, DECEMBER)], 2024))
    assert target_due(found, date(2024, 6, 29)) is None
    assert target_due(found, JUNE).day == JUNE
    assert target_due(found, date(2024, 12, 30)).day == JUNE


@pytest.mark.parametrize(
    ("disbursed", "tone"),
    [(60, "ok"), (50, ""), (49, "bad")],  # half was due in June, 60 % are asked for by September
)
def test_only_what_is_behind_a_milestone_already_due_is_bad(disbursed, tone):
    cells = [cell(100, disbursed)]
    found = targets(cells, Demands([rule(50, JUNE), rule(60, SEPTEMBER)], 2024))
    day = date(2024, 7, 1)
    assert tone_of(total(cells), target_on(found, day), target_due(found, day)) == tone


def test_parts_add_up_to_the_whole():
    cells = [cell(100, 40), cell(50, 10, origin=2023, project=2), cell(0, 0, project=3)]
    parts = by(cells, lambda place: place.project)
    assert sum(part.plan for part in parts.values()) == total(cells).plan == 150
    assert 3 not in parts
    assert total(of_pool(cells, "carried", 2024)).plan == 50
    assert total(of_pool(cells, "current", 2024)).disbursed == 40


def test_the_change_in_points_compares_each_day_with_its_own_plan():
    # 20 of 100 was 20 %; 30 of 120 is 25 %.
    figures = Figures(120, 25, 5, earlier_plan=100, earlier_disbursed=20)
    assert (figures.gained, figures.points) == (10, Fraction(5))
    assert Figures(120, 30).points is None  # there was no plan to compare with


def test_the_curve_knows_nothing_after_the_asked_day():
    days = [date(2024, 1, 15), date(2024, 1, 31), date(2024, 2, 15)]
    this_year = Steps.of([(date(2024, 1, 1), 100)], [(date(2024, 1, 10), 5), (days[1], 20)])
    last_year = Steps.of([(date(2023, 1, 1), 200)], [(date(2023, 1, 31), 50)])
    goals = targets([cell(100)], Demands([rule(30, date(2024, 1, 20))], 2024))
    points = curve(days, this_year, last_year, goals, as_of=days[1])
    assert [point.rate for point in points] == [5, 25, None]
    assert [point.last_year for point in points] == [0, 25, 25]
    assert [point.target for point in points] == [None, 30, 30]


def test_the_curve_runs_to_the_end_of_january_after_the_year():
    days = curve_days(2024, date(2024, 9, 23))
    assert (days[0], days[-1]) == (date(2024, 1, 15), date(2025, 1, 31))
    assert date(2024, 2, 29) in days
    assert date(2024, 9, 23) in days
    assert len(days) == 27


def test_the_end_of_february_is_compared_with_the_end_of_february():
    assert year_before(date(2024, 2, 29)) == date(2023, 2, 28)
    assert year_before(date(2025, 2, 28)) == date(2024, 2, 29)
    assert year_before(date(2024, 9, 15)) == date(2023, 9, 15)
