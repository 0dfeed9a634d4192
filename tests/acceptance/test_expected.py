"""The sample province: whatever the order of the treasury's files, the figures are these."""

import json
from io import StringIO
from itertools import permutations
from pathlib import Path

import pytest
from django.core.management import call_command

from disbursement.models import Movement, StatementLine, TreasuryImport, Voucher
from disbursement.selectors.ledger import ledger_check

SAMPLE = Path(__file__).parent.parent / "data" / "sample"
EXPECTED = json.loads((SAMPLE / "expected.json").read_text(encoding="utf-8"))
H1, Q3, SUMMARY, Q4 = EXPECTED["files_in_any_order"]

pytestmark = pytest.mark.django_db


def run(command, *args, code=0, **options):
    """Run a management command, hold its exit code and return what it answered as JSON."""
    out = StringIO()
    left_with = 0
    try:
        call_command(command, *args, "--json", stdout=out, **options)
    except SystemExit as leaving:
        left_with = leaving.code
    assert left_with == code, out.getvalue()
    return json.loads(out.getvalue())


def post(name):
    return run("import_treasury", str(SAMPLE / name))


def assert_expected():
    for day, groups in EXPECTED["rates"].items():
        for group, rows in groups.items():
            answer = run("rates", "--year", "2024", "--as-of", day, "--by", group)
            if group == "province":
                assert {name: answer["total"][name] for name in rows} == rows, day
                continue
            shown = {row["key"]: {name: row[name] for name in rows[0]} for row in answer["rows"]}
            assert shown == {row["key"]: row for row in rows}, (day, group)
    assert ledger_check()["status"] == "ok"


def assert_watch_list():
    expected = EXPECTED["watchlist"]
    answer = run("watchlist", "--year", "2024", "--as-of", expected["as_of"])
    assert answer["months"] == expected["months"]
    assert sorted(row["investor"] for row in answer["rows"]) == sorted(expected["investors"])
    for row in answer["rows"]:
        below = zip(row["rates"], row["province"], strict=True)
        assert len(row["rates"]) == 3
        assert all(float(own) <= float(whole) for own, whole in below)


@pytest.fixture
def registry(db):
    assert run("import_registry", str(SAMPLE / "registry.xlsx"))["status"] == "imported"


@pytest.mark.parametrize(
    "order",
    [(H1, Q3, SUMMARY, Q4), (SUMMARY, Q4, Q3, H1), (Q4, H1, SUMMARY, Q3), (Q3, SUMMARY, H1, Q4)],
    ids=["as written", "summary first", "last first", "mixed"],
)
def test_files_in_any_order_give_the_expected_rates(registry, order):
    for name in order:
        answer = post(name)
        assert answer["status"] == "posted"
        assert answer["posted"] == answer["rows"]
        assert answer["unmatched"] == []
    assert_expected()
    assert_watch_list()


def test_every_order_gives_the_same_movements_by_day(registry):
    seen = set()
    for order in list(permutations([H1, Q3, SUMMARY, Q4]))[::5]:
        numbers = [post(name)["import"] for name in order]
        steps = Movement.objects.values_list("project_id", "source_id", "origin_year", "day")
        seen.add(tuple(steps.order_by("day", "project_id", "source_id", "origin_year", "volume")))
        for number in numbers:
            run("reverse_import", str(number), "--reason", "thử lại")
        assert Movement.objects.count() == 0
    assert len(seen) == 1


def test_vouchers_alone_give_the_expected_rates(registry):
    for name in (Q4, Q3, H1):
        post(name)
    assert_expected()


def test_reversing_and_posting_again_gives_the_expected_rates(registry):
    numbers = {name: post(name)["import"] for name in (H1, Q3, SUMMARY, Q4)}
    for name in (Q3, SUMMARY):
        answer = run("reverse_import", str(numbers[name]), "--reason", "nhập nhầm kỳ")
        assert answer["status"] == "reversed"
        assert answer["facts"] > 0
    for name in (SUMMARY, Q3):
        assert post(name)["status"] == "posted"
    assert_expected()


def test_the_same_file_twice_changes_nothing(registry):
    first = post(H1)
    before = Voucher.objects.count(), Movement.objects.count()
    again = run("import_treasury", str(SAMPLE / H1), code=1)
    assert again["status"] == "duplicate"
    assert again["import"] == first["import"]
    assert again["posted"] == 0
    assert (Voucher.objects.count(), Movement.objects.count()) == before
    assert TreasuryImport.objects.count() == 1


def test_summary_says_what_its_rows_say(registry):
    answer = post(SUMMARY)
    assert (answer["layout"], answer["unit"], answer["as_at"]) == (
        "summary",
        "triệu đồng",
        "2024-09-30",
    )
    # The printed TỔNG SỐ: 45.223,826 + 468.178,823 triệu, of which advances 1.436,31 + 25.187,148.
    assert answer["rows"] == StatementLine.objects.count() == 101
    assert answer["totals"] == {
        "volume": 43_787_516_000 + 442_991_675_000,
        "advance": 1_436_310_000 + 25_187_148_000,
        "disbursed": 45_223_826_000 + 468_178_823_000,
    }
    assert not [issue for issue in answer["issues"] if issue["severity"] == "error"]


def test_vouchers_say_what_they_change(registry):
    answer = post(H1)
    assert (answer["layout"], answer["unit"], answer["as_at"]) == (
        "vouchers",
        "đồng",
        "2024-06-30",
    )
    # Tạm ứng 101.177.538.000, thanh toán 227.398.227.000, thu hồi 52.126.250.000.
    assert answer["totals"] == {
        "volume": 227_398_227_000 + 52_126_250_000,
        "advance": 101_177_538_000 - 52_126_250_000,
        "disbursed": 101_177_538_000 + 227_398_227_000,
    }
    assert answer["rows"] == answer["posted"] == Voucher.objects.count() == 377


def test_checking_writes_nothing(registry):
    answer = run("import_treasury", str(SAMPLE / SUMMARY), "--check")
    assert (answer["status"], answer["posted"], answer["import"]) == ("checked", 0, None)
    assert TreasuryImport.objects.count() == StatementLine.objects.count() == 0


def test_reversing_what_is_not_posted_is_refused(registry):
    answer = run("reverse_import", "999", "--reason", "không có", code=1)
    assert answer["issues"][0]["severity"] == "error"
    number = post(H1)["import"]
    run("reverse_import", str(number), "--reason", "nhầm")
    run("reverse_import", str(number), "--reason", "nhầm", code=1)
