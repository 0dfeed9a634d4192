"""The made-up province on paper: believable figures, the same each time it is drawn."""

from collections import Counter
from datetime import date
from random import Random

import pytest

from reports.demo.history import treasury_files
from reports.demo.office import faulty_rows, medium_term_rows
from reports.demo.province import draw_province
from reports.demo.timeline import Step, office_hour, play

TODAY = date(2026, 11, 22)
RECOVERY = "Thu hồi tạm ứng"


@pytest.fixture(scope="module")
def province():
    return draw_province(TODAY)


def money(province, year, until):
    """Plan and payments of a year's own money, by what each was for."""
    plan = sum(
        line.amount
        for line in province.lines
        if line.project and line.plan_year == line.origin_year == year
    )
    paid = sum(
        voucher.amount
        for voucher in province.vouchers
        if voucher.plan_year == voucher.origin_year == year
        and voucher.day <= until
        and voucher.kind != RECOVERY
    )
    return paid * 100 / plan


def test_the_same_day_gives_the_same_province(province):
    again = draw_province(TODAY)
    assert again.lines == province.lines
    assert again.vouchers == province.vouchers
    assert again.closings == province.closings


@pytest.mark.parametrize("year", [2024, 2025])
def test_past_years_begin_slowly_and_end_in_a_rush(province, year):
    june, november, january = (
        money(province, year, day)
        for day in (date(year, 6, 30), date(year, 11, 30), date(year + 1, 1, 31))
    )
    assert 15 < june < 40
    assert november < 75
    assert 80 < january < 95
    assert january - november > 15


def test_the_running_year_stands_where_november_stands(province):
    assert 50 < money(province, 2026, TODAY) < 75
    assert max(voucher.day for voucher in province.vouchers) <= TODAY


def test_investors_differ(province):
    plans, paid = Counter(), Counter()
    for line in province.lines:
        if line.project and line.plan_year == 2025:
            plans[line.project.investor.code] += line.amount
    for voucher in province.vouchers:
        if voucher.plan_year == 2025 and voucher.kind != RECOVERY:
            paid[voucher.project.investor.code] += voucher.amount
    rates = sorted(paid[code] * 100 / plan for code, plan in plans.items())
    assert len(rates) == 40
    assert 55 < rates[0] < 75
    assert 95 < rates[-1] <= 100


def test_nothing_is_paid_before_its_plan_beyond_it_or_after_its_window(province):
    plans, since, paid = Counter(), {}, Counter()
    for line in province.lines:
        if line.project:
            key = line.project.code, line.source, line.plan_year, line.origin_year
            plans[key] += line.amount
            since[key] = min(line.day, since.get(key, line.day))
    for voucher in province.vouchers:
        key = voucher.project.code, voucher.source, voucher.plan_year, voucher.origin_year
        assert since[key] < voucher.day <= date(voucher.plan_year + 1, 1, 31)
        if voucher.kind != RECOVERY:
            paid[key] += voucher.amount
    assert all(paid[key] <= plans[key] for key in paid)


def test_what_is_carried_over_is_a_line_of_the_next_year_and_its_project_has_a_stage(province):
    assert [closing.year for closing in province.closings] == [2024, 2025]
    projects = {project.code: project for project in province.projects}
    for closing in province.closings:
        lines = {
            (line.project.code, line.source, line.origin_year): line.amount
            for line in province.lines
            if line.plan_year == closing.year + 1 and line.kind == "kéo dài"
        }
        assert lines == closing.carried
        assert all(closing.year + 1 in projects[code].stages for code, _, _ in lines)


@pytest.mark.parametrize(
    ("today", "closed"), [(date(2026, 1, 20), [2024]), (date(2026, 2, 20), [2024])]
)
def test_a_year_is_not_closed_before_its_decision(today, closed):
    early = draw_province(today)
    assert [closing.year for closing in early.closings] == closed
    assert not [line for line in early.lines if line.plan_year == 2026 and line.kind == "kéo dài"]


def test_the_treasury_sends_one_list_a_month_and_every_friday_lately(province):
    sent = [file.sent_on for file in treasury_files(province)]
    assert sent == sorted(set(sent))
    assert len([day for day in sent if day.year == 2025]) == 12
    assert sent[-1] == date(2026, 11, 20)


def test_a_medium_term_plan_covers_the_yearly_plans_of_its_projects(province):
    rows = medium_term_rows(Random(1), province, (2021, 2025))
    given = {(project, source): amount for _, project, source, amount, _, _ in rows}
    taken = Counter()
    for line in province.lines:
        if line.project and line.plan_year in (2024, 2025) and line.kind != "kéo dài":
            taken[line.project.code, line.source] += line.amount
    assert taken
    assert all(given[key] >= amount for key, amount in taken.items())


def test_the_faulty_draft_gives_as_much_as_it_takes_but_to_a_code_that_is_none(province):
    lines = [line for line in province.lines if line.project and line.plan_year == 2026][:9]
    rows = faulty_rows(lines)
    amounts = [int(row.text("amount").replace(".", "")) for row in rows]
    assert sum(amounts) == 0
    assert not rows[3].text("project").isdecimal()


def test_steps_are_played_in_their_order_and_not_before_their_time():
    played = []
    days = [date(2026, 3, 2), date(2026, 3, 1), date(2026, 3, 9)]
    steps = [Step(office_hour(day), lambda at: played.append(at.date())) for day in days]
    play(steps, now=office_hour(date(2026, 3, 5)))
    assert played == [date(2026, 3, 1), date(2026, 3, 2)]
