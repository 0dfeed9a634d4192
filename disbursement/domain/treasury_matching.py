"""Give the rows of a treasury file their keys, and see the file as the checks look at it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from disbursement.domain.ledger import Key
from disbursement.domain.treasury_known import KeyView, Known, view_key
from disbursement.domain.treasury_reading import Reading
from disbursement.domain.treasury_rows import StatementRow, TreasuryRow, VoucherRow
from projects.domain.codes import code_key


@dataclass(frozen=True)
class FileView:
    """A whole file: rows by key, rows that wait for their project, rows of unknown sources."""

    reading: Reading
    known: Known
    matched: Mapping[Key, Sequence[TreasuryRow]]
    unmatched: Sequence[TreasuryRow]
    sourceless: Sequence[TreasuryRow]

    @property
    def is_of_statements(self) -> bool:
        return bool(self.reading.rows) and isinstance(self.reading.rows[0], StatementRow)

    @cached_property
    def keys(self) -> list[KeyView]:
        """Each key as of the file's day, a statement that the file repeats counted once."""
        as_at = self.reading.as_at
        return [
            view_key(key, rows, as_at or rows[-1].day, self.known)
            for key, rows in ((key, counted(rows)) for key, rows in self.matched.items())
        ]

    @cached_property
    def repeated(self) -> list[list[StatementRow]]:
        """The statements that stand more than once under one key, waiting ones included."""
        groups: defaultdict[object, list[StatementRow]] = defaultdict(list)
        for key, rows in self.matched.items():
            for row in rows:
                if isinstance(row, StatementRow):
                    groups[key, row.day].append(row)
        for row in self.unmatched:
            if isinstance(row, StatementRow):
                codes = (code_key(row.code), code_key(row.source))
                groups[codes, row.plan_year, row.origin_year, row.day].append(row)
        return [rows for rows in groups.values() if len(rows) > 1]

    @cached_property
    def waiting(self) -> list[TreasuryRow]:
        """The unmatched rows without statements that only repeat another one."""
        kept: dict[object, TreasuryRow] = {}
        for place, row in enumerate(self.unmatched):
            is_voucher = isinstance(row, VoucherRow)
            same = place if is_voucher else row._replace(sheet="", row=0, cells="", name="")
            kept.setdefault(same, row)
        return list(kept.values())


def counted(rows: Sequence[TreasuryRow]) -> Sequence[TreasuryRow]:
    """Return what counts of a key's rows: every voucher, but one statement of each day."""
    if not isinstance(rows[0], StatementRow):
        return rows
    return list({row.day: row for row in reversed(rows)}.values())[::-1]


def view_file(reading: Reading, known: Known) -> FileView:
    """Give every row its key; what has no project waits, what has no source stands apart."""
    matched: dict[Key, list[TreasuryRow]] = defaultdict(list)
    unmatched: list[TreasuryRow] = []
    sourceless: list[TreasuryRow] = []
    projects: dict[str, int | None] = {}
    sources: dict[str, int | None] = {}
    for row in reading.rows:
        if row.code not in projects:
            project = known.projects.get(code_key(row.code))
            projects[row.code] = project.id if project else None
        if row.source not in sources:
            sources[row.source] = known.sources.get(code_key(row.source))
        project_id, source_id = projects[row.code], sources[row.source]
        if source_id is None:
            sourceless.append(row)
        if project_id is None:
            unmatched.append(row)
        elif source_id is not None:
            matched[Key(project_id, source_id, row.plan_year, row.origin_year)].append(row)
    return FileView(reading, known, matched, unmatched, sourceless)
