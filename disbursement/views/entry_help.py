"""What is checked of investors' figures, for people to read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from disbursement.domain.entry_rules import ENTRY_RULES, SCORE_NAMES, EntryRule
from disbursement.entry_forms import LABELS
from disbursement.selectors.entry_rules import entry_rules_on
from disbursement.views.access import SignedInRequest, permitted

# The sentences name the figures of a line; where there is no line, dots stand for them.
ANY_FIGURE = "…"


class _AnyFigures(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ANY_FIGURE


@require_GET
@permitted("calendar.view")
def entry_rules_help(request: SignedInRequest) -> HttpResponse:
    """Show the table of rules: what each says, how to mend it, which score it touches."""
    measures = entry_rules_on(timezone.localdate())
    figures = _AnyFigures(percent=str(measures.tolerated_percent))
    context = {
        "rules": [_in_words(rule, figures) for rule in ENTRY_RULES],
        "measures": measures,
    }
    return render(request, "disbursement/entry_rules.html", context)


def _in_words(rule: EntryRule, figures: _AnyFigures) -> dict[str, object]:
    return {
        "code": rule.code,
        "severity": rule.severity,
        "columns": [LABELS[column] for column in rule.columns],
        "message": _(rule.message) % figures,
        "fix": _(rule.fix) % figures,
        "touches": _(SCORE_NAMES[rule.touches]),
    }
