"""Rates by denominator, nature and tree; figures worked out from the cast's small province."""

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from emulation.documents import rates_document
from emulation.selectors.denominators import compared, denominators_side_by_side
from emulation.selectors.rate_figures import RateQuestion
from emulation.selectors.rates import rate_table, rates_of
from projects.models import (
    CapitalNature,
    CapitalSource,
    Issuer,
    PlanDecision,
    PlanKind,
    Programme,
    Project,
)
from projects.refusals import Refusal
from tests.people import BILLION, make_plan_line
from tests.treasury_facts import pay

END = date(2024, 12, 31)
OCTOBER = date(2024, 10, 1)
BN = BILLION


def ask(group="province", **parts):
    return rates_of(RateQuestion(2024, END, group, **parts))


def by_key(table):
    return {row.key: (row.plan, row.disbursed) for row in table.rows}


@pytest.fixture
def money(province):
    """In tỷ đồng: bridge 4 (central 2024) and 1 (carried over), road 1, school 3 (local)."""
    pay(province.bridge, province.central, 4 * BN, day="2024-05-10")
    pay(province.bridge, province.central, BN, day="2024-05-10", origin_year=2023)
    pay(province.road, province.local, BN, day="2024-06-10")
    pay(province.school, province.local, 3 * BN, day="2024-07-10")


@pytest.fixture
def added_late(province):
    """4 tỷ assigned to the local source by the Prime Minister on 1 October."""
    decision = PlanDecision.objects.create(
        number="1200/QĐ-TTg", decided_on=OCTOBER, issuer=Issuer.PRIME_MINISTER
    )
    make_plan_line(decision, None, province.local, 4 * BN, kind=PlanKind.SUPPLEMENT)


@pytest.fixture
def council(province):
    decision = PlanDecision.objects.create(
        number="40/NQ-HĐND", decided_on=date(2023, 12, 9), issuer=Issuer.COUNCIL
    )
    make_plan_line(decision, None, province.central, 12 * BN)
    make_plan_line(decision, None, province.local, 18 * BN)


class TestSideBySide:
    def test_each_denominator_has_its_plan_and_the_same_money(
        self, province, money, added_late, council
    ):
        rows = {row.denominator: row for row in denominators_side_by_side(**YEAR)}
        assert {name: row.every.plan for name, row in rows.items()} == {
            "D1": 31 * BN,
            "D2": 30 * BN,
            "D3": 21_500_000_000,
            "D4": 27 * BN,
        }
        assert {row.every.disbursed for row in rows.values()} == {9 * BN}
        # 9 / 31, 9 / 30, 9 / 21,5 and 9 / 27
        assert rows["D1"].every.rate == Fraction(900, 31)
        assert rows["D2"].every.rate == 30
        assert rows["D3"].every.rate == Fraction(1800, 43)
        assert rows["D4"].every.rate == Fraction(100, 3)

    def test_pools_are_money_over_plan_of_the_same_pool(self, province, money):
        detailed = denominators_side_by_side(**YEAR)[2]
        assert [(pool.plan, pool.disbursed) for pool in detailed.pools] == [
            (21_500_000_000, 9 * BN),
            (20 * BN, 8 * BN),
            (1_500_000_000, BN),
        ]
        assert detailed.carried.rate == Fraction(200, 3)

    def test_carried_money_without_carried_plan_is_told(self, province, money):
        assigned, _council, detailed, _without_late = denominators_side_by_side(**YEAR)
        assert assigned.carried.rate is None
        assert assigned.every.carried_without_plan == BN
        assert detailed.every.carried_without_plan == 0

    def test_no_plan_of_an_issuer_is_no_rate(self, province, money):
        assert denominators_side_by_side(**YEAR)[1].every.rate is None

    def test_one_investors_projects_are_assigned_nothing_from_above(self, province, money):
        own = Project.objects.filter(investor=province.schools_board)
        rows = denominators_side_by_side(**YEAR, projects=own)
        assert [row.every.plan for row in rows] == [0, 0, 6 * BN, 0]
        assert rows[2].every.rate == 50

    def test_queries_do_not_grow(self, province, money, django_assert_num_queries):
        with django_assert_num_queries(10):  # money twice, plans 4 × 2
            denominators_side_by_side(**YEAR)


