"""What is entered about photos and documents of a report."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from disbursement.services.attachments import LONGEST_NOTE, MOST_FILES
from projects.intake.documents import ATTACHMENT, MEGABYTE
from projects.typed_fields import DocumentField


class AttachmentForm(forms.Form):
    """One photo or document, and what it shows."""

    file = DocumentField(taken=ATTACHMENT, label=_("Photo or document"))
    note = forms.CharField(
        label=_("What it shows"),
        max_length=LONGEST_NOTE,
        required=False,
        help_text=_("Where and when the photo was taken, or what the document says."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "PDF, PNG, JPG, WEBP, DOCX or XLSX without macros, at most %(size)s MB each, at most "
            "%(most)s files for a project in a report."
        ) % {"size": ATTACHMENT.most_bytes // MEGABYTE, "most": MOST_FILES}
