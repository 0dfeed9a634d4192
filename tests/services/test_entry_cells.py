"""Saving single cells: compared and set, quick, and nothing lost between two tabs."""

from datetime import datetime, timedelta

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.entry_cells import CellEdit
from disbursement.domain.ledger import Key
from disbursement.domain.submission_steps import Lock
from disbursement.domain.submissions import Filling, LineEntry, line_name
from disbursement.models import Submission
from disbursement.selectors.submissions import latest_version
from disbursement.services.calendar import deadline_rules_seed
from disbursement.services.entry_cells import MOST_CELLS, TooManyCells, cells_save
from disbursement.services.periods import periods_open
from disbursement.services.submission_claims import Locked
from disbursement.services.submissions import (
    submission_draft_save,
    submission_return,
    submission_submit,
)
from projects.domain.money import Unit
from projects.models import AuditRecord, Role
from projects.refusals import NotAllowed
from tests.people import BILLION, make_plan_line, make_project, make_user

NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def report(province):
    deadline_rules_seed(now=NOW)
    (period, *_) = periods_open(now=NOW, since=NOW)
    return Submission.objects.select_related("period", "investor").get(
        period=period, investor=province.roads_board
    )


@pytest.fixture
def bridge(province):
    return Key(province.bridge.pk, province.central.pk, 2024, 2024)


@pytest.fixture
def road(province):
    return Key(province.road.pk, province.local.pk, 2024, 2024)


@pytest.fixture
def save(report, cast):
    """Save cells given as (key, column, text, was), in đồng."""

    def doing(*cells, actor=None, now=NOW, unit=Unit.DONG):
        edits = [CellEdit(key, field, text, was, unit) for key, field, text, was in cells]
        fresh = Submission.objects.select_related("period", "investor").get(pk=report.pk)
        return cells_save(submission=fresh, cells=edits, actor=actor or cast.investor, now=now)

    return doing


def states(saved):
    return [(str(cell.state), cell.text) for cell in saved.cells]


def stored(report, key, field):
    version = latest_version(submission=report)
    line = version.lines.get(
        project=key.project_id, source=key.source_id, origin_year=key.origin_year
    )
    return getattr(line, field)


def test_the_first_cell_makes_the_draft_with_every_line(report, save, bridge):
    saved = save((bridge, "own_disbursed", "18,5", ""), unit=Unit.BILLION)
    report.refresh_from_db()
    version = latest_version(submission=report)
    assert states(saved) == [("saved", "18,5")]
    assert (report.status, report.current_version, version.lines.count()) == ("draft", 1, 3)
    assert stored(report, bridge, "own_disbursed") == 18_500_000_000
    assert version.lines.get(own_disbursed__isnull=False).plan == 10 * BILLION
    assert (saved.before, saved.edited_at) == (None, NOW)


def test_two_tabs_with_different_cells_both_succeed(report, save, bridge, road):
    save((bridge, "own_disbursed", "5", ""))
    first = save((bridge, "month_estimate", "7", ""), now=NOW + MINUTE)
    second = save((road, "own_disbursed", "9", ""), now=NOW + 2 * MINUTE)
    assert states(first) + states(second) == [("saved", "7"), ("saved", "9")]
    assert stored(report, bridge, "month_estimate") == 7
    assert stored(report, road, "own_disbursed") == 9


def test_the_same_cell_in_two_tabs_is_a_conflict_that_keeps_the_first(
    report, save, bridge, road, province
):
    colleague = make_user(
        "chudautu3", role=Role.INVESTOR, organisation=province.roads_board, full_name="Bùi Thị Hai"
    )
    save((bridge, "own_disbursed", "1.500", ""), actor=colleague)
    save((road, "own_disbursed", "3", ""), now=NOW + MINUTE)
    saved = save((bridge, "own_disbursed", "2.000", ""), now=NOW + 2 * MINUTE)
    (cell,) = saved.cells
    assert (str(cell.state), cell.text, cell.by, cell.at) == (
        *("conflict", "1.500", "Bùi Thị Hai", NOW),
    )
    assert stored(report, bridge, "own_disbursed") == 1500
    assert saved.edited_at == NOW + MINUTE


def test_a_retry_after_a_lost_answer_is_the_same_and_leaves_no_trace(report, save, bridge):
    cell = (bridge, "own_disbursed", "18500", "")
    save(cell)
    again = save(cell, now=NOW + MINUTE)
    assert states(again) == [("same", "18.500")]
    assert again.edited_at == NOW
    assert AuditRecord.objects.filter(action="submission.cells").count() == 1


