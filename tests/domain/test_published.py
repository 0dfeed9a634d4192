"""Published figures against themselves: every printed mistake is found, and nothing else."""

from decimal import Decimal
from fractions import Fraction

import pytest

from emulation.domain.published import (
    PrintedRate,
    PublishedFigure,
    Tolerance,
    implied_base,
    read_printed,
    swapped,
    truncated,
)
from emulation.domain.published_checks import check_published
from projects.domain.issues import Issue
from projects.domain.money import Unit
from projects.domain.numbers import NumberStyle, format_rate
from tests.published import figures_of, sets

SETS = sets()


def figure(key, value=None, *, part_of="", breakdown="", rates=(), unit=Unit.MILLION):
    return PublishedFigure(
        key,
        key,
        read_printed(value) if value else None,
        unit,
        part_of,
        breakdown,
        tuple(PrintedRate(read_printed(rate[0]), *rate[1:]) for rate in rates),
    )


def found(*figures, tolerance=None):
    issues = check_published(figures, *([tolerance] if tolerance else []))
    return [issue.code.removeprefix("published.") for issue in issues]


@pytest.mark.parametrize("number", sorted(SETS))
def test_printed_mistakes_of_a_set_are_found_and_no_others(number):
    issues = check_published(figures_of(SETS[number]))
    labelled = [(i.code, i.params.get("label") or i.params["whole"]) for i in issues]
    assert sorted(labelled) == sorted(map(tuple, SETS[number]["findings"]))


# What the figures make, worked out by hand: numerator over denominator, to the places printed
# or one more.
COMPUTED = [
    (1, "gn", "kh-gn", "26,27"),
    (1, "chi-tiet", "kh", "87,25"),
    (1, "uoc", "kh-gn", "35,34"),
    (2, "gn", "ttg", "60,58"),
    (3, "gn-20-11", "kh", "56,59"),
    (3, "gn-27-11", "kh", "57,91"),
    (3, "gn-27-11", "con", "59,71"),
    (3, "gn-11-12", "kh", "63,26"),
    (3, "gn-11-12", "con", "65,22"),
    (4, "gn", "kh", "83,71"),
    (6, "gn", "kh", "38,55"),
    (6, "gn", "pb", "40,59"),
    (6, "pb", "kh", "94,99"),
    (7, "gn-12", "kh", "57,34"),
    (7, "tuan", "kh", "4,91"),
    (7, "gn-mtqg", "kh-mtqg", "58,93"),
    (7, "gn-19", "kh-19", "62,25"),
    (8, "gn", "kh", "28,65"),
    (9, "gn", "kh", "13,76"),
    (9, "gn-dt", "kh-dt", "22,59"),
    (9, "gn-sn", "kh-sn", "4,73"),
    (9, "gn-ntm", "kh-ntm", "17,45"),
    (9, "gn-gnbv", "kh-gnbv", "6,50"),
    (9, "gn-dtts", "kh-dtts", "10,71"),
    (10, "gn-tw", "kh-tw", "28,90"),
    (11, "gn-kd", "kh-kd", "24,81"),
    (11, "gn-24", "kh-24", "23,17"),
    (14, "gn-kh", "ttg-kh", "39,78"),
    (14, "gn-kh", "pb-kh", "39,65"),
    (14, "gn-dl", "ttg-dl", "42,78"),
    (14, "gn-dl", "pb-dl", "37,62"),
    (15, "gn-7", "cp-dau", "42,21"),
    (15, "gn-7", "cp", "33,72"),
    (16, "gn", "kh", "45,27"),
    (18, "gn-mtqg", "kh-mtqg", "53,28"),
    (18, "gn-cdt", "kh-cdt", "58,78"),
    (19, "gn", "kh", "50,04"),
    (20, "gn", "kh", "33,93"),
    (24, "gn", "ttg", "32,19"),
    (24, "gn", "pb", "32,37"),
    (24, "gn", "tong", "30,39"),
    (25, "gn", "kh", "40,69"),
    (25, "gn-kd", "kh-kd", "39,65"),
    (25, "gn-25", "kh-25", "40,90"),
    (25, "gn-ttg", "kh-ttg", "42,81"),
    (25, "gn-tinh", "kh-tinh", "0,41"),
    (25, "gn-huyen", "kh-huyen", "19,44"),
    (26, "uoc-7", "kh-7", "39,45"),
    (26, "uoc-7", "ttg", "43,90"),
    (26, "thuc-7", "kh-8", "32,84"),
    (26, "uoc-8", "kh-8", "39,79"),
    (27, "gn", "kh", "65,19"),
    (27, "pb", "kh", "99,99"),
]


