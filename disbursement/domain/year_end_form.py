"""Recognise mẫu 03/QTNĐ, the paying agency's report of a budget year, by its headings.

The columns go by the numbers printed under them. Mẫu 01/QTNĐ has the same columns behind one
more, the total investment, so its numbers are higher by one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from disbursement.domain.column_meanings import LABELS, Meaning, Quantity, identify
from disbursement.domain.families import YEAR_END_FORM
from disbursement.domain.headings import (
    SOUGHT_ROWS,
    Area,
    NumberedRow,
    fold,
    heading_paths,
    windows,
)
from disbursement.domain.layouts import Table
from disbursement.domain.meanings import Pool
from projects.domain.columns import column_letters

CARRIED = re.compile(r"cac nam truoc.*keo dai|von ke hoach keo dai|duoc keo dai thoi gian")
CURRENT = re.compile(
    r"ke hoach va giai ngan.*nam (quyet toan|20[0-9]{2})"
    r"|von ke hoach nam (quyet toan|20[0-9]{2})$|thuoc ke hoach nam (quyet toan|20[0-9]{2})"
)
OF_A_BLOCK: tuple[tuple[int, re.Pattern[str]], ...] = (
    (4, re.compile(r"tiep tuc|sang nam sau|phep keo dai|duoc keo dai sang")),
    (5, re.compile(r"huy bo|con lai")),
    (2, re.compile(r"khoi luong|klht")),
    (3, re.compile(r"tam ung")),
    (1, re.compile(r"tong so|^giai ngan$|^cong$")),
    (0, re.compile(r"ke hoach")),
)
# Columns of no block, likeliest first; `whole` is the path's words from outer to inner.
SINGLE: tuple[tuple[int, re.Pattern[str]], ...] = (
    (21, re.compile(r"hoan tra nsnn|ket luan (cua )?(co quan )?(thanh tra|kiem toan)")),
    (7, re.compile(r"tam ung.*nop dieu chinh giam|nop dieu chinh giam.*tam ung")),
    (23, re.compile(r"luy ke von tam ung.*(chuyen sang|het nam)")),
    (8, re.compile(r"khoi luong hoan thanh.*phan (von )?tam ung")),
    (22, re.compile(r"(tong so )?von da thanh toan khoi luong.*quyet toan")),
    (6, re.compile(r"luy ke.*giai ngan tu khoi cong.*nam.*truoc.*tam ung")),
    (5, re.compile(r"luy ke.*giai ngan tu khoi cong.*nam.*truoc")),
    (24, re.compile(r"luy ke.*giai ngan tu khoi cong den het nam")),
)
TOTAL_INVESTMENT = re.compile(r"tong muc dau tu|tmdt")
# What facts are made of, and what tells the form from another table.
NEEDED = {11: Quantity.VOLUME, 12: Quantity.ADVANCE, 17: Quantity.VOLUME, 18: Quantity.ADVANCE}
THIS_YEAR = (15, 16, 17, 18, 22)
YEAR = re.compile(r"\bnam (20[0-9]{2})\b")
TELLING = {5, 7, 8, 21, 22, 23, 24}
FEWEST_TELLING = 3


# What the rows of column numbers of mẫu 03 and 01 print that no other form does.
PRINTED = ({"10=11+12", "16=17+18"}, {"11=12+13", "17=18+19"})
NUMBER = re.compile(r"\(?([0-9]{1,2})\)?(?==|$)")


class Formula(NamedTuple):
    """What the form prints under a column: it is the sum of some less others."""

    column: int
    plus: tuple[int, ...]
    minus: tuple[int, ...] = ()


FORMULAS = (
    Formula(10, (11, 12)),
    Formula(14, (9,), (10, 13)),
    Formula(16, (17, 18)),
    Formula(20, (15,), (16, 19)),
    Formula(22, (8, 11, 17)),
    Formula(23, (6, 12, 18), (7, 8)),
    Formula(24, (5, 10, 16), (7, 21)),
)


def recognise_year_end_form(
    rows: Sequence[NumberedRow], merged: Iterable[Area] = ()
) -> Table | None:
    """Return the form's table, complete or not, or None where the sheet is another one."""
    merged = list(merged)
    best: Table | None = None
    for window in windows(rows):
        if not any(_is_telling(values) for _, values in window):
            continue
        table = _read(heading_paths(window, merged), window[0][0], window[-1][0])
        if table and (best is None or len(table.measures) > len(best.measures)):
            best = table
    return best if best and best.is_complete else _by_printed_numbers(rows) or best


