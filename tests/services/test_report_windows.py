"""Locks, exceptions, mending, withdrawal, first approval: what opens a report and what shuts it."""

from datetime import date, datetime, timedelta

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.ledger import Key
from disbursement.domain.review import Remark
from disbursement.domain.submission_steps import Lock
from disbursement.domain.submissions import Filling, LineEntry
from disbursement.models import EntryRules, FirstApprovalRule, Notice, ReturnReason, Submission
from disbursement.selectors.entry_rules import entry_rules_on, measures_of, return_reasons
from disbursement.selectors.first_approval import (
    awaited_bodies,
    awaited_body,
    submissions_to_endorse,
)
from disbursement.selectors.submissions import (
    board_rows,
    entries_of,
    last_own_figures,
    last_return,
    submission_grid,
    submitted_version,
)
from disbursement.selectors.windows import LOCK_SENTENCES, lock_on, window_of
from disbursement.services.calendar import calendar_seed, deadline_rules_seed
from disbursement.services.entry_rules import (
    entry_rules_change,
    entry_rules_seed,
    entry_rules_withdraw,
    return_reasons_seed,
)
from disbursement.services.exceptions import exception_end, exception_grant
from disbursement.services.first_approval import first_approval_end, first_approval_set
from disbursement.services.periods import periods_open
from disbursement.services.submissions import (
    submission_accept,
    submission_endorse,
    submission_reopen,
    submission_return,
    submission_submit,
    submission_withdraw,
    submissions_accept,
)
from projects.models import Organisation, Role
from projects.refusals import NotAllowed, Refusal, StaleState
from tests.people import make_organisation, make_user

NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def at(month, day, hour=9, minute=0, second=0):
    return datetime(2024, month, day, hour, minute, second, tzinfo=VIETNAM_TIME)


@pytest.fixture
def report(province):
    deadline_rules_seed(now=NOW)
    entry_rules_seed(now=NOW)
    return_reasons_seed(now=NOW)
    (period, *_) = periods_open(now=NOW, since=NOW)
    return period.submissions.select_related("period", "investor").get(
        investor=province.roads_board
    )


@pytest.fixture
def key(province):
    return Key(province.bridge.pk, province.central.pk, 2024, 2024)


@pytest.fixture
def hand_in(report, key, cast):
    def doing(now=NOW, seen=None, volume=5):
        filling = Filling((LineEntry(key, executed_volume=volume),), seen=seen)
        submission_submit(submission=report, filling=filling, actor=cast.investor, now=now)

    return doing


@pytest.fixture
def body(province):
    """The department above the roads board, and its officer."""
    department = make_organisation("SXD", "Sở Xây dựng")
    return make_user("coquan", role=Role.INVESTOR, organisation=department, full_name="Mai Cơ Quan")


@pytest.fixture
def approval(province, body):
    return FirstApprovalRule.objects.create(
        investor=province.roads_board,
        body=body.memberships.get().organisation,
        starts_on=date(2024, 1, 1),
    )


# Locks


def test_a_period_locks_at_the_end_of_the_fifteenth_day_after_the_due_one(report):
    assert report.period.due_at == at(3, 14, 23, 59, 59)
    assert report.period.locks_at == at(3, 29, 23, 59, 59)
    assert lock_on(submission=report, now=at(3, 29, 23, 59, 59)) is None
    assert lock_on(submission=report, now=at(3, 30, 0)) == Lock.EXPIRED


def test_every_lock_has_a_sentence_of_its_own():
    assert LOCK_SENTENCES.keys() == set(Lock)
    assert len({str(sentence) for sentence in LOCK_SENTENCES.values()}) == len(Lock)


def test_an_ended_organisation_is_told_apart_from_a_passed_time(report, province):
    Organisation.objects.filter(pk=province.roads_board.pk).update(valid_to=date(2024, 3, 11))
    found = Submission.objects.select_related("period", "investor").get(pk=report.pk)
    assert lock_on(submission=found, now=at(3, 11, 23)) is None
    assert lock_on(submission=found, now=at(3, 12, 0)) == Lock.ORGANISATION_ENDED


