"""The way of an investor's report: drafts, hand-in, return, acceptance, and who may do what."""

from datetime import date, datetime, timedelta

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.ledger import Key
from disbursement.domain.submissions import Filling, LineEntry
from disbursement.models import Obstacle, Submission, SubmissionLine, SubmissionStatus
from disbursement.selectors.periods import period_summary
from disbursement.selectors.submissions import (
    board_rows,
    history_of,
    last_own_figures,
    last_return,
    latest_version,
    own_reports,
    submission_grid,
    submissions_visible_to,
    submitted_version,
)
from disbursement.services.calendar import deadline_rules_seed
from disbursement.services.periods import periods_open
from disbursement.services.submissions import (
    UnfitReport,
    submission_accept,
    submission_draft_save,
    submission_return,
    submission_submit,
)
from projects.models import AppendOnlyError, AuditRecord
from projects.refusals import NotAllowed, Refusal, StaleState
from tests.people import BILLION, make_plan_line, make_project

NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
DUE = datetime(2024, 3, 14, 23, 59, 59, tzinfo=VIETNAM_TIME)
HOUR = timedelta(hours=1)


@pytest.fixture
def period(province):
    deadline_rules_seed(now=NOW)
    periods = periods_open(now=NOW, since=NOW)
    return periods[0]


@pytest.fixture
def report(period, province):
    """The roads board's row in the period of 15 March 2024."""
    return period.submissions.get(investor=province.roads_board)


@pytest.fixture
def bridge_key(province):
    return Key(province.bridge.pk, province.central.pk, 2024, 2024)


@pytest.fixture
def entry(bridge_key):
    """A line that gives no cause for a warning: the treasury has paid nothing yet."""
    return LineEntry(bridge_key, executed_volume=5, own_disbursed=0, year_forecast=10 * BILLION)


def filling(*entries, seen=None, **kinds):
    return Filling(tuple(entries), seen, **kinds)


def seen_of(submission):
    version = latest_version(submission=submission)
    return version and version.edited_at


@pytest.fixture
def submitted(report, entry, cast):
    submission_submit(submission=report, filling=filling(entry), actor=cast.investor, now=NOW)
    report.refresh_from_db()
    return report


# What is asked


def test_the_grid_has_one_line_per_project_source_and_origin_year(report, province):
    lines = submission_grid(submission=report, day=NOW.date())
    assert [
        (line.project.code, line.source.code, line.key.origin_year, line.figures.plan)
        for line in lines
    ] == [
        ("7100001", "NSTW", 2024, 10 * BILLION),
        ("7100001", "NSTW", 2023, 1_500_000_000),
        ("7100002", "NSDP", 2024, 4 * BILLION),
    ]


def test_the_grid_shows_the_plan_of_the_day_and_not_beyond_the_period(report, province):
    make_plan_line(
        province.decision, province.road, province.local, BILLION, effective_on=date(2024, 3, 15)
    )
    make_plan_line(
        province.decision, province.road, province.local, BILLION, effective_on=date(2024, 3, 16)
    )

    def plan(day):
        return submission_grid(submission=report, day=day)[-1].figures.plan

    assert plan(date(2024, 3, 14)) == 4 * BILLION
    assert plan(date(2024, 3, 15)) == 5 * BILLION
    assert plan(date(2024, 6, 1)) == 5 * BILLION


def test_the_grid_costs_the_same_for_a_hundred_lines(
    report, province, django_assert_max_num_queries
):
    for number in range(100):
        project = make_project(f"73{number:05}", f"Dự án {number}", province.roads_board)
        make_plan_line(province.decision, project, province.local, BILLION)
    with django_assert_max_num_queries(8):
        assert len(submission_grid(submission=report, day=NOW.date())) == 103


# Drafts


