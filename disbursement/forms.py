"""Which investors of a period are listed; the grid of figures is in entry_forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disbursement.domain.submission_steps import Timeliness
from disbursement.domain.submissions import line_name as prefix_of  # noqa: F401
from disbursement.entry_forms import SubmissionGrid as SubmissionGrid
from disbursement.models import SubmissionStatus

STATUS_CHOICES: list[tuple[str, str | Promise]] = [
    ("", _("All statuses")),
    ("missing", _("Not handed in")),
    (Timeliness.LATE.value, _("Handed in late")),
    *SubmissionStatus.choices,
]


class BoardFilter(forms.Form):
    """Which investors of a period are listed."""

    status = forms.ChoiceField(label=_("Status"), choices=STATUS_CHOICES, required=False)
    block = forms.ChoiceField(label=_("Block"), required=False)

    def __init__(self, data: Mapping[str, str], *, blocks: Iterable[str]) -> None:
        super().__init__(data)
        choices = [("", _("All blocks")), *((block, block) for block in sorted(set(blocks)))]
        self.fields["block"].choices = choices  # type: ignore[attr-defined]
