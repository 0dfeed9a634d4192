"""Form fields for amounts and shares as officials write them, and for attached documents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from projects.display import current_unit
from projects.domain.issues import Issue
from projects.domain.money import format_amount, parse_user_amount
from projects.domain.numbers import NumberStyle, format_decimal, read_number
from projects.intake.documents import Taken, check_document
from projects.issue_texts import told

LONGEST_NUMBER = 60


class TypedNumber(forms.CharField):
    """A number typed into a text field; what is shown again is what was typed."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=LONGEST_NUMBER, **kwargs)

    def said(self, found: Issue) -> ValidationError:
        return ValidationError(told(found), code="unreadable")


class AmountField(TypedNumber):
    """An amount of money in the person's unit; its value is whole đồng."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        amount = parse_user_amount(text, current_unit()) if text else None
        if isinstance(amount, Issue):
            raise self.said(amount)
        return amount

    def prepare_value(self, value: Any) -> Any:
        return format_amount(value, current_unit()) if isinstance(value, int) else value


class ShareField(TypedNumber):
    """A share in per cent with at most one decimal; its value is tenths of a per cent."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        number = read_number(text.rstrip("% "), NumberStyle.VIETNAMESE)
        if isinstance(number, Issue):
            raise self.said(number)
        if number is None or not 0 <= number <= 100:
            raise ValidationError(_("Progress lies between 0 and 100 %."), code="range")
        if number * 10 != int(number * 10):
            raise ValidationError(_("Enter the share with one decimal at most."), code="decimals")
        return int(number * 10)

    def prepare_value(self, value: Any) -> Any:
        return format_decimal(Decimal(value) / 10) if isinstance(value, int) else value


class DayField(forms.DateField):
    """A day, picked or typed as dd/mm/yyyy."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, input_formats=["%Y-%m-%d", "%d/%m/%Y"], **kwargs)


class DocumentField(forms.FileField):
    """A document that is attached, looked into before it is taken; its content starts anew."""

    default_error_messages = {
        "required": _("Choose the file first."),
        "missing": _("Choose the file first."),
        "invalid": _("The file did not arrive; choose it and send it again."),
        "empty": _("The file is empty (0 bytes). Choose the right file."),
        "max_length": _("The name of the file is too long; give it a shorter one."),
    }

    def __init__(self, *, taken: Taken, **kwargs: Any) -> None:
        self.taken = taken
        widget = forms.FileInput(attrs={"accept": taken.accept})
        super().__init__(**{"max_length": 250, "widget": widget, **kwargs})

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Read no more of the file than is taken at most."""
        upload: UploadedFile | None = super().clean(data, initial)
        if not upload:
            return upload
        content = upload.read(self.taken.most_bytes + 1)
        if found := check_document(content, upload.name or "", self.taken):
            raise ValidationError(told(found), code="unfit")
        upload.seek(0)
        return upload