def test_a_first_draft_is_version_one(report, entry, cast):
    version = submission_draft_save(
        submission=report, filling=filling(entry), actor=cast.investor, now=NOW
    )
    report.refresh_from_db()
    assert (report.status, report.current_version, version.number) == ("draft", 1, 1)
    assert report.first_submitted_at is None
    line = version.lines.get(project=entry.key.project_id, origin_year=2024)
    assert (line.executed_volume, line.own_disbursed, line.month_estimate) == (5, 0, None)
    assert line.plan == 10 * BILLION


def test_saving_again_replaces_the_draft(report, entry, cast):
    submission_draft_save(submission=report, filling=filling(entry), actor=cast.investor, now=NOW)
    again = filling(LineEntry(entry.key, own_disbursed=7), seen=seen_of(report))
    submission_draft_save(submission=report, filling=again, actor=cast.investor, now=NOW + HOUR)
    assert report.versions.count() == 1
    assert SubmissionLine.objects.get(own_disbursed__isnull=False).own_disbursed == 7


def test_a_draft_may_hold_what_may_not_be_handed_in(report, entry, cast):
    wrong = LineEntry(entry.key, own_disbursed=-1)
    submission_draft_save(submission=report, filling=filling(wrong), actor=cast.investor, now=NOW)
    assert SubmissionLine.objects.get(own_disbursed=-1)


def test_two_people_do_not_overwrite_each_other(report, entry, cast):
    submission_draft_save(submission=report, filling=filling(entry), actor=cast.investor, now=NOW)
    other = filling(LineEntry(entry.key, executed_volume=6))
    with pytest.raises(StaleState, match="Nguyễn Văn Giao"):
        submission_draft_save(submission=report, filling=other, actor=cast.investor, now=NOW + HOUR)
    assert seen_of(report) == NOW


def test_who_states_what_is_stored_overwrites_nobody(report, entry, cast):
    submission_draft_save(submission=report, filling=filling(entry), actor=cast.investor, now=NOW)
    submission_draft_save(
        submission=report, filling=filling(entry), actor=cast.investor, now=NOW + HOUR
    )
    assert seen_of(report) == NOW + HOUR


def test_lines_of_other_keys_are_not_written(report, province, cast):
    foreign = LineEntry(Key(province.school.pk, province.local.pk, 2024, 2024), own_disbursed=5)
    submission_draft_save(submission=report, filling=filling(foreign), actor=cast.investor, now=NOW)
    assert not SubmissionLine.objects.filter(project=province.school).exists()


# Handing in


def test_handing_in_freezes_the_version_and_counts_as_on_time(submitted, cast):
    version = submitted_version(submission=submitted)
    assert submitted.status == SubmissionStatus.SUBMITTED
    assert submitted.is_on_time
    assert (version.number, version.submitted_at, version.submitted_by) == (1, NOW, cast.investor)
    assert version.lines.count() == 3


def test_a_second_click_finds_the_report_handed_in(submitted, entry, cast):
    with pytest.raises(StaleState):
        submission_submit(
            submission=submitted, filling=filling(entry), actor=cast.investor, now=NOW
        )
    assert submitted.versions.count() == 1
    assert [event.kind for event in history_of(submission=submitted)] == ["submitted", "opened"]


def test_of_two_hand_ins_from_the_same_page_one_wins(report, entry, cast):
    """Both read the report as not received before either writes."""
    other = Submission.objects.get(pk=report.pk)
    submission_submit(submission=report, filling=filling(entry), actor=cast.investor, now=NOW)
    with pytest.raises(StaleState):
        submission_submit(submission=other, filling=filling(entry), actor=cast.investor, now=NOW)
    assert report.versions.count() == 1


@pytest.mark.parametrize(
    ("moment", "on_time"),
    [
        (DUE, True),
        (DUE + timedelta(milliseconds=999), True),
        (DUE + timedelta(seconds=1), False),
    ],
)
def test_on_time_ends_with_the_due_second(report, entry, cast, moment, on_time):
    submission_submit(submission=report, filling=filling(entry), actor=cast.investor, now=moment)
    report.refresh_from_db()
    assert report.is_on_time is on_time
    assert period_summary(period=report.period).on_time == int(on_time)


