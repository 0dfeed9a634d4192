"""Documents that are attached: known by their content, taken only where nothing is active."""

import io
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest
from django.utils import translation

from projects.intake.documents import (
    ATTACHMENT,
    DECISION,
    LETTER,
    PHOTO,
    DocumentKind,
    check_document,
    document_kind,
)
from projects.issue_texts import told
from tests.letters import JPEG, PDF, PNG, pdf_with

RELS = (
    '<Relationships><Relationship Id="r1" Type="http://x/relationships/{kind}" '
    'Target="http://evil/x" TargetMode="External"/></Relationships>'
)
WEBP = b"RIFF" + struct.pack("<I", 16) + b"WEBPVP8L" + struct.pack("<I", 4) + b"\x2f\0\0\0"
HEIC = b"\0\0\0\x18ftypheic" + b"\0" * 40
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
MB = 1024 * 1024


def archive(main, parts, types="<Types/>"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", types)
        made.writestr(main, "<document/>")
        for name, content in parts.items():
            made.writestr(name, content)
    return buffer.getvalue()


def docx(parts=(), **more):
    return archive("word/document.xml", dict(parts), **more)


def xlsx(parts=(), **more):
    return archive("xl/workbook.xml", dict(parts), **more)


def packed(text, head=b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"):
    return b"<< " + head + b" >>\nstream\n" + zlib.compress(text) + b"\nendstream"


def code(content, name="", taken=ATTACHMENT):
    found = check_document(content, name, taken)
    return found and found.code.removeprefix("document.")


GOOD = [
    (PDF, "báo cáo.PDF", DocumentKind.PDF),
    (b"\xef\xbb\xbf" + PDF, "a.pdf", DocumentKind.PDF),
    (PNG, "ảnh.png", DocumentKind.PNG),
    (JPEG, "IMG_0001.jpeg", DocumentKind.JPG),
    (WEBP, "ảnh.webp", DocumentKind.WEBP),
    (docx(), "tờ trình.docx", DocumentKind.DOCX),
    (xlsx(), "bảng.xlsx", DocumentKind.XLSX),
    (PDF, "không đuôi", DocumentKind.PDF),
]


@pytest.mark.parametrize(("content", "name", "kind"), GOOD)
def test_documents_are_taken_by_their_content(content, name, kind):
    assert document_kind(content) is kind
    assert code(content, name) is None


@pytest.mark.parametrize(
    ("taken", "kinds"),
    [
        (LETTER, {"PDF", "PNG", "JPG"}),
        (DECISION, {"PDF", "PNG", "JPG", "DOCX"}),
        (PHOTO, {"PNG", "JPG", "WEBP"}),
        (ATTACHMENT, {"PDF", "PNG", "JPG", "WEBP", "DOCX", "XLSX"}),
    ],
)
def test_each_place_takes_its_own_kinds_and_no_others(taken, kinds):
    answers = {kind.name: code(content, name, taken) for content, name, kind in GOOD}
    assert {name for name, answer in answers.items() if answer is None} == kinds
    assert set(answers.values()) <= {None, "kind"}


@pytest.mark.parametrize("taken", [LETTER, PHOTO, ATTACHMENT])
def test_ten_megabytes_are_taken_and_one_byte_more_is_not(taken):
    exact = PNG + b"\0" * (10 * MB - len(PNG))
    assert code(exact, "a.png", taken) is None
    assert code(exact + b"\0", "a.png", taken) == "too_large"


def test_a_decision_may_have_twenty_megabytes():
    assert code(PNG + b"\0" * (20 * MB - len(PNG)), "a.png", DECISION) is None
    assert code(PNG + b"\0" * (20 * MB), "a.png", DECISION) == "too_large"


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "web_page"),
        (b"\xef\xbb\xbf  <html>", "web_page"),
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "web_page"),
        (b"<svg/>", "web_page"),
        (b"MZ\x90\0", "kind"),
        (b"GIF89a", "kind"),
        (b"#!/bin/sh", "kind"),
        (HEIC, "heic"),
        (OLD_WORD, "old_office"),
        (archive("readme.txt", {}), "kind"),
        (archive("xl/workbook.xml", {"word/document.xml": "x"}), "kind"),
        (archive("xl/workbook.bin", {}), "kind"),
    ],
)
def test_what_is_no_document_is_named(content, answer):
    for name in ("a.pdf", "a.jpg", "a.html"):
        assert code(content, name) == answer


@pytest.mark.parametrize(
    ("content", "name"),
    [(PNG, "a.pdf"), (PDF, "a.html"), (JPEG, "a.svg"), (xlsx(), "a.docx"), (PDF, "a.pdf.exe")],
)
def test_a_name_that_would_open_the_file_as_something_else_is_refused(content, name):
    assert code(content, name) == "ending_differs"


