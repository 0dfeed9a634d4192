"""The form that takes a workbook of registers."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

MEGABYTE = 1024 * 1024


class RegisterUpload(forms.Form):
    file = forms.FileField(
        label=_("Workbook of registers"),
        max_length=500,
        help_text=_("Excel file (.xlsx), at most 20 MB."),
        error_messages={
            "required": _("Choose the file first."),
            "missing": _("Choose the file first."),
            "invalid": _("The file did not arrive; choose it and send it again."),
            "empty": _("The file is empty (0 bytes). Export it again and upload the new one."),
            "max_length": _("The name of the file is too long; give it a shorter one."),
        },
    )

    def clean_file(self) -> UploadedFile:
        upload: UploadedFile = self.cleaned_data["file"]
        if (upload.size or 0) > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB, which is more than the portal takes."),
                params={"limit": settings.UPLOAD_MAX_BYTES // MEGABYTE},
            )
        return upload
