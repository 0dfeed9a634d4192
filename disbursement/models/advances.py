"""What is known of advances beyond the ledger: which contract they belong to, and the rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.models.querysets import AppendOnly, AppendOnlyQuerySet


class AdvancePurpose(models.TextChoices):
    """What an advance was paid for; it decides by when it must be recovered."""

    CONTRACT = "contract", _("Works or consultancy under a contract")
    EQUIPMENT = "equipment", _("Equipment")
    LAND = "land", _("Land clearance and resettlement")
    OTHER = "other", _("Work without a contract")


class AdvanceRule(models.Model):
    """By when the advances of a purpose must be recovered, as of a day; a change is a new row."""

    purpose = models.CharField(_("purpose"), max_length=10, choices=AdvancePurpose.choices)
    effective_from = models.DateField(_("effective from"))
    recovered_at_percent = models.PositiveSmallIntegerField(
        _("fully recovered at … % of the contract"), null=True, blank=True
    )
    days = models.PositiveSmallIntegerField(_("days after the advance"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("months after the advance"), null=True, blank=True)
    overdue_months = models.PositiveSmallIntegerField(_("overdue after … months more"), default=0)
    legal_basis = models.CharField(_("legal basis"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("rule for advances")
        verbose_name_plural = _("rules for advances")
        ordering = ["purpose", "-effective_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "effective_from"], name="advance_rule_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.effective_from:%d/%m/%Y}"


class ContractAdvance(AppendOnly):
    """An advance paid under a contract (positive) or its recovery or repayment (negative)."""

    contract = models.ForeignKey(
        "projects.Contract", on_delete=models.PROTECT, related_name="advances"
    )
    source = models.ForeignKey("projects.CapitalSource", on_delete=models.PROTECT, related_name="+")
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    origin_year = models.PositiveSmallIntegerField(_("origin year"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=AdvancePurpose.choices)
    day = models.DateField(_("day"))
    amount = models.BigIntegerField(_("amount (đồng)"))
    document = models.CharField(_("document"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("advance under a contract")
        verbose_name_plural = _("advances under contracts")
        ordering = ["day", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="contract_advance_is_not_nothing")
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.day:%d/%m/%Y}: {self.amount}"


class AdvanceStanding(models.Model):
    """What forms 08.a and 08.b ask of an overdue advance and no ledger knows."""

    project = models.OneToOneField(
        "projects.Project", on_delete=models.PROTECT, related_name="advance_standing"
    )
    bank_deposit = models.BigIntegerField(_("deposited at a bank (đồng)"), default=0)
    owner_dissolved = models.BooleanField(_("investor dissolved"), default=False)
    contractor_bankrupt = models.BooleanField(_("contractor bankrupt"), default=False)
    project_suspended = models.BooleanField(_("project suspended"), default=False)
    other_cause = models.CharField(_("other cause"), max_length=300, blank=True)
    proposal = models.CharField(_("proposed handling"), max_length=500, blank=True)
    edited_at = models.DateTimeField(_("last edited at"))
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("standing of an advance")
        verbose_name_plural = _("standings of advances")

    def __str__(self) -> str:
        return self.project.code
