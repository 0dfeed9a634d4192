"""Every file that must not be read is refused with its own sentence, soon, and harms nobody."""

import os
import resource
import time
import zipfile

import pytest

from projects.intake import refusals
from projects.intake.guards import MEGABYTE
from projects.intake.workbook import Limits, WorkbookRefused, read_workbook
from projects.issue_texts import render
from tests.intake import build

SECONDS_ENOUGH = 15


@pytest.fixture
def path(tmp_path):
    return tmp_path / "số liệu.xlsx"


def refusal(path, limits=None):
    """Read the file, see it refused soon, and return the refusal."""
    started = time.monotonic()
    with pytest.raises(WorkbookRefused) as caught:
        read_workbook(path, limits=limits or Limits())
    assert time.monotonic() - started < SECONDS_ENOUGH
    return caught.value


def test_every_reason_has_its_own_sentence_and_a_way_out():
    rules = [rule for rule in vars(refusals).values() if isinstance(rule, refusals.Rule)]
    assert len({rule.text for rule in rules}) == len(rules) > 15
    assert all(rule.fix for rule in rules)


STRANGERS = {
    refusals.EMPTY_FILE: b"",
    refusals.PDF: b"%PDF-1.7\n%\xe2\xe3",
    refusals.IMAGE: b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    refusals.WORD: b"{\\rtf1\\ansi",
    refusals.WEB_PAGE: b"\xef\xbb\xbf\r\n<html xmlns:o='urn:office'><table>",
    refusals.TEXT: "Mã dự án;Số tiền\n0007654;1.000\n".encode(),
    refusals.NOT_A_SPREADSHEET: bytes(range(256)),
}


@pytest.mark.parametrize("rule", STRANGERS, ids=lambda rule: rule.code)
def test_files_that_only_bear_the_name_are_told_apart(path, rule):
    path.write_bytes(STRANGERS[rule])
    assert refusal(path).rule is rule


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ('<?xml version="1.0"?><Workbook/>'.encode("utf-16"), refusals.WEB_PAGE),
        ("Mã;Tên\n1;Đường\n".encode("utf-16"), refusals.TEXT),
        ("M\u00e3;T\u00ean\n".encode("cp1252"), refusals.TEXT),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", refusals.IMAGE),
    ],
)
def test_encodings_do_not_hide_what_a_file_is(path, content, rule):
    path.write_bytes(content)
    assert refusal(path).rule is rule


def test_other_archives_are_not_spreadsheets(path):
    assert refusal(build.docx(path)).rule is refusals.WORD
    assert refusal(build.other_zip(path)).rule is refusals.NOT_A_SPREADSHEET


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_workbook_is_damaged(path, share):
    data = build.simple(path, "Mã dự án", "0007654").read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert refusal(path).rule is refusals.DAMAGED


def test_a_workbook_with_a_flipped_byte_is_damaged(path):
    build.simple(path, *(f"dự án {n}" for n in range(2000)))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)
    assert refusal(path).rule is refusals.DAMAGED


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"])
def test_a_workbook_that_lacks_a_part_is_damaged(path, part):
    build.simple(path, "Mã dự án")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != part}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert refusal(path).rule is refusals.DAMAGED


def test_macros_are_refused(path):
    build.xlsx(path, {"S": build.rows()}, parts={"xl/vbaProject.bin": b"macro"})
    assert refusal(path).rule is refusals.MACROS


