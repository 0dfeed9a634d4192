"""Read the two sides of a reconciliation: the investor's own figures and the treasury's."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import chain

from django.db.models import F, Max, Prefetch, Q, QuerySet

from disbursement.domain.ledger import Key
from disbursement.domain.reconciliation import (
    RANK,
    Pair,
    Side,
    State,
    Tolerated,
    is_settled,
)
from disbursement.models import (
    ReconciliationLine,
    ReconciliationNote,
    ReconciliationSheet,
    StatementLine,
    SubmissionEventKind,
    SubmissionLine,
    SubmissionVersion,
    Tolerance,
    Voucher,
)
from disbursement.selectors.periods import plan_years_of
from disbursement.selectors.positions import positions_by_key
from projects.models import Organisation, Project, Role, User
from projects.permissions import may, organisations_of, roles_of
from projects.selectors.holders import moved_since

ACCEPTED = SubmissionEventKind.ACCEPTED


@dataclass(frozen=True, slots=True)
class ComparedLine:
    """A line as it is shown, with its remarks, oldest first."""

    line: ReconciliationLine
    pair: Pair
    notes: list[ReconciliationNote]

    @property
    def last_said(self) -> ReconciliationNote | None:
        """What a person wrote last about the line."""
        said = (note for note in reversed(self.notes) if note.side != Side.PORTAL and note.text)
        return next(said, None)


@dataclass(frozen=True, slots=True)
class SheetView:
    """A sheet with its lines, differences first, and the remarks on the whole of it."""

    sheet: ReconciliationSheet
    lines: list[ComparedLine]
    notes: list[ReconciliationNote]
    tolerated: Tolerated | None

    @property
    def is_settled(self) -> bool:
        return is_settled(each.line.state for each in self.lines)

    @property
    def mark(self) -> str:
        return mark_of(each.line for each in self.lines)

    @property
    def own(self) -> int | None:
        return _sum(each.pair.own for each in self.lines)

    @property
    def treasury(self) -> int | None:
        return _sum(each.pair.treasury for each in self.lines)

    @property
    def difference(self) -> int:
        return (self.own or 0) - (self.treasury or 0)

    def count(self, *states: State) -> int:
        return sum(each.line.state in states for each in self.lines)


def sheets_visible_to(user: User) -> QuerySet[ReconciliationSheet]:
    """Return every sheet, or for investors those of their own organisations."""
    sheets = ReconciliationSheet.objects.select_related(
        "investor", "submission__period", "investor_signed_by", "treasury_signed_by"
    )
    if may(user, "reconciliation.view_all"):
        return sheets
    return sheets.filter(investor__in=organisations_of(user, Role.INVESTOR))


def lines_visible_to(user: User) -> QuerySet[ReconciliationLine]:
    return ReconciliationLine.objects.filter(
        sheet__in=sheets_visible_to(user).order_by().values("pk")
    ).select_related("sheet__investor", "sheet__submission__period", "project", "source")


def side_of(user: User, sheet: ReconciliationSheet) -> Side | None:
    """Return on which side of a sheet a person stands; None for those who only read."""
    if sheet.investor_id in organisations_of(user, Role.INVESTOR):
        return Side.INVESTOR
    roles = roles_of(user)
    if Role.TREASURY in roles:
        return Side.TREASURY
    return Side.PLANNING if Role.PLANNING in roles else None


def tolerance_on(day: date) -> Tolerated | None:
    """Return the tolerance in force on a day, None where there is none on record."""
    row = (
        Tolerance.objects.filter(effective_from__lte=day)
        .order_by("-effective_from")
        .values_list("amount", "per_mille")
        .first()
    )
    return Tolerated(*row) if row else None


def pair_of(line: ReconciliationLine) -> Pair:
    return Pair(line.own, line.treasury)


def key_of(line: ReconciliationLine) -> Key:
    return Key(line.project_id, line.source_id, line.plan_year, line.origin_year)


def mark_of(lines: Iterable[ReconciliationLine]) -> str:
    """Return what tells one reading of a sheet's lines from another: nobody signs unseen ones."""
    facts = [(line.pk, line.own, line.treasury, str(line.state)) for line in lines]
    rows = sorted(facts, key=lambda fact: fact[0])
    return sha256(repr(rows).encode()).hexdigest()[:16]


def sheet_view(*, sheet: ReconciliationSheet) -> SheetView:
    """Return a sheet with its lines and remarks in three queries."""
    lines = sheet.lines.select_related("project", "source").prefetch_related(
        Prefetch("notes", ReconciliationNote.objects.select_related("actor"))
    )
    shown = [ComparedLine(line, pair_of(line), list(line.notes.all())) for line in lines]
    notes = sheet.notes.filter(line=None).select_related("actor")
    return SheetView(sheet, sorted(shown, key=_in_order), list(notes), tolerance_on(sheet.as_at))


