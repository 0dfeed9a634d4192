"""What falls due and when, and that it is made once."""

import hashlib
import json
import threading
from datetime import date, timedelta
from io import StringIO

import pytest
from celery import current_app
from django.core.management import CommandError, call_command
from django.db import connection, connections

from disbursement.models import CalendarDay, DayKind, DeadlineRuleRow
from disbursement.services.calendar import calendar_seed, deadline_rules_seed
from projects.models import AuditRecord, Installation
from projects.refusals import NotAllowed
from projects.services.installation import installation_start
from reports.models import ReportFile, ReportRun, RunStatus
from reports.selectors.runs import path_of
from reports.selectors.schedule import scheduled
from reports.services import runs as service
from reports.services.runs import due_make, run_ask, run_make, runs_plan
from reports.tasks import make_due
from tests.people import BILLION
from tests.treasury_facts import at, pay

JULY = at("2024-07-01 00:00")


@pytest.fixture
def rules(db):
    deadline_rules_seed(now=JULY)


@pytest.fixture
def started(rules):
    """The portal first ran in the afternoon of Friday 12 July 2024."""
    installation_start(now=at("2024-07-12 15:00"))


def due(start, end):
    found = scheduled(start=date.fromisoformat(start), end=date.fromisoformat(end))
    return [(run.job, run.period, f"{run.due_at:%Y-%m-%d %H:%M}") for run in found]


def command(name, *args):
    out = StringIO()
    try:
        call_command(name, *args, "--json", stdout=out)
    except SystemExit as leaving:
        return json.loads(out.getvalue()), leaving.code
    return json.loads(out.getvalue()), 0


def test_a_month_has_its_fridays_the_15th_and_the_30th(rules):
    assert due("2024-11-01", "2024-11-30") == [
        ("friday-snapshot", "2024-11-01", "2024-11-01 16:00"),
        ("friday-snapshot", "2024-11-08", "2024-11-08 16:00"),
        ("report-15", "2024-11-15", "2024-11-15 07:00"),
        ("friday-snapshot", "2024-11-15", "2024-11-15 16:00"),
        ("friday-snapshot", "2024-11-22", "2024-11-22 16:00"),
        ("friday-snapshot", "2024-11-29", "2024-11-29 16:00"),
        ("report-30", "2024-11-30", "2024-11-30 07:00"),
    ]


@pytest.mark.parametrize(
    ("year", "last"), [("2023", "2023-02-28"), ("2024", "2024-02-29"), ("2025", "2025-02-28")]
)
def test_the_30th_of_february_is_its_last_day(rules, year, last):
    assert ("report-30", last, f"{last} 07:00") in due(f"{year}-02-01", f"{year}-03-01")


def test_a_friday_off_is_made_on_the_working_day_before_under_its_own_friday(rules):
    # 30 April 2027 is a Friday and a public holiday.
    CalendarDay.objects.create(day="2027-04-30", kind=DayKind.OFF, name="Ngày Chiến thắng")
    assert due("2027-04-29", "2027-04-30") == [
        ("friday-snapshot", "2027-04-30", "2027-04-29 16:00"),
        ("report-30", "2027-04-30", "2027-04-30 07:00"),
    ]


def test_both_ends_of_the_asked_days_are_included(rules):
    assert due("2024-11-15", "2024-11-15") == [
        ("report-15", "2024-11-15", "2024-11-15 07:00"),
        ("friday-snapshot", "2024-11-15", "2024-11-15 16:00"),
    ]


def test_a_changed_rule_applies_from_its_own_day_on(rules):
    old = DeadlineRuleRow.objects.get(code="report-15")
    old.pk, old.day, old.effective_from = None, 20, date(2024, 9, 1)
    old.save()
    assert [row for row in due("2024-08-01", "2024-09-30") if row[0] == "report-15"] == [
        ("report-15", "2024-08-15", "2024-08-15 07:00"),
        ("report-15", "2024-09-20", "2024-09-20 07:00"),
    ]


def test_the_schedule_command_prints_vietnamese_time(db):
    document, code = command("schedule", "--from", "2024-11-15", "--to", "2024-11-15")
    assert (document, code) == (
        {
            "rows": [
                {"job": "report-15", "period": "2024-11-15", "due_at": "2024-11-15T07:00:00+07:00"},
                {
                    "job": "friday-snapshot",
                    "period": "2024-11-15",
                    "due_at": "2024-11-15T16:00:00+07:00",
                },
            ]
        },
        0,
    )


def test_nothing_due_before_the_day_of_the_first_start_is_made(started):
    planned = runs_plan(now=at("2024-07-15 08:00"))
    assert [(run.job, run.period) for run in planned] == [
        ("friday-snapshot", "2024-07-12"),
        ("report-15", "2024-07-15"),
    ]


