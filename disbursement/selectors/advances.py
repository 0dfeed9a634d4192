"""Open advances as of a day: per project, key and contract, by age, and what of them is overdue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import BigIntegerField, ExpressionWrapper, F, Q, QuerySet
from django.utils import timezone

from disbursement.domain.advances import (
    Ageing,
    JudgedLot,
    Measure,
    Recovery,
    Standing,
    Step,
    age,
    beyond_contracts,
    by_band,
    judge_lot,
    overdue_within,
)
from disbursement.domain.ledger import Key
from disbursement.models import (
    AdvancePurpose,
    AdvanceRule,
    AdvanceStanding,
    ContractAdvance,
    Movement,
)
from disbursement.selectors.facts import KEY_FIELDS
from projects.models import CapitalSource, Contract, Project
from projects.selectors.holders import sharing_on

ONE_DAY = timedelta(days=1)


class Account(NamedTuple):
    """What an advance is recorded under: a contract, a purpose and a key."""

    key: Key
    contract_id: int
    purpose: str


@dataclass(frozen=True, slots=True)
class AdvanceLine:
    """What is open of a key under one contract, or of what no contract accounts for (None).

    The latter is judged as work without a contract. ``pk`` is its place among the lines.
    """

    pk: int
    key: Key
    project: Project
    source: CapitalSource
    contract: Contract | None
    purpose: str
    ageing: Ageing
    judged: tuple[JudgedLot, ...]
    day: date

    @property
    def balance(self) -> int:
        return self.ageing.balance

    @property
    def bands(self) -> dict[str, int]:
        return by_band(self.ageing.lots, self.day)

    @property
    def overdue(self) -> int:
        return sum(each.lot.amount for each in self.of(Standing.OVERDUE))

    @property
    def worst(self) -> JudgedLot | None:
        """The lot that has been overdue longest, else the one due first."""
        late = self.of(Standing.OVERDUE) or self.of(Standing.DUE)
        return min(late, key=lambda each: each.overdue_from or date.max, default=None)

    @property
    def overdue_from(self) -> date | None:
        days = [each.overdue_from for each in self.of(Standing.OVERDUE) if each.overdue_from]
        return min(days, default=None)

    @property
    def overdue_days(self) -> int | None:
        """How many days it has been overdue, the first one counted."""
        since = self.overdue_from
        return (self.day - since).days + 1 if since else None

    @property
    def standing(self) -> str:
        """`Standing`, or "negative" where the contracts say more than the ledger."""
        if self.balance < 0:
            return "negative"
        found = {each.standing for each in self.judged}
        return str(next((each for each in Standing if each in found), Standing.OPEN))

    def of(self, standing: Standing) -> list[JudgedLot]:
        return [each for each in self.judged if each.standing is standing]


@dataclass(frozen=True, slots=True)
class KeyAdvances:
    """A key's open advance by the ledger, and the lines that add up to it."""

    key: Key
    project: Project
    source: CapitalSource
    balance: int
    lines: tuple[AdvanceLine, ...]

    @property
    def overdue(self) -> int:
        """What is overdue of it; contracts cannot make more overdue than the ledger has open."""
        return overdue_within(sum(line.overdue for line in self.lines), self.balance)


