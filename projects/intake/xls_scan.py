"""Read from the records of an old .xls file what the parser does not tell.

Layout: [MS-XLS]. Runs in the child process; damage shows as ValueError or struct.error.
"""

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from projects.intake.compound_file import CompoundFile
from projects.intake.guards import Refused
from projects.intake.plain_rows import ERROR, pack
from projects.intake.sheet_scan import SheetScan

BEGIN, END = 0x0809, 0x000A
PASSWORD, EXTERNAL_BOOK, SHEET = 0x002F, 0x01AE, 0x0085
FORMULA, BOOL_OR_ERROR, ROW, COLUMNS = 0x0006, 0x0205, 0x0208, 0x007D
OWN_BOOK: Final = (b"\x01\x04", b"\x01\x3a")
NOT_A_NUMBER: Final = b"\xff\xff"
IS_ERROR: Final = 2
HIDDEN_ROW: Final = 0x20
HIDDEN_COLUMN: Final = 0x01
ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}


def scan_sheets(path: Path, limits: Mapping[str, Any]) -> dict[str, SheetScan]:
    """Return what each sheet's records tell, by its name; refuse passwords and links."""
    stream = CompoundFile(path.read_bytes()).stream("Workbook", "Book")
    sheets = {}
    for kind, body in _records(stream, 0):
        if kind == PASSWORD:
            raise Refused("workbook.password")
        if kind == EXTERNAL_BOOK and body[2:4] not in OWN_BOOK:
            raise Refused("workbook.external_links")
        if kind == SHEET:
            sheets[_sheet_name(body)] = struct.unpack_from("<I", body)[0]
    return {name: _scan_sheet(stream, start, limits) for name, start in sheets.items()}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from `at` to the end of its part; parts within it are passed over."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == END:
            depth -= 1
            if depth <= 0:
                return
        elif kind == BEGIN:
            depth += 1
        elif depth == 1:
            yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheet_name(body: bytes) -> str:
    length, is_wide = body[6], body[7] & 1
    if is_wide:
        return body[8 : 8 + 2 * length].decode("utf-16-le", "replace")
    return body[8 : 8 + length].decode("latin-1")


def _scan_sheet(stream: bytes, start: int, limits: Mapping[str, Any]) -> SheetScan:
    scan = SheetScan({}, [], [])
    for kind, body in _records(stream, start):
        if (code := _error_code(kind, body)) is not None:
            row, column = struct.unpack_from("<HH", body)
            scan.tokens[row, column] = pack(ERROR, ERRORS.get(code, "#N/A"))
        elif kind == ROW and body[12] & HIDDEN_ROW:
            scan.hidden_rows.append(struct.unpack_from("<H", body)[0])
        elif kind == COLUMNS and body[8] & HIDDEN_COLUMN:
            first, last = struct.unpack_from("<HH", body)
            scan.hidden_columns.extend(range(first, min(last + 1, limits["columns"])))
    return scan


def _error_code(kind: int, body: bytes) -> int | None:
    if kind == FORMULA and body[12:14] == NOT_A_NUMBER and body[6] == IS_ERROR:
        return body[8]
    return body[6] if kind == BOOL_OR_ERROR and body[7] else None
