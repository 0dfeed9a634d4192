"""The treasury's figures held against the investors' own, line by line, until both sides sign."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.models.querysets import AppendOnly, AppendOnlyQuerySet


class Tolerance(models.Model):
    """How far two figures may differ and still agree, as of a day; a change is a new row.

    Both limits hold: at most so many đồng and at most so many per mille of the treasury's figure.
    """

    effective_from = models.DateField(_("effective from"), unique=True)
    amount = models.BigIntegerField(_("at most (đồng)"))
    per_mille = models.PositiveSmallIntegerField(_("and at most (‰)"))
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("tolerance")
        verbose_name_plural = _("tolerances")
        ordering = ["-effective_from"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="tolerance_is_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.effective_from:%d/%m/%Y}: {self.amount} / {self.per_mille}‰"


class ReconciliationSheet(models.Model):
    """One investor's figures against the treasury's, for a period or for a whole plan year.

    A sheet of a period has its submission; one of a year has the plan year that is closed.
    Both sides sign; a signature falls when a figure of the sheet changes.
    """

    investor = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, related_name="reconciliations"
    )
    submission = models.OneToOneField(
        "disbursement.Submission",
        on_delete=models.PROTECT,
        null=True,
        related_name="reconciliation",
    )
    year = models.PositiveSmallIntegerField(_("plan year closed"), null=True)
    as_at = models.DateField(_("figures as at"))
    due_on = models.DateField(_("to be agreed by"), null=True)
    opened_at = models.DateTimeField(_("opened at"))
    compared_at = models.DateTimeField(_("last compared at"))
    investor_signed_at = models.DateTimeField(_("signed by the investor at"), null=True)
    investor_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    treasury_signed_at = models.DateTimeField(_("signed by the treasury at"), null=True)
    treasury_signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("reconciliation")
        verbose_name_plural = _("reconciliations")
        ordering = ["-as_at", "investor"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submission=None) ^ Q(year=None), name="reconciles_a_period_or_a_year"
            ),
            models.UniqueConstraint(
                fields=["investor", "year"],
                condition=~Q(year=None),
                name="year_reconciled_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.investor} {self.as_at:%d/%m/%Y}"


class ReconciliationState(models.TextChoices):
    TO_DO = "to_do", _("To do")
    AGREES = "agrees", _("Agrees")
    DIFFERS = "differs", _("Differs")
    EXPLAINED = "explained", _("Explained")
    SIGNED_OFF = "signed_off", _("Signed off")


class ReconciliationLine(models.Model):
    """One key's two figures in đồng; null where that side has none."""

    sheet = models.ForeignKey(ReconciliationSheet, on_delete=models.PROTECT, related_name="lines")
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey("projects.CapitalSource", on_delete=models.PROTECT, related_name="+")
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    origin_year = models.PositiveSmallIntegerField(_("origin year"))
    own = models.BigIntegerField(_("by the investor (đồng)"), null=True)
    own_stated_at = models.DateTimeField(
        _("stated on the sheet at"),
        null=True,
        help_text=_("Empty: the investor's figure is that of its report."),
    )
    treasury = models.BigIntegerField(_("by the treasury (đồng)"), null=True)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ReconciliationState.choices,
        default=ReconciliationState.TO_DO,
    )

    class Meta:
        verbose_name = _("line of a reconciliation")
        verbose_name_plural = _("lines of reconciliations")
        ordering = ["project__code", "source__code", "origin_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "project", "source", "plan_year", "origin_year"],
                name="reconciled_key_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.source_id}/{self.origin_year}"


class ReconciliationSide(models.TextChoices):
    INVESTOR = "investor", _("Investor")
    TREASURY = "treasury", _("State Treasury")
    PLANNING = "planning", _("Planning department")
    PORTAL = "portal", _("Portal")


class ReconciliationNote(AppendOnly):
    """A remark or a change of state on a line or, without one, on the whole sheet."""

    sheet = models.ForeignKey(ReconciliationSheet, on_delete=models.PROTECT, related_name="notes")
    line = models.ForeignKey(
        ReconciliationLine, on_delete=models.PROTECT, null=True, related_name="notes"
    )
    side = models.CharField(_("side"), max_length=10, choices=ReconciliationSide.choices)
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(
        _("state after it"), max_length=10, choices=ReconciliationState.choices, blank=True
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark on a reconciliation")
        verbose_name_plural = _("remarks on reconciliations")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.side} {self.at:%d/%m/%Y %H:%M}"