@dataclass(frozen=True, slots=True)
class InvestorAdvances:
    """An investor's open advances on a day, in đồng; ``projects`` counts those with some overdue.

    ``longest`` is how many days the oldest has been overdue, 0 where nothing is.
    """

    balance: int = 0
    overdue: int = 0
    projects: frozenset[int] = frozenset()
    longest: int = 0

    def __add__(self, other: InvestorAdvances) -> InvestorAdvances:
        return InvestorAdvances(
            self.balance + other.balance,
            self.overdue + other.overdue,
            self.projects | other.projects,
            max(self.longest, other.longest),
        )


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read once for all keys."""

    day: date
    rules: Sequence[Recovery]
    projects: Mapping[int, Project]
    sources: Mapping[int, CapitalSource]
    contracts: Mapping[int, Contract] = field(default_factory=dict)
    measures: Mapping[int, Sequence[Measure]] = field(default_factory=dict)


def advances_of(*, projects: QuerySet[Project], day: date) -> list[KeyAdvances]:
    """Return the open advances of projects as of a day, by project and key.

    A key stands here where its ledger has an open advance or its contracts say so.
    """
    steps = _ledger_steps(projects, day)
    accounts = _accounts(projects, day)
    keys: dict[Key, list[Account]] = {key: [] for key in steps}
    for account in accounts:
        keys.setdefault(account.key, []).append(account)
    known = _known(projects, day, {account.contract_id for account in accounts})
    lines: list[AdvanceLine] = []
    for key in sorted(keys, key=lambda key: (known.projects[key.project_id].code, key)):
        mine = {account: accounts[account] for account in keys[key]}
        for parts in _lines(known, key, age(steps.get(key, ())), mine):
            lines.append(_line(known, len(lines), *parts))
    return keyed(lines)


def keyed(lines: Iterable[AdvanceLine]) -> list[KeyAdvances]:
    """Return lines together by their keys, in the order in which they stand."""
    by_key: dict[Key, list[AdvanceLine]] = defaultdict(list)
    for line in lines:
        by_key[line.key].append(line)
    return [
        KeyAdvances(
            key, mine[0].project, mine[0].source, sum(line.balance for line in mine), tuple(mine)
        )
        for key, mine in by_key.items()
    ]


def lines_of(*, projects: QuerySet[Project], day: date) -> list[AdvanceLine]:
    """Return every line of open advances, by project, key and contract."""
    return [line for key in advances_of(projects=projects, day=day) for line in key.lines]


def overdue_by_investor(day: date) -> dict[int, InvestorAdvances]:
    """Return the open and overdue advances of each investor in charge on a day, by primary key."""
    holders = sharing_on(group="investor", as_of=day).keys("investor")
    found: dict[int, InvestorAdvances] = defaultdict(InvestorAdvances)
    for key in advances_of(projects=Project.objects.all(), day=day):
        days = [line.overdue_days or 0 for line in key.lines] if key.overdue else [0]
        late = frozenset({key.project.pk}) if key.overdue else frozenset()
        found[holders[key.project.pk]] += InvestorAdvances(
            key.balance, key.overdue, late, max(days)
        )
    return dict(found)


def advance_rules() -> list[Recovery]:
    """Return every version of the rules."""
    rows = AdvanceRule.objects.order_by().values_list(
        "pk",
        "purpose",
        "effective_from",
        "recovered_at_percent",
        "days",
        "months",
        "overdue_months",
        "legal_basis",
    )
    return [Recovery(*row) for row in rows]


def contract_steps(
    *, contract: Contract, source: CapitalSource, years: tuple[int, int], purpose: str
) -> list[Step]:
    """Return what is on record of a contract under a source, (plan, origin) year and purpose."""
    rows = ContractAdvance.objects.filter(
        contract=contract,
        source=source,
        plan_year=years[0],
        origin_year=years[1],
        purpose=purpose,
    )
    return [Step(*row) for row in rows.values_list("day", "amount")]


def recorded_of(*, project: Project) -> QuerySet[ContractAdvance]:
    """Return what was entered under a project's contracts, the newest first.

    ``taken`` is the amount of a recovery or repayment as people write it, above 0.
    """
    rows = ContractAdvance.objects.filter(contract__project=project)
    rows = rows.annotate(taken=ExpressionWrapper(-F("amount"), BigIntegerField()))
    return rows.select_related("contract", "source", "recorded_by").order_by("-day", "-pk")


def standing_of(*, project: Project) -> AdvanceStanding | None:
    return AdvanceStanding.objects.filter(project=project).select_related("edited_by").first()


def standing_mark(standing: AdvanceStanding | None) -> str:
    """Return what tells one edit of a standing from the next, "" where there is none."""
    return standing.edited_at.astimezone(UTC).isoformat() if standing else ""


def _ledger_steps(projects: QuerySet[Project], day: date) -> dict[Key, list[Step]]:
    rows = (
        Movement.objects.filter(project__in=projects, day__lte=day)
        .exclude(advance=0)
        .order_by()
        .values_list(*KEY_FIELDS, "day", "advance")
    )
    steps: dict[Key, list[Step]] = defaultdict(list)
    for row in rows.iterator(chunk_size=10_000):
        steps[Key(*row[:4])].append(Step(*row[4:]))
    return steps


def _accounts(projects: QuerySet[Project], day: date) -> dict[Account, list[Step]]:
    rows = ContractAdvance.objects.filter(contract__project__in=projects, day__lte=day)
    steps: dict[Account, list[Step]] = defaultdict(list)
    for row in rows.order_by("day", "pk").values_list(
        "contract__project_id",
        "source_id",
        "plan_year",
        "origin_year",
        "contract_id",
        "purpose",
        "day",
        "amount",
    ):
        steps[Account(Key(*row[:4]), *row[4:6])].append(Step(*row[6:]))
    return steps


def _known(projects: QuerySet[Project], day: date, contracts: set[int]) -> _Known:
    moved = Movement.objects.exclude(advance=0).order_by().values("project")
    entered = ContractAdvance.objects.order_by().values("contract__project")
    shown = projects.filter(Q(pk__in=moved) | Q(pk__in=entered)).select_related("investor")
    return _Known(
        day,
        advance_rules(),
        {project.pk: project for project in shown},
        {source.pk: source for source in CapitalSource.objects.all()},
        {row.pk: row for row in Contract.objects.filter(pk__in=contracts)} if contracts else {},
        _measures(contracts, day) if contracts else {},
    )


def _measures(contracts: Iterable[int], day: date) -> dict[int, list[Measure]]:
    """Return the progress of contracts as it was entered, by the days of entry."""
    end = timezone.make_aware(datetime.combine(day + ONE_DAY, time.min))
    rows = Contract.history.filter(id__in=list(contracts), history_date__lt=end).order_by(
        "history_date", "history_id"
    )
    found: dict[int, list[Measure]] = defaultdict(list)
    for pk, moment, per_mille in rows.values_list("id", "history_date", "per_mille"):
        found[pk].append(Measure(timezone.localdate(moment), per_mille))
    return found


def _lines(
    known: _Known, key: Key, ledger: Ageing, accounts: Mapping[Account, Sequence[Step]]
) -> list[tuple[Any, ...]]:
    """Return (key, contract, purpose, ageing) of what a key has open, contracts first."""
    aged = {account: age(steps) for account, steps in accounts.items()}
    lines: list[tuple[Any, ...]] = [
        (key, known.contracts[account.contract_id], account.purpose, ageing)
        for account, ageing in sorted(aged.items())
        if ageing != Ageing()
    ]
    rest = beyond_contracts(ledger, aged.values())
    if rest.lots or rest.excess:
        lines.append((key, None, AdvancePurpose.OTHER.value, rest))
    return lines


def _line(
    known: _Known, pk: int, key: Key, contract: Contract | None, purpose: str, ageing: Ageing
) -> AdvanceLine:
    measures = known.measures.get(contract.pk, ()) if contract else ()
    return AdvanceLine(
        pk,
        key,
        known.projects[key.project_id],
        known.sources[key.source_id],
        contract,
        purpose,
        ageing,
        tuple(judge_lot(lot, known.rules, purpose, measures, known.day) for lot in ageing.lots),
        known.day,
    )
