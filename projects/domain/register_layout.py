"""The sheets and columns of the workbook of registers, for reading and for writing."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from projects.domain.registers import (
    OrganisationRow,
    PlanLineRow,
    ProjectRow,
    RegisterRow,
    SourceRow,
    StageRow,
)
from projects.domain.search import fold
from projects.domain.texts import comparison_key

MakeRow = Callable[..., RegisterRow]


class Kind(Enum):
    """What the cells of a column hold."""

    CODE = auto()
    CODES = auto()
    TEXT = auto()
    DAY = auto()
    AMOUNT = auto()
    YEAR = auto()
    YES = auto()
    ISSUER = auto()
    PLAN_KIND = auto()
    STAGE = auto()
    NATURE = auto()
    EVENT = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `needed` must be there, `filled` must have a value in every row."""

    heading: str
    field: str
    kind: Kind = Kind.TEXT
    needed: bool = False
    filled: bool = False
    limit: int = 0


@dataclass(frozen=True, slots=True)
class SheetLayout:
    name: str
    register: str
    row_type: MakeRow
    columns: tuple[Column, ...]

    def column(self, heading: str) -> Column | None:
        """Return the column a heading names, whatever its case and spacing."""
        key = comparison_key(heading)
        return next((c for c in self.columns if comparison_key(c.heading) == key), None)


def _filled(heading: str, field: str, kind: Kind = Kind.TEXT, limit: int = 0) -> Column:
    return Column(heading, field, kind, needed=True, filled=True, limit=limit)


ORGANISATIONS = SheetLayout(
    "DonVi",
    "organisations",
    OrganisationRow,
    (
        _filled("Mã đơn vị", "code", Kind.CODE, 30),
        _filled("Tên đơn vị", "name", limit=250),
        Column("Loại", "kind", limit=80),
        Column("Đơn vị cấp trên", "parent", Kind.CODE),
        Column("Khối thi đua", "block", limit=80),
        Column("Hiệu lực từ", "valid_from", Kind.DAY),
        Column("Hiệu lực đến", "valid_to", Kind.DAY),
        Column("Đơn vị kế thừa", "successors", Kind.CODES),
    ),
)
SOURCES = SheetLayout(
    "NguonVon",
    "sources",
    SourceRow,
    (
        _filled("Mã nguồn", "code", Kind.CODE, 30),
        _filled("Tên nguồn", "name", limit=250),
        Column("Mã nguồn cha", "parent", Kind.CODE),
    ),
)
PROJECTS = SheetLayout(
    "DuAn",
    "projects",
    ProjectRow,
    (
        _filled("Mã dự án", "code", Kind.CODE),
        _filled("Tên dự án", "name", limit=500),
        _filled("Mã chủ đầu tư", "investor", Kind.CODE),
        Column("Nhóm dự án", "group", limit=10),
        Column("Ngành, lĩnh vực", "sector", limit=120),
        Column("Tổng mức đầu tư (đồng)", "total_investment", Kind.AMOUNT),
        Column("Trọng điểm", "is_key", Kind.YES),
        Column("Ngày khởi công", "started_on", Kind.DAY),
    ),
)
STAGES = SheetLayout(
    "PhanLoai",
    "stages",
    StageRow,
    (
        _filled("Năm kế hoạch", "plan_year", Kind.YEAR),
        _filled("Mã dự án", "project", Kind.CODE),
        _filled("Loại dự án", "stage", Kind.STAGE),
    ),
)
PLAN_LINES = SheetLayout(
    "KeHoachVon",
    "plan_lines",
    PlanLineRow,
    (
        _filled("Số quyết định", "number", limit=60),
        _filled("Ngày quyết định", "decided_on", Kind.DAY),
        _filled("Cơ quan giao", "issuer", Kind.ISSUER),
        _filled("Năm kế hoạch", "plan_year", Kind.YEAR),
        _filled("Năm nguồn vốn", "origin_year", Kind.YEAR),
        _filled("Loại điều chỉnh", "kind", Kind.PLAN_KIND),
        Column("Mã dự án", "project", Kind.CODE, needed=True),
        _filled("Mã nguồn", "source", Kind.CODE),
        _filled("Tính chất vốn", "nature", Kind.NATURE),
        _filled("Số tiền (đồng)", "amount", Kind.AMOUNT),
    ),
)
LAYOUTS = (ORGANISATIONS, SOURCES, PROJECTS, STAGES, PLAN_LINES)


def find_layout(sheet_name: str, layouts: Iterable[SheetLayout] = LAYOUTS) -> SheetLayout | None:
    """Return the layout of the sheet a name stands for: "DonVi", "donvi", "Đơn vị"."""
    key = fold(sheet_name).replace(" ", "")
    return next((layout for layout in layouts if fold(layout.name) == key), None)


def comparable(kind: Kind, value: Any) -> Any:
    """Return a cell's value in the form in which two of them are compared."""
    if kind is Kind.CODE:
        return comparison_key(value)
    if kind is Kind.CODES:
        return frozenset(map(comparison_key, value))
    return value
