"""Files that people handed in, kept byte for byte, and the register imports made of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models.querysets import AppendOnly, AppendOnlyQuerySet


class SourceFile(AppendOnly):
    """One file as received; its content lies under DATA_DIR by its SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    received_at = models.DateTimeField(_("received at"))
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("source file")
        verbose_name_plural = _("source files")

    def __str__(self) -> str:
        return self.name


class RegisterImport(AppendOnly):
    """One taking-in of a workbook of registers; plan lines point back to it."""

    source_file = models.ForeignKey(SourceFile, on_delete=models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(_("imported at"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    counts = models.JSONField(default=dict)
    issues = models.JSONField(default=list)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("register import")
        verbose_name_plural = _("register imports")
        ordering = ["-imported_at"]

    def __str__(self) -> str:
        return f"{self.source_file} {self.imported_at:%d/%m/%Y}"
