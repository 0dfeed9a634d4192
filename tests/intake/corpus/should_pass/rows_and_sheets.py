"""Totals, sections, repeated and hidden rows, several sheets, odd containers."""

from tests.intake import build
from tests.intake.build_old_formats import ods
from tests.intake.corpus.cases import Expected, trap
from tests.intake.corpus.dress import (
    MERGED,
    TITLE,
    N,
    bridge,
    raw,
    road,
    save,
    sheet_data,
    summary,
    voucher,
    vouchers,
)

VOLUME, ADVANCE = 25_000_000, 12_000_000
SAME = Expected(2, VOLUME, ADVANCE)
TOTAL = [N, N, "TỔNG SỐ", N, N, N, N, N, 37, 25, 12]


def same(*issues):
    return Expected(2, VOLUME, ADVANCE, issues)


@trap(SAME)
def total_on_top(path):
    save(path, summary(TOTAL, bridge(), road()), merged=MERGED)


@trap(SAME)
def total_below(path):
    below = [N, N, "Cộng:", N, N, N, N, N, 37, 25, 12]
    save(path, summary(bridge(), road(), below), merged=MERGED)


@trap(SAME)
def totals_of_sections_and_of_all(path):
    rows = (
        TOTAL,
        ["A", N, "Ngân sách trung ương", N, N, N, N, N, 30, 20, 10],
        ["I", N, "Giao thông", N, N, N, N, N, 30, 20, 10],
        bridge(no="1"),
        ["B", N, "Ngân sách địa phương", N, N, N, N, N, 7, 5, 2],
        road(no="1", source="NSDP"),
    )
    save(path, summary(*rows), merged=MERGED)


@trap(SAME)
def sections_with_codes_of_their_own(path):
    rows = (
        ["I", "412", "Sở Xây dựng", N, N, N, N, N, N, N, N],
        ["1", "280-292", "Giao thông", N, N, N, N, N, N, N, N],
        bridge(no="1.1"),
        ["2", "070-072", "Giáo dục", N, N, N, N, N, N, N, N],
        road(no="2.1"),
    )
    save(path, summary(*rows), merged=MERGED)


@trap(SAME)
def domestic_and_foreign_beneath_each_project(path):
    rows = (
        bridge(),
        [N, N, "- Vốn trong nước", N, N, N, N, N, 25, 18, 7],
        [N, N, "- Vốn nước ngoài", N, N, N, N, N, 5, 2, 3],
        road(),
        [N, N, "Trong đó: vốn trong nước", N, N, N, N, N, 7, 5, 2],
    )
    save(path, summary(*rows), merged=MERGED)


@trap(Expected(2, 25_000_000, 12_000_000))
def one_project_with_two_sources(path):
    rows = bridge(), road(code="7100001", name="Cầu Đông Hà", source="NSDP")
    save(path, summary(*rows), merged=MERGED)


@trap(Expected(2, 25_000_000, 12_000_000))
def code_and_name_merged_over_two_sources(path):
    rows = bridge(), road(no=N, code=N, name=N, source="NSDP")
    save(path, summary(*rows), merged=(*MERGED, "B7:B8", "C7:C8"))


@trap(Expected(1, 26_000_000, 10_000_000))
def carried_over_money_beside_this_years(path):
    row = [1, "7100001", "Cầu", "NSTW", 2023, 6, 6, N, 30, 20, 10]
    save(path, summary(row), merged=MERGED)


@trap(Expected(3, VOLUME, ADVANCE, ("treasury.key_twice_equal I9",)))
def the_same_row_twice(path):
    save(path, summary(bridge(), road(), bridge()), merged=MERGED)


@trap(Expected(2, 40_000_000, 0, ("treasury.voucher_twice I6",)))
def the_same_voucher_twice(path):
    save(path, vouchers(voucher(), voucher()))


@trap(same("treasury.project_unknown B8"))
def a_project_nobody_knows_waits(path):
    save(path, summary(bridge(), road(code="7999999")), merged=MERGED)


