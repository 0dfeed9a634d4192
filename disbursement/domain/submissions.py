"""What an investor's report goes through, and what is checked of its figures.

Figures of a line are cumulative since the plan began, in đồng: completed volume, disbursed by
the investor's own count, and what will have been disbursed by the end of the month and by 31/01.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from projects.domain.issues import Issue, Rule, Severity, has_errors, mark

from .ledger import Key


@dataclass(frozen=True, slots=True)
class LineFigures:
    """What is known of a key beside the investor's own count, in đồng."""

    plan: int
    treasury: int
    last_own: int | None = None

    @property
    def rate(self) -> Fraction | None:
        """The treasury's figure over the plan, in per cent; without a plan there is none."""
        return Fraction(self.treasury * 100, self.plan) if self.plan > 0 else None


@dataclass(frozen=True, slots=True)
class LineEntry:
    """What an investor states for one key; None where nothing was entered."""

    key: Key
    executed_volume: int | None = None
    own_disbursed: int | None = None
    month_estimate: int | None = None
    year_forecast: int | None = None
    difficulty: str = ""
    obstacle_category: str = ""

    @property
    def is_empty(self) -> bool:
        amounts = (getattr(self, name) for name in AMOUNT_FIELDS)
        return not self.difficulty.strip() and all(amount is None for amount in amounts)


@dataclass(frozen=True, slots=True)
class Filling:
    """What a person hands over with a click on "save" or "submit".

    `seen` is when the version they were looking at was last edited, None for a blank report.
    """

    entries: tuple[LineEntry, ...]
    seen: datetime | None = None
    is_nil: bool = False
    warnings_confirmed: bool = False


AMOUNT_FIELDS = ("executed_volume", "own_disbursed", "month_estimate", "year_forecast")

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
OWN_BELOW_LAST = Rule(
    "submission.own_below_last",
    Severity.WARNING,
    mark("Your own count is below the figure you reported last (%(last)s đồng)."),
    mark("Correct it, or explain the decrease in the difficulty column."),
)
ABOVE_PLAN = Rule(
    "submission.above_plan",
    Severity.WARNING,
    mark("The figure is above the plan in force (%(plan)s đồng)."),
    mark("Check the unit and the source, or explain it in the difficulty column."),
)
DIFFERS_FROM_TREASURY = Rule(
    "submission.differs_from_treasury",
    Severity.WARNING,
    mark("Your own count differs from the treasury's (%(treasury)s đồng) by more than 5 %%."),
    mark("Check the vouchers, or explain the difference in the difficulty column."),
)
FORECAST_BELOW_DISBURSED = Rule(
    "submission.forecast_below_disbursed",
    Severity.WARNING,
    mark("The forecast to 31/01 is below what is already disbursed (%(disbursed)s đồng)."),
    mark("The forecast is cumulative: correct it, or explain it in the difficulty column."),
)
FORECAST_BELOW_ESTIMATE = Rule(
    "submission.forecast_below_estimate",
    Severity.WARNING,
    mark("The forecast to 31/01 is below the estimate to the end of the month."),
    mark("Both figures are cumulative: correct one, or explain it in the difficulty column."),
)

# A figure this many times its plan was entered in the wrong unit.
PROBABLE_UNIT_ERROR = 100
LARGEST_AMOUNT = 10**15
# Own and treasury figures may drift apart by as much before it is asked about, in per cent.
TOLERATED_DIFFERENCE = 5


def check_line(figures: LineFigures, entry: LineEntry) -> list[Issue]:
    """Return what is wrong or doubtful in one line; `column` names the field it speaks of."""
    errors = [issue for check in ERROR_CHECKS for issue in check(figures, entry)]
    if has_errors(errors):
        return errors
    return [issue for check in WARNING_CHECKS for issue in check(figures, entry)]


def unexplained(issues: Iterable[Issue], entry: LineEntry) -> bool:
    """Tell whether a line has warnings and not a word of explanation."""
    return not entry.difficulty.strip() and any(not issue.is_error for issue in issues)


def _at(field: str, rule: Rule, **params: object) -> Issue:
    return Issue(rule, column=field, params=params)


def check_not_negative(figures: LineFigures, entry: LineEntry) -> list[Issue]:
    amounts = {field: getattr(entry, field) for field in AMOUNT_FIELDS}
    return [_at(field, NEGATIVE) for field, amount in amounts.items() if (amount or 0) < 0]


def check_scale(figures: LineFigures, entry: LineEntry) -> list[Issue]:
    limit = PROBABLE_UNIT_ERROR * max(figures.plan, figures.treasury)
    limit = min(limit if limit > 0 else LARGEST_AMOUNT, LARGEST_AMOUNT)
    amounts = {field: getattr(entry, field) for field in AMOUNT_FIELDS}
    return [
        _at(field, IMPROBABLE_SCALE, plan=figures.plan)
        for field, amount in amounts.items()
        if (amount or 0) > limit
    ]


def check_estimate(figures: LineFigures, entry: LineEntry) -> list[Issue]:
    own, estimate = entry.own_disbursed, entry.month_estimate
    if own is None or estimate is None or estimate >= own:
        return []
    return [_at("month_estimate", ESTIMATE_BELOW_OWN, own=own)]


def check_category_is_described(figures: LineFigures, entry: LineEntry) -> list[Issue]:
    if not entry.obstacle_category or entry.difficulty.strip():
        return []
    return [_at("difficulty", CATEGORY_WITHOUT_TEXT)]


def check_not_below_last(figures: LineFigures, entry: LineEntry) -> list[Issue]:
    own, last = entry.own_disbursed, figures.last_own
    if own is None or last is None or own >= last:
        return []
    return [_at("own_disbursed", OWN_BELOW_LAST, last=last)]


def check_not_above_plan(figures: LineFigures, entry: LineEntry) -> list[Issue]:
    """Report the first figure of the line that is above the plan: the later ones follow it."""
    for field in ("own_disbursed", "month_estimate", "year_forecast"):
        if (getattr(entry, field) or 0) > figures.plan:
            return [_at(field, ABOVE_PLAN, plan=figures.plan)]
    return []


def check_agrees_with_treasury(figures: LineFigures, entry: LineEntry) -> list[Issue]:
    own, treasury = entry.own_disbursed, figures.treasury
    if own is None or abs(own - treasury) * 100 <= abs(treasury) * TOLERATED_DIFFERENCE:
        return []
    return [_at("own_disbursed", DIFFERS_FROM_TREASURY, treasury=treasury)]


def check_forecast(figures: LineFigures, entry: LineEntry) -> list[Issue]:
    forecast = entry.year_forecast
    if forecast is None:
        return []
    disbursed = max(entry.own_disbursed or 0, figures.treasury)
    if forecast < disbursed:
        return [_at("year_forecast", FORECAST_BELOW_DISBURSED, disbursed=disbursed)]
    if forecast < (entry.month_estimate or 0):
        return [_at("year_forecast", FORECAST_BELOW_ESTIMATE)]
    return []


Check = Callable[[LineFigures, LineEntry], list[Issue]]
ERROR_CHECKS: tuple[Check, ...] = (
    check_not_negative,
    check_scale,
    check_estimate,
    check_category_is_described,
)
WARNING_CHECKS: tuple[Check, ...] = (
    check_not_below_last,
    check_not_above_plan,
    check_agrees_with_treasury,
    check_forecast,
)
