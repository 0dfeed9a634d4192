"""Medium-term plans as they are kept: what is left, the sheet in and out, lines taken back."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from projects.domain.medium_term_rows import MEDIUM_TERM, MediumTermRow
from projects.models import (
    AppendOnlyError,
    AuditRecord,
    CapitalSource,
    MediumTermLine,
    PlanKind,
)
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.renderers.register_workbook import render_sheets
from projects.selectors.files import path_of
from projects.selectors.medium_term import (
    known_medium_terms,
    medium_term_left,
    medium_term_positions,
    medium_term_sources,
)
from projects.services.medium_term import (
    medium_term_add,
    medium_term_check,
    medium_term_file_receive,
    medium_term_import,
    medium_term_reverse,
)
from projects.services.plan_decisions import Hand
from projects.services.registers import Outcome
from tests.people import BILLION, make_plan_line

NOW = datetime(2024, 6, 1, 2, 0, tzinfo=UTC)
PERIOD = (2021, 2025)
END = date(2024, 12, 31)
BN = BILLION
HEADINGS = [column.heading for column in MEDIUM_TERM.columns]
DAY = date(2021, 9, 1)


def entry(amount, project="7100001", source="NSTW", number="29/NQ-HĐND", day=DAY, period=None):
    return [period or "2021-2025", project, source, amount, number, day]


def file_of(*rows, hand, name="trung-han.xlsx", sheet="TrungHan"):
    book = Workbook()
    book.active.title = sheet
    for row in (HEADINGS, *rows):
        book.active.append(row)
    sink = BytesIO()
    book.save(sink)
    return medium_term_file_receive(content=sink.getvalue(), name=name, hand=hand)


def take(*rows, hand):
    file = file_of(*rows, hand=hand)
    seen = medium_term_check(path=path_of(file)).mark
    return medium_term_import(file=file, seen=seen, hand=hand)


@pytest.fixture
def hand(cast):
    return Hand(cast.planner, NOW)


@pytest.fixture
def given(province, hand):
    """Bridge 30 tỷ central, road 9 tỷ local; the province has 50 tỷ central."""
    take(
        entry(30 * BN),
        entry(9 * BN, project="7100002", source="NSDP"),
        entry(50 * BN, project=None),
        hand=hand,
    )


def position(project, source, as_of=END):
    found = medium_term_positions(period=PERIOD, as_of=as_of)
    return next(row for row in found if (row.project, row.source) == (project, source))


class TestWhatIsLeft:
    def test_yearly_plans_are_taken_off_by_year_and_carried_money_once(self, province, given):
        make_plan_line(
            province.decision, province.bridge, province.central, 5 * BN,
            plan_year=2023, origin_year=2023, effective_on=date(2023, 1, 10),
        )  # fmt: skip
        bridge = position(province.bridge, province.central)
        # 5 of 2023, of which 1,5 were carried over into 2024, and 10 of 2024
        assert bridge.by_year == {2023: 5 * BN, 2024: 10 * BN}
        assert (bridge.given, bridge.assigned, bridge.left) == (30 * BN, 15 * BN, 15 * BN)

    def test_a_plan_counts_from_its_day_and_a_medium_term_line_from_its_decision(
        self, province, given
    ):
        assert position(province.bridge, province.central, date(2023, 12, 1)).assigned == 0
        assert medium_term_positions(period=PERIOD, as_of=date(2021, 8, 31)) == []

    def test_sources_beneath_draw_on_the_one_that_has_the_plan(self, province, given):
        part = CapitalSource.objects.create(code="ODA", name="ODA", parent=province.central)
        make_plan_line(province.decision, province.bridge, part, 4 * BN)
        bridge = position(province.bridge, province.central)
        assert bridge.assigned == 15_500_000_000  # 10 + 1,5 carried from 2023 + 4

    def test_left_by_project_and_source_for_the_period_of_a_year(self, province, given):
        assert medium_term_left(plan_year=2024, as_of=END) == {
            (province.bridge.pk, province.central.pk): 18_500_000_000,
            (province.road.pk, province.local.pk): 5 * BN,
        }
        assert medium_term_left(plan_year=2026, as_of=END) == {}

    def test_a_cancellation_gives_back(self, province, given):
        make_plan_line(
            province.decision, province.road, province.local, -BN, kind=PlanKind.CANCELLATION
        )
        assert position(province.road, province.local).left == 6 * BN

    def test_sources_sum_their_projects_beside_the_provinces_total(self, province, given):
        rows = medium_term_sources(
            medium_term_positions(period=PERIOD, as_of=END), period=PERIOD, as_of=END
        )
        found = {row.source.code: row for row in rows}
        assert (found["NSTW"].province, found["NSTW"].given) == (50 * BN, 30 * BN)
        assert found["NSTW"].unallotted == 20 * BN
        assert found["NSDP"].province is None
        assert found["NSDP"].left == 5 * BN

    def test_queries_do_not_grow_with_projects(self, given, django_assert_num_queries):
        with django_assert_num_queries(5):
            medium_term_positions(period=PERIOD, as_of=END)


class TestTheSheet:
    def test_all_rows_are_taken_with_their_cells(self, province, given, cast):
        line = MediumTermLine.objects.get(project=province.bridge)
        assert (line.first_year, line.last_year, line.amount) == (2021, 2025, 30 * BN)
        assert (line.sheet, line.row, line.cells) == ("TrungHan", 2, "D2")
        assert line.source_file.name == "trung-han.xlsx"
        assert line.recorded_by == cast.planner
        assert AuditRecord.objects.filter(action="medium_term.import").count() == 1

    def test_one_wrong_row_and_nothing_is_taken(self, province, hand):
        answer = take(entry(30 * BN), entry("abc", project="7999999"), hand=hand)
        assert answer.outcome is Outcome.REFUSED
        assert [(found.code, found.cell) for found in answer.issues] == [
            ("register.unknown_reference", "B3"),
            ("number.unreadable", "D3"),
        ]
        assert not MediumTermLine.objects.exists()

    def test_its_own_sheet_changes_nothing(self, province, given, hand):
        rows = [known.row for known in known_medium_terms()]
        content = render_sheets([(MEDIUM_TERM, rows)])
        file = medium_term_file_receive(content=content, name="TrungHan.xlsx", hand=hand)
        assert medium_term_import(file=file, seen="", hand=hand).outcome is Outcome.UNCHANGED

    def test_another_amount_takes_the_old_line_back(self, province, given, hand):
        take(entry(32 * BN), hand=hand)
        assert position(province.bridge, province.central).given == 32 * BN
        old = MediumTermLine.objects.exclude(reversed_at=None).get()
        assert (old.amount, "trung-han.xlsx" in old.reversal_reason) == (30 * BN, True)

    def test_what_was_not_seen_is_not_taken(self, province, hand):
        file = file_of(entry(30 * BN), hand=hand)
        seen = medium_term_check(path=path_of(file)).mark
        take(entry(30 * BN), entry(BN, project="7100002", source="NSDP"), hand=hand)
        other = file_of(entry(31 * BN), hand=hand, name="khac.xlsx")
        with pytest.raises(StaleState):
            medium_term_import(file=other, seen=seen, hand=hand)
        assert position(province.bridge, province.central).given == 30 * BN

    def test_a_workbook_without_the_sheet_is_refused(self, province, hand):
        file = file_of(entry(1), hand=hand, sheet="KeHoach")
        answer = medium_term_check(path=path_of(file))
        assert [found.code for found in answer.issues] == ["register.no_known_sheet"]

    def test_only_planning_and_administration_take_it_in(self, cast):
        with pytest.raises(NotAllowed):
            file_of(entry(1), hand=Hand(cast.treasurer, NOW))


class TestSingleLines:
    def row(self, amount, **fields):
        values = {"period": "2021–2025", "project": "7200001", "source": "NSDP"}
        values |= {"number": "12/NQ-HĐND", "decided_on": DAY, **fields}
        return MediumTermRow(amount=amount, **values)

    def test_a_typed_line_counts_at_once(self, province, hand):
        answer = medium_term_add(row=self.row(20 * BN), hand=hand)
        assert answer.outcome is Outcome.IMPORTED
        assert position(province.school, province.local).left == 14 * BN

    def test_a_line_of_the_same_decision_is_not_added_twice(self, province, hand):
        medium_term_add(row=self.row(20 * BN), hand=hand)
        for amount in (20 * BN, 21 * BN):
            with pytest.raises(Refusal):
                medium_term_add(row=self.row(amount), hand=hand)

    def test_findings_refuse_it(self, province, hand):
        answer = medium_term_add(row=self.row(5, project="1"), hand=hand)
        assert answer.outcome is Outcome.REFUSED
        assert not MediumTermLine.objects.exists()

    def test_a_line_taken_back_stays_in_sight_and_counts_no_longer(self, province, given, hand):
        line = MediumTermLine.objects.get(project=province.bridge)
        medium_term_reverse(line=line, reason="nhầm nguồn", hand=hand)
        assert (province.bridge.pk, province.central.pk) not in medium_term_left(
            plan_year=2024, as_of=END
        )
        line.refresh_from_db()
        assert line.reversal_reason == "nhầm nguồn"
        record = AuditRecord.objects.get(action="medium_term.reverse")
        assert record.detail["reason"] == "nhầm nguồn"
        with pytest.raises(StaleState):
            medium_term_reverse(line=line, reason="lần nữa", hand=hand)

    def test_taking_back_needs_a_reason_and_the_right(self, given, hand, cast):
        line = MediumTermLine.objects.first()
        with pytest.raises(Refusal):
            medium_term_reverse(line=line, reason=" ", hand=hand)
        with pytest.raises(NotAllowed):
            medium_term_reverse(line=line, reason="x", hand=Hand(cast.leader, NOW))

    def test_lines_are_never_edited(self, given):
        line = MediumTermLine.objects.first()
        line.amount = 1
        with pytest.raises(AppendOnlyError):
            line.save()
