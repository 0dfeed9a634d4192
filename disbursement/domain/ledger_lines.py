"""Read lines of the TABMIS ledger: one posting to a row, net of reversals."""

from collections import Counter
from collections.abc import Sequence

from disbursement.domain import reading_rules, treasury_rules
from disbursement.domain.column_meanings import Meaning
from disbursement.domain.headings import NumberedRow, Values, fold
from disbursement.domain.layouts import Table
from disbursement.domain.row_kinds import is_blank
from disbursement.domain.treasury_rows import (
    RowReader,
    SheetReading,
    Terms,
    Told,
    VoucherRow,
    number_style,
)
from disbursement.domain.voucher_rows import read_voucher_day
from projects.domain.cells import CellValue
from projects.domain.codes import read_code
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, Location, Rule, issue
from projects.domain.money import read_dong
from projects.domain.numbers import NumberStyle

# The first digits of a natural account say what is posted there.
ADVANCES = ("1713", "1717")
SPENDING = ("8211", "8261", "8941", "8951", "8956")
BUDGET = ("95", "9631")
PROJECTS = ("7", "8")
BUDGET_FLAGS = ("b", "budget", "e", "encumbrance", "du toan", "ngan sach", "cam ket chi")
NO_PROGRAMME = "0"
MOST_ACCOUNTS = 8
LONGEST_NUMBER = 60


class LedgerLineReader:
    """Reads the rows of one sheet of postings under given terms."""

    def __init__(self, sheet: str, table: Table, terms: Terms) -> None:
        self.sheet = sheet
        self.table = table
        self.terms = terms
        self.columns = table.columns
        self.style = NumberStyle.VIETNAMESE
        self.cells = RowReader(sheet, table.columns)
        self.rows: list[VoucherRow] = []
        self.left_out: dict[Rule, Counter[str]] = {}

    def read(self, rows: Sequence[NumberedRow]) -> SheetReading:
        width = max(self.table.used) + 1
        below = [
            (at, (*values, *[None] * (width - len(values))))
            for at, values in rows
            if at > self.table.last_header_row
        ]
        money = [self.columns[Meaning.DEBIT], self.columns[Meaning.CREDIT]]
        self.style, problems = number_style(self.sheet, below, money)
        if problems:
            return SheetReading(issues=problems)
        for at, values in below:
            self._line(at, values)
        return SheetReading(self.rows, [*self.cells.issues, *self._what_was_left_out()])

    def _line(self, at: int, values: Values) -> None:
        account = self._code(values, Meaning.ACCOUNT)
        unit = self._code(values, Meaning.PROJECT_CODE)
        if not account.isdigit():
            if unit[:1].isdigit() and len(unit) == 7 and self._has_money(values):
                self.cells.add_rule(reading_rules.ACCOUNT_MISSING, at, Meaning.ACCOUNT)
            return
        if len(account) < 4 and not self._has_money(values):
            return  # the numbers of the columns
        kind = _kind(account)
        if self._is_budget(values) or account.startswith(BUDGET):
            self._leave_out(reading_rules.BUDGET_LINES, account)
        elif kind is None:
            self._leave_out(reading_rules.OTHER_ACCOUNTS, account)
        elif unit and not unit.startswith(PROJECTS):
            self._leave_out(reading_rules.NOT_OF_PROJECTS, unit)
        else:
            self._payment(at, values, kind)

    def _payment(self, at: int, values: Values, kind: str) -> None:
        amount = self._net(at, values)
        day = read_voucher_day(self.cells, at, values)
        code = self.cells.project_code(at, values)
        year = self._year(at, values, Meaning.PLAN_YEAR) or self.terms.plan_year
        origin = self._year(at, values, Meaning.ORIGIN_YEAR) or 0
        if not year and Meaning.PLAN_YEAR in self.columns:
            self.cells.add_rule(treasury_rules.PLAN_YEAR_MISSING, at, Meaning.PLAN_YEAR)
        if origin and year and origin > year:
            years = {"origin": origin, "year": year}
            self.cells.add_rule(treasury_rules.ORIGIN_TOO_LATE, at, Meaning.ORIGIN_YEAR, **years)
            return
        if amount is None or not (day and code and year):
            return
        source = self._code(values, Meaning.SOURCE)
        programme = self._code(values, Meaning.PROGRAMME)
        told = Told(codes=(programme,) if programme.strip(NO_PROGRAMME) else ())
        letters = [column_letters(self.columns[m]) for m in (Meaning.DEBIT, Meaning.CREDIT)]
        self.rows.append(
            VoucherRow(
                self.sheet,
                at,
                ", ".join(f"{letter}{at}" for letter in letters),
                code,
                self.cells.text(values, Meaning.NAME),
                source,
                year,
                origin,
                day,
                self.cells.text(values, Meaning.NUMBER)[:LONGEST_NUMBER],
                kind,
                amount,
                told._replace(codes=(*told.codes, source), plan=None),
            )
        )

    def _net(self, at: int, values: Values) -> int | None:
        """Return debit less credit; a reversal is negative in either column."""
        net: int | None = None
        for meaning, sign in ((Meaning.DEBIT, 1), (Meaning.CREDIT, -1)):
            amount = read_dong(values[self.columns[meaning]], self.terms.unit, self.style)
            if isinstance(amount, Issue):
                self.cells.add(amount, at, self.columns[meaning])
                return None
            if amount is not None:
                net = (net or 0) + sign * amount
        if net is None:
            self.cells.add_rule(reading_rules.DEBIT_AND_CREDIT, at, Meaning.DEBIT)
        return net

    def _year(self, at: int, values: Values, meaning: Meaning) -> int | None:
        column = self.columns.get(meaning)
        if column is None or is_blank(values[column]):
            return None
        return self.cells.year(at, values, meaning)

    def _code(self, values: Values, meaning: Meaning) -> str:
        column = self.columns.get(meaning)
        code = None if column is None else read_code(values[column])
        return code if isinstance(code, str) else ""

    def _has_money(self, values: Values) -> bool:
        money = (values[self.columns[m]] for m in (Meaning.DEBIT, Meaning.CREDIT))
        return any(isinstance(value, int | float) or _has_digits(value) for value in money)

    def _is_budget(self, values: Values) -> bool:
        column = self.columns.get(Meaning.ACTUAL_FLAG)
        value = None if column is None else values[column]
        return isinstance(value, str) and fold(value) in BUDGET_FLAGS

    def _leave_out(self, rule: Rule, name: str) -> None:
        self.left_out.setdefault(rule, Counter())[name] += 1

    def _what_was_left_out(self) -> list[Issue]:
        found = []
        for rule, names in self.left_out.items():
            shown = tuple(sorted(names)[:MOST_ACCOUNTS])
            at = Location(self.sheet)
            found.append(issue(rule, at, count=names.total(), accounts=shown))
        return found


def _kind(account: str) -> str | None:
    """Return what net debit on an account adds to: open advance, or completed volume.

    Recovering an advance credits the account of advances and debits that of spending, so volume
    contains what was recovered.
    """
    if account.startswith(ADVANCES):
        return "advance"
    return "volume" if account.startswith(SPENDING) else None


def _has_digits(value: CellValue) -> bool:
    return isinstance(value, str) and any(map(str.isdigit, value))