@pytest.mark.parametrize("content", [PDF[:-8], PNG[:-8], JPEG[:-2], WEBP[:-1], docx()[:-30]])
def test_what_is_cut_off_is_damaged(content):
    assert code(content) == "damaged"


@pytest.mark.parametrize(
    "content",
    [PNG + b"<script>", WEBP + b"<html>", JPEG + docx(), JPEG + PDF, JPEG + b"..<SCRIPT>alert"],
)
def test_nothing_but_a_picture_stands_behind_a_picture(content):
    assert code(content) == "more_behind"


def test_a_phone_photo_with_its_thumbnail_and_its_short_film_is_taken_and_told_when_cut():
    thumbnail = b"Exif\0\0" + JPEG
    head = b"\xff\xd8\xff\xe1" + struct.pack(">H", 2 + len(thumbnail)) + thumbnail
    scan = b"\xff\xda\0\x02" + b"\x11\xff\0\x22"
    film = b"\0\0\0\x18ftypmp42" + b"\1" * 50
    assert code(head + scan + b"\xff\xd9" + film, "IMG.jpg", PHOTO) is None
    assert code(head + scan, "IMG.jpg", PHOTO) == "damaged"


@pytest.mark.parametrize(
    "body",
    [
        b"<< /OpenAction << /S /JavaScript /JS (app.alert) >> >>",
        b"<< /JS (app.alert) >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /S /J#61vaScript >>",
        b"<< /S /Java#53cript >>",
        b"<< /#4a#53 (app.alert) >>",
        b"<< /Names << /EmbeddedFiles 3 0 R >> >>",
        b"<< /Type /EmbeddedFile >>",
        b"<< /AcroForm << /XFA [(form) 5 0 R] >> >>",
        b"<< /AcroForm << /XFA 5 0 R >> >>",
        b"<< /S /Rendition /JS 4 0 R >>",
        b"<< /S /SubmitForm /F (http://x) >>",
        b"<< /S /GoToR /F (other.pdf) >>",
        b"<< >>\nstream\n9 0 obj << /S /JavaScript >> endobj\nendstream",
        b"<< >>\nstream\n9 0 obj << /AcroForm << /XFA 5 0 R >> >> endobj\nendstream",
    ],
)
def test_active_content_of_a_pdf_is_refused(body):
    assert code(pdf_with(body), "a.pdf") == "active"


@pytest.mark.parametrize(
    "body",
    [
        packed(b"1 0 << /S /JavaScript /JS (x) >>"),
        packed(b"1 0 << /J#53 (x) >>"),
        packed(b"1 0 << /JS (x) >>", b"/X (1 0 obj) /Type /ObjStm /Filter /FlateDecode"),
        packed(b"1 0 << /JS (x) >>", b"/X ((a)%) /Type /ObjStm /Filter /FlateDecode"),
        packed(b"1 0 << /JS (x) >>", b"/N 1 /First 4 /Filter [/Fl]"),
        b"<< /Type /Obj#53tm /N 1 /First 4 >>\nstream\n1 0 << /JS (x) >>\nendstream",
    ],
)
def test_packed_objects_of_a_pdf_are_looked_into(body):
    assert code(pdf_with(body), "a.pdf") == "active"


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (b"/Type /ObjStm /Filter /LZWDecode", "hidden"),
        (b"/Type /ObjStm /Filter [/ASCII85Decode /FlateDecode]", "hidden"),
        (b"/Type /ObjStm /Filter /FlateDecode /DecodeParms << /Predictor 12 >>", "hidden"),
        (b"/Type /ObjStm /Filter 8 0 R", "hidden"),
        (b"/Type /XRef /Filter /FlateDecode /DecodeParms << /Predictor 12 >>", None),
        (b"/Type /XObject /Filter [/ASCII85Decode /DCTDecode]", None),
    ],
)
def test_objects_packed_so_that_they_cannot_be_looked_into_are_refused(head, answer):
    assert code(pdf_with(packed(b"1 0 << /Type /Page >>", head)), "a.pdf") == answer


def test_objects_that_do_not_unpack_are_damaged_and_those_without_end_too_complex():
    broken = b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nabcdef\nendstream"
    assert code(pdf_with(broken), "a.pdf") == "damaged"
    assert code(pdf_with(packed(b"\0" * (60 * MB))), "a.pdf") == "too_complex"


def test_a_locked_pdf_is_refused():
    assert code(pdf_with(b"<< /Encrypt 5 0 R >>")) == "encrypted"


