"""The Friday snapshot: what it freezes, what it marks, and what changes in hindsight.

In tỷ đồng: the bridge has 10 this year and 1.5 carried over, the road 4, the school 6 (21.5).
"""

import hashlib
from datetime import date
from fractions import Fraction

import pytest
from django.utils import timezone
from django.utils.translation import override

from disbursement.models import Notice, TreasuryImport, UnmatchedRow
from disbursement.services.calendar import deadline_rules_seed
from disbursement.services.notices import notice_choices_save
from projects.domain.money import Unit
from projects.models import CapitalSource, Issuer, PlanDecision, PlanLine, Programme, Project
from projects.services.installation import installation_start
from reports.definitions.frame import Asked
from reports.definitions.friday_snapshot import build, gather
from reports.domain.figures import Figures, total
from reports.domain.table import Kind, text_of
from reports.models import ReportRun
from reports.renderers import xlsx
from reports.selectors.runs import path_of
from reports.services.files import report_draw
from reports.services.runs import due_make
from tests.people import BILLION, make_organisation, make_plan_line, make_project, make_user
from tests.treasury_facts import at, pay, state

FIRST, SECOND, THIRD = date(2024, 9, 6), date(2024, 9, 13), date(2024, 9, 20)
DUE = {day: at(f"{day} 16:00") for day in (FIRST, SECOND, THIRD)}
MILLION = 1_000_000


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


