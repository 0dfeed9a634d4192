"""What is true of this installation as a whole."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Installation(models.Model):
    """The one row that says when the portal first ran and whether it is a demonstration."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    province = models.CharField(_("province"), max_length=120, default="", blank=True)
    is_demo = models.BooleanField(_("demonstration"), default=False)
    first_started_at = models.DateTimeField(
        _("first started at"), null=True, help_text=_("Scheduled jobs due earlier are not made.")
    )

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installation")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="only_one_installation_row")]

    def __str__(self) -> str:
        return self.province or "–"

    @classmethod
    def current(cls) -> Installation:
        """Return the row, made on first use."""
        return cls.objects.get_or_create(pk=1)[0]
