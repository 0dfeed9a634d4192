"""Rates by investor over 1,000,000 movements, against the plain SQL sum of the same rows.

python -m benchmarks.rates_by_investor [MOVEMENTS]
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from random import Random

from benchmarks.measure import compare, fresh_portal

INVESTORS, PROJECTS, SOURCES = 500, 20_000, 12
YEAR = 2026


def main(movements: int) -> None:
    fresh_portal()
    _fill(movements)
    from django.db import connection

    from emulation.selectors.rates import rate_table

    as_of = date(YEAR, 11, 15)
    plain_sql = (
        "SELECT p.investor_id, SUM(m.volume), SUM(m.advance) FROM disbursement_movement m"
        " JOIN projects_project p ON p.id = m.project_id"
        " WHERE m.plan_year = %s AND m.day <= %s GROUP BY p.investor_id"
    )

    def ours() -> dict[int, int]:
        table = rate_table(plan_year=YEAR, as_of=as_of, group="investor")
        return {row.pk: row.disbursed for row in table.rows}

    def plain() -> dict[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(plain_sql, [YEAR, as_of])
            return {row[0]: row[1] + row[2] for row in cursor.fetchall()}

    assert ours() == plain(), "both must give the same figures"
    compare(f"rates by investor, {movements} movements", ours, plain, runs=7, aim=1.5)


def _fill(movements: int) -> None:
    from django.db import connection

    from disbursement.models import Movement, TreasuryImport, Voucher
    from projects.models import (
        CapitalSource,
        Organisation,
        PlanDecision,
        PlanLine,
        Project,
        SourceFile,
    )

    rng = Random(1)
    now = datetime(YEAR, 1, 1, tzinfo=UTC)
    investors = Organisation.objects.bulk_create(
        Organisation(code=f"I{i}", name=f"Investor {i}") for i in range(INVESTORS)
    )
    sources = CapitalSource.objects.bulk_create(
        CapitalSource(code=f"S{i}", name=f"Source {i}") for i in range(SOURCES)
    )
    projects = Project.objects.bulk_create(
        (
            Project(code=f"{7_000_000 + i}", name=f"Project {i}", investor=investors[i % INVESTORS])
            for i in range(PROJECTS)
        ),
        batch_size=5_000,
    )
    decision = PlanDecision.objects.create(number="1", decided_on=now.date(), issuer="UBND tỉnh")
    PlanLine.objects.bulk_create(
        (
            PlanLine(
                decision=decision, plan_year=YEAR, origin_year=YEAR, kind="giao đầu năm",
                project=project, source=sources[i % SOURCES], nature="đầu tư",
                amount=rng.randrange(10**9, 10**11), effective_on=now.date(), recorded_at=now,
            )
            for i, project in enumerate(projects)
        ),
        batch_size=5_000,
    )  # fmt: skip
    file = SourceFile.objects.create(sha256="0" * 64, name="x", size=1, received_at=now)
    treasury_import = TreasuryImport.objects.create(
        source_file=file, sha256="0" * 64, status="posted", status_at=now, received_at=now
    )
    voucher = Voucher.objects.create(
        treasury_import=treasury_import, project=projects[0], source=sources[0], plan_year=YEAR,
        origin_year=YEAR, sheet="A", row=1, cells="A1", recorded_at=now, day=now.date(),
        number="1", kind="volume", amount=1,
    )  # fmt: skip
    with connection.cursor() as cursor:
        columns = ", ".join(
            field.column for field in Movement._meta.concrete_fields if field.column != "id"
        )
        marks = ", ".join(["%s"] * (len(Movement._meta.concrete_fields) - 1))
        insert = f"INSERT INTO disbursement_movement ({columns}) VALUES ({marks})"  # noqa: S608
        by_name = {
            "plan_year": lambda: YEAR,
            "origin_year": lambda: YEAR,
            "day": lambda: now.date() + timedelta(days=rng.randrange(365)),
            "volume": lambda: rng.randrange(10**6, 10**10),
            "advance": lambda: rng.randrange(-(10**6), 10**9),
            "project_id": lambda: projects[rng.randrange(PROJECTS)].pk,
            "source_id": lambda: sources[rng.randrange(SOURCES)].pk,
            "voucher_id": lambda: voucher.pk,
            "statement_id": lambda: None,
        }
        draws = [by_name[name.strip()] for name in columns.split(",")]
        for start in range(0, movements, 50_000):
            count = min(50_000, movements - start)
            cursor.executemany(insert, [[draw() for draw in draws] for _ in range(count)])
        cursor.execute("ANALYZE")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
