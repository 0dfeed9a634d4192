"""What the rows of treasury tables state, to the đồng, and what stops them from being read."""

from datetime import date

import pytest

from disbursement.domain.headings import Area
from disbursement.domain.treasury_reading import Choice, read_sheets
from projects.domain.money import Unit

from .treasury_sheets import (
    END_OF_SEPTEMBER,
    SPAN,
    SUMMARY_HEADING,
    TITLE,
    VOUCHER_HEADING,
    cell_day,
    codes,
    places,
    project,
    read,
    sheet,
    summary,
    voucher,
    vouchers,
)

N = None


def stated(reading):
    return [(row.row, row.origin_year, row.volume, row.advance) for row in reading.rows]


# Summaries


def test_a_row_states_one_statement_for_each_pool_it_fills():
    reading = summary(project("7100001", 5, 3, 2, "7,5", "6,25", "1,25", origin=2023))
    assert codes(reading) == []
    assert (reading.layout, reading.unit, reading.as_at) == (
        "summary",
        Unit.MILLION,
        END_OF_SEPTEMBER,
    )
    assert stated(reading) == [(7, 2023, 3_000_000, 2_000_000), (7, 2024, 6_250_000, 1_250_000)]
    assert [row.cells for row in reading.rows] == ["F7, G7, H7", "I7, J7, K7"]
    assert {row.plan_year for row in reading.rows} == {2024}


def test_empty_figures_state_nothing_and_zeros_state_zero():
    reading = summary(
        project("7100001", N, N, N, 0, 0, 0),
        project("7100002", "-", "–", " ", N, N, N),
        project("7100003", 0, 0, 0, N, N, N, origin=2023),
    )
    assert stated(reading) == [(7, 2024, 0, 0), (9, 2023, 0, 0)]


def test_zeros_of_carried_money_without_a_year_state_nothing():
    reading = summary(project("7100001", 0, 0, 0, 3, 2, 1))
    assert codes(reading) == []
    assert stated(reading) == [(7, 2024, 2_000_000, 1_000_000)]


@pytest.mark.parametrize(
    ("figures", "parts"),
    [((5, 3, 2), (3, 2)), ((5, 3, N), (3, 2)), ((5, N, 2), (3, 2)), ((5, 5, N), (5, 0))],
)
def test_a_missing_part_follows_from_the_other_two(figures, parts):
    (row,) = summary(project("7100001", N, N, N, *figures)).rows
    assert (row.volume, row.advance) == (parts[0] * 1_000_000, parts[1] * 1_000_000)


def test_parts_that_do_not_add_up_are_an_error_with_all_three_figures():
    reading = summary(project("7100001", N, N, N, 6, 3, 2))
    (found,) = reading.issues
    assert (found.code, found.cell) == ("treasury.parts_differ", "I7")
    assert found.params == {"volume": 3_000_000, "advance": 2_000_000, "total": 6_000_000}
    assert reading.rows == []


def test_a_total_alone_cannot_be_split():
    assert codes(summary(project("7100001", N, N, N, 6, N, N))) == ["treasury.part_missing"]


def test_origin_year_of_carried_money_is_asked_for():
    reading = summary(
        project("7100001", 5, 3, 2, N, N, N),
        project("7100002", 5, 3, 2, N, N, N, origin=2025),
        project("7100003", 5, 3, 2, N, N, N, origin=2024),
        project("7100004", 5, 3, 2, N, N, N, origin="năm nào"),
        project("7100005", 5, 3, 2, N, N, N, origin="2023"),
    )
    assert places(reading) == [
        ("treasury.origin_missing", "E7"),
        ("treasury.origin_too_late", "E8"),
        ("treasury.origin_not_earlier", "E9"),
        ("treasury.year_unreadable", "E10"),
    ]
    assert stated(reading) == [(11, 2023, 3_000_000, 2_000_000)]


