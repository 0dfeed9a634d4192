"""Names, holders and kinds, case by case."""

from datetime import date

import pytest

from projects.domain.organisation_kinds import KINDS, find_kind
from projects.domain.through_time import (
    DatedName,
    Holding,
    Passing,
    as_recorded,
    holder_on,
    holdings,
    name_on,
)

MARCH, JULY, OCTOBER = date(2025, 3, 1), date(2025, 7, 1), date(2025, 10, 1)
NAMES = [
    DatedName(None, "Sở Kế hoạch và Đầu tư", 1),
    DatedName(MARCH, "Sở Tài chính", 2),
    DatedName(OCTOBER, "Sở Tài chính và Kế hoạch", 3),
]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2020, 1, 1), "Sở Kế hoạch và Đầu tư"),
        (date(2025, 2, 28), "Sở Kế hoạch và Đầu tư"),
        (MARCH, "Sở Tài chính"),
        (date(2025, 9, 30), "Sở Tài chính"),
        (OCTOBER, "now"),
        (date(2030, 1, 1), "now"),
    ],
)
def test_a_name_holds_from_its_day_until_the_next_and_the_present_one_from_the_last(day, name):
    assert name_on(day, NAMES, "now") == name


def test_without_records_the_present_name_always_held():
    assert name_on(date(1990, 1, 1), [], "Sở Y tế") == "Sở Y tế"


def test_before_the_first_recorded_name_that_one_is_the_best_known():
    assert name_on(date(2020, 1, 1), [DatedName(JULY, "A", 1)], "B") == "A"


def test_without_handovers_the_investor_was_always_in_charge():
    assert holdings([], "A") == [Holding("A", None, None)]


def test_handover_counts_from_its_own_day():
    passed = [Passing(JULY, "huyện", "xã", 1)]
    assert holder_on(date(2025, 6, 30), passed, "xã") == "huyện"
    assert holder_on(JULY, passed, "xã") == "xã"


def test_handovers_may_come_in_any_order():
    passed = [Passing(OCTOBER, "B", "C", 2), Passing(MARCH, "A", "B", 1)]
    assert holdings(passed, "C") == [
        Holding("A", None, date(2025, 2, 28)),
        Holding("B", MARCH, date(2025, 9, 30)),
        Holding("C", OCTOBER, None),
    ]


def test_handover_entered_late_between_others_says_who_held_until_the_next():
    passed = [
        Passing(MARCH, "A", "B", 1),
        Passing(OCTOBER, "B", "C", 2),
        Passing(JULY, "B", "X", 3),
    ]
    held = [holder_on(day, passed, "C") for day in (MARCH, date(2025, 6, 30), JULY, OCTOBER)]
    assert held == ["B", "B", "X", "C"]


def test_correction_of_the_investor_reaches_back_to_the_last_handover():
    passed = [Passing(MARCH, "A", "wrong", 1)]
    assert holder_on(MARCH, passed, "right") == "right"
    passed.append(Passing(JULY, "right", "B", 2))
    assert holder_on(date(2025, 6, 30), passed, "B") == "right"
    assert holder_on(date(2025, 2, 28), passed, "B") == "A"


def test_holdings_of_one_holder_are_one():
    passed = [Passing(MARCH, "A", "B", 2), Passing(JULY, "A", "B", 1)]
    assert holdings(passed, "B") == [
        Holding("A", None, date(2025, 2, 28)),
        Holding("B", MARCH, None),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UBND tỉnh", "province"),
        ("Ủy ban nhân dân tỉnh", "province"),
        ("Cơ quan kế hoạch, tài chính", "department"),
        ("Sở, ban, ngành", "department"),
        ("sở", "department"),
        ("Ban quản lý dự án", "board"),
        ("BAN QLDA", "board"),
        ("Ban QLDA huyện", "board"),
        ("UBND xã", "commune"),
        ("UBND phường", "commune"),
        ("UBND huyện", "district"),
        ("Thị xã", "district"),
        ("Cơ quan trung ương", "central"),
        ("Kho bạc Nhà nước khu vực", "treasury"),
        ("", None),
        ("Doanh nghiệp", None),
    ],
)
def test_kind_is_told_from_the_words_of_the_register(text, code):
    kind = find_kind(text)
    assert (kind.code if kind else None) == code


def test_every_label_is_of_its_own_kind():
    assert [find_kind(kind.label) for kind in KINDS] == list(KINDS)


def test_what_was_recorded_later_can_be_left_out():
    passed = [
        Passing(JULY, "A", "B", 1),
        Passing(MARCH, "A", "X", 2),  # entered late
        Passing(OCTOBER, "B", "C", 3),
    ]
    assert as_recorded(passed, "C", 3) == (passed, "C")
    assert as_recorded(passed, "C", 1) == (passed[:1], "B")
    assert as_recorded(passed, "C", 0) == ([], "A")
    assert holder_on(MARCH, *as_recorded(passed, "C", 1)) == "A"
    assert holder_on(MARCH, *as_recorded(passed, "C", 2)) == "X"
