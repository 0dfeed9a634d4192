"""Take in plan forms: read once, kept byte for byte, and turned into a draft to be completed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from disbursement.domain.plan_form_reading import FormTerms, PlanForm, with_sources
from disbursement.domain.plan_form_sources import SourceName, propose_sources
from disbursement.intake.plan_forms import read_plan_file
from projects.issue_texts import to_json
from projects.models import CapitalSource, DecisionDraft, SourceFile, User
from projects.permissions import require
from projects.refusals import Refusal
from projects.selectors.decision_drafts import sources_remembered
from projects.selectors.files import path_of
from projects.services.audit import audit
from projects.services.decision_drafts import DraftContent, draft_open
from projects.services.files import file_keep


class FormRefused(Refusal):
    """The file makes no draft; `form` says why, by cell."""

    def __init__(self, form: PlanForm, kept: SourceFile) -> None:
        super().__init__(_("The file cannot be read as a plan form."))
        self.form = form
        self.kept = kept


@transaction.atomic
def plan_form_keep(*, content: bytes, name: str, by: User | None, at: datetime) -> SourceFile:
    """Keep an uploaded form byte for byte."""
    require(by, "plan.edit")
    kept = file_keep(content=content, name=name, by=by, at=at)
    audit(actor=by, action="plan_form.receive", about=kept, at=at, name=kept.name)
    return kept


def plan_form_take(
    *, kept: SourceFile, terms: FormTerms, actor: User | None, at: datetime
) -> DecisionDraft:
    """Read a kept form and open a draft with its lines; raise FormRefused where it makes none."""
    require(actor, "plan.edit")
    form = plan_form_read(kept=kept, terms=terms)
    if form.is_refused or form.plan_year is None:
        raise FormRefused(form, kept)
    with transaction.atomic():
        return draft_open(
            actor=actor,
            at=at,
            content=DraftContent(
                plan_year=form.plan_year,
                number=form.hint.number,
                decided_on=form.hint.decided_on,
                issuer=form.hint.issuer,
                rows=form.rows,
            ),
            form_file=kept,
            findings=[to_json(found) for found in form.issues],
        )


def plan_form_read(*, kept: SourceFile, terms: FormTerms) -> PlanForm:
    """Read a kept form, with the sources that its sections most likely mean."""
    form = read_plan_file(path_of(kept), terms)
    if form.is_refused:
        return form
    proposals = propose_sources(form.sections, _source_names(), sources_remembered())
    return with_sources(form, proposals)


def _source_names() -> list[SourceName]:
    """Return the sources with the words of all that they stand under."""
    sources = {source.pk: source for source in CapitalSource.objects.order_by("code")}
    names = []
    for source in sources.values():
        above: list[str] = []
        parent, seen = source.parent_id, {source.pk}
        while parent is not None and parent not in seen:
            seen.add(parent)
            above += [sources[parent].code, sources[parent].name]
            parent = sources[parent].parent_id
        names.append(SourceName(source.code, source.name, " ".join(above)))
    return names
