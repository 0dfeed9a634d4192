"""The lists of open advances in the shape of the official forms 08.a and 08.b.

What the forms print is data and stays in Vietnamese. Amounts are whole đồng.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from projects.domain.figure_tables import FigureColumn, FigureRow, FigureTable, Kind, Value

MARK = "x"
OWNER = "Chủ đầu tư"
CAUSES = "Nguyên nhân quá hạn"
TITLE = "BÁO CÁO SỐ DƯ TẠM ỨNG VỐN ĐẦU TƯ CÔNG CHƯA THU HỒI"
OVERDUE_NOTE = (
    "Cột “Tổng số tạm ứng quá hạn” không gồm số đã nêu ở cột “Gốc gửi ngân hàng thương mại”."
)
RULES_NOTE = "Quá hạn tính theo quy định về thu hồi tạm ứng có hiệu lực vào ngày tạm ứng."


class Form(StrEnum):
    """08.a is an investor's own list, 08.b the province's."""

    INVESTOR = "a"
    PROVINCE = "b"

    @property
    def number(self) -> str:
        return f"08.{self.value}/SDTƯ"


class Money(StrEnum):
    """The two sections of the province's list."""

    BUDGET = "budget"
    BONDS = "bonds"


MONEY_TITLES = {Money.BUDGET: "VỐN NGÂN SÁCH NHÀ NƯỚC", Money.BONDS: "VỐN TRÁI PHIẾU CHÍNH PHỦ"}
LEVEL_TITLES = {True: "Bộ, ngành trung ương quản lý", False: "Tỉnh quản lý"}
ROMAN = ("I", "II")
LETTERS = {True: "A", False: "B"}


class ListedAdvance(NamedTuple):
    """A project's open advance of one kind of money, as a line of the forms.

    ``overdue`` is by the rules; of the bank's deposit only so much as is open counts.
    """

    name: str
    code: str
    investor: str
    is_central: bool
    money: Money
    balance: int
    overdue: int
    deposit: int = 0
    owner_dissolved: bool = False
    contractor_bankrupt: bool = False
    project_suspended: bool = False
    other_cause: str = ""
    proposal: str = ""

    @property
    def overdue_besides_deposit(self) -> int:
        """The form's own column leaves out what lies at a bank."""
        return max(self.overdue - self.deposit, 0)


class Sums(NamedTuple):
    balance: int
    deposit: int
    overdue: int