@pytest.mark.parametrize(("number", "numerator", "base", "rate"), COMPUTED)
def test_published_rates_come_out_again(number, numerator, base, rate):
    amounts = {one.key: one.amount for one in figures_of(SETS[number])}
    assert format_rate(amounts[numerator] * 100 / amounts[base]) == rate


def test_the_transposition_of_binh_thuan_is_named_with_its_remedy():
    issues = {issue.code: issue for issue in check_published(figures_of(SETS[9]))}
    suspect = issues["published.swapped_and_rate"].params
    assert (suspect["printed"], suspect["likely"]) == (Decimal("67172"), Decimal("67712"))
    parts = issues["published.parts_differ"].params
    assert (parts["sum"], parts["printed"]) == (Decimal("613754"), Decimal("614294"))
    assert parts["difference"] == 540


def test_another_denominator_that_fits_is_named():
    issues = {issue.code: issue for issue in check_published(figures_of(SETS[6]))}
    assert issues["published.rate_of_another"].params["others"] == ("Đã phân bổ",)


def test_two_unnamed_denominators_can_be_told_from_what_their_rates_imply():
    """Hà Tĩnh 2023: 6.761,637 tỷ is 77,3 % of one plan and 58,7 % of another."""
    gn = next(one for one in figures_of(SETS[12]) if one.key == "gn")
    assigned, deployed = (implied_base(gn, rate.percent) for rate in gn.rates)
    billion = 10**9
    assert [round(bound / billion) for bound in assigned] == [8742, 8753]  # / 77,35 and 77,25 %
    assert [round(bound / billion) for bound in deployed] == [11509, 11529]
    assert assigned[1] < deployed[0]


class TestParts:
    def test_parts_that_add_up_are_left_alone(self):
        assert found(figure("a", "10,5"), figure("b", "4", part_of="a"),
                     figure("c", "6,5", part_of="a")) == []  # fmt: skip

    @pytest.mark.parametrize(
        ("third", "code"),
        [("3,3", []), ("3,4", ["parts_rounded"]), ("3,6", ["parts_rounded"]),
         ("3,7", ["parts_differ"]), ("3,0", ["parts_rounded"]), ("2,9", ["parts_differ"])],
    )  # fmt: skip
    def test_each_part_may_be_off_by_one_unit_of_its_last_digit(self, third, code):
        # 3,3 + 3,4 + x = 10,0 at x = 3,3; three parts allow 0,3
        assert (
            found(
                figure("whole", "10,0"),
                figure("a", "3,3", part_of="whole"),
                figure("b", "3,4", part_of="whole"),
                figure("c", third, part_of="whole"),
            )
            == code
        )

    def test_tolerance_is_data(self):
        figures = (figure("w", "10"), figure("a", "4", part_of="w"), figure("b", "5", part_of="w"))
        assert found(*figures) == ["parts_rounded"]
        assert found(*figures, tolerance=Tolerance(0)) == ["parts_differ"]

    def test_the_coarsest_figure_sets_the_step(self):
        assert found(figure("w", "469,975"), figure("a", "464,766", part_of="w"),
                     figure("b", "5,21", part_of="w")) == ["parts_rounded"]  # fmt: skip

    def test_some_parts_may_not_exceed_the_whole(self):
        whole, part = figure("w", "100"), figure("a", "60", part_of="w", breakdown="Trong đó")
        assert found(whole, part) == []
        more = figure("b", "45", part_of="w", breakdown="Trong đó")
        assert found(whole, part, more) == ["parts_exceed"]

    def test_two_breakdowns_of_one_whole_are_held_apart(self):
        assert (
            found(
                figure("w", "100"),
                figure("a", "60", part_of="w", breakdown="tính chất"),
                figure("b", "40", part_of="w", breakdown="tính chất"),
                figure("c", "100", part_of="w", breakdown="chương trình"),
            )
            == []
        )

    def test_units_may_differ(self):
        assert (
            found(
                figure("w", "1,5", unit=Unit.BILLION),
                figure("a", "1.000", part_of="w"),
                figure("b", "500", part_of="w"),
            )
            == []
        )

    def test_a_part_without_an_amount_leaves_the_sum_open(self):
        assert found(figure("w", "100"), figure("a", "10", part_of="w"),
                     figure("b", part_of="w")) == []  # fmt: skip

    def test_a_part_of_itself_is_none(self):
        assert found(figure("w", "100", part_of="w")) == []


