"""Read what the administrator edits: years of days off, versions of rules, and their history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from disbursement.domain.deadline_preview import owed_in_lieu
from disbursement.domain.deadlines import DeadlineRule
from disbursement.models import (
    CalendarDay,
    CalendarYear,
    DayKind,
    DeadlineRuleRow,
    EntryException,
    EntryRules,
    FirstApprovalRule,
    LineRemark,
    ReturnReason,
    Submission,
    SubmissionStatus,
)
from disbursement.selectors.calendar import rule_of, work_calendar, year_mark
from disbursement.selectors.first_approval import awaited_bodies
from projects.models import AuditRecord, Membership, Organisation, Role, User

# A day off in lieu is told by its name: "nghỉ bù".
IN_LIEU = "bù"


@dataclass(frozen=True, slots=True)
class EditedYear:
    """A year's days as an administrator edits them.

    `owed` are holidays at a weekend with the working day proposed to be taken off for each.
    """

    year: int
    is_on_record: bool
    is_confirmed: bool
    days: tuple[CalendarDay, ...]
    owed: tuple[tuple[date, date], ...]
    names: dict[date, str]
    mark: str
    confirmation: AuditRecord | None
    history: tuple[AuditRecord, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a deadline rule; `state` is "past", "current" or "coming"."""

    row: DeadlineRuleRow
    rule: DeadlineRule
    state: str
    record: AuditRecord | None


@dataclass(frozen=True, slots=True)
class MeasuresVersion:
    """Entry rules as of a day, as `Version`."""

    row: EntryRules
    state: str
    record: AuditRecord | None


@dataclass(frozen=True, slots=True)
class Approval:
    """A rule of first approval, who endorses for its body, and how many reports wait for them."""

    rule: FirstApprovalRule
    state: str
    people: tuple[User, ...]
    waiting: int


def edited_year(*, year: int) -> EditedYear:
    """Return a year's days with what is owed in lieu and who did what."""
    row = CalendarYear.objects.filter(year=year).first()
    days = tuple(CalendarDay.objects.filter(day__year=year))
    # A day off in lieu may fall into January of the next year.
    around = CalendarDay.objects.filter(kind=DayKind.OFF, day__year__in=(year, year + 1))
    names = {each.day: each.name for each in around}
    lieu = [day for day, name in names.items() if IN_LIEU in name.casefold()]
    records = _records("calendaryear", [row.pk] if row else [])
    confirmation = next((each for each in records if each.action == "calendar.confirm"), None)
    return EditedYear(
        year=year,
        is_on_record=row is not None,
        is_confirmed=bool(row and row.is_confirmed),
        days=days,
        owed=tuple(owed_in_lieu(names, lieu, work_calendar(), year)),
        names=names,
        mark=year_mark(days),
        confirmation=confirmation if row and row.is_confirmed else None,
        history=tuple(records),
    )


def years_on_record() -> list[int]:
    return list(CalendarYear.objects.order_by("-year").values_list("year", flat=True))


def versions_of(*, code: str, today: date) -> list[Version]:
    """Return every version of a deadline rule, the newest first, with who entered it."""
    rows = list(DeadlineRuleRow.objects.filter(code=code).order_by("-effective_from"))
    records = _by_object("deadlinerulerow", [row.pk for row in rows])
    states = _states([row.effective_from for row in rows], today)
    return [
        Version(row, rule_of(row), state, records.get(str(row.pk)))
        for row, state in zip(rows, states, strict=True)
    ]


def coming_versions(*, today: date) -> dict[str, date]:
    """Return by code the day from which a version not yet in force will hold."""
    rows = DeadlineRuleRow.objects.filter(effective_from__gt=today).order_by("-effective_from")
    return dict(rows.values_list("code", "effective_from"))


def withdrawn_versions(*, code: str) -> QuerySet[AuditRecord]:
    """Return the versions that were taken back before they came into force."""
    records = AuditRecord.objects.filter(action="deadline_rule.withdraw", detail__code=code)
    return records.select_related("actor").order_by("-at", "-pk")