YEAR = {"plan_year": 2024, "as_of": END}


class TestD4:
    def test_it_leaves_out_plan_added_after_september_and_no_money(
        self, province, money, added_late
    ):
        assert ask(denominator="D1").total.plan == 31 * BN
        assert ask(denominator="D4").total.plan == 27 * BN
        assert ask(denominator="D4").total.disbursed == 9 * BN

    def test_money_added_on_the_last_day_of_september_counts(self, province):
        decision = PlanDecision.objects.create(
            number="9/QĐ-TTg", decided_on=OCTOBER - timedelta(days=1), issuer=Issuer.PRIME_MINISTER
        )
        make_plan_line(decision, None, province.local, BN, kind=PlanKind.SUPPLEMENT)
        assert ask(denominator="D4").total.plan == 28 * BN


class TestBySource:
    def test_parent_has_what_lies_beneath_it(self, province, money):
        state = CapitalSource.objects.create(code="NSNN", name="Ngân sách nhà nước")
        oda = CapitalSource.objects.create(code="ODA", name="ODA", parent=province.central)
        for source in (province.central, province.local):
            source.parent = state
            source.save()
        make_plan_line(province.decision, province.road, oda, 2 * BN)
        table = ask("source", is_rolled_up=True)
        assert [(row.key, row.level, row.parent) for row in table.rows] == [
            ("NSNN", 0, ""),
            ("NSDP", 1, "NSNN"),
            ("NSTW", 1, "NSNN"),
            ("ODA", 2, "NSTW"),
        ]
        assert by_key(table) == {
            "NSNN": (23_500_000_000, 9 * BN),
            "NSDP": (10 * BN, 4 * BN),
            "NSTW": (13_500_000_000, 5 * BN),
            "ODA": (2 * BN, 0),
        }
        assert table.total.plan == 23_500_000_000  # every line once

    def test_plan_assigned_to_a_parent_meets_the_money_of_its_parts(self, province):
        part = CapitalSource.objects.create(code="ODA", name="ODA", parent=province.central)
        make_plan_line(province.decision, province.road, part, 3 * BN)
        pay(province.road, part, 3 * BN, day="2024-03-01")
        rows = {row.key: row for row in ask("source", denominator="D1", is_rolled_up=True).rows}
        assert (rows["NSTW"].plan, rows["NSTW"].disbursed) == (12 * BN, 3 * BN)
        assert rows["NSTW"].rate == 25
        assert rows["ODA"].rate is None

    def test_only_trees_roll_up(self, province):
        with pytest.raises(Refusal):
            ask("investor", is_rolled_up=True)


class TestByProgramme:
    @pytest.fixture
    def programmes(self, province):
        whole = Programme.objects.create(code="NTM", name="Nông thôn mới")
        part = Programme.objects.create(code="NTM-1", name="Hạ tầng", parent=whole)
        Project.objects.filter(pk=province.road.pk).update(programme=part)
        Project.objects.filter(pk=province.school.pk).update(programme=whole)

    def test_components_count_for_their_programme(self, province, money, programmes):
        assert by_key(ask("programme", is_rolled_up=True)) == {
            "": (11_500_000_000, 5 * BN),
            "NTM": (10 * BN, 4 * BN),
            "NTM-1": (4 * BN, BN),
        }

    def test_what_is_assigned_to_the_province_is_no_programmes(self, province, money, programmes):
        table = ask("programme", denominator="D1")
        assert {row.plan for row in table.rows} == {0}
        assert {row.rate for row in table.rows} == {None}
        assert table.total.plan == 27 * BN


