"""Reports that were made, or are due: when, from which figures, and their files."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.querysets import AppendOnly, AppendOnlyQuerySet


class RunStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    MAKING = "making", _("Being made")
    MADE = "made", _("Made")
    FAILED = "failed", _("Failed")


class ReportRun(models.Model):
    """One making of a report: waiting → making → made | failed; failed and stuck runs go again.

    A scheduled run is unique by job and period, so that twice started is made once. It is dated
    as due and made from the figures as of then, also when the system was down at that moment.
    """

    kind = models.CharField(_("report"), max_length=40)
    job = models.CharField(_("scheduled job"), max_length=40, blank=True)
    period = models.CharField(_("period"), max_length=20, blank=True)
    as_of = models.DateField(_("figures as of"))
    known_by = models.DateTimeField(_("known by"))
    due_at = models.DateTimeField(_("due at"), null=True)
    status = models.CharField(
        _("status"), max_length=8, choices=RunStatus.choices, default=RunStatus.WAITING
    )
    status_at = models.DateTimeField(_("since"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.CharField(max_length=500, blank=True)
    formats = models.CharField(max_length=40, default="xlsx")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("report run")
        verbose_name_plural = _("report runs")
        ordering = ["-known_by", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["job", "period"], condition=~models.Q(job=""), name="scheduled_run_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.as_of}"


class ReportFile(AppendOnly):
    """A file that a run made, kept with its hash under DATA_DIR."""

    run = models.ForeignKey(ReportRun, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(_("format"), max_length=5)
    name = models.CharField(_("file name"), max_length=200)
    path = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("size in bytes"))

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("report file")
        verbose_name_plural = _("report files")
        constraints = [
            models.UniqueConstraint(fields=["run", "format"], name="one_file_per_format")
        ]

    def __str__(self) -> str:
        return self.name
