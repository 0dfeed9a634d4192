"""Signed letters: what they may be and what they may not hold."""

import zlib

import pytest

from projects.domain.letters import (
    ACTIVE,
    BROKEN,
    LARGEST_LETTER,
    LOCKED,
    NOT_A_LETTER,
    TOO_COMPLEX,
    TOO_LARGE,
    LetterKind,
    check_letter,
    letter_kind,
)
from tests.letters import JPEG, PDF, PNG, pdf_with


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, LetterKind.PDF), (PNG, LetterKind.PNG), (JPEG, LetterKind.JPEG)]
)
def test_pdf_and_pictures_are_letters(content, kind):
    assert letter_kind(content) is kind
    assert check_letter(content) is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"<html>", b"MZ", b"GIF89a"])
def test_anything_else_is_not_a_letter_whatever_its_name(content):
    assert check_letter(content).rule is NOT_A_LETTER


def test_a_letter_above_10_mb_is_refused_before_it_is_read():
    assert check_letter(PDF + b" " * LARGEST_LETTER).rule is TOO_LARGE


@pytest.mark.parametrize("content", [PDF[:-8], PNG[:-8], JPEG[:-2], PNG + b"<script>"])
def test_what_is_cut_off_or_carries_more_is_broken(content):
    assert check_letter(content).rule is BROKEN


@pytest.mark.parametrize(
    "body",
    [
        b"<< /OpenAction << /S /JavaScript /JS (app.alert) >> >>",
        b"<< /S /Launch /F (cmd.exe) >>",
        b"<< /Names << /EmbeddedFiles 3 0 R >> >>",
        b"<< /S /J#61vaScript >>",
    ],
)
def test_active_content_of_a_pdf_is_refused(body):
    assert check_letter(pdf_with(body)).rule is ACTIVE


def test_active_content_in_a_compressed_object_stream_is_found():
    packed = zlib.compress(b"1 0 << /S /JavaScript /JS (app.alert) >>")
    body = b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream"
    assert check_letter(pdf_with(body)).rule is ACTIVE


def test_a_locked_pdf_is_refused():
    assert check_letter(pdf_with(b"<< /Encrypt 5 0 R >>")).rule is LOCKED


def test_a_small_stream_that_inflates_without_end_is_refused():
    packed = zlib.compress(b"\x00" * (60 * 1024 * 1024), 9)
    body = b"<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream"
    assert check_letter(pdf_with(body + b"\n4 0 obj\n" + body)).rule is TOO_COMPLEX


def test_an_object_stream_that_cannot_be_read_is_refused():
    body = b"<< /Type /ObjStm /Filter /LZWDecode >>\nstream\nabcdef\nendstream"
    assert check_letter(pdf_with(body)).rule is BROKEN
