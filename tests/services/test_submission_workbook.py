"""A report by workbook: made, filled in offline, compared, and taken into the draft or refused."""

import json
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from django.utils.translation import gettext
from openpyxl import Workbook, load_workbook

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.entry_cells import CellEdit
from disbursement.domain.ledger import Key
from disbursement.domain.workbook_columns import DATA_SHEET, GUIDE_SHEET, IDENTITY_SHEET
from disbursement.models import ReportingPeriod, Submission, SubmissionStatus, WorkbookUpload
from disbursement.selectors.submission_workbook import read_report_file
from disbursement.selectors.submissions import latest_version
from disbursement.services.calendar import deadline_rules_seed
from disbursement.services.entry_cells import cells_save
from disbursement.services.periods import periods_open
from disbursement.services.submission_claims import Locked
from disbursement.services.submission_workbook import (
    FileWithErrors,
    cell_name,
    workbook_receive,
    workbook_take,
)
from projects.domain.money import Unit
from projects.issue_texts import render
from projects.models import AuditRecord
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.selectors.files import path_of
from tests.people import BILLION
from tests.services.report_workbooks import Filled, make_workbook

NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
LATER = NOW + timedelta(minutes=5)
BRIDGE, ROAD = "7100001", "7100002"


@pytest.fixture
def report(province):
    deadline_rules_seed(now=NOW)
    (period, *_) = periods_open(now=NOW, since=NOW)
    return Submission.objects.select_related("period", "investor").get(
        period=period, investor=province.roads_board
    )


@pytest.fixture
def filled(report):
    return Filled(make_workbook(report, now=NOW))


@pytest.fixture
def send(report, cast):
    """Upload a filled-in workbook and return what became of it."""

    def doing(filled, *, submission=report, actor=None, now=LATER, name="bao-cao.xlsx"):
        content = filled if isinstance(filled, bytes) else filled.save()
        return workbook_receive(
            submission=submission,
            content=content,
            name=name,
            actor=actor or cast.investor,
            now=now,
        )

    return doing


@pytest.fixture
def take(cast):
    def doing(upload, **options):
        upload = WorkbookUpload.objects.select_related("source_file").get(pk=upload.pk)
        options.setdefault("seen", read(upload).seen)
        return workbook_take(upload=upload, actor=cast.investor, now=LATER, **options)

    return doing


def read(upload):
    submission = Submission.objects.select_related("period", "investor").get(
        pk=upload.submission_id
    )
    return read_report_file(submission=submission, path=path_of(upload.source_file), now=LATER)


def found(upload):
    """Return (cell, code without its prefix) of everything found."""
    return {(each.cell, each.code.partition(".")[2]) for each in read(upload).comparison.issues}


def stored(report, project, field, origin=2024):
    version = latest_version(submission=report)
    return getattr(version.lines.get(project__code=project, origin_year=origin), field)


def type_in(report, cast, key, field, text, was=""):
    cells_save(
        submission=Submission.objects.select_related("period", "investor").get(pk=report.pk),
        cells=[CellEdit(key, field, text, was)],
        actor=cast.investor,
        now=NOW + timedelta(minutes=1),
    )


@pytest.fixture
def bridge(province):
    return Key(province.bridge.pk, province.central.pk, 2024, 2024)


# What is given out


def test_the_workbook_has_a_row_for_each_line_below_one_row_of_headings(report, filled):
    codes = [row[0].value for row in filled.sheet.iter_rows(min_row=2)]
    plans = [row[6].value for row in filled.sheet.iter_rows(min_row=2)]
    assert codes == [BRIDGE, BRIDGE, ROAD]
    assert plans == [10_000, 1_500, 4_000]
    assert filled.sheet["G1"].value == "Kế hoạch (triệu đồng)"


def test_only_what_the_investor_states_can_be_typed_into(filled):
    open_columns = {
        cell.column
        for row in filled.sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }
    entries = ("executed_volume", "own_disbursed", "month_estimate", "year_forecast")
    words = ("explanation", "obstacle_category", "difficulty")
    assert filled.sheet.protection.sheet
    assert open_columns == {filled.column(field) for field in (*entries, *words)}


