"""The administration of the calendar: days off and deadline rules."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from disbursement.models import CalendarDay, CalendarYear, DeadlineRuleRow
from projects.admin import ForAdministrators, recorded


@admin.register(CalendarDay)
class CalendarDayAdmin(ForAdministrators):
    list_display = ("day", "kind", "name", "decision")
    list_filter = ("kind",)
    date_hierarchy = "day"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_module_permission(request)

    def delete_model(self, request: HttpRequest, obj: CalendarDay) -> None:
        recorded(request, obj, "delete", ["day", "kind", "name"])
        super().delete_model(request, obj)


@admin.register(CalendarYear)
class CalendarYearAdmin(ForAdministrators):
    list_display = ("year", "is_confirmed")


@admin.register(DeadlineRuleRow)
class DeadlineRuleAdmin(ForAdministrators):
    """A rule in force is left as it is; a change is a new row with its own first day."""

    list_display = ("name", "code", "kind", "day", "month", "is_strict", "shift", "effective_from")
    list_filter = ("code",)
