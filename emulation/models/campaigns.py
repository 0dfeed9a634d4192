"""Campaigns and their milestone rules, as data with their legal basis."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.models import ProjectEventKind, Stage


class Campaign(models.Model):
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=250)
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    target = models.PositiveSmallIntegerField(
        _("target in %"),
        null=True,
        blank=True,
        help_text=_("Share of the whole plan to be disbursed by the end of the campaign."),
    )
    legal_basis = models.CharField(_("legal basis"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_on", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="campaign_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Pool(models.TextChoices):
    ALL = "all", _("All capital")
    CURRENT = "current", _("This year's capital")
    CARRIED = "carried", _("Carried-over capital")


class MilestoneKind(models.TextChoices):
    RATE = "rate", _("Rate by a day")
    EVENT = "event", _("Event by a day")


class MilestoneRule(models.Model):
    """What a campaign asks of the projects it applies to; empty scope fields apply to all."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="milestones")
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=250)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    kind = models.CharField(_("kind"), max_length=6, choices=MilestoneKind.choices)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices, blank=True)
    pool = models.CharField(_("pool"), max_length=8, choices=Pool.choices, default=Pool.ALL)
    origin_year = models.PositiveSmallIntegerField(_("origin year"), null=True, blank=True)
    programme = models.ForeignKey(
        "projects.Programme", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    source = models.ForeignKey(
        "projects.CapitalSource", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    block = models.CharField(_("emulation block"), max_length=80, blank=True)
    threshold = models.PositiveSmallIntegerField(_("threshold in %"), null=True, blank=True)
    event = models.CharField(
        _("event"), max_length=24, choices=ProjectEventKind.choices, blank=True
    )
    deadline = models.DateField(_("deadline"))
    is_strict = models.BooleanField(
        _("strict"), default=False, help_text=_("“Before the day”: the day before is the last one.")
    )

    class Meta:
        verbose_name = _("milestone rule")
        verbose_name_plural = _("milestone rules")
        ordering = ["campaign", "order", "code"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "code"], name="milestone_code_once"),
            models.CheckConstraint(
                condition=(Q(kind="rate", threshold__isnull=False, event=""))
                | (Q(kind="event", threshold__isnull=True) & ~Q(event="")),
                name="milestone_asks_for_a_rate_or_an_event",
            ),
        ]

    def __str__(self) -> str:
        return self.name
