"""What is checked of an investor's figures: one table of rules.

The forms, the save by cell, the hand-in, the help page and the notes of the workbook read it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from projects.domain.issues import Issue, Rule, Severity, has_errors, mark

from .submissions import AMOUNT_FIELDS, LineEntry, LineFigures


class Score(StrEnum):
    """What a broken rule may cost the investor."""

    PUNCTUALITY = "punctuality"
    OWN_ACCURACY = "own_accuracy"
    ESTIMATE_ACCURACY = "estimate_accuracy"


SCORE_NAMES: dict[Score, str] = {
    Score.PUNCTUALITY: mark("Punctuality: until it is mended the report cannot be handed in."),
    Score.OWN_ACCURACY: mark("Accuracy of the own count, compared with the treasury's figure."),
    Score.ESTIMATE_ACCURACY: mark(
        "Accuracy of estimates, compared with what the treasury says later."
    ),
}

NEGATIVE = Rule(
    "submission.negative",
    Severity.ERROR,
    mark("The amount may not be negative."),
    mark("Enter the cumulative figure since the beginning of the plan, 0 or more."),
)
IMPROBABLE_SCALE = Rule(
    "submission.improbable_scale",
    Severity.ERROR,
    mark("The figure is more than 100 times the plan: the unit is probably wrong."),
    mark("The plan is %(plan)s đồng: look at the unit named above the table and correct it."),
)
ESTIMATE_BELOW_OWN = Rule(
    "submission.estimate_below_own",
    Severity.ERROR,
    mark("The estimate to the end of the month is below what you have already disbursed."),
    mark("Both figures are cumulative: enter at least %(own)s đồng, or correct your own count."),
)
CATEGORY_WITHOUT_TEXT = Rule(
    "submission.category_without_text",
    Severity.ERROR,
    mark("A group of difficulty is chosen, but the difficulty is not described."),
    mark("Describe the difficulty in one or two sentences, or leave the group empty."),
)
DIFFICULTY_WITHOUT_CATEGORY = Rule(
    "submission.difficulty_without_category",
    Severity.ERROR,
    mark("A difficulty is described, but its group is not chosen."),
    mark("Choose the group; words that only explain a figure belong to the explanation."),
)
OWN_BELOW_LAST = Rule(
    "submission.own_below_last",
    Severity.WARNING,
    mark("Your own count is below the figure you reported last (%(last)s đồng)."),
    mark("Correct it, or explain the decrease in the explanation column."),
)
ABOVE_PLAN = Rule(
    "submission.above_plan",
    Severity.WARNING,
    mark("The figure is above the plan in force (%(plan)s đồng)."),
    mark("Check the unit and the source, or explain it in the explanation column."),
)
DIFFERS_FROM_TREASURY = Rule(
    "submission.differs_from_treasury",
    Severity.WARNING,
    mark(
        "Your own count differs from the treasury's (%(treasury)s đồng) by more than %(percent)s%%."
    ),
    mark("Check the vouchers, or explain the difference in the explanation column."),
)
FORECAST_BELOW_DISBURSED = Rule(
    "submission.forecast_below_disbursed",
    Severity.WARNING,
    mark("The forecast to 31/01 is below what is already disbursed (%(disbursed)s đồng)."),
    mark("The forecast is cumulative: correct it, or explain it in the explanation column."),
)
FORECAST_BELOW_ESTIMATE = Rule(
    "submission.forecast_below_estimate",
    Severity.WARNING,
    mark("The forecast to 31/01 is below the estimate to the end of the month."),
    mark("Both figures are cumulative: correct one, or explain it in the explanation column."),
)

# A figure this many times its plan was entered in the wrong unit.
PROBABLE_UNIT_ERROR = 100
LARGEST_AMOUNT = 10**15

Finding = tuple[str, dict[str, object]]
Check = Callable[[LineFigures, LineEntry], list[Finding]]


@dataclass(frozen=True, slots=True)
class EntryRule:
    """One rule of the table: what it says, the columns it speaks of, the score it touches.

    `check` returns (column, values of the sentence) for each place where the rule is broken.
    """

    rule: Rule
    columns: tuple[str, ...]
    touches: Score
    check: Check

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def message(self) -> str:
        return self.rule.text

    @property
    def fix(self) -> str:
        return self.rule.fix


def _amounts(entry: LineEntry) -> Iterable[tuple[str, int]]:
    return ((name, getattr(entry, name) or 0) for name in AMOUNT_FIELDS)


def find_negative(figures: LineFigures, entry: LineEntry) -> list[Finding]:
    return [(name, {}) for name, amount in _amounts(entry) if amount < 0]


def find_improbable(figures: LineFigures, entry: LineEntry) -> list[Finding]:
    limit = PROBABLE_UNIT_ERROR * max(figures.plan, figures.treasury)
    limit = min(limit if limit > 0 else LARGEST_AMOUNT, LARGEST_AMOUNT)
    return [(name, {"plan": figures.plan}) for name, amount in _amounts(entry) if amount > limit]


def find_estimate_below_own(figures: LineFigures, entry: LineEntry) -> list[Finding]:
    own, estimate = entry.own_disbursed, entry.month_estimate
    if own is None or estimate is None or estimate >= own:
        return []
    return [("month_estimate", {"own": own})]


def find_category_without_text(figures: LineFigures, entry: LineEntry) -> list[Finding]:
    is_bare = entry.obstacle_category and not entry.difficulty.strip()
    return [("difficulty", {})] if is_bare else []


def find_difficulty_without_category(figures: LineFigures, entry: LineEntry) -> list[Finding]:
    is_bare = entry.difficulty.strip() and not entry.obstacle_category
    return [("obstacle_category", {})] if is_bare else []


def find_below_last(figures: LineFigures, entry: LineEntry) -> list[Finding]:
    own, last = entry.own_disbursed, figures.last_own
    if own is None or last is None or own >= last:
        return []
    return [("own_disbursed", {"last": last})]


def find_above_plan(figures: LineFigures, entry: LineEntry) -> list[Finding]:
    """Find the first figure of the line that is above the plan: the later ones follow it."""
    for name in ("own_disbursed", "month_estimate", "year_forecast"):
        if (getattr(entry, name) or 0) > figures.plan:
            return [(name, {"plan": figures.plan})]
    return []


def find_far_from_treasury(figures: LineFigures, entry: LineEntry) -> list[Finding]:
    own, treasury, percent = entry.own_disbursed, figures.treasury, figures.tolerated_percent
    if own is None or abs(own - treasury) * 100 <= abs(treasury) * percent:
        return []
    return [("own_disbursed", {"treasury": treasury, "percent": percent})]


def find_forecast_below_disbursed(figures: LineFigures, entry: LineEntry) -> list[Finding]:
    disbursed = max(entry.own_disbursed or 0, figures.treasury)
    if entry.year_forecast is None or entry.year_forecast >= disbursed:
        return []
    return [("year_forecast", {"disbursed": disbursed})]


def find_forecast_below_estimate(figures: LineFigures, entry: LineEntry) -> list[Finding]:
    """Find a forecast below the estimate; below what is disbursed another rule speaks of it."""
    forecast, estimate = entry.year_forecast, entry.month_estimate
    if forecast is None or estimate is None or forecast >= estimate:
        return []
    if find_forecast_below_disbursed(figures, entry):
        return []
    return [("year_forecast", {})]


ENTRY_RULES: tuple[EntryRule, ...] = (
    EntryRule(NEGATIVE, AMOUNT_FIELDS, Score.PUNCTUALITY, find_negative),
    EntryRule(IMPROBABLE_SCALE, AMOUNT_FIELDS, Score.PUNCTUALITY, find_improbable),
    EntryRule(ESTIMATE_BELOW_OWN, ("month_estimate",), Score.PUNCTUALITY, find_estimate_below_own),
    EntryRule(
        CATEGORY_WITHOUT_TEXT, ("difficulty",), Score.PUNCTUALITY, find_category_without_text
    ),
    EntryRule(
        DIFFICULTY_WITHOUT_CATEGORY,
        ("obstacle_category",),
        Score.PUNCTUALITY,
        find_difficulty_without_category,
    ),
    EntryRule(OWN_BELOW_LAST, ("own_disbursed",), Score.OWN_ACCURACY, find_below_last),
    EntryRule(
        ABOVE_PLAN,
        ("own_disbursed", "month_estimate", "year_forecast"),
        Score.ESTIMATE_ACCURACY,
        find_above_plan,
    ),
    EntryRule(
        DIFFERS_FROM_TREASURY, ("own_disbursed",), Score.OWN_ACCURACY, find_far_from_treasury
    ),
    EntryRule(
        FORECAST_BELOW_DISBURSED,
        ("year_forecast",),
        Score.ESTIMATE_ACCURACY,
        find_forecast_below_disbursed,
    ),
    EntryRule(
        FORECAST_BELOW_ESTIMATE,
        ("year_forecast",),
        Score.ESTIMATE_ACCURACY,
        find_forecast_below_estimate,
    ),
)
ERRORS = tuple(rule for rule in ENTRY_RULES if rule.severity is Severity.ERROR)
WARNINGS = tuple(rule for rule in ENTRY_RULES if rule.severity is Severity.WARNING)


def check_line(figures: LineFigures, entry: LineEntry) -> list[Issue]:
    """Return what is wrong or doubtful in one line; `column` names the field it speaks of.

    While there are errors, warnings are not looked for: they would speak of wrong figures.
    """
    errors = _found(ERRORS, figures, entry)
    return errors if has_errors(errors) else _found(WARNINGS, figures, entry)


def unexplained(issues: Iterable[Issue], entry: LineEntry) -> bool:
    """Tell whether a line has warnings and not a word of explanation."""
    return not entry.explanation.strip() and any(not issue.is_error for issue in issues)


def _found(rules: Iterable[EntryRule], figures: LineFigures, entry: LineEntry) -> list[Issue]:
    return [
        Issue(rule.rule, column=column, params=values)
        for rule in rules
        for column, values in rule.check(figures, entry)
    ]
