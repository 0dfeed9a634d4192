"""Text as people type it, brought to one form."""

import unicodedata
from functools import lru_cache

# They show nothing, so whoever typed them cannot see them either.
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
LONGEST_QUOTE = 60


def clean(text: str) -> str:
    """Return the text in NFC without the spaces, of any width, around it."""
    text = unicodedata.normalize("NFC", text)
    stripped = text.strip()
    while stripped and (stripped[0] in INVISIBLE or stripped[-1] in INVISIBLE):
        stripped = stripped.strip(INVISIBLE).strip()
    return stripped


@lru_cache(maxsize=65_536)  # a workbook names the same codes over and over
def comparison_key(text: str) -> str:
    """Return what two spellings of one text share, whatever their case and spacing."""
    return " ".join(unicodedata.normalize("NFC", clean(text).casefold()).split())


def shorten(text: str) -> str:
    """Return the text on one line, short enough to be quoted in a sentence."""
    line = " ".join(text[: LONGEST_QUOTE * 4].split())
    return line if len(line) <= LONGEST_QUOTE else line[: LONGEST_QUOTE - 1] + "…"
