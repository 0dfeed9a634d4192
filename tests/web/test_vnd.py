"""How amounts, rates and days are written on pages."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from django.template import engines
from django.utils import translation

from projects.display import current_unit, shown_in, unit_named
from projects.domain.money import Unit
from projects.templatetags import vnd


def shown(source, **context):
    return engines["django"].from_string("{% load vnd %}" + source).render(context)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (Unit.DONG, "2.768.098.333.000"),
        (Unit.MILLION, "2.768.098,333"),
        (Unit.BILLION, "2.768,098333"),
    ],
)
def test_money_shows_every_digit_in_the_person_s_unit(unit, expected):
    with shown_in(unit):
        assert shown("{{ x|money }}", x=2_768_098_333_000) == expected


def test_money_is_shown_in_million_until_the_person_chooses():
    assert shown("{{ x|money }} {% money x %}", x=1_250_500_001) == "1.250,500001 1.250,500001"


def test_the_unit_is_forgotten_when_the_request_ends():
    with shown_in(Unit.DONG):
        assert current_unit() is Unit.DONG
    assert current_unit() is Unit.MILLION


@pytest.mark.parametrize("name", ["THOUSAND", "", "tỷ"])
def test_only_the_offered_units_can_be_chosen(name):
    assert unit_named(name) is None


def test_negative_and_zero_amounts_keep_their_sign_and_digits():
    assert shown("{{ a|money }} {{ b|money }}", a=-500_000, b=0) == "-0,5 0"


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        (27_682_933_000_000, "27.682,9 billion đồng"),
        (100_000_000_000, "100,0 billion đồng"),
        (99_999_000_000, "100,00 billion đồng"),
        (1_234_567_890, "1,23 billion đồng"),
        (-1_235_000_000, "-1,24 billion đồng"),
        (999_950_000, "1.000,0 million đồng"),
        (999_999, "999.999 đồng"),
        (0, "0 đồng"),
    ],
)
def test_a_card_rounds_half_up_and_names_its_unit(amount, expected):
    with translation.override("en"):
        html = vnd.money_short(amount)
    number, unit = html.replace("</span>", "").split('<span class="unit">')
    assert f"{number.split('>')[1].strip()} {unit}" == expected


def test_a_card_carries_the_exact_amount_in_its_title():
    assert 'title="1.234.567.890\xa0đồng"' in vnd.money_short(1_234_567_890)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (Fraction(72_730_429 * 100, 276_809_833), "26,27\xa0%"),
        (Fraction(26_275, 1000), "26,28\xa0%"),
        (Fraction(0), "0,00\xa0%"),
        (Fraction(10_450, 100), "104,50\xa0%"),
        (None, "–"),
    ],
)
def test_a_rate_is_rounded_half_up_to_two_decimals(rate, expected):
    assert shown("{{ r|rate }}", r=rate) == expected


def test_a_rate_cell_says_why_there_is_none_and_flags_what_exceeds_the_plan():
    with translation.override("en"):
        assert 'title="No capital plan"' in vnd.rate_or_dash(None)
        assert 'title="More than was planned"' in vnd.rate_or_dash(Fraction(10_001, 100))
        assert vnd.rate_or_dash(Fraction(100)) == "<span>100,00\xa0%</span>"


@pytest.mark.parametrize(
    ("delta", "expected"),
    [(Fraction(5, 4), "+1,25"), (Fraction(-3, 8), "-0,38"), (Fraction(0), "0,00")],
)
def test_a_difference_of_rates_is_signed_and_in_points(delta, expected):
    with translation.override("en"):
        assert shown("{{ d|points }}", d=delta) == f"{expected} percentage points"


def test_days_are_written_day_first_and_moments_in_vietnamese_time():
    moment = datetime(2024, 9, 29, 16, 59, 59, tzinfo=UTC)
    assert shown("{{ d|vnday }}", d=date(2024, 2, 29)) == "29/02/2024"
    assert shown("{{ m|vndatetime }}", m=moment) == "29/09/2024 23:59"


@pytest.mark.parametrize(
    "name", ["money", "money_short", "dong", "rate", "points", "points_short", "vnday"]
)
def test_what_is_missing_is_a_dash_never_zero(name):
    assert shown("{{ x|" + name + " }}", x=None) == "–"


def test_counts_are_grouped():
    assert shown("{{ n|count }}", n=1_000_000) == "1.000.000"
