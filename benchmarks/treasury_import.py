"""A file of 100,000 voucher rows from its upload to posted positions, against the least one can do.

Ours: received, checked and posted, each step as the worker takes it. The least: a calamine loop
over the same file and a bulk insert of the same rows. DATABASE_URL chooses the database.

    python -m benchmarks.treasury_import [ROWS]
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import ROOT, compare, fresh_portal

PROJECTS, SOURCES, YEAR = 2_000, 8, 2026
KINDS = ("Thanh toán KLHT", "Thanh toán KLHT", "Tạm ứng", "Thu hồi tạm ứng")
AT = datetime(YEAR, 12, 1, tzinfo=UTC)
RUNS = 3
FEWEST_PER_SECOND, MOST_MEGABYTES = 3_000, 512


def main(rows: int) -> None:
    fresh_portal()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vouchers.xlsx"
        write_vouchers(path, rows)
        print(f"{rows} vouchers, {path.stat().st_size / 1e6:.1f} MB")
        took: list[dict[str, float]] = []
        ratios = []
        for _ in range(RUNS):
            _start_again()
            ratios.append(
                compare(
                    f"{rows} vouchers",
                    lambda: took.append(post(path, rows)),
                    lambda: _plain(path, rows),
                    runs=1,
                    aim=3,
                )
            )
        for step in took[0]:
            print(f"  {step}: {median(each[step] for each in took):.2f} s")
        per_second = rows / median(sum(each.values()) for each in took)
        print(f"median ratio {median(ratios):.2f} (aim ≤ 3)")
        print(f"{per_second:,.0f} rows a second (aim ≥ {FEWEST_PER_SECOND:,})")
        _start_again()
        peaks = _peaks(path, rows)
        print(
            f"peak memory: worker {peaks['worker']:.0f} MB (aim < {MOST_MEGABYTES}),"
            f" the process that parses {peaks['reader']:.0f} MB"
        )


def post(path: Path, rows: int) -> dict[str, float]:
    """Take the file from its upload to posted positions; return the seconds of each step."""
    from disbursement.services.treasury import import_check, import_post, import_receive

    clock = [time.perf_counter()]
    received = import_receive(content=path, name=path.name, by=None, at=AT)
    clock.append(time.perf_counter())
    import_check(pk=received.pk, at=AT)
    clock.append(time.perf_counter())
    received.refresh_from_db()
    import_post(treasury_import=received, actor=None, at=AT, confirm_scale=True)
    clock.append(time.perf_counter())
    received.refresh_from_db()
    assert (received.status, received.posted_count) == ("posted", rows), received.issues[:3]
    steps = pairwise(clock)
    return dict(
        zip(("received", "checked", "posted"), (end - at for at, end in steps), strict=True)
    )


def _start_again() -> None:
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)
    registers()


def _peaks(path: Path, rows: int) -> dict[str, float]:
    """Post the file in a process that has done nothing else; return megabytes at their most."""
    command = [sys.executable, "-m", "benchmarks.treasury_import", str(rows), str(path)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, check=True)
    peaks: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return peaks


def _print_peaks(path: Path, rows: int) -> None:
    import django

    django.setup()
    post(path, rows)
    used = {"worker": resource.RUSAGE_SELF, "reader": resource.RUSAGE_CHILDREN}
    print(
        json.dumps({name: resource.getrusage(who).ru_maxrss / 1024 for name, who in used.items()})
    )


def _plain(path: Path, rows: int) -> None:
    from python_calamine import CalamineWorkbook

    from disbursement.models import TreasuryImport, Voucher
    from projects.models import CapitalSource, Project, SourceFile

    projects = dict(Project.objects.values_list("code", "pk"))
    sources = dict(CapitalSource.objects.values_list("code", "pk"))
    file = SourceFile.objects.create(sha256="f" * 64, name="x", size=1, received_at=AT)
    treasury_import = TreasuryImport.objects.create(
        source_file=file, sha256="f" * 64, status="reversed", status_at=AT, received_at=AT
    )
    kinds = {"Thanh toán KLHT": "volume", "Tạm ứng": "advance", "Thu hồi tạm ứng": "recovery"}
    sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    vouchers = [
        Voucher(
            treasury_import=treasury_import, project_id=projects[row[3]],
            source_id=sources[row[5]], plan_year=int(row[6]), origin_year=int(row[7]),
            sheet="Bang ke", row=number, cells=f"J{number}", recorded_at=AT, day=row[1],
            number=row[2], kind=kinds[row[8]], amount=int(row[9]),
        )
        for number, row in enumerate(sheet.iter_rows(), start=1)
        if isinstance(row[0], float | int)
    ]  # fmt: skip
    assert len(vouchers) == rows
    Voucher.objects.bulk_create(vouchers)


def registers() -> None:
    from projects.models import CapitalSource, Organisation, PlanDecision, PlanLine, Project

    investor = Organisation.objects.create(code="I", name="Investor")
    sources = CapitalSource.objects.bulk_create(
        CapitalSource(code=f"S{i}", name=f"S{i}") for i in range(SOURCES)
    )
    projects = Project.objects.bulk_create(
        Project(code=f"{7_000_000 + i}", name=f"Project {i}", investor=investor)
        for i in range(PROJECTS)
    )
    decision = PlanDecision.objects.create(
        number="1", decided_on=date(YEAR - 1, 12, 20), issuer="UBND tỉnh"
    )
    PlanLine.objects.bulk_create(
        PlanLine(
            decision=decision, plan_year=YEAR, origin_year=YEAR, kind="giao đầu năm",
            project=project, source=sources[i % SOURCES], nature="đầu tư", amount=10**12,
            effective_on=decision.decided_on, recorded_at=AT,
        )
        for i, project in enumerate(projects)
    )  # fmt: skip


def write_vouchers(path: Path, rows: int, *, first: int = 0) -> int:
    """Write rows of vouchers numbered from `first`; return what they pay out, in đồng."""
    import xlsxwriter

    rng, paid = Random(first), 0
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Bang ke")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write(2, 0, "BẢNG KÊ CHỨNG TỪ THANH TOÁN VỐN ĐẦU TƯ CÔNG")
        sheet.write(3, 0, f"(Từ ngày 01/01/{YEAR} đến ngày 30/11/{YEAR})")
        sheet.write(4, 7, "Đơn vị tính: đồng")
        headings = (
            "STT|Ngày hạch toán|Số chứng từ|Mã dự án|Tên dự án|Mã nguồn vốn|Năm KHV|Năm nguồn vốn"
            "|Loại thanh toán|Số tiền"
        )
        sheet.write_row(6, 0, headings.split("|"))
        for i in range(rows):
            project = rng.randrange(PROJECTS)
            at = 7 + i
            sheet.write_number(at, 0, i + 1)
            posted = datetime(YEAR, 1, 5) + timedelta(days=rng.randrange(320))  # noqa: DTZ001
            sheet.write_datetime(at, 1, posted, day)
            sheet.write_string(at, 2, f"CT{first + i:07}")
            sheet.write_string(at, 3, f"{7_000_000 + project}")
            sheet.write_string(at, 4, f"Project {project}")
            sheet.write_string(at, 5, f"S{project % SOURCES}")
            sheet.write_number(at, 6, YEAR)
            sheet.write_number(at, 7, YEAR)
            sheet.write_string(at, 8, KINDS[i % len(KINDS)])
            amount = rng.randrange(1_000, 5_000_000) * 1_000
            sheet.write_number(at, 9, amount)
            # What is recovered of an advance was paid out before.
            paid += 0 if KINDS[i % len(KINDS)] == "Thu hồi tạm ứng" else amount
    return paid


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _print_peaks(Path(sys.argv[2]), int(sys.argv[1]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