def test_what_was_due_earlier_on_the_day_of_the_first_start_is_made(rules):
    installation_start(now=at("2024-07-15 10:00"))
    assert [run.job for run in runs_plan(now=at("2024-07-15 10:01"))] == ["report-15"]


def test_nothing_is_due_before_its_minute(started):
    assert runs_plan(now=at("2024-07-12 15:59")) == []
    assert len(runs_plan(now=at("2024-07-12 16:00"))) == 1


def test_after_downtime_each_job_is_made_once_dated_as_due(started, province):
    result = due_make(now=at("2024-08-02 09:00"))
    assert [(run.job, run.period, run.as_of.isoformat()) for run in result.made] == [
        ("friday-snapshot", "2024-07-12", "2024-07-12"),
        ("report-15", "2024-07-15", "2024-07-15"),
        ("friday-snapshot", "2024-07-19", "2024-07-19"),
        ("friday-snapshot", "2024-07-26", "2024-07-26"),
        ("report-30", "2024-07-30", "2024-07-30"),
    ]
    assert all(run.known_by == run.due_at for run in result.made)
    again = due_make(now=at("2024-08-02 09:01"))
    assert (again.made, again.failed, again.already) == ([], [], 5)


def test_a_made_run_has_its_files_with_their_sums(started, province):
    (run,) = due_make(now=at("2024-07-12 16:00")).made
    assert run.status == RunStatus.MADE
    files = run.files.order_by("name")
    named = [f"so-lieu-kho-bac-tuan-2024-07-12.{format}" for format in ("docx", "pdf", "xlsx")]
    assert [file.name for file in files] == named
    for file in files:
        content = path_of(file).read_bytes()
        assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
    assert AuditRecord.objects.filter(action="report.make", object_id=str(run.pk)).count() == 1


def test_making_it_again_later_gives_the_same_bytes(started, province):
    pay(province.bridge, province.central, BILLION, day="2024-07-10")
    (run,) = due_make(now=at("2024-07-12 16:00")).made
    first = run.files.get(format="xlsx").sha256
    pay(province.bridge, province.central, BILLION, day="2024-07-11", when=at("2024-07-20 08:00"))
    (drawn,) = service.report_draw(
        kind=run.kind, asked=service.Asked(run.as_of, run.known_by), formats=["xlsx"]
    )
    assert drawn.sha256 == first


def test_a_run_already_claimed_is_not_made_by_another(started, province):
    (run,) = runs_plan(now=at("2024-07-12 16:00"))
    ReportRun.objects.update(status=RunStatus.MAKING, status_at=at("2024-07-12 16:00"), attempts=1)
    assert run_make(pk=run.pk, now=at("2024-07-12 16:04")) is None


def test_a_run_whose_maker_died_is_taken_up_again_after_five_minutes(started, province):
    (run,) = runs_plan(now=at("2024-07-12 16:00"))
    ReportRun.objects.update(status=RunStatus.MAKING, status_at=at("2024-07-12 16:00"), attempts=1)
    made = run_make(pk=run.pk, now=at("2024-07-12 16:05"))
    assert (made.status, made.attempts) == (RunStatus.MADE, 2)


def test_a_maker_that_comes_back_too_late_changes_nothing(started, province, monkeypatch):
    (run,) = runs_plan(now=at("2024-07-12 16:00"))
    draw = service.report_draw

    def slow(**asked):
        drawn = draw(**asked)
        if ReportRun.objects.get().attempts == 1:  # meanwhile another one takes it up and ends
            run_make(pk=run.pk, now=at("2024-07-12 16:10"))
        return drawn

    monkeypatch.setattr(service, "report_draw", slow)
    run_make(pk=run.pk, now=at("2024-07-12 16:00"))
    run.refresh_from_db()
    assert (run.status, run.attempts) == (RunStatus.MADE, 2)
    assert sorted(file.format for file in ReportFile.objects.all()) == ["docx", "pdf", "xlsx"]


def test_a_failing_report_is_tried_three_times_and_blocks_no_other(started, province, monkeypatch):
    draw = service.report_draw

    def broken(*, kind, **asked):
        if kind == "period-report":
            raise ZeroDivisionError("no plan")
        return draw(kind=kind, **asked)

    monkeypatch.setattr(service, "report_draw", broken)
    now = at("2024-07-15 08:00")
    first = due_make(now=now)
    assert [run.job for run in first.made] == ["friday-snapshot"]
    assert [run.job for run in first.failed] == ["report-15"]
    for minute in (1, 2, 3, 4):
        due_make(now=now + timedelta(minutes=minute))
    failed = ReportRun.objects.get(job="report-15")
    assert (failed.status, failed.attempts) == (RunStatus.FAILED, 3)
    assert "no plan" in failed.failure


