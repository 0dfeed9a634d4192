"""Headings, column numbers, units and days as offices write them; the figures stay the same."""

import unicodedata

from tests.intake.corpus.cases import Expected, trap
from tests.intake.corpus.dress import (
    MERGED,
    SUMMARY_HEADING,
    TITLE,
    N,
    bridge,
    raw,
    road,
    save,
    summary,
)

# 20 + 5 million đồng of volume, 10 + 2 million of open advance.
SAME = Expected(2, 25_000_000, 12_000_000)
PARTS = ["Thanh toán KLHT", "Tạm ứng chưa thu hồi"]
NUMBERS = ["1", "2", "3", "4", "5", "6=7+8", "7", "8", "9=10+11", "10", "11"]


@trap(SAME)
def two_header_rows_merged(path):
    save(path, summary(), merged=MERGED)


@trap(SAME)
def header_that_should_be_merged_and_is_not(path):
    save(path, summary())


@trap(SAME)
def four_header_rows(path):
    heading = [
        ["THÔNG TIN DỰ ÁN", N, N, N, N, "GIẢI NGÂN", N, N, N, N, N],
        [
            *("STT", "Mã dự án", "Tên dự án", "Mã nguồn vốn", "Năm nguồn vốn"),
            *("Vốn kéo dài", N, N, "Vốn năm 2024", N, N),
        ],
        [N, N, N, N, N, "Tổng số", "Trong đó", N, "Tổng số", "Trong đó", N],
        [N, N, N, N, N, N, *PARTS, N, *PARTS],
    ]
    merged = ["A5:E5", "F5:K5", "F6:H6", "I6:K6", "F7:F8", "G7:H7", "I7:I8", "J7:K7"]
    merged += [f"{column}6:{column}8" for column in "ABCDE"]
    save(path, summary(heading=heading), merged=merged)


@trap(SAME)
def headings_broken_over_lines(path):
    heading = [[cell and cell.replace(" ", "\n ") for cell in row] for row in SUMMARY_HEADING]
    save(path, summary(heading=heading), merged=MERGED)


@trap(SAME)
def headings_and_names_in_decomposed_letters(path):
    rows = [
        [unicodedata.normalize("NFD", cell) if isinstance(cell, str) else cell for cell in row]
        for row in summary()
    ]
    save(path, rows, merged=MERGED)


@trap(SAME)
def columns_in_another_order(path):
    order = [2, 8, 9, 10, 3, 1, 0, 4, 5, 6, 7]
    heading_and_rows = [*SUMMARY_HEADING, bridge(), road()]
    moved = [[[*row, *[N] * 11][place] for place in order] for row in heading_and_rows]
    save(path, [*TITLE, *moved], merged=["B5:D5", "I5:K5"])


@trap(SAME)
def column_numbers_with_formulas_as_text(path):
    save(path, summary(NUMBERS, bridge(), road()), merged=MERGED)


@trap(SAME)
def column_numbers_out_of_order_in_brackets(path):
    numbers = ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(8)", "(7)", "(7)", "(10)", "(11)=9-10"]
    save(path, summary(numbers, bridge(), road()), merged=MERGED)


@trap(SAME)
def column_numbers_as_numbers(path):
    save(path, summary(list(range(1, 12)), bridge(), road()), merged=MERGED)


@trap(SAME)
def column_numbers_as_formulas_without_value(path):
    save(path, summary([*range(1, 9), "=10+11", 10, 11], bridge(), road()), merged=MERGED)


@trap(SAME)
def unit_on_the_left(path):
    title = [*TITLE[:3], ["Đơn vị tính: triệu đồng"]]
    save(path, summary(title=title), merged=MERGED)


@trap(SAME)
def unit_said_twice_alike(path):
    title = [TITLE[0], TITLE[1], TITLE[2], ["ĐVT: Triệu đồng"] + [N] * 9 + ["Đvt: triệu đồng"]]
    save(path, summary(title=title), merged=MERGED)


@trap(SAME)
def unit_in_dong_and_figures_in_full(path):
    title = [*TITLE[:3], [N] * 9 + ["Đơn vị tính: đồng"]]
    million = 10**6
    rows = bridge(30 * million, 20 * million, 10 * million), road(7 * million, 5 * million, N)
    rows[1][10] = 2 * million
    save(path, summary(*rows, title=title), merged=MERGED)


@trap(SAME)
def unit_in_billions_with_decimals(path):
    title = [*TITLE[:3], [N] * 9 + ["Đơn vị: tỷ đồng"]]
    rows = bridge(0.03, 0.02, 0.01), road(0.007, 0.005, 0.002)
    save(path, summary(*rows, title=title), merged=MERGED)


@trap(SAME)
def day_in_words(path):
    title = [*TITLE[:2], ["(Lũy kế đến hết ngày 30 tháng 9 năm 2024)"], TITLE[3]]
    save(path, summary(title=title), merged=MERGED)


@trap(SAME)
def first_rows_and_columns_empty(path):
    rows = [[N] * 3 + list(row) for row in summary()]
    save(path, [[], [], [], *rows])


@trap(SAME)
def percent_columns_beside_the_money(path):
    heading = [
        [*SUMMARY_HEADING[0], "Tỷ lệ giải ngân (%)", "Tỷ lệ so với kế hoạch"],
        SUMMARY_HEADING[1],
    ]
    rows = [*bridge(), 26.25, 0.2625], [*road(), "26,25%", "0,2625"]
    save(path, summary(*rows, heading=heading), merged=MERGED)


@trap(SAME)
def signatures_and_notes_below(path):
    save(
        path,
        summary(
            bridge(),
            road(),
            [],
            [N, N, "(1) Số liệu chưa bao gồm vốn ghi thu, ghi chi."],
            ["Ghi chú: gửi kèm bản giấy"],
            [N] * 7 + ["Đông Hà, ngày 02 tháng 10 năm 2024"],
            [N, "NGƯỜI LẬP BIỂU", N, N, "KẾ TOÁN TRƯỞNG", N, N, "GIÁM ĐỐC"],
            [N, "Nguyễn Văn A", N, N, "Trần Thị B", N, N, "Lê C"],
        ),
        merged=MERGED,
    )


@trap(SAME)
def texts_of_headings_shared_and_styled_apart(path):
    runs = '<r><t xml:space="preserve">Mã </t></r><r><rPr><b/></rPr><t>dự án</t></r>'
    rich = f'<c r="B5" t="inlineStr"><is>{runs}</is></c>'
    raw(path, summary(), {"B5": rich})
