"""What the forms 08.a and 08.b say of the open advances of a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from disbursement.domain.advance_lists import (
    AdvanceForm,
    ListedAdvance,
    Money,
    investor_form,
    province_form,
    share_deposit,
)
from disbursement.models import AdvanceStanding
from disbursement.selectors.advances import KeyAdvances, advances_of
from projects.domain.organisation_kinds import find_kind
from projects.domain.search import fold
from projects.models import CapitalSource, Installation, Organisation, Project
from projects.selectors.holders import sharing_on

BOND_WORDS = ("trai phieu", "tpcp")


def form_of_investor(
    *, investor: Organisation, projects: QuerySet[Project], day: date
) -> AdvanceForm:
    """Return form 08.a of the projects that an investor was in charge of on a day.

    ``projects`` are those the person may see.
    """
    rows = [row for row, holder in _rows(projects, day) if holder == investor.pk]
    return investor_form(rows, day=day, investor=investor.name, province=_province())


def form_of_province(*, projects: QuerySet[Project], day: date) -> AdvanceForm:
    """Return form 08.b of all projects a person may see."""
    rows = [row for row, _holder in _rows(projects, day)]
    return province_form(rows, day=day, province=_province())


def money_of(source: CapitalSource) -> Money:
    """Tell money of government bonds from the rest of the budget by what its source is called."""
    words = fold(f"{source.code} {source.name}")
    return Money.BONDS if any(word in words for word in BOND_WORDS) else Money.BUDGET


def _rows(projects: QuerySet[Project], day: date) -> list[tuple[ListedAdvance, int]]:
    """Return the lines of every project with an open advance, beside who was in charge of it."""
    by_project: dict[int, list[KeyAdvances]] = defaultdict(list)
    for key in advances_of(projects=projects, day=day):
        by_project[key.project.pk].append(key)
    holders = sharing_on(group="investor", as_of=day).keys("investor")
    wanted = {holders[pk] for pk in by_project}
    investors = {each.pk: each for each in Organisation.objects.filter(pk__in=wanted)}
    known = {each.project_id: each for each in AdvanceStanding.objects.all()}
    found = []
    for pk, keys in by_project.items():
        investor = investors[holders[pk]]
        found += [(row, investor.pk) for row in _project_rows(keys, investor, known.get(pk))]
    return found


def _project_rows(
    keys: Sequence[KeyAdvances], investor: Organisation, standing: AdvanceStanding | None
) -> list[ListedAdvance]:
    """Return a project's lines, one for each kind of money."""
    sums: Mapping[Money, list[KeyAdvances]] = {
        money: [key for key in keys if money_of(key.source) is money] for money in Money
    }
    present = [(money, of) for money, of in sums.items() if of]
    balances = [sum(key.balance for key in of) for _money, of in present]
    deposits = share_deposit(balances, standing.bank_deposit if standing else 0)
    kind = find_kind(investor.kind)
    project = keys[0].project
    return [
        ListedAdvance(
            name=project.name,
            code=project.code,
            investor=investor.name,
            is_central=kind is not None and kind.code == "central",
            money=money,
            balance=balance,
            overdue=sum(key.overdue for key in of),
            deposit=deposit,
            owner_dissolved=standing.owner_dissolved if standing else False,
            contractor_bankrupt=standing.contractor_bankrupt if standing else False,
            project_suspended=standing.project_suspended if standing else False,
            other_cause=standing.other_cause if standing else "",
            proposal=standing.proposal if standing else "",
        )
        for (money, of), balance, deposit in zip(present, balances, deposits, strict=True)
        if balance
    ]


def _province() -> str:
    return Installation.current().province
