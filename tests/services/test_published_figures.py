"""Published figures entered as plan lines and vouchers: the portal gives the published rates."""

import json
from datetime import date
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import call_command

from projects.domain.numbers import format_rate
from projects.models import (
    CapitalSource,
    Issuer,
    Organisation,
    PlanDecision,
    PlanKind,
    Project,
)
from projects.selectors.plans import unallocated
from tests.people import make_plan_line
from tests.published import amounts_of, sets
from tests.treasury_facts import pay

SETS = sets()


@pytest.fixture
def board(db):
    return Organisation.objects.create(code="BQLDA", name="Ban Quản lý dự án")


@pytest.fixture
def project(board):
    return Project.objects.create(code="7000001", name="Các dự án của tỉnh", investor=board)


def source(code, parent=None):
    return CapitalSource.objects.create(code=code, name=code, parent=parent)


def decision(number, day, issuer):
    return PlanDecision.objects.create(
        number=number, decided_on=date.fromisoformat(day), issuer=issuer
    )


def rates(**options):
    """Return what the command of the contract prints."""
    out = StringIO()
    call_command("rates", "--json", **options, stdout=out)
    return json.loads(out.getvalue())


def total(year, as_of, denominator="D3", **options):
    answer = rates(
        year=year,
        as_of=date.fromisoformat(as_of),
        by="province",
        denominator=denominator,
        **options,
    )
    return answer["total"]["rate"]


def test_can_tho_2025_against_three_denominators(project):
    """Cần Thơ, 23/9/2025: 32,19 % of the Prime Minister's plan, 32,37 % of what was allotted."""
    figures, year = amounts_of(SETS[24]), {"plan_year": 2025, "origin_year": 2025}
    state = source("NSNN")
    assigned = decision("1508/QĐ-TTg", "2024-12-04", Issuer.PRIME_MINISTER)
    make_plan_line(assigned, None, state, figures["ttg"], **year)
    council = decision("80/NQ-HĐND", "2024-12-10", Issuer.COUNCIL)
    make_plan_line(council, None, state, figures["tong"], **year)
    detailed = decision("3100/QĐ-UBND", "2024-12-20", Issuer.COMMITTEE)
    make_plan_line(detailed, project, state, figures["pb"], **year)
    pay(project, state, figures["gn"], day="2025-09-22", **year)
    assert total(2025, "2025-09-23", "D1") == "32.19"
    assert total(2025, "2025-09-23", "D3") == "32.37"
    assert total(2025, "2025-09-23", "D2") == "30.39"
    answer = rates(year=2025, as_of=date(2025, 9, 23), by="province", denominator="D1")
    assert answer["total"]["plan"] == 27_682_933_000_000
    assert answer["total"]["disbursed"] == 8_910_395_000_000
    assert answer["denominator_name"]


def test_cao_bang_2022_gives_what_its_figures_make_and_not_what_was_printed(project):
    """Cao Bằng, 31/8/2022: 26,25 % was printed, 26,27 % follows."""
    figures, year = amounts_of(SETS[1]), {"plan_year": 2022, "origin_year": 2022}
    state = source("NSNN")
    detailed = decision("2300/QĐ-UBND", "2021-12-20", Issuer.COMMITTEE)
    make_plan_line(detailed, project, state, figures["kh-gn"], **year)
    pay(project, state, figures["gn"], day="2022-08-30", **year)
    assert total(2022, "2022-08-31") == "26.27"
    pay(project, state, figures["uoc"] - figures["gn"], day="2022-09-30", **year)
    assert total(2022, "2022-09-30") == "35.34"


def test_cao_bang_2022_leaves_unallotted_what_the_two_plans_leave(project):
    """655.314,00 triệu is left of the two plans; 655.314,05 was printed."""
    figures, year = amounts_of(SETS[1]), {"plan_year": 2022, "origin_year": 2022}
    state = source("NSNN")
    assigned = decision("2047/QĐ-TTg", "2021-12-07", Issuer.PRIME_MINISTER)
    make_plan_line(assigned, None, state, figures["kh"], **year)
    detailed = decision("2300/QĐ-UBND", "2021-12-20", Issuer.COMMITTEE)
    make_plan_line(detailed, project, state, figures["chi-tiet"], **year)
    (row,) = unallocated(plan_year=2022, as_of=date(2022, 8, 31))
    assert row.unallocated_of_prime_minister == 655_314_000_000
    assert format_rate(Fraction(row.allocated * 100, row.by_prime_minister)) == "87,25"


def test_cao_bang_2025_as_a_tree_of_sources_and_pools(project, board):
    """Cao Bằng, 30/6/2025. 54.103 triệu of the plan of 2025 were printed under no assigner."""
    figures = amounts_of(SETS[25])
    year = {"plan_year": 2025, "origin_year": 2025}
    old = {"plan_year": 2025, "origin_year": 2024}
    this_year = source("2025")
    assigned = source("TTG", this_year)
    province, district, unnamed = (source(code, this_year) for code in ("TINH", "HUYEN", "?"))
    local, central = source("TTG-NSDP", assigned), source("TTG-NSTW", assigned)
    carried = source("KD")
    lines = decision("2400/QĐ-UBND", "2024-12-20", Issuer.COMMITTEE)
    make_plan_line(lines, project, carried, figures["kh-kd"], kind=PlanKind.CARRY_OVER, **old)
    make_plan_line(lines, project, assigned, figures["kh-ttg"], **year)
    make_plan_line(lines, project, province, figures["kh-tinh"], **year)
    make_plan_line(lines, project, district, figures["kh-huyen"], **year)
    make_plan_line(lines, project, unnamed, 54_103_000_000, **year)
    pay(project, carried, figures["gn-kd"], day="2025-06-20", **old)
    pay(project, local, figures["gn-nsdp"], day="2025-06-20", **year)
    pay(project, central, figures["gn-nstw"], day="2025-06-20", **year)
    pay(project, province, figures["gn-tinh"], day="2025-06-20", **year)
    pay(project, district, figures["gn-huyen"], day="2025-06-20", **year)
    assert total(2025, "2025-06-30") == "40.69"
    assert total(2025, "2025-06-30", pool="carried") == "39.65"
    assert total(2025, "2025-06-30", pool="current") == "40.90"
    answer = rates(year=2025, as_of=date(2025, 6, 30), by="source", rolled_up=True)
    found = {row["key"]: row for row in answer["rows"]}
    assert found["TTG"]["rate"] == "42.81"
    assert found["TINH"]["rate"] == "0.41"  # printed as 0,3
    assert found["HUYEN"]["rate"] == "19.44"
    assert found["2025"]["rate"] == "40.90"
    assert (found["TTG-NSTW"]["level"], found["TTG-NSTW"]["parent"]) == (2, "TTG")
    assert found["2025"]["disbursed"] == figures["gn-25"]
    assert found["2025"]["plan"] == figures["kh-25"]