def test_every_bad_cell_is_named_at_once():
    reading = summary(
        project("7100001", N, N, N, "1,5 tỷ", 1, 2),
        project("71001", N, N, N, 3, 2, 1),
        project("7100003", N, N, N, 3, 2, 1, source=N),
        project("7100004", N, N, N, cell_day(2024, 9, 1), 2, 1),
        project("7100005", N, N, N, 0.0000001, 2, 1),
    )
    assert places(reading) == [
        ("number.unreadable", "I7"),
        ("code.project_length", "B8"),
        ("treasury.source_missing", "D9"),
        ("money.date", "I10"),
        ("money.not_whole", "I11"),
    ]


def test_codes_keep_their_zeros_and_lose_the_spaces_around_them():
    reading = summary(
        project("\u00a00100001 ", N, N, N, 3, 2, 1), project(7100002.0, N, N, N, 3, 2, 1)
    )
    assert [row.code for row in reading.rows] == ["0100001", "7100002"]


def test_money_without_a_code_is_an_error_and_never_a_section():
    reading = summary(project(N, N, N, N, 3, 2, 1))
    assert places(reading) == [("treasury.code_missing", "B7")]


SECTIONS = [
    [N, N, "TỔNG SỐ", N, N, 3, 2, 1, 9, 6, 3],
    ["I", N, "Ban Quản lý A", N, N, 3, 2, 1, 3, 2, 1],
    project("7100001", 3, 2, 1, N, N, N, origin=2023),
    project("7100001", N, N, N, 3, 2, 1),
    ["II", N, "Ban Quản lý B", N, N, N, N, N, 6, 4, 2],
    project("7100002", N, N, N, 6, 4, 2),
]


def test_sections_and_totals_are_checked_and_not_posted():
    reading = summary(*SECTIONS)
    assert codes(reading) == []
    assert len(reading.rows) == 3


def test_a_wrong_section_or_total_names_both_figures():
    rows = [list(row) for row in SECTIONS]
    rows[0][8], rows[4][9] = 10, 5
    reading = summary(*rows)
    # Column I of the total: printed 10, rows 3 + 6. Column J of section II: printed 5, rows 4.
    assert places(reading) == [
        ("treasury.printed_total_differs", "I7"),
        ("treasury.printed_total_differs", "J11"),
    ]
    assert [(f.params["printed"], f.params["sum"]) for f in reading.issues] == [
        (10_000_000, 9_000_000),
        (5_000_000, 4_000_000),
    ]


def test_outlines_nest():
    reading = summary(
        ["A", N, "Cấp tỉnh", N, N, N, N, N, 6, 4, 2],
        ["I", N, "Giao thông", N, N, N, N, N, 3, 2, 1],
        project("7100001", N, N, N, 3, 2, 1),
        ["II", N, "Y tế", N, N, N, N, N, 3, 2, 1],
        project("7100002", N, N, N, 3, 2, 1),
        ["B", N, "Cấp xã", N, N, N, N, N, 3, 2, 1],
        ["I", N, "Giao thông", N, N, N, N, N, 3, 2, 1],
        project("7100003", N, N, N, 3, 2, 1),
        [N, N, "Cộng cấp xã", N, N, N, N, N, 3, 2, 1],
        [N, N, "Tổng cộng (A+B)", N, N, N, N, N, 9, 6, 3],
    )
    assert codes(reading) == []
    assert len(reading.rows) == 3


def test_column_numbers_repeated_headings_and_signatures_are_no_rows():
    reading = summary(
        list(range(1, 12)),
        project("7100001", N, N, N, 3, 2, 1),
        SUMMARY_HEADING[0],
        SUMMARY_HEADING[1],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "6=7+8", "(7)", "(8)", "9=10+11", "(10)", "(11)"],
        project("7100002", N, N, N, 3, 2, 1),
        [N, N, N, N, N, N, N, N, "Ngày 30 tháng 9 năm 2024"],
        [N, N, "Người lập biểu", N, N, N, N, N, "GIÁM ĐỐC"],
        [N, N, N, N, N, N, N, N, "(Ký, ghi rõ họ tên)"],
    )
    assert codes(reading) == []
    assert [row.row for row in reading.rows] == [8, 12]


