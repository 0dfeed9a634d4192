"""What leaders order, who records it, reports on it, puts it off and closes it."""

from datetime import date, datetime, timedelta

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.obstacle_rules import DirectiveEntry
from disbursement.models import Directive, Notice, NoticeKind
from disbursement.selectors.directives import directives_ranked, directives_visible_to
from disbursement.services.directives import (
    directive_change,
    directive_close,
    directive_extend,
    directive_record,
    directive_reopen,
    directive_report,
)
from projects.models import AuditRecord
from projects.refusals import NotAllowed, Refusal, StaleState
from tests.people import make_organisation

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
TODAY, DUE = date(2024, 3, 10), date(2024, 3, 31)


def ordered(unit, **fields):
    values = {
        "issued_on": TODAY,
        "issuer": "Chủ tịch UBND tỉnh",
        "content": "Bàn giao mặt bằng",
        "unit_id": unit.pk,
        "due_on": DUE,
        "number": "12/TB-UBND",
    }
    return DirectiveEntry(**{**values, **fields})


def record(unit, actor, **fields):
    return directive_record(entry=ordered(unit, **fields), actor=actor, now=NOW)


@pytest.fixture
def directive(province, cast):
    return record(province.roads_board, cast.planner, projects=(province.bridge.pk,))


def test_a_directive_is_recorded_reported_on_extended_closed_and_reopened(
    directive, province, cast
):
    by = {"directive": directive, "now": NOW}
    directive_report(**by, text="Đã làm 60%", actor=cast.investor)
    directive_extend(**by, due_on=date(2024, 4, 30), reason="Chờ Bộ", actor=cast.leader)
    directive_close(**by, closed_on=TODAY, text="Xong", actor=cast.planner)
    directive_reopen(**by, reason="Chưa xong", actor=cast.planner)
    kept = Directive.objects.get()
    assert (kept.due_on, kept.closed_on) == (date(2024, 4, 30), None)
    assert [(step.kind, step.due_on) for step in kept.steps.order_by("pk")] == [
        ("reported", None),
        ("extended", date(2024, 4, 30)),
        ("closed", None),
        ("reopened", None),
    ]
    assert list(kept.projects.all()) == [province.bridge]
    actions = AuditRecord.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == [
        f"directive.{each}" for each in ("record", "reported", "extended", "closed", "reopened")
    ]


def test_the_unit_is_told_of_the_directive_and_of_its_new_deadline(directive, cast):
    told = Notice.objects.filter(kind=NoticeKind.DIRECTIVE)
    assert [(each.recipient, "31/03/2024" in each.body) for each in told] == [(cast.investor, True)]
    later = date(2024, 4, 15)
    directive_extend(
        directive=directive, due_on=later, reason="Chờ Bộ", actor=cast.planner, now=NOW
    )
    assert "15/04/2024" in told.latest("pk").body
    assert told.all().count() == 2


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"content": " "}, "text|nội dung"),
        ({"issuer": " "}, "who gave|ai ban hành|người chỉ đạo"),
        ({"issuer": "C" * 201}, "too long|quá dài"),
        ({"number": "1" * 81}, "too long|quá dài"),
        ({"due_on": date(2024, 3, 9)}, "09/03/2024"),
        ({"issued_on": date(2024, 3, 11)}, "11/03/2024"),
        ({"due_on": date(2124, 1, 1)}, "01/01/2124"),
        ({"unit_id": 4711}, "exist|tồn tại"),
    ],
)
def test_nonsense_is_refused_with_its_sentence(province, cast, fields, words):
    with pytest.raises(Refusal, match=f"(?i){words}"):
        record(province.roads_board, cast.planner, **fields)
    assert not Directive.objects.exists()


def test_the_same_directive_twice_is_one(directive, province, cast):
    with pytest.raises(Refusal):
        record(province.roads_board, cast.planner)
    record(province.schools_board, cast.planner)  # the same order to another unit


def test_two_at_once_do_it_once(directive, cast):
    first, second = Directive.objects.get(), Directive.objects.get()
    later = {"due_on": date(2024, 4, 30), "reason": "Chờ", "now": NOW}
    directive_extend(directive=first, actor=cast.planner, **later)
    with pytest.raises(StaleState):
        directive_extend(directive=second, actor=cast.leader, **later)
    done = {"closed_on": TODAY, "text": "Xong", "actor": cast.planner, "now": NOW}
    directive_close(directive=first, **done)
    with pytest.raises(StaleState):
        directive_close(directive=second, **done)
    with pytest.raises(StaleState):
        directive_report(directive=second, text="Muộn", actor=cast.planner, now=NOW)
    with pytest.raises(Refusal, match="30/04/2024"):  # no later than the deadline in force
        directive_extend(directive=first, actor=cast.planner, **later)


def test_a_correction_keeps_the_deadline_and_overwrites_nobody(directive, province, cast):
    stale = Directive.objects.get()
    entry = ordered(province.roads_board, content="Bàn giao 100%", due_on=date(2025, 1, 1))
    directive_change(directive=directive, entry=entry, actor=cast.planner, now=NOW)
    kept = Directive.objects.get()
    assert (kept.content, kept.due_on, kept.projects.count()) == ("Bàn giao 100%", DUE, 0)
    with pytest.raises(StaleState):
        directive_change(directive=stale, entry=entry, actor=cast.leader, now=NOW)


def test_units_see_and_report_on_their_own_and_close_nothing(directive, province, cast):
    other = record(province.schools_board, cast.leader)
    assert list(directives_visible_to(cast.investor)) == [directive]
    assert set(directives_visible_to(cast.leader)) == {directive, other}
    assert not directives_visible_to(cast.treasurer).exists()
    with pytest.raises(NotAllowed):
        directive_report(directive=other, text="Xong", actor=cast.investor, now=NOW)
    with pytest.raises(NotAllowed):
        record(province.roads_board, cast.investor)
    for stranger in (cast.investor, cast.leader):
        with pytest.raises(NotAllowed):
            directive_close(
                directive=directive, closed_on=TODAY, text="Xong", actor=stranger, now=NOW
            )


def test_the_overdue_come_first_and_the_done_last(directive, province, cast):
    unit = make_organisation("SXD", "Sở Xây dựng")
    late = record(unit, cast.planner, due_on=date(2024, 3, 12))
    done = record(unit, cast.planner, number="13", due_on=date(2024, 3, 11))
    directive_close(directive=done, closed_on=TODAY, text="Xong", actor=cast.planner, now=NOW)
    ranked = directives_ranked(
        directives=Directive.objects.all(), day=TODAY + timedelta(days=3)
    ).order_by("rank")
    assert list(ranked) == [late, directive, done]
