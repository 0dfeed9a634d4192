"""Match unknown project codes by hand, and post the rows that waited for them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.domain.ledger import Key
from disbursement.models import ProjectCodeMatch, TreasuryImport, UnmatchedRow
from disbursement.selectors.treasury import known_projects
from disbursement.selectors.unmatched import waiting_rows
from disbursement.services.ledger import ledger_derive
from disbursement.services.treasury_facts import facts_append, ledger_lock, make_fact
from projects.domain.codes import code_key
from projects.domain.texts import clean
from projects.models import Project, User
from projects.permissions import require
from projects.refusals import Refusal
from projects.services.audit import audit

DAYS = ("as_at", "day")


@transaction.atomic
def code_match(
    *, code: str, project: Project, actor: User | None, at: datetime
) -> ProjectCodeMatch:
    """Remember which project a code of the treasury stands for; the same match twice is one."""
    require(actor, "treasury.match")
    ledger_lock()
    code = clean(code)
    known = known_projects().get(code_key(code))
    if known is not None and known.id != project.pk:
        raise Refusal(_("The code “%(code)s” already stands for another project.") % {"code": code})
    if existing := ProjectCodeMatch.objects.filter(code__iexact=code).first():
        return existing
    match = ProjectCodeMatch.objects.create(
        code=code, project=project, matched_at=at, matched_by=actor
    )
    audit(actor=actor, action="treasury.match", about=match, at=at, code=code, project=project.code)
    return match


def unmatched_repost(*, actor: User | None, at: datetime | None = None) -> int:
    """Turn the waiting rows whose project is known by now into facts; return how many rows."""
    require(actor, "treasury.match")
    if not waiting_rows().exists():
        return 0
    return _repost(actor=actor, at=at or timezone.now())


@transaction.atomic
def _repost(*, actor: User | None, at: datetime) -> int:
    ledger_lock()
    projects = known_projects()
    posted: dict[int, list[UnmatchedRow]] = defaultdict(list)
    facts = []
    keys: set[Key] = set()
    for row in waiting_rows().order_by("id"):
        project = projects.get(code_key(row.project_code))
        if project is None:
            continue
        fields = _fields(row.fact)
        years = fields.pop("plan_year"), fields.pop("origin_year")
        key = Key(project.id, fields.pop("source_id"), *years)
        facts.append(make_fact(row.treasury_import_id, key, fields, at))
        keys.add(key)
        posted[row.treasury_import_id].append(row)
    facts_append(facts)
    ledger_derive(keys=keys)
    for import_id, rows in posted.items():
        _note(import_id, rows, actor, at)
    return len(facts)


def _fields(stored: dict[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(stored[name]) for name in DAYS if name in stored}
    return stored | days


def _note(import_id: int, rows: list[UnmatchedRow], actor: User | None, at: datetime) -> None:
    """Mark rows as no longer waiting and count them among those their import posted."""
    codes = sorted({row.project_code for row in rows})
    waiting = UnmatchedRow.objects.filter(treasury_import=import_id, matched_at=None)
    waiting.filter(project_code__in=codes).update(matched_at=at)
    lines = {(row.sheet, row.row) for row in rows}
    imports = TreasuryImport.objects.filter(pk=import_id)
    imports.update(posted_count=F("posted_count") + len(lines))
    audit(
        actor=actor,
        action="treasury.repost",
        about=imports.get(),
        at=at,
        codes=codes,
        facts=len(rows),
    )
