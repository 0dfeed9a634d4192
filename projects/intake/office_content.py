"""Look into a Word document or a workbook that is attached: nothing in it may run or fetch."""

import re
import zipfile
import zlib
from io import BytesIO
from typing import Final

from projects.domain import document_rules as rules
from projects.domain.issues import Issue, issue

MOST_INFLATED: Final = 200 * 1024 * 1024
MOST_INFLATION: Final = 200  # honest parts stay below 50:1
INFLATION_COUNTS_FROM: Final = 10 * 1024 * 1024
MOST_PARTS: Final = 5_000
MOST_READ: Final = 8 * 1024 * 1024
ENCRYPTED_FLAG: Final = 0x1

MAIN_PARTS: Final = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
ACTIVE_PART: Final = re.compile(
    r"vbaproject|activex|/embeddings/|/macrosheets/|/externallinks/|/ctrlprops/"
)
HARMLESS_BINARY: Final = re.compile(r"/(printersettings|customproperty)[^/]*\.bin$")
FETCHED: Final = re.compile(
    rb"<(?:\w+:)?Relationship\b(?=[^>]*TargetMode\s*=\s*.External)"
    rb"(?=[^>]*/(attachedTemplate|oleObject|frame|subDocument|image|package|externalLink\w*))"
    rb"[^>]*>"
)
# A field that starts another program; its text may be cut into pieces.
FIELD_TEXT: Final = re.compile(rb"<w:instrText[^>]*>([^<]*)<|w:instr\s*=\s*[\"']([^\"']*)")
STARTS_PROGRAM: Final = re.compile(rb"\bDDE(AUTO)?\b", re.IGNORECASE)


def office_kind(content: bytes) -> str | None:
    """Return "docx" or "xlsx" by the main part of the archive; None for any other archive."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        names = {name for name in MAIN_PARTS if name.encode() in content}  # one that was cut off
    found = [kind for name, kind in MAIN_PARTS.items() if name in names]
    return found[0] if len(found) == 1 else None


def check_office(content: bytes) -> Issue | None:
    """Return why the archive is not taken, or None."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _check_sizes(archive.infolist()) or _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
        return issue(rules.DAMAGED)


def _check_sizes(parts: list[zipfile.ZipInfo]) -> Issue | None:
    if any(part.flag_bits & ENCRYPTED_FLAG for part in parts):
        return issue(rules.ENCRYPTED)
    names = [part.filename.replace("\\", "/").casefold() for part in parts]
    if len(set(names)) < len(names):  # which of the two is read depends on the reader
        return issue(rules.DAMAGED)
    is_bomb = any(
        part.file_size > INFLATION_COUNTS_FROM
        and part.file_size > MOST_INFLATION * part.compress_size
        for part in parts
    )
    inflated = sum(part.file_size for part in parts)
    if is_bomb or len(parts) > MOST_PARTS or inflated > MOST_INFLATED:
        return issue(rules.TOO_COMPLEX)
    return None


def _check_parts(archive: zipfile.ZipFile) -> Issue | None:
    for part in archive.infolist():
        name = "/" + part.filename.replace("\\", "/").casefold()
        if found := ACTIVE_PART.search(name):
            return issue(rules.ACTIVE, found=found[0].strip("/"))
        if name.endswith(".bin") and not HARMLESS_BINARY.search(name):
            return issue(rules.ACTIVE, found=".bin")
        told = _told_by(name, _text_of(archive, part))
        if told:
            return issue(rules.ACTIVE, found=told)
    return None


def _told_by(name: str, text: bytes) -> str:
    """Return what of a part's text runs or fetches something, or ""."""
    if b"macroEnabled" in text and name == "/[content_types].xml":
        return "macroEnabled"
    if name.endswith(".rels"):
        fetched = FETCHED.search(text)
        return fetched[1].decode() if fetched else ""
    fields = b"".join(first or second for first, second in FIELD_TEXT.findall(text))
    return "DDE" if STARTS_PROGRAM.search(fields) else ""


def _text_of(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bytes:
    """Return the text of the parts that say what others are, and of those with fields."""
    name = part.filename.replace("\\", "/").casefold()
    if not name.endswith((".rels", "[content_types].xml")) and not (
        name.startswith("word/") and name.endswith(".xml")
    ):
        return b""
    with archive.open(part) as opened:
        return opened.read(MOST_READ)
