"""Hold the sums that a table prints against the rows they stand for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from disbursement.domain import treasury_rules as rules
from disbursement.domain.row_kinds import RowKind
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, Location, issue

ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
ROMAN_NUMBER = re.compile(r"(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
# How many sections a total may reach back over.
SUMS_LOOKED_BACK = 50
Amounts = Sequence[int | Issue | None]


class Line(NamedTuple):
    """A row of the table in its order: what it is, and its amounts per column of money.

    For a payment they are what it adds; for a section or total what is printed.
    """

    kind: RowKind
    row: int
    label: str
    mark: str
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Summed:
    """A column of printed sums: where it is, and which amounts of the rows it may add up."""

    column: int
    measures: tuple[int, ...]


def check_totals(sheet: str, lines: Sequence[Line], columns: Sequence[Summed]) -> list[Issue]:
    """Return a finding for every printed sum that its rows do not add up to.

    A section stands for the rows up to the next section of its level. A total stands for all
    rows of the sheet, or for those between it and a section or total before or after it.
    """
    found: list[Issue] = []
    spans = _spans_of_sums(lines)
    for place, summed in enumerate(columns):
        if any(_is_unread(line, summed) for line in lines):
            continue
        sums = [_running(lines, measure) for measure in summed.measures]
        for index, stretches in spans.items():
            line, printed = lines[index], lines[index].amounts[place]
            at = Location(sheet, line.row, column_letters(summed.column))
            if isinstance(printed, Issue):
                found.append(issue(printed.rule, at, **printed.params))
            elif printed is not None:
                fits = [
                    running[end] - running[start] for start, end in stretches for running in sums
                ]
                if printed not in fits:
                    figures = {"printed": printed, "sum": fits[0]}
                    found.append(
                        issue(rules.PRINTED_TOTAL_DIFFERS, at, label=line.label, **figures)
                    )
    return found


def _is_unread(line: Line, summed: Summed) -> bool:
    """Tell a payment whose amount has a finding of its own; sums over it say nothing."""
    return line.kind is RowKind.DATA and any(
        isinstance(line.amounts[measure], Issue) for measure in summed.measures
    )


def _running(lines: Sequence[Line], measure: int) -> list[int]:
    """Return the sum of the payments before each line, and at last of all."""
    sums, total = [0], 0
    for line in lines:
        amount = line.amounts[measure] if line.kind is RowKind.DATA else None
        total += amount if isinstance(amount, int) else 0
        sums.append(total)
    return sums


def _spans_of_sums(lines: Sequence[Line]) -> dict[int, list[tuple[int, int]]]:
    """Return for each printed sum the stretches of lines it may stand for, likeliest first."""
    ends = _section_ends(lines)
    printed = [index for index, line in enumerate(lines) if line.kind is not RowKind.DATA]
    spans: dict[int, list[tuple[int, int]]] = {}
    for place, index in enumerate(printed):
        following = printed[place + 1] if place + 1 < len(printed) else len(lines)
        if lines[index].kind is RowKind.SECTION:
            spans[index] = [(index, ends[index]), (index, following)]
        else:
            earlier = [0, *printed[max(0, place - SUMS_LOOKED_BACK) : place]]
            starts = [(start, index) for start in reversed(earlier)]
            spans[index] = [(0, len(lines)), (index, following), *starts]
    return spans


def _section_ends(lines: Sequence[Line]) -> list[int]:
    """Return for each section the index at which the next one of its level or above begins."""
    ends = [len(lines)] * len(lines)
    open_sections: list[tuple[str, int, int]] = []  # level, number within it, index
    for index, line in enumerate(lines):
        if line.kind is not RowKind.SECTION:
            continue
        level, number = outline_level(line.mark, open_sections)
        levels = [open_level for open_level, _, _ in open_sections]
        if level in levels:
            depth = levels.index(level)
            for _, _, closed in open_sections[depth:]:
                ends[closed] = index
            del open_sections[depth:]
        open_sections.append((level, number, index))
    return ends


def outline_level(mark: str, open_sections: Sequence[tuple[str, int, object]]) -> tuple[str, int]:
    """Return the level of an outline mark and its number: "C" follows B, or is a hundred."""
    roman = _roman(mark)
    letter = ord(mark) if len(mark) == 1 and mark.isalpha() else 0
    last = {level: number for level, number, _ in open_sections}
    if roman and (roman == 1 or last.get("roman") == roman - 1 or not letter):
        return "roman", roman
    if letter:
        return ("capital" if mark.isupper() else "letter"), letter
    return (f"numbers {mark.count('.')}" if mark else "unmarked"), 0


def _roman(mark: str) -> int:
    if not mark or not ROMAN_NUMBER.fullmatch(mark):
        return 0
    values = [ROMAN[sign] for sign in mark]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )
