"""Every family of treasury tables, as offices draw them, gives the same facts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disbursement.domain.corrections import fingerprint, read_meaning
from disbursement.domain.figure_split import split_figures
from disbursement.domain.meanings import Quantity, Recovery
from disbursement.domain.treasury_reading import Choice, read_sheets
from projects.domain.issues import Issue
from projects.domain.money import Unit

from .treasury_sheets import END_OF_SEPTEMBER, TITLE, codes, places, read, sheet

N = None
MILLION = 1_000_000
PARTS = ["KLHT", "Tạm ứng chưa thu hồi"]
# 7100001: NSTW 3 + 1 of 2024 and 5 + 2 of 2023; 7100002: NSDP 8 + 0 of 2024.
FACTS = [
    ("7100001", "NSTW", 2023, 5, 2),
    ("7100001", "NSTW", 2024, 3, 1),
    ("7100002", "NSDP", 2024, 8, 0),
]


def facts(reading, unit=MILLION):
    return sorted(
        (row.code, row.source, row.origin_year, row.volume // unit, row.advance // unit)
        for row in reading.rows
    )


def good(reading):
    assert codes(reading) == [], reading.issues
    return facts(reading)


def test_one_row_for_each_source_and_year():
    heading = [["Mã DA", "Tên DA", "Nguồn vốn", "Năm KHV", "Năm nguồn", *PARTS]]
    rows = [[code, "A", source, 2024, year, v, a] for code, source, year, v, a in FACTS]
    assert good(read(TITLE, heading, rows)) == FACTS


@pytest.mark.parametrize("carried", ["Kéo dài từ năm 2023", "KHV năm 2023 kéo dài sang 2024"])
def test_kind_of_plan_stands_in_a_column(carried):
    heading = [["Mã DA", "Nguồn vốn", "Loại KHV", *PARTS]]
    rows = [
        ["7100001", "NSTW", carried, 5, 2],
        ["7100001", "NSTW", "Giao trong năm", 3, 1],
        ["7100002", "NSDP", "KHV năm 2024", 8, 0],
    ]
    assert good(read(TITLE, heading, rows)) == FACTS


def test_a_kind_of_plan_without_its_year_is_asked_for():
    heading = [["Mã DA", "Nguồn vốn", "Loại KHV", *PARTS]]
    reading = read(TITLE, heading, [["7100001", "NSTW", "Kéo dài", 5, 2]])
    assert places(reading) == [("treasury.origin_missing", "C6")]


POOLS = [
    ["STT", "Mã dự án", "Tên dự án", "Vốn năm 2023 kéo dài sang năm 2024", N, "Vốn năm 2024", N],
    [N, N, N, *PARTS, *PARTS],
]


def test_sources_as_sections_with_sums():
    rows = [
        [N, N, "TỔNG SỐ", 5, 2, 11, 1],
        ["I", N, "Nguồn vốn: NSTW", 5, 2, 3, 1],
        [1, "7100001", "A", 5, 2, 3, 1],
        ["II", N, "Nguồn vốn: NSDP", N, N, 8, 0],
        [2, "7100002", "B", N, N, 8, 0],
    ]
    assert good(read(TITLE, POOLS, rows)) == FACTS
    rows[3][5] = 9
    reading = read(TITLE, POOLS, rows)
    assert places(reading) == [("treasury.printed_total_differs", "F10")]


def test_sources_as_sections_without_figures():
    rows = [
        ["Nguồn: NSTW"],
        [1, "7100001", "A", 5, 2, 3, 1],
        ["Nguồn: NSDP"],
        [2, "7100002", "B", N, N, 8, 0],
    ]
    assert good(read(TITLE, POOLS, rows)) == FACTS


def test_a_row_above_every_section_has_no_source():
    rows = [[2, "7100002", "B", N, N, 8, 0], ["Nguồn: NSTW"], [1, "7100001", "A", 5, 2, 3, 1]]
    assert places(read(TITLE, POOLS, rows)) == [("treasury.source_missing", "B7")]


@pytest.mark.parametrize("by_name", [True, False])
def test_a_sheet_for_each_source(by_name):
    def one(source, *rows):
        title = TITLE if by_name else [*TITLE, [f"Nguồn vốn: {source}"]]
        return sheet([*title, *POOLS, *rows], name=source if by_name else f"Biểu {source[-1]}")

    sheets = [
        one("NSTW", [1, "7100001", "A", 5, 2, 3, 1]),
        one("NSDP", [1, "7100002", "B", N, N, 8, 0]),
    ]
    assert good(read_sheets(sheets)) == FACTS


def test_a_project_over_its_sources():
    heading = [["Mã DA", "Tên DA", "Mã nguồn", "Vốn năm 2024", N], [N, N, N, *PARTS]]
    rows = [
        ["7100001", "A", N, 7, 3],
        [N, "vốn trung ương", "NSTW", 3, 1],
        [N, "vốn địa phương", "NSDP", 4, 2],
    ]
    reading = read(TITLE, heading, rows)
    assert good(reading) == [("7100001", "NSDP", 2024, 4, 2), ("7100001", "NSTW", 2024, 3, 1)]
    rows[0][3] = 8
    (found,) = read(TITLE, heading, rows).issues
    assert (found.code, found.cell) == ("treasury.printed_total_differs", "D7")
    assert (found.params["printed"], found.params["sum"]) == (8 * MILLION, 7 * MILLION)


def test_rows_that_take_a_project_apart_are_not_counted_again():
    heading = [["Mã DA", "Tên DA", "Mã nguồn", "Vốn năm 2024", N], [N, N, N, *PARTS]]
    rows = [
        ["7100001", "A", "NSTW", 7, 3],
        ["7100001", "Vốn trong nước", N, 6, 3],
        [N, "Vốn nước ngoài, trong đó:", N, 1, 0],
        [N, "- Giải ngân theo cơ chế ghi thu, ghi chi", N, 1, 0],
    ]
    assert good(read(TITLE, heading, rows)) == [("7100001", "NSTW", 2024, 7, 3)]


def test_each_sheet_counts_up_to_its_own_day():
    heading = [["Mã DA", "Mã nguồn", "Vốn năm 2024", N], [N, N, *PARTS]]
    months = [("31/8/2024", 3), ("30/9/2024", 5)]
    sheets = [
        sheet(
            [["NĂM 2024"], [f"Đến ngày {day}"], ["ĐVT: đồng"], *heading, ["7100001", "X", v, 1]],
            name=f"T{v}",
        )
        for day, v in months
    ]
    reading = read_sheets(sheets)
    assert codes(reading) == []
    assert [(row.day, row.volume) for row in reading.rows] == [
        (date(2024, 8, 31), 3),
        (END_OF_SEPTEMBER, 5),
    ]
    assert reading.as_at == END_OF_SEPTEMBER


def test_figures_of_no_pool_are_those_of_the_plan_beside_them():
    heading = [["Mã DA", "Mã nguồn", "KHV năm 2024", *PARTS]]
    reading = read(TITLE, heading, [["7100002", "NSDP", 9, 8, 0]])
    assert good(reading) == [("7100002", "NSDP", 2024, 8, 0)]


def test_hidden_rows_and_columns_count_and_are_named():
    heading = [["Mã DA", "Mã nguồn", "Vốn năm 2024", N], [N, N, *PARTS]]
    raw = sheet([*TITLE, *heading, ["7100001", "NSTW", 3, 1], ["7100002", "NSDP", 8, 0]])
    hidden = raw._replace(hidden_rows=frozenset({8}), hidden_columns=frozenset({3}))
    reading = read_sheets([hidden])
    assert places(reading) == [("treasury.row_hidden", "8"), ("treasury.column_hidden", "D5")]
    assert len(reading.rows) == 2


def test_of_two_columns_of_one_meaning_the_one_that_is_shown_is_meant():
    heading = [["Mã DA", "Mã nguồn", "Vốn năm 2024", N, N], [N, N, "KLHT", *PARTS]]
    raw = sheet([*TITLE, *heading, ["7100001", "NSTW", 99, 3, 1]])
    assert codes(read_sheets([raw])) == ["treasury.column_twice"]
    reading = read_sheets([raw._replace(hidden_columns=frozenset({2}))])
    assert good(reading) == [("7100001", "NSTW", 2024, 3, 1)]


@pytest.mark.parametrize(
    ("heading", "choice"),
    [
        ("KLHT (chưa bao gồm thu hồi tạm ứng)", Choice()),
        ("KLHT", Choice(recovery=Recovery.NET)),
    ],
)
def test_net_volume_by_wording_or_by_choice(heading, choice):
    rows = [["7100001", "NSTW", 2, 1, 4]]
    table = [
        ["Mã DA", "Mã nguồn", "Vốn năm 2024", N, N],
        [N, N, heading, "Thu hồi tạm ứng", "Tạm ứng chưa thu hồi"],
    ]
    assert good(read(TITLE, table, rows, choice=choice)) == [("7100001", "NSTW", 2024, 3, 4)]


def test_gross_volume_by_a_note():
    table = [["Mã DA", "Mã nguồn", "Vốn năm 2024", N, N], [N, N, "KLHT", "Thu hồi TƯ", "Tạm ứng"]]
    note = [["Ghi chú: KLHT đã bao gồm thu hồi tạm ứng"]]
    reading = read([*TITLE, *note], table, [["7100001", "NSTW", 5, 2, 6]])
    assert good(reading) == [("7100001", "NSTW", 2024, 5, 4)]


money = st.integers(0, 10**15)


@given(net=money, recovered=money, opened=money)
def test_gross_and_net_figures_say_the_same(net, recovered, opened):
    paid, gross = opened + recovered, net + recovered
    q = Quantity
    told = {q.RECOVERY: recovered, q.ADVANCE_PAID: paid}
    expected = (gross, opened)
    assert split_figures({**told, q.VOLUME: net}, Recovery.NET) == expected
    assert split_figures({**told, q.VOLUME: gross}, Recovery.GROSS) == expected
    assert split_figures({**told, q.NET_VOLUME: net}) == expected
    total = {q.RECOVERY: recovered, q.ADVANCE: opened, q.TOTAL: gross + opened}
    assert split_figures({**total, q.VOLUME: net}) == expected
    assert split_figures({**total, q.VOLUME: gross}) == expected


def test_without_total_wording_or_choice_nothing_is_guessed():
    found = split_figures({Quantity.VOLUME: 5, Quantity.RECOVERY: 1, Quantity.ADVANCE: 2})
    assert isinstance(found, Issue)
    assert found.code == "treasury.recovery_unclear"


# Vouchers

SPAN = [["Từ ngày 01/01/2024 đến ngày 30/06/2024"], ["ĐVT: đồng"]]
KEYS = ["Ngày HT", "Số CT", "Mã DA", "Mã NV", "Năm KHV", "Năm nguồn"]


def test_amounts_in_columns_by_kind_of_payment():
    heading = [[*KEYS, "Số tiền", N, N, N], [N] * 6 + ["TƯ", "TT KLHT", "Thu hồi TƯ", "Cộng"]]
    rows = [
        [date(2024, 3, 1), "1", "7100001", "NSTW", 2024, 2024, 10, N, N, 10],
        [date(2024, 3, 2), "2", "7100001", "NSTW", 2024, 2024, N, 7, 4, 7],
        [N, N, "Tổng cộng", N, N, N, 10, 7, 4, 17],
    ]
    reading = read(SPAN, heading, rows)
    assert codes(reading) == []
    assert [(row.kind, row.amount, row.cells) for row in reading.rows] == [
        ("advance", 10, "G5"),
        ("volume", 7, "H6"),
        ("recovery", 4, "I6"),
    ]
    gross = read(SPAN, heading, rows[:2], choice=Choice(recovery=Recovery.GROSS))
    assert [row.amount for row in gross.rows if row.kind == "volume"] == [3]
    rows[2][7] = 8
    assert places(read(SPAN, heading, rows)) == [("treasury.printed_total_differs", "H7")]


# Lines of the ledger

LEDGER = [
    *("Kỳ", "Ngày kết sổ", "Ngày hiệu lực", "Mã quỹ", "Mã TKTN", "Mã NDKT", "Mã cấp NS"),
    *("Mã ĐVQHNS", "Mã địa bàn", "Mã chương", "Mã ngành KT", "Mã CTMT, DA", "Mã KBNN"),
    *("Mã nguồn NSNN", "Mã dự phòng", "ACCOUNTED_DR", "ACCOUNTED_CR", "ACTUAL_FLAG"),
]


def line(account, debit, credit, *, code="7100001", flag="A", programme="00000"):
    return [
        *("03-24", date(2024, 3, 5), date(2024, 3, 5), "01", account, "9301", "2", code, "0610"),
        *("599", "292", programme, "2411", "NSTW", "000", debit, credit, flag),
    ]


def test_postings_are_net_of_reversals():
    rows = [
        line("1713", 1000, N),
        line("8211", 700, N),
        line("1713", N, 300),  # the recovery: advance down, spending up
        line("8211", 300, N),
        line("8211", -100, N),
        line("9523", 5000, N, flag="B"),
        line("8211", 9, N, code="1029384"),
        line("3311", 5, N),
    ]
    reading = read([["NĂM 2024"], ["Đơn vị tính: đồng"]], [LEDGER], rows)
    assert reading.layout == "tabmis"
    assert [(row.kind, row.amount) for row in reading.rows] == [
        ("advance", 1000),
        ("volume", 700),
        ("advance", -300),
        ("volume", 300),
        ("volume", -100),
    ]
    assert {(row.plan_year, row.origin_year, row.source) for row in reading.rows} == {
        (2024, 0, "NSTW")
    }
    assert codes(reading) == [
        "treasury.budget_lines",
        "treasury.not_of_projects",
        "treasury.other_accounts",
    ]
    assert not any(found.is_error for found in reading.issues)


def test_a_posting_without_amount_account_or_year_is_named():
    rows = [line("8211", N, N), line(N, 7, N)]
    reading = read([["NĂM 2024"], ["ĐVT: đồng"]], [LEDGER], rows)
    assert places(reading) == [
        ("treasury.debit_and_credit_missing", "P4"),
        ("treasury.account_missing", "E5"),
    ]
    reading = read([["ĐVT: đồng"]], [LEDGER], [line("8211", 7, N)])
    assert codes(reading) == ["treasury.plan_year_unclear"]
    reading = read([["ĐVT: đồng"]], [LEDGER], [line("8211", 7, N)], choice=Choice(plan_year=2024))
    assert codes(reading) == []


# Results of units


def test_results_of_units_are_the_treasurys_own_and_no_rows():
    heading = [
        [*("STT", "Đơn vị", "Kết quả giải ngân"), N, N, "Kho bạc", N, N],
        [N, N, "KLHT", "Tạm ứng", "Cộng", "KLHT", "Tạm ứng", "Cộng"],
    ]
    rows = [[N, "TỔNG SỐ", 5, 1, 6, 4, 1, 5], [1, "Sở Y tế", 5, 1, 6, 4, 1, 5]]
    reading = read(TITLE, heading, rows)
    assert (reading.layout, list(reading.rows), codes(reading)) == ("units", [], [])
    (unit,) = reading.units
    assert (unit.name, unit.volume, unit.advance) == ("Sở Y tế", 4 * MILLION, MILLION)


# What a person says


def test_columns_that_no_heading_explains_are_picked_by_hand():
    heading = [["Cột 1", "Cột 2", "Cột 3", "Cột 4", "Cột 5"]]
    rows = [["7100002", "NSDP", 8, 0, 2024]]
    assert codes(read(TITLE, heading, rows)) == ["treasury.no_table"]
    said = {"A": "project_code", "B": "source", "C": "current.volume", "D": "current.advance"}
    reading = read(TITLE, heading, rows, choice=Choice(columns={"Biểu 1": said}))
    assert good(reading) == [("7100002", "NSDP", 2024, 8, 0)]
    carried = {**said, "C": "carried@2022.volume", "D": "carried@2022.advance"}
    reading = read(TITLE, heading, rows, choice=Choice(columns={"Biểu 1": carried}))
    assert good(reading) == [("7100002", "NSDP", 2022, 8, 0)]


def test_a_table_without_any_heading_is_picked_by_hand():
    said = {"A": "project_code", "B": "source", "C": "current.volume", "D": "current.advance"}
    rows = [["7100002", "NSDP", 8, 0]]
    choice = Choice(Unit.DONG, END_OF_SEPTEMBER, 2024, columns={"Biểu 1": said})
    assert facts(read(rows, choice=choice), 1) == [("7100002", "NSDP", 2024, 8, 0)]


def test_a_picked_column_comes_before_its_heading_and_may_be_left_alone():
    heading = [["Mã DA", "Mã nguồn", "Vốn năm 2024", N, N], [N, N, "KLHT", *PARTS]]
    choice = Choice(columns={"Biểu 1": {"C": "ignore"}})
    reading = read(TITLE, heading, [["7100001", "NSTW", 99, 3, 1]], choice=choice)
    assert good(reading) == [("7100001", "NSTW", 2024, 3, 1)]


@pytest.mark.parametrize("text", ["carried", "carried.money", "both.volume", "sourc", "@"])
def test_what_is_no_meaning_is_refused(text):
    with pytest.raises(ValueError, match=""):
        read_meaning(text)


def test_a_layout_is_known_again_in_another_order_and_year():
    first = {0: ("Mã dự án",), 1: ("Vốn năm 2024", "KLHT")}
    again = {4: ("VỐN NĂM 2025", "KLHT"), 2: ("Mã dự án",)}
    other = {0: ("Mã dự án",), 1: ("Vốn năm 2024", "Tạm ứng")}
    assert fingerprint(first) == fingerprint(again) != fingerprint(other)


@pytest.mark.parametrize(
    ("words", "encoding"),
    [(["Nguån vèn", "Kho b¹c"], "TCVN3"), (["Maõ döï aùn", "Nguoàn voán"], "VNI")],
)
def test_text_in_an_old_font_is_refused_by_its_own_sentence(words, encoding):
    reading = read([words, ["7100001", "NSTW", 3]])
    assert codes(reading) == ["treasury.old_font"]
    assert reading.issues[0].params == {"encoding": encoding}


def test_decomposed_letters_are_read():
    import unicodedata

    heading = [["Mã DA", "Mã nguồn", "Vốn năm 2024", N], [N, N, *PARTS]]
    rows = [*TITLE, *heading, ["7100002", "NSDP", 8, 0]]
    decomposed = [
        [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row]
        for row in rows
    ]
    assert good(read(decomposed)) == [("7100002", "NSDP", 2024, 8, 0)]


# Day and unit


@pytest.mark.parametrize(
    "text",
    [
        *("Số liệu đến hết ngày 30/9/2024", "Đến 15h ngày 30/9/2024", "Tháng 9 năm 2024"),
        *("BÁO CÁO THÁNG 09/2024", "(Từ ngày 01/01/2024 đến ngày 30/09/2024)"),
        *("Quý III năm 2024", "9 tháng đầu năm 2024", "tính đến thời điểm 30.9.2024"),
        *("Kỳ báo cáo: tháng 9/2024", "Ngày báo cáo: 30/09/2024", "Số liệu đến ngày 30/9"),
        "đến 16 giờ 00 phút ngày 30 tháng 9 năm 2024",
    ],
)
@pytest.mark.parametrize("unit", ["ĐVT: 1.000 đồng", "Nghìn đồng", "(Đơn vị: ngàn đồng)", "1000đ"])
def test_day_and_unit_in_the_usual_wordings(text, unit):
    said = f"ĐVT: {unit}" if unit == "1000đ" else unit
    heading = [["Mã DA", "Mã nguồn", "Vốn năm 2024", N], [N, N, *PARTS]]
    reading = read([["NĂM 2024"], [text], [N, N, said]], heading, [["7100001", "X", 3, 1]])
    assert codes(reading) == []
    assert (reading.as_at, reading.unit) == (END_OF_SEPTEMBER, Unit.THOUSAND)


def test_unit_beside_the_headings_or_below_the_table():
    heading = [["Mã DA", "Mã nguồn", "Vốn năm 2024", N, "ĐVT: triệu đồng"], [N, N, *PARTS, N]]
    above = [["NĂM 2024"], ["Đến ngày 30/9/2024"]]
    assert read(above, heading, [["7100001", "X", 3, 1]]).unit is Unit.MILLION
    heading[0][4] = N
    below = [["7100001", "X", 3, 1], ["Đơn vị tính: triệu đồng"]]
    assert read(above, heading, below).unit is Unit.MILLION
    two = read([*above, ["ĐVT: đồng"]], heading, below)
    assert codes(two) == ["treasury.unit_ambiguous"]


def test_the_day_of_the_paper_is_not_that_of_the_figures():
    heading = [["Mã DA", "Mã nguồn", "Vốn năm 2024", N], [N, N, *PARTS]]
    above = [["NĂM 2024"], ["Lạng Sơn, ngày 05 tháng 10 năm 2024"], ["ĐVT: đồng"]]
    assert codes(read(above, heading, [["7100001", "X", 3, 1]])) == ["treasury.day_unknown"]
