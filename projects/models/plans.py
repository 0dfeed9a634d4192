"""Plan decisions and their signed lines: the denominator of every rate."""

from __future__ import annotations

from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.models.querysets import AppendOnly, AppendOnlyQuerySet, ReversibleQuerySet
from projects.models.text_columns import FoldedText, SortKey


class Issuer(models.TextChoices):
    """Who assigns capital; the values are the labels of the register."""

    PRIME_MINISTER = "Thủ tướng Chính phủ", _("Prime Minister")
    COUNCIL = "HĐND tỉnh", _("Provincial People's Council")
    COMMITTEE = "UBND tỉnh", _("Provincial People's Committee")


class PlanKind(models.TextChoices):
    """What a plan line does; the values are the labels of the register."""

    INITIAL = "giao đầu năm", _("Initial assignment")
    SUPPLEMENT = "bổ sung", _("Supplement")
    INCREASE = "điều chỉnh tăng", _("Adjusted upwards")
    DECREASE = "điều chỉnh giảm", _("Adjusted downwards")
    TRANSFER = "điều chuyển", _("Transfer")
    CARRY_OVER = "kéo dài", _("Carry-over")
    ADVANCE_RECOVERY = "thu hồi ứng trước", _("Recovery of capital advanced")
    ADVANCE = "ứng trước", _("Advance from next year's budget")
    CANCELLATION = "hủy", _("Cancellation")


class CapitalNature(models.TextChoices):
    INVESTMENT = "đầu tư", _("Development investment")
    RECURRENT = "sự nghiệp", _("Recurrent capital")


class PlanDecision(models.Model):
    """A decision that assigns or moves capital."""

    number = models.CharField(_("decision number"), max_length=60)
    decided_on = models.DateField(_("day of the decision"))
    issuer = models.CharField(_("issuer"), max_length=30, choices=Issuer.choices)
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    search_text = FoldedText(of=["number", "summary"], max_length=600)
    sort_key = SortKey(of=["number"], max_length=150)
    document = models.ForeignKey(
        "projects.SourceFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("plan decision")
        verbose_name_plural = _("plan decisions")
        ordering = ["decided_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "decided_on", "issuer"], name="plan_decision_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.decided_on:%d/%m/%Y})"


class PlanLineQuerySet(ReversibleQuerySet):
    def in_force(self, *, plan_year: int, as_of: date, known_by: datetime | None = None) -> Self:
        """Keep the lines of a plan year that were in force on a day."""
        return self.known_by(known_by).filter(plan_year=plan_year, effective_on__lte=as_of)

    def detailed(self) -> Self:
        """Keep the lines allotted down to a project."""
        return self.filter(project__isnull=False)


class PlanLine(AppendOnly):
    """A signed amount of one decision for one project (or the province) and source."""

    decision = models.ForeignKey(PlanDecision, on_delete=models.PROTECT, related_name="lines")
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    origin_year = models.PositiveSmallIntegerField(_("origin year of the money"))
    kind = models.CharField(_("kind"), max_length=20, choices=PlanKind.choices)
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, null=True, related_name="plan_lines"
    )
    source = models.ForeignKey(
        "projects.CapitalSource", on_delete=models.PROTECT, related_name="plan_lines"
    )
    nature = models.CharField(_("nature"), max_length=10, choices=CapitalNature.choices)
    amount = models.BigIntegerField(_("amount (đồng)"))
    effective_on = models.DateField(_("effective on"))

    register_import = models.ForeignKey(
        "projects.RegisterImport", on_delete=models.PROTECT, null=True, related_name="plan_lines"
    )
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField(null=True)
    cells = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reversed_at = models.DateTimeField(null=True, editable=False)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reversal_reason = models.CharField(max_length=500, blank=True)

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan line")
        verbose_name_plural = _("plan lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(origin_year__lte=F("plan_year")), name="plan_origin_not_after_year"
            ),
            models.CheckConstraint(
                condition=~Q(kind="kéo dài") | Q(origin_year__lt=F("plan_year")),
                name="carry_over_comes_from_an_earlier_year",
            ),
        ]
        indexes = [
            models.Index(
                fields=["plan_year", "project", "source", "origin_year", "effective_on", "amount"],
                name="plan_line_position",
            )
        ]

    def __str__(self) -> str:
        return f"{self.decision.number}: {self.amount}"


