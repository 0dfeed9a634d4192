"""The pure functions alone, fed with the sample province's cells, give the expected figures.

Nothing of the import or the ledger takes part: plan lines and vouchers are read as they stand.
"""

import json
from collections import defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from openpyxl import load_workbook

from disbursement.domain.calendar import WorkCalendar
from emulation.domain.forecast import expected_disbursed
from emulation.domain.milestones import (
    Outlook,
    Pool,
    RateRule,
    Scope,
    Status,
    judge,
    last_counting_day,
)
from emulation.domain.rates import Figures, total
from emulation.domain.steps import Steps
from emulation.domain.watchlist import MonthEnd, below_average, closed_month_ends
from projects.domain.numbers import rate_string

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
VOUCHERS = [f"treasury-vouchers-2024-{part}.xlsx" for part in ("h1", "q3", "q4")]
# Recovery moves open advance to completed volume and adds nothing to the total.
EFFECT = {"Tạm ứng": 1, "Thanh toán KLHT": 1, "Thu hồi tạm ứng": 0}
OUTLOOK = Outlook(WorkCalendar(), expected_disbursed)

LANG_SON_2024 = [
    RateRule("1", 100, date(2024, 6, 30), False, Pool.CURRENT, scope=Scope("hoàn thành")),
    RateRule("2a", 70, date(2024, 9, 30), False, Pool.CURRENT, scope=Scope("chuyển tiếp")),
    RateRule("2b", 100, date(2024, 12, 31), False, Pool.CURRENT, scope=Scope("chuyển tiếp")),
    RateRule("3a", 40, date(2024, 9, 30), False, Pool.CURRENT, scope=Scope("khởi công mới")),
    RateRule("3b", 100, date(2024, 12, 31), False, Pool.CURRENT, scope=Scope("khởi công mới")),
    RateRule("5a", 60, date(2024, 6, 30), True, Pool.CARRIED),
    RateRule("5b", 100, date(2024, 9, 30), True, Pool.CARRIED),
]


class Key(NamedTuple):
    project: str
    source: str
    plan_year: int
    origin_year: int


def rows(name, first_heading):
    """Yield the rows below the heading row, as dicts by heading, from whichever sheet has it."""
    for sheet in load_workbook(SAMPLE / name, read_only=True, data_only=True):
        headings = None
        for row in sheet.iter_rows(values_only=True):
            if headings:
                yield dict(zip(headings, row, strict=True))
            elif row[0] == first_heading and row[1] != 2:
                headings = row


@cache
def province():
    """Return every key's plan lines and movements; province-level totals (no project) stay out."""
    plan, paid = defaultdict(list), defaultdict(list)
    for row in rows("registry.xlsx", "Số quyết định"):
        if row["Mã dự án"] is None:
            continue
        key = Key(row["Mã dự án"], row["Mã nguồn"], row["Năm kế hoạch"], row["Năm nguồn vốn"])
        plan[key].append((row["Ngày quyết định"].date(), row["Số tiền (đồng)"]))
    for name in VOUCHERS:
        for row in rows(name, "STT"):
            if row["Mã dự án"] is None:
                continue
            key = Key(row["Mã dự án"], row["Mã nguồn vốn"], row["Năm KHV"], row["Năm nguồn vốn"])
            amount = EFFECT[row["Loại thanh toán"]] * row["Số tiền"]
            paid[key].append((row["Ngày hạch toán"].date(), amount))
    return plan, paid


@cache
def attributes():
    """Return each project's investor and stage."""
    investors = {row["Mã dự án"]: row["Mã chủ đầu tư"] for row in rows("registry.xlsx", "Mã dự án")}
    stages = {row["Mã dự án"]: row["Loại dự án"] for row in rows("registry.xlsx", "Năm kế hoạch")}
    return investors, stages


def figures_by(group, as_of):
    plan, paid = province()
    parts = defaultdict(list)
    for key in plan.keys() | paid.keys():
        parts[group(key)].append(Figures(*Steps.of(plan[key], paid[key]).at(as_of)))
    return {name: total(each) for name, each in parts.items()}


def by_investor(key):
    return attributes()[0][key.project]


def by_source(key):
    return key.source


def by_stage(key):
    return attributes()[1][key.project]


@pytest.mark.parametrize("day", EXPECTED["rates"])
@pytest.mark.parametrize("group", [by_investor, by_source, by_stage])
def test_rates(day, group):
    found = figures_by(group, date.fromisoformat(day))
    expected = EXPECTED["rates"][day]
    assert {
        name: (each.plan, each.disbursed, rate_string(each.rate)) for name, each in found.items()
    } == {
        row["key"]: (row["plan"], row["disbursed"], row["rate"])
        for row in expected[group.__name__.removeprefix("by_")]
    }
    whole = total(found.values())
    province_row = expected["province"]
    assert (whole.plan, whole.disbursed) == (province_row["plan"], province_row["disbursed"])


def test_milestones_of_lang_son_2024():
    plan, paid = province()
    _, stages = attributes()
    as_of = date(2025, 1, 31)
    found = set()
    for project, stage in stages.items():
        for rule in LANG_SON_2024:
            if not rule.scope.covers(Scope(stage=stage)):
                continue
            keys = [
                key
                for key in plan.keys() | paid.keys()
                if key.project == project and rule.asks_about(key.plan_year, key.origin_year)
            ]
            steps = Steps.of(
                (change for key in keys for change in plan[key]),
                (change for key in keys for change in paid[key]),
            )
            judged = judge(rule, steps, as_of, OUTLOOK)
            if judged.status is not Status.NOT_APPLICABLE:
                last = last_counting_day(rule).isoformat()
                figures = (rule.threshold, judged.plan, judged.disbursed, str(judged.status))
                found.add((project, str(rule.pool), last, *figures))
    expected = {tuple(row.values()) for row in EXPECTED["milestones_lang_son_2024"]}
    assert len(expected) == 147
    assert found == expected


def test_watch_list():
    as_of = date.fromisoformat(EXPECTED["watchlist"]["as_of"])
    ends = closed_month_ends(as_of)
    assert [day.isoformat() for day in ends] == EXPECTED["watchlist"]["months"]
    months = []
    for day in ends:
        investors = figures_by(by_investor, day)
        months.append(MonthEnd(day, total(investors.values()), investors))
    assert {each.investor for each in below_average(months)} == set(
        EXPECTED["watchlist"]["investors"]
    )
