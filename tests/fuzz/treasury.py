"""Change good treasury files at random: the reader neither breaks nor loses money quietly.

Each good table states every figure more than once (parts, totals, printed sums), so after one
change its totals are the same, or a finding says why they are not. Only where a heading has come
to say something else may the totals differ: what each column was read as is shown to the person.

    python -m tests.fuzz.treasury [SECONDS] [SEED]

Without SECONDS, those of FUZZ_SECONDS count, or 20.
"""

import os
import random
import secrets
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import NamedTuple

from disbursement.domain.headings import Area
from disbursement.domain.treasury_reading import RawSheet, read_sheets
from disbursement.domain.treasury_verdict import Outcome, Verdict, judge
from disbursement.intake.treasury_files import open_sheets
from projects.domain.cells import CellError, FormulaWithoutValue
from projects.intake.workbook import WorkbookRefused
from tests.intake.corpus.cases import HERE
from tests.intake.corpus.dress import (
    MERGED,
    MILLION,
    N,
    bridge,
    road,
    save,
    summary,
    voucher,
    vouchers,
)
from tests.intake.corpus.portal import EMPTY

USUAL_SECONDS = 20
# Of the time, the share for files, each of which is read in a process of its own.
FOR_FILES = 0.5
ODD_VALUES = [
    N, "", " ", "-", "\xa0", "abc", "Cộng", "hai mươi", True, False, 0, -1, 1, 20.5, 1e300,
    float("nan"), float("inf"), date(2024, 1, 1), CellError("#REF!"), FormulaWithoutValue(),
    2**53 + 1, "1.234", "1,234", "1.234,5", "1,234.5", "(5)", "x" * 40_000,
    "\N{COMBINING ACUTE ACCENT}",
    "\N{ARABIC-INDIC DIGIT FIVE}", "\x00", "=1+1", "20%",
]  # fmt: skip
HIDDEN_PARTS = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "content.xml", "xl/styles.xml")


class Failed(AssertionError):
    """A change that the reader did not stand, or that made money vanish without a word."""


class Tally(NamedTuple):
    """How many changes were tried, and how many of them would still have been posted."""

    tables: int
    files: int
    passed: int


def good_tables() -> list[list[list]]:
    """Return tables whose every figure is held by another one."""
    school = {"no": 3, "code": "7100003", "name": "Trường học"}
    carried = [4, "0710004", "Trạm y tế", "NSTW", 2023, 9, 6, 3, 8, 8, 0]
    statement = summary(
        [N, N, "TỔNG SỐ", N, N, 9, 6, 3, 59, 44, 15],
        ["I", N, "Giao thông", N, N, N, N, N, 37, 25, 12],
        bridge(),
        road(),
        ["II", N, "Xã hội", N, N, 9, 6, 3, 22, 19, 3],
        bridge("14", "11", "3", **school),
        carried,
    )
    paid = vouchers(
        voucher(),
        voucher("Tạm ứng", 10 * MILLION, number="CT2"),
        voucher("Thanh toán KLHT", "5.000.000", number="CT3", code="7100002", source="NSDP"),
        [N, N, N, "Tổng cộng", N, N, N, N, 35 * MILLION],
    )
    return [statement, paid]


def raw_sheet(rows: list[list], merged: tuple[Area, ...] = ()) -> RawSheet:
    width = max(map(len, rows))
    numbered = [(at, (*row, *[N] * (width - len(row)))) for at, row in enumerate(rows, 1)]
    filled = [row for row in numbered if any(value is not N for value in row[1])]
    return RawSheet("Biểu", True, filled, merged)


def _set_cell(rows: list[list], rng: random.Random) -> str:
    row = rng.randrange(len(rows))
    if not rows[row]:
        return "nothing"
    column = rng.randrange(len(rows[row]))
    value = rng.choice(ODD_VALUES)
    rows[row][column] = value
    return f"row {row + 1}, column {column + 1} set to {str(value)[:20]!r}"


