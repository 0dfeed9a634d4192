"""The administration: people and their roles, and how every change in it is recorded."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from projects.models import Installation, Membership, Programme, User
from projects.permissions import may
from projects.services.audit import audit


class ForAdministrators(admin.ModelAdmin):
    """Rows that administrators edit; each change leaves an audit record, nothing is deleted."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and may(request.user, "admin.site")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        super().save_model(request, obj, form, change)
        recorded(request, obj, "change" if change else "add", form.changed_data)


def recorded(request: HttpRequest, obj: Model, what: str, fields: list[str]) -> None:
    """Leave the audit record of a change made in the administration; never a password."""
    actor = request.user if isinstance(request.user, User) else None
    shown = {name: str(getattr(obj, name, ""))[:200] for name in fields if "password" not in name}
    audit(actor=actor, action=f"admin.{what}", about=obj, fields=shown)


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 1

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return isinstance(request.user, User) and may(request.user, "admin.site")

    has_view_permission = has_change_permission = has_add_permission

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(User)
class PeopleAdmin(ForAdministrators, UserAdmin):
    """People; what they may do follows from their memberships."""

    inlines = (MembershipInline,)
    list_display = ("username", "full_name", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("username", "full_name")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "full_name", "email")}),
        (_("May sign in"), {"fields": ("is_active", "is_staff")}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2", "full_name")}),
    )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:  # noqa: FBT001 – Django's signature
        for membership in formset.save():
            recorded(request, membership, "membership", ["organisation", "role", "valid_from"])


@admin.register(Programme)
class ProgrammeAdmin(ForAdministrators):
    list_display = ("code", "name", "parent")
    search_fields = ("code", "name")


@admin.register(Installation)
class InstallationAdmin(ForAdministrators):
    list_display = ("province", "is_demo", "first_started_at")
    readonly_fields = ("is_demo", "first_started_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


admin.site.unregister(Group)
admin.site.site_header = _("Administration of the portal")
admin.site.site_title = _("Administration of the portal")
