"""The JSON documents that commands print and the API answers with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from emulation.models import Campaign
from emulation.selectors.denominators import DenominatorRow
from emulation.selectors.milestones import MilestoneRow
from emulation.selectors.rates import RateRow, RateTable
from emulation.selectors.watchlist import WatchList
from projects.domain.numbers import rate_string


def rates_document(table: RateTable) -> dict[str, Any]:
    """Return a rate table as JSON: amounts in đồng, rates with two decimals or null."""
    return {
        "as_of": table.as_of.isoformat(),
        "year": table.plan_year,
        "denominator": table.denominator,
        "denominator_name": table.denominator_name,
        "pool": table.pool,
        "holders": table.holders.name,
        "nature": table.nature,
        "rolled_up": table.is_rolled_up,
        "rows": [_rate_row(table, row) for row in table.rows],
        "total": _figures(table.total),
        **({"not_told_apart": _aside(table.aside)} if table.aside else {}),
    }


def _aside(row: RateRow) -> dict[str, Any]:
    """Return what cannot be told apart by nature; it has no rate of a nature."""
    return {"name": row.name, "plan": row.plan, "disbursed": row.disbursed}


def _rate_row(table: RateTable, row: RateRow) -> dict[str, Any]:
    place = {"level": row.level, "parent": row.parent or None} if table.is_rolled_up else {}
    return {"key": row.key, "name": row.name, **place, **_figures(row)}


def _figures(row: RateRow) -> dict[str, Any]:
    doubtful = {"not_told_apart": row.unsplit} if row.unsplit else {}
    return {
        "plan": row.plan,
        "disbursed": row.disbursed,
        "advance": row.advance,
        "rate": rate_string(row.rate),
        **doubtful,
    }


def denominators_document(
    rows: Sequence[DenominatorRow], *, plan_year: int, as_of: date
) -> dict[str, Any]:
    """Return every denominator with and without carried-over money, as JSON."""
    return {
        "as_of": as_of.isoformat(),
        "year": plan_year,
        "rows": [
            {
                "denominator": row.denominator,
                "name": row.name,
                "pool": pool.pool,
                "plan": pool.plan,
                "disbursed": pool.disbursed,
                "rate": rate_string(pool.rate),
            }
            for row in rows
            for pool in row.pools
        ],
    }


def milestones_document(
    campaign: Campaign, as_of: date, rows: Iterable[MilestoneRow]
) -> dict[str, Any]:
    """Return judged milestones as JSON; an event has no threshold, plan or money of its own.

    ``deadline`` is the last day that counts: for “trước ngày 30/6” that is 29/6.
    """
    return {
        "campaign": campaign.code,
        "as_of": as_of.isoformat(),
        "rows": [_milestone(row) for row in rows],
    }


def _milestone(row: MilestoneRow) -> dict[str, Any]:
    money = row.money
    return {
        "project": row.project.code,
        "investor": row.investor.code,
        "pool": row.rule.pool if money else None,
        "rule": row.rule.code,
        "deadline": row.last_day.isoformat(),
        "threshold": row.rule.threshold,
        "event": row.rule.event or None,
        "plan": money.plan if money else None,
        "disbursed": money.disbursed if money else None,
        "status": str(row.judgement.status),
        "met_on": row.met_on.isoformat() if row.met_on else None,
        "required": money.required if money else None,
        "required_per_working_day": money.required_per_working_day if money else None,
        "days_left": row.judgement.days_left,
    }


def watch_list_document(found: WatchList) -> dict[str, Any]:
    """Return the watch list as JSON; rates oldest first, with two decimals."""
    return {
        "as_of": found.as_of.isoformat(),
        "year": found.plan_year,
        "months": [day.isoformat() for day in found.months],
        "rows": [
            {
                "investor": row.investor.code,
                "name": row.investor.name,
                "rates": [rate_string(rate) for rate in row.rates],
                "province": [rate_string(rate) for rate in row.province],
            }
            for row in found.rows
        ],
    }
