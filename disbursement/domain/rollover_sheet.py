"""The sheet in which a carry-over decision's amounts are handed in, one row for each key."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from disbursement.domain.ledger import Key
from disbursement.domain.rollover import CarryOverEntry, ClosingLine
from disbursement.domain.rollover_rules import CARRIED_NEGATIVE, CARRIED_TOO_MUCH
from projects.domain.codes import code_key
from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.register_checks import DUPLICATE
from projects.domain.register_layout import Column, Kind, SheetLayout
from projects.domain.registers import NOWHERE, RowPlace

UNKNOWN_KEY = Rule(
    "rollover.unknown_key",
    Severity.ERROR,
    mark(
        "Project %(project)s has nothing left from source %(source)s, money of %(origin)s, that "
        "could be carried over."
    ),
    mark("Correct the codes and the origin year, or delete the row."),
)


RowKey = tuple[str, str, int]  # project code, source code, origin year


@dataclass(frozen=True, slots=True)
class CarryOverRow:
    """A row of the sheet; name and unspent amounts are there for the reader only."""

    place: RowPlace = NOWHERE
    project: str = ""
    name: str = ""
    source: str = ""
    origin_year: int = 0
    unspent: int | None = None
    most: int | None = None
    carried: int | None = None
    nature: str = ""

    @property
    def key(self) -> RowKey:
        return code_key(self.project), code_key(self.source), self.origin_year


CARRY_OVER = SheetLayout(
    "KeoDai",
    "carry_over",
    CarryOverRow,
    (
        Column("Mã dự án", "project", Kind.CODE, needed=True, filled=True),
        Column("Tên dự án", "name"),
        Column("Mã nguồn", "source", Kind.CODE, needed=True, filled=True),
        Column("Năm nguồn vốn", "origin_year", Kind.YEAR, needed=True, filled=True),
        Column("Chưa giải ngân (đồng)", "unspent", Kind.AMOUNT),
        Column("Kéo dài nhiều nhất (đồng)", "most", Kind.AMOUNT),
        Column("Số tiền kéo dài (đồng)", "carried", Kind.AMOUNT, needed=True),
        Column("Tính chất vốn", "nature", Kind.NATURE),
    ),
)

Lines = Mapping[RowKey, ClosingLine]


def read_entries(
    rows: Sequence[CarryOverRow], lines: Lines
) -> tuple[dict[Key, CarryOverEntry], list[Issue]]:
    """Return what the rows enter for the keys they name, and every finding.

    ``lines`` are the keys that can be closed, by what a row names them with. A row without an
    amount takes back what was entered before.
    """
    issues = list(_check_twice(rows))
    entries: dict[Key, CarryOverEntry] = {}
    for row in rows:
        if not row.place.has_read("project", "source", "origin_year", "carried"):
            continue
        line = lines.get(row.key)
        if line is None:
            issues.append(
                issue(
                    UNKNOWN_KEY,
                    row.place.at("project"),
                    project=row.project,
                    source=row.source,
                    origin=row.origin_year,
                )
            )
            continue
        issues += _check_amount(row, line)
        entries[line.key] = CarryOverEntry(row.carried or 0, row.nature)
    return entries, issues


def _check_twice(rows: Iterable[CarryOverRow]) -> Iterator[Issue]:
    counts = Counter(row.key for row in rows)
    for row in rows:
        if counts[row.key] > 1:
            same = tuple(str(other.place.row) for other in rows if other.key == row.key)
            yield issue(DUPLICATE, row.place.at("project"), value=row.project, rows=same)


def _check_amount(row: CarryOverRow, line: ClosingLine) -> Iterator[Issue]:
    carried = row.carried or 0
    named = {"project": row.project, "source": row.source, "origin": row.origin_year}
    if carried < 0:
        yield issue(CARRIED_NEGATIVE, row.place.at("carried"), **named)
    elif carried > line.most:
        yield issue(
            CARRIED_TOO_MUCH, row.place.at("carried"), carried=carried, most=line.most, **named
        )