def test_an_empty_report_is_not_taken(report, cast):
    with pytest.raises(UnfitReport):
        submission_submit(submission=report, filling=filling(), actor=cast.investor, now=NOW)
    report.refresh_from_db()
    assert report.status == SubmissionStatus.NOT_RECEIVED


def test_an_empty_report_is_taken_when_there_is_nothing_to_report(report, cast):
    submission_submit(submission=report, filling=filling(is_nil=True), actor=cast.investor, now=NOW)
    report.refresh_from_db()
    assert report.status == SubmissionStatus.SUBMITTED
    assert history_of(submission=report)[0].note


def test_nothing_to_report_and_figures_contradict_each_other(report, entry, cast):
    with pytest.raises(UnfitReport):
        submission_submit(
            submission=report, filling=filling(entry, is_nil=True), actor=cast.investor, now=NOW
        )


def test_errors_stop_the_hand_in_and_leave_no_trace(report, entry, cast):
    wrong = LineEntry(entry.key, own_disbursed=-1)
    with pytest.raises(UnfitReport) as refused:
        submission_submit(submission=report, filling=filling(wrong), actor=cast.investor, now=NOW)
    assert [issue.code for issue in refused.value.issues[entry.key]] == ["submission.negative"]
    report.refresh_from_db()
    assert (report.status, report.versions.count()) == ("not_received", 0)


def test_a_warning_must_be_explained_and_confirmed(report, bridge_key, cast):
    """The treasury has paid nothing, so any own figure differs from it."""

    def hand_in(explanation, confirmed):
        entry = LineEntry(bridge_key, own_disbursed=BILLION, explanation=explanation)
        submission_submit(
            submission=report,
            filling=filling(entry, warnings_confirmed=confirmed),
            actor=cast.investor,
            now=NOW,
        )

    for explanation, confirmed in [("", True), ("Chứng từ đang ở kho bạc", False)]:
        with pytest.raises(UnfitReport):
            hand_in(explanation, confirmed)
    hand_in("Chứng từ đang ở kho bạc", True)
    assert submitted_version(submission=report).number == 1


# Review


def test_a_returned_report_keeps_its_first_moment_and_gets_a_second_version(submitted, entry, cast):
    later = DUE + timedelta(days=2)
    submission_return(
        submission=submitted, version=1, reason="Thiếu số", actor=cast.planner, now=later
    )
    returned = last_return(submission=submitted)
    assert (returned.note, returned.actor, returned.at) == ("Thiếu số", cast.planner, later)
    mended = LineEntry(entry.key, executed_volume=9)
    submission_submit(
        submission=submitted,
        filling=filling(mended, seen=NOW),
        actor=cast.investor,
        now=later + HOUR,
    )
    submitted.refresh_from_db()
    assert (submitted.status, submitted.current_version) == ("submitted", 2)
    assert submitted.first_submitted_at == NOW
    assert submitted.is_on_time
    old, new = submitted.versions.order_by("number")
    assert [old.lines.get(executed_volume=5).version.number, new.number] == [1, 2]
    assert last_return(submission=submitted) is None


def test_a_draft_of_a_returned_report_leaves_the_first_version_as_it_was(submitted, entry, cast):
    submission_return(submission=submitted, version=1, reason="Sai", actor=cast.planner, now=NOW)
    submission_draft_save(
        submission=submitted,
        filling=filling(LineEntry(entry.key, executed_volume=9), seen=NOW),
        actor=cast.investor,
        now=NOW + HOUR,
    )
    submitted.refresh_from_db()
    assert (submitted.status, submitted.current_version) == ("returned", 2)
    assert submitted_version(submission=submitted).number == 1
    assert submitted.versions.get(number=1).lines.filter(executed_volume=5).exists()