def own_figures(*, sheet: ReconciliationSheet) -> dict[Key, int]:
    """Return by key what the investor's accepted report states.

    Of a report that was opened again it is the version accepted last, until the next one is. A
    year goes by the last accepted report that asked about it.
    """
    versions = SubmissionVersion.objects.filter(
        submission__events__kind=ACCEPTED, submission__events__version=F("number")
    )
    if sheet.submission_id is not None:
        versions = versions.filter(submission=sheet.submission_id)
    elif sheet.year is not None:
        versions = versions.filter(
            submission__investor=sheet.investor_id,
            submission__period__as_at__lte=sheet.as_at,
            lines__plan_year=sheet.year,
        )
    newest = versions.order_by("-submission__period__as_at", "-number").values("pk").first()
    if newest is None:
        return {}
    rows = SubmissionLine.objects.filter(version=newest["pk"], own_disbursed__isnull=False)
    if sheet.year is not None:
        rows = rows.filter(plan_year=sheet.year)
    columns = ("project_id", "source_id", "plan_year", "origin_year", "own_disbursed")
    return {
        Key(*row[:4]): row[4] for row in rows.order_by().values_list(*columns) if row[4] is not None
    }


def treasury_figures(*, sheet: ReconciliationSheet, stated: Collection[Key]) -> dict[Key, int]:
    """Return by key what the treasury paid up to the day of the sheet.

    Whose a project was is told by that day; what the investor states is looked up as well.
    """
    figures = {}
    projects = _projects_of(sheet, {key.project_id for key in stated})
    for year in plan_years(sheet):
        positions = positions_by_key(plan_year=year, as_of=sheet.as_at, projects=projects)
        for (project, source, origin), position in positions.items():
            figures[Key(project, source, year, origin)] = position.disbursed
    return figures


def plan_years(sheet: ReconciliationSheet) -> tuple[int, ...]:
    if sheet.submission is not None:
        return plan_years_of(sheet.submission.period)
    return () if sheet.year is None else (sheet.year,)


def touched_since(moment: datetime) -> dict[int, datetime]:
    """Return per investor when the treasury's facts on its projects last changed, since then."""
    touched: dict[int, datetime] = {}
    for facts in (StatementLine.objects, Voucher.objects):
        recorded = Max("recorded_at")
        reversed_ = Max("treasury_import__reversed_at")
        rows = (
            facts.filter(Q(recorded_at__gte=moment) | Q(treasury_import__reversed_at__gte=moment))
            .order_by()
            .values_list("project__investor")
            .annotate(recorded, reversed_)
        )
        for investor, *moments in rows:
            known = [each for each in (*moments, touched.get(investor)) if each]
            touched[investor] = max(known)
    return touched


def investors_paid(*, year: int, day: date) -> set[int]:
    """Return whose projects had money of a plan year up to a day, or stated that they had."""
    paid = {project for project, _source, _origin in positions_by_key(plan_year=year, as_of=day)}
    holder = {project: then for project, (_now, then) in moved_since(day=day).items()}
    now = Project.objects.filter(pk__in=paid).order_by().values_list("pk", "investor_id")
    stated = (
        SubmissionLine.objects.filter(
            plan_year=year,
            own_disbursed__isnull=False,
            version__submission__period__as_at__lte=day,
            version__submission__events__kind=ACCEPTED,
            version__submission__events__version=F("version__number"),
        )
        .order_by()
        .values_list("version__submission__investor", flat=True)
        .distinct()
    )
    return set(chain((holder.get(pk, investor) for pk, investor in now), stated))


def investors_reconciling(*, user: User) -> QuerySet[Organisation]:
    """Return the investors that have sheets the person sees."""
    sheets = sheets_visible_to(user).order_by()
    return Organisation.objects.filter(pk__in=sheets.values("investor")).order_by("sort_key")


def _sum(amounts: Iterable[int | None]) -> int | None:
    """Add up what is stated; where nothing is, there is no sum."""
    stated = [amount for amount in amounts if amount is not None]
    return sum(stated) if stated else None


def _projects_of(sheet: ReconciliationSheet, stated: set[int]) -> QuerySet[Project]:
    moved = moved_since(day=sheet.as_at)
    mine = sheet.investor_id
    came = {project for project, (now, then) in moved.items() if then == mine != now}
    gone = {project for project, (now, then) in moved.items() if now == mine != then}
    held = Q(investor=mine) & ~Q(pk__in=gone)
    return Project.objects.filter(held | Q(pk__in=came | stated))


def _in_order(each: ComparedLine) -> tuple[int, int, str, str, int]:
    line = each.line
    rank = RANK[State(line.state)]
    return (rank, -each.pair.apart, line.project.code, line.source.code, -line.origin_year)
