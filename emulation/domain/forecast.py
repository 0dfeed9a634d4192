"""What a scope may have disbursed by a later day, if it goes on as it has.

Two paces are known without asking anyone: that of the last 90 days, and that since the scope's
first plan or money. The lower of the two is carried on to the asked day, since a warning too
many costs less than one too few, and no further than the plan in force. It knows nothing of
seasons, contracts or the investor's own word; anything with the same signature may take its
place (`milestones.Forecast`).
"""

from datetime import date, timedelta

from .steps import Steps

RECENT = timedelta(days=90)


def expected_disbursed(steps: Steps, as_of: date, by: date) -> int:
    """Return the money expected up to and including `by`, in whole đồng, rounded down."""
    plan, disbursed = steps.at(as_of)
    recent = pace_forecast(steps, as_of, by, since=as_of - RECENT)
    steady = pace_forecast(steps, as_of, by, since=steps.first_day or as_of)
    return max(disbursed, min(plan, recent, steady))


def pace_forecast(steps: Steps, as_of: date, by: date, since: date) -> int:
    """Carry the mean daily pace from `since` to `as_of` on to `by`.

    Days before the scope's first plan or money do not thin the pace out. Money paid back since
    then does not make the forecast fall below what is there.
    """
    _, disbursed = steps.at(as_of)
    start = max(since, steps.first_day or as_of)
    days = (as_of - start).days
    if days <= 0 or by <= as_of:
        return disbursed
    paid = disbursed - steps.at(start)[1]
    return disbursed + max(0, paid) * (by - as_of).days // days
