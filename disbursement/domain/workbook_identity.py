"""What a report's workbook knows of itself: whose it is, and what it was made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from projects.domain.money import Unit
from projects.domain.texts import comparison_key

from .ledger import Key
from .submissions import ENTRY_FIELDS, LineEntry, key_named, line_name
from .workbook_columns import FORM

# How a row of the sheet names its line: codes of project and source, plan year, origin year.
LineCode = tuple[str, str, int, int]


def line_code(project: str, source: str, plan_year: int, origin_year: int) -> LineCode:
    return comparison_key(project), comparison_key(source), plan_year, origin_year


@dataclass(frozen=True, slots=True)
class IssuedLine:
    """A line as the workbook was given it; amounts in đồng."""

    key: Key
    project_code: str
    project_name: str
    source_code: str
    source_name: str
    plan: int
    treasury: int
    last: int | None
    entry: LineEntry

    @property
    def code(self) -> LineCode:
        return line_code(
            self.project_code, self.source_code, self.key.plan_year, self.key.origin_year
        )


@dataclass(frozen=True, slots=True)
class Identity:
    """The report, its unit, and the lines as they stood at the moment `issued_at` (ISO)."""

    submission: int
    investor_code: str
    investor_name: str
    period_code: str
    period_day: str
    unit: Unit
    issued_at: str
    lines: tuple[IssuedLine, ...] = ()

    def to_plain(self) -> dict[str, Any]:
        """Return it as plain values that JSON can carry."""
        return {
            "form": FORM,
            "submission": self.submission,
            "investor": [self.investor_code, self.investor_name],
            "period": [self.period_code, self.period_day],
            "unit": self.unit.name,
            "issued_at": self.issued_at,
            "lines": [_pack(line) for line in self.lines],
        }


def form_of(plain: Mapping[str, Any]) -> int:
    """Return by which form of the workbook the file was made."""
    return int(plain.get("form", 0))


def identity_of(plain: Mapping[str, Any]) -> Identity:
    """Return the identity that `to_plain` of this form gave."""
    investor_code, investor_name = plain["investor"]
    period_code, period_day = plain["period"]
    return Identity(
        submission=plain["submission"],
        investor_code=investor_code,
        investor_name=investor_name,
        period_code=period_code,
        period_day=period_day,
        unit=Unit[plain["unit"]],
        issued_at=plain["issued_at"],
        lines=tuple(_unpack(line) for line in plain["lines"]),
    )


def _pack(line: IssuedLine) -> list[Any]:
    names = [line.project_code, line.project_name, line.source_code, line.source_name]
    entry = [getattr(line.entry, name) for name in ENTRY_FIELDS]
    return [line_name(line.key), names, [line.plan, line.treasury, line.last], entry]


def _unpack(packed: list[Any]) -> IssuedLine:
    name, names, figures, entry = packed
    key = key_named(name)
    if key is None:
        raise ValueError(name)
    stated = LineEntry(key, **dict(zip(ENTRY_FIELDS, entry, strict=True)))
    project_code, project_name, source_code, source_name = names
    plan, treasury, last = figures
    return IssuedLine(
        key, project_code, project_name, source_code, source_name, plan, treasury, last, stated
    )