def test_a_code_merged_over_its_sources_counts_for_each_of_them():
    rows = [project("7100001", N, N, N, 3, 2, 1), project(N, N, N, N, 6, 4, 2, source="NSDP")]
    reading = summary(*rows, merged=[Area(7, 1, 8, 1)])
    assert codes(reading) == []
    assert [(row.code, row.source) for row in reading.rows] == [
        ("7100001", "NSTW"),
        ("7100001", "NSDP"),
    ]


def test_recovered_advances_in_a_column_of_their_own():
    heading = [
        ["Mã dự án", "Mã nguồn", "Giải ngân vốn năm 2024", N, N, N],
        [N, N, "Tổng số", "KLHT (không bao gồm thu hồi tạm ứng)", "Tạm ứng", "Thu hồi tạm ứng"],
    ]
    # Net volume 7, advances paid 4 of which 2 recovered: volume 9, open advance 2, together 11.
    reading = read(TITLE, heading, [["7100001", "NSTW", 11, 7, 4, 2]])
    assert [(row.volume, row.advance) for row in reading.rows] == [(9_000_000, 2_000_000)]


def test_it_is_not_guessed_whether_volume_contains_recoveries():
    heading = [
        ["Mã dự án", "Mã nguồn", "Giải ngân vốn năm 2024", N, N, N],
        [N, N, "Tổng số", "KLHT", "Tạm ứng", "Thu hồi tạm ứng"],
    ]
    # 9 = 7 + 4 - 2: gross volume. 11 = 7 + 4 would fit two conventions.
    reading = read(TITLE, heading, [["7100001", "NSTW", 9, 7, 4, 2], ["7100002", "X", 11, 7, 4, 2]])
    assert [(row.volume, row.advance) for row in reading.rows] == [(7_000_000, 2_000_000)]
    assert places(reading) == [("treasury.recovery_unclear", "C8")]


# Unit, day, plan year


def test_unit_is_chosen_by_a_person_where_the_file_says_none_or_two():
    rows = [["NĂM 2024"], ["Đến ngày 30/9/2024"]]
    row = [project("7100001", N, N, N, 3, 2, 1)]
    assert codes(read(rows, SUMMARY_HEADING, row)) == ["treasury.unit_unknown"]
    both = [*rows, ["ĐVT: đồng", "Đơn vị tính: triệu đồng"]]
    assert codes(read(both, SUMMARY_HEADING, row)) == ["treasury.unit_ambiguous"]
    reading = read(rows, SUMMARY_HEADING, row, choice=Choice(Unit.THOUSAND))
    assert codes(reading) == []
    assert (reading.rows[0].volume, reading.unit) == (2_000, Unit.THOUSAND)


def test_a_choice_against_the_file_is_taken_and_said():
    choice = Choice(Unit.DONG, date(2024, 8, 31))
    reading = summary(project("7100001", N, N, N, 3, 2, 1), choice=choice)
    assert sorted(codes(reading)) == ["treasury.day_overruled", "treasury.unit_overruled"]
    assert (reading.rows[0].volume, reading.rows[0].day) == (2, date(2024, 8, 31))


def test_day_is_chosen_by_a_person_where_the_file_says_none_or_two():
    unit = ["NĂM 2024", N, "Đơn vị tính: đồng"]
    row = [project("7100001", N, N, N, 3, 2, 1)]
    assert codes(read([unit], SUMMARY_HEADING, row)) == ["treasury.day_unknown"]
    days = ["tính đến ngày 30/9/2024", "tính đến ngày 15/9/2024"]
    assert codes(read([unit, days], SUMMARY_HEADING, row)) == ["treasury.day_ambiguous"]
    reading = read([unit, days], SUMMARY_HEADING, row, choice=Choice(None, END_OF_SEPTEMBER))
    assert (codes(reading), reading.as_at) == ([], END_OF_SEPTEMBER)


