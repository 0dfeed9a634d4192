"""Remember how an office's tables are laid out once a person has said so, and offer it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from disbursement.domain import reading_rules
from disbursement.domain import treasury_rules as rules
from disbursement.domain.corrections import fingerprint, matching_columns, remembered_columns
from disbursement.domain.headings import Paths, all_paths
from disbursement.domain.meanings import Recovery
from disbursement.domain.treasury_reading import Choice, RawSheet, SheetLayout, read_sheets
from disbursement.domain.treasury_verdict import Verdict
from disbursement.intake.treasury_files import open_sheets
from disbursement.models import RememberedLayout, TreasuryImport
from projects.domain.columns import column_index
from projects.domain.issues import issue
from projects.intake.workbook import WorkbookRefused
from projects.models import User
from projects.permissions import require
from projects.refusals import Refusal
from projects.selectors.files import path_of
from projects.services.audit import audit

LONGEST_NAME = 150
# Findings that mean that a table is not laid out the way it was remembered.
FAILURES = (rules.NO_TABLE, rules.COLUMNS_MISSING, rules.COLUMN_TWICE)


@dataclass(frozen=True, slots=True)
class LayoutOffer:
    """A remembered layout that fits a file, and what it says of the columns of each sheet."""

    layout: RememberedLayout
    columns: Mapping[str, Mapping[str, str]]


def layout_offer(*, treasury_import: TreasuryImport) -> LayoutOffer | None:
    """Return the layout remembered for the import's office under the headings of its file."""
    if treasury_import.office_id is None:
        return None
    active = RememberedLayout.objects.filter(office=treasury_import.office_id, is_retired=False)
    remembered = {layout.fingerprint: layout for layout in active}
    if not remembered:
        return None
    offered: dict[str, Mapping[str, str]] = {}
    used: RememberedLayout | None = None
    for sheet in _sheets(treasury_import):
        for paths in _headings(sheet):
            layout = remembered.get(fingerprint(paths))
            if layout is not None and (used is None or used.name == layout.name):
                used = layout
                offered[sheet.name] = matching_columns(paths, layout.columns)
                break
    return LayoutOffer(used, offered) if used is not None else None


@transaction.atomic
def layout_remember(
    *, treasury_import: TreasuryImport, name: str, actor: User | None, at: datetime
) -> list[RememberedLayout]:
    """Remember the columns of every sheet that a person corrected, in place of what was before."""
    require(actor, "treasury.upload")
    office = treasury_import.office
    if office is None:
        raise Refusal(_("Say first which treasury office the file comes from."))
    name = name.strip()[:LONGEST_NAME]
    if not name:
        raise Refusal(_("Give the layout a name by which it can be found again."))
    choice = Choice(columns=treasury_import.chosen_columns)
    layouts = read_sheets(_sheets(treasury_import), choice).layouts
    corrected = {sheet: layouts[sheet] for sheet in choice.columns if sheet in layouts}
    if not corrected:
        raise Refusal(_("No column of the file was corrected by hand; there is nothing to keep."))
    kept = []
    for layout in corrected.values():
        print_of_headings = fingerprint(layout.paths)
        same = RememberedLayout.objects.filter(office=office, fingerprint=print_of_headings)
        same.filter(is_retired=False).update(is_retired=True)
        kept.append(
            RememberedLayout.objects.create(
                office=office,
                fingerprint=print_of_headings,
                name=name,
                family=layout.family,
                columns=_columns(layout),
                recovery=treasury_import.chosen_recovery,
                remembered_at=at,
                remembered_by=actor,
                used_at=at,
            )
        )
    audit(actor=actor, action="treasury.layout", about=kept[0], at=at, name=name)
    return kept


@transaction.atomic
def layout_take(
    *, treasury_import: TreasuryImport, offer: LayoutOffer, actor: User | None, at: datetime
) -> Choice:
    """Note that an offered layout is used; return the choice by which the file is to be read."""
    require(actor, "treasury.upload")
    RememberedLayout.objects.filter(pk=offer.layout.pk).update(used_at=at)
    TreasuryImport.objects.filter(pk=treasury_import.pk).update(remembered_layout=offer.layout)
    treasury_import.remembered_layout = offer.layout
    audit(
        actor=actor,
        action="treasury.layout_taken",
        about=treasury_import,
        at=at,
        name=offer.layout.name,
    )
    recovery = offer.layout.recovery or treasury_import.chosen_recovery
    return Choice(recovery=Recovery(recovery) if recovery else None, columns=offer.columns)


def layout_retire(*, layout: RememberedLayout) -> bool:
    """Offer a layout no longer; only the first of several callers gets True."""
    active = RememberedLayout.objects.filter(pk=layout.pk, is_retired=False)
    return active.update(is_retired=True) == 1


def layout_judged(*, treasury_import: TreasuryImport, verdict: Verdict) -> Verdict:
    """Say by which remembered layout a file was read; one that fails is retired."""
    layout = treasury_import.remembered_layout
    if layout is None:
        return verdict
    if any(found.rule in FAILURES for found in verdict.issues):
        layout_retire(layout=layout)
        told = issue(reading_rules.LAYOUT_FAILED, name=layout.name)
    else:
        told = issue(reading_rules.LAYOUT_REMEMBERED, name=layout.name)
    return replace(verdict, issues=[told, *verdict.issues])


def _sheets(treasury_import: TreasuryImport) -> list[RawSheet]:
    try:
        return open_sheets(path_of(treasury_import.source_file))
    except WorkbookRefused:
        return []


def _headings(sheet: RawSheet) -> list[Paths]:
    return list(all_paths(sheet.rows, sheet.merged))


def _columns(layout: SheetLayout) -> dict[str, str]:
    named = {column_index(letters): meaning for letters, meaning in layout.columns.items()}
    return remembered_columns(layout.paths, named)
