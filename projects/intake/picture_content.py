"""Look whether a picture is whole, and whether anything but a picture stands behind its end."""

from typing import Final

from projects.domain import document_rules as rules
from projects.domain.issues import Issue, issue

PNG_START: Final = b"\x89PNG\r\n\x1a\n"
JPEG_START: Final = b"\xff\xd8\xff"
JPEG_END: Final = b"\xff\xd9"
END_OF_IMAGE, START_OF_SCAN = 0xD9, 0xDA
ALONE: Final = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
PADDING: Final = b"\x00\r\n "
# Phones write a second picture or a short film behind a photo. That is taken, these are not.
OTHER_FILES: Final = (
    b"%pdf-", b"pk\x03\x04", b"<script", b"<html", b"<!doctype", b"<svg", b"<?php",
)  # fmt: skip


def check_png(content: bytes) -> Issue | None:
    """Walk the chunks: the picture ends with IEND, and nothing follows."""
    at = len(PNG_START)
    while at + 12 <= len(content):
        size, name = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        at += 12 + size
        if name == b"IEND":
            return issue(rules.MORE_BEHIND) if content[at:].strip(PADDING) else None
    return issue(rules.DAMAGED)


def check_jpeg(content: bytes) -> Issue | None:
    """Walk the segments to the scan and find its end: a small picture inside has one too."""
    end = _jpeg_end(content)
    if end is None:
        return issue(rules.DAMAGED)
    return _check_behind(content[end:])


def check_webp(content: bytes) -> Issue | None:
    """Hold the length that the file states against what came."""
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content):
        return issue(rules.DAMAGED)
    return issue(rules.MORE_BEHIND) if content[end:].strip(PADDING) else None


def _jpeg_end(content: bytes) -> int | None:
    at = 2
    while at + 2 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF:  # fill bytes
            at += 1
        elif marker == END_OF_IMAGE:
            return at + 2
        elif marker == START_OF_SCAN:
            end = content.find(JPEG_END, at)
            return end + 2 if end >= 0 else None
        elif marker in ALONE:
            at += 2
        else:
            at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None


def _check_behind(rest: bytes) -> Issue | None:
    lowered = rest.lower()
    is_other = any(start in lowered for start in OTHER_FILES)
    return issue(rules.MORE_BEHIND) if is_other else None
