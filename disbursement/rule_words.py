"""The rules of entry in words, where there is no line whose figures they could name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from disbursement.domain.entry_rules import ENTRY_RULES, SCORE_NAMES, EntryRule
from projects.domain.issues import Severity

# The sentences name the figures of a line; where there is no line, dots stand for them.
ANY_FIGURE = "…"


class _AnyFigures(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ANY_FIGURE


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One rule of the table as it is read by people."""

    code: str
    severity: Severity
    columns: tuple[str, ...]
    message: str
    fix: str
    touches: str


def rules_in_words(*, percent: int, rules: Iterable[EntryRule] = ENTRY_RULES) -> list[RuleWords]:
    """Return what each rule says, how to mend it and which score it touches."""
    figures = _AnyFigures(percent=str(percent))
    return [
        RuleWords(
            rule.code,
            rule.severity,
            rule.columns,
            _(rule.message) % figures,
            _(rule.fix) % figures,
            _(SCORE_NAMES[rule.touches]),
        )
        for rule in rules
    ]