@dataclass(frozen=True, slots=True)
class AdvanceForm:
    """A filled form: its table in đồng, and what stands around it on paper."""

    form: Form
    day: date
    investor: str
    province: str
    table: FigureTable

    @property
    def unit_line(self) -> str:
        return "Đơn vị: triệu đồng"

    @property
    def period(self) -> str:
        quarter = ROMAN_QUARTERS[(self.day.month - 1) // 3]
        return f"Quý {quarter} năm {self.day.year}; số liệu đến ngày {self.day:%d/%m/%Y}"

    @property
    def sender(self) -> str:
        return self.investor if self.form is Form.INVESTOR else self.province


ROMAN_QUARTERS = ("I", "II", "III", "IV")


def share_deposit(balances: Sequence[int], deposit: int) -> list[int]:
    """Share a project's deposit among its kinds of money in their order, none above its balance."""
    shares = []
    for balance in balances:
        share = min(deposit, max(balance, 0))
        shares.append(share)
        deposit -= share
    return shares


def investor_form(
    rows: Iterable[ListedAdvance], *, day: date, investor: str, province: str
) -> AdvanceForm:
    """Return form 08.a of one investor: a line for each project, the kinds of money together."""
    listed = [_one(lines) for lines in _by_code(rows)]
    lines = [_line(str(number), row, Form.INVESTOR) for number, row in enumerate(listed, 1)]
    if lines:
        lines.append(_sum_line("", "TỔNG SỐ", listed, Form.INVESTOR, level=0))
    table = FigureTable("08.a-SDTU", TITLE, columns_of(Form.INVESTOR), tuple(lines), NOTES)
    return AdvanceForm(Form.INVESTOR, day, investor, province, table)


def province_form(rows: Iterable[ListedAdvance], *, day: date, province: str) -> AdvanceForm:
    """Return form 08.b: money of the budget and of bonds, each of ministries and the province."""
    listed = list(rows)
    lines: list[FigureRow] = []
    for number, money in zip(ROMAN, Money, strict=True):
        section = [row for row in listed if row.money is money]
        lines.append(_sum_line(number, MONEY_TITLES[money], section, Form.PROVINCE, level=0))
        for is_central in (True, False):
            part = [row for row in section if row.is_central is is_central]
            title = LEVEL_TITLES[is_central]
            lines.append(_sum_line(LETTERS[is_central], title, part, Form.PROVINCE, level=1))
            lines += [_line(str(place), row, Form.PROVINCE) for place, row in enumerate(part, 1)]
    lines.append(_sum_line("", "TỔNG SỐ", listed, Form.PROVINCE, level=0))
    table = FigureTable("08.b-SDTU", TITLE, columns_of(Form.PROVINCE), tuple(lines), NOTES)
    return AdvanceForm(Form.PROVINCE, day, "", province, table)


NOTES = (OVERDUE_NOTE, RULES_NOTE)


def on_screen(table: FigureTable) -> FigureTable:
    """Return the table as a page reads it: numbers before the names, the investor below them."""
    skipped = 3 if table.columns[2].heading == OWNER else 2
    rows = tuple(
        replace(
            row,
            values=(_numbered(row.values), *row.values[skipped:]),
            sub=str(row.values[2]) if skipped > 2 else "",
        )
        for row in table.rows
    )
    columns = (table.columns[1], *table.columns[skipped:])
    return replace(table, columns=columns, rows=rows)


def _numbered(values: Sequence[Value]) -> str:
    return f"{values[0]}. {values[1]}" if values[0] else str(values[1])


def columns_of(form: Form) -> tuple[FigureColumn, ...]:
    """Return the form's columns; the province's names the investor, too."""
    owner = (FigureColumn(OWNER),) if form is Form.PROVINCE else ()
    return (
        FigureColumn("STT", Kind.CODE),
        FigureColumn("Nội dung"),
        *owner,
        FigureColumn("Lũy kế dư tạm ứng chưa thu hồi", Kind.MONEY),
        FigureColumn("Mã dự án", Kind.CODE),
        FigureColumn("Gốc gửi ngân hàng thương mại", Kind.MONEY),
        FigureColumn("Tổng số tạm ứng quá hạn", Kind.MONEY),
        FigureColumn("Ban QLDA, chủ đầu tư giải thể", Kind.CODE, CAUSES),
        FigureColumn("Nhà thầu phá sản", Kind.CODE, CAUSES),
        FigureColumn("Dự án đình hoãn", Kind.CODE, CAUSES),
        FigureColumn("Nguyên nhân khác", Kind.TEXT, CAUSES),
        FigureColumn("Đề xuất xử lý"),
    )


def _by_code(rows: Iterable[ListedAdvance]) -> list[list[ListedAdvance]]:
    found: dict[str, list[ListedAdvance]] = {}
    for row in rows:
        found.setdefault(row.code, []).append(row)
    return list(found.values())


def _one(rows: Sequence[ListedAdvance]) -> ListedAdvance:
    """Return a project's lines of all money as one."""
    sums = _sums(rows)
    overdue = sum(row.overdue for row in rows)
    return rows[0]._replace(balance=sums.balance, overdue=overdue, deposit=sums.deposit)


def _sums(rows: Iterable[ListedAdvance]) -> Sums:
    parts = [(row.balance, row.deposit, row.overdue_besides_deposit) for row in rows]
    return Sums(*(sum(column) for column in zip(*parts, strict=True))) if parts else Sums(0, 0, 0)


def _line(number: str, row: ListedAdvance, form: Form) -> FigureRow:
    """Return a project's line; in the province's form it stands below its sections."""
    owner: tuple[Value, ...] = (row.investor,) if form is Form.PROVINCE else ()
    return FigureRow(
        (
            number,
            row.name,
            *owner,
            row.balance,
            row.code,
            row.deposit or None,
            row.overdue_besides_deposit or None,
            MARK if row.owner_dissolved else "",
            MARK if row.contractor_bankrupt else "",
            MARK if row.project_suspended else "",
            row.other_cause,
            row.proposal,
        ),
        level=2 if form is Form.PROVINCE else 0,
        tone="bad" if row.overdue_besides_deposit else "",
    )


def _sum_line(
    number: str, title: str, rows: Sequence[ListedAdvance], form: Form, *, level: int
) -> FigureRow:
    sums = _sums(rows)
    owner: tuple[Value, ...] = ("",) if form is Form.PROVINCE else ()
    values: tuple[Value, ...] = (
        *(number, title, *owner, sums.balance, "", sums.deposit, sums.overdue),
        *("", "", "", "", ""),
    )
    return FigureRow(values, level=level, is_total=True)