class TestRates:
    @pytest.mark.parametrize(
        ("printed", "code"),
        [
            ("66,67", []),
            ("66,7", []),
            ("67", []),
            ("66,66", ["rate_truncated"]),
            ("66", ["rate_truncated"]),
            ("65", ["rate_differs"]),
            ("66,60", ["rate_differs"]),
        ],
    )
    def test_two_thirds(self, printed, code):
        base = figure("plan", "3.000.000,00")
        money = figure("money", "2.000.000,00", rates=[(printed, "plan")])
        assert found(base, money) == code

    def test_halves_round_up(self):
        base = figure("plan", "1.000,00")
        assert found(base, figure("m", "1,25", rates=[("0,1", "plan")])) == []  # 0,125
        assert found(base, figure("m", "2,50", rates=[("0,3", "plan")])) == []  # 0,25
        assert found(base, figure("m", "2,50", rates=[("0,2", "plan")])) == ["rate_truncated"]

    def test_rounded_figures_can_explain_a_rate(self):
        # 3 / 7 is 42,86 %, but 3,4 / 6,6 would be 51,5 %
        assert found(figure("p", "7"), figure("m", "3", rates=[("50", "p")])) == ["rate_of_rounded"]

    def test_a_rate_above_a_hundred_is_a_rate(self):
        assert found(figure("p", "100"), figure("m", "165", rates=[("165,0", "p")])) == []

    def test_no_plan_is_no_rate(self):
        assert found(figure("p", "0"), figure("m", "5", rates=[("0", "p")])) == [
            "rate_without_plan"
        ]

    def test_a_rate_may_name_its_numerator(self):
        assert (
            found(
                figure("p", "1.000,0"),
                figure("m", "250,0"),
                figure("line", rates=[("25", "p", "m")]),
            )
            == []
        )

    def test_whole_per_cents_fit_too_much_to_suggest_another_denominator(self):
        other = figure("other", "8.000,0")
        money = figure("money", "4.000,0", rates=[("50", "plan")])
        assert found(figure("plan", "9.000,0"), other, money) == ["rate_differs"]

    def test_a_part_of_the_numerator_is_no_denominator(self):
        assert found(
            figure("plan", "900,0"),
            figure("money", "400,0", rates=[("160,0", "plan")]),
            figure("part", "250,0", part_of="money", breakdown="trong đó"),
        ) == ["rate_differs"]

    def test_one_denominator_has_one_rate(self):
        money = figure("m", "400,00", rates=[("40", "p"), ("40,00", "p")])
        assert found(figure("p", "1.000,00"), money) == []
        money = figure("m", "400,00", rates=[("40", "p"), ("50", "p")])
        assert found(figure("p", "1.000,00"), money) == ["rate_differs", "two_rates"]


class TestSwappedDigits:
    def test_without_a_rate_it_is_a_suspicion(self):
        # 645 + 346 = 991; 654 + 346 = 1.000
        assert found(
            figure("w", "1.000,0"),
            figure("a", "645,0", part_of="w"),
            figure("b", "346,0", part_of="w"),
        ) == ["parts_differ", "swapped"]

    def test_swaps_are_of_neighbours_that_differ(self):
        assert sorted(swapped(Decimal("112.3"))) == [Decimal("113.2"), Decimal("121.3")]
        assert list(swapped(Decimal("10"))) == []  # no number is printed as 01
        assert list(swapped(Decimal("-12"))) == [Decimal("-21")]


class TestPrintedNumbers:
    @pytest.mark.parametrize(
        ("text", "number", "places"),
        [("1.234,50", "1234.50", 2), ("16.141", "16141", 0), ("(5,0)", "-5.0", 1), ("0", "0", 0)],
    )
    def test_decimals_are_kept_as_printed(self, text, number, places):
        read = read_printed(text)
        assert str(read) == number
        assert -read.as_tuple().exponent == places

    def test_english_style(self):
        assert str(read_printed("1,234.50", NumberStyle.ENGLISH)) == "1234.50"

    def test_what_is_no_number_is_said(self):
        assert isinstance(read_printed("1,5 tỷ"), Issue)
        assert read_printed("-") is None

    def test_cut_off_is_not_rounded(self):
        assert truncated(Fraction(200, 3), 1) == Decimal("66.6")
        assert truncated(Fraction(-200, 3), 0) == -66
