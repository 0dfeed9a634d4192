"""The columns of the workbook in which a report is filled in offline.

Its headings are Vietnamese whatever language the portal is read in: it is a form, and it comes
back to be read by its headings.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from projects.domain.texts import comparison_key

from .submissions import AMOUNT_FIELDS

DATA_SHEET = "Số liệu"
GUIDE_SHEET = "Hướng dẫn"
# Holds the identity and the lists; it is hidden so that only intent can reach it.
IDENTITY_SHEET = "cong_giai_ngan"
IDENTITY_MARK = "CGN1"
FORM = 1


class Use(StrEnum):
    """What a column is for: it names the line, is given by the portal, or is to be filled in."""

    KEY = "key"
    GIVEN = "given"
    ENTRY = "entry"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column of the sheet of figures; an amount's heading also names the file's unit."""

    field: str
    heading: str
    use: Use
    width: int
    is_amount: bool = False


COLUMNS: tuple[SheetColumn, ...] = (
    SheetColumn("project_code", "Mã dự án", Use.KEY, 12),
    SheetColumn("project_name", "Tên dự án", Use.GIVEN, 44),
    SheetColumn("source_code", "Mã nguồn vốn", Use.KEY, 12),
    SheetColumn("source_name", "Nguồn vốn", Use.GIVEN, 36),
    SheetColumn("plan_year", "Năm kế hoạch", Use.KEY, 10),
    SheetColumn("origin_year", "Năm nguồn vốn", Use.KEY, 10),
    SheetColumn("plan", "Kế hoạch", Use.GIVEN, 16, is_amount=True),
    SheetColumn("treasury", "Số Kho bạc", Use.GIVEN, 16, is_amount=True),
    SheetColumn("last", "Giải ngân theo chủ đầu tư, kỳ trước", Use.GIVEN, 16, is_amount=True),
    SheetColumn("executed_volume", "Khối lượng thực hiện", Use.ENTRY, 17, is_amount=True),
    SheetColumn("own_disbursed", "Giải ngân theo chủ đầu tư", Use.ENTRY, 17, is_amount=True),
    SheetColumn("month_estimate", "Ước giải ngân đến hết tháng", Use.ENTRY, 17, is_amount=True),
    SheetColumn("year_forecast", "Dự kiến đến 31/01 năm sau", Use.ENTRY, 17, is_amount=True),
    SheetColumn("explanation", "Giải trình số liệu", Use.ENTRY, 36),
    SheetColumn("obstacle_category", "Nhóm khó khăn", Use.ENTRY, 26),
    SheetColumn("difficulty", "Khó khăn, vướng mắc", Use.ENTRY, 44),
)
KEY_FIELDS = tuple(column.field for column in COLUMNS if column.use is Use.KEY)
GIVEN_FIELDS = tuple(column.field for column in COLUMNS if column.use is Use.GIVEN)
GIVEN_AMOUNTS = tuple(name for name in GIVEN_FIELDS if name in ("plan", "treasury", "last"))
HEADINGS = {column.field: column.heading for column in COLUMNS}
BY_HEADING = {comparison_key(column.heading): column for column in COLUMNS}
IS_AMOUNT = frozenset((*AMOUNT_FIELDS, *GIVEN_AMOUNTS))


def column_headed(text: str) -> SheetColumn | None:
    """Return the column a heading names, whatever unit stands in brackets behind it."""
    plain, bracket, _unit = text.rpartition("(")
    return BY_HEADING.get(comparison_key(plain if bracket else text))


def columns_in(headings: Sequence[object]) -> dict[int, SheetColumn]:
    """Return the known columns among the cells of a row, by their place from 0."""
    found = {}
    for index, text in enumerate(headings):
        if isinstance(text, str) and (column := column_headed(text)):
            found[index] = column
    return found
