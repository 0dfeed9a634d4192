"""The registers taken in as a workbook, all or nothing, and given out as one."""

import json
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from openpyxl import Workbook, load_workbook

from disbursement.selectors.plan_disbursed import disbursed_by_position
from projects.domain import register_labels
from projects.domain.register_layout import LAYOUTS
from projects.models import (
    AuditRecord,
    CapitalNature,
    CapitalSource,
    Issuer,
    Organisation,
    PlanDecision,
    PlanKind,
    PlanLine,
    Project,
    ProjectStage,
    RegisterImport,
    SourceFile,
    Stage,
)
from projects.refusals import NotAllowed, StaleState
from projects.selectors.files import path_of
from projects.selectors.plans import plan_totals
from projects.services import registers
from projects.services.registers import (
    Outcome,
    registers_check,
    registers_export,
    registers_import,
)
from tests.treasury_facts import pay

SAMPLE = Path(__file__).parent.parent / "data" / "sample" / "registry.xlsx"
AT = datetime(2024, 4, 1, 2, 0, tzinfo=UTC)
LATER = datetime(2024, 8, 1, 2, 0, tzinfo=UTC)
ALL = {"DonVi": 15, "NguonVon": 8, "DuAn": 60, "PhanLoai": 60, "KeHoachVon": 119}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes sheets, given as lists of rows, and returns the path."""

    def write(**sheets):
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "registry.xlsx"
        book.save(path)
        return path

    return write


def take_in(path, at=AT, by=None):
    return registers_import(path=path, name=path.name, by=by, at=at)


def sample_with(tmp_path, change):
    """Return the sample after `change(book)`."""
    book = load_workbook(SAMPLE)
    change(book)
    path = tmp_path / "changed.xlsx"
    book.save(path)
    return path


def exported(tmp_path):
    path = tmp_path / "export.xlsx"
    path.write_bytes(registers_export())
    return path


def added(counts):
    return {sheet: numbers["added"] for sheet, numbers in counts.items()}


PLAN_HEADINGS = [column.heading for column in LAYOUTS[-1].columns]
DECIDED_ON = date(2023, 12, 22)


def line(amount, *, number="1/QĐ", kind="giao đầu năm", project="7100001", **cells):
    values = {
        "day": DECIDED_ON,
        "issuer": "UBND tỉnh",
        "year": 2024,
        "origin": 2024,
        "source": "NSTW",
        "nature": "đầu tư",
    } | cells
    return [
        number,
        values["day"],
        values["issuer"],
        values["year"],
        values["origin"],
        kind,
        project,
        values["source"],
        values["nature"],
        amount,
    ]


@pytest.fixture
def plan_book(workbook, province):
    """Return a function that writes a workbook of plan lines about the cast's province."""

    def write(*lines):
        return workbook(KeHoachVon=[PLAN_HEADINGS, *lines])

    return write


def codes(answer):
    return sorted({found.code for found in answer.issues})


def test_labels_of_the_sheets_are_those_of_the_models():
    assert list(register_labels.PLAN_KINDS) == PlanKind.values
    assert list(register_labels.STAGES) == Stage.values
    assert list(register_labels.NATURES) == CapitalNature.values
    assert list(register_labels.ISSUERS) == Issuer.values


def test_texts_fit_into_their_columns():
    models = {"DonVi": Organisation, "NguonVon": CapitalSource, "DuAn": Project}
    for layout in LAYOUTS:
        for column in layout.columns:
            if column.limit:
                model = models.get(layout.name, PlanDecision)
                assert model._meta.get_field(column.field).max_length == column.limit


def test_sample_is_taken_in_whole():
    answer = take_in(SAMPLE)
    assert answer.outcome is Outcome.IMPORTED
    assert added(answer.counts) == ALL
    assert answer.issues == ()
    assert Organisation.objects.count() == 15
    assert CapitalSource.objects.count() == 8
    assert Project.objects.count() == 60
    assert ProjectStage.objects.count() == 60
    assert PlanLine.objects.count() == 119
    assert PlanDecision.objects.count() == 4


