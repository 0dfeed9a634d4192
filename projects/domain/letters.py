"""Whether the bytes of a signed letter are what they say: a PDF or a picture, and only that.

A letter is kept and handed out again, so nothing in it may run: a PDF with scripts, actions,
embedded files or a password is refused, and so is a picture with anything behind its end.
"""

import re
import zlib
from collections.abc import Iterator
from enum import StrEnum

from projects.domain.issues import Issue, Rule, Severity, issue, mark

LARGEST_LETTER = 10 * 1024 * 1024
MOST_INFLATED = 40 * 1024 * 1024
MOST_STREAMS = 5_000
LONGEST_HEAD = 4_000

TOO_LARGE = Rule(
    "letter.too_large",
    Severity.ERROR,
    mark("The letter is larger than %(most)s MB."),
    mark("Scan it again at a lower resolution."),
)
NOT_A_LETTER = Rule(
    "letter.kind",
    Severity.ERROR,
    mark("The file is not a PDF, PNG or JPEG file, whatever its name says."),
    mark("Scan the signed letter as PDF, or take a picture of it."),
)
BROKEN = Rule(
    "letter.broken",
    Severity.ERROR,
    mark("The file is cut off or damaged."),
    mark("Scan the signed letter again and choose the new file."),
)
LOCKED = Rule(
    "letter.locked",
    Severity.ERROR,
    mark("The PDF is protected by a password, so it cannot be checked."),
    mark("Save it without protection and choose the new file."),
)
TOO_COMPLEX = Rule(
    "letter.too_complex",
    Severity.ERROR,
    mark("The PDF unpacks to far more than a letter holds."),
    mark("Print the letter to PDF again, or scan it, and choose the new file."),
)
ACTIVE = Rule(
    "letter.active",
    Severity.ERROR,
    mark("The PDF holds active content (%(what)s), which the portal does not keep."),
    mark("Print the letter to PDF again, or scan it, and choose the new file."),
)

# What a viewer could run, open or unpack; names are compared without their escapes.
ACTIVE_NAMES = (
    "JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "XFA",
    "SubmitForm", "ImportData", "GoToR", "GoToE", "Movie", "Sound",
)  # fmt: skip
NAME = re.compile(rb"/([A-Za-z][A-Za-z0-9#]*)")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
PNG_START, PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"


class LetterKind(StrEnum):
    """What a letter may be; the value is what the browser is told."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"


def letter_kind(start: bytes) -> LetterKind | None:
    """Return the kind that the first bytes state."""
    if start.startswith(b"%PDF-"):
        return LetterKind.PDF
    if start.startswith(PNG_START):
        return LetterKind.PNG
    return LetterKind.JPEG if start.startswith(b"\xff\xd8\xff") else None


def check_letter(content: bytes) -> Issue | None:
    """Return why the bytes cannot be kept as a letter, or None."""
    if len(content) > LARGEST_LETTER:
        return issue(TOO_LARGE, most=LARGEST_LETTER // (1024 * 1024))
    kind = letter_kind(content[:16])
    if kind is None:
        return issue(NOT_A_LETTER)
    if kind is LetterKind.PDF:
        return _check_pdf(content)
    end = PNG_END if kind is LetterKind.PNG else b"\xff\xd9"
    return None if content.rstrip(b"\x00\r\n ").endswith(end) else issue(BROKEN)


def _check_pdf(content: bytes) -> Issue | None:
    if b"%%EOF" not in content[-2048:]:
        return issue(BROKEN)
    names = _names(content)
    if "Encrypt" in names:
        return issue(LOCKED)
    inflated = 0
    for count, body in enumerate(_object_streams(content)):
        if body is None:
            return issue(BROKEN)
        inflated += len(body)
        if inflated > MOST_INFLATED or count > MOST_STREAMS:
            return issue(TOO_COMPLEX)
        names |= _names(body)
    found = [name for name in ACTIVE_NAMES if name in names]
    return issue(ACTIVE, what=tuple(found)) if found else None


def _names(content: bytes) -> set[str]:
    """Return the names written in the bytes, "/J#53" read as "JS"."""
    found = {match.group(1) for match in NAME.finditer(content)}
    return {
        ESCAPE.sub(lambda code: bytes([int(code.group(1), 16)]), name).decode("latin-1")
        for name in found
    }


def _object_streams(content: bytes) -> Iterator[bytes | None]:
    """Yield the compressed streams that hold objects, inflated; None for one that cannot be.

    Pictures and texts are passed over: nothing in them is an object.
    """
    whole = memoryview(content)
    for match in STREAM.finditer(content):
        head = content[max(0, match.start() - LONGEST_HEAD) : match.start()]
        head = head[head.rfind(b"obj") :]
        if "ObjStm" not in _names(head):
            continue
        try:
            yield zlib.decompressobj().decompress(whole[match.end() :], MOST_INFLATED)
        except zlib.error:
            yield None
