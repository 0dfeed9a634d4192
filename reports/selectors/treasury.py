"""How fresh the treasury's figures are: which files came, and who has long sent nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet, Sum

from disbursement.models import StatementLine, TreasuryImport, UnmatchedRow, Voucher
from projects.models import Membership, Organisation, Role
from reports.domain.figures import KeyOfCell


@dataclass(frozen=True, slots=True)
class Office:
    """A treasury office and the last file of it that counts; `pk` None is the system itself."""

    pk: int | None
    name: str
    last: TreasuryImport | None

    def is_stale(self, since: datetime) -> bool:
        """Tell whether the office has sent nothing after a moment."""
        return self.last is None or self.last.posted_at is None or self.last.posted_at <= since


@dataclass(frozen=True, slots=True)
class Waiting:
    """Rows of posted files whose project is not known, in no figure yet, in đồng."""

    rows: int
    amount: int


def posted_files(*, after: datetime | None, until: datetime) -> list[TreasuryImport]:
    """Return the files posted after one moment and up to another that were not taken back by it."""
    files = _counting(until).select_related("source_file", "posted_by").order_by("posted_at", "pk")
    return list(files if after is None else files.filter(posted_at__gt=after))


def offices(*, at: datetime, day: date) -> list[Office]:
    """Return every treasury office with the last file posted from it by a moment.

    A file belongs to the office named with it, else to that of whoever handed it in; files that
    belong to none (a command's) stand under an empty name.
    """
    employers = _employers(day)
    newest: dict[int | None, int] = {}
    files = _counting(at).order_by("posted_at", "pk")
    for pk, office, sender in files.values_list("pk", "office_id", "received_by_id"):
        newest[office or employers.get(sender)] = pk
    imports = TreasuryImport.objects.select_related("source_file").in_bulk(newest.values())
    known = {pk for pk in [*employers.values(), *newest] if pk is not None}
    named = Organisation.objects.filter(pk__in=known).order_by("code")
    last = {office: imports[pk] for office, pk in newest.items()}
    found = [Office(each.pk, each.name, last.get(each.pk)) for each in named]
    return [*found, Office(None, "", last[None])] if None in last else found


def keys_stated_last_by(
    *, offices: set[int | None], plan_year: int, day: date, known_by: datetime | None
) -> frozenset[KeyOfCell]:
    """Return the keys of a plan year whose newest figures come from one of the offices."""
    if not offices:
        return frozenset()
    employers = _employers(day)
    newest: dict[KeyOfCell, tuple[datetime, int | None]] = {}
    for facts in (StatementLine, Voucher):
        rows = (
            facts.objects.known_by(known_by)
            .filter(plan_year=plan_year)
            .order_by()
            .values_list(
                "project_id",
                "source_id",
                "origin_year",
                "treasury_import__office_id",
                "treasury_import__received_by_id",
            )
            .annotate(at=Max("recorded_at"))
        )
        for project, source, origin, office, sender, at in rows:
            key, stated = (project, source, origin), (at, office or employers.get(sender))
            if key not in newest or newest[key][0] < at:
                newest[key] = stated
    return frozenset(key for key, (_at, office) in newest.items() if office in offices)


def waiting_rows(*, at: datetime) -> Waiting:
    """Return what waited for its project code at a moment."""
    rows = UnmatchedRow.objects.filter(treasury_import__in=_counting(at)).filter(
        Q(matched_at=None) | Q(matched_at__gt=at)
    )
    found = rows.aggregate(rows=Count("pk"), amount=Sum("disbursed"))
    return Waiting(found["rows"], found["amount"] or 0)


def _employers(day: date) -> dict[int | None, int]:
    """Return the treasury office of each person who works for one."""
    members = Membership.objects.filter(role=Role.TREASURY).valid_on(day)
    return dict(members.order_by("-organisation__code").values_list("user_id", "organisation_id"))


def _counting(at: datetime) -> QuerySet[TreasuryImport]:
    return TreasuryImport.objects.filter(posted_at__lte=at).filter(
        Q(reversed_at=None) | Q(reversed_at__gt=at)
    )
