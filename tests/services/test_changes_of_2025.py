"""The changes of 2025, played through: districts end, planning merges into finance, communes
take over projects, one board merges into another and is renamed. Nothing is lost or counted twice.

Amounts in tỷ đồng. Projects, their investor at the beginning and the plan of 10/1/2025:

    D1 huyện Bình Gia 10    D2 huyện Bình Gia 20    D3 huyện Văn Lãng 30    D4 huyện Văn Lãng 40
    P5 Sở Kế hoạch    50    P6 board B        60    P7 board A        70

15/8 moves 4 from D3 to D1, 15/10 adds 5 to D4. Paid: 20/2 P5 5 · 15/3 D1 1, D3 3, P6 6 ·
30/6 D2 2 · 1/7 D1 1 · 20/8 D3 4, P6 4 · 15/11 D4 8, P7 7, P5 10.
"""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from openpyxl import Workbook

from emulation.models import Campaign, MilestoneKind, MilestoneRule
from emulation.selectors.milestones import by_investor, milestone_rows
from emulation.selectors.rate_figures import RateQuestion
from emulation.selectors.rates import rates_of
from projects.domain.change_layout import EVENTS, HANDOVERS
from projects.models import (
    CapitalSource,
    Issuer,
    Organisation,
    PlanDecision,
    PlanKind,
    Role,
)
from projects.selectors.holders import AS_WAS, Holders
from projects.services.registers import Outcome
from projects.services.reorganisation import change_file_import
from reports.domain.figures import by
from reports.selectors.dashboard import Choice, Scope, dashboard
from reports.selectors.figures import Cut, cells_as_known, cells_of_ledger
from tests.people import BILLION, make_organisation, make_plan_line, make_project, make_user
from tests.treasury_facts import pay