@trap(SAME)
def names_that_vary(path):
    rows = bridge(name="Dự án: CẦU  ĐÔNG HÀ (giai đoạn 1)"), road(name=N)
    save(path, summary(*rows), merged=MERGED)


@trap(same("treasury.row_hidden 8"))
def a_hidden_row_with_money(path):
    def hide(sheet):
        sheet.row_dimensions[8].hidden = True

    save(path, summary(), merged=MERGED, then=hide)


@trap(same("treasury.column_hidden K5"))
def a_hidden_column_with_money(path):
    def hide(sheet):
        sheet.column_dimensions["K"].hidden = True

    save(path, summary(), merged=MERGED, then=hide)


@trap(same("treasury.sheet_hidden"))
def a_hidden_sheet_with_a_table(path):
    def hide(sheet):
        sheet.parent.worksheets[1].sheet_state = "hidden"

    save(path, summary(), summary(bridge(900, 900, 0)), then=hide)


@trap(same("treasury.sheet_hidden"))
def a_very_hidden_sheet_with_a_table(path):
    sheets = {"Biểu": sheet_data(summary()), "Cũ": sheet_data(summary(bridge(900, 900, 0)))}
    build.xlsx(path, sheets, states={"Cũ": "veryHidden"})


@trap(SAME)
def one_sheet_for_each_project(path):
    save(path, summary(bridge()), summary(road()))


@trap(same("treasury.sheet_not_read", "treasury.sheet_not_read"))
def a_cover_and_a_list_of_codes_beside(path):
    cover = [["KHO BẠC NHÀ NƯỚC KHU VỰC XII"], ["Kính gửi: Sở Tài chính"]]
    codes = [["Mã dự án", "Tên dự án"], ["7100001", "Cầu Đông Hà"]]
    save(path, cover, summary(), codes, names=["Bìa", "Biểu", "Danh mục"])


@trap(SAME)
def a_million_empty_styled_rows(path):
    head = sheet_data(summary()).removesuffix("</sheetData>")
    empty = "".join(f'<row r="{n}" s="1"/>' for n in range(9, 1_000_001))
    build.xlsx(path, {"Biểu": f"{head}{empty}</sheetData>"})


@trap(SAME)
def a_styled_cell_in_the_last_corner(path):
    corner = '<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    build.xlsx(path, {"Biểu": sheet_data(summary()).removesuffix("</sheetData>") + corner})


@trap(SAME)
def a_sheet_that_lies_about_its_size(path):
    build.xlsx(path, {"Biểu": '<dimension ref="A1:XFD1048576"/>' + sheet_data(summary())})


@trap(SAME, ending="xls")
def a_new_workbook_called_xls(path):
    raw(path, summary())


@trap(SAME, ending="ods")
def an_open_document_written_by_hand(path):
    def cell(value):
        if value is None:
            return "<table:table-cell/>"
        if isinstance(value, str):
            return (
                '<table:table-cell office:value-type="string" calcext:value-type="string">'
                f"<text:p>{value}</text:p></table:table-cell>"
            )
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'

    rows = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in summary()
    )
    ods(path, f'<table:table table:name="Biểu">{rows}</table:table>')


@trap(SAME)
def figures_left_over_under_a_merged_heading(path):
    # LibreOffice keeps what stood in the cells that a merge now covers.
    rows = summary()
    rows[4] = [*rows[4][:6], "Mã dự án", "Nguồn vốn", *rows[4][8:]]
    areas = "".join(f'<mergeCell ref="{area}"/>' for area in MERGED)
    merged = f'<mergeCells count="{len(MERGED)}">{areas}</mergeCells>'
    build.xlsx(path, {"Biểu": sheet_data(rows) + merged})


@trap(SAME)
def notes_between_title_and_table(path):
    title = [*TITLE, [N, "Căn cứ Nghị định số 254/2025/NĐ-CP ngày 26/9/2025"], []]
    save(path, summary(title=title))