def test_what_a_row_says_is_what_stands_there():
    take_in(SAMPLE)
    planner = Organisation.objects.get(code="STC")
    assert (planner.name, planner.parent.code) == ("Sở Tài chính", "UBND")
    assert (planner.kind, planner.valid_from) == ("Cơ quan kế hoạch, tài chính", date(2021, 1, 1))
    assert CapitalSource.objects.get(code="NSTW-ODA").parent.code == "NSTW"
    school = Project.objects.get(code="7597864")
    assert (school.investor.code, school.group, school.sector) == ("SO-YT", "C", "Văn hóa")
    assert (school.total_investment, school.started_on) == (65_148_172_000, date(2024, 7, 25))
    assert school.search_text == "7597864 truong thpt so 7"
    assert school.stages.get().stage == "khởi công mới"


def test_line_keeps_the_cell_it_came_from():
    take_in(SAMPLE)
    fact = PlanLine.objects.get(kind="kéo dài", row=8)
    assert fact.amount == 1_507_092_000
    assert (fact.sheet, fact.cells) == ("KeHoachVon", "J8")
    assert (fact.plan_year, fact.origin_year) == (2024, 2023)
    assert fact.effective_on == fact.decision.decided_on == date(2024, 3, 15)
    assert fact.register_import.source_file.name == "registry.xlsx"
    assert path_of(fact.register_import.source_file).read_bytes() == SAMPLE.read_bytes()
    assert fact.recorded_at == AT


def test_same_file_again_changes_nothing():
    take_in(SAMPLE)
    answer = take_in(SAMPLE, at=LATER)
    assert answer.outcome is Outcome.UNCHANGED
    assert {sheet: numbers["same"] for sheet, numbers in answer.counts.items()} == ALL
    assert PlanLine.objects.count() == 119
    assert RegisterImport.objects.count() == SourceFile.objects.count() == 1
    assert AuditRecord.objects.count() == 1


def test_check_writes_nothing():
    answer = registers_check(path=SAMPLE, by=None)
    assert answer.outcome is Outcome.CHECKED
    assert added(answer.counts) == ALL
    assert not Organisation.objects.exists()
    assert not SourceFile.objects.exists()


def test_own_export_changes_nothing(tmp_path):
    take_in(SAMPLE)
    answer = take_in(exported(tmp_path), at=LATER)
    assert answer.outcome is Outcome.UNCHANGED
    assert answer.issues == ()
    assert {sheet: numbers["same"] for sheet, numbers in answer.counts.items()} == ALL


def test_export_fills_an_empty_portal_just_the_same(tmp_path):
    take_in(SAMPLE)
    book = load_workbook(exported(tmp_path))
    original = load_workbook(SAMPLE)
    assert book.sheetnames == original.sheetnames
    for name in book.sheetnames:
        ours = [[cell.value for cell in row] for row in book[name].iter_rows()]
        theirs = [[cell.value for cell in row] for row in original[name].iter_rows()]
        assert ours == theirs, name


def test_export_of_an_empty_portal_can_be_taken_in(tmp_path):
    answer = take_in(exported(tmp_path))
    assert answer.outcome is Outcome.UNCHANGED
    assert set(answer.counts) == set(ALL)


def test_text_that_looks_like_a_formula_stays_text(tmp_path, workbook):
    rows = [[f"{sign}1", f"{sign}SUM(A1)"] for sign in "+-@"]
    take_in(workbook(NguonVon=[["Mã nguồn", "Tên nguồn"], *rows, ["Q", "x"]]))
    CapitalSource.objects.filter(code="Q").update(name='=HYPERLINK("http://a")')
    sheet = load_workbook(exported(tmp_path))["NguonVon"]
    cells = [cell for row in sheet.iter_rows(min_row=2, max_col=2) for cell in row]
    assert [cell.value for cell in cells][-1] == '=HYPERLINK("http://a")'
    archive = zipfile.ZipFile(tmp_path / "export.xlsx")
    assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
    assert take_in(exported(tmp_path)).outcome is Outcome.UNCHANGED


