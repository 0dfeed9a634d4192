"""Judge rows of treasury files against a small state of knowledge written down by hand."""

from datetime import date

from disbursement.domain.ledger import Key, VoucherEntry
from disbursement.domain.treasury_known import Known, KnownFacts, KnownProject, PlanStep
from disbursement.domain.treasury_reading import Reading
from disbursement.domain.treasury_rows import StatementRow, VoucherRow
from disbursement.domain.treasury_verdict import judge

BRIDGE, ROAD = 1, 2
SOURCE = 7
KEY = Key(BRIDGE, SOURCE, 2024, 2024)
PLANNED = PlanStep(date(2023, 12, 15), 1_000)
TODAY = date(2026, 1, 1)
SEPTEMBER = date(2024, 9, 30)


def statement(volume, advance=0, **changes):
    row = StatementRow(
        "Biểu", 10, "I10, J10", "7100001", "Cầu", "NSTW", 2024, 2024, SEPTEMBER, volume, advance
    )
    return row._replace(**changes)


def voucher(kind, amount, **changes):
    row = VoucherRow(
        *("Bảng", 10, "J10", "7100001", "Cầu", "NSTW", 2024, 2024),
        *(date(2024, 3, 1), "CT1", kind, amount),
    )
    return row._replace(**changes)


def known(*, plan=(PLANNED,), statements=(), vouchers=(), total=None, **changes):
    values = {
        "today": TODAY,
        "projects": {
            "7100001": KnownProject(BRIDGE, total),
            "7100002": KnownProject(ROAD, None),
        },
        "sources": {"nstw": SOURCE},
        "plans": {KEY: plan} if plan else {},
        "facts": {KEY: KnownFacts(statements, vouchers)},
    }
    return Known(**values | changes)


def verdict(*rows, to=None, as_at=SEPTEMBER, confirmed=False):
    columns = {"Biểu": {"B": "project_code"}, "Bảng": {"D": "project_code"}}
    reading = Reading(layout="x", as_at=as_at, columns=columns, rows=rows)
    return judge(reading, to or known(), is_confirmed=confirmed)


def found(judged):
    return [issue.code.removeprefix("treasury.") for issue in judged.issues]


def entry(number, amount, *, kind="volume", file=1, day=date(2024, 3, 1), pk=1):
    return VoucherEntry(pk, file, day, number, kind, amount)
