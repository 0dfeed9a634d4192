"""Files that belong to a report: photos and documents, and workbooks filled in offline."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.querysets import AppendOnly, AppendOnlyQuerySet


class AttachmentKind(models.TextChoices):
    PHOTO = "photo", _("Photo")
    DOCUMENT = "document", _("Document")


class SubmissionAttachment(models.Model):
    """A photo or document of a project, handed in with a report; removed ones stay on record."""

    submission = models.ForeignKey(
        "disbursement.Submission", on_delete=models.PROTECT, related_name="attachments"
    )
    project = models.ForeignKey("projects.Project", on_delete=models.PROTECT, related_name="+")
    source_file = models.ForeignKey(
        "projects.SourceFile", on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("file name"), max_length=255)
    kind = models.CharField(_("kind"), max_length=8, choices=AttachmentKind.choices)
    media_type = models.CharField(_("media type"), max_length=100)
    note = models.CharField(_("note"), max_length=300, blank=True)
    added_at = models.DateTimeField(_("added at"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField(_("removed at"), null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "project", "source_file"],
                condition=models.Q(removed_at=None),
                name="attachment_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class WorkbookUpload(AppendOnly):
    """A report's workbook as it came back, and what was found in it."""

    submission = models.ForeignKey(
        "disbursement.Submission", on_delete=models.PROTECT, related_name="workbooks"
    )
    source_file = models.ForeignKey(
        "projects.SourceFile", on_delete=models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    was_taken = models.BooleanField(_("taken into the draft"))
    cells = models.PositiveIntegerField(_("cells taken"), default=0)
    findings = models.JSONField(default=list)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded workbook")
        verbose_name_plural = _("uploaded workbooks")
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return f"{self.source_file} {self.uploaded_at:%d/%m/%Y %H:%M}"