def test_a_maker_that_always_dies_is_given_up_with_a_sentence(started, province):
    (run,) = runs_plan(now=at("2024-07-12 16:00"))
    ReportRun.objects.update(status=RunStatus.MAKING, status_at=at("2024-07-12 16:00"), attempts=3)
    due_make(now=at("2024-07-12 16:30"))
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert run.failure


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_make_one_report():
    deadline_rules_seed(now=JULY)
    calendar_seed(years=[2024], now=JULY)
    installation_start(now=at("2024-07-12 15:00"))
    made = []

    def work():
        try:
            made.extend(due_make(now=at("2024-07-12 16:00")).made)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        work()
        work()
    else:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(made) == 1
    assert ReportRun.objects.count() == 1
    assert sorted(file.format for file in ReportFile.objects.all()) == ["docx", "pdf", "xlsx"]


def test_run_due_prints_what_it_made_and_what_was_there(rules, province):
    document, code = command("run_due", "--now", "2024-07-15T08:00:00+07:00")
    (made,) = document["made"]
    assert code == 0
    assert (made["job"], made["period"], made["due_at"]) == (
        "report-15",
        "2024-07-15",
        "2024-07-15T07:00:00+07:00",
    )
    assert made["files"][0]["sha256"] == ReportFile.objects.get().sha256
    assert Installation.current().first_started_at == at("2024-07-15 08:00")
    document, code = command("run_due", "--now", "2024-07-15T09:00:00+07:00")
    assert (document, code) == ({"made": [], "already": 1}, 0)


def test_make_report_writes_the_asked_formats_and_repeats_their_bytes(province, tmp_path):
    pay(province.bridge, province.central, BILLION, day="2024-07-10")
    asked = ("period-report", "--as-of", "2024-07-15", "--format", "xlsx,docx,pdf", "--out")
    first, code = command("make_report", *asked, str(tmp_path / "a"))
    second, _ = command("make_report", *asked, str(tmp_path / "b"))
    assert code == 0
    assert [file["path"].rpartition(".")[2] for file in first["files"]] == ["xlsx", "docx", "pdf"]
    assert [f["sha256"] for f in first["files"]] == [f["sha256"] for f in second["files"]]
    for file in first["files"]:
        with open(file["path"], "rb") as content:  # noqa: PTH123
            assert hashlib.file_digest(content, "sha256").hexdigest() == file["sha256"]


def test_make_report_lists_the_kinds():
    document, code = command("make_report", "--list")
    assert (document["kinds"], code) == (["period-report", "friday-snapshot"], 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ("monthly", "--as-of", "2024-07-15", "--out", "out"),
        ("period-report", "--as-of", "2024-07-15", "--format", "odt", "--out", "out"),
        ("period-report",),
        (),
    ],
)
def test_make_report_refuses_with_a_sentence(db, arguments):
    with pytest.raises((CommandError, SystemExit)) as refusal:
        call_command("make_report", *arguments, stdout=StringIO(), stderr=StringIO())
    assert refusal.value.code == 1 if isinstance(refusal.value, SystemExit) else str(refusal.value)


def test_only_planning_may_ask_for_a_report(cast):
    asked = {"kind": "period-report", "as_of": date(2024, 7, 15), "formats": ["xlsx"], "now": JULY}
    with pytest.raises(NotAllowed):
        run_ask(actor=cast.leader, **asked)
    run = run_ask(actor=cast.planner, **asked)
    assert (run.status, run.job, run.asked_by) == (RunStatus.WAITING, "", cast.planner)


def test_a_report_asked_for_is_made_after_the_commit(cast, on_commit):
    with on_commit():
        run = run_ask(
            actor=cast.planner,
            kind="friday-snapshot",
            as_of=date(2024, 7, 15),
            formats=["pdf", "xlsx"],
            now=JULY,
        )
    run.refresh_from_db()
    assert run.status == RunStatus.MADE
    assert sorted(file.format for file in run.files.all()) == ["pdf", "xlsx"]


def test_the_tick_makes_what_is_due(started, province, time_machine):
    time_machine.move_to("2024-07-12 16:01+07:00")
    for _ in range(2):
        current_app.tasks[make_due.name]()
    assert make_due.name == "reports.tasks.make_due"
    assert [run.status for run in ReportRun.objects.all()] == [RunStatus.MADE]


def test_a_lost_message_costs_a_minute_not_the_report(cast, rules, time_machine):
    run = run_ask(
        actor=cast.planner, kind="period-report", as_of=JULY.date(), formats=["xlsx"], now=JULY
    )
    due_make(now=JULY + timedelta(minutes=1))
    run.refresh_from_db()
    assert run.status == RunStatus.MADE