class TestByNature:
    @pytest.fixture
    def recurrent(self, province, money):
        """The road has 2 tỷ recurrent on its own source; the school 1 tỷ beside its 6."""
        upkeep = CapitalSource.objects.create(code="SN", name="Vốn sự nghiệp")
        nature = {"nature": CapitalNature.RECURRENT}
        make_plan_line(province.decision, province.road, upkeep, 2 * BN, **nature)
        make_plan_line(province.decision, province.school, province.local, BN, **nature)
        pay(province.road, upkeep, BN, day="2024-08-01")

    def test_natures_and_what_is_not_told_apart_are_the_whole(self, recurrent):
        table = ask("nature")
        assert by_key(table) == {
            "investment": (15_500_000_000, 6 * BN),  # bridge 11,5 and road 4; paid 5 and 1
            "recurrent": (2 * BN, BN),
            "unsplit": (7 * BN, 3 * BN),  # the school's one key has both natures
        }
        assert table.total.plan == sum(row.plan for row in table.rows) == 24_500_000_000
        assert table.total.disbursed == 10 * BN

    def test_one_nature_by_group_leaves_mixed_keys_out_above_and_below(self, recurrent):
        assert by_key(ask("investor", nature="investment")) == {"BQLGT": (15_500_000_000, 6 * BN)}
        assert by_key(ask("investor", nature="unsplit")) == {"BQLDD": (7 * BN, 3 * BN)}
        table = ask("investor", nature="recurrent")
        assert table.total.rate == 50
        assert (table.aside.plan, table.aside.disbursed) == (7 * BN, 3 * BN)  # and said so
        assert rates_document(table)["not_told_apart"]["disbursed"] == 3 * BN
        assert ask("investor").aside is None

    def test_assigned_plan_of_a_nature_has_no_rate_while_money_is_doubtful(
        self, province, recurrent
    ):
        table = ask(nature="investment", denominator="D1")
        assert table.total.plan == 27 * BN
        assert table.total.unsplit == 3 * BN
        assert table.total.rate is None

    def test_assigned_plan_of_a_nature_has_its_rate_where_all_money_is_told_apart(
        self, province, money
    ):
        assert ask(nature="investment", denominator="D1").total.rate == Fraction(100, 3)  # 9 / 27

    def test_pools_hold_for_natures_too(self, recurrent):
        assert by_key(ask("nature", pool="carried")) == {"investment": (1_500_000_000, BN)}

    def test_natures_as_they_were_known_then(self, province, money):
        before = datetime.fromisoformat("2024-05-20 09:00+07:00")
        table = ask("nature", known_by=before)
        assert by_key(table) == {"investment": (21_500_000_000, 5 * BN)}

    def test_money_without_a_plan_is_not_told_apart(self, province, money):
        stray = CapitalSource.objects.create(code="LA", name="Nguồn lạ")
        pay(province.road, stray, BN, day="2024-08-01")
        assert by_key(ask("nature"))["unsplit"] == (0, BN)

    def test_natures_are_asked_for_once(self, province):
        with pytest.raises(Refusal):
            ask("nature", nature="investment")


def test_plain_rates_cost_five_queries(province, money, django_assert_num_queries):
    with django_assert_num_queries(5):  # plan, money, names, handovers and renamings since
        rate_table(plan_year=2024, as_of=END, group="investor")


def test_compared_rows_show_one_money_against_each_denominator(province, money, council):
    table = compared(RateQuestion(2024, END, "source"), ("D1", "D2", "D3"))
    found = {row.key: row for row in table.rows}
    assert [cell.plan for cell in found["NSDP"].against] == [15 * BN, 18 * BN, 10 * BN]
    assert found["NSDP"].disbursed == 4 * BN
    assert [cell.rate for cell in found["NSDP"].against] == [
        Fraction(80, 3),
        Fraction(200, 9),
        Fraction(40),
    ]
    assert [cell.plan for cell in table.total.against] == [27 * BN, 30 * BN, 21_500_000_000]


def test_compared_money_is_read_once(province, money, django_assert_max_num_queries):
    with django_assert_max_num_queries(13):  # money, then plan, names and tree of each of four
        question = RateQuestion(2024, END, "source", is_rolled_up=True)
        compared(question, ("D1", "D2", "D3", "D4"))