def measures_versions(*, today: date) -> list[MeasuresVersion]:
    """Return the entry rules through time, the newest first."""
    rows = list(EntryRules.objects.order_by("-effective_from"))
    records = _by_object("entryrules", [row.pk for row in rows])
    states = _states([row.effective_from for row in rows], today)
    return [
        MeasuresVersion(row, state, records.get(str(row.pk)))
        for row, state in zip(rows, states, strict=True)
    ]


def newest_of(rows: QuerySet) -> int:
    """Return the key of the row that was entered last, 0 where there is none."""
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


def reasons_listed() -> QuerySet[ReturnReason]:
    """Return every reason for a return, those still given first; `is_used` where one was given."""
    used = LineRemark.objects.filter(reason=OuterRef("pk"))
    return ReturnReason.objects.annotate(is_used=Exists(used)).order_by(
        "is_retired", "position", "code"
    )


def first_approval_rules(*, now: datetime) -> list[Approval]:
    """Return every rule of first approval, those that run or will run first."""
    today = timezone.localdate(now)
    rules = list(
        FirstApprovalRule.objects.select_related("investor", "body").order_by(
            "investor__name", "-starts_on"
        )
    )
    held = Membership.objects.filter(
        role=Role.INVESTOR, organisation__in={rule.body_id for rule in rules}, user__is_active=True
    )
    people: dict[int, list[User]] = {}
    for membership in held.valid_on(today).select_related("user").order_by("user__username"):
        people.setdefault(membership.organisation_id, []).append(membership.user)
    waiting = _waiting_by_investor(now)
    found = []
    for rule in rules:
        state = "past" if rule.ends_on and rule.ends_on < today else "current"
        state = "coming" if rule.starts_on > today else state
        count = waiting[rule.investor_id] if state == "current" else 0
        found.append(Approval(rule, state, tuple(people.get(rule.body_id, ())), count))
    return sorted(found, key=lambda each: each.state == "past")


def organisations_today(*, today: date) -> QuerySet[Organisation]:
    return Organisation.objects.valid_on(today).order_by("name")


def investors_today(*, today: date) -> QuerySet[Organisation]:
    """Return the organisations that may owe reports: those that hold projects."""
    return organisations_today(today=today).filter(projects__isnull=False).distinct()


def exceptions_listed(*, state: str, now: datetime) -> QuerySet[EntryException]:
    """Return exceptions, the newest first: "running", "past", or all of them."""
    today = timezone.localdate(now)
    running = Q(until__gte=today) & (Q(ended_at=None) | Q(ended_at__gt=now))
    rows = EntryException.objects.select_related(
        "submission__period", "submission__investor", "granted_by", "ended_by"
    )
    if state == "running":
        rows = rows.filter(running)
    elif state == "past":
        rows = rows.exclude(running)
    return rows.order_by("-granted_at", "-pk")


def _waiting_by_investor(now: datetime) -> Counter[int]:
    """Count by investor the reports that a body has yet to endorse."""
    rows = list(Submission.objects.filter(status=SubmissionStatus.SUBMITTED))
    awaited = awaited_bodies(submissions=rows, now=now)
    return Counter(row.investor_id for row in rows if row.pk in awaited)


def _states(starts: list[date], today: date) -> list[str]:
    """Return the state of versions given by their first days, the newest first."""
    current = next((start for start in starts if start <= today), None)
    return [
        "coming" if start > today else "current" if start == current else "past" for start in starts
    ]


def _by_object(object_type: str, keys: Iterable[int]) -> dict[str, AuditRecord]:
    """Return the first record of each object: that of its being entered."""
    records = _records(object_type, keys)
    return {record.object_id: record for record in records}


def _records(object_type: str, keys: Iterable[int]) -> list[AuditRecord]:
    wanted = [str(key) for key in keys]
    records = AuditRecord.objects.filter(object_type=object_type, object_id__in=wanted)
    return list(records.select_related("actor").order_by("-at", "-pk"))