@pytest.mark.parametrize(("unit", "kind"), [(Unit.DONG, "whole"), (Unit.MILLION, "decimal")])
def test_amounts_are_guarded_in_the_unit_of_the_file(report, unit, kind):
    sheet = load_workbook(BytesIO(make_workbook(report, now=NOW, unit=unit)))[DATA_SHEET]
    checks = {str(check.sqref): check for check in sheet.data_validations.dataValidation}
    assert (checks["K2:K4"].type, checks["K2:K4"].operator) == (kind, "greaterThanOrEqual")
    assert checks["O2:O4"].type == "list"


def test_the_notes_and_the_guide_come_from_the_table_of_rules(filled):
    note = filled.sheet.cell(1, filled.column("month_estimate")).comment.text
    rule = "The estimate to the end of the month is below what you have already disbursed."
    guide = {cell.value for row in filled.book[GUIDE_SHEET].iter_rows() for cell in row}
    assert gettext(rule) in note
    assert gettext(rule) in guide


def test_the_identity_is_out_of_sight(filled):
    assert filled.book[IDENTITY_SHEET].sheet_state == "veryHidden"
    assert filled.book.active.title == DATA_SHEET


def test_a_name_that_looks_like_a_formula_stays_a_text(report, province):
    province.bridge.name = "=cmd|' /C calc'!A0"
    province.bridge.save()
    sheet = Filled(make_workbook(report, now=NOW)).sheet
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("s", "=cmd|' /C calc'!A0")


# Taken as it is


def test_an_untouched_workbook_changes_nothing(report, send, take, filled):
    upload = send(filled)
    assert read(upload).comparison.changes == []
    assert take(upload) == 0
    assert latest_version(submission=report) is None
    assert found(upload) == set()


def test_figures_are_taken_in_the_unit_of_the_file(report, send, take, filled):
    filled.put(BRIDGE, "own_disbursed", 2345.678)
    filled.put(BRIDGE, "month_estimate", "2.500,5")
    filled.put(ROAD, "executed_volume", 0)
    filled.put(ROAD, "difficulty", "Chờ bàn giao mặt bằng")
    filled.put(ROAD, "obstacle_category", "Giải phóng mặt bằng")
    assert take(send(filled)) == 5
    assert stored(report, BRIDGE, "own_disbursed") == 2_345_678_000
    assert stored(report, BRIDGE, "month_estimate") == 2_500_500_000
    assert stored(report, ROAD, "executed_volume") == 0
    assert stored(report, ROAD, "obstacle_category") == "GPMB"
    assert stored(report, ROAD, "difficulty") == "Chờ bàn giao mặt bằng"


def test_the_same_workbook_twice_changes_nothing_more(report, send, take, filled):
    filled.put(BRIDGE, "own_disbursed", 5)
    content = filled.save()
    assert take(send(content)) == 1
    edited = latest_version(submission=report).edited_at
    again = send(content)
    assert take(again) == 0
    assert take(again) == 0
    assert latest_version(submission=report).edited_at == edited


def test_a_second_click_on_upload_is_the_same_upload(send, filled):
    filled.put(BRIDGE, "own_disbursed", 5)
    content = filled.save()
    assert send(content).pk == send(content).pk


def test_taking_leaves_a_trace(report, send, take, filled):
    filled.put(BRIDGE, "own_disbursed", 5)
    upload = send(filled)
    take(upload)
    last = AuditRecord.objects.filter(action="submission.workbook_taken").get()
    assert (last.detail["cells"], last.detail["upload"]) == (1, upload.pk)
    assert [(row.was_taken, row.cells) for row in report.workbooks.all()] == [(True, 1), (False, 0)]