def test_refused_file_leaves_nothing_behind(tmp_path, settings):
    def spoil(book):
        book["KeHoachVon"]["J14"] = "1,5 tỷ"
        book["DuAn"]["C3"] = "KHONG-CO"

    answer = take_in(sample_with(tmp_path, spoil))
    assert answer.outcome is Outcome.REFUSED
    assert [(found.sheet, found.cell) for found in answer.issues] == [
        ("DuAn", "C3"),
        ("KeHoachVon", "J14"),
    ]
    assert codes(answer) == ["number.unreadable", "register.unknown_reference"]
    assert all(set(numbers.values()) == {0} for numbers in answer.counts.values())
    for model in (Organisation, Project, PlanDecision, SourceFile, RegisterImport, AuditRecord):
        assert not model.objects.exists()
    assert not settings.DATA_DIR.exists()


def test_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    answer = take_in(path)
    assert answer.outcome is Outcome.REFUSED
    assert codes(answer) == ["workbook.pdf"]
    assert answer.counts == {}


def test_changed_rows_are_told_and_recorded(tmp_path):
    take_in(SAMPLE)

    def change(book):
        book["DonVi"]["B3"] = "Sở Tài chính và Kế hoạch"
        book["NguonVon"]["C4"] = "NSDP"
        book["DuAn"]["G2"] = "X"
        book["PhanLoai"]["C2"] = "Hoàn thành"

    answer = take_in(sample_with(tmp_path, change), at=LATER)
    assert answer.outcome is Outcome.IMPORTED
    assert {sheet: numbers["changed"] for sheet, numbers in answer.counts.items()} == {
        "DonVi": 1,
        "NguonVon": 1,
        "DuAn": 1,
        "PhanLoai": 1,
        "KeHoachVon": 0,
    }
    assert Organisation.objects.get(code="STC").search_text == "stc so tai chinh va ke hoach"
    assert CapitalSource.objects.get(code="NSTW-ODA").parent.code == "NSDP"
    assert Project.objects.get(code="7606446").is_key
    assert Project.objects.get(code="7606446").stages.get().stage == "hoàn thành"
    record = AuditRecord.objects.first()
    assert record.action == "registers.import"
    assert {
        "sheet": "DonVi",
        "key": "STC",
        "fields": {"name": ["Sở Tài chính", "Sở Tài chính và Kế hoạch"]},
    } in record.detail["changes"]
    assert take_in(exported(tmp_path)).outcome is Outcome.UNCHANGED


def test_changed_amount_withdraws_the_old_line_and_appends_a_new_one(tmp_path):
    take_in(SAMPLE)

    def change(book):
        book["KeHoachVon"]["J2"] = 16_951_195_001

    answer = take_in(sample_with(tmp_path, change), at=LATER)
    assert answer.counts["KeHoachVon"] == {"added": 0, "changed": 1, "same": 118}
    old, new = PlanLine.objects.filter(row=2).order_by("pk")
    assert (old.amount, old.reversed_at) == (16_951_195_000, LATER)
    assert "changed.xlsx" in old.reversal_reason
    assert (new.amount, new.reversed_at) == (16_951_195_001, None)
    assert PlanLine.objects.counting().count() == 119
    assert PlanLine.objects.known_by(AT).count() == 119
    assert old in PlanLine.objects.known_by(AT)
    assert take_in(exported(tmp_path)).outcome is Outcome.UNCHANGED


def test_lower_amount_than_was_paid_is_refused_at_its_cell(plan_book, province):
    """10 tỷ are planned and 5 more by the file; 14 are paid; 3 instead of 5 leave 13."""
    assert take_in(plan_book(line(5_000_000_000))).outcome is Outcome.IMPORTED
    pay(province.bridge, province.central, 14_000_000_000, day="2024-05-06")
    path = plan_book(line(3_000_000_000))
    answer = registers_import(
        path=path, name=path.name, by=None, at=LATER, disbursed=disbursed_by_position
    )
    assert answer.outcome is Outcome.REFUSED
    found = next(each for each in answer.issues if each.is_error)
    assert (found.code, found.sheet, found.cell) == (
        "plan.replaced_below_disbursed",
        "KeHoachVon",
        "J2",
    )
    assert found.params["least"] == 4_000_000_000
    assert take_in(plan_book(line(4_000_000_000)), at=LATER).outcome is Outcome.IMPORTED


def test_lines_the_file_does_not_have_stay(tmp_path):
    take_in(SAMPLE)
    path = sample_with(tmp_path, lambda book: book["KeHoachVon"].delete_rows(2, 50))
    answer = take_in(path, at=LATER)
    assert answer.outcome is Outcome.UNCHANGED
    assert answer.counts["KeHoachVon"]["same"] == 69
    assert PlanLine.objects.counting().count() == 119


