"""Treasury files as received, the facts they state, and the rows that wait for a project."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from disbursement.models.layouts import RecoveryConvention, RememberedLayout
from projects.models.querysets import AppendOnly, AppendOnlyQuerySet


class ImportStatus(models.TextChoices):
    RECEIVED = "received", _("Received")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked, can be posted")
    HELD = "held", _("Held: probable unit error")
    REFUSED = "refused", _("Refused")
    POSTING = "posting", _("Being posted")
    POSTED = "posted", _("Posted")
    REVERSED = "reversed", _("Reversed")
    DISCARDED = "discarded", _("Discarded")


class TreasuryImportQuerySet(models.QuerySet):
    def claim(self, pk: int, from_status: str, to_status: str, *, at: datetime) -> bool:
        """Move one import between two states; only one caller of many gets True."""
        return self.filter(pk=pk, status=from_status).update(status=to_status, status_at=at) == 1


class TreasuryImport(models.Model):
    """One treasury file on its way into the ledger.

    received → checking → checked | held | refused; checked → posting → posted → reversed.
    held goes on to posting once a person confirms the scale; anything not posted can be
    discarded. A row left in checking or posting is taken up again by the sweeper.
    """

    source_file = models.ForeignKey(
        "projects.SourceFile", on_delete=models.PROTECT, related_name="treasury_imports"
    )
    sha256 = models.CharField(max_length=64, db_index=True)
    status = models.CharField(
        _("status"), max_length=12, choices=ImportStatus.choices, default=ImportStatus.RECEIVED
    )
    status_at = models.DateTimeField()
    progress = models.PositiveSmallIntegerField(_("progress in %"), default=0)

    chosen_unit = models.CharField(_("unit chosen by hand"), max_length=12, blank=True)
    chosen_as_at = models.DateField(_("day chosen by hand"), null=True, blank=True)
    chosen_plan_year = models.PositiveSmallIntegerField(
        _("plan year chosen by hand"), null=True, blank=True
    )
    chosen_recovery = models.CharField(
        _("recovery chosen by hand"), max_length=5, choices=RecoveryConvention.choices, blank=True
    )
    chosen_columns = models.JSONField(
        default=dict, help_text="What a person said the columns are: {sheet: {letter: meaning}}."
    )
    remembered_layout = models.ForeignKey(
        RememberedLayout, on_delete=models.PROTECT, null=True, related_name="imports"
    )
    office = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, null=True, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by"
    )
    adjustment_reason = models.CharField(_("reason for the adjustment"), max_length=500, blank=True)
    scale_confirmed = models.BooleanField(_("scale confirmed"), default=False)

    layout = models.CharField(_("layout"), max_length=20, blank=True)
    unit = models.CharField(_("unit"), max_length=12, blank=True)
    as_at = models.DateField(_("figures as at"), null=True)
    covers_from = models.DateField(_("covers from"), null=True)
    row_count = models.PositiveIntegerField(_("rows read"), default=0)
    posted_count = models.PositiveIntegerField(_("rows posted"), default=0)
    total_volume = models.BigIntegerField(_("completed volume"), default=0)
    total_advance = models.BigIntegerField(_("open advance"), default=0)
    issues = models.JSONField(default=list)
    columns = models.JSONField(
        default=dict, help_text="What each column was read as: {column letter: meaning}."
    )
    preview = models.JSONField(
        default=dict, help_text="What posting would change; see selectors.treasury_preview."
    )
    failure = models.CharField(max_length=500, blank=True)

    received_at = models.DateTimeField(_("received at"))
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    posted_at = models.DateTimeField(_("posted at"), null=True)
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reversed_at = models.DateTimeField(_("reversed at"), null=True)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reversal_reason = models.CharField(_("reason for the reversal"), max_length=500, blank=True)

    objects = TreasuryImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("treasury import")
        verbose_name_plural = _("treasury imports")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(
                    status__in=["received", "checking", "checked", "held", "posting", "posted"]
                ),
                name="same_bytes_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_file.name} ({self.get_status_display()})"

    @property
    def total_disbursed(self) -> int:
        return self.total_volume + self.total_advance


class TreasuryFactQuerySet(AppendOnlyQuerySet):
    def counting(self) -> Self:
        """Keep the facts of imports that are posted and not reversed."""
        return self.filter(treasury_import__status=ImportStatus.POSTED)

    def known_by(self, moment: datetime | None) -> Self:
        """Keep the facts that counted at a moment; None means now."""
        if moment is None:
            return self.counting()
        return self.filter(recorded_at__lte=moment).filter(
            Q(treasury_import__reversed_at=None) | Q(treasury_import__reversed_at__gt=moment)
        )


class TreasuryFact(AppendOnly):
    """What a row of a treasury file states about a key (project, source, plan year, origin)."""

    treasury_import = models.ForeignKey(
        TreasuryImport, on_delete=models.PROTECT, related_name="%(class)ss"
    )
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey("projects.CapitalSource", on_delete=models.PROTECT, related_name="+")
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    origin_year = models.PositiveSmallIntegerField(_("origin year"))
    sheet = models.CharField(max_length=60)
    row = models.PositiveIntegerField()
    cells = models.CharField(max_length=60)
    recorded_at = models.DateTimeField(_("recorded at"))

    objects = TreasuryFactQuerySet.as_manager()

    class Meta:
        abstract = True


class StatementLine(TreasuryFact):
    """Cumulative figures of a key as at a day, in đồng; volume includes recovered advances."""

    as_at = models.DateField(_("as at"))
    volume = models.BigIntegerField(_("completed volume paid"))
    advance = models.BigIntegerField(_("open advance"))

    class Meta:
        verbose_name = _("statement line")
        verbose_name_plural = _("statement lines")
        indexes = [
            models.Index(
                fields=["project", "source", "plan_year", "origin_year", "as_at"],
                name="statement_of_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.as_at}: {self.volume} + {self.advance}"


class VoucherKind(models.TextChoices):
    ADVANCE = "advance", _("Advance")
    VOLUME = "volume", _("Payment for completed volume")
    RECOVERY = "recovery", _("Recovery of advance")
    REPAYMENT = "repayment", _("Repayment of advance")
    VOLUME_REPAYMENT = "volume_repayment", _("Repayment of completed volume")


class Voucher(TreasuryFact):
    """A dated movement of a key; amount in đồng as stated, its direction follows the kind."""

    day = models.DateField(_("posting day"))
    number = models.CharField(_("voucher number"), max_length=60, blank=True)
    kind = models.CharField(_("kind"), max_length=16, choices=VoucherKind.choices)
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        indexes = [
            models.Index(
                fields=["project", "source", "plan_year", "origin_year", "day"],
                name="voucher_of_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.day} {self.kind} {self.amount}"


class UnmatchedRow(models.Model):
    """A row whose project code is unknown: it waits here until it is matched, never lost.

    ``fact`` holds the fields of the fact it becomes (amounts in đồng, days ISO).
    """

    treasury_import = models.ForeignKey(
        TreasuryImport, on_delete=models.PROTECT, related_name="unmatched_rows"
    )
    project_code = models.CharField(_("project code"), max_length=60)
    project_name = models.CharField(_("project name"), max_length=500, blank=True)
    sheet = models.CharField(max_length=60)
    row = models.PositiveIntegerField()
    fact = models.JSONField()
    disbursed = models.BigIntegerField(_("disbursed (đồng)"), default=0)
    matched_at = models.DateTimeField(_("matched at"), null=True)

    class Meta:
        verbose_name = _("unmatched row")
        verbose_name_plural = _("unmatched rows")
        ordering = ["treasury_import_id", "row"]
        indexes = [models.Index(fields=["matched_at", "project_code"], name="unmatched_waiting")]

    def __str__(self) -> str:
        return f"{self.project_code} {self.sheet}!{self.row}"


class ProjectCodeMatch(models.Model):
    """A code that a treasury office writes for a project, matched by hand once."""

    code = models.CharField(_("code in the file"), max_length=60, unique=True)
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    matched_at = models.DateTimeField()
    matched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("project code match")
        verbose_name_plural = _("project code matches")

    def __str__(self) -> str:
        return f"{self.code} → {self.project.code}"