def test_an_exception_opens_one_report_until_a_day_and_ends_by_itself(
    report, province, cast, hand_in
):
    exception_grant(
        submission=report, until=date(2024, 4, 5), reason="Lũ lụt", excuses=True,
        actor=cast.planner, now=at(4, 2),
    )  # fmt: skip
    assert window_of(submission=report, now=at(4, 2)).exception_until == date(2024, 4, 5)
    assert lock_on(submission=report, now=at(4, 5, 23, 59, 59)) is None
    assert lock_on(submission=report, now=at(4, 6, 0)) == Lock.EXPIRED
    (other,) = report.period.submissions.exclude(pk=report.pk)
    assert lock_on(submission=other, now=at(4, 2)) == Lock.EXPIRED
    event = report.events.get(kind="exception")
    assert (event.actor, "05/04/2024" in event.note, "Lũ lụt" in event.note) == (
        *(cast.planner, True, True),
    )
    hand_in(now=at(4, 5))
    assert report.status == "submitted"


def test_an_exception_can_be_ended_before_its_day_once(report, cast):
    granted = exception_grant(
        submission=report, until=date(2024, 4, 5), reason="Lũ lụt", excuses=False,
        actor=cast.administrator, now=at(4, 2),
    )  # fmt: skip
    exception_end(exception=granted, actor=cast.planner, now=at(4, 3))
    assert lock_on(submission=report, now=at(4, 3, 10)) == Lock.EXPIRED
    with pytest.raises(StaleState):
        exception_end(exception=granted, actor=cast.planner, now=at(4, 3))
    assert report.events.filter(kind="exception").count() == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "  "},
        {"reason": "x" * 501},
        {"until": date(2024, 4, 1)},
        {"until": date(2034, 4, 1)},
        {"now": at(2, 1), "until": date(2024, 2, 1)},
    ],
)
def test_an_unlikely_exception_is_refused(report, cast, changes):
    wish = {"until": date(2024, 4, 2), "reason": "Lũ", "excuses": False, "now": at(4, 2)}
    with pytest.raises(Refusal):
        exception_grant(submission=report, actor=cast.planner, **(wish | changes))
    assert not report.exceptions.exists()


@pytest.mark.parametrize("name", ["investor", "treasurer", "leader", "home_affairs", "nobody"])
def test_only_planning_and_administration_except(report, cast, name):
    wish = {"until": date(2024, 4, 2), "reason": "Lũ", "excuses": False, "now": at(4, 2)}
    with pytest.raises(NotAllowed):
        exception_grant(submission=report, actor=getattr(cast, name), **wish)


# Mending what came back


def test_a_returned_report_may_be_mended_three_working_days_though_locked(report, cast, hand_in):
    """Returned on Tuesday 2 April: until the end of Friday."""
    hand_in(now=at(3, 29))
    submission_return(submission=report, version=1, reason="Sai", actor=cast.planner, now=at(4, 2))
    assert lock_on(submission=report, now=at(4, 5, 23, 59, 59)) is None
    assert lock_on(submission=report, now=at(4, 6, 0)) == Lock.EXPIRED
    hand_in(now=at(4, 5), seen=at(3, 29))
    assert (report.status, report.first_submitted_at) == ("submitted", at(3, 29))


def test_days_off_do_not_count_towards_mending(report, cast, hand_in):
    """30 April and 1 May are holidays, 29 April is taken off for Saturday 4 May."""
    calendar_seed(years=[2024], now=NOW)
    hand_in(now=at(3, 29))
    submission_return(submission=report, version=1, reason="Sai", actor=cast.planner, now=at(4, 26))
    assert window_of(submission=report, now=at(4, 27)).exception_until == date(2024, 5, 4)


def test_an_accepted_report_is_opened_again_with_a_reason_and_time_to_mend(report, cast, hand_in):
    hand_in()
    submission_accept(submission=report, version=1, actor=cast.planner, now=NOW)
    with pytest.raises(Refusal):
        submission_reopen(submission=report, reason=" ", actor=cast.planner, now=at(4, 2))
    submission_reopen(submission=report, reason="Sót số", actor=cast.planner, now=at(4, 2))
    assert (report.status, last_return(submission=report).note) == ("returned", "Sót số")
    assert lock_on(submission=report, now=at(4, 5)) is None
    hand_in(now=at(4, 5), seen=NOW, volume=9)
    assert (report.current_version, report.first_submitted_at) == (2, NOW)
    assert Notice.objects.filter(recipient=cast.investor, kind="reopened").exists()


# Entry rules


