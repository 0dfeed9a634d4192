"""Look into a document before it is kept: its kind by its content, and nothing active in it.

Whoever takes documents says which kinds and how large they may be. What could run, launch or
fetch something when opened is refused; forms to be filled in and signatures are not.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from projects.domain import document_rules as rules
from projects.domain.issues import Issue, issue
from projects.intake.office_content import check_office, office_kind
from projects.intake.pdf_content import check_pdf
from projects.intake.picture_content import (
    JPEG_START,
    PNG_START,
    check_jpeg,
    check_png,
    check_webp,
)

MEGABYTE: Final = 1024 * 1024


class DocumentKind(StrEnum):
    """What a document may be; the value is what the browser is told."""

    PDF = "application/pdf"
    JPG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    @property
    def endings(self) -> tuple[str, ...]:
        more = (".jpeg", ".jpe", ".jfif") if self is DocumentKind.JPG else ()
        return (f".{self.name.lower()}", *more)


@dataclass(frozen=True, slots=True)
class Taken:
    """Which documents are taken in a place: their kinds, and their most bytes."""

    kinds: tuple[DocumentKind, ...]
    most_bytes: int

    @property
    def accept(self) -> str:
        """The endings, as the field of a page asks for them."""
        return ",".join(ending for kind in self.kinds for ending in kind.endings)


PICTURES: Final = (DocumentKind.PNG, DocumentKind.JPG)
LETTER: Final = Taken((DocumentKind.PDF, *PICTURES), 10 * MEGABYTE)
DECISION: Final = Taken((DocumentKind.PDF, *PICTURES, DocumentKind.DOCX), 20 * MEGABYTE)
PHOTO: Final = Taken((*PICTURES, DocumentKind.WEBP), 10 * MEGABYTE)
ATTACHMENT: Final = Taken(
    (DocumentKind.PDF, *PICTURES, DocumentKind.WEBP, DocumentKind.DOCX, DocumentKind.XLSX),
    10 * MEGABYTE,
)

CHECKS: Final[dict[DocumentKind, Callable[[bytes], Issue | None]]] = {
    DocumentKind.PDF: check_pdf,
    DocumentKind.PNG: check_png,
    DocumentKind.JPG: check_jpeg,
    DocumentKind.WEBP: check_webp,
    DocumentKind.DOCX: check_office,
    DocumentKind.XLSX: check_office,
}
MARKUP: Final = re.compile(
    rb"<(?:!doctype|html|head|body|meta|script|svg|\?xml|iframe|table|div)\b|<!--", re.IGNORECASE
)
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
APPLE_PHOTOS: Final = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypmsf1")


def check_document(content: bytes, name: str, taken: Taken) -> Issue | None:
    """Return why the document is not taken, or None for a good one."""
    if not content:
        return issue(rules.EMPTY)
    if len(content) > taken.most_bytes:
        return issue(rules.TOO_LARGE, most=taken.most_bytes // MEGABYTE)
    kind = document_kind(content)
    if kind is None or kind not in taken.kinds:
        return _refuse_kind(content, taken)
    return CHECKS[kind](content) or _check_ending(name, kind)


def document_kind(content: bytes) -> DocumentKind | None:
    """Return the kind by the content alone."""
    if content.removeprefix(b"\xef\xbb\xbf")[:64].lstrip().startswith(b"%PDF-"):
        return DocumentKind.PDF
    if content.startswith(PNG_START):
        return DocumentKind.PNG
    if content.startswith(JPEG_START):
        return DocumentKind.JPG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return DocumentKind.WEBP
    if content.startswith(b"PK\x03\x04") and (found := office_kind(content)):
        return DocumentKind[found.upper()]
    return None


def _refuse_kind(content: bytes, taken: Taken) -> Issue:
    start = content[:1024]
    if start.startswith(OLD_OFFICE):
        return issue(rules.OLD_OFFICE)
    if start[4:12] in APPLE_PHOTOS:
        return issue(rules.APPLE_PHOTO)
    if MARKUP.search(start) and document_kind(content) is None:
        return issue(rules.WEB_PAGE)
    return issue(rules.KIND_NOT_TAKEN, kinds=tuple(kind.name for kind in taken.kinds))


def _check_ending(name: str, kind: DocumentKind) -> Issue | None:
    """Refuse a name that would have the file opened as what it is not."""
    lowered = name.strip().casefold()
    ending = lowered.rpartition(".")[2][:20] if "." in lowered else ""
    if not ending or lowered.endswith(kind.endings):
        return None
    return issue(rules.ENDING_DIFFERS, ending=ending, kind=kind.name)
