"""Put treasury facts on record without a file, for tests that are about what is made of them."""

from datetime import date, datetime

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.ledger import Key
from disbursement.models import ImportStatus, StatementLine, TreasuryImport, Voucher, VoucherKind
from disbursement.services.ledger import ledger_derive
from projects.models import SourceFile
from tests.people import PLAN_YEAR


def at(text):
    """Return a moment in Vietnam's time: at("2024-09-15 07:00")."""
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM_TIME)


def posted_import(name, *, when, as_at, by=None):
    sha256 = name.encode().hex().ljust(64, "0")[:64]
    source = SourceFile.objects.create(
        sha256=sha256, name=name, size=1, received_at=when, received_by=by
    )
    return TreasuryImport.objects.create(
        source_file=source,
        sha256=sha256,
        status=ImportStatus.POSTED,
        status_at=when,
        as_at=as_at,
        received_at=when,
        received_by=by,
        posted_at=when,
        posted_by=by,
        layout="vouchers",
        unit="đồng",
        posted_count=1,
    )


def pay(project, source, amount, *, day, when=None, kind=VoucherKind.VOLUME, by=None, **fields):
    """Post one voucher on its own file and derive the ledger; ``when`` it became known."""
    day = date.fromisoformat(day)
    when = when or at(f"{day} 09:00")
    number = Voucher.objects.count() + 1
    file = posted_import(f"phieu-chi-{number}.xlsx", when=when, as_at=day, by=by)
    values = {"plan_year": PLAN_YEAR, "origin_year": PLAN_YEAR, **fields}
    voucher = Voucher.objects.create(
        treasury_import=file,
        project=project,
        source=source,
        day=day,
        number=f"PC{number:03d}",
        kind=kind,
        amount=amount,
        sheet="Chứng từ",
        row=number + 1,
        cells=f"H{number + 1}",
        recorded_at=when,
        **values,
    )
    ledger_derive(keys=[Key(project.pk, source.pk, *values.values())])
    return voucher


def state(project, source, volume, advance, *, as_at, when=None):
    """Post one statement line on its own file and derive the ledger."""
    day = date.fromisoformat(as_at)
    when = when or at(f"{day} 09:00")
    number = StatementLine.objects.count() + 1
    file = posted_import(f"tong-hop-{number}.xlsx", when=when, as_at=day)
    line = StatementLine.objects.create(
        treasury_import=file,
        project=project,
        source=source,
        plan_year=PLAN_YEAR,
        origin_year=PLAN_YEAR,
        as_at=day,
        volume=volume,
        advance=advance,
        sheet="Tổng hợp",
        row=number + 9,
        cells=f"F{number + 9}:G{number + 9}",
        recorded_at=when,
    )
    ledger_derive(keys=[Key(project.pk, source.pk, PLAN_YEAR, PLAN_YEAR)])
    return line
