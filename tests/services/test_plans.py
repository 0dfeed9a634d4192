"""Plans in force, by every grouping; figures worked out from the cast's small province."""

from datetime import UTC, date, datetime

import pytest

from projects.domain.plan_positions import MoneyStep
from projects.models import (
    CapitalSource,
    Issuer,
    PlanDecision,
    PlanKind,
    PlanLine,
    Programme,
    Project,
)
from projects.selectors.plans import plan_by_key, plan_steps, plan_totals, unallocated
from tests.people import BILLION, PLANNED_ON, make_plan_line

END = date(2024, 12, 31)
OCTOBER = date(2024, 10, 1)


def totals(group, **cut):
    return plan_totals(**{"plan_year": 2024, "as_of": END, "group": group, **cut})


@pytest.fixture
def supplement(province):
    """2 tỷ added to the road and, by the Prime Minister, to the local source on 1 October."""
    decision = PlanDecision.objects.create(
        number="1200/QĐ-TTg", decided_on=OCTOBER, issuer=Issuer.PRIME_MINISTER
    )
    make_plan_line(decision, None, province.local, 2 * BILLION, kind=PlanKind.SUPPLEMENT)
    make_plan_line(decision, province.road, province.local, 2 * BILLION, kind=PlanKind.SUPPLEMENT)
    return decision


def test_province_total_is_what_projects_were_allotted(province):
    assert totals("province") == {None: 21_500_000_000}


def test_pools_split_by_origin_year(province):
    assert totals("province", pool="current") == {None: 20_000_000_000}
    assert totals("province", pool="carried") == {None: 1_500_000_000}


def test_groups_add_up_their_own(province):
    roads, schools = province.roads_board, province.schools_board
    assert totals("investor") == {roads.pk: 15_500_000_000, schools.pk: 6_000_000_000}
    assert totals("project")[province.bridge.pk] == 11_500_000_000
    assert totals("source") == {
        province.central.pk: 11_500_000_000,
        province.local.pk: 10_000_000_000,
    }
    assert totals("stage") == {
        "chuyển tiếp": 11_500_000_000,
        "khởi công mới": 4_000_000_000,
        "hoàn thành": 6_000_000_000,
    }
    assert totals("block") == {"Ban quản lý": 21_500_000_000}


def test_what_belongs_nowhere_has_the_key_none(province):
    programme = Programme.objects.create(code="NTM", name="Nông thôn mới")
    Project.objects.filter(pk=province.road.pk).update(programme=programme)
    province.school.stages.all().delete()
    assert totals("programme") == {programme.pk: 4_000_000_000, None: 17_500_000_000}
    assert totals("stage")[None] == 6_000_000_000


def test_stage_is_that_of_the_plan_year(province):
    province.bridge.stages.create(plan_year=2025, stage="hoàn thành")
    assert totals("stage")["chuyển tiếp"] == 11_500_000_000


def test_denominators_take_the_lines_of_their_issuer(province, supplement):
    resolution = PlanDecision.objects.create(
        number="40/NQ-HĐND", decided_on=PLANNED_ON, issuer=Issuer.COUNCIL
    )
    make_plan_line(resolution, None, province.local, 16 * BILLION)
    assert totals("province", denominator="D1") == {None: 29_000_000_000}
    assert totals("province", denominator="D2") == {None: 16_000_000_000}
    assert totals("province", denominator="D3") == {None: 23_500_000_000}
    assert totals("province", denominator="D4") == {None: 27_000_000_000}
    assert totals("source", denominator="D1") == {
        province.central.pk: 12_000_000_000,
        province.local.pk: 17_000_000_000,
    }


def test_line_counts_from_its_own_day_on(province, supplement):
    assert totals("province", as_of=date(2024, 9, 30)) == {None: 21_500_000_000}
    assert totals("province", as_of=OCTOBER) == {None: 23_500_000_000}
    assert totals("province", as_of=date(2023, 12, 14)) == {}


def test_other_plan_years_stay_out(province):
    make_plan_line(
        province.decision, province.road, province.local, 7, plan_year=2025, origin_year=2025
    )
    assert totals("province") == {None: 21_500_000_000}
    assert totals("province", plan_year=2025) == {None: 7}


def test_projects_narrow_the_sum(province):
    mine = Project.objects.filter(investor=province.schools_board)
    assert totals("province", projects=mine) == {None: 6_000_000_000}
    assert totals("province", projects=mine, denominator="D1") == {}


