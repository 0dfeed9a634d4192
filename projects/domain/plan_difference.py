"""What a file's plan lines would change: facts are added to or replaced, never edited."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.registers import DecisionKey, LineKey, PlanLineRow

AMBIGUOUS = Rule(
    "plan.ambiguous_change",
    Severity.ERROR,
    mark(
        "The portal has %(count)s lines of decision %(number)s like this one, with the amounts "
        "%(amounts)s; the file has fewer, so it cannot be told which of them this one replaces."
    ),
    mark("Put all of these lines into the file, each with its right amount."),
)
LINES_KEPT = Rule(
    "plan.lines_kept",
    Severity.WARNING,
    mark(
        "The portal has more lines of decision %(number)s like this one than the file; those "
        "with the amounts %(amounts)s stay in force."
    ),
    mark("If they are wrong, put them into the file with their right amounts."),
)


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A plan line that counts, with its primary key."""

    pk: int
    row: PlanLineRow


@dataclass(frozen=True, slots=True)
class Replacement:
    old: KnownLine
    new: PlanLineRow


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """The lines a file adds, those it replaces, and how many it finds as they are."""

    added: tuple[PlanLineRow, ...] = ()
    replaced: tuple[Replacement, ...] = ()
    same: int = 0

    @property
    def appended(self) -> list[PlanLineRow]:
        """The rows that become new lines."""
        return [*self.added, *(pair.new for pair in self.replaced)]

    def after(self, known: Iterable[KnownLine]) -> Iterator[PlanLineRow]:
        """Yield the lines as they will stand: the known ones, less the replaced, and the new."""
        gone = {pair.old.pk for pair in self.replaced}
        yield from (line.row for line in known if line.pk not in gone)
        yield from self.appended


def plan_difference(
    rows: Iterable[PlanLineRow], known: Iterable[KnownLine]
) -> tuple[PlanDifference, list[Issue]]:
    """Compare the rows of a file with the lines that count, identity by identity.

    Under one identity equal amounts are the same line, however often they occur. What is
    then left on both sides is paired in order: the old line is replaced. Known lines that
    the file does not mention stay.
    """
    stated, counting = defaultdict(list), defaultdict(list)
    for row in rows:
        stated[row.key].append(row)
    for line in known:
        counting[line.row.key].append(line)
    added: list[PlanLineRow] = []
    replaced: list[Replacement] = []
    issues: list[Issue] = []
    same = 0
    for key, lines in stated.items():
        new, old = _without_equals(lines, counting.get(key, []))
        same += len(lines) - len(new)
        issues += _findings(key, lines, new, old)
        replaced += map(Replacement, old, new)
        added += new[len(old) :]
    return PlanDifference(tuple(added), tuple(replaced), same), issues


def _without_equals(
    stated: Sequence[PlanLineRow], counting: Sequence[KnownLine]
) -> tuple[list[PlanLineRow], list[KnownLine]]:
    """Return what is left of both sides when equal amounts have been paired off."""
    common = Counter(row.amount for row in stated) & Counter(line.row.amount for line in counting)
    spare_new, spare_old = common.copy(), common.copy()
    new = [row for row in stated if not _take(spare_new, row.amount)]
    old = [line for line in counting if not _take(spare_old, line.row.amount)]
    return new, old


def _take(amounts: Counter[int], amount: int) -> bool:
    amounts[amount] -= 1
    return amounts[amount] >= 0


def _findings(
    key: LineKey,
    stated: Sequence[PlanLineRow],
    new: Sequence[PlanLineRow],
    old: Sequence[KnownLine],
) -> Iterator[Issue]:
    if len(old) <= len(new):
        return
    rule = AMBIGUOUS if new else LINES_KEPT
    amounts = tuple(line.row.amount for line in old)
    for row in new or stated[:1]:
        yield issue(
            rule, row.place.at("amount"), count=len(old), number=row.number, amounts=amounts
        )


def decisions_of(rows: Iterable[PlanLineRow]) -> set[DecisionKey]:
    return {row.decision for row in rows if row.place.has_read("number", "decided_on", "issuer")}
