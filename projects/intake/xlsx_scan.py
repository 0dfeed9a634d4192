"""Read from the raw XML of .xlsx sheets what the fast reader does not tell.

It drops error values and formulas without results silently, knows nothing of hidden rows, and
aborts the process where a far cell asks for too much memory. Runs in the child process.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path
from posixpath import join, normpath
from typing import Any, Final

from projects.domain.columns import column_index
from projects.intake.guards import Refused
from projects.intake.plain_rows import ERROR, FORMULA, Position, pack
from projects.intake.sheet_scan import SheetScan
from projects.intake.xml_elements import elements

P: Final = rb"(?:[A-Za-z_][\w.-]*:)?"
# Cells with content in column IW or row 200000 and beyond; empty ones do no harm.
FAR_CELL: Final = re.compile(
    rb"""r=["']((?:[A-Z]{3,}|I[W-Z]|[J-Z][A-Z])\d+|[A-Z]{1,2}(?:[2-9]\d{5}|\d{7,}))["']"""
    rb"""(?:[^>]*[^/>])?>(?!</)"""
)
# Short, and ending in a letter that numbers and tags rarely hold: found much faster.
ERROR_MARKS: Final = (b't="e', b"t='e")
CELL_WITH_ERROR: Final = re.compile(
    rb"<" + P + rb"""c\b([^>]*\bt=["']e["'][^>]*)(?<!/)>(.*?)</""" + P + rb"c>", re.DOTALL
)
FORMULA_MARKS: Final = (b"<f", b":f")
CELL_WITH_FORMULA: Final = re.compile(
    rb"<" + P + rb"c\b([^>]*)(?<!/)>\s*"
    rb"<" + P + rb"f\b[^>]*?(?:/>|>[^<]*</" + P + rb"f>)\s*"
    rb"(<" + P + rb"v\b[^>]*?(?:/>|>([^<]*)<))?"
)
VALUE: Final = re.compile(rb"<" + P + rb"v\b[^>]*>([^<]*)<")
TRUE_ATTRIBUTE: Final = rb"""\bhidden=["'](?:1|true)["'][^>]*>"""
HIDDEN_ROW: Final = re.compile(rb"<" + P + rb"row\b([^>]*" + TRUE_ATTRIBUTE + rb")")
HIDDEN_COLUMNS: Final = re.compile(rb"<" + P + rb"col\b([^>]*" + TRUE_ATTRIBUTE + rb")")
ROW_OR_CELL: Final = re.compile(rb"<" + P + rb"(row|c)\b([^>]*)>")
REFERENCE: Final = re.compile(rb"""\br=["']([A-Z]{0,3})(\d{1,7})["']""")


def scan_sheets(path: Path, limits: Mapping[str, Any]) -> dict[str, SheetScan]:
    """Return what each sheet's XML tells, by the sheet's name."""
    with zipfile.ZipFile(path) as archive:
        sheets, recalculates = _list_sheets(archive)
        scans = {}
        for name, part in sheets.items():
            data = archive.read(part)
            scans[name] = SheetScan(
                _find_tokens(data, recalculates),
                [row - 1 for row in _hidden_rows(data)],
                list(_hidden_columns(data, limits["columns"])),
            )
    return scans


def refuse_far_cells(path: Path, limits: Mapping[str, Any]) -> None:
    """Refuse the file naming its first cell with content outside the limits."""
    with zipfile.ZipFile(path) as archive:
        sheets, _ = _list_sheets(archive)
        for name, part in sheets.items():
            for found in FAR_CELL.finditer(archive.read(part)):
                _refuse_far_cell(name, found[1].decode(), limits)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _list_sheets(archive: zipfile.ZipFile) -> tuple[dict[str, str], bool]:
    """Return the part of each sheet, and whether Excel is asked to calculate all when opening."""
    parts = {_plain(name): name for name in archive.namelist()}
    book = "xl/workbook.xml"
    for _, attributes in elements(archive.read(parts["_rels/.rels"])):
        if attributes.get("Type", "").endswith("/officeDocument"):
            book = _plain(attributes.get("Target", ""))
    folder, _, file = book.rpartition("/")
    relations = archive.read(parts[f"{folder}/_rels/{file}.rels"])
    targets = {
        attributes.get("Id"): _plain(normpath(join(f"/{folder}", attributes.get("Target", ""))))
        for _, attributes in elements(relations)
    }
    sheets, recalculates = {}, False
    for element, attributes in elements(archive.read(parts[book])):
        if element == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith(":id")), None)
            part = targets.get(relation, "")
            if part in parts:
                sheets[attributes.get("name", "")] = parts[part]
        elif element == "calcPr":
            recalculates = attributes.get("fullCalcOnLoad") in ("1", "true")
    return sheets, recalculates


