"""Look into a PDF for what runs, launches or hides something when it is opened."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from projects.domain import document_rules as rules
from projects.domain.issues import Issue, issue

MOST_INFLATED: Final = 40 * 1024 * 1024
MOST_OBJECT_STREAMS: Final = 5_000
LONGEST_HEAD: Final = 4_000

# What a viewer could run, open or unpack. The bytes of a picture do not spell such a name by
# chance, so these are looked for everywhere: what a stream seems to hold may be an object.
LONG_NAMES: Final = (
    b"JavaScript", b"Launch", b"Rendition", b"RichMedia", b"EmbeddedFiles?", b"SubmitForm",
    b"ImportData", b"OnInstantiate", b"GoToE", b"GoToR", b"Movie", b"Sound",
)  # fmt: skip
LONG: Final = re.compile(rb"/(" + b"|".join(LONG_NAMES) + rb")(?![A-Za-z0-9#])")
# In a picture of 10 MB these do stand by chance: they are looked for outside of streams, and
# the form written in XML anywhere if what must follow it does.
SHORT: Final = re.compile(rb"/(JS|XFA)(?![A-Za-z0-9#])")
XML_FORM: Final = re.compile(rb"/(XFA)\s*(?:\[\s*\(|\[\s*<|\d+ \d+ R\b)")

STREAM: Final = re.compile(rb"(?<!end)stream\r?\n")
ENCRYPT: Final = re.compile(rb"/Encrypt(?![A-Za-z0-9#])")
ESCAPED_NAME: Final = re.compile(rb"/[A-Za-z0-9]*#[0-9A-Fa-f]{2}[A-Za-z0-9#]*")
ESCAPE: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
TEXT: Final = re.compile(rb"\((?:\\.|[^()\\])*\)|%[^\r\n]*", re.DOTALL)
# Readers go by what points to a stream of objects, so its type alone does not tell one.
OBJECTS: Final = re.compile(rb"/(ObjStm|First)(?![A-Za-z0-9#])")
FILTER: Final = re.compile(rb"/Filter(?![A-Za-z0-9#])")
FLATE: Final = re.compile(rb"/(FlateDecode|Fl)(?![A-Za-z0-9#])")
PACKED_OTHERWISE: Final = re.compile(
    rb"/(LZWDecode|LZW|ASCII85Decode|A85|ASCIIHexDecode|AHx|RunLengthDecode|RL|Crypt|Predictor)"
    rb"(?![A-Za-z0-9#])"
)


def check_pdf(content: bytes) -> Issue | None:
    """Return why the PDF is not taken, or None."""
    if b"%%EOF" not in content[-2048:]:
        return issue(rules.DAMAGED)
    plain = _unescaped(content)
    if ENCRYPT.search(plain):
        return issue(rules.ENCRYPTED)
    found = LONG.search(plain) or XML_FORM.search(plain) or SHORT.search(_outside_streams(plain))
    if found:
        return issue(rules.ACTIVE, found=found[1].decode())
    return _check_object_streams(content)


def _check_object_streams(content: bytes) -> Issue | None:
    inflated = 0
    for count, body in enumerate(_object_streams(content)):
        if isinstance(body, Issue):
            return body
        inflated += len(body)
        if inflated >= MOST_INFLATED or count > MOST_OBJECT_STREAMS:
            return issue(rules.TOO_COMPLEX)
        plain = _unescaped(body)
        if found := LONG.search(plain) or SHORT.search(plain):
            return issue(rules.ACTIVE, found=found[1].decode())
    return None


def _object_streams(content: bytes) -> Iterator[bytes | Issue]:
    """Yield the packed streams that hold objects; pages and pictures are passed over."""
    whole = memoryview(content)
    for match in STREAM.finditer(content):
        head = _head(content, match.start())
        if not OBJECTS.search(head):
            continue
        is_flate = FLATE.search(head) is not None
        if PACKED_OTHERWISE.search(head) or (FILTER.search(head) and not is_flate):
            yield issue(rules.HIDDEN)
        elif not is_flate:
            end = content.find(b"endstream", match.end())
            yield content[match.end() : end if end >= 0 else len(content)]
        else:
            try:
                yield zlib.decompressobj().decompress(whole[match.end() :], MOST_INFLATED)
            except zlib.error:
                yield issue(rules.DAMAGED)


def _head(content: bytes, start: int) -> bytes:
    """Return the dictionary before a stream; an "obj" within its texts does not cut it short."""
    before = content[max(0, start - LONGEST_HEAD) : start]
    blanked = TEXT.sub(lambda text: b" " * len(text[0]), before)
    return _unescaped(before[blanked.rfind(b"obj") + 1 :])


def _outside_streams(content: bytes) -> bytes:
    parts, at = [], 0
    for match in STREAM.finditer(content):
        if match.start() < at:
            continue
        end = content.find(b"endstream", match.end())
        parts.append(content[at : match.start()])
        at = end if end >= 0 else match.start()
    return b" ".join([*parts, content[at:]])


def _unescaped(content: bytes) -> bytes:
    """Return the bytes with names written plainly: "/J#53" as "/JS"."""
    return ESCAPED_NAME.sub(lambda name: ESCAPE.sub(_sign, name[0]), content)


def _sign(code: re.Match[bytes]) -> bytes:
    return bytes([int(code[1], 16)])
