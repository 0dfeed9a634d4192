"""A file of 50,000 voucher rows from bytes to posted positions, against the least one can do.

The least: a calamine loop over the same file and a bulk insert of the same rows.

    python -m benchmarks.treasury_import [ROWS]
"""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import compare, fresh_portal

PROJECTS, SOURCES, YEAR = 2_000, 8, 2026
KINDS = ("Thanh toán KLHT", "Thanh toán KLHT", "Tạm ứng", "Thu hồi tạm ứng")
AT = datetime(YEAR, 12, 1, tzinfo=UTC)


def main(rows: int) -> None:
    fresh_portal()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "vouchers.xlsx"
        _write(path, rows)
        _registers()
        from django.core.management import call_command

        def ours() -> None:
            from disbursement.services.treasury_post import Wish, import_at_once

            wish = Wish(is_scale_confirmed=True)
            answer = import_at_once(path=path, name="vouchers.xlsx", wish=wish, at=AT)
            assert answer.treasury_import is not None, answer.status
            assert answer.treasury_import.posted_count == rows

        ratios = []
        for _ in range(3):
            call_command("flush", interactive=False, verbosity=0)
            _registers()
            name = f"{rows} vouchers"
            ratios.append(compare(name, ours, lambda: _plain(path, rows), runs=1, aim=3))
        print(f"{rows} vouchers: median ratio {median(ratios):.2f} (aim ≤ 3)")


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


def _registers() -> None:
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


def _write(path: Path, rows: int) -> None:
    import xlsxwriter

    rng = Random(2)
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
            sheet.write_string(at, 2, f"CT{i:06}")
            sheet.write_string(at, 3, f"{7_000_000 + project}")
            sheet.write_string(at, 4, f"Project {project}")
            sheet.write_string(at, 5, f"S{project % SOURCES}")
            sheet.write_number(at, 6, YEAR)
            sheet.write_number(at, 7, YEAR)
            sheet.write_string(at, 8, KINDS[i % len(KINDS)])
            sheet.write_number(at, 9, rng.randrange(1_000, 5_000_000) * 1_000)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