def test_plan_year_of_title_and_headings_must_agree():
    title = [["NĂM 2023"], ["Đến ngày 30/9/2024"], ["Đơn vị tính: đồng"]]
    reading = read(title, SUMMARY_HEADING, [project("7100001", N, N, N, 3, 2, 1)])
    (found,) = reading.issues
    assert (found.code, found.params["years"]) == ("treasury.plan_year_unclear", ("2023", "2024"))


def test_doubtful_number_texts_are_refused_by_their_cells():
    reading = summary(project("7100001", N, N, N, "1,234", N, N))
    assert codes(reading) == ["number.doubtful_style"]


def test_english_number_texts_are_read_where_they_leave_no_doubt():
    reading = summary(project("7100001", N, N, N, "1,234.5", "1,000", "234.5"))
    assert stated(reading) == [(7, 2024, 1_000_000_000, 234_500_000)]


# Vouchers


def test_a_list_of_vouchers_is_read_row_by_row():
    reading = vouchers(
        voucher("Tạm ứng", 1000, day=cell_day(2024, 1, 5), number="CT01"),
        voucher("Thanh toán KLHT", "2.500.000", day="07/01/2024", number=2),
        voucher("Thu hồi tạm ứng", 400, year="2024", origin=2023.0),
        voucher("Nộp giảm", 100),
    )
    assert codes(reading) == []
    assert (reading.layout, reading.unit) == ("vouchers", Unit.DONG)
    assert (reading.covers_from, reading.as_at) == (date(2024, 1, 1), date(2024, 6, 30))
    assert [(row.kind, row.amount, row.day, row.number) for row in reading.rows] == [
        ("advance", 1000, date(2024, 1, 5), "CT01"),
        ("volume", 2_500_000, date(2024, 1, 7), "2"),
        ("recovery", 400, date(2024, 3, 1), "CT1"),
        ("repayment", 100, date(2024, 3, 1), "CT1"),
    ]
    assert (reading.rows[2].plan_year, reading.rows[2].origin_year) == (2024, 2023)
    assert reading.rows[0].cells == "I5"


def test_vouchers_without_a_span_count_up_to_their_last_day():
    reading = read([["Đơn vị tính: đồng"]], VOUCHER_HEADING, [voucher("Tạm ứng", 1)])
    assert (codes(reading), reading.as_at) == ([], date(2024, 3, 1))


def test_every_bad_cell_of_a_voucher_is_named():
    reading = vouchers(
        voucher("Chi khác", 1),
        voucher(N, 1),
        voucher("Tạm ứng", N),
        voucher("Tạm ứng", "abc"),
        voucher("Tạm ứng", 1, day="31/02/2024"),
        voucher("Tạm ứng", 1, day=N),
        voucher("Tạm ứng", 1, year=N),
        voucher("Tạm ứng", 1, origin=N),
        voucher("Tạm ứng", 1, origin=2025),
        voucher("Tạm ứng", 1, code=N),
        voucher("Tạm ứng", 1, source=N),
    )
    assert places(reading) == [
        ("treasury.kind_unknown", "H5"),
        ("treasury.kind_missing", "H6"),
        ("treasury.amount_missing", "I7"),
        ("number.unreadable", "I8"),
        ("day.unreadable", "A9"),
        ("treasury.day_missing", "A10"),
        ("treasury.plan_year_missing", "F11"),
        ("treasury.origin_missing", "G12"),
        ("treasury.origin_too_late", "G13"),
        ("treasury.code_missing", "C14"),
        ("treasury.source_missing", "E15"),
    ]
    assert reading.rows == []


