"""Organisations: investors, departments, treasury offices and who governs them."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.models.querysets import AppendOnly, AppendOnlyQuerySet
from projects.models.text_columns import FoldedText, SortKey


class OrganisationQuerySet(models.QuerySet):
    def valid_on(self, day: date) -> OrganisationQuerySet:
        """Keep the organisations that exist on a day."""
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day)).filter(
            Q(valid_to=None) | Q(valid_to__gte=day)
        )


class Organisation(models.Model):
    """An organisation with its span of life; what ended points to its successors."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=250)
    search_text = FoldedText(of=["code", "name"], max_length=300, db_index=True)
    sort_key = SortKey(of=["name"], max_length=300, db_index=True)
    kind = models.CharField(_("kind"), max_length=80, blank=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )
    block = models.CharField(_("emulation block"), max_length=80, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors"
    )

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[successors], excluded_fields=["sort_key"])

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=F("valid_from")),
                name="organisation_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationName(AppendOnly):
    """A name from a day on; the organisation's own name is the latest of them."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="names")
    name = models.CharField(_("name"), max_length=250)
    valid_from = models.DateField(_("valid from"), null=True)
    decision = models.CharField(_("decided by"), max_length=120, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("name of an organisation")
        verbose_name_plural = _("names of organisations")
        ordering = ["valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "valid_from"], name="one_organisation_name_a_day"
            )
        ]

    def __str__(self) -> str:
        return self.name


class OrganisationEventKind(models.TextChoices):
    FOUNDED = "founded", _("Founded")
    RENAMED = "renamed", _("Renamed")
    MERGED = "merged", _("Merged into another")
    ENDED = "ended", _("Ended")


class OrganisationEvent(AppendOnly):
    """What became of an organisation on a day, by which decision, and who took over."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("event"), max_length=10, choices=OrganisationEventKind.choices)
    happened_on = models.DateField(_("day"))
    successor = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="taken_over"
    )
    decision = models.CharField(_("decided by"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of an organisation")
        verbose_name_plural = _("events of organisations")
        ordering = ["happened_on", "id"]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_kind_display()} {self.happened_on:%d/%m/%Y}"
