"""Judge a treasury file as a whole: may it be posted, what would be posted, what is wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from disbursement.domain import treasury_rules as rules
from disbursement.domain.ledger import Key, Position, effect
from disbursement.domain.meanings import Meaning
from disbursement.domain.source_finding import name_sources
from disbursement.domain.treasury_known import Known
from disbursement.domain.treasury_matching import FileView, view_file
from disbursement.domain.treasury_reading import Reading
from disbursement.domain.treasury_rows import StatementRow, TreasuryRow
from disbursement.domain.treasury_rule_table import TREASURY_RULES
from disbursement.domain.unit_comparison import compare_units
from projects.domain.issues import Issue, has_errors, issue

# A file that is wrong all over says the same thing on every row.
MOST_OF_A_KIND = 500
# Findings that name a row which states no payment: a heading, or a printed sum.
NOT_OF_A_ROW = (rules.COLUMNS_MISSING, rules.COLUMN_TWICE, rules.PRINTED_TOTAL_DIFFERS)


class Outcome(StrEnum):
    """What may become of a file; the values are those of the import's status."""

    CHECKED = "checked"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a file would post under which keys, what waits, and every finding.

    `before` and `after` are the positions of the file's keys as at its day.
    """

    outcome: Outcome
    reading: Reading
    issues: Sequence[Issue] = ()
    facts: Sequence[tuple[Key, TreasuryRow]] = ()
    unmatched: Sequence[TreasuryRow] = ()
    volume: int = 0
    advance: int = 0
    before: Mapping[Key, Position] = field(default_factory=dict)
    after: Mapping[Key, Position] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        """Count the rows of the sheets that state money, matched or not, readable or not."""
        stated = (*self.reading.rows, *self.reading.units)
        broken = (
            found
            for found in self.reading.issues
            if found.is_error and found.row and found.rule not in NOT_OF_A_ROW
        )
        return len({(place.sheet, place.row) for place in (*stated, *broken)})

    @property
    def can_be_posted(self) -> bool:
        """Tell a file that states facts from one that is only to be compared."""
        return bool(self.facts or self.unmatched) or not self.reading.units

    @property
    def posted_count(self) -> int:
        """Count the rows of the sheets that become facts."""
        return len({(row.sheet, row.row) for _, row in self.facts})


def judge(reading: Reading, known: Known, *, is_confirmed: bool = False) -> Verdict:
    """Check everything at once; `is_confirmed` says that a person vouches for the scale."""
    reading = name_sources(reading, known)
    view = view_file(reading, known)
    issues = [*reading.issues, *compare_units(reading, known), *_broken(view)]
    facts = [(key.key, row) for key in view.keys for row in key.rows]
    volume, advance = _total([row for _, row in facts] + view.waiting)
    return Verdict(
        outcome=_outcome(issues, is_confirmed=is_confirmed),
        reading=reading,
        issues=_in_order(issues, reading),
        facts=facts,
        unmatched=view.waiting,
        volume=volume,
        advance=advance,
        before={key.key: key.position_before for key in view.keys},
        after={key.key: key.position_after for key in view.keys},
    )


def _broken(view: FileView) -> Iterator[Issue]:
    """Yield what every check of the table finds, each finding at the column it is about."""
    for entry in TREASURY_RULES:
        if entry.of_file:
            yield from _placed(entry.of_file(view), entry.points_at, view.reading)
        if entry.of_key:
            for key in view.keys:
                yield from _placed(entry.of_key(key), entry.points_at, view.reading)


def _placed(issues: Iterator[Issue], meaning: Meaning | None, reading: Reading) -> Iterator[Issue]:
    for found in issues:
        column = reading.column_of(found.sheet, meaning) if meaning and found.row else ""
        yield replace(found, column=column) if column else found


def _outcome(issues: list[Issue], *, is_confirmed: bool) -> Outcome:
    if has_errors(issues):
        return Outcome.REFUSED
    return Outcome.HELD if is_held(issues) and not is_confirmed else Outcome.CHECKED


def is_held(issues: Iterable[Issue]) -> bool:
    """Tell whether a person has to confirm the figures before they are posted."""
    return any(found.code in rules.HOLDING for found in issues)


def _total(rows: Sequence[TreasuryRow]) -> tuple[int, int]:
    volume = advance = 0
    for row in rows:
        if isinstance(row, StatementRow):
            volume, advance = volume + row.volume, advance + row.advance
        else:
            changed = effect(row.kind, row.amount)
            volume, advance = volume + changed[0], advance + changed[1]
    return volume, advance


def _in_order(issues: Sequence[Issue], reading: Reading) -> list[Issue]:
    """Return errors, then warnings, as they stand in the file; none of a kind without end."""
    sheets = {name: place for place, name in enumerate(reading.columns)}
    ordered = sorted(
        issues,
        key=lambda found: (not found.is_error, sheets.get(found.sheet, -1), found.row or 0),
    )
    seen = Counter(found.code for found in ordered)
    shown: Counter[str] = Counter()
    kept: list[Issue] = []
    for found in ordered:
        shown[found.code] += 1
        if shown[found.code] <= MOST_OF_A_KIND:
            kept.append(found)
        elif shown[found.code] == seen[found.code]:
            more = seen[found.code] - MOST_OF_A_KIND
            kept.append(issue(rules.MORE_OF_THE_SAME, count=more, code=found.code))
    return kept
