"""Text brought to the forms that searches compare and that lists are sorted by."""

import re
import unicodedata

# Letters in alphabetical order; those that differ only in a sign share their first character.
LETTERS = {
    **{letter: letter for letter in "bcfghijklmnpqrstvwxy"},
    "a": "a1",
    "ă": "a2",
    "â": "a3",
    "d": "d1",
    "đ": "d2",
    "e": "e1",
    "ê": "e2",
    "o": "o1",
    "ô": "o2",
    "ơ": "o3",
    "u": "u1",
    "ư": "u2",
    "z": "z0",
}
OTHER_LETTER = "z1"  # letters of no Latin alphabet follow z
SHAPES = {"\u0306": "ă", "\u0302": "âêô", "\u031b": "ơư"}  # breve, circumflex, horn
PLAIN = {"ă": "a", "â": "a", "ê": "e", "ô": "o", "ơ": "o", "ư": "u"}
# No mark, huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries.
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
LEVEL = "0"  # the syllable ends here, before every letter that could follow
NUMBER = "1"  # numbers stand before letters
DIGITS_COUNTED = 9
WORD = re.compile(r"\d+|[^\W\d_]+")


def fold(text: str) -> str:
    """Return "Cầu Đông Hà" as "cau dong ha"."""
    lowered = unicodedata.normalize("NFC", text).lower()
    plain = "".join(
        sign for sign in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(sign)
    )
    return unicodedata.normalize("NFC", " ".join(plain.replace("đ", "d").split()))


def search_words(text: str) -> list[str]:
    """Return the folded words that a found text has to contain, each once."""
    return list(dict.fromkeys(fold(text).split()))


def vietnamese_sort_key(text: str) -> str:
    """Return a key whose plain order is the Vietnamese order of the texts, on any database.

    Syllable by syllable: a < ă < â < b < c < d < đ < e < ê …, then the tone (none, huyền, hỏi,
    ngã, sắc, nặng); numbers by their value; case and punctuation do not count. The key holds
    digits and small letters only, which every collation puts in the same order.
    """
    lowered = unicodedata.normalize("NFC", text).lower()
    return "".join(
        _number_key(word) if word[0].isdecimal() else _syllable_key(word)
        for word in WORD.findall(lowered)
    )


def _number_key(digits: str) -> str:
    """Put shorter numbers first, so that 9 stands before 240."""
    value = str(int(digits[:300]))
    return f"{NUMBER}{min(len(value), DIGITS_COUNTED)}{value}{LEVEL}"


def _syllable_key(word: str) -> str:
    letters: list[str] = []
    tone = ""
    for sign in unicodedata.normalize("NFD", word):
        if sign in TONES:
            tone = tone or TONES[sign]
        elif sign in SHAPES and letters:
            letters[-1] = _shaped(letters[-1], sign)
        elif not unicodedata.combining(sign):
            letters.append(sign)
    return "".join(map(_letter_key, letters)) + LEVEL + (tone or "0")


def _shaped(letter: str, mark: str) -> str:
    return next((shaped for shaped in SHAPES[mark] if PLAIN[shaped] == letter), letter)


def _letter_key(letter: str) -> str:
    return LETTERS.get(letter) or f"{OTHER_LETTER}{ord(letter):06x}"
