"""Amounts, rates and days as Vietnamese officials write them; the only place templates round."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from django import template
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.display import current_unit
from projects.domain.money import Unit, format_amount
from projects.domain.numbers import format_integer, format_rate

register = template.Library()

DASH = "–"
NBSP = "\N{NO-BREAK SPACE}"
UNIT_NAMES: dict[Unit, str | Promise] = {
    Unit.DONG: gettext_lazy("đồng"),
    Unit.THOUSAND: gettext_lazy("thousand đồng"),
    Unit.MILLION: gettext_lazy("million đồng"),
    Unit.BILLION: gettext_lazy("billion đồng"),
}


def money(amount: int | None) -> str:
    """Return đồng in the person's unit with every digit it has."""
    return DASH if amount is None else format_amount(amount, current_unit())


def money_short(amount: int | None) -> str | SafeString:
    """Return đồng rounded for a card, with its own unit; the exact amount stands in the title."""
    if amount is None:
        return DASH
    unit, places = _short_form(abs(amount))
    return format_html(
        '<span title="{}">{}</span> <span class="unit">{}</span>',
        dong(amount),
        format_amount(amount, unit, places),
        UNIT_NAMES[unit],
    )


def _short_form(amount: int) -> tuple[Unit, int]:
    if amount >= 100 * Unit.BILLION.factor:
        return Unit.BILLION, 1
    if amount >= Unit.BILLION.factor:
        return Unit.BILLION, 2
    return (Unit.MILLION, 1) if amount >= Unit.MILLION.factor else (Unit.DONG, 0)


for figure in (money, money_short):
    register.filter(figure.__name__, figure)
    register.simple_tag(figure, name=figure.__name__)


@register.filter
def dong(amount: int | None) -> str:
    """Return an amount to the đồng, with its unit."""
    return DASH if amount is None else f"{format_amount(amount)}{NBSP}{UNIT_NAMES[Unit.DONG]}"


@register.simple_tag
def unit_name(unit: Unit | None = None) -> str:
    """Return the name of a unit, by default of the person's own."""
    return str(UNIT_NAMES[unit or current_unit()])


@register.filter
def rate(value: Fraction | int | None) -> str:
    """Return a rate (in %) to two decimals; without a plan there is no rate."""
    return DASH if value is None else f"{format_rate(Fraction(value))}{NBSP}%"


@register.filter
def tenths(per_mille: int | None) -> Fraction | None:
    """Return tenths of a per cent as a rate."""
    return None if per_mille is None else Fraction(per_mille, 10)


@register.filter
def rate_or_dash(value: Fraction | None) -> SafeString:
    """Return a rate for a table cell: says why there is none and flags one above 100 %."""
    if value is None:
        return format_html('<span class="none" title="{}">{}</span>', _("No capital plan"), DASH)
    if value > 100:
        return format_html(
            '<span class="rate-over" title="{}">{}</span>',
            _("More than was planned"),
            rate(value),
        )
    return format_html("<span>{}</span>", rate(value))


@register.filter
def points(delta: Fraction | None) -> str:
    """Return a difference of two rates, signed, in percentage points."""
    if delta is None:
        return DASH
    sign = "+" if delta > 0 else ""
    return _("%(points)s percentage points") % {"points": f"{sign}{format_rate(delta)}"}


@register.filter
def points_short(delta: Fraction | None) -> str | SafeString:
    """Return a difference of two rates for a card, its unit apart."""
    if delta is None:
        return DASH
    sign = "+" if delta > 0 else ""
    return format_html(
        '{} <span class="unit">{}</span>', f"{sign}{format_rate(delta)}", _("percentage points")
    )


@register.filter
def vnday(day: date | None) -> str:
    return DASH if day is None else f"{day:%d/%m/%Y}"


@register.filter
def vndatetime(moment: datetime | None) -> str:
    """Return a moment in Vietnamese time: 30/09/2024 16:05."""
    return DASH if moment is None else f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"


@register.filter
def count(number: int | None) -> str:
    return DASH if number is None else format_integer(number)