class DecisionDraft(models.Model):
    """A decision being typed in: nothing of it counts until it is posted.

    ``lines`` holds the rows as typed, ``header`` what does not fit its field yet, so that
    nothing typed is lost.
    ``revision`` grows with each save: who saves over somebody else's work is told.
    ``findings`` is what was wrong with the form the rows were read from, if they were.
    """

    number = models.CharField(_("decision number"), max_length=60, blank=True)
    decided_on = models.DateField(_("day of the decision"), null=True, blank=True)
    issuer = models.CharField(_("issuer"), max_length=30, choices=Issuer.choices, blank=True)
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    summary = models.CharField(_("summary"), max_length=500, blank=True)
    document = models.ForeignKey(
        "projects.SourceFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    header = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    form_file = models.ForeignKey(
        "projects.SourceFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    findings = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    edited_at = models.DateTimeField(_("last edited at"))
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decision = models.ForeignKey(
        PlanDecision, on_delete=models.PROTECT, null=True, related_name="drafts"
    )
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("draft of a decision")
        verbose_name_plural = _("drafts of decisions")
        ordering = ["-edited_at"]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"


class TabmisEntry(AppendOnly):
    """An amount of a plan line entered in TABMIS on a day, in đồng; a correction is negative."""

    plan_line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="tabmis_entries")
    amount = models.BigIntegerField(_("amount (đồng)"))
    entered_on = models.DateField(_("entered on"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("TABMIS entry")
        verbose_name_plural = _("TABMIS entries")
        ordering = ["entered_on", "id"]

    def __str__(self) -> str:
        return f"{self.plan_line_id} {self.entered_on:%d/%m/%Y}: {self.amount}"


class MediumTermLine(AppendOnly):
    """What the medium-term plan gives a project from a source, signed, in đồng."""

    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, null=True, related_name="medium_term_lines"
    )
    source = models.ForeignKey(
        "projects.CapitalSource", on_delete=models.PROTECT, related_name="medium_term_lines"
    )
    amount = models.BigIntegerField(_("amount (đồng)"))
    decision = models.CharField(_("decision number"), max_length=60)
    decided_on = models.DateField(_("day of the decision"))
    source_file = models.ForeignKey(
        "projects.SourceFile", on_delete=models.PROTECT, null=True, related_name="+"
    )
    sheet = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField(null=True)
    cells = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reversed_at = models.DateTimeField(null=True, editable=False)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reversal_reason = models.CharField(max_length=500, blank=True)

    objects = ReversibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("medium-term plan line")
        verbose_name_plural = _("medium-term plan lines")
        ordering = ["first_year", "project", "source", "decided_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_year__gt=F("first_year")), name="medium_term_spans_years"
            )
        ]

    def __str__(self) -> str:
        return f"{self.first_year}–{self.last_year}: {self.amount}"


class RolloverStatus(models.TextChoices):
    OPEN = "open", _("Being prepared")
    POSTED = "posted", _("Posted, can be undone")
    CONFIRMED = "confirmed", _("Confirmed")
    UNDONE = "undone", _("Undone")


class YearRollover(models.Model):
    """The closing of a plan year: what is carried over, what is cancelled, in one step.

    ``decisions`` holds number, day and issuer of both decisions as typed, ``lines`` a row for
    each key with what of it is carried over and, once posted, the plan lines that were made.
    """

    from_year = models.PositiveSmallIntegerField(_("closed year"))
    status = models.CharField(
        _("status"), max_length=10, choices=RolloverStatus.choices, default=RolloverStatus.OPEN
    )
    carry_over_decision = models.ForeignKey(
        PlanDecision, on_delete=models.PROTECT, null=True, related_name="+"
    )
    cancellation_decision = models.ForeignKey(
        PlanDecision, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decisions = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(_("opened at"))
    status_at = models.DateTimeField(_("since"))
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("year rollover")
        verbose_name_plural = _("year rollovers")
        ordering = ["-from_year", "-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_year"],
                condition=~Q(status="undone"),
                name="one_rollover_of_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_year} → {self.from_year + 1}"
