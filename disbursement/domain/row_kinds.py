"""Tell the rows of a treasury table apart: payments, sections, totals, notes and signatures."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from disbursement.domain.column_meanings import Meaning
from disbursement.domain.headings import NumberedRow, Values, fold
from disbursement.domain.layouts import Table
from projects.domain.cells import CellValue, FormulaWithoutValue
from projects.domain.numbers import EMPTY, possible_styles
from projects.domain.texts import clean


class RowKind(Enum):
    """What a row under the heading is."""

    DATA = "data"
    SECTION = "section"
    TOTAL = "total"
    OTHER = "other"


LONGEST_CODE = 12
LONGEST_COLUMN_NUMBER = 4
FEWEST_COLUMN_NUMBERS = 3
# With its signs, since "Công trình" is not "Cộng"; without them only where nothing follows.
TOTAL_WORDS = re.compile(
    r"(cộng(?! đồng| hòa| hoà)|toàn tỉnh)\b.*|tổng[\s:.]*(\(.*)?"
    r"|tổng (số|cộng|tiền|giá trị|kinh phí|vốn|giải ngân|thanh toán|toàn|các|chung)\b.*"
)
BARE_TOTAL = re.compile(r"(tong so|tong cong|tong|cong)( von)?( [ivx0-9+ ]+)?")
# Rows of the official forms that take the money of the row above apart once more.
DETAIL_WORDS = re.compile(
    r"(trong do|von trong nuoc|von nuoc ngoai|trong nuoc|nuoc ngoai|giai ngan theo co che"
    r"|theo co che|ghi thu|von ghi thu|co che tai chinh trong nuoc|gtgc|cctctn)\b.*"
)
COLUMN_NUMBER = re.compile(r"\(?[0-9]{1,2}\)?[=+\u2212()0-9\s-]*|\(?[A-Z]\)?")
OUTLINE_MARK = re.compile(r"[IVXLC]+|[A-ZĐ]|[a-zđ]|[0-9]+(\.[0-9]+)+")


def is_blank(value: CellValue) -> bool:
    """Tell whether a cell states nothing: it is empty, or holds a lone dash."""
    if not isinstance(value, str):
        return value is None
    text = value.strip()
    return not text or (not text[0].isalnum() and clean(text) in EMPTY)


def are_column_numbers(values: Values) -> bool:
    """Tell the row that numbers the columns: "1", "(2)", "10=11+12"; some may be formulas."""
    written = [
        "".join(clean(f"{value:g}" if isinstance(value, float) else str(value)).split())
        for value in values
        if not is_blank(value) and not isinstance(value, FormulaWithoutValue)
    ]
    return len(written) >= FEWEST_COLUMN_NUMBERS and all(map(COLUMN_NUMBER.fullmatch, written))


def is_total(text: str) -> bool:
    """Tell whether a label announces a sum."""
    return bool(TOTAL_WORDS.fullmatch(clean(text).casefold()) or BARE_TOTAL.fullmatch(fold(text)))


def outline_mark(text: str) -> str:
    """Return the mark that puts a section in an outline ("II", "B", "1.2"), or ""."""
    mark = clean(text).strip("().:")
    return mark if OUTLINE_MARK.fullmatch(mark) else ""


class Sorter:
    """Knows a table's columns and says of each row beneath what it is."""

    def __init__(self, table: Table, money: Sequence[int]) -> None:
        self.money = money
        self.code = table.columns[Meaning.PROJECT_CODE]
        self.source = table.columns.get(Meaning.SOURCE)
        self.name = table.columns.get(Meaning.NAME)
        self.day = table.columns.get(Meaning.DAY)
        self.width = max([*table.columns.values(), *money]) + 1
        self.words = [column for column in range(self.width) if column not in money]
        self.headings = {fold(text) for text in table.headings}

    def below(self, table: Table, rows: Sequence[NumberedRow]) -> list[NumberedRow]:
        """Return the rows under the header, each at least as wide as the table."""
        wide = [row for row in rows if row[0] > table.last_header_row]
        if wide and len(wide[0][1]) < self.width:
            return [(at, (*values, *[None] * (self.width - len(values)))) for at, values in wide]
        return wide

    def kind(self, values: Values) -> RowKind:
        code = values[self.code]
        is_sourced = self.source is not None and not is_blank(values[self.source])
        is_dated = self.day is not None and not is_blank(values[self.day])
        if not is_blank(code) and (is_sourced or is_dated or looks_like_code(code)):
            if not is_sourced and not is_dated and self._is_detail(values):
                return RowKind.OTHER
            return RowKind.OTHER if self._is_heading(code, values) else RowKind.DATA
        if not any(_is_figure(values[column]) for column in self.money):
            return RowKind.DATA if is_sourced and is_dated else RowKind.OTHER
        texts = list(self._texts(values))
        if any(is_total(text) for text in texts):
            return RowKind.TOTAL
        source = None if self.source is None else values[self.source]
        has_mark = bool(texts) and bool(outline_mark(texts[0])) and texts[0] != source
        is_payment = is_dated or (
            self.day is None and not has_mark and self._has_source_code(values)
        )
        if is_payment:
            return RowKind.DATA
        if texts and not has_mark and DETAIL_WORDS.fullmatch(fold(texts[0])):
            return RowKind.OTHER
        return RowKind.SECTION

    def _has_source_code(self, values: Values) -> bool:
        """Tell a source code from the words of a section that begins in its column."""
        source = None if self.source is None else values[self.source]
        return not is_blank(source) and not (isinstance(source, str) and " " in clean(source))

    def _is_detail(self, values: Values) -> bool:
        """Tell a row that only takes the money of the project above it apart once more."""
        name = None if self.name is None else values[self.name]
        return isinstance(name, str) and bool(DETAIL_WORDS.fullmatch(fold(name)))

    def texts(self, values: Values) -> list[str]:
        """Return the texts of the row that are no figures, from left to right."""
        return list(self._texts(values))

    def label(self, values: Values) -> str:
        """Return the longest text of the row that is not a figure."""
        return max(self._texts(values), key=len, default="")

    def mark(self, values: Values) -> str:
        """Return the outline mark a section begins with, or ""."""
        first = next(self._texts(values), "")
        return outline_mark(first) or outline_mark(first.split(" ")[0].rstrip(".)"))

    def _texts(self, values: Values) -> Iterator[str]:
        for column in self.words:
            value = values[column]
            if isinstance(value, str | int) and not is_blank(value):
                yield clean(str(value))

    def _is_heading(self, code: CellValue, values: Values) -> bool:
        """Tell a heading repeated on a new page, or the numbers of its columns."""
        text = str(code).strip()
        if not text[-1:].isdigit() and fold(text) in self.headings:
            return True
        if len(text) > LONGEST_COLUMN_NUMBER or not COLUMN_NUMBER.fullmatch(text):
            return False
        return are_column_numbers(values)


def looks_like_code(value: CellValue) -> bool:
    """Tell a code from the words of a section, total or signature in its column."""
    if not isinstance(value, str):
        return True
    text = clean(value)
    return len(text) <= LONGEST_CODE and " " not in text and any(s.isdigit() for s in text)


def _is_figure(value: CellValue) -> bool:
    """Tell whether a cell states an amount, or is broken where it should state one."""
    if isinstance(value, str):
        return bool(possible_styles(value))
    return value is not None
