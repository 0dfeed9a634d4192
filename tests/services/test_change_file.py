"""Changes of organisations handed in as a workbook: all at once, or none with every finding."""

import io
import json
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from openpyxl import Workbook, load_workbook

from projects.domain.change_layout import EVENTS, HANDOVERS, find_event
from projects.domain.reorganisation import ENDED, Changes, EventRow, HandoverRow
from projects.models import (
    AuditRecord,
    Handover,
    Organisation,
    OrganisationEvent,
    OrganisationEventKind,
    OrganisationName,
    RegisterImport,
    SourceFile,
)
from projects.refusals import NotAllowed
from projects.renderers.change_workbook import render_changes
from projects.services.registers import Outcome
from projects.services.reorganisation import change_file_check, change_file_import

AT = datetime(2025, 12, 31, 2, 0, tzinfo=UTC)
LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)
EVENT_HEADINGS = [column.heading for column in EVENTS.columns]
HANDOVER_HEADINGS = [column.heading for column in HANDOVERS.columns]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def book(tmp_path, province):
    """Return a function that writes rows of events and handovers, and returns the path."""

    def write(events=(), handovers=()):
        made = Workbook()
        made.remove(made.active)
        for name, headings, rows in (
            ("SapXep", EVENT_HEADINGS, events),
            ("BanGiao", HANDOVER_HEADINGS, handovers),
        ):
            sheet = made.create_sheet(name)
            for row in [headings, *rows]:
                sheet.append(row)
        path = tmp_path / "changes.xlsx"
        made.save(path)
        return path

    return write


GOOD_EVENTS = [
    ["X-DONG", "Thành lập", FIRST, None, "UBND xã Đông", "1672/NQ-UBTVQH15"],
    ["X-TAY", "thanh lap", "01/07/2025", None, "UBND xã Tây", "1672/NQ-UBTVQH15"],
    ["BQLGT", "Kết thúc", LAST, "X-DONG; x-tay", None, "1672/NQ-UBTVQH15"],
    ["BQLDD", "Đổi tên", FIRST, None, "Ban QLDA khu vực", "9/QĐ-UBND"],
]
GOOD_HANDOVERS = [
    ["7100001", "Cầu Đông Hà", "X-DONG", FIRST, "88/QĐ-UBND"],
    ["7100002", None, "x-tay", FIRST, "88/QĐ-UBND"],
]


def take_in(path, by=None):
    return change_file_import(path=path, name=path.name, by=by, at=AT)


def told(answer):
    return [(found.code, found.sheet, found.cell) for found in answer.issues]


def test_labels_of_the_sheet_are_the_events_of_the_model():
    for kind in OrganisationEventKind.values:
        assert any(
            find_event(text) == kind for text in ("Thành lập", "đổi tên", "SÁP NHẬP", "kết thúc")
        )
    assert find_event("Giải thể") == ENDED
    assert find_event("bán") is None


def test_texts_fit_into_their_columns():
    limits = {column.field: column.limit for column in EVENTS.columns}
    assert limits["decision"] == OrganisationEvent._meta.get_field("decision").max_length
    assert limits["new_name"] == OrganisationName._meta.get_field("name").max_length
    assert limits["organisation"] == Organisation._meta.get_field("code").max_length


def test_good_file_is_taken_in_whole(book, cast, province):
    answer = take_in(book(GOOD_EVENTS, GOOD_HANDOVERS), by=cast.planner)
    assert answer.outcome is Outcome.IMPORTED
    assert answer.issues == ()
    assert answer.counts == {
        "SapXep": {"added": 4, "changed": 0, "same": 0},
        "BanGiao": {"added": 2, "changed": 0, "same": 0},
    }
    province.bridge.refresh_from_db()
    assert province.bridge.investor.code == "X-DONG"
    province.roads_board.refresh_from_db()
    assert province.roads_board.valid_to == LAST
    assert {each.code for each in province.roads_board.successors.all()} == {"X-DONG", "X-TAY"}
    made = RegisterImport.objects.get()
    assert (made.imported_by, made.source_file.name) == (cast.planner, "changes.xlsx")
    assert AuditRecord.objects.get(action="changes.import").detail["counts"] == answer.counts


def test_same_file_again_changes_nothing(book):
    path = book(GOOD_EVENTS, GOOD_HANDOVERS)
    take_in(path)
    answer = take_in(path)
    assert answer.outcome is Outcome.UNCHANGED
    assert answer.counts["SapXep"] == {"added": 0, "changed": 0, "same": 4}
    assert answer.counts["BanGiao"] == {"added": 0, "changed": 0, "same": 2}
    assert RegisterImport.objects.count() == 1
    assert Handover.objects.count() == 2


def test_check_writes_nothing(book):
    answer = change_file_check(path=book(GOOD_EVENTS, GOOD_HANDOVERS), by=None, at=AT)
    assert answer.outcome is Outcome.CHECKED
    assert answer.counts["SapXep"]["added"] == 4
    assert not OrganisationEvent.objects.exists()
    assert not SourceFile.objects.exists()


