"""Days off and make-up days: edited by administrators, confirmed by a person."""

from datetime import date, datetime

import pytest
from django.utils.translation import override

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import CalendarDay, CalendarYear, DayKind
from disbursement.selectors.calendar import work_calendar, year_mark
from disbursement.selectors.calendar_settings import edited_year
from disbursement.selectors.coming_periods import unconfirmed_among, unconfirmed_year
from disbursement.services.calendar import calendar_seed
from disbursement.services.calendar_days import (
    DayFacts,
    calendar_day_add,
    calendar_day_change,
    calendar_day_remove,
    calendar_year_confirm,
    calendar_year_fill,
)
from projects.models import AuditRecord
from projects.refusals import NotAllowed, Refusal, StaleState

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=VIETNAM_TIME)
STORM = DayFacts(date(2027, 3, 3), DayKind.OFF, "Nghỉ bão", "Công điện 01/CĐ-UBND")
SATURDAY = DayFacts(date(2027, 3, 6), DayKind.MAKE_UP, "Làm bù")


@pytest.fixture
def admin(cast):
    calendar_seed(years=[2026, 2027], now=NOW)
    return cast.administrator


def add(admin, facts, reason=""):
    return calendar_day_add(facts=facts, reason=reason, actor=admin, now=NOW)


def confirm(admin, year=2027):
    mark = year_mark(CalendarDay.objects.filter(day__year=year))
    calendar_year_confirm(year=year, seen=mark, actor=admin, now=NOW)


def is_confirmed(year=2027):
    return CalendarYear.objects.get(year=year).is_confirmed


def actions():
    return list(AuditRecord.objects.exclude(actor=None).values_list("action", flat=True))


def test_a_day_off_and_its_make_up_day_count(admin):
    add(admin, STORM)
    add(admin, SATURDAY)
    calendar = work_calendar()
    assert not calendar.is_working_day(STORM.day)
    assert calendar.is_working_day(SATURDAY.day)
    record = AuditRecord.objects.filter(action="calendar.day_add").last()
    assert record.detail["after"] == {
        "day": "2027-03-03",
        "kind": "off",
        "name": "Nghỉ bão",
        "decision": "Công điện 01/CĐ-UBND",
    }


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (DayFacts(date(2027, 3, 5), DayKind.MAKE_UP, "x"), "Saturday"),  # a Friday
        (DayFacts(date(2026, 11, 21), DayKind.OFF, "x"), "passed"),
        (DayFacts(date(2029, 1, 2), DayKind.OFF, "x"), "two years"),
        (DayFacts(date(2027, 3, 3), "half", "x"), "day off or"),
        (DayFacts(date(2027, 3, 3), DayKind.OFF, ""), "name"),
    ],
)
def test_what_cannot_be_a_day_is_refused(admin, facts, says):
    with pytest.raises(Refusal) as told:
        add(admin, facts)
    with override("en"):
        assert says in str(told.value)
    assert not CalendarDay.objects.filter(day=facts.day).exists()


def test_a_day_is_not_both_off_and_made_up(admin):
    add(admin, SATURDAY)
    with pytest.raises(StaleState) as told:
        add(admin, DayFacts(SATURDAY.day, DayKind.OFF, "Nghỉ"))
    assert "Làm bù" in str(told.value)


def test_a_change_needs_a_reason_and_that_nobody_was_quicker(admin):
    row = add(admin, STORM)
    moved = DayFacts(date(2027, 3, 4), DayKind.OFF, "Nghỉ bão")
    given = {"row": row, "seen": STORM, "facts": moved, "actor": admin, "now": NOW}
    with pytest.raises(Refusal):
        calendar_day_change(reason=" ", **given)
    calendar_day_change(reason="Bão đến muộn", **given)
    assert CalendarDay.objects.get(pk=row.pk).day == date(2027, 3, 4)
    with pytest.raises(StaleState):
        calendar_day_change(reason="Bão đến muộn", **given)


def test_a_day_is_taken_out_once(admin):
    row = add(admin, STORM)
    given = {"row": row, "seen": STORM, "reason": "Không có bão", "actor": admin, "now": NOW}
    calendar_day_remove(**given)
    assert work_calendar().is_working_day(STORM.day)
    with pytest.raises(StaleState):
        calendar_day_remove(**given)
    assert actions() == ["calendar.day_remove", "calendar.day_add"]


def test_a_day_that_has_passed_stays(admin):
    row = CalendarDay.objects.get(day=date(2026, 9, 2))
    with pytest.raises(Refusal):
        calendar_day_remove(row=row, seen=DayFacts.of(row), reason="x", actor=admin, now=NOW)
    assert CalendarDay.objects.filter(pk=row.pk).exists()


class TestConfirming:
    def test_it_says_who_and_when(self, admin):
        confirm(admin)
        shown = edited_year(year=2027)
        assert (shown.is_confirmed, shown.confirmation.actor, shown.confirmation.at) == (
            True,
            admin,
            NOW,
        )

    def test_what_somebody_else_has_changed_is_not_confirmed_unseen(self, admin):
        mark = year_mark(CalendarDay.objects.filter(day__year=2027))
        add(admin, STORM)
        with pytest.raises(StaleState):
            calendar_year_confirm(year=2027, seen=mark, actor=admin, now=NOW)
        assert not is_confirmed()

    def test_twice_is_told(self, admin):
        confirm(admin)
        with pytest.raises(StaleState):
            confirm(admin)
        assert actions().count("calendar.confirm") == 1

    def test_a_change_of_a_confirmed_year_asks_for_a_reason_and_undoes_it(self, admin):
        confirm(admin)
        with pytest.raises(Refusal):
            add(admin, STORM)
        assert is_confirmed()
        add(admin, STORM, reason="Bão số 3")
        assert not is_confirmed()
        assert "calendar.unconfirm" in actions()

    def test_a_refused_change_leaves_the_year_confirmed(self, admin):
        add(admin, STORM)
        confirm(admin)
        with pytest.raises(StaleState):
            add(admin, STORM, reason="Hai lần")
        assert is_confirmed()

    def test_an_empty_year_is_filled_first(self, admin):
        with pytest.raises(Refusal):
            calendar_year_confirm(year=2028, seen=year_mark([]), actor=admin, now=NOW)
        calendar_year_fill(year=2028, actor=admin, now=NOW)
        confirm(admin, 2028)
        assert is_confirmed(2028)
        with pytest.raises(StaleState):
            calendar_year_fill(year=2028, actor=admin, now=NOW)

    def test_only_administrators_may(self, admin, cast):
        with pytest.raises(NotAllowed):
            confirm(cast.planner)
        with pytest.raises(NotAllowed):
            add(cast.planner, STORM)


def test_the_warning_comes_on_the_first_of_november(admin):
    last_of_october = datetime(2026, 10, 31, 23, 59, 59, tzinfo=VIETNAM_TIME)
    first_of_november = datetime(2026, 11, 1, tzinfo=VIETNAM_TIME)
    assert unconfirmed_year(now=last_of_october) is None
    assert unconfirmed_year(now=first_of_november) == 2027
    confirm(admin)
    assert unconfirmed_year(now=first_of_november) is None
    assert unconfirmed_among([date(2026, 12, 14), date(2027, 1, 14)]) == [2026]


def test_the_list_of_2026_has_the_day_of_culture_and_2027_owes_nothing(admin):
    assert CalendarDay.objects.filter(day=date(2026, 11, 24), kind=DayKind.OFF).exists()
    assert edited_year(year=2027).owed == ()
