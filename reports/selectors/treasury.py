"""How fresh the treasury's figures are: which files came, and who has long sent nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from disbursement.models import TreasuryImport
from projects.models import Membership, Role


@dataclass(frozen=True, slots=True)
class Office:
    """A treasury office and the last file of its people that counts."""

    name: str
    last: TreasuryImport | None


def posted_files(*, after: datetime | None, until: datetime) -> list[TreasuryImport]:
    """Return the files posted after one moment and up to another that were not taken back by it."""
    files = _counting(until).select_related("source_file", "posted_by").order_by("posted_at", "pk")
    return list(files if after is None else files.filter(posted_at__gt=after))


def offices(*, at: datetime, day: date) -> list[Office]:
    """Return every treasury office with the last file its people had posted by a moment.

    Files that nobody of an office handed in (a command's) stand under an empty name.
    """
    members = (
        Membership.objects.filter(role=Role.TREASURY)
        .valid_on(day)
        .order_by("organisation__code")
        .values_list("organisation__name", "user_id")
    )
    people: dict[str, list[int]] = {}
    for name, user in members:
        people.setdefault(name, []).append(user)
    files = _counting(at).select_related("source_file").order_by("-posted_at", "-pk")
    found = [
        Office(name, files.filter(received_by__in=users).first()) for name, users in people.items()
    ]
    known = {user for users in people.values() for user in users}
    others = files.filter(Q(received_by=None) | ~Q(received_by__in=known)).first()
    return [*found, Office("", others)] if others else found


def _counting(at: datetime) -> QuerySet[TreasuryImport]:
    return TreasuryImport.objects.filter(posted_at__lte=at).filter(
        Q(reversed_at=None) | Q(reversed_at__gt=at)
    )
