"""Other kinds of treasury files, from the file to the posted figures."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook, load_workbook

from disbursement.domain.ledger import Position
from disbursement.models import StatementLine, TreasuryImport, Voucher
from disbursement.selectors.positions import positions_by_group

DATA = Path(__file__).parent.parent / "data"
FORMS = DATA / "treasury"
REGISTRY = DATA / "sample" / "registry.xlsx"
SUMMARY = DATA / "sample" / "treasury-summary-2024-09-30.xlsx"
YEAR_END = date(2025, 1, 31)
N = None

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def registry(db):
    assert run("import_registry", REGISTRY)[0] == 0


def run(command, *args):
    """Return the exit code and the printed document."""
    out = StringIO()
    try:
        call_command(command, *map(str, args), "--json", stdout=out)
    except SystemExit as leaving:
        return leaving.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def write(path, rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def by_source(day):
    return positions_by_group(plan_year=2024, as_of=day, group="source")


@pytest.mark.parametrize("ending", ["xls", "xlsx", "ods"])
def test_the_official_year_end_form_gives_the_figures_of_the_summary(registry, ending):
    code, answer = run("import_treasury", FORMS / f"mau-03-qtnd.{ending}")
    assert (code, answer["status"], answer["layout"]) == (0, "posted", "qtnd-03"), answer["issues"][
        0
    ]
    assert (answer["unit"], answer["as_at"]) == ("đồng", "2025-01-31")
    given = by_source(YEAR_END)
    TreasuryImport.objects.get()
    pk = answer["import"]
    run("reverse_import", pk, "--reason", "so sánh")
    run("import_treasury", SUMMARY)
    assert given == by_source(YEAR_END)
    # Volume 43.787,516 + 442.991,675 and advance 1.436,31 + 25.187,148 triệu, as the summary.
    assert answer["totals"] == {
        "volume": 486_779_191_000,
        "advance": 26_623_458_000,
        "disbursed": 513_402_649_000,
    }


def test_a_form_whose_source_cannot_be_told_is_refused_by_cell(registry, tmp_path):
    # 7409265 has this year's money of two sources; the plan of the row is that of neither.
    path = fill(tmp_path / "a.xlsx", {15: 7, 16: 5, 17: 5, 18: 0}, code="7409265")
    code, answer = run("import_treasury", path)
    (found,) = [one for one in answer["issues"] if one["severity"] == "error"]
    assert (code, found["code"], found["cell"]) == (1, "treasury.source_not_told", "Q14")
    assert "NSDP-XSKT" in found["message"]
    assert "NSDP-CD" in found["message"]


def test_the_plan_of_a_row_tells_its_source(registry, tmp_path):
    plan = 6_087_177_000  # of NSDP-CD; that of NSDP-XSKT is 6.494.938.000
    path = fill(tmp_path / "a.xlsx", {15: plan, 16: 5, 17: 4, 18: 1}, code="7409265")
    code, answer = run("import_treasury", path)
    assert (code, answer["status"]) == (0, "posted"), answer["issues"]
    line = StatementLine.objects.get()
    assert (line.source.code, line.origin_year, line.volume, line.advance) == (
        "NSDP-CD",
        2024,
        4,
        1,
    )
    assert (line.cells, line.row, line.as_at) == ("Q14, R14", 14, YEAR_END)


@pytest.mark.parametrize(
    ("column", "formula"),
    [
        (10, "10=11+12"),
        (14, "14=9-10-13"),
        (16, "16=17+18"),
        (20, "20=15-16-19"),
        (22, "22=8+11+17"),
        (23, "23=6+12+18-7-8"),
        (24, "24=5+10+16-7-21"),
    ],
)
def test_every_printed_formula_is_held_and_names_both_figures(registry, tmp_path, column, formula):
    figures = dict.fromkeys(range(5, 25), 0)
    figures |= {5: 100, 6: 50, 7: 3, 8: 7, 9: 30, 10: 12, 11: 10, 12: 2, 13: 4, 14: 14}
    figures |= {15: 90, 16: 60, 17: 40, 18: 20, 19: 5, 20: 25, 21: 6, 22: 57, 23: 62, 24: 163}
    assert run("import_treasury", fill(tmp_path / "good.xlsx", figures), "--check")[1]["issues"]
    codes = {one["code"] for one in run("import_treasury", tmp_path / "good.xlsx")[1]["issues"]}
    assert "treasury.formula_differs" not in codes
    right = figures[column]
    path = fill(tmp_path / "bad.xlsx", {**figures, column: right + 1})
    found = [one for one in errors(path) if one["code"] == "treasury.formula_differs"]
    letter = "ABCDEFGHIJKLMNOPQRSTUVWX"[column - 1]
    (own,) = [one for one in found if one["cell"] == f"{letter}14"]
    assert formula in own["message"]
    assert f"{right + 1} đồng" in own["message"]
    assert f"{right} đồng" in own["message"]


def test_domestic_and_foreign_rows_are_held_against_their_project(registry, tmp_path):
    path = fill(tmp_path / "a.xlsx", {16: 5, 17: 5}, parts={"Vốn trong nước": {16: 4, 17: 4}})
    assert {(one["code"], one["cell"]) for one in errors(path)} >= {
        ("treasury.printed_total_differs", "P14"),
        ("treasury.printed_total_differs", "Q14"),
    }


def test_results_of_units_are_compared_and_nothing_is_posted(registry, tmp_path):
    run("import_treasury", SUMMARY)
    rows = [
        ["KẾT QUẢ GIẢI NGÂN NĂM 2024"],
        ["Đến ngày 30/9/2024"],
        ["Đơn vị tính: đồng"],
        ["STT", "Đơn vị", "Kho bạc", N, N],
        [N, N, "KLHT", "Tạm ứng", "Cộng"],
        [1, "Ban QLDA đầu tư xây dựng tỉnh", 22_095_704_000 - 1, 321_152_000, N],
        [2, "Sở không có", 1, 0, 1],
    ]
    code, answer = run("import_treasury", write(tmp_path / "a.xlsx", rows))
    assert (code, answer["status"], answer["layout"], answer["rows"]) == (0, "checked", "units", 2)
    assert (answer["posted"], answer["import"]) == (0, None)
    assert [one["code"] for one in answer["issues"]] == [
        "treasury.only_unit_results",
        "treasury.unit_differs",
        "treasury.unit_not_found",
    ]
    assert "22.095.703.999" not in answer["issues"][1]["message"]  # volume and advance together
    assert "22.416.855.999 đồng" in answer["issues"][1]["message"]
    assert "22.416.856.000 đồng" in answer["issues"][1]["message"]
    assert TreasuryImport.objects.count() == 1


def test_lines_of_the_ledger_become_vouchers_of_the_only_plan_that_fits(registry, tmp_path):
    heading = [
        *("Ngày kết sổ", "Mã TKTN", "Mã ĐVQHNS", "Mã CTMT, DA", "Mã nguồn NSNN"),
        *("ACCOUNTED_DR", "ACCOUNTED_CR", "ACTUAL_FLAG"),
    ]
    day = date(2024, 3, 5)
    # 7606446 has one plan line of 2024, of NSDP-SDD; code 49 is not of the register.
    rows = [
        ["SỔ CHI TIẾT NĂM 2024"],
        ["Đơn vị tính: đồng"],
        heading,
        [day, "1713", "7606446", "00000", "49", 1000, N, "A"],
        [day, "1713", "7606446", "00000", "49", N, 400, "A"],
        [day, "8211", "7606446", "00000", "49", 700, N, "A"],
        [day, "9523", "7606446", "00000", "49", 9000, N, "B"],
    ]
    code, answer = run("import_treasury", write(tmp_path / "a.xlsx", rows))
    assert (code, answer["status"], answer["layout"]) == (0, "posted", "tabmis"), answer["issues"]
    assert answer["totals"] == {"volume": 700, "advance": 600, "disbursed": 1300}
    assert {voucher.source.code for voucher in Voucher.objects.all()} == {"NSDP-SDD"}
    assert by_source(day) and sum(by_source(day).values(), Position()) == Position(700, 600)


def test_recovery_and_plan_year_are_chosen_by_command(registry, tmp_path):
    rows = [
        ["Đến ngày 30/9/2024"],
        ["Đơn vị tính: đồng"],
        ["Mã dự án", "Mã nguồn", "Vốn năm nay", N, N],
        [N, N, "KLHT", "Thu hồi tạm ứng", "Tạm ứng chưa thu hồi"],
        ["7606446", "NSDP-SDD", 5, 2, 3],
    ]
    path = write(tmp_path / "a.xlsx", rows)
    assert [one["code"] for one in errors(path)] == ["treasury.plan_year_unclear"]
    with_year = (path, "--plan-year", 2024)
    assert run("import_treasury", *with_year)[1]["issues"][0]["code"] == "treasury.recovery_unclear"
    code, answer = run("import_treasury", *with_year, "--recovery", "net")
    assert (code, answer["totals"]["volume"], answer["totals"]["advance"]) == (0, 7, 3)


def errors(path):
    issues = run("import_treasury", path, "--check")[1]["issues"]
    return [one for one in issues if one["severity"] == "error"]


def fill(path, figures, *, code="7606446", parts=None):
    """Write one project into the official form: figures by column number, also of its parts."""
    book = load_workbook(FORMS / "mau-03-qtnd.xlsx")
    sheet = book.active
    for row in sheet.iter_rows(min_row=13):
        for cell in row:
            cell.value = None
    rows = [("Dự án", figures), *(parts or {}).items()]
    sheet.cell(14, 4, code)
    for at, (label, amounts) in enumerate(rows, 14):
        sheet.cell(at, 2, label)
        for number, amount in amounts.items():
            sheet.cell(at, number, amount)
    book.save(path)
    return path
