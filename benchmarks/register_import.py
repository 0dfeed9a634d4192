"""Importing a register of 5,000 projects and 20,000 plan lines, against a bare openpyxl loop.

python -m benchmarks.register_import [PROJECTS]

Each way runs in a process of its own, which tells its time and the most memory that it, or the
child that reads the file for it, has held.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from random import Random

from benchmarks.measure import ROOT, fresh_portal, seconds

INVESTORS, SOURCES, LINES_EACH, YEAR = 200, 12, 4, 2026
RUNS, AIM, MOST_MEGABYTES = 3, 2.5, 400


def main(projects: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "registry.xlsx"
        _write(path, projects)
        results = [(_child("ours", path), _child("plain", path)) for _ in range(RUNS)]
    ratio = statistics.median(ours["seconds"] / plain["seconds"] for ours, plain in results)
    mine = statistics.median(ours["seconds"] for ours, _plain in results)
    theirs = statistics.median(plain["seconds"] for _ours, plain in results)
    memory = max(ours["megabytes"] for ours, _plain in results)
    print(
        f"{projects} projects and {projects * LINES_EACH} plan lines: {mine:.2f} s against"
        f" {theirs:.2f} s, ratio {ratio:.2f} (aim ≤ {AIM:g}); most memory {memory:.0f} MB"
        f" (aim ≤ {MOST_MEGABYTES})"
    )


def _child(way: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.register_import", way, str(path)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _measured(way: str, path: Path) -> None:
    taken = _ours(path) if way == "ours" else seconds(lambda: _plain(path))
    kilobytes = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(json.dumps({"seconds": taken, "megabytes": kilobytes / 1024}))


def _ours(path: Path) -> float:
    fresh_portal()
    from django.utils import timezone

    from projects.models import PlanLine
    from projects.services.registers import Outcome, registers_import

    def work() -> None:
        answer = registers_import(path=path, name=path.name, by=None, at=timezone.now())
        assert answer.outcome is Outcome.IMPORTED, answer.issues[:3]

    taken = seconds(work)
    assert PlanLine.objects.exists()
    return taken


def _plain(path: Path) -> None:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True)
    for sheet in book:
        for row in sheet.iter_rows(values_only=True):
            for _value in row:
                pass


def _write(path: Path, projects: int) -> None:
    from xlsxwriter import Workbook

    from projects.domain.register_layout import LAYOUTS

    rng = Random(1)
    rows = {
        "DonVi": [[f"I{i}", f"Ban quản lý dự án số {i}", "BQL"] for i in range(INVESTORS)],
        "NguonVon": [[f"S{i}", f"Nguồn vốn số {i}", None] for i in range(SOURCES)],
        "DuAn": [
            [
                str(7_000_000 + i),
                f"Đường tỉnh số {i}",
                f"I{i % INVESTORS}",
                "B",
                "Giao thông",
                10**12,
                "x" if i % 9 == 0 else None,
                None,
            ]
            for i in range(projects)
        ],
        "PhanLoai": [[YEAR, str(7_000_000 + i), "chuyển tiếp"] for i in range(projects)],
        "KeHoachVon": [
            [
                f"{1 + i % 300}/QĐ-UBND",
                date(YEAR - 1, 12, 15),
                "UBND tỉnh",
                YEAR,
                YEAR,
                "giao đầu năm",
                str(7_000_000 + i // LINES_EACH),
                f"S{i % SOURCES}",
                "đầu tư",
                rng.randrange(1, 10**5) * 10**6,
            ]
            for i in range(projects * LINES_EACH)
        ],
    }
    with Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as book:
        for layout in LAYOUTS:
            sheet = book.add_worksheet(layout.name)
            sheet.write_row(0, 0, [column.heading for column in layout.columns])
            for number, row in enumerate(rows[layout.name], start=1):
                sheet.write_row(number, 0, row)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        _measured(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000)
