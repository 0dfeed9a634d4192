"""Read from the records of an .xlsb file the error cells the parser drops.

Layout: [MS-XLSB]. Runs in the child process; damage shows as IndexError or struct.error.
"""

import struct
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import join, normpath
from typing import Any, Final

from projects.intake.plain_rows import ERROR, pack
from projects.intake.sheet_scan import SheetScan
from projects.intake.xls_scan import ERRORS
from projects.intake.xml_elements import elements

ROW, ERROR_CELL, ERROR_FORMULA, SHEET = 0, 3, 11, 156
HIDDEN_ROW: Final = 0x10


def scan_sheets(path: Path, _limits: Mapping[str, Any]) -> dict[str, SheetScan]:
    """Return what each sheet's records tell, by the sheet's name."""
    with zipfile.ZipFile(path) as archive:
        targets = {
            attributes.get("Id", ""): normpath(join("xl", attributes.get("Target", "")))
            for _, attributes in elements(archive.read("xl/_rels/workbook.bin.rels"))
        }
        sheets = {}
        for kind, body in _records(archive.read("xl/workbook.bin")):
            if kind == SHEET:
                relation, at = _text(body, 8)
                name, _ = _text(body, at)
                part = targets[relation].lstrip("/")
                if part.startswith("xl/worksheets/"):
                    sheets[name] = _scan_sheet(archive.read(part))
    return sheets


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        kind = data[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        length = shift = 0
        while True:
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 or shift > 21:
                break
        yield kind, data[at : at + length]
        at += length


def _text(body: bytes, at: int) -> tuple[str, int]:
    """Return the text that stands there, and where it ends."""
    length = struct.unpack_from("<I", body, at)[0]
    end = at + 4 + 2 * length
    return body[at + 4 : end].decode("utf-16-le", "replace"), end


def _scan_sheet(data: bytes) -> SheetScan:
    scan = SheetScan({}, [], [])
    row = 0
    for kind, body in _records(data):
        if kind == ROW:
            row = struct.unpack_from("<I", body)[0]
            if body[11] & HIDDEN_ROW:
                scan.hidden_rows.append(row)
        elif kind in (ERROR_CELL, ERROR_FORMULA):
            column = struct.unpack_from("<I", body)[0]
            scan.tokens[row, column] = pack(ERROR, ERRORS.get(body[8], "#N/A"))
    return scan