def test_what_reads_the_same_is_the_same(report, save, bridge):
    save((bridge, "own_disbursed", "18500", ""))
    assert states(save((bridge, "own_disbursed", "19.000", "18.500,0"))) == [("saved", "19.000")]
    saved = save((bridge, "own_disbursed", "19,5", "0,000019"), unit=Unit.BILLION)
    assert states(saved) == [("saved", "19,5")]


def test_a_cell_typed_twice_in_one_call_ends_with_the_last(report, save, bridge):
    saved = save((bridge, "own_disbursed", "1", ""), (bridge, "own_disbursed", "12", "1"))
    assert states(saved) == [("saved", "1"), ("saved", "12")]
    assert stored(report, bridge, "own_disbursed") == 12


def test_a_cell_is_emptied_by_an_empty_text(report, save, bridge):
    save((bridge, "own_disbursed", "5", ""))
    assert states(save((bridge, "own_disbursed", " ", "5"))) == [("saved", "")]
    assert stored(report, bridge, "own_disbursed") is None


def test_one_bad_cell_does_not_stop_the_others(report, save, bridge, road, province):
    foreign = Key(province.school.pk, province.local.pk, 2024, 2024)
    saved = save(
        (bridge, "own_disbursed", "năm tỷ", ""),
        (foreign, "own_disbursed", "5", ""),
        (bridge, "obstacle_category", "KHONG-CO", ""),
        (bridge, "difficulty", "x" * 2001, ""),
        (road, "own_disbursed", "0", ""),
    )
    assert [str(cell.state) for cell in saved.cells] == [*["unreadable"] * 4, "saved"]
    assert saved.cells[0].text == "năm tỷ"
    assert [issue.column for issue in saved.findings[bridge]] == [
        *("own_disbursed", "obstacle_category", "difficulty"),
    ]
    assert [issue.code for issue in saved.findings[foreign]] == ["submission.no_such_line"]
    assert stored(report, road, "own_disbursed") == 0
    assert stored(report, bridge, "own_disbursed") is None


def test_nothing_saved_leaves_the_report_as_it_was(report, save, bridge):
    saved = save((bridge, "own_disbursed", "chín", ""), (bridge, "year_forecast", "", ""))
    report.refresh_from_db()
    assert states(saved) == [("unreadable", "chín"), ("same", "")]
    assert (report.status, report.versions.count()) == ("not_received", 0)
    assert not AuditRecord.objects.filter(action="submission.cells").exists()


def test_words_are_cells_too(report, save, bridge):
    saved = save(
        (bridge, "obstacle_category", "GPMB", ""),
        (bridge, "difficulty", " Chưa bàn giao\r\nmặt bằng ", ""),
        (bridge, "explanation", "Chứng từ đang luân chuyển", ""),
    )
    assert [state for state, _ in states(saved)] == ["saved"] * 3
    assert stored(report, bridge, "difficulty") == "Chưa bàn giao\nmặt bằng"
    assert stored(report, bridge, "explanation") == "Chứng từ đang luân chuyển"


def test_the_answer_judges_the_lines_touched_and_counts_the_whole_report(save, bridge, road):
    """The treasury has paid nothing, so any own figure differs from it."""
    save((road, "own_disbursed", "-1", ""))
    saved = save((bridge, "own_disbursed", "5", ""), (bridge, "month_estimate", "", ""))
    assert {key: [issue.code for issue in found] for key, found in saved.findings.items()} == {
        bridge: ["submission.differs_from_treasury"]
    }
    counts = saved.counts
    assert (counts.errors, counts.warnings, counts.filled) == (1, 1, 2)
    clean = save((bridge, "own_disbursed", "", "5"))
    assert clean.findings == {bridge: []}


def test_estimates_and_actuals_never_overwrite_each_other(report, save, bridge):
    save((bridge, "own_disbursed", "5", ""), (bridge, "month_estimate", "8", ""))
    save((bridge, "month_estimate", "9", "8"))
    assert (stored(report, bridge, "own_disbursed"), stored(report, bridge, "month_estimate")) == (
        *(5, 9),
    )