def test_all_findings_are_told_at_once_by_cell_and_nothing_is_written(book):
    answer = take_in(
        book(
            [
                ["BQLGT", "bán", LAST, None, None, "1"],
                ["KHONG", "Đổi tên", FIRST, None, "Tên", "1"],
                ["BQLDD", "Sáp nhập", "31/06/2025", "BQLGT", None, "1"],
                ["BQLDD", "Đổi tên", FIRST, None, None, None],
            ],
            [
                ["9999999", None, "BQLDD", FIRST, "1"],
                ["7100001", None, "BQLGT", FIRST, "1"],
                ["7100002", None, None, FIRST, "1"],
            ],
        )
    )
    assert answer.outcome is Outcome.REFUSED
    assert told(answer) == [
        ("change.unknown_project", "BanGiao", "A2"),
        ("change.same_investor", "BanGiao", "C3"),
        ("register.empty_cell", "BanGiao", "C4"),
        ("register.not_a_label", "SapXep", "B2"),
        ("change.unknown_organisation", "SapXep", "A3"),
        ("day.unreadable", "SapXep", "C4"),
        ("register.empty_cell", "SapXep", "F5"),
    ]
    assert answer.counts["SapXep"] == {"added": 0, "changed": 0, "same": 0}
    assert not OrganisationEvent.objects.exists()
    assert not RegisterImport.objects.exists()


def test_ending_without_handovers_names_what_is_left(book):
    answer = take_in(book(GOOD_EVENTS[:3], GOOD_HANDOVERS[:1]))
    assert told(answer) == [("change.still_holds", "SapXep", "A4")]
    assert not Organisation.objects.filter(code="X-DONG").exists()


def test_file_of_another_kind_is_refused_in_a_sentence(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"no workbook")
    answer = take_in(path)
    assert (answer.outcome, answer.sheets) == (Outcome.REFUSED, ())
    assert answer.counts == {}
    assert len(answer.issues) == 1


def test_missing_columns_are_named(tmp_path):
    made = Workbook()
    made.active.title = "Sắp xếp"
    made.active.append(["Mã đơn vị", "Ngày"])
    made.save(tmp_path / "a.xlsx")
    answer = take_in(tmp_path / "a.xlsx")
    assert [found.code for found in answer.issues] == ["register.missing_column"] * 2


def test_only_planning_and_administrators_take_changes_in(book, cast):
    path = book(GOOD_EVENTS, GOOD_HANDOVERS)
    for person in (cast.investor, cast.treasurer, cast.leader, cast.home_affairs):
        with pytest.raises(NotAllowed):
            take_in(path, by=person)
        with pytest.raises(NotAllowed):
            change_file_check(path=path, by=person, at=AT)


def test_workbook_to_fill_in_can_be_read_again(tmp_path, province):
    path = tmp_path / "form.xlsx"
    changes = Changes(
        (EventRow(organisation="BQLGT", kind=ENDED),),
        (HandoverRow(project="7100001", project_name="=Cầu"),),
    )
    path.write_bytes(render_changes(changes))
    sheets = load_workbook(path)
    assert [cell.value for cell in sheets["SapXep"][1]] == EVENT_HEADINGS
    assert [cell.value for cell in sheets["SapXep"][2]][:3] == ["BQLGT", "kết thúc", None]
    assert [cell.value for cell in sheets["BanGiao"][2]][:3] == ["7100001", "=Cầu", None]
    assert sheets["BanGiao"]["B2"].data_type == "s"
    answer = take_in(path)
    assert {found.code for found in answer.issues} == {"register.empty_cell"}


def run(*args):
    """Return what the command printed as JSON, and its exit code."""
    out = io.StringIO()
    try:
        call_command("import_changes", *map(str, args), "--json", stdout=out)
        code = 0
    except SystemExit as left:
        code = left.code
    return json.loads(out.getvalue()), code


def test_command_answers_like_import_registry(book, tmp_path):
    path = book(GOOD_EVENTS, GOOD_HANDOVERS)
    answer, code = run(path, "--check")
    assert (answer["status"], code) == ("checked", 0)
    assert not OrganisationEvent.objects.exists()
    answer, code = run(path)
    assert (set(answer), answer["status"], code) == ({"status", "counts", "issues"}, "imported", 0)
    answer, code = run(path)
    assert (answer["status"], code) == ("unchanged", 0)
    answer, code = run(book([["BQLDD", "Kết thúc", LAST, None, None, "1"]]))
    assert (answer["status"], code) == ("refused", 1)
    (issue,) = answer["issues"]
    assert set(issue) == {"severity", "code", "sheet", "cell", "message", "fix"}
    answer, code = run(tmp_path / "none.xlsx")
    assert (answer["status"], code) == ("refused", 1)