def _drop_row(rows: list[list], rng: random.Random) -> str:
    row = rng.randrange(len(rows))
    del rows[row]
    return f"row {row + 1} dropped"


def _double_row(rows: list[list], rng: random.Random) -> str:
    row = rng.randrange(len(rows))
    rows.insert(rng.randrange(len(rows)), list(rows[row]))
    return f"row {row + 1} doubled"


def _shift_row(rows: list[list], rng: random.Random) -> str:
    row = rng.randrange(len(rows))
    rows[row].insert(0, N)
    return f"row {row + 1} shifted right"


def _move_column(rows: list[list], rng: random.Random) -> str:
    width = max(map(len, rows))
    source, target = rng.randrange(width), rng.randrange(width)
    for row in rows:
        row.extend([N] * (width - len(row)))
        row.insert(target, row.pop(source))
    return f"column {source + 1} moved to {target + 1}"


def _drop_column(rows: list[list], rng: random.Random) -> str:
    column = rng.randrange(max(map(len, rows)))
    for row in rows:
        del row[column : column + 1]
    return f"column {column + 1} dropped"


def _blank_column(rows: list[list], rng: random.Random) -> str:
    column = rng.randrange(max(map(len, rows)))
    for row in rows:
        row.insert(column, N)
    return f"blank column {column + 1}"


CHANGES: list[Callable[[list[list], random.Random], str]] = [
    *[_set_cell] * 8, _drop_row, _double_row, _shift_row, _move_column, _drop_column, _blank_column,
]  # fmt: skip


def change_table(rows: list[list], rng: random.Random) -> tuple[RawSheet, str, bool]:
    """Return a changed table, what was done, and whether its totals must still be held."""
    changed = [list(row) for row in rows]
    steps = [rng.choice(CHANGES)(changed, rng) for _ in range(rng.choice((1, 1, 1, 2, 4)))]
    merged: tuple[Area, ...] = ()
    if rng.random() < 0.1:
        top, left = rng.randrange(1, 12), rng.randrange(8)
        merged = (Area(top, left, top + rng.randrange(3), left + rng.randrange(4)),)
        steps.append(f"{merged[0]} merged")
    return raw_sheet(changed, merged), "; ".join(steps), len(steps) == 1


def change_file(data: bytes, rng: random.Random) -> tuple[bytes, str]:
    """Return a changed file: its bytes as they are, or those of a part packed anew."""
    if rng.random() < 0.4 or data[:2] != b"PK":
        return _change_bytes(data, rng)
    with tempfile.TemporaryFile() as file:
        file.write(data)
        with zipfile.ZipFile(file) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        known = [name for name in HIDDEN_PARTS if name in parts] or sorted(parts)
        part = rng.choice(known)
        parts[part], what = _change_bytes(parts[part], rng)
        file.seek(0)
        file.truncate()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        file.seek(0)
        return file.read(), f"{part}: {what}"


def _change_bytes(data: bytes, rng: random.Random) -> tuple[bytes, str]:
    at = rng.randrange(len(data))
    length = rng.choice((1, 1, 2, 8, 200))
    kind = rng.choice(("set", "cut", "double", "end", "digit"))
    if kind == "end":
        return data[:at], f"ends at {at}"
    if kind == "cut":
        return data[:at] + data[at + length :], f"{length} bytes cut at {at}"
    if kind == "double":
        span = data[at : at + length]
        return data[:at] + span + data[at:], f"{length} bytes doubled at {at}"
    if kind == "digit":
        places = [place for place, byte in enumerate(data) if 48 <= byte <= 57] or [at]
        at, length = rng.choice(places), 1
    span = bytes(rng.randrange(48, 58) if kind == "digit" else rng.randrange(256)
                 for _ in range(length))  # fmt: skip
    return data[:at] + span + data[at + length :], f"bytes at {at} set to {span[:9]!r}"


