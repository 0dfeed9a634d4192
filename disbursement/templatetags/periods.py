"""Periods and findings in words."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from disbursement.domain.submission_steps import Remaining
from disbursement.models import ReportingPeriod
from projects.domain.issues import Issue
from projects.domain.money import Unit, format_amount
from projects.domain.numbers import format_integer
from projects.issue_texts import render
from projects.templatetags.vnd import DASH, money, vnday

register = template.Library()


@register.filter
def period_name(period: ReportingPeriod) -> str:
    """Return "Báo cáo kỳ 15/11/2026": a period is called by the day it asks about."""
    return _("Report of %(day)s") % {"day": vnday(period.as_at)}


@register.filter
def time_left(left: Remaining) -> str:
    """Return "còn 2 ngày 3 giờ" before the due moment and "đã quá hạn 1 ngày" after it."""
    span = _span(left)
    if left.is_over:
        return _("overdue by %(span)s") % {"span": span}
    return _("%(span)s left") % {"span": span}


def _span(left: Remaining) -> str:
    """Return the two largest parts of a span of time."""
    if left.days:
        parts = [_("%(count)s days") % {"count": format_integer(left.days)}]
        parts += [_("%(count)s hours") % {"count": left.hours}] if left.hours else []
    elif left.hours:
        parts = [_("%(count)s hours") % {"count": left.hours}]
        parts += [_("%(count)s minutes") % {"count": left.minutes}] if left.minutes else []
    elif left.minutes:
        parts = [_("%(count)s minutes") % {"count": left.minutes}]
    else:
        parts = [_("less than a minute")]
    return " ".join(parts)


@register.filter
def finding(issue: Issue) -> dict[str, str]:
    """Return a finding in words: severity, message, fix."""
    return render(issue)


@register.simple_tag
def money_in(amount: int | None, unit: Unit) -> str:
    """Return đồng in a given unit, for a page that keeps the unit it was opened in."""
    return DASH if amount is None else format_amount(amount, unit)


@register.simple_tag
def grid_money(amount: int | None, unit: Unit) -> str | SafeString:
    """Return đồng in the unit of a grid, so that its scripts can show it in another one."""
    if amount is None:
        return DASH
    return format_html('<span data-dong="{}">{}</span>', str(amount), format_amount(amount, unit))


@register.filter
def signed_money(amount: int | None) -> str:
    """Return a difference in the person's unit, with its sign."""
    if amount is None:
        return DASH
    return f"+{money(amount)}" if amount > 0 else money(amount)
