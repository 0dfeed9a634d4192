"""How reports are judged: reasons for a return, marked cells, exceptions, first approval."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.models.querysets import AppendOnly, AppendOnlyQuerySet


class EntryRules(models.Model):
    """The measures by which reports are taken, as of a day; a change is a new row."""

    effective_from = models.DateField(_("effective from"), unique=True)
    late_days = models.PositiveSmallIntegerField(
        _("days a late report is taken"), help_text=_("After the due day; then the period locks.")
    )
    mend_days = models.PositiveSmallIntegerField(
        _("working days to mend a returned report"),
        help_text=_("From the day it was returned, also after the period has locked."),
    )
    tolerated_percent = models.PositiveSmallIntegerField(
        _("tolerated difference from the treasury, in %")
    )
    note = models.CharField(_("note"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("entry rules")
        verbose_name_plural = _("entry rules")
        ordering = ["-effective_from"]

    def __str__(self) -> str:
        return f"{self.effective_from:%d/%m/%Y}"


class ReturnReason(models.Model):
    """A reason for which a report, or a cell of it, is returned; old ones are retired."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    text = models.CharField(_("text"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        verbose_name = _("reason for a return")
        verbose_name_plural = _("reasons for a return")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.text


class LineRemark(AppendOnly):
    """A cell that a return speaks of; without a field it speaks of the whole line."""

    event = models.ForeignKey(
        "disbursement.SubmissionEvent", on_delete=models.PROTECT, related_name="remarks"
    )
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey("projects.CapitalSource", on_delete=models.PROTECT, related_name="+")
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    origin_year = models.PositiveSmallIntegerField(_("origin year"))
    field = models.CharField(_("column"), max_length=20, blank=True)
    reason = models.ForeignKey(ReturnReason, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark on a cell")
        verbose_name_plural = _("remarks on cells")
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.source_id}/{self.field}: {self.reason}"


class EntryException(models.Model):
    """Leave for one investor to hand in one period until a day, though it is locked.

    It ends by itself after the day, or before by a person.
    """

    submission = models.ForeignKey(
        "disbursement.Submission", on_delete=models.PROTECT, related_name="exceptions"
    )
    until = models.DateField(_("open until the end of"))
    reason = models.CharField(_("reason"), max_length=500)
    excuses = models.BooleanField(
        _("excused"),
        default=False,
        help_text=_("The delay is not the investor's: punctuality leaves this period out."),
    )
    granted_at = models.DateTimeField(_("granted at"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ["-granted_at", "-id"]

    def __str__(self) -> str:
        return f"{self.submission} – {self.until:%d/%m/%Y}"


class FirstApprovalRule(models.Model):
    """An investor's reports go through its governing body before they are reviewed."""

    investor = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, related_name="first_approvals"
    )
    body = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, related_name="first_approves"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("first approval by the governing body")
        verbose_name_plural = _("first approvals by the governing body")
        ordering = ["investor", "-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["investor", "starts_on"], name="first_approval_once"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="first_approval_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(investor=F("body")), name="first_approval_is_another_body"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.investor} → {self.body}"
