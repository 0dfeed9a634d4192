"""The child process that marks an untrusted workbook: python -m projects.renderers.workbook_marker.

It reads a marshalled request from standard input and writes the marked .xlsx to standard output.
"""

import marshal
import math
import re
import resource
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import quote_sheetname
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from projects.intake.guards import Refused, check_file, refuse_document_types

ADDRESS: Final = re.compile(r"([A-Z]{0,3})([1-9][0-9]{0,6})?")
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
LONGEST_COMMENT: Final = 4000
LONGEST_CELL: Final = 32_000
LONGEST_TAB: Final = 31
COLOURS: Final = {"error": "FFF4B6B6", "warning": "FFFFE08A"}
# The marks are conditional formats, so that a cell's own format stays what it is; the formula
# says whose they are, and they can be taken out again.
ALWAYS: Final = {"error": 'LEN("cgn-loi")>0', "warning": 'LEN("cgn-canh-bao")>0'}
RULE_BELOW: Final = "— {} —"
WIDTHS: Final = (12, 22, 10, 80, 70)
RANGES_IN_A_RULE: Final = 200


def main() -> None:
    """Mark one file; a file that cannot be marked ends the process with an error."""
    request: dict[str, Any] = marshal.loads(sys.stdin.buffer.read())  # noqa: S302 - our parent's
    limits = request["limits"]
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    seconds = 2 * math.ceil(limits["seconds"])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    try:
        _refuse_odd(request["content"], limits)
        marked = mark(request["content"], request["findings"], request["words"])
    except (Refused, MemoryError) as refusal:
        sys.exit(f"refused: {refusal!r}")
    sys.stdout.buffer.write(marked)


def _refuse_odd(content: bytes, limits: dict[str, Any]) -> None:
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        file.write(content)
        file.flush()
        path = Path(file.name)
        if check_file(path, limits) != "xlsx":
            raise Refused("workbook.not_xlsx")
        refuse_document_types(path)


def mark(content: bytes, findings: list[dict[str, str]], words: dict[str, str]) -> bytes:
    """Return the workbook with its findings; marks of an earlier round are gone."""
    book = load_workbook(BytesIO(content), rich_text=True)
    _take_out_marks(book, words)
    by_place: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for found in findings:
        if place := _place(book, found):
            by_place[place].append(found)
    for (sheet, address), found_there in by_place.items():
        _comment(book[sheet], address, found_there, words)
    _colour(book, by_place)
    _list(book, findings, by_place, words)
    book.calculation.fullCalcOnLoad = True
    sink = BytesIO()
    book.save(sink)
    return sink.getvalue()


def _place(book: Workbook, found: dict[str, str]) -> tuple[str, str] | None:
    """Return sheet and cell of a finding; of a whole row it is the first cell."""
    address = ADDRESS.fullmatch(found["cell"])
    if not address or not address[2] or found["sheet"] not in book.sheetnames:
        return None
    sheet = book[found["sheet"]]
    if not isinstance(sheet, Worksheet):
        return None
    return sheet.title, _visible_part(sheet, f"{address[1] or 'A'}{address[2]}")


def _visible_part(sheet: Worksheet, address: str) -> str:
    """Return the cell that shows, where the address lies within merged ones."""
    if isinstance(sheet[address], MergedCell):
        for area in sheet.merged_cells.ranges:
            if address in area:
                return str(area.coord).partition(":")[0]
    return address


def _comment(
    sheet: Worksheet, address: str, findings: list[dict[str, str]], words: dict[str, str]
) -> None:
    """Say what was found in a comment, below what somebody had written there."""
    cell = sheet[address]
    said = "\n".join(
        f"{words[found['severity']]}: {found['message']} {found['fix']}" for found in findings
    )
    before = f"{cell.comment.text.rstrip()}\n" if cell.comment else ""
    author = cell.comment.author if cell.comment else words["portal"]
    text = f"{before}{RULE_BELOW.format(words['portal'])}\n{said}"
    cell.comment = Comment(CONTROL.sub("", text)[:LONGEST_COMMENT], author or words["portal"])
    _fit(cell.comment)
    row, column = sheet.row_dimensions[cell.row], sheet.column_dimensions[cell.column_letter]
    row.hidden = column.hidden = False