YEAR = 2025
NOW = datetime(2025, 12, 31, 3, 0, tzinfo=UTC)
AS_IS = Holders(as_is_on=NOW.date())
INVESTORS = {
    "H-BG": ("UBND huyện Bình Gia", "Huyện"),
    "H-VL": ("UBND huyện Văn Lãng", "Huyện"),
    "SKHDT": ("Sở Kế hoạch và Đầu tư", "Sở, ngành"),
    "STC": ("Sở Tài chính", "Sở, ngành"),
    "BQL-A": ("Ban QLDA công trình giao thông", "Ban QLDA"),
    "BQL-B": ("Ban QLDA nông nghiệp", "Ban QLDA"),
}
PROJECTS = {
    "7000001": ("H-BG", 10),
    "7000002": ("H-BG", 20),
    "7000003": ("H-VL", 30),
    "7000004": ("H-VL", 40),
    "7000005": ("SKHDT", 50),
    "7000006": ("BQL-B", 60),
    "7000007": ("BQL-A", 70),
}
PAID = [
    ("2025-02-20", "7000005", 5),
    ("2025-03-15", "7000001", 1),
    ("2025-03-15", "7000003", 3),
    ("2025-03-15", "7000006", 6),
    ("2025-06-30", "7000002", 2),
    ("2025-07-01", "7000001", 1),
    ("2025-08-20", "7000003", 4),
    ("2025-08-20", "7000006", 4),
    ("2025-11-15", "7000004", 8),
    ("2025-11-15", "7000007", 7),
    ("2025-11-15", "7000005", 10),
]
PLANNED = [("2025-01-10", 280), ("2025-10-15", 5)]
RESOLUTION = "1672/NQ-UBTVQH15"
CHANGES = [
    ["X1", "Thành lập", date(2025, 7, 1), None, "UBND xã Bình Gia", RESOLUTION],
    ["X2", "Thành lập", date(2025, 7, 1), None, "UBND xã Hồng Phong", RESOLUTION],
    ["X3", "Thành lập", date(2025, 7, 1), None, "UBND xã Na Sầm", RESOLUTION],
    ["H-BG", "Kết thúc", date(2025, 6, 30), "X1; X2", None, RESOLUTION],
    ["H-VL", "Kết thúc", date(2025, 6, 30), "X3; BQL-A", None, RESOLUTION],
    ["SKHDT", "Sáp nhập", date(2025, 2, 28), "STC", None, "05/NQ-HĐND"],
    ["BQL-B", "Sáp nhập", date(2025, 8, 31), "BQL-A", None, "1520/QĐ-UBND"],
    ["BQL-A", "Đổi tên", date(2025, 9, 1), None, "Ban QLDA đầu tư xây dựng tỉnh", "1520/QĐ-UBND"],
]
HANDED_OVER = [
    ["7000001", None, "X1", date(2025, 7, 1), "900/QĐ-UBND"],
    ["7000002", None, "X2", date(2025, 7, 1), "900/QĐ-UBND"],
    ["7000003", None, "X3", date(2025, 7, 1), "900/QĐ-UBND"],
    ["7000004", None, "BQL-A", date(2025, 7, 1), "901/QĐ-UBND"],
]
# plan and paid of each investor, worked out by hand
AS_IT_WAS = {
    date(2025, 2, 28): {
        "H-BG": (30, 0), "H-VL": (70, 0), "SKHDT": (50, 5), "BQL-A": (70, 0), "BQL-B": (60, 0),
    },
    date(2025, 3, 1): {
        "H-BG": (30, 0), "H-VL": (70, 0), "STC": (50, 5), "BQL-A": (70, 0), "BQL-B": (60, 0),
    },
    date(2025, 6, 30): {
        "H-BG": (30, 3), "H-VL": (70, 3), "STC": (50, 5), "BQL-A": (70, 0), "BQL-B": (60, 6),
    },
    date(2025, 7, 1): {
        "X1": (10, 2), "X2": (20, 2), "X3": (30, 3),
        "STC": (50, 5), "BQL-A": (110, 0), "BQL-B": (60, 6),
    },
    date(2025, 8, 31): {
        "X1": (14, 2), "X2": (20, 2), "X3": (26, 7),
        "STC": (50, 5), "BQL-A": (110, 0), "BQL-B": (60, 10),
    },
    date(2025, 9, 1): {
        "X1": (14, 2), "X2": (20, 2), "X3": (26, 7), "STC": (50, 5), "BQL-A": (170, 10),
    },
    date(2025, 12, 31): {
        "X1": (14, 2), "X2": (20, 2), "X3": (26, 7), "STC": (50, 15), "BQL-A": (175, 25),
    },
}  # fmt: skip
AS_IT_IS = {
    date(2025, 2, 28): {
        "X1": (10, 0), "X2": (20, 0), "X3": (30, 0), "STC": (50, 5), "BQL-A": (170, 0),
    },
    date(2025, 6, 30): {
        "X1": (10, 1), "X2": (20, 2), "X3": (30, 3), "STC": (50, 5), "BQL-A": (170, 6),
    },
    date(2025, 12, 31): AS_IT_WAS[date(2025, 12, 31)],
}  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def year(settings, tmp_path, db):
    """The province at the end of 2025, before anybody has entered the changes."""
    settings.DATA_DIR = tmp_path / "data"
    for code, (name, block) in INVESTORS.items():
        make_organisation(code, name, block=block)
    source = CapitalSource.objects.create(code="NSDP", name="Ngân sách địa phương")
    initial, moved, added = (
        PlanDecision.objects.create(
            number=number, decided_on=date.fromisoformat(day), issuer=Issuer.COMMITTEE
        )
        for number, day in (("1", "2025-01-10"), ("2", "2025-08-15"), ("3", "2025-10-15"))
    )
    projects = {}
    for code, (investor, plan) in PROJECTS.items():
        holder = Organisation.objects.get(code=investor)
        projects[code] = make_project(code, f"Dự án {code}", holder)
        make_plan_line(initial, projects[code], source, plan * BILLION, plan_year=YEAR)
    for decision, code, amount, kind in (
        (moved, "7000001", 4, PlanKind.INCREASE),
        (moved, "7000003", -4, PlanKind.DECREASE),
        (added, "7000004", 5, PlanKind.SUPPLEMENT),
    ):
        make_plan_line(
            decision, projects[code], source, amount * BILLION, plan_year=YEAR, kind=kind
        )
    for day, code, amount in PAID:
        pay(projects[code], source, amount * BILLION, day=day, plan_year=YEAR, origin_year=YEAR)
    return projects


@pytest.fixture
def workbook(tmp_path):
    book = Workbook()
    book.remove(book.active)
    for layout, rows in ((EVENTS, CHANGES), (HANDOVERS, HANDED_OVER)):
        sheet = book.create_sheet(layout.name)
        for row in [[column.heading for column in layout.columns], *rows]:
            sheet.append(row)
    path = tmp_path / "sap-xep-2025.xlsx"
    book.save(path)
    return path


@pytest.fixture
def changed(year, workbook):
    """All changes of the year, taken in from one workbook on its last day."""
    answer = change_file_import(path=workbook, name=workbook.name, by=None, at=NOW)
    assert answer.outcome is Outcome.IMPORTED
    Organisation.objects.filter(code__startswith="X").update(block="Xã, phường")
    return year