@pytest.mark.parametrize(
    "body",
    [
        b"<< >>\nstream\n\x8a/JS\x01\xfe/AA/XFA\xff \nendstream",
        b"<< /AcroForm << /SigFlags 3 >> /Type /Sig /OpenAction [1 /Fit] >>",
        b"<< /S /URI /URI (https://example.vn/) >>",
        packed(b"1 0 << /Type /Page >>"),
    ],
)
def test_signed_documents_forms_links_and_chance_bytes_are_taken(body):
    assert code(pdf_with(body), "a.pdf") is None


@pytest.mark.parametrize("make", [docx, xlsx])
@pytest.mark.parametrize(
    "part",
    [
        "word/vbaProject.bin",
        "xl/vbaProject.bin",
        "XL/VBAPROJECT.BIN",
        "word/activeX/activeX1.xml",
        "word/embeddings/oleObject1.bin",
        "xl/macrosheets/sheet1.xml",
        "xl/externalLinks/externalLink1.xml",
        "xl\\externalLinks\\externalLink1.xml",
        "xl/ctrlProps/ctrlProp1.xml",
        "word/payload.bin",
    ],
)
def test_parts_of_office_files_that_run_or_fetch_are_refused(make, part):
    assert code(make({part: "x"})) == "active"


def test_a_renamed_macro_file_is_known_by_what_it_says_of_itself():
    types = '<Types><Override ContentType="application/vnd.ms-word.macroEnabled.12"/></Types>'
    assert code(docx(types=types), "a.docx") == "active"


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("attachedTemplate", "active"), ("oleObject", "active"), ("hyperlink", None)],
)
def test_word_documents_may_link_but_not_fetch(kind, answer):
    rels = {"word/_rels/settings.xml.rels": RELS.format(kind=kind)}
    assert code(docx(rels), "qd.docx") == answer


@pytest.mark.parametrize(
    "fields",
    [
        "<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>",
        "<w:instrText>DD</w:instrText><w:instrText>E cmd</w:instrText>",
        '<w:fldSimple w:instr="DDE cmd">',
    ],
)
def test_fields_that_start_programs_are_refused(fields):
    assert code(docx({"word/header1.xml": fields}), "a.docx") == "active"


def test_what_office_itself_leaves_in_a_file_does_no_harm():
    parts = {
        "xl/printerSettings/printerSettings1.bin": "x",
        "xl/worksheets/sheet1.xml": "DDE",
        "xl/media/image1.png": "x",
    }
    assert code(xlsx(parts), "a.xlsx") is None


def test_bombs_doubled_and_locked_parts_are_refused():
    assert code(docx({"word/media/a": "\0" * (11 * MB)}), "a.docx") == "too_complex"
    with pytest.warns(UserWarning, match="Duplicate name"):
        buffer = io.BytesIO(docx())
        with zipfile.ZipFile(buffer, "a") as made:
            made.writestr("word/document.xml", "<other/>")
    assert code(buffer.getvalue(), "a.docx") == "damaged"
    locked = docx().replace(b"PK\x01\x02\x14\x03\x14\0\0\0", b"PK\x01\x02\x14\x03\x14\0\x01\0")
    assert code(locked, "a.docx") == "encrypted"


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04word/document.xml", b"\x00%PDF-", b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\0\0" * 9,
     b"RIFF\xff\xff\xff\xffWEBP", b"%PDF-%%EOF", b"\x89PNG\r\n\x1a\n" + b"\xff" * 30],
)  # fmt: skip
def test_odd_bytes_end_in_an_answer(content):
    document_kind(content)
    check_document(content, "\u202etệp", ATTACHMENT)


@pytest.mark.parametrize(
    ("content", "name", "taken", "said"),
    [
        (
            b"GIF89a",
            "a.gif",
            PHOTO,
            "Theo nội dung, tệp không thuộc loại nào sau đây: PNG, JPG, WEBP. "
            "Hãy đính kèm tệp dạng PNG, JPG, WEBP.",
        ),
        (
            PNG,
            "a.pdf",
            LETTER,
            "Tệp có đuôi “pdf” nhưng nội dung là PNG. "
            "Đặt lại đuôi tệp cho đúng nội dung, hoặc đính kèm đúng tệp.",
        ),
        (
            PNG + b"\0" * MB,
            "a.png",
            replace(PHOTO, most_bytes=MB),
            "Tệp lớn hơn 1 MB. "
            "Hãy quét lại ở độ phân giải thấp hơn hoặc thu nhỏ ảnh rồi đính kèm lại.",
        ),
    ],
)
def test_a_refusal_says_in_vietnamese_what_and_how_to_mend_it(content, name, taken, said):
    with translation.override("vi"):
        assert told(check_document(content, name, taken)) == said