def test_an_emptied_cell_empties_the_report(report, cast, send, take, bridge):
    type_in(report, cast, bridge, "own_disbursed", "7000000")
    filled = Filled(make_workbook(report, now=NOW + timedelta(minutes=2)))
    assert filled.cell(BRIDGE, "own_disbursed").value == 7
    filled.put(BRIDGE, "own_disbursed", None)
    assert take(send(filled)) == 1
    assert stored(report, BRIDGE, "own_disbursed") is None


# Rows and columns in any order


def test_rows_moved_deleted_and_blank_are_coped_with(report, send, take, filled):
    filled.put(ROAD, "own_disbursed", 40)
    filled.put(BRIDGE, "own_disbursed", 100, origin=2023)
    rows = [[cell.value for cell in row] for row in filled.sheet.iter_rows(min_row=2)]
    filled.sheet.delete_rows(2, 3)
    for number, values in ((7, rows[2]), (12, rows[1])):
        for column, value in enumerate(values, 1):
            filled.sheet.cell(number, column).value = value
    upload = send(filled)
    assert take(upload) == 2
    assert len(read(upload).comparison.absent) == 1
    assert stored(report, ROAD, "own_disbursed") == 40_000_000
    assert stored(report, BRIDGE, "own_disbursed", origin=2023) == 100_000_000


def test_columns_are_found_by_their_headings_below_rows_put_above(report, send, take, filled):
    filled.put(ROAD, "own_disbursed", 40)
    filled.sheet.insert_rows(1, 3)
    filled.sheet["A1"].value = "BÁO CÁO GIẢI NGÂN"
    filled.sheet.insert_cols(1)
    assert take(send(filled)) == 1
    assert stored(report, ROAD, "own_disbursed") == 40_000_000


def test_the_sheet_may_be_renamed(send, take, filled):
    filled.put(ROAD, "own_disbursed", 40)
    filled.sheet.title = "Sheet1"
    assert take(send(filled)) == 1


def test_a_deleted_column_leaves_its_cells_alone(report, cast, send, take, bridge):
    type_in(report, cast, bridge, "explanation", "Đã đối chiếu")
    filled = Filled(make_workbook(report, now=NOW + timedelta(minutes=2)))
    filled.put(BRIDGE, "own_disbursed", 3)
    filled.sheet.delete_cols(filled.column("explanation"))
    upload = send(filled)
    assert take(upload) == 1
    assert stored(report, BRIDGE, "explanation") == "Đã đối chiếu"
    assert ("1", "heading_missing") in found(upload)


def test_codes_that_became_numbers_are_known(report, send, take, filled):
    filled.put(ROAD, "own_disbursed", 40)
    filled.sheet.cell(4, 1).value = 7100002
    filled.sheet.cell(4, 5).value = "2024"
    assert take(send(filled)) == 1


def test_an_own_total_below_is_not_a_line(send, take, filled):
    filled.put(ROAD, "own_disbursed", 40)
    filled.sheet["B6"].value = "Tổng cộng"
    filled.sheet["K6"].value = 40
    upload = send(filled)
    assert take(upload) == 1
    assert ("A6", "total_row") in found(upload)


# What is refused by cell


def test_each_bad_cell_is_named(send, filled):
    cells = {
        "not_a_number": filled.put(BRIDGE, "own_disbursed", "mười tỷ"),
        "error": filled.put(BRIDGE, "month_estimate", "#REF!"),
        "formula": filled.put(BRIDGE, "year_forecast", "=K2*2"),
        "group": filled.put(BRIDGE, "obstacle_category", "Thiếu tiền"),
        "long": filled.put(BRIDGE, "difficulty", "x" * 2001),
        "day": filled.put(ROAD, "own_disbursed", datetime(2024, 3, 1)),  # noqa: DTZ001
    }
    upload = send(filled)
    assert {cell for cell, _code in found(upload)} == set(cells.values())
    assert all(each.sheet == DATA_SHEET for each in read(upload).comparison.issues)


