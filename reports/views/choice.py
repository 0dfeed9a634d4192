"""What a person chose to look at, out of the address of the page."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from disbursement.domain.rollover import closing_day
from reports.forms import DayFilter
from reports.selectors.panels import Choice


class Chosen(NamedTuple):
    """The form as filled in, what it means, and the same as the query of a link."""

    form: DayFilter
    choice: Choice

    @property
    def query(self) -> str:
        choice = self.choice
        chosen = {"as_of": choice.as_of.isoformat(), "year": choice.plan_year, "pool": choice.pool}
        return urlencode(chosen)


def chosen(request: HttpRequest, form_type: type[DayFilter]) -> Chosen:
    """Read the address; what is missing or wrong in it is as if it had been left out."""
    today = timezone.localdate()
    given = form_type(request.GET, today=today)
    is_good = given.is_valid()
    good = given.cleaned_data
    as_of: date = good.get("as_of") or _usual_day(good.get("year"), today)
    choice = Choice(
        int(good.get("year") or as_of.year),
        as_of,
        good.get("denominator") or "D3",
        good.get("pool") or "all",
    )
    if not is_good:
        return Chosen(given, choice)
    filled = {
        "as_of": as_of,
        "year": good["year"],
        "denominator": choice.denominator,
        "pool": choice.pool,
    }
    return Chosen(form_type(filled, today=today), choice)


def _usual_day(year: str | None, today: date) -> date:
    """Return today; of a plan year that is over, the last day its money could be disbursed.

    Afterwards what was not spent is cancelled or carried over, and its rate says little.
    """
    return min(today, closing_day(int(year))) if year else today
