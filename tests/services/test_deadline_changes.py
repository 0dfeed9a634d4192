"""A deadline is changed by a new version from a coming day on; nothing past is rewritten."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from django.utils.translation import override

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.deadlines import DeadlineKind, Shift
from disbursement.models import DeadlineRuleRow, EntryRules, ReportingPeriod
from disbursement.selectors.calendar import deadline_rules, rule_of_year
from disbursement.selectors.calendar_settings import newest_of, versions_of
from disbursement.selectors.coming_periods import Change, coming_deadlines, coming_periods
from disbursement.selectors.registered import registration_due_at
from disbursement.services.calendar import defaults_set_up
from disbursement.services.deadline_rules import (
    deadline_rule_change,
    deadline_rule_foreseen,
    deadline_rule_withdraw,
)
from disbursement.services.entry_rules import entry_rules_change
from disbursement.services.periods import periods_open
from projects.models import AuditRecord, Installation
from projects.refusals import NotAllowed, Refusal, StaleState
from reports.selectors.schedule import scheduled

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=VIETNAM_TIME)
END, MID, FRIDAY = "investor-end", "investor-mid", "friday-snapshot"


def at(month, day, hour=0, minute=0, second=0, year=2026):
    return datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM_TIME)


@pytest.fixture
def admin(province, cast):
    """The portal was first started on 1 November 2026."""
    installation = Installation.current()
    installation.first_started_at = at(11, 1)
    installation.save()
    defaults_set_up(now=at(11, 1))
    return cast.administrator


def changed(code, start=date(2026, 12, 1), **fields):
    return Change(start, replace(deadline_rules(TODAY)[code], **fields))


def enter(admin, change, seen=None, now=NOW):
    if seen is None:
        seen = newest_of(DeadlineRuleRow.objects.filter(code=change.rule.code))
    return deadline_rule_change(change=change, seen=seen, note="Theo ý kiến", actor=admin, now=now)


def stored():
    return list(
        ReportingPeriod.objects.order_by("code").values_list(
            "code", "as_at", "opens_at", "due_at", "locks_at"
        )
    )


class TestWhatIsPastStays:
    def test_a_change_does_not_touch_periods_that_have_opened(self, admin):
        periods_open(now=NOW, since=at(11, 1))
        before = stored()
        assert [row[0] for row in before] == ["2026-11-K1", "2026-11-K2"]
        tomorrow = date(2026, 11, 23)
        enter(admin, changed(END, tomorrow, day=26))
        enter(admin, changed(MID, tomorrow, day=10))
        entry_rules_change(
            effective_from=tomorrow, late_days=1, mend_days=0, tolerated_percent=0,
            note="", actor=admin, now=NOW,
        )  # fmt: skip
        periods_open(now=at(11, 28), since=at(11, 1))
        assert stored() == before

    def test_periods_that_open_later_go_by_the_new_version(self, admin):
        periods_open(now=NOW)
        enter(admin, changed(END, day=26, time_of_day=time(17)))
        periods_open(now=at(12, 20))
        december = ReportingPeriod.objects.get(code="2026-12-K2")
        # Before the 26th, by 17:00 of the day before.
        assert december.due_at == at(12, 25, 17)

    def test_a_period_missed_while_the_portal_was_down_keeps_the_rule_of_its_day(self, admin):
        enter(admin, changed(END, date(2026, 11, 23), day=26))
        periods_open(now=at(11, 28), since=at(11, 16))
        assert ReportingPeriod.objects.get(code="2026-11-K2").due_at == at(11, 29, 23, 59, 59)

    def test_reports_that_were_due_stay_due_as_they_were(self, admin):
        span = {"start": date(2026, 11, 1), "end": TODAY}
        before = scheduled(**span)
        assert len([run for run in before if run.job == FRIDAY]) == 3  # 6, 13, 20 November
        enter(admin, changed(FRIDAY, date(2026, 11, 23), day=4))
        assert scheduled(**span) == before
        coming = scheduled(start=date(2026, 11, 23), end=date(2026, 11, 30))
        assert [run.due_at for run in coming if run.job == FRIDAY] == [at(11, 26, 16)]

    def test_a_yearly_deadline_that_has_passed_stays_in_its_year(self, admin):
        assert registration_due_at(plan_year=2026) == at(3, 29, 23, 59, 59)
        enter(admin, changed("detailed-monthly-plan", day=10, month=2))
        assert registration_due_at(plan_year=2026) == at(3, 29, 23, 59, 59)
        assert registration_due_at(plan_year=2027) == at(2, 9, 23, 59, 59, year=2027)
        assert rule_of_year(code="tabmis-entry", year=2026).day == 15


class TestChanging:
    def test_a_new_version_is_kept_beside_the_old_one(self, admin):
        enter(admin, changed(END, day=28, legal_basis="QĐ 01"))
        coming, current = versions_of(code=END, today=TODAY)
        assert (coming.state, coming.rule.day, coming.rule.legal_basis) == ("coming", 28, "QĐ 01")
        assert (current.state, current.rule.day) == ("current", 30)
        assert (coming.record.actor, coming.record.detail["note"]) == (admin, "Theo ý kiến")
        assert coming.record.detail["before"]["day"] == 30

    @pytest.mark.parametrize(
        ("code", "start", "fields", "says"),
        [
            (END, TODAY, {"day": 28}, "to come"),
            (END, date(2026, 1, 1), {"day": 28}, "to come"),
            (END, date(2035, 1, 1), {"day": 28}, "five years"),
            (END, date(2026, 12, 1), {}, "Nothing"),
            (END, date(2026, 12, 1), {"day": 16}, "before the period opens"),
            (MID, date(2026, 12, 1), {"kind": DeadlineKind.WEEKDAY, "day": 5}, "by the month"),
            ("tabmis-entry", date(2026, 12, 1),
             {"kind": DeadlineKind.DAY_OF_MONTH, "month": None}, "fixed day"),
            ("treasury-monthly", date(2026, 12, 1),
             {"kind": DeadlineKind.NTH_WORKING_DAY, "day": 23, "months": frozenset({2})},
             "never fall"),
        ],
    )  # fmt: skip
    def test_what_does_not_work_is_refused_with_its_sentence(
        self, admin, code, start, fields, says
    ):
        count = DeadlineRuleRow.objects.count()
        with pytest.raises(Refusal) as told:
            enter(admin, changed(code, start, **fields))
        with override("en"):
            assert says in str(told.value)
        assert DeadlineRuleRow.objects.count() == count

    def test_the_second_of_two_is_told(self, admin):
        seen = newest_of(DeadlineRuleRow.objects.filter(code=END))
        enter(admin, changed(END, day=28), seen)
        with pytest.raises(StaleState):
            enter(admin, changed(END, date(2027, 1, 1), day=27), seen)
        with pytest.raises(StaleState):
            enter(admin, changed(END, day=27))  # who has seen it, but chose the same first day
        assert DeadlineRuleRow.objects.filter(code=END).count() == 2

    def test_twelve_dates_are_foreseen_with_february_and_shifts(self, admin):
        dates = deadline_rule_foreseen(
            change=changed(END, is_strict=False, shift=Shift.PREVIOUS), now=NOW
        )
        assert len(dates) == 12
        shown = {each.due.day: (each.is_short, each.is_shifted) for each in dates}
        assert shown[date(2026, 12, 30)] == (False, False)
        assert shown[date(2027, 1, 29)] == (False, True)  # the 30th is a Saturday
        assert shown[date(2027, 2, 26)] == (True, True)  # the 28th is a Sunday
        assert shown[date(2027, 4, 29)] == (False, True)  # 30 April is a holiday

    def test_only_administrators_may(self, admin, cast):
        with pytest.raises(NotAllowed):
            enter(cast.planner, changed(END, day=28))


class TestWithdrawing:
    def test_a_version_not_in_force_is_taken_back_once(self, admin):
        row = enter(admin, changed(END, day=28))
        deadline_rule_withdraw(row=row, actor=admin, now=NOW)
        assert deadline_rules(date(2027, 1, 1))[END].day == 30
        with pytest.raises(StaleState):
            deadline_rule_withdraw(row=row, actor=admin, now=NOW)
        record = AuditRecord.objects.get(action="deadline_rule.withdraw")
        assert (record.detail["code"], record.detail["before"]["day"]) == (END, 28)

    def test_one_in_force_stays(self, admin):
        row = enter(admin, changed(END, day=28))
        with pytest.raises(StaleState):
            deadline_rule_withdraw(row=row, actor=admin, now=at(12, 1))
        assert DeadlineRuleRow.objects.filter(pk=row.pk).exists()


class TestWhatComesNext:
    def test_an_open_period_says_when_it_is_due_whatever_the_rule_says_now(self, admin):
        periods_open(now=NOW)
        enter(admin, changed(END, date(2026, 11, 23), day=26))
        dues = {each.rule.code: each.due.at for each in coming_deadlines(now=at(11, 24))}
        assert dues[END] == at(11, 29, 23, 59, 59)

    def test_a_deadline_after_a_change_goes_by_the_change(self, admin):
        enter(admin, changed("treasury-monthly", day=5))
        dues = {each.rule.code: each.due.at for each in coming_deadlines(now=NOW)}
        assert dues["treasury-monthly"] == at(12, 4, 23, 59, 59)

    def test_periods_to_come_are_told_in_order(self, admin):
        periods = coming_periods(now=NOW)
        assert [each.code for each in periods[:3]] == ["2026-11-K2", "2026-12-K1", "2026-12-K2"]
        assert periods[1].due_at == at(12, 14, 23, 59, 59)


def test_entry_rules_tell_the_second_of_two(admin):
    seen = EntryRules.objects.get().pk
    given = {"mend_days": 3, "tolerated_percent": 5, "note": "", "actor": admin, "now": NOW}
    entry_rules_change(effective_from=date(2026, 12, 1), late_days=10, seen=seen, **given)
    with pytest.raises(StaleState):
        entry_rules_change(effective_from=date(2027, 1, 1), late_days=9, seen=seen, **given)
    assert EntryRules.objects.count() == 2
