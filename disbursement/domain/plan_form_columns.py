"""Recognise the table of a plan form by the meaning of its headings, whatever their order.

The official forms number their columns, but not reliably, so the numbers say nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from disbursement.domain.column_meanings import Meaning, identify
from disbursement.domain.headings import Area, NumberedRow, fold, heading_paths, windows
from projects.domain.columns import column_letters
from projects.domain.issues import mark

FORM_A, FORM_B = "01.a/PB", "01.b/PB"


class Measure(StrEnum):
    """What a column of figures of the forms counts."""

    PLAN = "plan"
    PLAN_RECOVERY = "plan_recovery"
    PLAN_DEBT = "plan_debt"
    INCREASE = "increase"
    DECREASE = "decrease"
    AFTER = "after"
    AFTER_RECOVERY = "after_recovery"
    AFTER_DEBT = "after_debt"


MEASURE_LABELS: Mapping[Measure, str] = {
    Measure.PLAN: mark("Plan of the year"),
    Measure.PLAN_RECOVERY: mark("Plan of the year: recovery of capital advanced"),
    Measure.PLAN_DEBT: mark("Plan of the year: payment of debts"),
    Measure.INCREASE: mark("Adjusted upwards"),
    Measure.DECREASE: mark("Adjusted downwards"),
    Measure.AFTER: mark("Plan after adjustment"),
    Measure.AFTER_RECOVERY: mark("Plan after adjustment: recovery of capital advanced"),
    Measure.AFTER_DEBT: mark("Plan after adjustment: payment of debts"),
}
IDENTITIES = (Meaning.PROJECT_CODE, Meaning.NAME, Meaning.INVESTOR, Meaning.ORDINAL)

BESIDE_THE_POINT = re.compile(
    r"\btrung han\b|\bluy ke\b|\bgiai ngan\b|\buoc\b|\btong muc\b|\btmdt\b|\bnhu cau\b|%"
    r"|\bty le\b|\bnam truoc\b|\bcac nam\b|\bda bo tri\b|\bdu toan\b|\bghi chu\b|\bdia diem\b"
)
# What only a project's row has: where, when and by which decision it is built.
DESCRIPTIVE = re.compile(
    r"\bdia diem\b|\bthoi gian\b|\bkc\b|\bkhoi cong\b|\bnganh kinh te\b|\bloai khoan\b"
    r"|\bquyet dinh\b|\bso ngay\b|\btong muc\b|\btmdt\b|\bnang luc\b"
)
AFTER = re.compile(r"\bsau (khi )?dieu chinh\b")
INCREASE = re.compile(r"(so |von |ke hoach )*(dieu chinh )?tang( them)?( .*)?|bo sung( tang)?")
DECREASE = re.compile(r"(so |von |ke hoach )*(dieu chinh )?giam( .*)?")
RECOVERY = re.compile(r"\bthu hoi\b")
DEBT = re.compile(r"\btra no\b|\bno dong\b|\bno xdcb\b")
PLAN = re.compile(r"\b(ke hoach|khv|kh)\b")
YEAR = re.compile(r"\b(20[0-9]{2})\b")
CHANGING = (Measure.INCREASE, Measure.DECREASE)
FEWEST_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class PlanTable:
    """A recognised form: where its header ends and what its columns hold.

    `twice` names measures that several columns claim; such a table is not read.
    """

    form: str
    first_header_row: int
    last_header_row: int
    columns: Mapping[Meaning, int]
    measures: Mapping[Measure, int]
    descriptive: tuple[int, ...]
    headings: tuple[str, ...]
    name_headings: frozenset[str]
    twice: tuple[tuple[Measure, tuple[str, ...]], ...] = ()

    @property
    def merit(self) -> tuple[int, int]:
        """What tells the better of two readings: fewer doubts, then more columns understood."""
        understood = len(self.columns) + len(self.measures)
        return -len(self.twice), understood

    @property
    def money(self) -> list[int]:
        return sorted(self.measures.values())


def recognise_plan_table(
    rows: Sequence[NumberedRow], merged: Iterable[Area] = (), plan_year: int | None = None
) -> PlanTable | None:
    """Return the best reading of the sheet's headings, or None without any."""
    merged = list(merged)
    best: PlanTable | None = None
    for window in windows(rows):
        paths = heading_paths(window, merged)
        table = _read_headings(paths, window, plan_year)
        if table and (best is None or table.merit > best.merit):
            best = table
    return best


