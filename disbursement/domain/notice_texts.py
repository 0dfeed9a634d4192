"""The texts of notices: names in braces, what they may be, and how they are filled in."""

import re
from collections.abc import Iterable, Mapping

_NAME = re.compile(r"\{([^{}]*)\}")
UNKNOWN_VALUE = "–"
RECIPIENT = "nguoi_nhan"


def names_in(text: str) -> list[str]:
    """Return the names in braces in order, each once."""
    return list(dict.fromkeys(found.strip() for found in _NAME.findall(text)))


def unknown_names(text: str, known: Iterable[str]) -> list[str]:
    """Return the names in braces that stand for nothing."""
    allowed = set(known)
    return [name for name in names_in(text) if name not in allowed]


def has_stray_brace(text: str) -> bool:
    """Tell whether a brace is left that opens or closes nothing."""
    return bool(set("{}") & set(_NAME.sub("", text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """Put the values in; what is not known of this occasion becomes a dash.

    A value is put in as it is: braces within it are not names.
    """
    return _NAME.sub(lambda found: values.get(found[1].strip()) or UNKNOWN_VALUE, text)


def one_line(text: str, longest: int) -> str:
    """Return the text on one line, cut to a length: no line break reaches a mail's header."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    line = " ".join(printable.split())
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"