def _by_printed_numbers(rows: Sequence[NumberedRow]) -> Table | None:
    """Return the form told by its row of column numbers, where the formulas are those of it."""
    for at, values in rows[:SOUGHT_ROWS]:
        texts = ["".join(str(v).split()).removesuffix(".0") if v else "" for v in values]
        shift = next((s for s in (0, 1) if set(texts) >= PRINTED[s]), None)
        if shift is None:
            continue
        numbers = {int(found[1]): c for c, t in enumerate(texts) if (found := NUMBER.match(t))}
        measures = {number - shift: c for number, c in numbers.items() if 5 <= number - shift <= 24}
        names = {Meaning.NAME: 2, Meaning.PROJECT_CODE: 4}
        columns = {meaning: numbers[n] for meaning, n in names.items() if n in numbers}
        missing = [LABELS[m] for m in YEAR_END_FORM.needs if m not in columns]
        missing += [
            LABELS[quantity] for number, quantity in NEEDED.items() if number not in measures
        ]
        return Table(
            family=YEAR_END_FORM,
            first_header_row=at,
            last_header_row=at,
            columns=columns,
            blocks=(),
            plan_years=frozenset(),
            headings=(),
            missing=tuple(missing),
            paths={0: ("Tổng mức đầu tư",)} if shift else {},
            measures=measures,
        )
    return None


def shift_of(table: Table) -> int:
    """Return by how much the printed numbers are higher than those of mẫu 03/QTNĐ."""
    whole = (fold(" ".join(path)) for path in table.paths.values())
    return 1 if any(TOTAL_INVESTMENT.match(text) for text in whole) else 0


def _is_telling(values: Sequence[object]) -> bool:
    return any(isinstance(value, str) and "tạm ứng" in value.casefold() for value in values) or any(
        isinstance(value, str) and "tam ung" in fold(value) for value in values
    )


def _read(paths: Mapping[int, tuple[str, ...]], first: int, last: int) -> Table | None:
    measures: dict[int, int] = {}
    twice: list[tuple[str, tuple[str, ...]]] = []
    for column, path in paths.items():
        number = number_of(path)
        if number in measures:
            letters = tuple(column_letters(c) for c in (measures[number], column))
            twice.append((" / ".join(path)[:80], letters))
        elif number:
            measures[number] = column
    if len(measures.keys() & TELLING) < FEWEST_TELLING:
        return None
    columns = _identities(paths, set(measures.values()))
    missing = [LABELS[m] for m in YEAR_END_FORM.needs if m not in columns]
    missing += [LABELS[quantity] for number, quantity in NEEDED.items() if number not in measures]
    used = {*columns.values(), *measures.values()}
    return Table(
        family=YEAR_END_FORM,
        first_header_row=first,
        last_header_row=last,
        columns=columns,
        blocks=(),
        plan_years=_plan_years(paths, measures),
        headings=tuple(text for column in sorted(used) for text in paths[column]),
        missing=tuple(dict.fromkeys(missing)),
        twice=tuple(twice),
        paths=paths,
        measures=measures,
    )


def _plan_years(
    paths: Mapping[int, tuple[str, ...]], measures: Mapping[int, int]
) -> frozenset[int]:
    """Return the years that the headings of this year's money have been filled in with."""
    texts = [fold(" ".join(paths[column])) for n, column in measures.items() if n in THIS_YEAR]
    return frozenset(int(year) for text in texts for year in YEAR.findall(text))


def number_of(path: Sequence[str]) -> int | None:
    """Return the number that mẫu 03/QTNĐ prints under a column of such headings."""
    folded = [fold(text) for text in path]
    whole = " ".join(folded)
    pool = next((pool for text in folded if (pool := _pool(text))), None)
    if pool is None:
        return next((number for number, said in SINGLE if said.search(whole)), None)
    first = 9 if pool is Pool.CARRIED else 15
    inner = [text for text in reversed(folded) if not _is_outer(text)]
    for text in inner:
        for place, said in OF_A_BLOCK:
            if said.search(text):
                return first + place
    return first if len(folded) == 1 else None


def _pool(text: str) -> Pool | None:
    if "ke hoach va giai ngan" in text or not any(said.search(text) for _, said in SINGLE):
        if CARRIED.search(text):
            return Pool.CARRIED
        if CURRENT.search(text):
            return Pool.CURRENT
    return None


def _is_outer(text: str) -> bool:
    return "ke hoach va giai ngan" in text


def _identities(paths: Mapping[int, tuple[str, ...]], taken: set[int]) -> dict[Meaning, int]:
    found: dict[Meaning, tuple[int, int]] = {}
    for column, path in paths.items():
        if column in taken:
            continue
        for meaning, rank in identify(path).items():
            wanted = meaning in (*YEAR_END_FORM.needs, *YEAR_END_FORM.may_have)
            if wanted and (meaning not in found or rank < found[meaning][0]):
                found[meaning] = (rank, column)
    return {meaning: column for meaning, (_, column) in found.items()}