@pytest.fixture
def started(province, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    deadline_rules_seed(now=timezone.now())
    installation_start(now=at("2024-09-02 08:00"))
    pay(province.bridge, province.central, 3 * BILLION, day="2024-08-20")
    return province


def tables(day):
    run = ReportRun.objects.get(kind="friday-snapshot", as_of=day)
    return {table.name: table for table in build(Asked(day, run.known_by))}


def take_back(voucher, when):
    imported = TreasuryImport.objects.filter(pk=voucher.treasury_import_id)
    imported.update(status="reversed", reversed_at=at(when))


def values(table, name):
    return next(row.values for row in table.rows if row.values[1] == name)


# What became known later


def test_a_reversal_on_monday_changes_the_next_snapshot_and_not_the_last(started):
    wrong = pay(started.school, started.local, 2 * BILLION, day="2024-09-10")
    due_make(now=DUE[SECOND])
    run = ReportRun.objects.get(kind="friday-snapshot", as_of=SECOND)
    kept = path_of(run.files.get(format="xlsx")).read_bytes()
    take_back(wrong, "2024-09-16 09:00")
    again = report_draw(
        kind=run.kind, asked=Asked(run.as_of, run.known_by), formats=["xlsx", "docx", "pdf"]
    )
    assert [each.sha256 for each in again] == [
        run.files.get(format=each.format).sha256 for each in again
    ]
    assert hashlib.sha256(kept).hexdigest() == again[0].sha256

    due_make(now=DUE[THIRD])
    table = tables(THIRD)["Adjustments"]
    assert table.subtitle[0] == "Adjustments to last week's figures"
    whole, school = (row.values for row in table.rows)
    assert whole[4:7] == (5 * BILLION, 3 * BILLION, -2 * BILLION)
    assert whole[7:9] == (Fraction(500, Fraction("21.5")), Fraction(300, Fraction("21.5")))
    assert school[1:7] == (
        "7200001 – Trường THPT Chuyên",
        "Ngân sách địa phương",
        0,
        2 * BILLION,
        0,
        -2 * BILLION,
    )
    assert school[9] == "file taken back: phieu-chi-2.xlsx"
    assert values(tables(THIRD)["Totals"], "TOTAL")[8] == 0  # nothing moved in the week itself


def test_what_is_posted_late_for_last_week_is_named_with_its_file(started):
    due_make(now=DUE[SECOND])
    pay(
        started.road,
        started.local,
        BILLION,
        day="2024-09-12",
        when=at("2024-09-13 16:01"),
    )
    pay(started.road, started.local, BILLION, day="2024-09-18")
    due_make(now=DUE[THIRD])
    found = tables(THIRD)
    row = found["Adjustments"].rows[1].values
    assert (row[6], row[9]) == (BILLION, "file posted later: phieu-chi-2.xlsx")
    # 3 published + 1 in hindsight + 1 in the week = 5.
    assert values(found["Totals"], "TOTAL")[4] == 5 * BILLION
    assert values(found["Totals"], "TOTAL")[8] == BILLION


def test_money_that_only_changes_its_source_is_named_on_both(started):
    wrong = pay(started.bridge, started.local, BILLION, day="2024-09-10")
    due_make(now=DUE[SECOND])
    take_back(wrong, "2024-09-17 08:00")
    pay(started.bridge, started.central, BILLION, day="2024-09-10", when=at("2024-09-17 08:01"))
    due_make(now=DUE[THIRD])
    rows = tables(THIRD)["Adjustments"].rows
    assert rows[0].values[6] == 0
    assert sorted(row.values[6] for row in rows[1:]) == [-BILLION, BILLION]


def test_a_plan_entered_late_is_an_adjustment_too(started):
    due_make(now=DUE[SECOND])
    PlanLine.objects.create(
        decision=started.decision,
        plan_year=2024,
        origin_year=2024,
        kind="bổ sung",
        project=started.road,
        source=started.local,
        nature="đầu tư",
        amount=BILLION,
        effective_on=date(2024, 9, 1),
        recorded_at=at("2024-09-18 08:00"),
    )
    due_make(now=DUE[THIRD])
    row = tables(THIRD)["Adjustments"].rows[1].values
    assert (row[3], row[9]) == (BILLION, "decision entered later: 2210/QĐ-UBND")


def test_an_unchanged_week_and_a_first_one_say_so(started):
    due_make(now=DUE[SECOND])
    first, second = tables(FIRST)["Adjustments"], tables(SECOND)["Adjustments"]
    assert (first.rows, second.rows) == ((), ())
    assert first.notes[0].startswith("No snapshot was made for 30/08/2024")
    assert second.notes[0] == "The figures published for 06/09/2024 stand unchanged."


# Who is silent


@pytest.fixture
def two_offices(started, cast):
    """The first office sent the school's figures in the week; a second one the road's, before."""
    second = make_organisation("KBNN2", "Kho bạc Nhà nước huyện", kind="kho bạc")
    clerk = make_user("khobac2", role="treasury", organisation=second)
    pay(started.road, started.local, BILLION, day="2024-09-03", by=clerk)
    pay(started.school, started.local, BILLION, day="2024-09-10", by=cast.treasurer)
    return started


def test_every_figure_of_a_silent_office_is_marked_and_no_other(two_offices):
    due_make(now=DUE[SECOND])
    table = tables(SECOND)["Investors"]
    texts = {row[1]: row for row in table.texts()}
    # Of the roads board the bridge came from a command in August and the road from office two.
    assert texts["Ban Quản lý dự án giao thông"][2:8] == (
        "15.500",
        "4.000*",
        "0*",
        "25,81*",
        "0*",
        "0,00*",
    )
    assert texts["Ban Quản lý dự án dân dụng"][3] == "1.000"
    assert texts["TOTAL"][3] == "5.000*"
    assert any("Kho bạc Nhà nước huyện (figures as at 03/09/2024" in note for note in table.notes)
    sources = {row[1]: row for row in tables(SECOND)["Sources"].texts()}
    assert sources["Ngân sách địa phương"][5].endswith("*")


def test_an_office_that_never_sent_anything_is_listed_and_marks_nothing(started, cast):
    pay(started.school, started.local, BILLION, day="2024-09-05", by=cast.treasurer)
    make_user(
        "khobac3",
        role="treasury",
        organisation=make_organisation("KBNN3", "Kho bạc mới", kind="kho bạc"),
    )
    due_make(now=DUE[FIRST])
    rows = tables(FIRST)["Silent offices"].rows
    assert [(row.values[1], row.values[6]) for row in rows] == [
        ("Kho bạc mới", "Stale"),
        ("Entered by the system", "Stale"),
        ("Kho bạc Nhà nước khu vực", "Sent this week"),
    ]


def test_the_office_named_with_a_file_counts_and_not_who_handed_it_in(two_offices, cast):
    TreasuryImport.objects.filter(received_by=cast.treasurer).update(
        office=make_organisation("KBNN2", "")
    )
    found = gather(Asked(SECOND, DUE[SECOND]))
    assert [office.name for office in found.stale] == ["Kho bạc Nhà nước khu vực", ""]


def test_the_mark_leaves_the_number_in_excel_a_number():
    assert xlsx.marked("#,##0", "*") == '#,##0"*"'
    assert xlsx.marked("+0.00;-0.00;0.00", "*") == '+0.00"*";-0.00"*";0.00"*"'
    assert xlsx.marked("#,##0", "") == "#,##0"


# What is new, and what is left out


def test_the_largest_movements_come_first_whichever_way_they_go(started):
    pay(started.school, started.local, BILLION, day="2024-09-09")
    pay(started.road, started.local, 2 * BILLION, day="2024-09-11")
    pay(
        started.bridge,
        started.central,
        5 * BILLION // 2,
        day="2024-09-12",
        kind="volume_repayment",
    )
    due_make(now=DUE[SECOND])
    rows = tables(SECOND)["Changes"].rows
    assert [(row.values[1][:7], row.values[7]) for row in rows] == [
        ("7100001", -5 * BILLION // 2),
        ("7100002", 2 * BILLION),
        ("7200001", BILLION),
    ]
    assert rows[2].target == "project:7200001"


def test_programmes_add_up_with_what_belongs_to_none(started):
    programme = Programme.objects.create(code="NTM", name="Nông thôn mới")
    Project.objects.filter(pk=started.road.pk).update(programme=programme)
    pay(started.road, started.local, BILLION, day="2024-09-11")
    due_make(now=DUE[SECOND])
    table = tables(SECOND)["Programmes"]
    assert values(table, "Nông thôn mới")[3] == BILLION
    assert values(table, "Outside the target programmes")[3] == 3 * BILLION


def test_rows_that_wait_for_their_project_are_told_beside_the_totals(started):
    voucher = pay(started.road, started.local, BILLION, day="2024-09-11")
    UnmatchedRow.objects.create(
        treasury_import=voucher.treasury_import,
        project_code="7999999",
        sheet="1",
        row=9,
        fact={},
        disbursed=250 * MILLION,
        matched_at=at("2024-09-16 08:00"),  # on Friday it still waited
    )
    due_make(now=DUE[SECOND])
    for name in ("Totals", "Blocks", "Investors", "Sources", "Programmes"):
        assert any("1 rows of treasury files with 250" in n for n in tables(SECOND)[name].notes)
    assert gather(Asked(THIRD, DUE[THIRD])).waiting.rows == 0


def test_a_first_statement_is_not_called_a_week_s_work(province):
    state(province.bridge, province.central, 4 * BILLION, 0, as_at="2024-09-12")
    deadline_rules_seed(now=timezone.now())
    notes = {table.name: table for table in build(Asked(SECOND, DUE[SECOND]))}["Totals"].notes
    assert any(note.startswith("There are no figures as of 06/09/2024 yet") for note in notes)


# Who is told


def test_treasury_planning_and_leaders_are_told_once_per_their_choices(started, cast):
    notice_choices_save(
        user=cast.leader, choices={"treasury": (False, False)}, now=at("2024-09-02 09:00")
    )
    due_make(now=DUE[FIRST])
    due_make(now=DUE[FIRST])
    run = ReportRun.objects.get(as_of=FIRST)
    told = Notice.objects.filter(kind="treasury", occasion=f"report/{run.pk}")
    assert sorted(told.values_list("recipient__username", flat=True)) == ["kehoach", "khobac"]
    assert set(told.values_list("link", flat=True)) == {f"/anh-chup-tuan/{run.pk}/"}


def test_the_week_is_made_in_all_three_formats(started):
    due_make(now=DUE[FIRST])
    files = ReportRun.objects.get(as_of=FIRST).files
    assert sorted(files.values_list("format", flat=True)) == ["docx", "pdf", "xlsx"]


# Published weeks, entered as they were published


@pytest.mark.parametrize(
    ("plan", "before", "now", "gained", "rate_before", "rate", "points"),
    [
        # The whole country, 20 and 27 November 2025; tỷ đồng with one decimal.
        (9_132_162, 5_167_933, 5_288_702, 120_769, "56,59", "57,91", "+1,32"),
        # 4 and 11 December 2025.
        (9_132_162, 5_570_544, 5_777_039, 206_495, "61,00", "63,26", "+2,26"),
        # Cao Bằng, the week to 12 December 2025; triệu đồng.
        (9_767_358, 5_600_505 - 479_644, 5_600_505, 479_644, "52,43", "57,34", "+4,91"),
    ],
)
def test_published_weeks_come_out_in_money_and_in_points(
    plan, before, now, gained, rate_before, rate, points
):
    figures = Figures(plan=plan, volume=now, earlier_plan=plan, earlier_disbursed=before)

    def shown(value, kind=Kind.RATE):
        return text_of(value, kind, Unit.MILLION, 0)

    assert figures.gained == gained
    assert shown(figures.earlier_rate) == rate_before
    assert shown(figures.rate) == rate
    assert shown(figures.points, Kind.POINTS) == points


def test_a_published_week_goes_through_statements_to_the_printed_snapshot(db):
    """The country's two Thursdays as statements of one project, in triệu đồng."""
    deadline_rules_seed(now=timezone.now())
    country = make_organisation("CN", "Cả nước", block="Quốc gia")
    source = CapitalSource.objects.create(code="NSNN", name="Ngân sách nhà nước")
    project = make_project("7000001", "Kế hoạch năm", country)
    decision = PlanDecision.objects.create(
        number="1508/QĐ-TTg", decided_on=date(2023, 12, 4), issuer=Issuer.PRIME_MINISTER
    )
    make_plan_line(decision, project, source, 913_216_200 * MILLION)
    state(project, source, 516_793_300 * MILLION, 0, as_at="2024-11-21")
    state(project, source, 528_870_200 * MILLION, 0, as_at="2024-11-28")
    friday = date(2024, 11, 29)
    found = gather(Asked(friday, at("2024-11-29 16:00")))
    figures = total(found.years[0].cells)
    assert figures.gained == 12_076_900 * MILLION
    table = {t.name: t for t in build(Asked(friday, at("2024-11-29 16:00")))}["Totals"]
    whole = next(table.texts())
    assert whole[4] == "528.870.200"
    assert whole[7:] == ("57,91", "12.076.900", "+1,32")