def test_external_links_are_refused(path):
    link = {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    build.xlsx(path, {"S": build.rows()}, parts=link)
    assert refusal(path).rule is refusals.EXTERNAL_LINKS


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_entities_are_refused_unexpanded(path, part):
    laughs = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    bomb = (
        f'{build.HEAD}<!-- {"x" * 100_000} --><!DOCTYPE s [<!ENTITY l0 "ha">{laughs}]>'
        f'<sst xmlns="{build.MAIN}"><si><t>&l9;</t></si></sst>'
    )  # fmt: skip
    if part.endswith("sheet1.xml"):
        build.xlsx(path, {}, parts={part: bomb})
    else:
        build.xlsx(path, {"S": build.rows('<c r="A1" t="s"><v>0</v></c>')}, parts={part: bomb})
    assert refusal(path).rule is refusals.DOCUMENT_TYPE


def test_one_far_cell_does_not_take_all_memory(path):
    cells = build.rows('<c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c>')
    found = refusal(build.xlsx(path, {"Biểu 1": cells}))
    assert found.rule is refusals.ROWS
    assert found.params == {"sheet": "Biểu 1", "cell": "XFD1048576", "most": 200_000}
    assert path.stat().st_size < 5000


def test_a_far_column_is_named(path):
    cells = build.rows('<c r="A1"><v>1</v></c><c r="IV1"><v>1</v></c><c r="IW1"><v>1</v></c>')
    found = refusal(build.xlsx(path, {"S": cells}))
    assert (found.rule, found.params["cell"]) == (refusals.COLUMNS, "IW1")


def test_a_far_cell_without_content_does_no_harm(path):
    cells = build.rows('<c r="A1"><v>1</v></c><c r="XFD1048576" s="1"/><c r="XFC9" s="1"></c>')
    (sheet,) = read_workbook(build.xlsx(path, {"S": cells})).sheets
    assert sheet.rows == [(1, (1,))]


def test_more_rows_than_allowed_are_refused(path):
    cells = build.rows(*(f'<c r="A{n}"><v>{n}</v></c>' for n in range(1, 12)))
    build.xlsx(path, {"S": cells})
    assert len(read_workbook(path, limits=Limits(rows=11)).sheets[0].rows) == 11
    found = refusal(path, Limits(rows=10))
    assert (found.rule, found.params["cell"]) == (refusals.ROWS, "A11")


def test_a_million_empty_styled_rows_are_only_passed_over(path):
    styled = "".join(f'<row r="{n}" s="1"><c r="A{n}" s="1"/></row>' for n in range(2, 1_000_001))
    cells = f'<sheetData><row r="1"><c r="A1"><v>1</v></c></row>{styled}</sheetData>'
    started = time.monotonic()
    (sheet,) = read_workbook(build.xlsx(path, {"S": cells})).sheets
    assert sheet.rows == [(1, (1,))]
    assert time.monotonic() - started < SECONDS_ENOUGH


def test_a_zip_bomb_is_not_unpacked(path):
    cell = build.text_cell("A1", "0" * 110 * MEGABYTE)
    build.xlsx(path, {"S": build.rows(cell)})
    assert path.stat().st_size < MEGABYTE
    assert refusal(path).rule is refusals.BOMB


def test_what_would_inflate_beyond_the_limit_is_refused(path):
    build.simple(path, "Mã dự án")
    found = refusal(path, Limits(inflated=1000))
    assert found.rule is refusals.INFLATED


def test_a_falsified_size_does_not_get_past_the_limits(path):
    cell = build.text_cell("A1", os.urandom(2 * MEGABYTE).hex())
    build.xlsx(path, {"S": build.rows(cell)})
    build.falsify_size(path, "xl/worksheets/sheet1.xml", 1000)
    assert refusal(path).rule is refusals.DAMAGED


def test_memory_beyond_the_limit_is_refused_and_not_taken(path):
    numbers = (f'<c r="A{n}"><v>{n}</v></c><c r="IV{n}"><v>1</v></c>' for n in range(1, 60_000, 3))
    sheet = "".join(f"<row>{cells}</row>" for cells in numbers)
    build.xlsx(path, {"S": f"<sheetData>{sheet}</sheetData>"})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(path, Limits(memory=256 * MEGABYTE)).rule is refusals.TOO_COMPLEX
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (after - before) / 1024 < 50


def test_a_file_that_takes_too_long_is_given_up(path):
    cells = build.rows(*(f'<c r="A{n}"><v>{n}</v></c>' for n in range(1, 150_000)))
    build.xlsx(path, {"S": cells})
    found = refusal(path, Limits(seconds=0.2))
    assert found.rule is refusals.TOO_SLOW


def test_a_file_over_the_size_limit_is_not_even_opened(path):
    path.write_bytes(bytes(2000))
    found = refusal(path, Limits(size=1999))
    assert found.rule is refusals.TOO_BIG


def test_an_archive_with_a_password_is_told(path):
    build.simple(path, "x")
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    path.write_bytes(data)
    assert refusal(path).rule is refusals.PASSWORD


def test_a_refusal_can_be_shown(path):
    path.write_bytes(b"%PDF-1.7")
    shown = render(refusal(path).issue)
    assert shown["code"] == "workbook.pdf"
    assert shown["severity"] == "error"
    assert shown["message"]
    assert shown["fix"]
