"""What can be wrong with published figures: one function for each check, composed in a list."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from emulation.domain.published import (
    DEFAULT_TOLERANCE,
    Breakdown,
    PrintedRate,
    PublishedFigure,
    PublishedTable,
    Tolerance,
    implied_base,
    places_of,
    swapped,
    truncated,
)
from emulation.domain.published_rules import (
    PARTS_DIFFER,
    PARTS_EXCEED,
    PARTS_ROUNDED,
    RATE_DIFFERS,
    RATE_OF_ANOTHER,
    RATE_OF_ROUNDED,
    RATE_TRUNCATED,
    RATE_WITHOUT_BASE,
    RATE_WITHOUT_PLAN,
    SWAPPED,
    SWAPPED_AND_RATE,
    TWO_RATES,
)
from projects.domain.issues import Issue, Rule, issue
from projects.domain.numbers import round_half_up

MOST_OTHERS_NAMED = 3
PLACES_MORE = 2  # how many decimals further a computed rate is shown


def check_published(
    figures: Sequence[PublishedFigure], tolerance: Tolerance = DEFAULT_TOLERANCE
) -> list[Issue]:
    """Return every finding about the figures of one publication."""
    table = PublishedTable.of(figures)
    issues = [found for check in CHECKS for found in check(table, tolerance)]
    return sorted(issues, key=lambda found: found.row or 0)


def check_parts(table: PublishedTable, tolerance: Tolerance) -> Iterator[Issue]:
    """Hold the parts of each whole against it."""
    for breakdown in table.breakdowns():
        rule = _rule_of_parts(breakdown, tolerance)
        if rule:
            yield _parts_issue(rule, breakdown)


def _rule_of_parts(breakdown: Breakdown, tolerance: Tolerance) -> Rule | None:
    is_near = tolerance.allows(breakdown)
    if not breakdown.is_complete:
        return None if is_near or breakdown.difference < 0 else PARTS_EXCEED
    if not breakdown.difference:
        return None
    return PARTS_ROUNDED if is_near else PARTS_DIFFER


def _parts_issue(rule: Rule, breakdown: Breakdown) -> Issue:
    whole = breakdown.whole
    return issue(
        rule,
        whole.place.at("value"),
        whole=whole.label,
        sum=whole.in_unit(breakdown.sum),
        printed=whole.value,
        difference=whole.in_unit(abs(breakdown.difference)),
        unit=str(whole.unit),
    )


def check_swapped(table: PublishedTable, tolerance: Tolerance) -> Iterator[Issue]:
    """Suspect two swapped digits where they explain parts that do not add up.

    Where the printed rate of a suspect follows too, the other suspects are left alone.
    """
    for breakdown in table.breakdowns():
        if not breakdown.is_complete or tolerance.allows(breakdown):
            continue
        suspects = list(_suspects(table, breakdown))
        likely = [found for found in suspects if found.rule is SWAPPED_AND_RATE]
        yield from likely or suspects


def _suspects(table: PublishedTable, breakdown: Breakdown) -> Iterator[Issue]:
    for figure in (*breakdown.parts, breakdown.whole):
        excess = breakdown.difference if figure is not breakdown.whole else -breakdown.difference
        for value in swapped(figure.value or Decimal(0)):
            mended = replace(figure, value=value)
            change = (mended.amount or Fraction(0)) - (figure.amount or Fraction(0))
            if abs(excess + change) > breakdown.step:
                continue
            yield issue(
                SWAPPED_AND_RATE if _rates_follow(table, figure, mended) else SWAPPED,
                figure.place.at("value"),
                label=figure.label,
                likely=value,
                printed=figure.value,
                whole=breakdown.whole.label,
            )


def _rates_follow(table: PublishedTable, figure: PublishedFigure, mended: PublishedFigure) -> bool:
    """Tell whether a mended figure mends a printed rate that did not follow before."""
    better = PublishedTable({**table.figures, figure.key: mended})
    before, after = (
        {
            (holder.key, rate)
            for holder in found.figures.values()
            for rate in holder.rates
            if figure.key in (rate.of, rate.numerator or holder.key)
            and _follows(found, holder, rate)
        }
        for found in (table, better)
    )
    return before < after


def _follows(table: PublishedTable, holder: PublishedFigure, rate: PrintedRate) -> bool:
    above, below = table.amount(rate.numerator or holder.key), table.amount(rate.of)
    if above is None or below is None or below <= 0:
        return False
    return round_half_up(above * 100 / below, rate.places) == rate.percent


def check_rates(table: PublishedTable, tolerance: Tolerance) -> Iterator[Issue]:
    """Hold each printed rate against the figures that it is made of."""
    for holder in table.figures.values():
        for rate in holder.rates:
            yield from _check_rate(table, holder, rate)


def _check_rate(
    table: PublishedTable, holder: PublishedFigure, rate: PrintedRate
) -> Iterator[Issue]:
    numerator = table.figures.get(rate.numerator or holder.key)
    base = table.figures.get(rate.of)
    if numerator is None or numerator.amount is None:
        return
    at = holder.place.at("rate")
    named: dict[str, object] = {"label": numerator.label, "printed": rate.percent}
    if base is None or base.amount is None:
        lowest, highest = implied_base(numerator, rate.percent)
        bounds = {"lowest": _short(numerator, lowest), "highest": _short(numerator, highest)}
        yield issue(RATE_WITHOUT_BASE, at, unit=str(numerator.unit), **named, **bounds)
        return
    named["base"] = base.label
    if base.amount <= 0:
        yield issue(RATE_WITHOUT_PLAN, at, base=base.label)
        return
    computed = numerator.amount * 100 / base.amount
    rounded = round_half_up(computed, rate.places)
    if rounded == rate.percent:
        return
    shown = f"{_comma(round_half_up(computed, rate.places + PLACES_MORE))} %"
    named |= {"computed": shown, "rounded": rounded}
    if truncated(computed, rate.places) == rate.percent:
        yield issue(RATE_TRUNCATED, at, **named)
    elif _is_within_rounding(numerator, base, rate):
        yield issue(RATE_OF_ROUNDED, at, **named)
    elif others := _other_bases(table, numerator, base, rate):
        yield issue(RATE_OF_ANOTHER, at, others=others, **named)
    else:
        yield issue(RATE_DIFFERS, at, **named)


def _is_within_rounding(
    numerator: PublishedFigure, base: PublishedFigure, rate: PrintedRate
) -> bool:
    """Tell whether figures that round to the printed ones could have the printed rate."""
    above, below = numerator.amount or Fraction(0), base.amount or Fraction(0)
    half_above, half_below = numerator.step / 2, base.step / 2
    if below <= half_below:
        return False
    lowest = round_half_up((above - half_above) * 100 / (below + half_below), rate.places)
    highest = round_half_up((above + half_above) * 100 / (below - half_below), rate.places)
    return lowest <= rate.percent <= highest


def _other_bases(
    table: PublishedTable, numerator: PublishedFigure, base: PublishedFigure, rate: PrintedRate
) -> tuple[str, ...]:
    """Return the labels of other figures over which the printed rate would be right.

    A rate in whole per cent fits too many figures to say anything.
    """
    above = numerator.amount
    if above is None or not rate.places:
        return ()
    fitting = (
        figure.label
        for key, figure in table.figures.items()
        if key not in (numerator.key, base.key)
        and not table.stands_under(key, numerator.key)
        and figure.amount
        and figure.amount > 0
        and round_half_up(above * 100 / figure.amount, rate.places) == rate.percent
    )
    return tuple(dict.fromkeys(fitting))[:MOST_OTHERS_NAMED]


def check_two_rates(table: PublishedTable, tolerance: Tolerance) -> Iterator[Issue]:
    """Find a figure that has two rates over what is said to be the same denominator."""
    for holder in table.figures.values():
        by_base: dict[tuple[str, str], list[Decimal]] = {}
        for rate in holder.rates:
            if rate.of:
                by_base.setdefault((rate.numerator, rate.of), []).append(rate.percent)
        for (_numerator, of), percents in by_base.items():
            if len(set(percents)) > 1 and not _one_rounds_to_the_other(percents):
                base = table.figures.get(of)
                yield issue(
                    TWO_RATES,
                    holder.place.at("rate"),
                    label=holder.label,
                    rates=tuple(f"{_comma(percent)} %" for percent in percents),
                    base=base.label if base else of,
                )


def _one_rounds_to_the_other(percents: Iterable[Decimal]) -> bool:
    finest = max(percents, key=places_of)
    return all(
        round_half_up(Fraction(finest), places_of(percent)) == percent for percent in percents
    )


def _short(figure: PublishedFigure, amount: Fraction) -> Decimal:
    """Return an amount in the figure's unit, with no more decimals than the figure has."""
    places = places_of(figure.value) if figure.value is not None else 0
    return round_half_up(amount / figure.unit.factor, places)


def _comma(number: Decimal) -> str:
    return f"{number:f}".replace(".", ",")


CHECKS: tuple[Callable[[PublishedTable, Tolerance], Iterator[Issue]], ...] = (
    check_parts,
    check_swapped,
    check_rates,
    check_two_rates,
)