def meanings(verdict: Verdict) -> list[str]:
    """Return what the columns of the file were read as, wherever they stand."""
    return sorted(name for named in verdict.reading.columns.values() for name in named.values())


def totals(verdict: Verdict) -> tuple[int, int]:
    return verdict.volume, verdict.advance


def hold(verdict: Verdict, original: Verdict, what: str, *, is_held: bool = True) -> bool:
    """Raise Failed unless the answer is a clear one; return whether it would be posted."""
    is_refused = verdict.outcome is Outcome.REFUSED
    if is_refused and not any(found.is_error for found in verdict.issues):
        raise Failed(f"{what}: refused without a reason")
    is_told = is_refused or verdict.issues or meanings(verdict) != meanings(original)
    if is_held and not is_told and totals(verdict) != totals(original):
        raise Failed(f"{what}: {totals(original)} became {totals(verdict)} without a word")
    return not is_refused


def try_table(rows: list[list], original: Verdict, rng: random.Random) -> bool:
    sheet, what, is_held = change_table(rows, rng)
    try:
        verdict = judge(read_sheets([sheet]), EMPTY)
    except Exception as error:
        raise Failed(f"{what}: {error!r}") from error
    return hold(verdict, original, what, is_held=is_held)


def try_file(good: Path, original: Verdict, changed: Path, rng: random.Random) -> bool:
    """Read a changed file as the portal does; the changed file is left where it is."""
    data, what = change_file(good.read_bytes(), rng)
    changed.write_bytes(data)
    try:
        verdict = judge(read_sheets(open_sheets(changed)), EMPTY)
    except WorkbookRefused as refused:
        if not refused.issue.is_error:
            raise Failed(f"{good.name}, {what}: refused without a reason") from refused
        return False
    except Exception as error:
        raise Failed(f"{good.name}, {what}: {error!r}; see {changed}") from error
    return hold(verdict, original, f"{good.name}, {what}, see {changed}")


def good_files(folder: Path) -> list[Path]:
    """Return good files with printed sums, in every format that a program of today saves."""
    statement, paid = good_tables()
    return [
        save(folder / "statement.xlsx", statement, merged=MERGED),
        save(folder / "vouchers.xlsx", paid),
        *sorted((HERE / "should_pass").glob("saved-summary.*")),
    ]


def run(seconds: float, seed: int, folder: Path) -> Tally:
    """Try changes for so long; raise Failed at the first that goes wrong."""
    rng = random.Random(seed)
    tables = [(rows, judge(read_sheets([raw_sheet(rows)]), EMPTY)) for rows in good_tables()]
    files = [(path, judge(read_sheets(open_sheets(path)), EMPTY)) for path in good_files(folder)]
    for _, original in (*tables, *files):
        assert original.outcome is Outcome.CHECKED, original.issues
    tried_tables = tried_files = passed = 0
    started = time.monotonic()
    spent_on_files = 0.0
    while (gone := time.monotonic() - started) < seconds:
        if spent_on_files < FOR_FILES * gone:
            before = time.monotonic()
            passed += try_file(*rng.choice(files), folder / "changed", rng)
            spent_on_files += time.monotonic() - before
            tried_files += 1
        else:
            passed += try_table(*rng.choice(tables), rng)
            tried_tables += 1
    return Tally(tried_tables, tried_files, passed)


def main(arguments: list[str]) -> None:
    said = arguments[0] if arguments else os.environ.get("FUZZ_SECONDS")
    seconds = float(said or USUAL_SECONDS)
    seed = int(arguments[1]) if len(arguments) > 1 else secrets.randbelow(2**32)
    folder = Path(tempfile.mkdtemp(prefix="fuzz-treasury-"))
    print(f"seed {seed}, files in {folder}", flush=True)  # noqa: T201
    print(run(seconds, seed, folder))  # noqa: T201
    shutil.rmtree(folder)  # what went wrong is kept


if __name__ == "__main__":
    main(sys.argv[1:])
