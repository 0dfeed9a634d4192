"""Build .xls, .xlsb and .ods files, record by record, to the extent a reader asks for."""

import struct
import zipfile
from pathlib import Path

from tests.intake.build import HEAD, OFFICE, PACKAGE

SECTOR = 512
FREE, END_OF_CHAIN, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def ods(path: Path, *tables: str, manifest: str = "") -> Path:
    """Write an OpenDocument spreadsheet whose tables are given as XML."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        f'{HEAD}<office:document-content xmlns:office="{urn}:office:1.0" '
        f'xmlns:table="{urn}:table:1.0" xmlns:text="{urn}:text:1.0" '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f"{HEAD}<manifest>{manifest}</manifest>")
        archive.writestr("content.xml", content)
    return path


def xlsb_record(kind: int, body: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(body)
    return number + bytes([length & 0x7F | 0x80, length >> 7]) + body


def xlsb_cell(kind: int, column: int, value: bytes) -> bytes:
    return xlsb_record(kind, struct.pack("<II", column, 0) + value)


def xlsb_row(number: int, *cells: bytes, hidden: bool = False) -> bytes:
    flags = 0x10 if hidden else 0
    head = struct.pack("<IIHBBB", number, 0, 300, 0, flags, 0) + struct.pack("<I", 0)
    return xlsb_record(0, head) + b"".join(cells)


def xlsb(path: Path, name: str, *rows: bytes) -> Path:
    """Write a binary workbook of one sheet."""

    def text(value: str) -> bytes:
        return struct.pack("<I", len(value)) + value.encode("utf-16-le")

    sheet = xlsb_record(156, struct.pack("<II", 0, 1) + text("rId1") + text(name))
    book = [xlsb_record(131), xlsb_record(143), sheet, xlsb_record(144), xlsb_record(132)]
    size = xlsb_record(148, struct.pack("<IIII", 0, len(rows), 0, 10))
    cells = [xlsb_record(129), size, xlsb_record(145), *rows, xlsb_record(146), xlsb_record(130)]
    relation = f'Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"'
    relations = f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships"><Relationship {relation}/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f"{HEAD}<Types/>")
        archive.writestr("xl/workbook.bin", b"".join(book))
        archive.writestr("xl/_rels/workbook.bin.rels", relations + "</Relationships>")
        archive.writestr("xl/worksheets/sheet1.bin", b"".join(cells))
    return path


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def xls(path: Path, name: str, *records: bytes, book: bytes = b"", filler: int = 0) -> Path:
    """Write an old Excel file of one sheet; `filler` bytes make its stream a large one."""
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    start += record(0x0042, struct.pack("<H", 1200)) + book
    title = name.encode("utf-16-le")
    size = 4 + 8 + len(title)
    offset = len(start) + size + 4
    listed = struct.pack("<IHBB", offset, 0, len(name), 1) + title
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0))
    stream = start + record(0x0085, listed) + record(0x000A)
    stream += sheet + b"".join(records) + record(0x000A) + bytes(filler)
    path.write_bytes(compound(stream, "Workbook"))
    return path


def compound(stream: bytes, *names: str) -> bytes:
    """Return a compound file of up to three streams, all with the same content."""
    is_small = len(stream) < 4096
    unit = 64 if is_small else SECTOR
    units = -(-len(stream) // unit)
    container = stream.ljust(-(-units * unit // SECTOR) * SECTOR, b"\0")
    sectors = len(container) // SECTOR
    small_table = _table(_line(units)) if is_small else b""
    # In the file: table, directory, table of small sectors, then the stream.
    first = 2 + (1 if is_small else 0)
    used = [TABLE, END_OF_CHAIN, *([END_OF_CHAIN] if is_small else [])]
    used += [
        first + following if following < FREE - 9 else following for following in _line(sectors)
    ]
    start = 0 if is_small else first
    directory = _entry("Root Entry", 5, first if is_small else END_OF_CHAIN, len(container))
    directory += b"".join(_entry(name, 2, start, len(stream)) for name in names)
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 2 if is_small else END_OF_CHAIN,
                        int(is_small), END_OF_CHAIN, 0)  # fmt: skip
    head += struct.pack("<109I", 0, *[FREE] * 108)
    return head + _table(used) + directory.ljust(SECTOR, b"\0") + small_table + container


def _line(length: int) -> list[int]:
    return [*range(1, length), END_OF_CHAIN]


def _table(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers).ljust(SECTOR, b"\xff")


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    title = name.encode("utf-16-le") + b"\0\0"
    child = 1 if kind == 5 else FREE
    return (
        title.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(title), kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
