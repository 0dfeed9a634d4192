"""What the check of a treasury file found, in the words of its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from disbursement.domain.treasury_rules import HOLDING, MORE_OF_THE_SAME, PRINTED_TOTAL_DIFFERS
from disbursement.models import ImportStatus, TreasuryImport
from projects.domain.issues import Severity
from projects.domain.money import Unit
from projects.issue_texts import from_json, render
from projects.templatetags.vnd import UNIT_NAMES

ISSUES_SHOWN = 200
SHOWN_OF_A_KIND = 20

LAYOUTS: dict[str, str | Promise] = {
    "summary": _("Cumulative figures per project"),
    "vouchers": _("List of vouchers, one in each row"),
    "tabmis": _("Lines of the TABMIS ledger"),
    "qtnd-03": _("Year-end form 03/QTNĐ"),
    "units": _("Results by unit"),
}
RUNNING = {ImportStatus.RECEIVED, ImportStatus.CHECKING, ImportStatus.POSTING}
# What a person can still do something about by saying how the file is to be read.
CAN_BE_READ_AGAIN = {ImportStatus.CHECKED, ImportStatus.HELD, ImportStatus.REFUSED}
CAN_BE_DISCARDED = CAN_BE_READ_AGAIN | {ImportStatus.RECEIVED}
UNIT_CODES = {"treasury.unit_unknown", "treasury.unit_ambiguous"}
DAY_CODES = {"treasury.day_unknown", "treasury.day_ambiguous"}

PROGRESS: dict[str, tuple[str | Promise, str | Promise]] = {
    ImportStatus.RECEIVED: (
        _("The file has arrived and waits to be read"),
        _("This usually takes a few seconds."),
    ),
    ImportStatus.CHECKING: (
        _("The file is being read and checked"),
        _("Nothing is posted before you say so."),
    ),
    ImportStatus.POSTING: (
        _("The figures are being posted"),
        _("All rows are posted together, or none of them."),
    ),
}
STEPS = (_("Upload"), _("Reading and checking"), _("Preview"), _("Posting"))
STEP_OF: dict[str, int] = {
    ImportStatus.RECEIVED: 1,
    ImportStatus.CHECKING: 1,
    ImportStatus.REFUSED: 1,
    ImportStatus.CHECKED: 2,
    ImportStatus.HELD: 2,
    ImportStatus.POSTING: 3,
    ImportStatus.POSTED: 4,
}


class Step(NamedTuple):
    label: str | Promise
    is_done: bool
    is_current: bool


@dataclass(slots=True)
class FindingGroup:
    """The findings of one rule: what it is about, how to mend it, and the first of its cells."""

    severity: str
    what: str
    fix: str
    count: int = 0
    shown: list[dict[str, str]] = field(default_factory=list)

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


@dataclass(frozen=True, slots=True)
class Findings:
    """The issues of a check: errors before warnings, no more of each than a page can bear."""

    errors: list[dict[str, str]]
    warnings: list[dict[str, str]]
    error_count: int
    warning_count: int
    groups: list[FindingGroup]

    @property
    def count(self) -> int:
        return self.error_count + self.warning_count

    @property
    def shown(self) -> int:
        return len(self.errors) + len(self.warnings)


def steps_of(treasury_import: TreasuryImport) -> list[Step]:
    """Return the way of a file into the ledger and how far this one is; none once it left it."""
    at = STEP_OF.get(treasury_import.status)
    if at is None:
        return []
    return [Step(label, number < at, number == at) for number, label in enumerate(STEPS)]


def findings_of(treasury_import: TreasuryImport, *, most: int | None = ISSUES_SHOWN) -> Findings:
    """Return what the check found, in the active language."""
    stored = treasury_import.issues
    errors = [issue for issue in stored if issue["severity"] == Severity.ERROR]
    warnings = [issue for issue in stored if issue["severity"] != Severity.ERROR]
    return Findings(
        errors=[_worded(issue) for issue in errors[:most]],
        warnings=[_worded(issue) for issue in warnings[:most]],
        error_count=len(errors),
        warning_count=len(warnings),
        groups=_groups([*errors, *warnings]),
    )


class _Blanks(dict[str, str]):
    """Stands for the values of a sentence that is about no single finding."""

    def __missing__(self, name: str) -> str:
        return "…"


def _groups(stored: Iterable[Mapping[str, Any]]) -> list[FindingGroup]:
    """Gather findings by rule, in the order in which each rule is first met."""
    groups: dict[str, FindingGroup] = {}
    more: dict[str, int] = {}
    for found in stored:
        code = found["code"]
        if code == MORE_OF_THE_SAME.code:
            more[found["params"]["code"]] = found["params"]["count"]
            continue
        if code not in groups:
            what, fix = (gettext(found[part]) % _Blanks() for part in ("text", "fix"))
            groups[code] = FindingGroup(found["severity"], what, fix)
        group = groups[code]
        group.count += 1
        if len(group.shown) < SHOWN_OF_A_KIND:
            group.shown.append(_worded(found))
    for code, count in more.items():
        if code in groups:
            groups[code].count += count
    return list(groups.values())


def can_be_marked(treasury_import: TreasuryImport) -> bool:
    """Tell whether there is something to mark in a file that could be opened."""
    found = treasury_import.issues
    return bool(found) and not any(issue["code"].startswith("workbook.") for issue in found)


def questions_of(treasury_import: TreasuryImport) -> dict[str, bool]:
    """Return what a person has to say before the file can be read."""
    codes = {issue["code"] for issue in treasury_import.issues}
    return {
        "asks_unit": bool(codes & UNIT_CODES),
        "asks_day": bool(codes & DAY_CODES),
        "asks_year": "treasury.plan_year_unclear" in codes,
    }


def scale_alarms(treasury_import: TreasuryImport) -> list[dict[str, str]]:
    """Return the rows whose size is hard to believe, the first few of them."""
    found = [issue for issue in treasury_import.issues if issue["code"] in HOLDING]
    return [_worded(issue) for issue in found[:5]]


def totals_off(treasury_import: TreasuryImport) -> int:
    """Count the printed totals that their rows do not add up to."""
    code = PRINTED_TOTAL_DIFFERS.code
    return sum(found["code"] == code for found in treasury_import.issues)


def is_chosen(treasury_import: TreasuryImport) -> bool:
    """Tell whether a person said anything about how the file is to be read."""
    return bool(
        treasury_import.chosen_unit
        or treasury_import.chosen_as_at
        or treasury_import.chosen_plan_year
        or treasury_import.chosen_recovery
        or treasury_import.chosen_columns
    )


def layout_in_words(treasury_import: TreasuryImport) -> str:
    return str(LAYOUTS.get(treasury_import.layout, treasury_import.layout))


def unit_in_words(treasury_import: TreasuryImport) -> str:
    if treasury_import.unit in set(Unit):
        return str(UNIT_NAMES[Unit(treasury_import.unit)])
    return treasury_import.unit


def _worded(stored: Mapping[str, Any]) -> dict[str, str]:
    return render(from_json(stored, {}))
