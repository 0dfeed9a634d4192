"""Layouts of treasury files that a person corrected by hand, remembered for their office."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RecoveryConvention(models.TextChoices):
    """Whether completed volume contains what was recovered from advances."""

    GROSS = "gross", _("Completed volume contains recovered advances")
    NET = "net", _("Completed volume is net cash; recovery stands apart")


class RememberedLayout(models.Model):
    """How the columns of a kind of file were understood; offered when such a file comes again.

    `fingerprint` is of the headings as folded text; `columns` names the meaning of each heading,
    so that it holds when columns move.
    """

    office = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, related_name="remembered_layouts"
    )
    fingerprint = models.CharField(max_length=64)
    name = models.CharField(_("name"), max_length=150)
    family = models.CharField(_("layout"), max_length=20)
    columns = models.JSONField(default=dict, help_text="{folded heading path: meaning}")
    recovery = models.CharField(
        _("recovery of advances"), max_length=5, choices=RecoveryConvention.choices, blank=True
    )
    remembered_at = models.DateTimeField(_("remembered at"))
    remembered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    used_at = models.DateTimeField(_("last used at"), null=True)
    is_retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        verbose_name = _("remembered layout")
        verbose_name_plural = _("remembered layouts")
        ordering = ["office", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "fingerprint"],
                condition=models.Q(is_retired=False),
                name="layout_remembered_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