def test_changing_rules_moves_neither_open_nor_past_periods(report, cast):
    change = {"late_days": 2, "mend_days": 1, "tolerated_percent": 50, "note": "QĐ 12"}
    for day in (date(2024, 3, 1), date(2024, 3, 10)):
        with pytest.raises(Refusal):
            entry_rules_change(effective_from=day, actor=cast.administrator, now=NOW, **change)
    entry_rules_change(
        effective_from=date(2024, 3, 11), actor=cast.administrator, now=NOW, **change
    )
    (later, *_) = periods_open(now=at(3, 16))
    assert report.period.locks_at == at(3, 29, 23, 59, 59)
    assert later.due_at == at(3, 29, 23, 59, 59)
    assert later.locks_at == at(3, 31, 23, 59, 59)
    assert measures_of(period=report.period).tolerated_percent == 5
    assert measures_of(period=later).tolerated_percent == 50
    line = submission_grid(submission=report, day=date(2024, 3, 15))[0]
    assert line.figures.tolerated_percent == 5


def test_a_change_to_come_can_be_taken_back_but_not_one_in_force(report, cast):
    change = {"late_days": 2, "mend_days": 1, "tolerated_percent": 50, "note": ""}
    day = date(2024, 3, 11)
    rules = entry_rules_change(effective_from=day, actor=cast.administrator, now=NOW, **change)
    with pytest.raises(StaleState):
        entry_rules_change(effective_from=day, actor=cast.administrator, now=NOW, **change)
    with pytest.raises(StaleState):
        entry_rules_withdraw(rules=rules, actor=cast.administrator, now=at(3, 11))
    entry_rules_withdraw(rules=rules, actor=cast.administrator, now=NOW)
    assert entry_rules_on(date(2024, 3, 12)).late_days == 15


@pytest.mark.parametrize(
    "changes",
    [{"late_days": -1}, {"late_days": 367}, {"mend_days": 61}, {"tolerated_percent": 101}],
)
def test_unlikely_rules_are_refused(report, cast, changes):
    change = {"late_days": 2, "mend_days": 1, "tolerated_percent": 50, "note": ""} | changes
    with pytest.raises(Refusal):
        entry_rules_change(
            effective_from=date(2024, 3, 11), actor=cast.administrator, now=NOW, **change
        )


def test_what_a_portal_starts_from_is_entered_once(report):
    assert (entry_rules_seed(now=NOW), return_reasons_seed(now=NOW)) == (0, 0)
    assert EntryRules.objects.get().late_days == 15
    ReturnReason.objects.filter(code="KHAC").update(text="Khác", is_retired=True)
    assert return_reasons_seed(now=NOW) == 0
    assert return_reasons()[0].code == "SAI_DON_VI"
    assert "KHAC" not in {reason.code for reason in return_reasons()}


# Withdrawing


def test_a_withdrawn_version_stays_and_no_longer_counts(report, key, cast, hand_in):
    hand_in()
    version = submission_withdraw(
        submission=report, actor=cast.investor, now=NOW + HOUR, reason="Nhầm số"
    )
    report.refresh_from_db()
    assert (report.status, report.current_version, report.first_submitted_at) == ("draft", 2, None)
    assert report.versions.get(number=1).withdrawn_at == NOW + HOUR
    assert (version.number, version.submitted_at) == (2, None)
    assert [e.executed_volume for e in entries_of(submission=report) if e.key == key] == [5]
    assert submitted_version(submission=report) is None
    assert submitted_version(submission=report, number=1).number == 1
    rows = {row.submission.pk: row for row in board_rows(period=report.period, now=NOW)}
    assert rows[report.pk].version is None
    hand_in(now=at(3, 20), seen=NOW + HOUR)
    assert report.first_submitted_at == at(3, 20)
    assert not report.is_on_time


def test_a_version_that_was_returned_keeps_the_first_moment(report, cast, hand_in):
    hand_in()
    submission_return(submission=report, version=1, reason="Sai", actor=cast.planner, now=NOW)
    hand_in(now=NOW + HOUR, seen=NOW)
    submission_withdraw(submission=report, actor=cast.investor, now=NOW + 2 * HOUR)
    report.refresh_from_db()
    assert report.first_submitted_at == NOW


def test_withdrawn_figures_are_nobodys_last_ones(report, key, cast):
    filling = Filling(
        (LineEntry(key, own_disbursed=3, explanation="Chờ"),), warnings_confirmed=True
    )
    submission_submit(submission=report, filling=filling, actor=cast.investor, now=NOW)
    submission_withdraw(submission=report, actor=cast.investor, now=NOW)
    (later, *_) = periods_open(now=at(3, 16))
    assert last_own_figures(submission=later.submissions.get(investor=report.investor)) == {}