def _fit(comment: Comment) -> None:
    """Give a comment room for its text."""
    lines = sum(1 + len(line) // 52 for line in comment.text.splitlines() or [""])
    comment.width, comment.height = 340, min(24 + 16 * lines, 420)


def _colour(book: Workbook, by_place: dict[tuple[str, str], list[dict[str, str]]]) -> None:
    cells: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (sheet, address), findings in by_place.items():
        is_wrong = any(found["severity"] == "error" for found in findings)
        cells[sheet, "error" if is_wrong else "warning"].append(address)
    for (sheet, severity), addresses in cells.items():
        fill = PatternFill(bgColor=COLOURS[severity], fill_type="solid")
        for start in range(0, len(addresses), RANGES_IN_A_RULE):
            rule = FormulaRule(formula=[ALWAYS[severity]], fill=fill)
            area = " ".join(addresses[start : start + RANGES_IN_A_RULE])
            book[sheet].conditional_formatting.add(area, rule)
            rule.priority = 1


def _take_out_marks(book: Workbook, words: dict[str, str]) -> None:
    """Take out what an earlier round marked, and give the comments that stay their room."""
    for sheet in list(book.worksheets):
        if _is_our_list(sheet, words):
            book.remove(sheet)
            continue
        sheet.conditional_formatting = _without_marks(sheet.conditional_formatting)
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and cell.comment:
                    cell.comment = _restored(cell.comment, words)


def _without_marks(formats: ConditionalFormattingList) -> ConditionalFormattingList:
    kept = ConditionalFormattingList()
    for area in formats:
        for rule in area.rules:
            if rule.formula and rule.formula[0] in ALWAYS.values():
                continue
            kept.add(str(area.sqref), rule)
    return kept


def _restored(comment: Comment, words: dict[str, str]) -> Comment | None:
    """Return a comment as it was before it was added to, None where there was none."""
    before, ours, _ = comment.text.partition(RULE_BELOW.format(words["portal"]))
    if ours and not before.strip():
        return None
    kept = Comment(before.rstrip(), comment.author) if ours else comment
    _fit(kept)
    return kept


def _is_our_list(sheet: Worksheet, words: dict[str, str]) -> bool:
    heads = [sheet.cell(1, column).value for column in range(1, len(WIDTHS) + 1)]
    return sheet.title.startswith(words["sheet"][:20]) and heads == _heads(words)


def _heads(words: dict[str, str]) -> list[str]:
    return [words[name] for name in ("severity", "of_sheet", "cell", "message", "fix")]


def _list(
    book: Workbook,
    findings: list[dict[str, str]],
    marked: Iterable[tuple[str, str]],
    words: dict[str, str],
) -> None:
    """Add the sheet that lists every finding, each leading to its cell, and open it."""
    sheet = book.create_sheet(words["sheet"][:LONGEST_TAB])
    side = Side(style="thin", color="FFB8C0CC")
    border = Border(left=side, right=side, top=side, bottom=side)
    for index, (head, width) in enumerate(zip(_heads(words), WIDTHS, strict=True), 1):
        sheet.column_dimensions[sheet.cell(1, index).column_letter].width = width
        cell = _write(sheet, 1, index, head, border)
        cell.font = Font(bold=True)
        cell.fill = PatternFill(fgColor="FFDCE6F2", fill_type="solid")
    places = set(marked)
    # A file refused as a whole comes first, then errors, in the order they were found.
    ranked = sorted(findings, key=lambda found: found["severity"] != "error")
    for row, found in enumerate(ranked, 2):
        values = (words[found["severity"]], *(found[name] for name in ("sheet", "cell")))
        for index, text in enumerate((*values, found["message"], found["fix"]), 1):
            cell = _write(sheet, row, index, text, border)
        sheet.cell(row, 1).fill = PatternFill(fgColor=COLOURS[found["severity"]], fill_type="solid")
        place = _place(book, found)
        if place in places and place:
            target = f"{quote_sheetname(place[0])}!{place[1]}"
            link = sheet.cell(row, 3)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=target)
            link.font = Font(color="FF0563C1", underline="single")
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    for other in book.worksheets:
        other.sheet_view.tabSelected = False
    book.active = book.index(sheet)


def _write(sheet: Worksheet, row: int, column: int, text: str, border: Border) -> Cell:
    """Write a text as a text, whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell), "a sheet of our own has no merged cells"  # noqa: S101
    try:
        cell.value = CONTROL.sub("", text)[:LONGEST_CELL]
    except IllegalCharacterError:
        cell.value = "?"
    cell.data_type = "s"
    cell.quotePrefix = True
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = border
    return cell


if __name__ == "__main__":
    main()
