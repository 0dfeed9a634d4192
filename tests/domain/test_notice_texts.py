"""The words of notices and the names in them."""

import pytest

from disbursement.domain.default_notice_texts import DEFAULT_TEXTS, PLACEHOLDERS
from disbursement.domain.notice_texts import (
    filled,
    has_stray_brace,
    names_in,
    one_line,
    unknown_names,
)


@pytest.mark.parametrize("kind", DEFAULT_TEXTS)
def test_the_original_words_use_only_names_that_are_filled_in(kind):
    text = DEFAULT_TEXTS[kind]
    known = [each.name for each in PLACEHOLDERS[kind]]
    assert unknown_names(text.subject + text.body, known) == []
    assert not has_stray_brace(text.subject + text.body)
    assert len(text.subject) <= 200
    assert all(each.sample for each in PLACEHOLDERS[kind])


def test_names_are_found_once_each_and_unknown_ones_told():
    text = "{don_vi} nộp {ky_bao_cao}, { don_vi } và {han}"
    assert names_in(text) == ["don_vi", "ky_bao_cao", "han"]
    assert unknown_names(text, ["don_vi", "ky_bao_cao"]) == ["han"]


@pytest.mark.parametrize("text", ["{don_vi", "don_vi}", "{{don_vi}}", "}{"])
def test_a_brace_alone_is_noticed(text):
    assert has_stray_brace(text)


def test_what_is_not_known_becomes_a_dash_and_braces_in_values_stay():
    assert filled("{a}: {b} ({c})", {"a": "{b}", "b": ""}) == "{b}: – (–)"


def test_a_subject_is_one_line_of_a_given_length():
    assert one_line("Kỳ báo cáo\r\nBcc: ai-do@vi-du.vn\x00\u2028hết", 80) == (
        "Kỳ báo cáo Bcc: ai-do@vi-du.vn hết"
    )
    assert one_line("a" * 20, 10) == "a" * 9 + "…"
