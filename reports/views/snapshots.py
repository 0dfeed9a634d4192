"""Pages of the weekly treasury snapshots: the weeks, and one week as it was frozen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from disbursement.views.access import permitted
from emulation.selectors.rates import DENOMINATORS
from projects.permissions import get_for, may
from projects.requests import person_of
from reports.definitions.frame import Asked
from reports.definitions.friday_snapshot import Snapshot, gather, tables_of
from reports.domain.figures import total
from reports.domain.kinds import FRIDAY_SNAPSHOT
from reports.domain.table import Table
from reports.models import ReportRun, RunStatus
from reports.renderers import html
from reports.selectors.schedule import coming
from reports.selectors.snapshots import neighbours, snapshots, week_total, weekly
from reports.views.remembering import remembered
from reports.views.runs import is_running

WEEKS_PER_PAGE = 12
PROJECTS_SHOWN = 31  # the total and thirty projects; the files have them all
# Where the rows of the tables lead, and what a person must be allowed to do to go there.
PAGES = {
    "investor": ("reports:investor", "dashboard.view", ""),
    "source": ("reports:source", "source.view", ""),
    "project": ("reports:project", "project.view", "#movements"),
    "file": ("disbursement:import_detail", "treasury.view", ""),
}


@require_GET
@permitted("reports.view")
def snapshot_list(request: HttpRequest) -> HttpResponse:
    """List the weeks with their totals, the newest first."""
    page = Paginator(weekly(), WEEKS_PER_PAGE).get_page(request.GET.get("page"))
    due = [run for run in coming(now=timezone.now()) if run.kind == FRIDAY_SNAPSHOT]
    context = {
        "page_obj": page,
        "rows": [(run, week_total(run) if _is_made(run) else None) for run in page],
        "next_due": due[0].due_at if due else None,
    }
    return render(request, "reports/snapshot_list.html", context)


@require_GET
@permitted("reports.view")
def snapshot(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one week as it was frozen, with the weeks beside it."""
    run = get_for(person_of(request), snapshots(), "reports.view", pk=pk)
    before, after = neighbours(run)
    leads = tuple(kind for kind, page in PAGES.items() if may(person_of(request), page[1]))
    context = {
        "run": run,
        "before": before,
        "after": after,
        "running": is_running(run),
        "denominator": f"D3 – {DENOMINATORS['D3']}",
        "figures": "",
    }
    if _is_made(run):
        key = ("snapshot", run.pk, run.known_by, leads)
        context["figures"] = remembered(key, lambda: _draw(run, leads))
    return render(request, "reports/snapshot.html", context)


def _is_made(run: ReportRun) -> bool:
    return run.status == RunStatus.MADE


def _draw(run: ReportRun, leads: Sequence[str]) -> str:
    """Reckon the week's figures again from what was known then, and draw them.

    The tables are the document's own and stay in Vietnamese, as its files do.
    """
    with translation.override(settings.LANGUAGE_CODE):
        found = gather(Asked(run.as_of, run.known_by))
        tables = tables_of(found)
        common = _common_notes(tables)
        own = [_for_the_page(table, common) for table in tables]
        drawn = html.render(own, leading=_leading(run, leads))
    context = {
        "run": run,
        "snapshot": found,
        "weeks": _weeks(found),
        "sections": [(html.anchor(at), table.name) for at, table in enumerate(tables, 1)],
        "tables": drawn,
        "notes": common,
    }
    return render_to_string("reports/_snapshot.html", context)


def _weeks(found: Snapshot) -> list[dict[str, Any]]:
    """Return of each plan year its total, and what last week's figures became."""
    return [
        {"year": year, "money": total(year.cells), "restated": restated}
        for year, restated in zip(found.years, found.restatements, strict=True)
    ]


def _common_notes(tables: Sequence[Table]) -> list[str]:
    """Return the notes that stand below several tables: a page says them once."""
    seen = Counter(note for table in tables for note in table.notes)
    return [note for note, times in seen.items() if times > 1]


def _for_the_page(table: Table, common: Sequence[str]) -> Table:
    """Return the table without common notes, a long list of projects cut to its head."""
    notes = tuple(note for note in table.notes if note not in common)
    left = len(table.rows) - PROJECTS_SHOWN
    if left <= 0 or not table.rows[-1].target.startswith("project:"):
        return replace(table, notes=notes)
    more = _("%(count)s more lines are in the files.") % {"count": left}
    return replace(table, rows=table.rows[:PROJECTS_SHOWN], notes=(more, *notes))


def _leading(run: ReportRun, leads: Sequence[str]) -> Callable[[str], str]:
    """Return what gives the address of a row's page, empty where the person may not go."""
    query = urlencode({"as_of": run.as_of.isoformat(), "pool": "all"})

    def lead(target: str) -> str:
        kind, _colon, key = target.partition(":")
        if kind not in leads:
            return ""
        page, _action, fragment = PAGES[kind]
        asked = "" if kind == "file" else f"?{query}"
        return f"{reverse(page, args=[key])}{asked}{fragment}"

    return lead
