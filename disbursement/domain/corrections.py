"""What a person said the columns of a sheet are, and how a layout is known again."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from disbursement.domain.column_meanings import Figure
from disbursement.domain.headings import fold
from disbursement.domain.meanings import IGNORED, Meaning, Pool, Quantity
from projects.domain.columns import column_index, column_letters

# By column from 0; None where the column is to be left alone.
Corrections: TypeAlias = Mapping[int, Meaning | Figure | None]
FIGURE = re.compile(r"(carried|current|unsaid)(?:@(20[0-9]{2}))?\.([a-z_]+)")
# Readings that only headings give: columns of an official form, sums over both pools.
NOT_TO_SAY = ("form.", "both.")
LETTERS = re.compile(r"[A-Z]{1,3}")


def read_meaning(text: str) -> Meaning | Figure | None:
    """Return the meaning a text names: "source", "carried.volume", "carried@2022.volume".

    None stands for a column to be left alone; ValueError for what is no meaning.
    """
    if text in ("", IGNORED):
        return None
    if found := FIGURE.fullmatch(text):
        year = int(found[2]) if found[2] else None
        pool, quantity = Pool(found[1]), Quantity(found[3])
        if year is None:
            return Figure(pool, quantity)
        is_carried = pool is Pool.CARRIED
        return Figure(pool, quantity, year if is_carried else None, None if is_carried else year)
    return Meaning(text)


def read_corrections(named: Mapping[str, str]) -> Corrections:
    """Return the corrections of a sheet from {letters: meaning}; ValueError for nonsense."""
    read: dict[int, Meaning | Figure | None] = {}
    for letters, text in named.items():
        if text.startswith(NOT_TO_SAY):
            continue
        if not LETTERS.fullmatch(letters):
            raise ValueError(letters)
        read[column_index(letters)] = read_meaning(text)
    return read


def folded_path(path: Sequence[str]) -> str:
    """Return the headings of a column as they are compared; years in them say nothing of it."""
    return " / ".join(re.sub(r"\b20[0-9]{2}\b", "#", fold(part)) for part in path)


def fingerprint(paths: Mapping[int, Sequence[str]]) -> str:
    """Return what two files of one layout share: their headings, whatever their order and year."""
    folded = sorted(folded_path(path) for path in paths.values())
    return hashlib.sha256("\n".join(folded).encode()).hexdigest()


def remembered_columns(
    paths: Mapping[int, Sequence[str]], columns: Mapping[int, str]
) -> dict[str, str]:
    """Return {folded headings: meaning} of the columns that their headings tell apart."""
    named: dict[str, set[str]] = {}
    for column, path in paths.items():
        named.setdefault(folded_path(path), set()).add(columns.get(column, ""))
    return {
        path: next(iter(said)) or IGNORED for path, said in named.items() if path and len(said) == 1
    }


def matching_columns(
    paths: Mapping[int, Sequence[str]], remembered: Mapping[str, str]
) -> dict[str, str]:
    """Return {letters: meaning} of a sheet from what was remembered of its headings."""
    return {
        column_letters(column): remembered[folded]
        for column, path in paths.items()
        if (folded := folded_path(path)) in remembered
    }