def test_a_returned_report_goes_on_in_a_new_version(report, save, bridge, road, cast):
    entry = LineEntry(bridge, executed_volume=5)
    submission_submit(submission=report, filling=Filling((entry,)), actor=cast.investor, now=NOW)
    with pytest.raises(Locked) as refused:
        save((road, "executed_volume", "3", ""))
    assert refused.value.lock == Lock.IN_REVIEW
    submission_return(submission=report, version=1, reason="Sai", actor=cast.planner, now=NOW)
    assert states(save((road, "executed_volume", "3", ""), now=NOW + MINUTE)) == [("saved", "3")]
    report.refresh_from_db()
    assert (report.status, report.current_version) == ("returned", 2)
    assert (stored(report, bridge, "executed_volume"), stored(report, road, "executed_volume")) == (
        *(5, 3),
    )
    assert report.versions.get(number=1).lines.filter(executed_volume=3).count() == 0


def test_a_line_that_came_later_is_added_to_the_draft(report, save, bridge, province):
    save((bridge, "own_disbursed", "5", ""))
    ferry = make_project("7100003", "Bến phà", province.roads_board)
    make_plan_line(province.decision, ferry, province.local, BILLION)
    key = Key(ferry.pk, province.local.pk, 2024, 2024)
    assert states(save((key, "own_disbursed", "4", ""))) == [("saved", "4")]
    assert stored(report, key, "plan") == BILLION


def test_a_call_is_one_audit_record_with_what_was_and_what_is(report, save, bridge, road):
    save((bridge, "own_disbursed", "5", ""), (road, "own_disbursed", "6", ""))
    save((bridge, "own_disbursed", "7", "5"), (road, "own_disbursed", "8", "0"), now=NOW + MINUTE)
    first, second = AuditRecord.objects.filter(action="submission.cells").order_by("id")
    assert (first.detail["saved"], second.detail["saved"], second.detail["conflict"]) == (2, 1, 1)
    assert second.detail["cells"] == {f"{line_name(bridge)}:own_disbursed": ["5", "7"]}


def test_cells_are_only_the_investors_own(report, save, bridge, cast):
    for actor in (cast.other_investor, cast.planner, cast.administrator, cast.nobody):
        with pytest.raises(NotAllowed):
            save((bridge, "own_disbursed", "5", ""), actor=actor)


def test_more_cells_than_a_table_has_are_refused(save, bridge):
    with pytest.raises(TooManyCells):
        save(*[(bridge, "own_disbursed", "5", "")] * (MOST_CELLS + 1))


@pytest.mark.parametrize("lines", [1, 60])
def test_a_save_costs_the_same_for_one_cell_and_for_many(
    report, save, bridge, province, django_assert_max_num_queries, lines
):
    keys = [bridge]
    for number in range(lines - 1):
        project = make_project(f"73{number:05}", f"Dự án {number}", province.roads_board)
        make_plan_line(province.decision, project, province.local, BILLION)
        keys.append(Key(project.pk, province.local.pk, 2024, 2024))
    save((bridge, "executed_volume", "1", ""))
    edits = [CellEdit(key, "own_disbursed", "5", "") for key in keys]
    fresh = Submission.objects.select_related("period", "investor").get(pk=report.pk)
    actor = fresh.investor.memberships.first().user
    # whose it is, savepoint twice, claim, version, lines; version, lines, audit; last, measures
    with django_assert_max_num_queries(12):
        saved = cells_save(submission=fresh, cells=edits, actor=actor, now=NOW + MINUTE)
    assert {str(cell.state) for cell in saved.cells} == {"saved"}


def test_a_form_that_states_what_is_stored_is_never_overtaken(report, save, bridge, cast):
    """The page was opened blank; since then it has saved its cells by itself."""
    save((bridge, "executed_volume", "5", ""))
    save((bridge, "executed_volume", "6", "5"), now=NOW + MINUTE)
    filling = Filling((LineEntry(bridge, executed_volume=6),), seen=None)
    submission_submit(submission=report, filling=filling, actor=cast.investor, now=NOW + 2 * MINUTE)
    assert report.status == "submitted"
    assert report.versions.count() == 1


def test_a_whole_draft_saved_meanwhile_is_told_in_a_conflict(report, save, bridge, cast):
    filling = Filling((LineEntry(bridge, executed_volume=5),))
    submission_draft_save(submission=report, filling=filling, actor=cast.investor, now=NOW)
    (cell,) = save((bridge, "executed_volume", "6", "4"), now=NOW + MINUTE).cells
    assert (cell.text, cell.by, cell.at) == ("5", "Nguyễn Văn Giao", NOW)
