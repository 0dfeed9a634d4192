"""What a sheet says about its table as a whole: unit, day or span, plan year."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from disbursement.domain.calendar import last_of_month
from disbursement.domain.headings import NumberedRow, fold
from projects.domain.days import find_days
from projects.domain.money import Unit, find_units
from projects.domain.texts import clean

LONGEST_SENTENCE = 400
UNTIL = re.compile(r"\bđến\b|\bden\b|\bthời điểm\b")
SINCE = re.compile(r"\btừ\b|\btu\b")
END_OF_MONTH = re.compile(r"\bhết\s+tháng\s+([0-9]{1,2})\s*(?:/|-|\.|năm)\s*([0-9]{4})")
# Papers are dated too; their days say nothing about the figures.
OF_A_PAPER = re.compile(
    r"\b(kem theo|cong van|quyet dinh|thong tu|nghi dinh|nghi quyet|van ban|to trinh|ban hanh"
    r"|mau so)\b"
)
YEAR_IN_TITLE = re.compile(
    r"\b(?:nam|nien do|khv|ke hoach|ke hoach von)(?: ngan sach| ke hoach| nam)* (20[0-9]{2})\b"
)
DATED = re.compile(r"\b(?:ngay [0-9]{1,2} )?thang [0-9]{1,2} nam 20[0-9]{2}\b")
CARRIED_YEAR = re.compile(r"\bnam 20[0-9]{2} (?:duoc )?(?:keo dai|chuyen)")
UNIT_WORDS = re.compile(r"^(?:don vi(?: tinh| tien(?: te)?)?|d ?v ?t)$")


@dataclass(frozen=True, slots=True)
class Preamble:
    """The candidates a sheet offers; one of each is certainty, none or several are not."""

    units: frozenset[Unit] = frozenset()
    ends: frozenset[date] = frozenset()
    starts: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()

    def __or__(self, other: "Preamble") -> "Preamble":
        return Preamble(
            self.units | other.units,
            self.ends | other.ends,
            self.starts | other.starts,
            self.years | other.years,
        )


def read_preamble(above: Sequence[NumberedRow], headings: Sequence[str] = ()) -> Preamble:
    """Read the rows above a table, and the headings of its columns, for what they declare."""
    sentences = list(_sentences(above))
    dated = [text for text in (*sentences, *headings) if not OF_A_PAPER.search(fold(text))]
    starts, ends = _span(dated)
    return Preamble(
        units=frozenset(find_units([*sentences, *headings])),
        ends=ends or frozenset(day for text in dated for day in find_days(text)),
        starts=starts,
        years=frozenset(year for text in sentences for year in _years(text)),
    )


def _sentences(rows: Sequence[NumberedRow]) -> Iterator[str]:
    """Yield the texts of the rows; one that only announces is joined with the cell after it."""
    for _, values in rows:
        announced = ""
        for value in values:
            text = _text(value)
            if not text:
                continue
            if announced:
                yield f"{announced} {text}"
            announced = ""
            if isinstance(value, str):
                yield text
                announced = text if _announces(text) else ""


def _text(value: object) -> str:
    if isinstance(value, str):
        return clean(value[:LONGEST_SENTENCE])
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        return f"{day:%d/%m/%Y}"
    return ""


def _announces(text: str) -> bool:
    folded = fold(text)
    return bool(UNIT_WORDS.match(folded)) or folded.endswith(("den ngay", "den het ngay"))


def _span(texts: Iterable[str]) -> tuple[frozenset[date], frozenset[date]]:
    """Return the days the texts count from and up to."""
    starts: set[date] = set()
    ends: set[date] = set()
    for text in texts:
        lowered = text.casefold()
        until = UNTIL.search(lowered)
        if until is None:
            continue
        before, after = lowered[: until.start()], lowered[until.end() :]
        ends.update(find_days(after)[:1] or _end_of_month(after))
        if SINCE.search(before):
            starts.update(find_days(before)[:1])
    return frozenset(starts), frozenset(ends)


def _end_of_month(text: str) -> list[date]:
    found = END_OF_MONTH.search(text)
    if not found or not 1 <= int(found[1]) <= 12:
        return []
    return [last_of_month(int(found[2]), int(found[1]))]


def _years(text: str) -> list[int]:
    if OF_A_PAPER.search(fold(text)):
        return []
    folded = CARRIED_YEAR.sub(" ", DATED.sub(" ", fold(text)))
    return [int(year) for year in YEAR_IN_TITLE.findall(folded)]
