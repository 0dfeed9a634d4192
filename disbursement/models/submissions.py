"""Reporting periods, and what each obliged investor handed in for them, version by version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from disbursement.domain.deadlines import is_on_time
from disbursement.models.obstacles import ObstacleCategory
from projects.models.querysets import AppendOnly, AppendOnlyQuerySet


class PeriodKind(models.TextChoices):
    MID = "mid", _("Report of the 15th")
    END = "end", _("Report of the 30th")


class ReportingPeriod(models.Model):
    """A span of time to be described, and the window in which it may be handed in.

    The due moment is copied from the rule when the period opens: a later change of the rule
    does not rewrite it.
    """

    code = models.CharField(_("code"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=4, choices=PeriodKind.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    month = models.PositiveSmallIntegerField(_("month"))
    starts_on = models.DateField(_("describes from"))
    ends_on = models.DateField(_("describes to"))
    as_at = models.DateField(_("figures as at"))
    opens_at = models.DateTimeField(_("opens at"))
    due_at = models.DateTimeField(_("due at"))
    opened_at = models.DateTimeField(_("opened at"))
    locks_at = models.DateTimeField(
        _("locks at"),
        null=True,
        help_text=_("Late reports are taken until then; empty: for ever."),
    )

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["-due_at"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.month}/{self.year}"


class SubmissionStatus(models.TextChoices):
    NOT_RECEIVED = "not_received", _("Not received")
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    ENDORSED = "endorsed", _("Endorsed by the governing body")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")


class Submission(models.Model):
    """An obliged investor's row for a period, there from the moment the period opens.

    not_received → draft → submitted [→ endorsed] → accepted | returned; returned → submitted;
    submitted → draft when withdrawn; accepted → returned when reopened.
    On time is judged by first_submitted_at, kept from the first version not withdrawn.
    """

    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, related_name="submissions"
    )
    investor = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, related_name="submissions"
    )
    status = models.CharField(
        _("status"),
        max_length=12,
        choices=SubmissionStatus.choices,
        default=SubmissionStatus.NOT_RECEIVED,
    )
    status_at = models.DateTimeField(_("since"))
    first_submitted_at = models.DateTimeField(_("first submitted at"), null=True)
    current_version = models.PositiveSmallIntegerField(_("version"), default=0)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(fields=["period", "investor"], name="one_row_per_investor")
        ]

    def __str__(self) -> str:
        return f"{self.investor} – {self.period}"

    @property
    def is_on_time(self) -> bool | None:
        """Tell whether the first submission came in time; None while there is none."""
        if self.first_submitted_at is None:
            return None
        return is_on_time(self.first_submitted_at, self.period.due_at)


class SubmissionVersion(models.Model):
    """One version of a submission: a draft until submitted_at is set, then frozen."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    edited_at = models.DateTimeField(_("last edited at"))
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    is_nil = models.BooleanField(_("nothing to report"), default=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("submission version")
        verbose_name_plural = _("submission versions")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="version_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.submission} v{self.number}"


class SubmissionLine(models.Model):
    """An investor's own figures for one key; amounts in đồng, null where nothing was entered."""

    version = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="lines")
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey("projects.CapitalSource", on_delete=models.PROTECT, related_name="+")
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    origin_year = models.PositiveSmallIntegerField(_("origin year"))
    plan = models.BigIntegerField(_("plan (đồng)"), default=0)
    treasury_disbursed = models.BigIntegerField(_("treasury figure (đồng)"), default=0)
    executed_volume = models.BigIntegerField(_("executed volume"), null=True, blank=True)
    own_disbursed = models.BigIntegerField(_("disbursed by own count"), null=True, blank=True)
    month_estimate = models.BigIntegerField(
        _("estimate to the end of the month"), null=True, blank=True
    )
    year_forecast = models.BigIntegerField(_("forecast to 31/01"), null=True, blank=True)
    obstacle_category = models.CharField(
        _("group of the difficulty"), max_length=12, choices=ObstacleCategory.choices, blank=True
    )
    difficulty = models.TextField(_("difficulty"), blank=True)
    explanation = models.TextField(_("explanation of the figures"), blank=True)

    class Meta:
        verbose_name = _("submission line")
        verbose_name_plural = _("submission lines")
        ordering = ["project__code", "source__code", "origin_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "project", "source", "plan_year", "origin_year"],
                name="one_line_per_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id}/{self.source_id}/{self.origin_year}"


class SubmissionEventKind(models.TextChoices):
    OPENED = "opened", _("Opened")
    SUBMITTED = "submitted", _("Submitted")
    ENDORSED = "endorsed", _("Endorsed by the governing body")
    RETURNED = "returned", _("Returned")
    ACCEPTED = "accepted", _("Accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    REOPENED = "reopened", _("Reopened")
    EXCEPTION = "exception", _("Opened by exception")


class SubmissionEvent(AppendOnly):
    """A step of a submission, with who, when and why."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("step"), max_length=12, choices=SubmissionEventKind.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=0)
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    note = models.TextField(_("note"), blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("submission event")
        verbose_name_plural = _("submission events")
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d/%m/%Y %H:%M}"