def figures(day, holders=AS_WAS, group="investor", **parts):
    table = rates_of(RateQuestion(YEAR, day, group, holders=holders, **parts))
    rows = {row.key: (row.plan // BILLION, row.disbursed // BILLION) for row in table.rows}
    total = (table.total.plan // BILLION, table.total.disbursed // BILLION)
    return rows, total


def known_total(day):
    """Return plan and paid of the whole province on a day, from the list above."""
    plan = sum(amount for since, amount in PLANNED if since <= day.isoformat())
    return plan, sum(amount for paid_on, _code, amount in PAID if paid_on <= day.isoformat())


def summed(rows):
    return tuple(map(sum, zip(*rows.values(), strict=True))) if rows else (0, 0)


@pytest.mark.parametrize("day", AS_IT_WAS)
def test_as_was_shows_who_was_in_charge_on_the_day(changed, day):
    assert figures(day) == (AS_IT_WAS[day], known_total(day))


@pytest.mark.parametrize("day", AS_IT_IS)
def test_as_is_shows_who_answers_for_the_projects_today(changed, day):
    assert figures(day, AS_IS) == (AS_IT_IS[day], known_total(day))


def days_of_the_year():
    """Yield every day around the changes, and every tenth of the others."""
    for number in range(365):
        day = date(2025, 1, 1) + timedelta(days=number)
        near = any(abs((day - row[2]).days) <= 10 for row in CHANGES)
        if near or number % 10 == 0:
            yield day


def test_on_no_day_anything_is_lost_or_counted_twice(changed):
    for day in days_of_the_year():
        for holders in (AS_WAS, AS_IS):
            rows, total = figures(day, holders)
            assert summed(rows) == total == known_total(day), (day, holders.name)


def test_blocks_follow_the_holders(changed):
    assert figures(date(2025, 6, 30), group="block")[0] == {
        "Huyện": (100, 6),
        "Sở, ngành": (50, 5),
        "Ban QLDA": (130, 6),
    }
    for day, holders in ((date(2025, 7, 1), AS_WAS), (date(2025, 7, 1), AS_IS)):
        assert figures(day, holders, "block")[0] == {
            "Xã, phường": (60, 7),
            "Sở, ngành": (50, 5),
            "Ban QLDA": (170, 6),
        }


def test_other_groups_do_not_know_of_investors(changed):
    for group in ("province", "project", "source", "stage"):
        assert figures(date(2025, 6, 30), group=group) == figures(
            date(2025, 6, 30), AS_IS, group=group
        )


def test_names_are_those_of_the_day(changed):
    def names(day, holders=AS_WAS):
        table = rates_of(RateQuestion(YEAR, day, "investor", holders=holders))
        return {row.key: row.name for row in table.rows}

    assert names(date(2025, 6, 30))["H-BG"] == "UBND huyện Bình Gia"
    assert names(date(2025, 8, 31))["BQL-A"] == "Ban QLDA công trình giao thông"
    assert names(date(2025, 9, 1))["BQL-A"] == "Ban QLDA đầu tư xây dựng tỉnh"
    assert names(date(2025, 2, 28), AS_IS)["BQL-A"] == "Ban QLDA công trình giao thông"


def test_natures_and_pools_are_shared_out_alike(changed):
    for parts in ({"pool": "current"}, {"nature": "investment"}):
        for day in (date(2025, 6, 30), date(2025, 7, 1)):
            assert figures(day, **parts)[0] == AS_IT_WAS[day]
            assert summed(figures(day, AS_IS, **parts)[0]) == known_total(day)


def test_a_report_made_again_knows_only_what_was_recorded_then(changed):
    before = NOW - timedelta(hours=1)
    rows, total = figures(date(2025, 7, 1), known_by=before)
    assert rows == {
        "H-BG": (30, 4), "H-VL": (70, 3), "SKHDT": (50, 5), "BQL-A": (70, 0), "BQL-B": (60, 6),
    }  # fmt: skip
    assert total == known_total(date(2025, 7, 1))
    assert figures(date(2025, 7, 1), known_by=NOW)[0] == AS_IT_WAS[date(2025, 7, 1)]


def test_without_handovers_since_then_one_small_query_is_all_it_costs(
    changed, django_assert_num_queries
):
    with django_assert_num_queries(5):  # handovers, money, plan, names, renamings
        figures(date(2025, 12, 31))
    with django_assert_num_queries(7):  # money and plan of the handed-over ones, too
        figures(date(2025, 6, 30))
    with django_assert_num_queries(5):
        figures(date(2025, 6, 30), AS_IS)


def test_milestones_are_owed_by_who_held_the_project_on_the_day(changed):
    campaign = Campaign.objects.create(
        code="TD25",
        name="Thi đua 2025",
        plan_year=YEAR,
        starts_on=date(2025, 1, 1),
        ends_on=date(2025, 12, 31),
    )
    MilestoneRule.objects.create(
        campaign=campaign,
        code="M1",
        name="50 % đến hết 30/9",
        kind=MilestoneKind.RATE,
        pool="all",
        threshold=50,
        deadline=date(2025, 9, 30),
        order=1,
    )

    def owed(day, holders=AS_WAS):
        groups = by_investor(milestone_rows(campaign=campaign, as_of=day, holders=holders))
        return {
            group.investor.code: (group.plan // BILLION, group.disbursed // BILLION)
            for group in groups
        }

    assert owed(date(2025, 6, 30)) == AS_IT_WAS[date(2025, 6, 30)]
    assert owed(date(2025, 7, 1)) == AS_IT_WAS[date(2025, 7, 1)]
    assert owed(date(2025, 6, 30), AS_IS) == AS_IT_IS[date(2025, 6, 30)]
    (board,) = [
        group
        for group in by_investor(milestone_rows(campaign=campaign, as_of=date(2025, 8, 31)))
        if group.investor.code == "BQL-A"
    ]
    assert board.investor_name == "Ban QLDA công trình giao thông"


def test_command_adds_up_either_way(changed):
    def ask(*args):
        out = StringIO()
        call_command(
            *("rates", "--year", "2025", "--as-of", "2025-06-30", "--by", "investor", "--json"),
            *args,
            stdout=out,
        )
        return json.loads(out.getvalue())

    was, now = ask(), ask("--holders", "as-is")
    assert (was["holders"], now["holders"]) == ("as-was", "as-is")
    assert [row["key"] for row in was["rows"]] == ["BQL-A", "BQL-B", "H-BG", "H-VL", "STC"]
    assert [row["key"] for row in now["rows"]] == ["BQL-A", "STC", "X1", "X2", "X3"]
    assert was["total"] == now["total"]


def cells_by_investor(cells):
    codes = dict(Organisation.objects.values_list("pk", "code"))
    sums = by(cells, lambda place: place.investor)
    return {
        codes[pk]: (each.plan // BILLION, each.disbursed // BILLION) for pk, each in sums.items()
    }


@pytest.mark.parametrize("day", AS_IT_WAS)
def test_reports_and_dashboards_add_up_as_it_was(changed, day):
    cut = Cut(YEAR, day, day - timedelta(days=7))
    assert cells_by_investor(cells_as_known(cut=cut, known_by=None)) == AS_IT_WAS[day]
    assert cells_by_investor(cells_of_ledger(cut=cut)) == AS_IT_WAS[day]


def test_cells_of_handed_over_projects_carry_the_block_of_their_holder(changed):
    cut = Cut(YEAR, date(2025, 6, 30), date(2025, 6, 23))
    for cells in (
        cells_of_ledger(cut=cut),
        cells_as_known(cut=cut, known_by=None),
    ):
        sums = by(cells, lambda place: place.block)
        assert {name: each.plan // BILLION for name, each in sums.items()} == {
            "Huyện": 100,
            "Sở, ngành": 50,
            "Ban QLDA": 130,
        }


def test_dashboard_ranks_who_was_in_charge_under_the_names_of_the_day(changed):
    choice = Choice(YEAR, date(2025, 6, 30))
    board = dashboard(choice=choice, scope=Scope(), now=NOW)
    assert {row.unit.code for row in board.ranking} == set(AS_IT_WAS[date(2025, 6, 30)])
    assert "Ban QLDA công trình giao thông" in {row.unit.name for row in board.ranking}


def test_programs_may_ask_either_way(changed, sign_in):
    planner = make_user(
        "kehoach", role=Role.PLANNING, organisation=Organisation.objects.get(code="STC")
    )
    asked = {"year": YEAR, "as_of": "2025-06-30", "by": "investor"}
    browser = sign_in(planner)
    was = browser.get("/api/v1/rates/", asked).json()
    now = browser.get("/api/v1/rates/", asked | {"holders": "as-is"}).json()
    assert "H-BG" in {row["key"] for row in was["rows"]}
    assert "X1" in {row["key"] for row in now["rows"]}
    assert was["total"] == now["total"]
    assert browser.get("/api/v1/rates/", asked | {"holders": "x"}).status_code == 400