def test_characters_that_no_database_takes_do_no_harm(report, send, take, filled):
    filled.put(ROAD, "own_disbursed", "bốn_x0000_mươi")
    filled.put(ROAD, "difficulty", "Chờ_x0000_ bàn giao")
    filled.put(ROAD, "obstacle_category", "GPMB")
    upload = send(filled)
    assert "\\u0000" not in json.dumps(upload.findings)
    assert take(upload, only_sound=True) == 2
    assert stored(report, ROAD, "difficulty") == "Chờ bàn giao"


def test_a_file_with_errors_is_taken_whole_or_not_at_all(report, send, take, filled):
    filled.put(BRIDGE, "own_disbursed", "mười tỷ")
    filled.put(ROAD, "own_disbursed", 40)
    upload = send(filled)
    with pytest.raises(FileWithErrors):
        take(upload)
    assert latest_version(submission=report) is None


def test_its_cells_without_errors_can_be_taken_alone(report, send, take, filled):
    filled.put(BRIDGE, "own_disbursed", "mười tỷ")
    filled.put(BRIDGE, "executed_volume", 30)
    filled.put(ROAD, "own_disbursed", 40)
    filled.put(ROAD, "month_estimate", 39)  # below the own count: an error of the rules
    upload = send(filled)
    assert ("L4", "estimate_below_own") in found(upload)
    assert take(upload, only_sound=True) == 2
    assert stored(report, ROAD, "own_disbursed") == 40_000_000
    assert stored(report, ROAD, "month_estimate") is None
    assert stored(report, BRIDGE, "executed_volume") == 30_000_000


def test_the_portals_own_cells_are_not_taken(send, take, filled):
    plan = filled.put(BRIDGE, "plan", 99)
    name = filled.put(ROAD, "project_name", "Đường khác")
    filled.put(ROAD, "own_disbursed", 40)
    upload = send(filled)
    assert {(plan, "given_changed"), (name, "given_changed")} <= found(upload)
    assert take(upload) == 1


def test_an_unknown_line_is_named(send, filled):
    filled.sheet["A4"].value = "7999999"
    assert ("A4", "unknown_line") in found(send(filled))


def test_figures_without_codes_are_named(send, filled):
    filled.sheet["K9"].value = 12
    assert ("A9", "row_without_key") in found(send(filled))


def test_a_line_twice_with_other_figures_is_an_error_in_each_row(send, take, filled):
    filled.put(ROAD, "own_disbursed", 40)
    for column in range(1, 17):
        filled.sheet.cell(8, column).value = filled.sheet.cell(4, column).value
    upload = send(filled)
    assert found(upload) == {("K4", "differs_from_treasury")}
    filled.sheet["K8"].value = 41
    assert found(send(filled)) == {("A4", "line_twice"), ("A8", "line_twice")}


def test_a_heading_in_another_unit_is_not_guessed_at(send, filled):
    filled.put(ROAD, "own_disbursed", 40_000_000)
    filled.sheet["K1"].value = "Giải ngân theo chủ đầu tư (đồng)"
    upload = send(filled)
    assert found(upload) == {("K1", "unit_changed")}
    assert read(upload).comparison.changes == []


# Whose file it is


def test_another_investors_file_is_refused_by_name(report, send, cast, province):
    theirs = Submission.objects.select_related("period", "investor").get(
        period=report.period, investor=province.schools_board
    )
    upload = send(make_workbook(theirs, now=NOW))
    (refusal,) = read(upload).comparison.issues
    words = render(refusal)["message"]
    assert refusal.code == "report_file.other_investor"
    assert "BQLDD" in words and "BQLGT" in words


def test_another_periods_file_is_refused_by_name(report, send):
    later = ReportingPeriod.objects.create(
        **{
            **{
                field.name: getattr(report.period, field.name)
                for field in ReportingPeriod._meta.concrete_fields
                if field.name not in ("id", "code", "as_at")
            },
            "code": "2024-04-K1",
            "as_at": datetime(2024, 4, 15, tzinfo=VIETNAM_TIME).date(),
        }
    )
    other = Submission.objects.create(period=later, investor=report.investor, status_at=NOW)
    upload = send(make_workbook(other, now=NOW))
    (refusal,) = read(upload).comparison.issues
    assert refusal.code == "report_file.other_period"
    assert "15/04/2024" in render(refusal)["message"]


