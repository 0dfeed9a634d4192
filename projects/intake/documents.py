"""Look into a scanned decision or letter before it is kept: its kind by content, nothing active.

PDF, PNG, JPEG and Word documents are taken. What could run, launch or fetch something when
opened is refused; forms and signatures are not.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from projects.domain.issues import Issue, Rule, Severity, issue, mark

MOST_INFLATED = 200 * 1024 * 1024
MOST_PARTS = 5_000
MOST_STREAMS = 20_000

ENDINGS = {"pdf": ".pdf", "png": ".png", "jpg": ".jpg", "docx": ".docx"}

SEND_A_SCAN = mark("Attach the signed decision as PDF, PNG, JPG or DOCX.")


def _rule(name: str, text: str, fix: str = SEND_A_SCAN) -> Rule:
    return Rule(f"document.{name}", Severity.ERROR, text, fix)


EMPTY = _rule("empty", mark("The file is empty (0 bytes)."))
NOT_A_DOCUMENT = _rule(
    "not_a_document",
    mark("The file is neither a PDF nor a PNG or JPG picture nor a Word document (.docx)."),
)
ENDING_DIFFERS = _rule(
    "ending_differs",
    mark("The file is called “%(ending)s”, but its content is %(kind)s."),
    mark("Give the file the ending that fits its content, or attach the right file."),
)
ACTIVE = _rule(
    "active",
    mark("The document holds active content (%(found)s), which may harm who opens it."),
    mark("Print the document into a new PDF without it, and attach that."),
)
ENCRYPTED = _rule(
    "encrypted",
    mark("The document is protected by a password, so it cannot be looked into."),
    mark("Save it without the protection, and attach it again."),
)
DAMAGED = _rule(
    "damaged",
    mark("The document is damaged or incomplete."),
    mark("Open it, save it again, and attach the new file."),
)

# Names long enough not to stand by chance in a picture's bytes; every script action has one.
PDF_NAMES = (
    b"JavaScript",
    b"Launch",
    b"RichMedia",
    b"EmbeddedFile",
    b"SubmitForm",
    b"ImportData",
    b"GoToE",
)
PDF_ACTIVE = re.compile(rb"/(" + b"|".join(PDF_NAMES) + rb")(?![A-Za-z0-9])")
PDF_STREAM = re.compile(rb"stream\r?\n")
HEX_IN_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
WORD_ACTIVE = re.compile(r"vbaproject|activex|/embeddings/|\.bin$", re.IGNORECASE)
FETCHED = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode=.External)"
    rb"(?=[^>]*/(attachedTemplate|oleObject|frame|subDocument|image|package))[^>]*>"
)


def check_document(content: bytes, name: str) -> Issue | None:
    """Return why the document is not taken, or None for a good one."""
    if not content:
        return issue(EMPTY)
    kind = document_kind(content)
    if kind is None:
        return issue(NOT_A_DOCUMENT)
    if kind == "pdf":
        return _check_pdf(content) or _check_ending(name, kind)
    if kind == "docx":
        return _check_docx(content) or _check_ending(name, kind)
    return _check_ending(name, kind)


def document_kind(content: bytes) -> str | None:
    """Return "pdf", "png", "jpg" or "docx" by the content alone."""
    if content[:1024].lstrip(b"\x00\xef\xbb\xbf\r\n\t ").startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"PK\x03\x04") and b"word/document.xml" in content:
        return "docx"
    return None


def _check_ending(name: str, kind: str) -> Issue | None:
    lowered = name.casefold()
    fits = lowered.endswith((ENDINGS[kind], ".jpeg" if kind == "jpg" else ENDINGS[kind]))
    ending = lowered.rpartition(".")[2][:20] if "." in lowered else ""
    return None if fits or not ending else issue(ENDING_DIFFERS, ending=ending, kind=kind.upper())


def _check_pdf(content: bytes) -> Issue | None:
    if b"%%EOF" not in content[-4096:]:
        return issue(DAMAGED)
    if re.search(rb"/Encrypt\b", content):
        return issue(ENCRYPTED)
    for part in (content, *_object_streams(content)):
        if found := PDF_ACTIVE.search(HEX_IN_NAME.sub(_unescaped, part)):
            return issue(ACTIVE, found=found[1].decode())
    return None


def _object_streams(content: bytes) -> Iterator[bytes]:
    """Yield the packed streams that hold objects; pictures and pages are passed over."""
    budget = MOST_INFLATED
    for number, start in enumerate(PDF_STREAM.finditer(content)):
        before = content[max(0, start.start() - 600) : start.start()]
        if number > MOST_STREAMS or budget <= 0:
            return
        if b"/ObjStm" not in before:
            continue
        try:
            inflated = zlib.decompressobj().decompress(content[start.end() :], budget)
        except zlib.error:
            continue
        budget -= len(inflated)
        yield inflated


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _check_docx(content: bytes) -> Issue | None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _check_parts(archive)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
        return issue(DAMAGED)
    except RuntimeError:  # what zipfile raises for an encrypted part
        return issue(ENCRYPTED)


def _check_parts(archive: zipfile.ZipFile) -> Issue | None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        return issue(DAMAGED)
    for part in parts:
        if found := WORD_ACTIVE.search(part.filename):
            return issue(ACTIVE, found=found[0])
        is_told = part.filename.endswith(".rels") or part.filename == "[Content_Types].xml"
        if not is_told:
            continue
        with archive.open(part) as opened:
            text = opened.read(2 * 1024 * 1024)
        if b"macroEnabled" in text:
            return issue(ACTIVE, found="macroEnabled")
        if fetched := FETCHED.search(text):
            return issue(ACTIVE, found=fetched[1].decode())
    return None
