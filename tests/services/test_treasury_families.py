"""Other kinds of treasury files, from the file to the posted figures."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import Workbook

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
