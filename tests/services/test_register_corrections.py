"""The register carries no decisions: what it changes is a correction, and nothing is invented."""

from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook

from projects.models import (
    Handover,
    InvestmentVersion,
    OrganisationEvent,
    OrganisationName,
    ProjectName,
    ProjectStage,
)
from projects.selectors.holders import investor_on
from projects.selectors.names import organisation_names
from projects.services.organisations import Decided, organisation_rename, projects_hand_over
from projects.services.registers import Outcome, registers_export, registers_import
from tests.people import PLAN_YEAR

AT = datetime(2025, 8, 1, 2, 0, tzinfo=UTC)
JULY = date(2025, 7, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def take_in(tmp_path, settings):
    """Return a function that takes in sheets, given as lists of rows."""
    settings.DATA_DIR = tmp_path / "data"

    def take(by=None, **sheets):
        book = Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        path = tmp_path / "dinh-chinh.xlsx"
        book.save(path)
        answer = registers_import(path=path, name=path.name, by=by, at=AT)
        assert answer.outcome is Outcome.IMPORTED
        return answer

    return take


def last_change(row):
    return row.history.order_by("history_id").last()


def test_corrections_leave_history_and_no_decided_facts(cast, province, take_in):
    take_in(
        by=cast.planner,
        DonVi=[["Mã đơn vị", "Tên đơn vị"], ["BQLGT", "Ban QLDA giao thông tỉnh"]],
        DuAn=[
            ["Mã dự án", "Tên dự án", "Mã chủ đầu tư", "Tổng mức đầu tư (đồng)"],
            ["7100001", "Cầu Đông Hà 1", "BQLDD", 65_000_000_000],
        ],
    )
    for model in (OrganisationName, OrganisationEvent, ProjectName, Handover, InvestmentVersion):
        assert not model.objects.exists()
    for row in (province.roads_board, province.bridge):
        row.refresh_from_db()
        changed = last_change(row)
        assert changed.history_user == cast.planner
        assert "dinh-chinh.xlsx" in changed.history_change_reason
    assert province.bridge.total_investment == 65_000_000_000
    assert investor_on(project=province.bridge, day=date(2020, 1, 1)) == province.schools_board


def test_correction_reaches_back_to_the_last_decision_and_no_further(province, take_in):
    decided = Decided(JULY, "9/QĐ")
    board, other = province.roads_board, province.schools_board
    organisation_rename(organisation=board, name="Ban mớii", decided=decided, actor=None, now=AT)
    projects_hand_over(projects=[province.bridge], to=other, decided=decided, actor=None, now=AT)
    take_in(DonVi=[["Mã đơn vị", "Tên đơn vị"], ["BQLGT", "Ban mới"]])
    names = [
        organisation_names(day=day, organisations=[board.pk])[board.pk]
        for day in (date(2025, 6, 30), JULY)
    ]
    assert names == ["Ban Quản lý dự án giao thông", "Ban mới"]
    province.bridge.refresh_from_db()
    assert investor_on(project=province.bridge, day=date(2025, 6, 30)) == board


def test_stage_that_was_only_proposed_is_confirmed_by_the_file(province, take_in):
    ProjectStage.objects.filter(project=province.bridge).update(is_confirmed=False)
    headings = ["Năm kế hoạch", "Mã dự án", "Loại dự án"]
    answer = take_in(PhanLoai=[headings, [PLAN_YEAR, "7100001", "quyết toán"]])
    assert answer.counts["PhanLoai"]["added"] == 1
    stage = ProjectStage.objects.get(project=province.bridge)
    assert (stage.stage, stage.is_confirmed) == ("quyết toán", True)


def test_export_after_changes_through_time_still_changes_nothing(province, take_in, tmp_path):
    decided = Decided(JULY, "9/QĐ")
    organisation_rename(
        organisation=province.roads_board, name="Ban mới", decided=decided, actor=None, now=AT
    )
    projects_hand_over(
        projects=[province.bridge],
        to=province.schools_board,
        decided=decided,
        actor=None,
        now=AT,
    )
    path = tmp_path / "export.xlsx"
    path.write_bytes(registers_export())
    answer = registers_import(path=path, name=path.name, by=None, at=AT)
    assert answer.outcome is Outcome.UNCHANGED
