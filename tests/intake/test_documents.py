"""Scanned decisions: known by their content, taken only where nothing in them is active."""

import io
import zipfile
import zlib

import pytest

from projects.intake.documents import check_document, document_kind
from tests.letters import JPEG, PDF, PNG, pdf_with

RELS = (
    '<Relationships><Relationship Id="r1" Type="http://x/relationships/{kind}" '
    'Target="http://evil/x" TargetMode="External"/></Relationships>'
)


def docx(**parts):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", parts.pop("types", "<Types/>"))
        archive.writestr("word/document.xml", "<document/>")
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def codes(content, name="qd.pdf"):
    found = check_document(content, name)
    return found and found.code.removeprefix("document.")


@pytest.mark.parametrize(
    ("content", "name"),
    [(PDF, "qd.PDF"), (PNG, "qd.png"), (JPEG, "qd.jpeg"), (docx(), "qd.docx"), (PDF, "qd")],
)
def test_documents_are_taken_by_their_content(content, name):
    assert codes(content, name) is None


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "qd.pdf", "empty"),
        (b"<html>", "qd.pdf", "not_a_document"),
        (b"MZ\x90", "qd.pdf", "not_a_document"),
        (PNG, "qd.pdf", "ending_differs"),
        (b"%PDF-1.4 cut off", "qd.pdf", "damaged"),
        (pdf_with(b"<< /Encrypt 5 0 R >>"), "qd.pdf", "encrypted"),
        (pdf_with(b"<< /S /JavaScript /JS (app.alert(1)) >>"), "qd.pdf", "active"),
        (pdf_with(b"<< /S /Java#53cript >>"), "qd.pdf", "active"),
        (pdf_with(b"<< /S /Launch >>"), "qd.pdf", "active"),
        (pdf_with(b"<< /Type /EmbeddedFile >>"), "qd.pdf", "active"),
        (docx(word__vbaProject="x"), "qd.docx", "active"),
        (docx(word__embeddings__oleObject1="x"), "qd.docx", "active"),
        (docx(types="<Types macroEnabled/>"), "qd.docx", "active"),
        (docx()[:-30], "qd.docx", "damaged"),
    ],
)
def test_what_is_wrong_with_a_document_is_said(content, name, code):
    assert codes(content, name) == code


@pytest.mark.parametrize(("kind", "code"), [("attachedTemplate", "active"), ("hyperlink", None)])
def test_word_document_may_link_but_not_fetch(kind, code):
    rels = RELS.format(kind=kind)
    content = docx(**{"word/_rels/settings.xml.rels": rels})
    assert codes(content, "qd.docx") == code


def test_packed_objects_of_a_pdf_are_looked_into():
    packed = zlib.compress(b"1 0 << /S /JavaScript >>")
    body = b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream"
    assert codes(pdf_with(body)) == "active"
    assert codes(pdf_with(body.replace(b"/ObjStm", b"/XObject"))) is None


def test_pictures_bytes_that_look_like_a_short_name_do_no_harm():
    assert codes(pdf_with(b"stream\n\x8a/JS\x01\xfe/AA endstream")) is None


def test_signed_and_form_documents_are_taken():
    assert (
        codes(pdf_with(b"<< /AcroForm << /SigFlags 3 >> /Type /Sig /OpenAction [1 /Fit] >>"))
        is None
    )


@pytest.mark.parametrize("content", [b"PK\x03\x04word/document.xml", b"\x00%PDF-", b"\xff\xd8\xff"])
def test_odd_bytes_end_in_an_answer(content):
    document_kind(content)
    check_document(content, "\u202etệp")