def test_columns_the_sheet_does_not_have_keep_their_values(workbook, province):
    province.road.is_key = True
    province.road.sector = "Giao thông"
    province.road.save()
    path = workbook(
        DuAn=[["Mã dự án", "Tên dự án", "Mã chủ đầu tư"], ["7100002", "Đường tỉnh 241", "bqlgt"]]
    )
    answer = take_in(path)
    assert answer.counts == {"DuAn": {"added": 0, "changed": 1, "same": 0}}
    province.road.refresh_from_db()
    assert (province.road.name, province.road.sector) == ("Đường tỉnh 241", "Giao thông")
    assert province.road.is_key


def test_emptied_cell_empties_the_value(workbook, province):
    province.road.total_investment = 5
    province.road.save()
    headings = ["Mã dự án", "Tên dự án", "Mã chủ đầu tư", "Tổng mức đầu tư (đồng)"]
    take_in(workbook(DuAn=[headings, ["7100002", "Đường tỉnh 240", "BQLGT", None]]))
    province.road.refresh_from_db()
    assert province.road.total_investment is None


def test_successors_are_kept_with_their_order_free(workbook):
    headings = ["Mã đơn vị", "Tên đơn vị", "Hiệu lực đến", "Đơn vị kế thừa"]
    rows = [["H1", "UBND huyện", "30/06/2025", "X1; x2,X1"], ["X1", "Xã 1"], ["X2", "Xã 2"]]
    take_in(workbook(DonVi=[headings, *rows]))
    district = Organisation.objects.get(code="H1")
    assert district.valid_to == date(2025, 6, 30)
    assert {each.code for each in district.successors.all()} == {"X1", "X2"}
    rows[0][3] = "X2 ;X1"
    assert take_in(workbook(DonVi=[headings, *rows])).outcome is Outcome.UNCHANGED
    rows[0][3] = "X2"
    assert take_in(workbook(DonVi=[headings, *rows])).counts["DonVi"]["changed"] == 1
    assert [each.code for each in district.successors.all()] == ["X2"]


def test_decision_is_one_whatever_its_spelling(plan_book, province):
    answer = take_in(
        plan_book(
            line(100, number="99/QĐ-UBND"),
            line(200, number="99/qđ- ubnd", source="NSDP", issuer="Ủy ban nhân dân tỉnh"),
        )
    )
    assert answer.outcome is Outcome.IMPORTED
    assert PlanDecision.objects.filter(number__startswith="99/").count() == 1


def test_equal_lines_of_one_decision_are_counted_as_often_as_they_stand(plan_book):
    answer = take_in(plan_book(line(100), line(100)))
    assert answer.counts["KeHoachVon"] == {"added": 2, "changed": 0, "same": 0}
    answer = take_in(plan_book(line(100), line(100), line(100)))
    assert answer.counts["KeHoachVon"] == {"added": 1, "changed": 0, "same": 2}
    answer = take_in(plan_book(line(100)))
    assert answer.counts["KeHoachVon"] == {"added": 0, "changed": 0, "same": 1}
    assert codes(answer) == ["plan.lines_kept"]


def test_change_that_could_mean_two_lines_is_refused(plan_book):
    take_in(plan_book(line(100), line(200)))
    answer = take_in(plan_book(line(300)))
    assert answer.outcome is Outcome.REFUSED
    assert codes(answer) == ["plan.ambiguous_change"]
    assert PlanLine.objects.counting().filter(amount__in=[100, 200]).count() == 2


def test_adjustment_is_judged_over_the_whole_decision_as_it_will_stand(plan_book):
    balanced = plan_book(
        line(300, kind="điều chỉnh tăng", project="7100002"), line(-300, kind="Điều chỉnh giảm")
    )
    assert take_in(balanced).outcome is Outcome.IMPORTED
    lopsided = take_in(plan_book(line(400, kind="điều chỉnh tăng", project="7100002")))
    assert codes(lopsided) == ["plan.not_balanced"]
    assert lopsided.issues[0].cell == "J2"
    assert lopsided.issues[0].params["difference"] == 100
    moved = plan_book(
        line(400, kind="điều chỉnh tăng", project="7100002"), line(-400, kind="điều chỉnh giảm")
    )
    assert take_in(moved).counts["KeHoachVon"] == {"added": 0, "changed": 2, "same": 0}


