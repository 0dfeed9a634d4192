"""What posting a treasury file would change: reckoned once by its check, read by its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from disbursement.domain.ledger import Key, Position, effect
from disbursement.domain.treasury_rows import TreasuryRow, VoucherRow
from disbursement.models import TreasuryImport, VoucherKind
from disbursement.selectors.positions import positions_by_group
from projects.models import Organisation, Project
from projects.selectors.plans import plan_totals

SAMPLE_ROWS = 5
PROJECTS_KEPT = 20
WAITING_KEPT = 200


@dataclass(frozen=True, slots=True)
class Change:
    """Disbursed of something in a plan year as of the file's day, without and with the file."""

    plan_year: int
    before: int
    after: int
    name: str = ""
    code: str = ""
    note: str = ""
    plan: int | None = None

    @property
    def delta(self) -> int:
        return self.after - self.before

    @property
    def points(self) -> Fraction | None:
        """By how many per cent of the plan in force it changes; None without a plan."""
        return Fraction(self.delta * 100, self.plan) if self.plan and self.plan > 0 else None

    @property
    def rate_after(self) -> Fraction | None:
        return Fraction(self.after * 100, self.plan) if self.plan and self.plan > 0 else None


class WaitingCode(NamedTuple):
    """An unknown project code of the file and the money in its rows."""

    code: str
    name: str
    sheet: str
    row: int
    rows: int
    disbursed: int


@dataclass(frozen=True, slots=True)
class Preview:
    """The stored difference with its names; lists hold the largest changes first."""

    province: list[Change]
    investors: list[Change]
    projects: list[Change]
    projects_changed: int
    keys: int
    keys_same: int
    waiting: list[WaitingCode]
    waiting_codes: int
    waiting_disbursed: int
    sample: list[dict[str, Any]]


def preview_summary(
    *,
    day: date,
    before: Mapping[Key, Position],
    after: Mapping[Key, Position],
    rows: Sequence[TreasuryRow],
    waiting: Iterable[TreasuryRow],
) -> dict[str, Any]:
    """Return what a file changes, ready for a JSON field.

    ``before`` and ``after`` are the positions of the file's keys as of ``day`` without and with
    it; ``waiting`` are those of its rows whose project code is unknown.
    """
    deltas = {
        key: after[key].disbursed - before.get(key, Position()).disbursed for key in sorted(after)
    }
    projects: dict[tuple[int, int], int] = defaultdict(int)
    for key, delta in deltas.items():
        projects[key.plan_year, key.project_id] += delta
    changes = _changes(projects, day)
    codes = _by_code(waiting)
    return {
        **changes,
        "keys": len(deltas),
        "keys_same": sum(not delta for delta in deltas.values()),
        "waiting": [list(code) for code in codes[:WAITING_KEPT]],
        "waiting_codes": len(codes),
        "waiting_disbursed": sum(code.disbursed for code in codes),
        "sample": [_shown(row) for row in rows[:SAMPLE_ROWS]],
    }


def import_preview(*, treasury_import: TreasuryImport) -> Preview | None:
    """Return the difference stored with an import, or None where its check made none."""
    stored = treasury_import.preview
    if "province" not in stored:
        return None
    organisations = Organisation.objects.in_bulk([row[1] for row in stored["investors"]])
    projects = Project.objects.select_related("investor").in_bulk(
        [row[1] for row in stored["projects"]]
    )
    return Preview(
        province=[
            Change(year, old, new, plan=_plan(plan)) for year, old, new, *plan in stored["province"]
        ],
        investors=[
            Change(year, old, new, organisations[pk].name, organisations[pk].code, plan=_plan(plan))
            for year, pk, old, new, *plan in stored["investors"]
            if pk in organisations
        ],
        projects=[
            Change(
                year,
                old,
                new,
                projects[pk].name,
                projects[pk].code,
                projects[pk].investor.name,
                _plan(plan),
            )
            for year, pk, old, new, *plan in stored["projects"]
            if pk in projects
        ],
        projects_changed=stored["projects_changed"],
        keys=stored["keys"],
        keys_same=stored["keys_same"],
        waiting=[WaitingCode(*row) for row in stored["waiting"]],
        waiting_codes=stored["waiting_codes"],
        waiting_disbursed=stored["waiting_disbursed"],
        sample=[_read(row) for row in stored["sample"]],
    )


def _changes(projects: Mapping[tuple[int, int], int], day: date) -> dict[str, Any]:
    """Lay the changes of projects over what is known of the whole province on the day."""
    investor_of = dict(Project.objects.values_list("id", "investor_id"))
    province, investors, listed = [], [], []
    for year in sorted({plan_year for plan_year, _ in projects}):
        known = {
            project: position.disbursed
            for project, position in positions_by_group(
                plan_year=year, as_of=day, group="project"
            ).items()
        }
        plans = plan_totals(plan_year=year, as_of=day, group="project")
        delta = {project: d for (plan_year, project), d in projects.items() if plan_year == year}
        total = sum(known.values())
        province.append([year, total, total + sum(delta.values()), sum(plans.values())])
        sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
        for project, investor in investor_of.items():
            for place, figures in enumerate((known, delta, plans)):
                sums[investor][place] += figures.get(project, 0)
        investors += [
            [year, pk, old, old + new, plan] for pk, (old, new, plan) in sums.items() if new
        ]
        listed += [
            [year, pk, known.get(pk, 0), known.get(pk, 0) + new, plans.get(pk, 0)]
            for pk, new in delta.items()
            if new
        ]
    return {
        "province": province,
        "investors": sorted(investors, key=_largest_first),
        "projects": sorted(listed, key=_largest_first)[:PROJECTS_KEPT],
        "projects_changed": len(listed),
    }


def _plan(stored: Sequence[int]) -> int | None:
    """Return the plan kept with a change; previews made earlier have none."""
    return stored[0] if stored else None


def _largest_first(row: Sequence[int]) -> tuple[int, int]:
    return -abs(row[3] - row[2]), row[1]


def _by_code(waiting: Iterable[TreasuryRow]) -> list[WaitingCode]:
    codes: dict[str, WaitingCode] = {}
    for row in waiting:
        seen = codes.get(row.code) or WaitingCode(row.code, row.name, row.sheet, row.row, 0, 0)
        codes[row.code] = seen._replace(
            name=seen.name or row.name,
            rows=seen.rows + 1,
            disbursed=seen.disbursed + disbursed_by(row),
        )
    return sorted(codes.values(), key=lambda code: (-abs(code.disbursed), code.code))


def disbursed_by(row: TreasuryRow) -> int:
    """Return what a row alone adds to disbursed: a recovery moves money and adds nothing."""
    if isinstance(row, VoucherRow):
        return sum(effect(row.kind, row.amount))
    return row.volume + row.advance


def _shown(row: TreasuryRow) -> dict[str, Any]:
    return {**row._asdict(), "day": row.day.isoformat()}


def _read(shown: dict[str, Any]) -> dict[str, Any]:
    row = {**shown, "day": date.fromisoformat(shown["day"])}
    if "kind" in row:
        row["kind"] = VoucherKind(row["kind"]).label
    return row