def measure_of(path: Sequence[str]) -> Measure | None:
    """Return what the figures under the headings count, or None if it is nothing we take."""
    texts = [fold(text) for text in path]
    if any(BESIDE_THE_POINT.search(text) and not AFTER.search(text) for text in texts):
        return None
    own = texts[-1]
    if any(AFTER.search(text) for text in texts):
        return _part(texts, Measure.AFTER, Measure.AFTER_RECOVERY, Measure.AFTER_DEBT)
    if INCREASE.fullmatch(own):
        return Measure.INCREASE
    if DECREASE.fullmatch(own):
        return Measure.DECREASE
    if any(PLAN.search(text) for text in texts):
        return _part(texts, Measure.PLAN, Measure.PLAN_RECOVERY, Measure.PLAN_DEBT)
    return None


def _part(texts: Sequence[str], whole: Measure, recovery: Measure, debt: Measure) -> Measure:
    if any(RECOVERY.search(text) for text in texts):
        return recovery
    return debt if any(DEBT.search(text) for text in texts) else whole


def _read_headings(
    paths: Mapping[int, tuple[str, ...]], window: Sequence[NumberedRow], plan_year: int | None
) -> PlanTable | None:
    columns = _identities(paths)
    if Meaning.NAME not in columns:
        return None
    claims: dict[Measure, list[int]] = defaultdict(list)
    for column, path in paths.items():
        if column not in columns.values() and (found := measure_of(path)):
            claims[found].append(column)
    is_adjustment = all(measure in claims for measure in CHANGING)
    if not is_adjustment and Measure.PLAN not in claims:
        return None
    needed = CHANGING if is_adjustment else (Measure.PLAN,)
    measures, twice = _settle(claims, paths, plan_year, needed)
    used = {*columns.values(), *measures.values()}
    if len(used) < FEWEST_COLUMNS:
        return None
    return PlanTable(
        form=FORM_B if is_adjustment else FORM_A,
        first_header_row=window[0][0],
        last_header_row=window[-1][0],
        columns=columns,
        measures=measures,
        descriptive=tuple(
            column
            for column, path in paths.items()
            if column not in used and any(DESCRIPTIVE.search(fold(text)) for text in path)
        ),
        headings=tuple(text for column in sorted(paths) for text in paths[column]),
        name_headings=frozenset(map(fold, paths[columns[Meaning.NAME]])),
        twice=twice,
    )


def _identities(paths: Mapping[int, tuple[str, ...]]) -> dict[Meaning, int]:
    """Give each meaning the column with the best wording; no column has two meanings."""
    claims = sorted(
        (rank, IDENTITIES.index(meaning), column)
        for column, path in paths.items()
        for meaning, rank in identify(path).items()
        if meaning in IDENTITIES
    )
    columns: dict[Meaning, int] = {}
    for _rank, place, column in claims:
        if IDENTITIES[place] not in columns and column not in columns.values():
            columns[IDENTITIES[place]] = column
    return columns


def _settle(
    claims: Mapping[Measure, list[int]],
    paths: Mapping[int, tuple[str, ...]],
    plan_year: int | None,
    needed: Sequence[Measure],
) -> tuple[dict[Measure, int], tuple[tuple[Measure, tuple[str, ...]], ...]]:
    """Give each measure its column; of several the one that names the plan year.

    A measure that only serves to check others is left out where it is not clear.
    """
    measures: dict[Measure, int] = {}
    twice = []
    for measure, claimed in claims.items():
        named = [column for column in claimed if plan_year in _years(paths[column])]
        chosen = named if len(named) == 1 else claimed
        if len(chosen) == 1 or measure in needed:
            measures[measure] = chosen[0]
        if len(chosen) > 1 and measure in needed:
            twice.append((measure, tuple(column_letters(column) for column in chosen)))
    return measures, tuple(twice)


def _years(path: Iterable[str]) -> set[int]:
    return {int(year) for text in path for year in YEAR.findall(fold(text))}