def test_a_changed_or_missing_identity_is_told_apart(send, filled):
    hidden = filled.book[IDENTITY_SHEET]
    hidden["A2"].value = hidden["A2"].value[:-3] + "abc"
    assert found(send(filled)) == {("", "forged")}
    del filled.book[IDENTITY_SHEET]
    assert found(send(filled)) == {("", "no_identity")}


def test_something_else_altogether_is_refused_with_its_reason(send):
    sink = BytesIO()
    Workbook().save(sink)
    assert found(send(sink.getvalue())) == {("", "no_content")}
    assert found(send(b"%PDF-1.7 ...")) == {("", "pdf")}
    with pytest.raises(Refusal):
        send(b"x" * (5 * 1024 * 1024 + 1))


# The report moved on


def test_what_others_changed_since_stays_and_the_rest_is_merged(
    report, cast, send, take, filled, bridge
):
    type_in(report, cast, bridge, "executed_volume", "9000000")
    filled.put(BRIDGE, "own_disbursed", 3)
    upload = send(filled)
    assert read(upload).comparison.conflicts == []
    assert take(upload) == 1
    assert stored(report, BRIDGE, "executed_volume") == 9_000_000
    assert stored(report, BRIDGE, "own_disbursed") == 3_000_000


def test_a_cell_changed_by_both_is_told_with_three_values(report, cast, send, take, filled, bridge):
    type_in(report, cast, bridge, "own_disbursed", "9000000")
    filled.put(BRIDGE, "own_disbursed", 3)
    filled.put(ROAD, "own_disbursed", 40)
    upload = send(filled)
    (conflict,) = read(upload).comparison.conflicts
    assert (conflict.base, conflict.mine, conflict.theirs) == (None, 3_000_000, 9_000_000)
    assert take(upload) == 1
    assert stored(report, BRIDGE, "own_disbursed") == 9_000_000
    assert take(upload, preferred=[cell_name(conflict)]) == 1
    assert stored(report, BRIDGE, "own_disbursed") == 3_000_000


def test_what_changed_after_the_comparison_is_looked_at_anew(
    report, cast, send, take, filled, bridge
):
    filled.put(BRIDGE, "own_disbursed", 3)
    upload = send(filled)
    seen = read(upload).seen
    type_in(report, cast, bridge, "own_disbursed", "9000000")
    filled.put(ROAD, "own_disbursed", 40)
    with pytest.raises(StaleState):
        take(send(filled), seen=seen)
    assert stored(report, ROAD, "own_disbursed") is None
    assert upload.pk


def test_a_report_handed_in_meanwhile_keeps_the_file_and_takes_nothing(report, send, take, filled):
    filled.put(BRIDGE, "own_disbursed", 3)
    Submission.objects.filter(pk=report.pk).update(status=SubmissionStatus.SUBMITTED)
    report.refresh_from_db()
    upload = send(filled)
    assert upload.findings[0]["code"] == "report_file.locked"
    assert path_of(upload.source_file).exists()
    with pytest.raises(Locked):
        take(upload)


def test_only_the_investor_itself_uploads(send, cast, filled):
    for stranger in (cast.other_investor, cast.planner):
        with pytest.raises(NotAllowed):
            send(filled, actor=stranger)


def test_a_unit_of_billions_keeps_every_dong(report, send, take):
    filled = Filled(make_workbook(report, now=NOW, unit=Unit.BILLION))
    assert filled.cell(BRIDGE, "plan").value == 10
    filled.put(BRIDGE, "own_disbursed", 1.234567891)
    assert take(send(filled)) == 1
    assert stored(report, BRIDGE, "own_disbursed") == BILLION + 234_567_891
