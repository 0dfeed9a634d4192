"""The detailed monthly disbursement plan that an investor registers for each project."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.models.querysets import AppendOnly, AppendOnlyQuerySet


class RegisteredPlan(AppendOnly):
    """One version of a project's registered plan; a later version needs a reason."""

    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="registered_plans"
    )
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    version = models.PositiveSmallIntegerField(_("version"))
    reason = models.CharField(_("reason for the change"), max_length=500, blank=True)
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("registered plan")
        verbose_name_plural = _("registered plans")
        ordering = ["project", "plan_year", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "plan_year", "version"], name="registered_version_once"
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(reason=""), name="registered_change_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.code} {self.plan_year} v{self.version}"


class RegisteredMonth(AppendOnly):
    """The amount to be disbursed in one month, in đồng; month 13 is January of the next year."""

    plan = models.ForeignKey(RegisteredPlan, on_delete=models.PROTECT, related_name="months")
    month = models.PositiveSmallIntegerField(_("month"))
    amount = models.BigIntegerField(_("amount (đồng)"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("registered month")
        verbose_name_plural = _("registered months")
        ordering = ["plan", "month"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "month"], name="registered_month_once"),
            models.CheckConstraint(
                condition=Q(month__gte=1, month__lte=13, amount__gte=0),
                name="registered_month_is_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month}: {self.amount}"
