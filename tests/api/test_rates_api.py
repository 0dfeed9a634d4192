"""Rates over the API: the parameters of the command, within what the user may see."""

import pytest
from django.urls import reverse

from projects.models import Programme, Project
from tests.people import BILLION
from tests.treasury_facts import pay

RATES = reverse("api:rates")
DENOMINATORS = reverse("api:denominators")


@pytest.fixture
def money(province):
    pay(province.bridge, province.central, 4 * BILLION, day="2024-05-10")
    pay(province.school, province.local, 3 * BILLION, day="2024-07-10")


def test_parents_can_be_asked_for(cast, sign_in, province, money):
    whole = Programme.objects.create(code="NTM", name="Nông thôn mới")
    part = Programme.objects.create(code="NTM-1", name="Hạ tầng", parent=whole)
    Project.objects.filter(pk=province.school.pk).update(programme=part)
    asked = {"year": 2024, "as_of": "2024-12-31", "by": "programme", "rolled_up": "true"}
    answer = sign_in(cast.leader).get(RATES, asked).json()
    found = {row["key"]: row for row in answer["rows"]}
    assert found["NTM"]["rate"] == found["NTM-1"]["rate"] == "50.00"
    assert (found["NTM-1"]["level"], found["NTM-1"]["parent"]) == (1, "NTM")
    assert answer["denominator_name"]


def test_natures_can_be_asked_for(cast, sign_in, money):
    asked = {"year": 2024, "as_of": "2024-12-31", "by": "nature"}
    answer = sign_in(cast.leader).get(RATES, asked).json()
    assert [row["key"] for row in answer["rows"]] == ["investment"]
    asked = {"year": 2024, "as_of": "2024-12-31", "by": "province", "nature": "recurrent"}
    assert sign_in(cast.leader).get(RATES, asked).json()["total"]["plan"] == 0


def test_denominators_stand_side_by_side(cast, sign_in, money):
    answer = sign_in(cast.leader).get(DENOMINATORS, {"year": 2024, "as_of": "2024-12-31"}).json()
    assert len(answer["rows"]) == 12  # four denominators, three pools
    first = answer["rows"][0]
    assert (first["denominator"], first["pool"], first["rate"]) == ("D1", "all", "25.93")


def test_an_investor_gets_own_figures_only(cast, sign_in, money):
    answer = sign_in(cast.other_investor).get(DENOMINATORS, {"year": 2024, "as_of": "2024-12-31"})
    plans = {row["denominator"]: row["plan"] for row in answer.json()["rows"]}
    assert (plans["D1"], plans["D3"]) == (0, 0)  # the last pool: nothing carried over
    assert answer.json()["rows"][6]["plan"] == 6 * BILLION


@pytest.mark.parametrize(
    "wrong",
    [
        {"rolled_up": "true", "by": "investor"},
        {"nature": "gỗ"},
        {"nature": "investment", "by": "nature"},
        {"denominator": "D9"},
        {"as_of": "hôm qua"},
        {"year": "1"},
    ],
)
def test_questions_that_make_no_sense_are_refused(cast, sign_in, wrong):
    asked = {"year": 2024, "as_of": "2024-12-31", "by": "province", **wrong}
    assert sign_in(cast.leader).get(RATES, asked).status_code == 400


def test_strangers_get_nothing(cast, sign_in):
    assert sign_in(cast.nobody).get(DENOMINATORS, {"year": 2024}).status_code == 403