def test_what_could_not_be_handed_in_again_is_not_withdrawn(report, cast, hand_in):
    hand_in()
    with pytest.raises(Refusal):
        submission_withdraw(submission=report, actor=cast.investor, now=at(3, 30, 0))
    report.refresh_from_db()
    assert (report.status, report.versions.count()) == ("submitted", 1)


# The governing body first


def test_a_report_goes_through_the_body_before_it_is_reviewed(
    report, cast, body, approval, hand_in
):
    hand_in()
    assert Notice.objects.filter(recipient=body, kind="to_endorse").exists()
    assert list(submissions_to_endorse(user=body, now=NOW)) == [report]
    assert awaited_bodies(submissions=[report], now=NOW) == {report.pk: approval.body}
    with pytest.raises(Refusal, match="Sở Xây dựng"):
        submission_accept(submission=report, version=1, actor=cast.planner, now=NOW)
    with pytest.raises(NotAllowed):
        submission_endorse(submission=report, version=1, actor=cast.other_investor, now=NOW)
    submission_endorse(submission=report, version=1, actor=body, now=NOW + HOUR)
    with pytest.raises(StaleState):
        submission_return(submission=report, version=1, reason="Sai", actor=body, now=NOW)
    submission_accept(submission=report, version=1, actor=cast.planner, now=NOW + HOUR)
    report.refresh_from_db()
    assert report.status == "accepted"


def test_the_body_may_return_with_reasons_by_cell(report, key, body, approval, hand_in):
    hand_in()
    remark = Remark(key, "executed_volume", "SAI_DON_VI", "Đồng, không phải triệu")
    submission_return(
        submission=report, version=1, reason="", remarks=[remark], actor=body, now=NOW
    )
    (kept,) = last_return(submission=report).remarks.all()
    assert (kept.field, kept.reason.code, kept.note) == (
        *("executed_volume", "SAI_DON_VI", "Đồng, không phải triệu"),
    )


@pytest.mark.parametrize(
    "change",
    [{"reason_code": "KHONG_CO"}, {"field": "plan"}, {"note": "x" * 501}, {"key": Key(9, 9, 9, 9)}],
)
def test_a_remark_that_speaks_of_nothing_returns_nothing(report, key, cast, hand_in, change):
    hand_in()
    said = {"key": key, "field": "own_disbursed", "reason_code": "KHAC", "note": ""} | change
    with pytest.raises(Refusal):
        submission_return(
            submission=report, version=1, reason="Sai", remarks=[Remark(**said)],
            actor=cast.planner, now=NOW,
        )  # fmt: skip
    report.refresh_from_db()
    assert report.status == "submitted"


def test_a_rule_that_began_after_the_hand_in_or_has_ended_keeps_nobody_waiting(
    report, province, body, cast, hand_in
):
    hand_in()
    rule = first_approval_set(
        investor=province.roads_board,
        body=body.memberships.get().organisation,
        starts_on=date(2024, 3, 11),
        actor=cast.administrator,
        now=NOW,
    )
    assert awaited_body(submission=report, now=at(3, 12)) is None
    submission_return(submission=report, version=1, reason="Sai", actor=cast.planner, now=NOW)
    hand_in(now=at(3, 12), seen=NOW)
    assert awaited_body(submission=report, now=at(3, 12)) == rule.body
    first_approval_end(
        rule=rule, last_day=date(2024, 3, 12), actor=cast.administrator, now=at(3, 12)
    )
    assert awaited_body(submission=report, now=at(3, 13)) is None


def test_one_investor_has_one_body_at_a_time(province, body, approval, cast):
    wish = {"body": approval.body, "actor": cast.administrator, "now": NOW}
    with pytest.raises(StaleState):
        first_approval_set(investor=province.roads_board, starts_on=date(2024, 4, 1), **wish)
    with pytest.raises(Refusal):
        first_approval_set(investor=approval.body, starts_on=date(2024, 4, 1), **wish)


# Many at once


def test_one_bad_report_never_stops_the_rest(report, cast, hand_in, province):
    hand_in()
    (other,) = report.period.submissions.exclude(pk=report.pk)
    result = submissions_accept(
        choices=[(other.pk, 0), (4711, 1), (report.pk, 1)], actor=cast.planner, now=NOW
    )
    assert result.accepted == [report.pk]
    assert result.refused.keys() == {other.pk, 4711}
    assert all(result.refused.values())
    with pytest.raises(NotAllowed):
        submissions_accept(choices=[], actor=cast.leader, now=NOW)
