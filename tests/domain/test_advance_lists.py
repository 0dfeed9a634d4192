"""The forms 08.a and 08.b of open advances: which line stands where, and the sums."""

from datetime import date

import pytest

from disbursement.domain.advance_lists import (
    Form,
    ListedAdvance,
    Money,
    columns_of,
    investor_form,
    on_screen,
    province_form,
    share_deposit,
)

DAY = date(2024, 9, 30)


def listed(name, code, balance, overdue=0, *, central=False, money=Money.BUDGET, **fields):
    return ListedAdvance(name, code, "Ban A", central, money, balance, overdue, **fields)


BRIDGE = listed("Cầu", "7100001", 900, 700, deposit=200, contractor_bankrupt=True)
ROAD = listed("Đường", "7100002", 100, proposal="Thu hồi")
BARRACKS = listed("Doanh trại", "7300001", 50, 50, central=True)
BRIDGE_BONDS = listed("Cầu", "7100001", 30, 30, money=Money.BONDS)


def figures(form, *columns):
    at = [
        next(n for n, column in enumerate(form.table.columns) if column.heading.startswith(name))
        for name in columns
    ]
    return [tuple(row.values[n] for n in at) for row in form.table.rows]


def test_the_investor_s_form_has_eleven_columns_and_the_province_s_names_the_investor():
    own, whole = columns_of(Form.INVESTOR), columns_of(Form.PROVINCE)
    assert len(own) == 11
    assert [column.heading for column in whole if column not in own] == ["Chủ đầu tư"]


def test_the_overdue_column_leaves_out_what_lies_at_a_bank():
    form = investor_form([BRIDGE, ROAD], day=DAY, investor="Ban A", province="Tỉnh")
    assert figures(form, "STT", "Lũy kế", "Gốc gửi", "Tổng số", "Nhà thầu") == [
        ("1", 900, 200, 500, "x"),
        ("2", 100, None, None, ""),
        ("", 1000, 200, 500, ""),
    ]


def test_more_at_the_bank_than_is_overdue_leaves_nothing_overdue():
    assert listed("Cầu", "1", 900, 100, deposit=300).overdue_besides_deposit == 0


def test_the_investor_s_form_has_one_line_for_all_money_of_a_project():
    form = investor_form([BRIDGE, BRIDGE_BONDS], day=DAY, investor="Ban A", province="Tỉnh")
    assert figures(form, "Lũy kế", "Gốc gửi", "Tổng số")[0] == (930, 200, 530)
    assert form.period == "Quý III năm 2024; số liệu đến ngày 30/09/2024"


def test_the_province_s_form_has_sections_by_money_and_level():
    rows = [BRIDGE, ROAD, BARRACKS, BRIDGE_BONDS]
    form = province_form(rows, day=DAY, province="Tỉnh")
    assert figures(form, "STT", "Nội dung", "Lũy kế", "Tổng số") == [
        ("I", "VỐN NGÂN SÁCH NHÀ NƯỚC", 1050, 550),
        ("A", "Bộ, ngành trung ương quản lý", 50, 50),
        ("1", "Doanh trại", 50, 50),
        ("B", "Tỉnh quản lý", 1000, 500),
        ("1", "Cầu", 900, 500),
        ("2", "Đường", 100, None),
        ("II", "VỐN TRÁI PHIẾU CHÍNH PHỦ", 30, 30),
        ("A", "Bộ, ngành trung ương quản lý", 0, 0),
        ("B", "Tỉnh quản lý", 30, 30),
        ("1", "Cầu", 30, 30),
        ("", "TỔNG SỐ", 1080, 580),
    ]


def test_without_advances_the_investor_s_form_is_empty_and_the_province_s_keeps_its_sections():
    assert investor_form([], day=DAY, investor="Ban A", province="").table.rows == ()
    empty = province_form([], day=DAY, province="Tỉnh")
    assert figures(empty, "Lũy kế") == [(0,)] * 7


def test_on_the_page_the_number_stands_before_the_name_and_the_investor_below_it():
    table = on_screen(province_form([ROAD], day=DAY, province="Tỉnh").table)
    assert [row.values[0] for row in table.rows[:4]] == [
        "I. VỐN NGÂN SÁCH NHÀ NƯỚC",
        "A. Bộ, ngành trung ương quản lý",
        "B. Tỉnh quản lý",
        "1. Đường",
    ]
    assert table.rows[3].sub == "Ban A"
    assert len(table.columns) == 10


@pytest.mark.parametrize(
    ("balances", "deposit", "shares"),
    [
        ([900, 30], 200, [200, 0]),
        ([100, 30], 120, [100, 20]),
        ([100, 30], 500, [100, 30]),
        ([-5, 30], 10, [0, 10]),
        ([], 10, []),
    ],
)
def test_a_deposit_is_shared_among_the_kinds_of_money(balances, deposit, shares):
    assert share_deposit(balances, deposit) == shares
