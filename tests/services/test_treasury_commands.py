"""The commands of treasury files: one JSON document, and exit 0 only for what was asked."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from disbursement.models import ImportStatus, StatementLine, TreasuryImport
from disbursement.services import treasury
from projects.refusals import StaleState
from tests.services.treasury_files import march, summary, vouchers

AT = datetime(2024, 10, 1, 2, 0, tzinfo=UTC)
MILLION = 1_000_000

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


def run(command, *args):
    """Return the exit code and the printed document."""
    out = StringIO()
    try:
        call_command(command, *map(str, args), "--json", stdout=out)
    except SystemExit as leaving:
        return leaving.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_answer_of_a_posted_file(province, tmp_path):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 300, 100], ["7999999", "NSTW", 40, 2])
    code, answer = run("import_treasury", path)
    posted = TreasuryImport.objects.get()
    issues = answer.pop("issues")
    assert code == 0
    assert answer == {
        "status": "posted",
        "layout": "summary",
        "unit": "triệu đồng",
        "as_at": "2024-09-30",
        "rows": 2,
        "posted": 1,
        "totals": {"volume": 340 * MILLION, "advance": 102 * MILLION, "disbursed": 442 * MILLION},
        "unmatched": [{"sheet": "Sheet", "row": 7, "project_code": "7999999", "name": "Dự án"}],
        "import": posted.pk,
    }
    assert [(issue["severity"], issue["code"], issue["cell"]) for issue in issues] == [
        ("warning", "treasury.project_unknown", "A7")
    ]
    assert issues[0].keys() == {"severity", "code", "sheet", "cell", "message", "fix"}
    assert run("import_treasury", path)[0] == 1


def test_totals_of_vouchers_are_the_change_they_make(province, tmp_path):
    path = vouchers(
        tmp_path / "v.xlsx",
        [march(1), "1", "7100001", "NSTW", "Tạm ứng", 100],
        [march(2), "2", "7100001", "NSTW", "Thanh toán KLHT", 70],
        [march(2), "3", "7100001", "NSTW", "Thu hồi tạm ứng", 30],
        [march(3), "4", "7100001", "NSTW", "Nộp giảm tạm ứng", 20],
        [march(3), "5", "7100001", "NSTW", "Nộp giảm KLHT", 10],
    )
    _, answer = run("import_treasury", path)
    # Volume 70 + 30 - 10; advance 100 - 30 - 20.
    assert answer["totals"] == {"volume": 90, "advance": 50, "disbursed": 140}


@pytest.mark.parametrize("unit", ["trieu", "triệu đồng", "Triệu", "TRIEU DONG"])
def test_unit_is_understood_however_it_is_typed(province, tmp_path, unit):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 3, 1], unit="?")
    refused, answer = run("import_treasury", path, "--check")
    assert (refused, answer["status"]) == (1, "refused")
    assert [issue["code"] for issue in answer["issues"]] == ["treasury.unit_unknown"]
    code, answer = run("import_treasury", path, "--unit", unit)
    assert (code, answer["unit"], answer["totals"]["volume"]) == (0, "triệu đồng", 3 * MILLION)


@pytest.mark.parametrize("day", ["2024-08-31", "31/08/2024"])
def test_day_is_given_where_the_file_has_none(province, tmp_path, day):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 3, 1], day="cuối quý")
    assert run("import_treasury", path)[1]["issues"][0]["code"] == "treasury.day_unknown"
    code, answer = run("import_treasury", path, "--as-at", day)
    assert (code, answer["as_at"]) == (0, "2024-08-31")


def test_held_until_the_scale_is_confirmed(province, tmp_path):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 2_000_000, 0])
    code, answer = run("import_treasury", path)
    assert (code, answer["status"], answer["posted"], answer["import"]) == (1, "held", 0, None)
    code, answer = run("import_treasury", path, "--confirm-scale")
    assert (code, answer["status"], answer["posted"]) == (0, "posted", 1)


@pytest.mark.parametrize(
    "args", [("--unit", "mét"), ("--as-at", "31/02/2024")], ids=["unit", "day"]
)
def test_what_cannot_be_understood_is_refused(province, tmp_path, args):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 3, 1])
    code, answer = run("import_treasury", path, *args)
    assert (code, answer["status"]) == (1, "refused")
    assert StatementLine.objects.count() == 0


def test_a_file_that_is_not_there_is_refused(db, tmp_path):
    assert run("import_treasury", tmp_path / "không có.xlsx")[0] == 1


def test_reversing_answers_with_the_facts_that_stop_counting(province, tmp_path):
    run("import_treasury", summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 3, 1]))
    pk = TreasuryImport.objects.get().pk
    assert run("reverse_import", pk, "--reason", "Nhầm kỳ") == (
        0,
        {"status": "reversed", "import": pk, "facts": 1},
    )
    code, answer = run("reverse_import", pk, "--reason", "Nhầm kỳ")
    assert (code, answer["issues"][0]["severity"]) == (1, "error")
    assert run("reverse_import", 999_999, "--reason", "Nhầm kỳ")[0] == 1


def both(run_one, count=3):
    """Run at once where the database lets threads in; SQLite in memory takes one by one."""

    def closing(number):
        try:
            return run_one(number)
        finally:
            if connection.vendor != "sqlite":
                connection.close()

    with ThreadPoolExecutor(count) as pool:
        together = map if connection.vendor == "sqlite" else pool.map
        return list(together(closing, range(count)))


@pytest.mark.django_db(transaction=True)
def test_the_same_file_posted_at_once_is_posted_once(province, tmp_path):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 3, 1])
    wish = treasury.Wish()
    answers = both(lambda _: treasury.import_at_once(path=path, name="a", wish=wish, at=AT).status)
    assert sorted(answers) == ["duplicate", "duplicate", "posted"]
    assert StatementLine.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_checked_import_posted_at_once_is_posted_once(province, tmp_path):
    path = summary(tmp_path / "a.xlsx", ["7100001", "NSTW", 3, 1])
    received = treasury.import_receive(content=path, name="a", by=None, at=AT)
    TreasuryImport.objects.filter(pk=received.pk).update(status=ImportStatus.CHECKED)

    def post(_number):
        mine = TreasuryImport.objects.get(pk=received.pk)
        try:
            return treasury.import_post(treasury_import=mine, actor=None, at=AT)
        except StaleState:
            return "late"

    assert sorted(map(str, both(post))) == ["1", "late", "late"]
    assert StatementLine.objects.count() == 1
