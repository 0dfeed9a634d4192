"""The person's own treasury file back: the same cells, marked, and a sheet that explains them."""

import json
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from unittest.mock import patch

import openpyxl
import pytest
from django.core.management import call_command
from django.utils import translation
from django.utils.translation import gettext

from disbursement.models import TreasuryImport
from disbursement.renderers.treasury_marked import marked_file
from disbursement.views.treasury_words import SHOWN_OF_A_KIND, findings_of
from projects.domain.cells import CellError, FormulaWithoutValue
from projects.intake.workbook import Sheet, Workbook
from projects.renderers.marked_copy import copy_marked
from projects.renderers.marked_workbook import MOST_MARKED, CannotMark
from tests.intake.build_old_formats import ods

from .test_treasury_screens import ROAD, WAITING, WRONG, checked, page, text, workbook

ODS_TABLE = (
    '<table:table table:name="S"><table:table-row><table:table-cell office:value-type="string">'
    "<text:p>Mã dự án</text:p></table:table-cell></table:table-row></table:table>"
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def treasurer(cast, sign_in):
    return sign_in(cast.treasurer)


def explained():
    """Return the title of the sheet of explanations as a Vietnamese reader finds it."""
    with translation.override("vi"):
        return gettext("Explanations")


def marked(client, row):
    response = client.get(page("import_marked", row.pk))
    assert response["Content-Type"] == XLSX
    return openpyxl.load_workbook(BytesIO(response.content))


def colours(sheet):
    """Return the cells that a mark colours, by its kind."""
    return {
        str(area.sqref): rule.dxf.fill.bgColor.rgb
        for area in sheet.conditional_formatting
        for rule in area.rules
    }


def test_the_own_file_comes_back_with_its_cells_marked_and_explained(cast, treasurer):
    row = checked(cast.treasurer, workbook([*WAITING, *WRONG]))
    book = marked(treasurer, row)
    assert book.sheetnames == ["Bang ke", explained()]
    sheet = book["Bang ke"]
    # Rows 5 to 8 are good but for the unknown code in D8; in row 9 the amount is “abc”.
    assert [cell.value for cell in sheet[9]][-2:] == ["Thanh toán KLHT", "abc"]
    assert set(colours(sheet)) == {"J9", "D8"}
    assert "“abc”" in sheet["J9"].comment.text
    assert "7999999" in sheet["D8"].comment.text
    assert sheet["J8"].comment is None
    listed = [[cell.value for cell in line] for line in book[explained()].iter_rows(min_row=2)]
    assert [line[1:3] for line in listed] == [["Bang ke", "J9"], ["Bang ke", "D8"]]


def test_who_may_not_have_the_file_may_not_have_it_marked(cast, sign_in):
    row = checked(cast.treasurer, workbook([*WAITING, *WRONG]))
    url = page("import_marked", row.pk)
    assert sign_in(cast.leader).get(url).status_code == 403
    assert url not in text(sign_in(cast.leader).get(page("import_detail", row.pk)))
    assert url in text(sign_in(cast.treasurer).get(page("import_detail", row.pk)))


def test_what_was_never_opened_is_not_offered_for_marking(cast, treasurer):
    row = checked(cast.treasurer, b"%PDF-1.7 not a workbook", "so-lieu.pdf")
    assert page("import_marked", row.pk) not in text(treasurer.get(page("import_detail", row.pk)))
    response = treasurer.get(page("import_marked", row.pk), follow=True)
    assert response.redirect_chain[0][0] == page("import_detail", row.pk)
    assert [str(message) for message in response.context["messages"]]


def test_a_file_that_is_gone_is_said_and_no_fault(cast, treasurer):
    row = checked(cast.treasurer, workbook(WRONG))
    with patch("disbursement.views.treasury.path_of", return_value=Path("/nowhere/at-all.xlsx")):
        response = treasurer.get(page("import_marked", row.pk), follow=True)
    assert [str(message) for message in response.context["messages"]]


def finding(cell, *, sheet="Biểu", severity="error", message="Sai", fix="Sửa"):
    return {
        "severity": severity, "code": "x", "sheet": sheet, "cell": cell,
        "message": message, "fix": fix,
    }  # fmt: skip


ROWS = [
    (3, (None, None, "Mã dự án", "Ngày", "Số tiền")),
    (5, (None, None, "0100001", date(2024, 3, 1), 1_500_000)),
    (7, (None, None, "=1+1", CellError("#REF!"), FormulaWithoutValue())),
]


def copied(*findings, sheets=()):
    book = Workbook(tuple(sheets) or (Sheet("Biểu", True, ROWS),))
    content = copy_marked(book, findings, name="bao-cao.xls", title="Giải thích")
    return openpyxl.load_workbook(BytesIO(content))


def test_a_copy_has_every_value_in_its_own_cell_and_nothing_that_calculates():
    book = copied(finding("C7"), finding("E5", severity="warning"), finding("H9"), finding("12"))
    assert book.sheetnames == ["Giải thích", "Biểu"]
    sheet = book["Biểu"]
    assert [cell.value for cell in sheet[5]][2:5] == [
        "0100001",
        sheet["D5"].value,
        1_500_000,
    ]
    assert sheet["D5"].value.date() == date(2024, 3, 1)
    assert (sheet["C7"].value, sheet["C7"].data_type) == ("=1+1", "s")
    assert sheet["D7"].value == "#REF!"
    filled = {
        cell.coordinate: cell.fill.fgColor.rgb
        for line in sheet.iter_rows()
        for cell in line
        if cell.fill.fill_type
    }
    assert filled == {
        "C7": "FFF4B6B6",
        "E5": "FFFFE08A",
        "H9": "FFF4B6B6",
        "A12": "FFF4B6B6",
    }
    assert {cell for cell in filled if sheet[cell].comment} == set(filled)


def test_a_copy_says_that_it_is_one_and_lists_what_belongs_to_no_cell():
    book = copied(finding("", sheet="", message="=HYPERLINK(1)"), finding("E5"))
    sheet = book["Giải thích"]
    assert "bao-cao.xls" in sheet["A1"].value
    assert [sheet.cell(4, at).value for at in (3, 4, 5)] == ["", "=HYPERLINK(1)", "Sửa"]
    assert sheet["D4"].data_type == "s"
    assert sheet["C5"].value == "E5"


def test_a_copy_keeps_hidden_sheets_hidden_and_names_its_own_sheet_apart():
    sheets = [Sheet("giải thích", True, ROWS), Sheet("Cũ", False, ROWS)]
    book = copied(finding("E5", sheet="Cũ"), sheets=sheets)
    assert book.sheetnames == ["Giải thích 2", "giải thích", "Cũ"]
    assert [sheet.sheet_state for sheet in book] == ["visible", "visible", "hidden"]
    assert book["Cũ"]["E5"].comment


def test_a_file_beyond_looking_through_is_not_copied():
    huge = Sheet("Biểu", True, [(at, (1,) * 250) for at in range(1, 6_002)])
    with pytest.raises(CannotMark):
        copied(sheets=[huge])


def test_another_format_comes_back_as_an_xlsx_copy(tmp_path):
    path = ods(tmp_path / "so-lieu.ods", ODS_TABLE)
    name, content = marked_file(path, "so-lieu.ods", [finding("A1", sheet="S")])
    book = openpyxl.load_workbook(BytesIO(content))
    assert name.endswith(".xlsx")
    assert name.startswith("so-lieu")
    assert "so-lieu.ods" in book.worksheets[0]["A1"].value
    assert book["S"]["A1"].value == "Mã dự án"
    assert "Sai" in book["S"]["A1"].comment.text


def test_more_than_a_file_can_be_marked_with_is_counted(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(WRONG))
    many = [finding("J5", sheet="Bang ke")] * (MOST_MARKED + 5)
    _name, content = marked_file(path, "a.xlsx", many)
    listed = openpyxl.load_workbook(BytesIO(content)).worksheets[-1]
    # 1.999 are marked, and 6 of the 2.005 are not.
    assert listed.max_row == 1 + MOST_MARKED
    assert any("6" in str(cell.value) for cell in listed[listed.max_row])


# The page and the command


def test_the_command_prints_the_findings_that_the_page_shows(cast, treasurer, tmp_path):
    content = workbook([*WAITING, *WRONG, (date(2025, 6, 1), "CT9", ROAD, "Khác", -5)])
    path = tmp_path / "bang-ke.xlsx"
    path.write_bytes(content)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("import_treasury", str(path), "--check", "--json", stdout=out)
    row = checked(cast.treasurer, content)
    with translation.override("vi"):
        shown = findings_of(row, most=None)
    printed = json.loads(out.getvalue())["issues"]
    assert len(printed) >= 3
    assert printed == [*shown.errors, *shown.warnings]
    response = treasurer.get(page("import_detail", row.pk))
    on_page = [found for group in response.context["findings"].groups for found in group.shown]
    assert sorted(map(str, on_page)) == sorted(map(str, printed))
    for found in printed:
        assert found["cell"] in text(response)


def test_findings_are_grouped_by_rule_with_their_number_and_no_more_than_can_be_read(cast):
    wrong = [
        (date(2024, 3, 21), f"CT{n}", ROAD, "Thanh toán KLHT", f"chữ {n}") for n in range(1, 701)
    ]
    row = checked(cast.treasurer, workbook([*WAITING, *wrong]))
    groups = findings_of(row).groups
    unreadable, unknown = groups[0], groups[-1]
    assert (unreadable.severity, unreadable.count) == ("error", 700)
    assert len(unreadable.shown) == SHOWN_OF_A_KIND
    assert unreadable.more == 700 - SHOWN_OF_A_KIND
    assert "…" in unreadable.what
    assert (unknown.severity, unknown.count, unknown.more) == ("warning", 1, 0)
    assert TreasuryImport.objects.count() == 1
