"""The first rows of a sheet as they stand, beside what was made of them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from disbursement.domain.headings import NumberedRow, Values, fold
from disbursement.domain.layouts import Table
from disbursement.domain.meanings import Meaning
from disbursement.domain.reading_terms import Choice, RawSheet
from disbursement.domain.row_kinds import COLUMN_NUMBER, is_blank, is_total, looks_like_code
from disbursement.domain.sheet_tables import find_table
from projects.domain.cells import CellError, CellValue, FormulaWithoutValue
from projects.domain.columns import column_letters
from projects.domain.texts import shorten

ROWS_ABOVE = 8
ROWS_BELOW = 12
LAST_ROWS = 4
MOST_COLUMNS = 40
MOST_SHEETS = 6
# Below this a whole number may be a year or a count; it is shown as it was typed.
SMALL = 10_000
FEWEST_COLUMN_NUMBERS = 3
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
SIGNATURES = (
    "nguoi lap",
    "lap bieu",
    "ke toan",
    "giam doc",
    "thu truong",
    "kiem soat",
    "ky ten",
    "ky ghi ro",
    "ghi chu",
)


class RowLook(StrEnum):
    """What a row of a sheet was taken for."""

    ABOVE = "above"
    HEADING = "heading"
    NUMBERS = "numbers"
    DATA = "data"
    SECTION = "section"
    TOTAL = "total"
    SIGNATURE = "signature"
    OTHER = "other"


class PicturedRow(NamedTuple):
    number: int
    look: str
    is_hidden: bool
    texts: list[str]


class SheetPicture(NamedTuple):
    """A sheet's first rows and last ones, and what its columns were taken for.

    `headings` are the words over each column, `columns` its meaning, both by letters. `skipped`
    counts the rows between the first ones and the last that are not shown.
    """

    name: str
    is_visible: bool
    first_header_row: int
    last_header_row: int
    letters: list[str]
    hidden_columns: list[str]
    hidden_rows: int
    row_count: int
    skipped: int
    headings: dict[str, str]
    columns: dict[str, str]
    rows: list[PicturedRow]


def pictures_of(sheets: Iterable[RawSheet], choice: Choice) -> list[SheetPicture]:
    """Return the pictures of the first sheets that hold anything, those with a table first."""
    filled = [(sheet, find_table(sheet, choice)) for sheet in sheets if sheet.rows]
    filled.sort(key=lambda pair: (pair[1] is None, not pair[0].is_visible))
    return [picture_of(sheet, table) for sheet, table in filled[:MOST_SHEETS]]


def picture_of(sheet: RawSheet, table: Table | None) -> SheetPicture:
    """Return what a person needs to see whether the sheet was understood."""
    first, last = (table.first_header_row, table.last_header_row) if table else (0, 0)
    above = [row for row in sheet.rows if row[0] < first][-ROWS_ABOVE:]
    heading = [row for row in sheet.rows if first <= row[0] <= last]
    below = [row for row in sheet.rows if row[0] > last]
    shown, ending = below[:ROWS_BELOW], below[ROWS_BELOW:][-LAST_ROWS:]
    drawn = [*above, *heading, *shown, *ending]
    width = min(MOST_COLUMNS, max((_width(values) for _, values in drawn), default=0))
    letters = [column_letters(column) for column in range(width)]
    columns = dict(table.described()) if table else {}
    return SheetPicture(
        name=sheet.name,
        is_visible=sheet.is_visible,
        first_header_row=first,
        last_header_row=last,
        letters=letters,
        hidden_columns=[column_letters(c) for c in sorted(sheet.hidden_columns) if c < width],
        hidden_rows=len(sheet.hidden_rows & {number for number, _ in sheet.rows}),
        row_count=len(sheet.rows),
        skipped=len(below) - len(shown) - len(ending),
        headings=_headings(table, width),
        columns=columns,
        rows=[_pictured(row, table, sheet, columns, letters) for row in drawn],
    )


def picture_to_json(picture: SheetPicture) -> dict[str, Any]:
    return {**picture._asdict(), "rows": [list(row) for row in picture.rows]}


def picture_from_json(stored: Mapping[str, Any]) -> SheetPicture:
    return SheetPicture(**{**stored, "rows": [PicturedRow(*row) for row in stored["rows"]]})


def look_of(number: int, values: Values, table: Table | None) -> RowLook:
    """Return what a row was taken for, by where it stands and what is written in it."""
    if table is None or number < table.first_header_row:
        return RowLook.ABOVE if table else RowLook.OTHER
    if number <= table.last_header_row:
        return RowLook.HEADING
    written = [value for value in values if not is_blank(value)]
    texts = [value for value in written if isinstance(value, str)]
    if _are_column_numbers(written):
        return RowLook.NUMBERS
    if any(is_total(text) for text in texts):
        return RowLook.TOTAL
    if _names_a_payment(values, table):
        return RowLook.DATA
    if _is_signature(texts, written):
        return RowLook.SIGNATURE
    return RowLook.SECTION if texts and len(texts) < len(written) else RowLook.OTHER


def _names_a_payment(values: Values, table: Table) -> bool:
    told = [
        table.columns[meaning]
        for meaning in (Meaning.PROJECT_CODE, Meaning.INVESTOR)
        if meaning in table.columns
    ][:1]
    if not told or told[0] >= len(values) or is_blank(values[told[0]]):
        return False
    if Meaning.PROJECT_CODE not in table.columns:
        return len([value for value in values if not is_blank(value)]) > 1
    return looks_like_code(values[told[0]])


def _are_column_numbers(written: Sequence[CellValue]) -> bool:
    return len(written) >= FEWEST_COLUMN_NUMBERS and all(
        COLUMN_NUMBER.fullmatch(_text(value, is_plain=True)) for value in written
    )


def _is_signature(texts: Sequence[str], written: Sequence[CellValue]) -> bool:
    if any(isinstance(value, int | float | Decimal) for value in written):
        return False
    folded = [fold(text) for text in texts]
    return any(word in text for text in folded for word in SIGNATURES) or any(
        text.startswith("ngay ") or " ngay " in text for text in folded
    )


def _headings(table: Table | None, width: int) -> dict[str, str]:
    if table is None:
        return {}
    return {
        column_letters(column): " / ".join(path)
        for column, path in sorted(table.paths.items())
        if column < width and path
    }


def _pictured(
    row: NumberedRow,
    table: Table | None,
    sheet: RawSheet,
    columns: Mapping[str, str],
    letters: Sequence[str],
) -> PicturedRow:
    number, values = row
    texts = [
        _text(value, is_plain=columns.get(letter, "") in PLAIN)
        for letter, value in zip(letters, values, strict=False)
    ]
    texts += [""] * (len(letters) - len(texts))
    return PicturedRow(number, look_of(number, values, table), number in sheet.hidden_rows, texts)


# Numbers in these columns are names, not amounts.
PLAIN = frozenset(Meaning) - {Meaning.AMOUNT, Meaning.DEBIT, Meaning.CREDIT}


def _text(value: CellValue, *, is_plain: bool) -> str:
    """Return a cell as Excel would show it to a Vietnamese reader."""
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, FormulaWithoutValue):
        return "=…"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(value, is_plain=is_plain)
    return shorten(str(value))


def _number(value: float | Decimal, *, is_plain: bool) -> str:
    plain = f"{value:.15g}"
    if not PLAIN_NUMBER.fullmatch(plain):
        return plain
    sign = "-" if plain.startswith("-") else ""
    whole, _, rest = plain.lstrip("-").partition(".")
    if not is_plain and (rest or int(whole) >= SMALL):
        whole = f"{int(whole):,}".replace(",", ".")
    return f"{sign}{whole},{rest}" if rest else f"{sign}{whole}"


def _width(values: Values) -> int:
    return max((place for place, value in enumerate(values, 1) if not is_blank(value)), default=0)
