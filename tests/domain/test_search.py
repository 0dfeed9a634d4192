"""What searches compare, and the order of Vietnamese lists."""

import random

import pytest

from projects.domain.search import fold, search_words, vietnamese_sort_key

IN_ORDER = {
    "letters": "a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y z",
    "tones": "ma mà mả mã má mạ",
    "a shape before a tone": "ta tà tá tạ tă tằ tắ tặ tâ tầ tấ tậ",
    "the syllable before what follows it": "ba|ba lan|bà|bà ba|bá|bán|bàng",
    "đ after every d": "Dung|Dũng|Duy|Đan|Đường",
    "numbers by value": "Đường tỉnh 9|Đường tỉnh 9B|Đường tỉnh 10|Đường tỉnh 240|Đường tránh",
    "numbers before letters": "Khu 2|Khu A",
    "shorter first": "Cầu|Cầu Bắc|Cầu Bắc Giang",
    "other alphabets last": "Zôn|Журнал",
}


@pytest.mark.parametrize("texts", IN_ORDER.values(), ids=IN_ORDER.keys())
def test_sort_key_puts_texts_in_vietnamese_order(texts):
    wanted = texts.split("|" if "|" in texts else " ")
    mixed = random.Random(7).sample(wanted, len(wanted))
    assert sorted(mixed, key=vietnamese_sort_key) == wanted


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Cầu Đông Hà", "CẦU ĐÔNG HÀ"),
        ("hoà bình", "hòa bình"),
        ("Cầu Đông Hà", "Cầu Đông Hà".encode().decode()),
        ("Đường 240 (đoạn 1)", "đường 240: đoạn 1"),
        ("Tuyến 007", "Tuyến 7"),
    ],
)
def test_case_punctuation_and_spelling_of_the_tone_do_not_move_a_text(one, other):
    assert vietnamese_sort_key(one) == vietnamese_sort_key(other)


def test_sort_key_of_decomposed_text_is_that_of_the_composed_one():
    assert vietnamese_sort_key("Đươ\u0300ng") == vietnamese_sort_key("Đường")


def test_sort_key_holds_only_signs_that_every_collation_orders_alike():
    assert vietnamese_sort_key("Cầu số 12 – “Ông Ích Khiêm” Ж").isalnum()
    assert vietnamese_sort_key("Cầu số 12").isascii()
    assert vietnamese_sort_key("… – ()") == ""


def test_duong_finds_duong_with_all_its_signs():
    assert all(word in fold("ĐƯỜNG tỉnh 240") for word in search_words("duong 240"))
    assert search_words("  Đường   đường ") == ["duong"]
