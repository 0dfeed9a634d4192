"""Enter advances under contracts, how an overdue advance stands, and the rules of recovery."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.domain.advances import Step
from disbursement.models import AdvancePurpose, AdvanceRule, AdvanceStanding, ContractAdvance
from disbursement.selectors.advances import contract_steps, standing_mark
from projects.models import CapitalSource, Contract, Project, User
from projects.permissions import require
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.selectors.work import own_projects, projects_kept_by
from projects.services.audit import audit

IN_FORCE_SINCE = date(2021, 1, 1)
FARTHEST_YEARS = 5
MOST_PERCENT, MOST_DAYS, MOST_MONTHS = 100, 3650, 120
_ND254 = "Nghị định 254/2025/NĐ-CP, Điều 9 khoản 5 và khoản 6 điểm d"
# purpose, share of the contract, days, months, months until overdue
DEFAULT_RULES = (
    (AdvancePurpose.CONTRACT, 80, None, None, 3),
    (AdvancePurpose.EQUIPMENT, 100, None, None, 3),
    (AdvancePurpose.LAND, None, 30, 3, 0),
    (AdvancePurpose.OTHER, None, None, 6, 3),
)


@dataclass(frozen=True, slots=True)
class ContractAdvanceEntry:
    """An advance (positive, in đồng) or what was recovered or repaid of it (negative)."""

    contract: Contract
    source: CapitalSource
    plan_year: int
    origin_year: int
    purpose: str
    day: date
    amount: int
    document: str = ""


@dataclass(frozen=True, slots=True)
class StandingEntry:
    bank_deposit: int = 0
    owner_dissolved: bool = False
    contractor_bankrupt: bool = False
    project_suspended: bool = False
    other_cause: str = ""
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class RuleEntry:
    purpose: str
    effective_from: date
    recovered_at_percent: int | None = None
    days: int | None = None
    months: int | None = None
    overdue_months: int = 0
    legal_basis: str = ""


@transaction.atomic
def contract_advance_record(
    *, project: Project, entry: ContractAdvanceEntry, actor: User | None, now: datetime
) -> ContractAdvance:
    """Add an advance under a contract or a recovery of it; a mistake is taken back by its contrary.

    Refuses what was never advanced or is on record already.
    """
    require(actor, "advance.record")
    if actor is not None and not projects_kept_by(actor).filter(pk=project.pk).exists():
        raise NotAllowed(_("The project belongs to another investor."))
    if entry.contract.project_id != project.pk:
        raise Refusal(_("The contract belongs to another project."))
    _check_entry(entry, timezone.localdate(now))
    # Nobody else enters an advance of this contract until this is done.
    Contract.objects.filter(pk=entry.contract.pk).update(number=F("number"))
    _check_sums(entry)
    row = ContractAdvance.objects.create(
        contract=entry.contract,
        source=entry.source,
        plan_year=entry.plan_year,
        origin_year=entry.origin_year,
        purpose=entry.purpose,
        day=entry.day,
        amount=entry.amount,
        document=entry.document.strip(),
        recorded_at=now,
        recorded_by=actor,
    )
    audit(
        actor=actor,
        action="contract_advance.record",
        about=row,
        at=now,
        project=project.code,
        contract=entry.contract.number,
        source=entry.source.code,
        plan_year=entry.plan_year,
        origin_year=entry.origin_year,
        purpose=entry.purpose,
        day=entry.day.isoformat(),
        amount=entry.amount,
        document=row.document,
    )
    return row


@transaction.atomic
def advance_standing_save(
    *,
    project: Project,
    entry: StandingEntry,
    seen: str,
    actor: User | None,
    now: datetime,
) -> AdvanceStanding:
    """Keep what the forms ask of a project's overdue advance.

    ``seen`` is the `standing_mark` of what the person saw.
    """
    require(actor, "advance.standing")
    if actor is not None and not own_projects(actor).filter(pk=project.pk).exists():
        raise NotAllowed(_("The project belongs to another investor."))
    if entry.bank_deposit < 0:
        raise Refusal(_("What is deposited at a bank is 0 đồng or more."))
    values = asdict(entry)
    known = AdvanceStanding.objects.filter(project=project).first()
    if standing_mark(known) != seen:
        raise StaleState(_("Somebody else has changed this in the meantime: compare first."))
    before = {name: getattr(known, name) for name in values} if known else {}
    if known and before == values:
        return known
    try:
        with transaction.atomic():
            if known is None:
                known = AdvanceStanding.objects.create(
                    project=project, edited_at=now, edited_by=actor, **values
                )
            else:
                same = AdvanceStanding.objects.filter(pk=known.pk, edited_at=known.edited_at)
                if same.update(edited_at=now, edited_by=actor, **values) != 1:
                    raise IntegrityError
                known.refresh_from_db()
    except IntegrityError:
        raise StaleState(
            _("Somebody else has changed this in the meantime: compare first.")
        ) from None
    audit(
        actor=actor,
        action="advance_standing.save",
        about=known,
        at=now,
        project=project.code,
        before=before,
        after=values,
    )
    return known


@transaction.atomic
def advance_rule_change(
    *, entry: RuleEntry, note: str, actor: User | None, now: datetime
) -> AdvanceRule:
    """Put a new version of a purpose's rule on record from a coming day on.

    An advance keeps the rule of the day it was paid: nothing past is judged anew.
    """
    require(actor, "advance.rules")
    _check_rule(entry, timezone.localdate(now))
    values = asdict(entry) | {"legal_basis": entry.legal_basis.strip()}
    named = {"purpose": entry.purpose, "effective_from": entry.effective_from}
    earlier = AdvanceRule.objects.filter(
        purpose=entry.purpose, effective_from__lte=entry.effective_from
    )
    before = earlier.order_by("-effective_from").first()
    if before and not _differing(before, values, besides=named):
        raise Refusal(_("Nothing has been changed."))
    try:
        with transaction.atomic():
            row = AdvanceRule.objects.create(**values)
    except IntegrityError:
        raise StaleState(
            _("There is a version from that day already: withdraw it first, or choose another day.")
        ) from None
    audit(
        actor=actor,
        action="advance_rule.change",
        about=row,
        at=now,
        note=note.strip(),
        **_told(row),
        before=_told(before) if before else None,
    )
    return row


@transaction.atomic
def advance_rule_withdraw(*, rule: AdvanceRule, actor: User | None, now: datetime) -> None:
    """Take back a version whose day has not come."""
    require(actor, "advance.rules")
    pk, today = rule.pk, timezone.localdate(now)
    removed, _by_model = AdvanceRule.objects.filter(pk=pk, effective_from__gt=today).delete()
    if not removed:
        raise StaleState(_("The version is in force or withdrawn: enter a new one instead."))
    rule.pk = pk
    audit(actor=actor, action="advance_rule.withdraw", about=rule, at=now, **_told(rule))


@transaction.atomic
def advance_rules_seed(*, now: datetime) -> int:
    """Enter the rules of the law for the purposes that have none; return how many."""
    known = set(AdvanceRule.objects.order_by().values_list("purpose", flat=True))
    added = 0
    for purpose, percent, days, months, more in DEFAULT_RULES:
        if purpose in known:
            continue
        row, is_new = AdvanceRule.objects.get_or_create(
            purpose=purpose,
            effective_from=IN_FORCE_SINCE,
            defaults={
                "recovered_at_percent": percent,
                "days": days,
                "months": months,
                "overdue_months": more,
                "legal_basis": _ND254,
            },
        )
        if is_new:
            audit(actor=None, action="advance_rule.seed", about=row, at=now, **_told(row))
            added += 1
    return added


def _check_entry(entry: ContractAdvanceEntry, today: date) -> None:
    if entry.purpose not in AdvancePurpose.values:
        raise Refusal(_("Choose what the advance was paid for."))
    if not entry.amount:
        raise Refusal(_("The amount is 0 đồng: enter what was paid or recovered."))
    if entry.day > today:
        raise Refusal(_("The day lies in the future: enter it once it has happened."))
    if entry.day < entry.contract.signed_on:
        raise Refusal(
            _("The contract was signed on %(day)s: nothing is advanced under it before.")
            % {"day": f"{entry.contract.signed_on:%d/%m/%Y}"}
        )
    if entry.origin_year > entry.plan_year:
        raise Refusal(_("Money cannot come from a later year than its plan."))


def _check_sums(entry: ContractAdvanceEntry) -> None:
    """Refuse what is on record already, recovers more than is open, or exceeds the contract."""
    contract, document = entry.contract, entry.document.strip()
    years = (entry.plan_year, entry.origin_year)
    steps = contract_steps(
        contract=contract, source=entry.source, years=years, purpose=entry.purpose
    )
    same = ContractAdvance.objects.filter(
        contract=contract,
        source=entry.source,
        plan_year=entry.plan_year,
        origin_year=entry.origin_year,
        purpose=entry.purpose,
        day=entry.day,
        amount=entry.amount,
        document=document,
    )
    if same.exists():
        raise Refusal(
            _(
                "This is on record already. If it was paid twice, tell the two apart by "
                "their documents."
            )
        )
    if _lowest([*steps, Step(entry.day, entry.amount)]) < 0:
        raise Refusal(
            _(
                "More would be recovered than was advanced by that day under this contract, "
                "source, year and purpose: check the amount and the day."
            )
        )
    amounts = ContractAdvance.objects.filter(contract=contract).values_list("amount", flat=True)
    if entry.amount > 0 and sum(amounts) + entry.amount > contract.value:
        raise Refusal(_("More would be open in advances than the contract is worth."))


def _lowest(steps: list[Step]) -> int:
    """Return the lowest balance at the end of any day."""
    balance, ends = 0, {}
    for step in sorted(steps):
        balance += step.amount
        ends[step.day] = balance
    return min(ends.values())


def _check_rule(entry: RuleEntry, today: date) -> None:
    if entry.purpose not in AdvancePurpose.values:
        raise Refusal(_("Choose what the advance was paid for."))
    if entry.effective_from <= today:
        raise Refusal(_("Choose a day to come: what was advanced before keeps its rule."))
    if entry.effective_from.year > today.year + FARTHEST_YEARS:
        raise Refusal(_("Choose a day within the next five years."))
    _check_terms(entry)


def _check_terms(entry: RuleEntry) -> None:
    by_share, by_time = entry.recovered_at_percent, (entry.days, entry.months)
    if by_share is None and by_time == (None, None):
        raise Refusal(_("Say by when it is recovered: a share of the contract, days or months."))
    if by_share is not None and by_time != (None, None):
        raise Refusal(_("Either a share of the contract or a time after the advance, not both."))
    if by_share is not None and entry.purpose in (AdvancePurpose.LAND, AdvancePurpose.OTHER):
        raise Refusal(_("Without a contract there is no share of it: enter days or months."))
    if by_share is not None and not 1 <= by_share <= MOST_PERCENT:
        raise Refusal(_("The share of the contract is 1 to 100 per cent."))
    months = (entry.months or 0, entry.overdue_months)
    if not 0 <= (entry.days or 0) <= MOST_DAYS or not all(0 <= m <= MOST_MONTHS for m in months):
        raise Refusal(_("The time after the advance is at most ten years."))


def _differing(row: AdvanceRule, values: dict[str, object], besides: dict[str, object]) -> bool:
    return any(getattr(row, name) != values[name] for name in values.keys() - besides.keys())


def _told(row: AdvanceRule) -> dict[str, object]:
    """Return a version for the audit record."""
    names = ("purpose", "recovered_at_percent", "days", "months", "overdue_months", "legal_basis")
    told: dict[str, object] = {name: getattr(row, name) for name in names}
    return {**told, "effective_from": row.effective_from.isoformat()}
