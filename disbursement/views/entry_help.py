"""What is checked of investors' figures, for people to read."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from disbursement.entry_forms import LABELS
from disbursement.rule_words import rules_in_words
from disbursement.selectors.entry_rules import entry_rules_on
from disbursement.views.access import SignedInRequest, permitted


@require_GET
@permitted("calendar.view")
def entry_rules_help(request: SignedInRequest) -> HttpResponse:
    """Show the table of rules: what each says, how to mend it, which score it touches."""
    measures = entry_rules_on(timezone.localdate())
    context = {
        "rules": [
            asdict(rule) | {"columns": [LABELS[column] for column in rule.columns]}
            for rule in rules_in_words(percent=measures.tolerated_percent)
        ],
        "measures": measures,
    }
    return render(request, "disbursement/entry_rules.html", context)