def test_decision_that_stands_balanced_may_be_completed_in_parts(plan_book):
    take_in(plan_book(line(-300, kind="điều chỉnh giảm"), line(300, kind="điều chuyển")))
    more = take_in(
        plan_book(
            line(50, kind="điều chỉnh tăng", project="7100002"),
            line(-50, kind="điều chuyển", project="7100002"),
        )
    )
    assert more.outcome is Outcome.IMPORTED


def test_same_number_on_another_day_is_warned_about(plan_book, province):
    answer = take_in(plan_book(line(100, number="2210/QĐ-UBND", day=date(2023, 12, 16))))
    assert answer.outcome is Outcome.IMPORTED
    assert codes(answer) == ["plan.decision_twice"]
    stored = RegisterImport.objects.get().issues
    assert [found["code"] for found in stored] == ["plan.decision_twice"]


def test_plan_above_the_investment_is_warned_about(plan_book, province):
    # the bridge has 10 tỷ of 2024 and 1.5 tỷ carried over from 2023
    province.bridge.total_investment = 11_500_000_100
    province.bridge.save()
    assert codes(take_in(plan_book(line(100)))) == []
    answer = take_in(plan_book(line(101)))
    assert codes(answer) == ["plan.above_investment"]
    assert answer.issues[0].params["plan"] == 11_500_000_101


def test_plan_below_zero_is_warned_about(plan_book, province):
    cut = line(-4_000_000_000, kind="hủy", project="7100002", source="NSDP", number="7/QĐ")
    assert codes(take_in(plan_book(cut))) == []
    answer = take_in(plan_book(cut, line(-1, kind="hủy", project="7100002", source="NSDP")))
    assert codes(answer) == ["plan.below_zero"]
    assert {found.params["plan"] for found in answer.issues} == {-1}


def test_only_planning_and_administrators_import(cast):
    with pytest.raises(NotAllowed):
        take_in(SAMPLE, by=cast.treasurer)
    with pytest.raises(NotAllowed):
        registers_check(path=SAMPLE, by=cast.leader)
    answer = take_in(SAMPLE, by=cast.planner)
    assert answer.register_import.imported_by == cast.planner
    assert PlanLine.objects.filter(recorded_by=cast.planner).count() == 119


def test_queries_do_not_grow_with_the_lines(plan_book, django_assert_max_num_queries):
    path = plan_book(*(line(index + 1) for index in range(400)))
    with django_assert_max_num_queries(60):
        assert take_in(path).counts["KeHoachVon"]["added"] == 400


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_follow_one_another():
    def run(_number):
        try:
            return take_in(SAMPLE).outcome
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        # threads cannot share the SQLite in memory of the tests; there one follows the other
        together = map if connection.vendor == "sqlite" else pool.map
        outcomes = sorted(together(run, range(3)))
    assert outcomes == [Outcome.IMPORTED, Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert PlanLine.objects.count() == 119


def test_clash_with_another_writer_is_told_in_a_sentence(monkeypatch, tmp_path, settings):
    def clash(difference, *, trace):
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr(registers, "register_rows_apply", clash)
    with pytest.raises(StaleState):
        take_in(SAMPLE)
    assert not SourceFile.objects.exists()


def test_plans_of_the_sample_are_the_expected_ones_on_every_day():
    take_in(SAMPLE)
    expected = json.loads((SAMPLE.parent / "expected.json").read_text("utf-8"))["rates"]
    codes_of = {
        "investor": dict(Organisation.objects.values_list("pk", "code")),
        "source": dict(CapitalSource.objects.values_list("pk", "code")),
    }
    for day, tables in expected.items():
        cut = {"plan_year": 2024, "as_of": date.fromisoformat(day)}
        assert plan_totals(group="province", **cut) == {None: tables["province"]["plan"]}
        for group in ("investor", "source", "stage"):
            plans = plan_totals(group=group, **cut)
            found = {codes_of.get(group, {}).get(key, key): plan for key, plan in plans.items()}
            assert found == {row["key"]: row["plan"] for row in tables[group]}, (day, group)