def test_negative_amounts_keep_their_sign_and_are_pointed_out():
    reading = vouchers(voucher("Thanh toán KLHT", -5), voucher("Nộp giảm", "(7)"))
    assert [row.amount for row in reading.rows] == [-5, -7]
    assert codes(reading) == ["treasury.amount_negative", "treasury.repayment_negative"]


MIXED = [
    voucher("Tạm ứng", 1000),
    voucher("Thanh toán KLHT", 500),
    voucher("Thu hồi tạm ứng", 300),
    voucher("Nộp giảm", 100),
]


@pytest.mark.parametrize("printed", [1900, 1400])
def test_printed_total_of_vouchers_is_that_of_all_rows_or_what_they_disburse(printed):
    # All rows 1000 + 500 + 300 + 100; disbursed 1000 + 500 - 100.
    reading = vouchers(*MIXED, [N, N, N, "Cộng", N, N, N, N, printed])
    assert codes(reading) == []


def test_any_other_printed_total_of_vouchers_is_an_error():
    reading = vouchers(*MIXED, [N, N, N, "Cộng", N, N, N, N, 1500])
    (found,) = reading.issues
    assert (found.code, found.cell) == ("treasury.printed_total_differs", "I9")
    assert (found.params["printed"], found.params["sum"]) == (1500, 1900)


def test_printed_total_of_one_kind_is_held_against_that_kind():
    right = [N, N, N, "Trong đó: Tạm ứng", N, N, N, N, 1000]
    wrong = [N, N, N, "Cộng thanh toán KLHT", N, N, N, N, 600]
    reading = vouchers(*MIXED, right, wrong)
    assert places(reading) == [("treasury.printed_total_differs", "I10")]


# Whole files


def test_all_sheets_with_a_table_are_read_and_others_are_named():
    rows = [*TITLE, *SUMMARY_HEADING, project("7100001", N, N, N, 3, 2, 1)]
    other = [*TITLE, *SUMMARY_HEADING, project("7100002", N, N, N, 3, 2, 1)]
    reading = read_sheets(
        [
            sheet([["Hướng dẫn"]], name="Ghi chú"),
            sheet(rows, name="Quý 3"),
            sheet(other, name="Tiếp theo"),
            sheet(rows, name="Bản cũ", is_visible=False),
        ]
    )
    assert [(row.sheet, row.code) for row in reading.rows] == [
        ("Quý 3", "7100001"),
        ("Tiếp theo", "7100002"),
    ]
    assert [(found.code, found.sheet) for found in reading.issues] == [
        ("treasury.sheet_not_read", "Ghi chú"),
        ("treasury.sheet_hidden", "Bản cũ"),
    ]


def test_a_sheet_with_money_that_cannot_be_read_stops_the_file():
    good = sheet([*TITLE, *SUMMARY_HEADING, project("7100001", N, N, N, 3, 2, 1)], name="Tốt")
    heading = [["Mã dự án", "Giải ngân vốn năm 2024", N], [N, "KLHT", "Tạm ứng"]]
    reading = read_sheets([good, sheet([*heading, ["7100001", 1, 2]], name="Thiếu nguồn")])
    assert [(found.code, found.sheet) for found in reading.issues] == [
        ("treasury.columns_missing", "Thiếu nguồn")
    ]


def test_cumulative_figures_and_vouchers_do_not_mix():
    reading = read_sheets(
        [
            sheet([*TITLE, *SUMMARY_HEADING, project("7100001", N, N, N, 3, 2, 1)], name="1"),
            sheet([*SPAN, *VOUCHER_HEADING, voucher("Tạm ứng", 1)], name="2"),
        ]
    )
    assert codes(reading) == ["treasury.layouts_mixed"]


def test_a_file_without_a_table_or_without_rows_is_refused():
    assert codes(read([["Danh bạ điện thoại"], ["Phòng", "Số"]])) == ["treasury.no_table"]
    assert codes(summary()) == ["treasury.no_rows"]