def test_an_accepted_report_is_frozen(submitted, entry, cast):
    submission_accept(submission=submitted, version=1, actor=cast.planner, now=NOW + HOUR)
    for step in (submission_draft_save, submission_submit):
        with pytest.raises(StaleState):
            step(
                submission=submitted,
                filling=filling(entry, seen=NOW),
                actor=cast.investor,
                now=NOW + HOUR,
            )
    with pytest.raises(StaleState):
        submission_return(
            submission=submitted, version=1, reason="Sai", actor=cast.planner, now=NOW + HOUR
        )


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_a_return_needs_a_reason(submitted, cast, reason):
    with pytest.raises(Refusal):
        submission_return(
            submission=submitted, version=1, reason=reason, actor=cast.planner, now=NOW
        )


def test_a_report_that_was_not_handed_in_cannot_be_judged(report, entry, cast):
    with pytest.raises(StaleState):
        submission_accept(submission=report, version=0, actor=cast.planner, now=NOW)
    submission_draft_save(submission=report, filling=filling(entry), actor=cast.investor, now=NOW)
    with pytest.raises(StaleState):
        submission_return(submission=report, version=1, reason="Sai", actor=cast.planner, now=NOW)


def test_a_reviewer_judges_only_the_version_they_read(submitted, entry, cast):
    submission_return(submission=submitted, version=1, reason="Sai", actor=cast.planner, now=NOW)
    submission_submit(
        submission=submitted, filling=filling(entry, seen=NOW), actor=cast.investor, now=NOW + HOUR
    )
    with pytest.raises(StaleState):
        submission_accept(submission=submitted, version=1, actor=cast.planner, now=NOW + HOUR)


def test_two_reviewers_at_once_decide_once(submitted, cast):
    other = Submission.objects.get(pk=submitted.pk)
    submission_accept(submission=submitted, version=1, actor=cast.planner, now=NOW)
    with pytest.raises(StaleState):
        submission_return(submission=other, version=1, reason="Sai", actor=cast.planner, now=NOW)


# Who may


@pytest.mark.parametrize(
    "name", ["other_investor", "planner", "treasurer", "leader", "administrator", "nobody"]
)
def test_only_the_investor_itself_writes_its_report(report, entry, cast, name):
    for step in (submission_draft_save, submission_submit):
        with pytest.raises(NotAllowed):
            step(submission=report, filling=filling(entry), actor=getattr(cast, name), now=NOW)
    assert report.versions.count() == 0


@pytest.mark.parametrize(
    "name", ["investor", "treasurer", "leader", "home_affairs", "administrator", "nobody"]
)
def test_only_planning_judges(submitted, cast, name):
    actor = getattr(cast, name)
    with pytest.raises(NotAllowed):
        submission_accept(submission=submitted, version=1, actor=actor, now=NOW)
    with pytest.raises(NotAllowed):
        submission_return(submission=submitted, version=1, reason="Sai", actor=actor, now=NOW)


def test_investors_see_only_their_own_reports(report, cast):
    assert list(submissions_visible_to(cast.investor)) == [report]
    assert report not in submissions_visible_to(cast.other_investor)
    assert submissions_visible_to(cast.planner).count() == 2
    assert submissions_visible_to(cast.treasurer).count() == 0


# What stays behind


def test_every_step_leaves_event_and_audit(submitted, cast):
    submission_return(submission=submitted, version=1, reason="Sai", actor=cast.planner, now=NOW)
    events = [(event.kind, event.actor, event.note) for event in history_of(submission=submitted)]
    assert events == [
        ("returned", cast.planner, "Sai"),
        ("submitted", cast.investor, ""),
        ("opened", None, ""),
    ]
    actions = AuditRecord.objects.filter(object_type="submission", object_id=str(submitted.pk))
    assert list(actions.order_by("id").values_list("action", flat=True)) == [
        "submission.open",
        "submission.submitted",
        "submission.returned",
    ]


