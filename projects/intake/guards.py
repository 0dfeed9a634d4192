"""Look at an untrusted file before anything parses it: what it is, and whether it is safe.

Runs in the child process and imports nothing heavy; refusals carry the code of a rule in
`projects.intake.refusals`.
"""

import re
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from projects.intake.compound_file import CompoundFile

MEGABYTE: Final = 1024 * 1024
# Deflate reaches 1000:1 on a repeated byte; honest sheets stay below 50:1.
MOST_INFLATION: Final = 200
INFLATION_COUNTS_FROM: Final = 10 * MEGABYTE
MOST_ENTRIES: Final = 2000
ENCRYPTED_FLAG: Final = 0x1

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
IMAGES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*")
MARKUP: Final = (b"<html", b"<!doctype", b"<table", b"<head", b"<meta", b"<?xml", b"<div")
UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK: Final = b"\xef\xbb\xbf"
FIRST_ELEMENT: Final = re.compile(rb"<[A-Za-z_]")
CHUNK: Final = 64 * 1024


class Refused(Exception):
    """The file will not be read; `code` names the rule, `params` what its sentence needs."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


def check_file(path: Path, limits: Mapping[str, Any]) -> str:
    """Return the format ("xlsx", "xlsb", "ods", "xls") or refuse the file."""
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(ZIP):
        return _check_zip(path, limits)
    if head.startswith(OLE):
        return _check_ole(path.read_bytes())
    raise Refused(_name_stranger(head))


def _name_stranger(head: bytes) -> str:
    if not head:
        return "workbook.empty_file"
    if head.startswith(b"%PDF"):
        return "workbook.pdf"
    if head.startswith(IMAGES):
        return "workbook.image"
    if head.startswith(UTF16_MARKS):
        head = head.decode("utf-16", "ignore").encode()
    head = head.removeprefix(UTF8_MARK).lstrip()
    if head.lower().startswith(MARKUP):
        return "workbook.web_page"
    if head.startswith(b"{\\rtf"):
        return "workbook.word"
    return "workbook.text" if _is_text(head) else "workbook.not_a_spreadsheet"


def _is_text(head: bytes) -> bool:
    """Say whether the bytes are lines of text; a code page of the last century counts too."""
    has_controls = any(byte < 32 and byte not in b"\t\r\n\f" for byte in head)
    return not has_controls and any(sign in head for sign in (b",", b";", b"\t", b"\n"))


def _check_ole(data: bytes) -> str:
    """Judge an old binary file by the names of its streams."""
    try:
        names = {entry.name for entry in CompoundFile(data).entries}
    except (ValueError, IndexError, struct.error) as error:
        raise Refused("workbook.damaged") from error
    if names & {"EncryptedPackage", "EncryptionInfo"}:
        raise Refused("workbook.password")
    if "WordDocument" in names:
        raise Refused("workbook.word")
    if "_VBA_PROJECT_CUR" in names:
        raise Refused("workbook.macros")
    if not names & {"Workbook", "Book"}:
        raise Refused("workbook.not_a_spreadsheet")
    return "xls"


def _check_zip(path: Path, limits: Mapping[str, Any]) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            kind = _name_archive(archive)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise Refused("workbook.damaged") from error
    _check_entries(entries, limits)
    return kind


def _check_entries(entries: list[zipfile.ZipInfo], limits: Mapping[str, Any]) -> None:
    names = [entry.filename.replace("\\", "/").casefold() for entry in entries]
    if any(entry.flag_bits & ENCRYPTED_FLAG for entry in entries):
        raise Refused("workbook.password")
    if sum(entry.file_size for entry in entries) > limits["inflated"]:
        raise Refused("workbook.inflated", megabytes=limits["inflated"] // MEGABYTE)
    if len(entries) > MOST_ENTRIES or any(_is_bomb(entry) for entry in entries):
        raise Refused("workbook.bomb")
    if len(set(names)) < len(names):
        raise Refused("workbook.damaged")
    if any("vbaproject" in name or "/macrosheets/" in name for name in names):
        raise Refused("workbook.macros")
    if any("/externallinks/" in name for name in names):
        raise Refused("workbook.external_links")


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return (
        entry.file_size > INFLATION_COUNTS_FROM
        and entry.file_size > MOST_INFLATION * entry.compress_size
    )


def _name_archive(archive: zipfile.ZipFile) -> str:
    names = [name.replace("\\", "/").casefold() for name in archive.namelist()]
    if "xl/workbook.bin" in names:
        return "xlsb"
    if any(name.startswith("xl/") for name in names):
        return "xlsx"
    if any(name.startswith("word/") for name in names):
        raise Refused("workbook.word")
    if "content.xml" in names and "mimetype" in names:
        return _name_open_document(archive)
    raise Refused("workbook.not_a_spreadsheet")


def _name_open_document(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as entry:
        kind = entry.read(200)
    if b"opendocument.text" in kind:
        raise Refused("workbook.word")
    if b"opendocument.spreadsheet" not in kind:
        raise Refused("workbook.not_a_spreadsheet")
    with archive.open("META-INF/manifest.xml") as entry:
        manifest = entry.read(MEGABYTE)
    if b"encryption-data" in manifest:
        raise Refused("workbook.password")
    if re.search(rb'full-path="Basic/[^"]', manifest):
        raise Refused("workbook.macros")
    return "ods"


def refuse_document_types(path: Path) -> None:
    """Refuse an archive in which an XML part may define entities of its own."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.casefold().endswith((".xml", ".rels")) and _has_document_type(archive, name):
                raise Refused("workbook.document_type")


def _has_document_type(archive: zipfile.ZipFile, name: str) -> bool:
    with archive.open(name) as part:
        prolog = part.read(CHUNK)
        while not FIRST_ELEMENT.search(prolog) and (chunk := part.read(CHUNK)):
            prolog += chunk
    return b"<!DOCTYPE" in prolog