def _refuse_far_cell(sheet: str, cell: str, limits: Mapping[str, Any]) -> None:
    letters = cell.rstrip("0123456789")
    if int(cell[len(letters) :]) > limits["rows"]:
        raise Refused("workbook.rows", sheet=sheet, cell=cell, most=limits["rows"])
    if column_index(letters) >= limits["columns"]:
        raise Refused("workbook.columns", sheet=sheet, cell=cell, most=limits["columns"])


def _find_tokens(data: bytes, recalculates: bool) -> dict[Position, bytes]:  # noqa: FBT001
    found: list[tuple[re.Match[bytes], bytes]] = []
    if any(mark in data for mark in ERROR_MARKS):
        found.extend(_errors(data))
    if any(mark in data for mark in FORMULA_MARKS):
        found.extend(_formulas_without_value(data, recalculates))
    if not found:
        return {}
    references = [REFERENCE.search(match[1]) for match, _ in found]
    implied = {} if all(references) else _implied_positions(data)
    return {
        _position(reference) if reference else implied[match.start()]: token
        for reference, (match, token) in zip(references, found, strict=True)
    }


def _position(reference: re.Match[bytes]) -> Position:
    return int(reference[2]) - 1, column_index(reference[1].decode())


def _errors(data: bytes) -> Iterator[tuple[re.Match[bytes], bytes]]:
    for match in CELL_WITH_ERROR.finditer(data):
        value = VALUE.search(match[2])
        yield match, pack(ERROR, value[1].decode("utf-8", "replace") if value else "#N/A")


def _formulas_without_value(
    data: bytes,
    recalculates: bool,  # noqa: FBT001
) -> Iterator[tuple[re.Match[bytes], bytes]]:
    """Yield formulas nobody calculated.

    A program that asks Excel to calculate on opening has often written 0 in advance; such a 0
    is no result. An empty text, in contrast, is one.
    """
    for match in CELL_WITH_FORMULA.finditer(data):
        attributes, element, value = match.groups()
        if element is None or not value:
            if element is None or not re.search(rb"""\bt=["']str["']""", attributes):
                yield match, pack(FORMULA)
        elif recalculates and value == b"0":
            yield match, pack(FORMULA)


def _implied_positions(data: bytes) -> dict[int, Position]:
    """Return where each cell stands by its offset, for writers that leave references out."""
    positions = {}
    row = column = -1
    for match in ROW_OR_CELL.finditer(data):
        reference = REFERENCE.search(match[2])
        if match[1] == b"row":
            row, column = int(reference[2]) - 1 if reference else row + 1, -1
        else:
            column = _position(reference)[1] if reference else column + 1
            positions[match.start()] = (row, column)
    return positions


def _hidden_rows(data: bytes) -> Iterator[int]:
    if b"hidden=" in data:
        for match in HIDDEN_ROW.finditer(data):
            if reference := REFERENCE.search(match[1]):
                yield int(reference[2])


def _hidden_columns(data: bytes, most: int) -> Iterator[int]:
    if b"hidden=" not in data:
        return iter(())
    spans = (
        (_number(rb"min", match[1]), min(_number(rb"max", match[1]), most))
        for match in HIDDEN_COLUMNS.finditer(data)
    )
    return chain.from_iterable(range(first - 1, last) for first, last in spans)


def _number(name: bytes, attributes: bytes) -> int:
    found = re.search(rb"\b" + name + rb"""=["'](\d{1,9})["']""", attributes)
    return int(found[1]) if found else 0