def test_the_history_cannot_be_rewritten(submitted):
    with pytest.raises(AppendOnlyError):
        submitted.events.all().delete()
    with pytest.raises(AppendOnlyError):
        submitted.events.update(note="khác")


def test_an_obstacle_is_raised_mended_and_withdrawn_with_the_report(
    report, bridge_key, province, cast
):
    def stating(category, text):
        return LineEntry(bridge_key, difficulty=text, obstacle_category=category)

    submission_submit(
        submission=report,
        filling=filling(stating("GPMB", "Chưa bàn giao mặt bằng")),
        actor=cast.investor,
        now=NOW,
    )
    obstacle = Obstacle.objects.get()
    assert (obstacle.project, obstacle.category) == (province.bridge, "GPMB")
    assert (obstacle.raised_on, obstacle.closed_on) == (date(2024, 3, 10), None)
    submission_return(submission=report, version=1, reason="Rõ hơn", actor=cast.planner, now=NOW)
    submission_submit(
        submission=report,
        filling=filling(stating("NHATHAU", "Nhà thầu chậm"), seen=NOW),
        actor=cast.investor,
        now=NOW + HOUR,
    )
    assert list(
        Obstacle.objects.order_by("id").values_list("category", "content", "closed_on")
    ) == [("GPMB", "Chưa bàn giao mặt bằng", date(2024, 3, 10)), ("NHATHAU", "Nhà thầu chậm", None)]


def test_a_draft_raises_no_obstacle(report, bridge_key, cast):
    entry = LineEntry(bridge_key, difficulty="Chưa bàn giao", obstacle_category="GPMB")
    submission_draft_save(submission=report, filling=filling(entry), actor=cast.investor, now=NOW)
    assert not Obstacle.objects.exists()


# Read back


def test_the_last_own_figure_comes_from_the_newest_earlier_report(report, entry, cast):
    submission_submit(
        submission=report,
        filling=filling(
            LineEntry(entry.key, own_disbursed=3, explanation="Chứng từ chờ"),
            warnings_confirmed=True,
        ),
        actor=cast.investor,
        now=NOW,
    )
    periods = periods_open(now=NOW + timedelta(days=24))
    assert [period.code for period in periods] == ["2024-03-K2", "2024-04-K1"]
    nil, following = (period.submissions.get(investor=report.investor) for period in periods)
    submission_submit(
        submission=nil,
        filling=filling(is_nil=True),
        actor=cast.investor,
        now=NOW + timedelta(days=10),
    )
    assert last_own_figures(submission=following) == {entry.key: 3}
    assert last_own_figures(submission=report) == {}


def test_the_board_sums_only_lines_with_an_own_figure(
    period, report, entry, cast, django_assert_num_queries
):
    submission_submit(submission=report, filling=filling(entry), actor=cast.investor, now=NOW)
    with django_assert_num_queries(2):
        schools, roads = board_rows(period=period, now=NOW)
    assert (roads.own, roads.treasury, roads.difference) == (0, 0, 0)
    assert (roads.filled, roads.lines, roads.timeliness) == (1, 3, "on_time")
    assert (schools.own, schools.difference, schools.timeliness) == (None, None, "waiting")
    schools, _ = board_rows(period=period, now=DUE + timedelta(days=3))
    assert (schools.timeliness, schools.days_late) == ("overdue", 3)


def test_own_reports_tell_the_reason_of_a_return(submitted, cast, django_assert_max_num_queries):
    submission_return(submission=submitted, version=1, reason="Sai", actor=cast.planner, now=NOW)
    with django_assert_max_num_queries(3):
        (own,) = own_reports(user=cast.investor, now=DUE - timedelta(days=2, hours=3))
    assert (own.returned.note, own.left.days, own.left.hours) == ("Sai", 2, 3)