def test_reversed_line_counts_only_for_what_was_known_before(province):
    before = datetime(2024, 1, 1, tzinfo=UTC)
    PlanLine.objects.filter(project=province.school).mark_reversed(
        at=datetime(2024, 2, 1, tzinfo=UTC), by=None, reason="sai số liệu"
    )
    assert totals("province") == {None: 15_500_000_000}
    assert totals("province", known_by=before) == {None: 21_500_000_000}


def test_keys_are_project_source_and_origin(province):
    bridge, central = province.bridge.pk, province.central.pk
    found = plan_by_key(plan_year=2024, as_of=END)
    assert len(found) == 4
    assert found[bridge, central, 2024] == 10_000_000_000
    assert found[bridge, central, 2023] == 1_500_000_000


def test_steps_tell_each_change_with_its_day(province, supplement):
    steps = plan_steps(plan_year=2024, as_of=END)
    local = province.local.pk
    assert steps[province.road.pk] == [
        MoneyStep(PLANNED_ON, local, 2024, 4_000_000_000),
        MoneyStep(OCTOBER, local, 2024, 2_000_000_000),
    ]
    assert set(steps) == {province.bridge.pk, province.road.pk, province.school.pk}


def test_unallocated_is_the_total_less_what_projects_got(province):
    local, central = unallocated(plan_year=2024, as_of=END)
    assert (local.source.code, central.source.code) == ("NSDP", "NSTW")
    # 10 of this year; the 1.5 carried over from 2023 are no part of the 12 assigned for 2024
    assert (central.by_prime_minister, central.allocated) == (12_000_000_000, 10_000_000_000)
    assert central.unallocated_of_prime_minister == 2_000_000_000
    assert central.unallocated_of_province is None
    assert local.unallocated_of_prime_minister == 5_000_000_000


def test_more_carried_over_than_left_makes_nothing_negative(province):
    """12 assigned, 10 allotted and 1.5 carried over; 4 more carried over change nothing."""
    old = {"plan_year": 2024, "origin_year": 2023}
    make_plan_line(province.decision, province.road, province.central, 4 * BILLION, **old)
    for pool in ("current", "all"):
        row = unallocated(plan_year=2024, as_of=END, pool=pool)[1]
        assert (row.source, row.origin_year) == (province.central, 2024)
        assert row.unallocated_of_prime_minister == 2 * BILLION
    (carried,) = unallocated(plan_year=2024, as_of=END, pool="carried")
    assert (carried.origin_year, carried.allocated) == (2023, 5_500_000_000)
    assert carried.unallocated_of_prime_minister is None


def test_totals_of_carried_over_money_are_held_against_money_of_their_own_year(province):
    """Of 2023 3 are assigned and 1.5 allotted, of 2022 nothing is assigned and 0.7 allotted."""
    assigned = PlanDecision.objects.create(
        number="9/QĐ-TTg", decided_on=PLANNED_ON, issuer=Issuer.PRIME_MINISTER
    )
    make_plan_line(assigned, None, province.central, 3 * BILLION, origin_year=2023)
    make_plan_line(
        province.decision, province.road, province.central, 700_000_000, origin_year=2022
    )
    first, second = unallocated(plan_year=2024, as_of=END, pool="carried")
    assert (first.origin_year, first.unallocated_of_prime_minister) == (2023, 1_500_000_000)
    assert (second.origin_year, second.unallocated_of_prime_minister) == (2022, None)
    every = unallocated(plan_year=2024, as_of=END, pool="all")
    assert [row.origin_year for row in every] == [2024, 2024, 2023, 2022]


def test_parts_of_a_source_count_for_the_source_that_has_the_total(province):
    part = CapitalSource.objects.create(code="NSTW-ODA", name="ODA", parent=province.central)
    lone = CapitalSource.objects.create(code="KHAC", name="Khác")
    make_plan_line(province.decision, province.road, part, 300)
    make_plan_line(province.decision, province.road, lone, 5)
    rows = {row.source.code: row for row in unallocated(plan_year=2024, as_of=END)}
    assert set(rows) == {"KHAC", "NSDP", "NSTW"}
    assert rows["NSTW"].allocated == 10_000_000_300
    assert rows["KHAC"].by_prime_minister is None
    assert rows["KHAC"].allocated == 5


@pytest.mark.parametrize(
    ("group", "queries"),
    [("province", 1), ("stage", 1), ("source", 1), ("investor", 2), ("block", 3)],
)
def test_one_query_for_every_grouping(province, django_assert_num_queries, group, queries):
    with django_assert_num_queries(queries):  # for investors the handovers, too, and the blocks
        totals(group)
