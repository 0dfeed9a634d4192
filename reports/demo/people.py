"""The people of the demonstration: one of each role to sign in as, and an officer per investor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from projects.models import Membership, Organisation, Role, User
from reports.demo import names
from reports.demo.province import DemoProvince

# Known to everybody on purpose: it exists only where the demonstration was asked for.
DEMO_PASSWORD = "Giai-ngan-thu-nghiem"  # noqa: S105
SINCE = date(2019, 1, 1)


@dataclass(frozen=True, slots=True)
class DemoUser:
    username: str
    password: str
    role: str
    organisation: str


def demo_users() -> list[DemoUser]:
    """Return the people to sign in as."""
    return [
        DemoUser(username, DEMO_PASSWORD, role, organisation)
        for username, _, role, organisation in names.PEOPLE
    ]


def people_without_offices() -> tuple[User, User]:
    """Make the planning and the treasury officer, whose offices the first register brings."""
    password = make_password(DEMO_PASSWORD)  # slow on purpose, and the same for all
    made = {username: _user(username, name, password) for username, name, _, _ in names.PEOPLE}
    return made["kehoach"], made["khobac"]


def people_seat(province: DemoProvince) -> dict[str, User]:
    """Seat everybody in their office; return the officer of each investor by its code."""
    organisations = {each.code: each for each in Organisation.objects.all()}
    for username, _, role, code in names.PEOPLE:
        _seat(User.objects.get(username=username), role, organisations[code])
    officers = {
        code: User.objects.get(username=username)
        for username, _, role, code in names.PEOPLE
        if role == Role.INVESTOR
    }
    for investor in province.investors:
        if investor.code not in officers:
            officer = _user(
                f"cb-{investor.code.lower()}", f"Cán bộ {investor.name}", make_password(None)
            )
            _seat(officer, Role.INVESTOR, organisations[investor.code])
            officers[investor.code] = officer
    return officers


def _user(username: str, full_name: str, password: str) -> User:
    return User.objects.create(
        username=username,
        full_name=full_name,
        is_staff=username == "quantri",
        password=password,
    )


def _seat(user: User, role: str, organisation: Organisation) -> None:
    Membership.objects.create(user=user, organisation=organisation, role=role, valid_from=SINCE)
