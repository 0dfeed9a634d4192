"""What every page shows around its content: who is here, where they may go, in which unit."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from disbursement.selectors.notices import MOST_COUNTED, unread_count
from disbursement.selectors.review_page import answers_for_others
from projects.display import UNIT_CHOICES, current_unit
from projects.domain.money import Unit
from projects.models import Installation, User
from projects.permissions import may, memberships_of


class Place(NamedTuple):
    """An entry of the navigation, shown to those who may do the action.

    The first place of a section names it; those after it follow.
    """

    action: str
    url_name: str
    label: str | Promise
    icon: str
    section: str | Promise = ""


class Entry(NamedTuple):
    """A place as one person sees it on one page; current is "page", "true" or ""."""

    url: str
    label: str | Promise
    icon: str
    current: str


class Section(NamedTuple):
    """Entries that belong together, under a heading; the first section has none."""

    label: str | Promise
    entries: list[Entry]


ENDORSEMENTS = "disbursement:endorsements"
PLACES = (
    Place("dashboard.view", "reports:dashboard", _("Dashboard"), "speedometer2"),
    Place("milestones.view", "emulation:milestones", _("Milestones"), "flag"),
    Place("dashboard.view", "emulation:denominators", _("Denominators"), "layers"),
    Place("gaps.view", "emulation:gaps", _("Gaps in progress"), "graph-up"),
    Place(
        "submission.view_own",
        "disbursement:my_periods",
        _("My reports"),
        "clipboard-check",
        _("Periodic reports"),
    ),
    Place("submission.endorse", ENDORSEMENTS, _("Reports to endorse"), "check2-all"),
    Place("registered.edit", "disbursement:registered_grid", _("Monthly plans"), "calendar3"),
    Place("target.register", "emulation:targets", _("My target"), "trophy"),
    Place("submission.review", "disbursement:review_inbox", _("Reports to review"), "inbox"),
    Place("submission.view_all", "disbursement:period_board", _("Reporting"), "clipboard-data"),
    Place("matrix.view", "disbursement:report_matrix", _("Who is behind"), "table"),
    Place(
        "registered.view_all",
        "disbursement:registered_board",
        _("Registered plans"),
        "calendar-check",
    ),
    Place("target.view_all", "emulation:targets", _("Registered targets"), "trophy"),
    Place(
        "obstacle.view",
        "disbursement:obstacles",
        _("Obstacles"),
        "exclamation-triangle",
        _("Following up"),
    ),
    Place("directive.view", "disbursement:directives", _("Directives of leaders"), "flag"),
    Place("advance.view", "disbursement:advances", _("Open advances"), "hourglass-split"),
    Place(
        "treasury.view",
        "disbursement:import_list",
        _("Treasury files"),
        "bank2",
        _("State Treasury"),
    ),
    Place("reports.view", "reports:snapshot_list", _("Weekly snapshots"), "clock-history"),
    Place(
        "reconciliation.view",
        "disbursement:reconciliations",
        _("Reconciliation"),
        "arrow-left-right",
    ),
    Place(
        "project.view",
        "reports:project_list",
        _("Projects"),
        "folder2-open",
        _("Registers and plans"),
    ),
    Place("project.view", "projects:registers", _("Registers"), "table"),
    Place("organisation.change", "emulation:reorganise", _("Reorganisation"), "diagram-3"),
    Place("stage.confirm", "projects:stages", _("Stages to confirm"), "check2-all"),
    Place("plan.view", "projects:plan", _("Capital plan"), "cash-coin"),
    Place("plan.view", "projects:decision_list", _("Plan decisions"), "journal-text"),
    Place("plan.view", "disbursement:tabmis", _("Entry in TABMIS"), "check2-all"),
    Place("source.view", "projects:revenue", _("Collected revenue"), "inbox"),
    Place("medium_term.view", "projects:medium_term", _("Medium-term plans"), "calendar3"),
    Place("rollover.view", "disbursement:rollovers", _("Year rollover"), "arrow-repeat"),
    Place(
        "reports.view",
        "reports:run_list",
        _("Reports"),
        "file-earmark-text",
        _("Reports and settings"),
    ),
    Place(
        "submission.exception", "disbursement:calendar", _("Deadlines and days off"), "calendar3"
    ),
    Place("notices.edit", "disbursement:notice_settings", _("Notices and reminders"), "bell"),
    Place("admin.site", "admin:index", _("Administration"), "gear"),
)
UNIT_LABELS: dict[Unit, str | Promise] = {
    Unit.DONG: _("đồng"),
    Unit.MILLION: _("million"),
    Unit.BILLION: _("billion"),
}


def navigation(request: HttpRequest) -> dict[str, object]:
    """Return the frame of the page: entries, person, units, installation."""
    user = getattr(request, "user", None)
    installation = Installation.objects.filter(pk=1).first()
    return {
        "navigation": sections_for(user, request.path) if isinstance(user, User) else [],
        "memberships": memberships_of(user) if isinstance(user, User) else [],
        "unit": current_unit(),
        "unit_choices": [(unit.name, UNIT_LABELS[unit]) for unit in UNIT_CHOICES],
        "set_unit_url": _url("disbursement:set_unit"),
        "unread": partial(_unread, user),  # counted only where a page shows its frame
        "demo": bool(installation and installation.is_demo),
        "province": installation.province if installation else "",
    }


def sections_for(user: User, path: str) -> list[Section]:
    """Return where the user may go; the entry with the longest matching path is current."""
    sections: list[tuple[str | Promise, list[tuple[Place, str]]]] = []
    for place in PLACES:
        if place.section or not sections:
            sections.append((place.section, []))
        if _is_for(user, place) and (url := _url(place.url_name)):
            sections[-1][1].append((place, url))
    urls = [url for _label, found in sections for _place, url in found if _is_under(path, url)]
    here = max(urls, key=len, default="")
    return [
        Section(label, [Entry(url, p.label, p.icon, _current(url, here, path)) for p, url in found])
        for label, found in sections
        if found
    ]


def _is_for(user: User, place: Place) -> bool:
    """Tell whether a place is shown; to endorse is only for those who answer for others."""
    if not may(user, place.action):
        return False
    if place.url_name == ENDORSEMENTS:
        return answers_for_others(user=user, now=timezone.now())
    return True


def _is_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _current(url: str, here: str, path: str) -> str:
    if url != here:
        return ""
    return "page" if url == path else "true"


def _unread(user: object) -> str:
    """Return the number on the bell, "" where there is nothing to read."""
    count = unread_count(user) if isinstance(user, User) else 0
    return f"{MOST_COUNTED - 1}+" if count >= MOST_COUNTED else str(count or "")


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
