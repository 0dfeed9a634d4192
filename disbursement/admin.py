"""The administration of the calendar: shown only; it is edited on the portal's own pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from disbursement.models import CalendarDay, CalendarYear, DeadlineRuleRow
from projects.admin import ForAdministrators


class OnlyShown(ForAdministrators):
    """Rows whose changes have rules and a history of their own: services make them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(CalendarDay)
class CalendarDayAdmin(OnlyShown):
    list_display = ("day", "kind", "name", "decision")
    list_filter = ("kind",)
    date_hierarchy = "day"


@admin.register(CalendarYear)
class CalendarYearAdmin(OnlyShown):
    list_display = ("year", "is_confirmed")


@admin.register(DeadlineRuleRow)
class DeadlineRuleAdmin(OnlyShown):
    list_display = ("name", "code", "kind", "day", "month", "is_strict", "shift", "effective_from")
    list_filter = ("code",)
