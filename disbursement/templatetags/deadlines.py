"""Deadline rules and their dates in words."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from django import template
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.deadline_preview import ForeseenDate
from disbursement.domain.deadlines import DeadlineKind, DeadlineRule, Shift
from disbursement.domain.entry_measures import EntryMeasures, locks_at
from disbursement.domain.periods import ReportingPeriodSpec
from disbursement.models import DayKind
from projects.models import AuditRecord

register = template.Library()


@register.filter
def weekday(day: date) -> str:
    """Return "Thứ Sáu" of a day."""
    return str(WEEKDAYS[day.weekday()])


@register.filter
def rule_words(rule: DeadlineRule) -> str:
    """Return e.g. "trước ngày 15 hằng tháng; gặp ngày nghỉ thì sang ngày làm việc sau"."""
    values = {"day": _named(rule)}
    if rule.time_of_day:
        values["time"] = f"{rule.time_of_day:%H:%M}"
        strict = _("before %(day)s: by %(time)s of the day before")
        words = (strict if rule.is_strict else _("by %(time)s of %(day)s")) % values
    else:
        strict = _("before %(day)s")
        words = (strict if rule.is_strict else _("to the end of %(day)s")) % values
    if rule.shift is Shift.PREVIOUS:
        return _("%(words)s; on a day off, the previous working day") % {"words": words}
    if rule.shift is Shift.NEXT:
        return _("%(words)s; on a day off, the next working day") % {"words": words}
    return words


@register.simple_tag
def why(foreseen: ForeseenDate, rule: DeadlineRule, names: dict[date, str]) -> str:
    """Return why a date is not the one the rule names, "" where it is."""
    said = []
    if foreseen.is_short and rule.kind is DeadlineKind.NTH_WORKING_DAY:
        said.append(_("the month has fewer working days: its last one"))
    elif foreseen.is_short:
        said.append(_("the month has no day %(day)s: its last one") % {"day": rule.day})
    if foreseen.is_shifted:
        off = foreseen.meant
        reason = names.get(off) or weekday(off)
        text = _("%(day)s is a day off (%(reason)s)")
        said.append(text % {"day": f"{off:%d/%m/%Y}", "reason": reason})
    return "; ".join(said)


@register.simple_tag
def measures_words(period: ReportingPeriodSpec, measures: EntryMeasures) -> str:
    """Return e.g. "kỳ K2/11/2026: hạn 29/11/2026 23:59:59, khóa hết ngày 14/12/2026"."""
    locks = locks_at(period.due_at, measures)
    due = period.due_at.astimezone(VIETNAM_TIME)
    return _("period %(period)s: due %(due)s, locked after the end of %(locks)s") % {
        "period": short_code(period),
        "due": f"{due:%d/%m/%Y %H:%M:%S}",
        "locks": f"{locks:%d/%m/%Y}",
    }


@register.filter
def short_code(period: ReportingPeriodSpec) -> str:
    """Return "K2/11/2026" of a period."""
    return f"{period.code[-2:]}/{period.month:02d}/{period.year}"


@register.filter
def calendar_step(record: AuditRecord) -> str:
    """Return what an audit record says was done to a year's days."""
    detail = record.detail
    before, after = _told(detail.get("before")), _told(detail.get("after"))
    return {
        "calendar.seed": _("Public holidays entered from the portal's list"),
        "calendar.confirm": _("The year's days confirmed"),
        "calendar.unconfirm": _("No longer confirmed, as a day was changed"),
        "calendar.day_add": _("Added: %(after)s"),
        "calendar.day_change": _("Changed: %(before)s → %(after)s"),
        "calendar.day_remove": _("Removed: %(before)s"),
    }.get(record.action, record.action) % {"before": before, "after": after}


@register.simple_tag
def querystring_for(day: date, name: str) -> str:
    """Return the query that proposes a day in lieu of a holiday in the form."""
    lieu = _("%(name)s (day off in lieu)") % {"name": name}
    return urlencode({"day": day.isoformat(), "name": lieu})


@register.filter
def day_of_record(record: AuditRecord) -> date:
    """Return the first day of the version that an audit record speaks of."""
    return date.fromisoformat(record.detail["effective_from"])


@register.filter
def state_look(state: str) -> str:
    """Return the look of a version by its state."""
    return {"current": "is-ok", "coming": "is-info"}.get(state, "is-mute")


@register.filter
def state_words(state: str) -> str:
    return {
        "current": _("In force"),
        "coming": _("Not yet in force"),
        "past": _("No longer in force"),
    }[state]


def _named(rule: DeadlineRule) -> str:
    months = ", ".join(str(month) for month in sorted(rule.months))
    values = {"n": rule.day, "month": rule.month, "months": months}
    if rule.kind is DeadlineKind.FIXED_DAY:
        return _("%(n)s/%(month)s each year") % values
    if rule.kind is DeadlineKind.WEEKDAY:
        values["n"] = str(WEEKDAYS[rule.day - 1])
        text = _("%(n)s in the months %(months)s") if months else _("%(n)s each week")
        return text % values
    if rule.kind is DeadlineKind.NTH_WORKING_DAY:
        in_months = _("working day no. %(n)s of the months %(months)s")
        return (in_months if months else _("working day no. %(n)s of each month")) % values
    in_months = _("day %(n)s of the months %(months)s")
    return (in_months if months else _("day %(n)s of each month")) % values


def _told(facts: dict[str, str] | None) -> str:
    """Return a day as the audit record keeps it in words."""
    if not facts:
        return ""
    day = date.fromisoformat(facts["day"])
    kind = DayKind(facts["kind"]).label if facts["kind"] in DayKind.values else facts["kind"]
    decision = f", {facts['decision']}" if facts.get("decision") else ""
    return f"{day:%d/%m/%Y} {facts['name']} ({kind}{decision})"
