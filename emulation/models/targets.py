"""The target an investor registers for a campaign, with its signed letter."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models.campaigns import Campaign
from projects.models.querysets import AppendOnly, AppendOnlyQuerySet


class TargetRegistration(AppendOnly):
    """One version of an investor's registered target; the latest one is in force."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="registrations")
    investor = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, related_name="target_registrations"
    )
    version = models.PositiveSmallIntegerField(_("version"))
    target = models.PositiveSmallIntegerField(_("target in %"))
    reason = models.CharField(_("reason for the change"), max_length=500, blank=True)
    letter = models.ForeignKey("projects.SourceFile", on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("registered target")
        verbose_name_plural = _("registered targets")
        ordering = ["campaign", "investor", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "investor", "version"], name="target_version_once"
            ),
            models.CheckConstraint(
                condition=Q(target__gte=1, target__lte=100), name="target_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.investor}: {self.target} %"
