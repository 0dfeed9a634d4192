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
OF_FIGURES = re.compile(r"\b(so lieu|tinh den|luy ke den|thoi diem)\b")
# "Lạng Sơn, ngày 05 tháng 10 năm 2024" dates the paper, not its figures.
PLACE_AND_DATE = re.compile(r"^[^,:()]{2,40},\s*ngày\s+[0-9]{1,2}\s+tháng\b")
YEAR_IN_TITLE = re.compile(
    r"\b(?:nam|nien do|khv|kh|ke hoach|ke hoach von|dau tu cong)(?: ngan sach| ke hoach| nam)*"
    r" (20[0-9]{2})\b"
)
DATED = re.compile(
    r"\b(?:ngay [0-9]{1,2} )?(?:thang [0-9]{1,2}|quy (?:[1-4]|i{1,3}|iv)) nam 20[0-9]{2}\b"
)
CARRIED_YEAR = re.compile(
    r"\b(?:nam|von|khv|kh|ke hoach)(?: nam)? 20[0-9]{2} (?:duoc |cho )?(?:phep )?"
    r"(?:keo dai|chuyen|sang)|\bkeo dai (?:tu |cua )?(?:nam )?20[0-9]{2}(?! )"
)
UNIT_WORDS = re.compile(r"^(?:don vi(?: tinh| tien(?: te)?)?|d ?v ?t)$")
ABOUT_UNITS = re.compile(r"^[^0-9a-z]*(?:don vi tinh|don vi tien|don vi|d ?v ?t)\b")
UNIT_SHORT = re.compile(
    r"^\W*(?:đơn\s+vị(?:\s+tính)?|đ\.?v\.?t\.?)\s*[:.]?\s*(triệu|tr|tỷ|tỉ|nghìn|ngàn)\W*$"
)
SHORT_UNITS = {"triệu": Unit.MILLION, "tr": Unit.MILLION, "tỷ": Unit.BILLION, "tỉ": Unit.BILLION}
MONTH = re.compile(r"\btháng\s+([0-9]{1,2})\s*(?:/|-|\.|năm)\s*(20[0-9]{2})\b")
QUARTER = re.compile(r"\bquý\s+([1-4]|i{1,3}|iv)\s*(?:/|-|năm)\s*(20[0-9]{2})\b")
MONTHS_OF = re.compile(r"\b([0-9]{1,2})\s+tháng(?:\s+đầu)?\s+năm\s+(20[0-9]{2})\b")
QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
WHOLE_DAY = re.compile(
    r"(?:ngày\s+)?[0-9]{1,2}\s+tháng\s+[0-9]{1,2}\s+năm\s+20[0-9]{2}"
    r"|[0-9]{1,2}[/.-][0-9]{1,2}[/.-]20[0-9]{2}"
)
DAY_AND_MONTH = re.compile(r"(?<![0-9/.-])([0-9]{1,2})[/-]([0-9]{1,2})(?![0-9/.-])")


@dataclass(frozen=True, slots=True)
class Preamble:
    """The candidates a sheet offers; one of each is certainty, none or several are not.

    `is_told` says that the days are told as those up to which figures count.
    """

    units: frozenset[Unit] = frozenset()
    ends: frozenset[date] = frozenset()
    starts: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    is_told: bool = False

    def __or__(self, other: "Preamble") -> "Preamble":
        return Preamble(
            self.units | other.units,
            self.ends | other.ends,
            self.starts | other.starts,
            self.years | other.years,
            self.is_told or other.is_told,
        )


def read_preamble(
    above: Sequence[NumberedRow],
    headings: Sequence[str] = (),
    around: Sequence[NumberedRow] = (),
) -> Preamble:
    """Read what is above a table and in its headings for what they declare.

    Rows `around` it (beside the headings, below the table) count only where they say plainly
    that they speak of the unit, or of the day of the figures.
    """
    sentences = list(_sentences(above))
    beside = [text for text in _sentences(around) if len(text) < LONGEST_SENTENCE]
    about_units = [text for text in beside if ABOUT_UNITS.match(fold(text))]
    titles = [text for text in sentences if not OF_A_PAPER.search(fold(text))]
    dated = [*titles, *(text for text in headings if not OF_A_PAPER.search(fold(text)))]
    dated += [text for text in beside if OF_FIGURES.search(fold(text))]
    years = frozenset(year for text in sentences for year in _years(text))
    starts, ends = _span(dated, years)
    return Preamble(
        units=frozenset(find_units([*sentences, *headings, *about_units]))
        | _short_units([*sentences, *about_units]),
        ends=ends or _periods(titles) or _plain_days(dated),
        starts=starts,
        years=years,
        is_told=bool(ends),
    )


def _short_units(texts: Iterable[str]) -> frozenset[Unit]:
    """Return the units named without the word đồng: "ĐVT: triệu"."""
    found = (UNIT_SHORT.match(clean(text).casefold()) for text in texts)
    return frozenset(SHORT_UNITS.get(match[1], Unit.THOUSAND) for match in found if match)


def _plain_days(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(
        day
        for text in texts
        if not PLACE_AND_DATE.match(text.casefold())
        for day in find_days(text)
    )


def _periods(texts: Iterable[str]) -> frozenset[date]:
    """Return the last days of the months and quarters that titles name: "THÁNG 9 NĂM 2024"."""
    days: set[date] = set()
    for text in texts:
        lowered = WHOLE_DAY.sub(" ", text.casefold())
        if PLACE_AND_DATE.match(text.casefold()):
            continue
        months = [(int(m[2]), int(m[1])) for m in MONTH.finditer(lowered)]
        months += [(int(m[2]), int(m[1])) for m in MONTHS_OF.finditer(lowered)]
        for found in QUARTER.finditer(lowered):
            number = QUARTERS.get(found[1]) or int(found[1])
            months.append((int(found[2]), 3 * number))
        days.update(last_of_month(year, month) for year, month in months if 1 <= month <= 12)
    return frozenset(days)


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


def _span(texts: Iterable[str], years: frozenset[int]) -> tuple[frozenset[date], frozenset[date]]:
    """Return the days the texts count from and up to."""
    starts: set[date] = set()
    ends: set[date] = set()
    for text in texts:
        lowered = text.casefold()
        until = UNTIL.search(lowered)
        if until is None:
            continue
        before, after = lowered[: until.start()], lowered[until.end() :]
        ends.update(find_days(after)[:1] or _end_of_month(after) or _of_the_year(after, years))
        if SINCE.search(before):
            starts.update(find_days(before)[:1])
    return frozenset(starts), frozenset(ends)


def _end_of_month(text: str) -> list[date]:
    found = END_OF_MONTH.search(text)
    if not found or not 1 <= int(found[1]) <= 12:
        return []
    return [last_of_month(int(found[2]), int(found[1]))]


def _of_the_year(text: str, years: frozenset[int]) -> list[date]:
    """Return a day without its year as of the only year the title names, except in January.

    In January two budget years are open, so the year of the title says nothing of the day's.
    """
    found = DAY_AND_MONTH.search(text)
    if not found or len(years) != 1 or WHOLE_DAY.search(text) or found[2].lstrip("0") == "1":
        return []
    return find_days(f"{found[1]}/{found[2]}/{min(years)}")


def _years(text: str) -> list[int]:
    if OF_A_PAPER.search(fold(text)):
        return []
    folded = CARRIED_YEAR.sub(" ", DATED.sub(" ", fold(text)))
    return [int(year) for year in YEAR_IN_TITLE.findall(folded)]
