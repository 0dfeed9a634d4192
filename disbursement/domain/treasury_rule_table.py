"""Everything that is checked of a treasury file: one table of rules.

The verdict runs the checks of the table; the page, the workbook that goes back and the commands
show what they found. A rule of the reading has no check of its own here: the reader raises it at
the cell it stumbles over.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from disbursement.domain import reading_rules as layouts
from disbursement.domain import treasury_checks as by_key
from disbursement.domain import treasury_file_checks as of_file
from disbursement.domain import treasury_rules as rules
from disbursement.domain.meanings import Meaning
from disbursement.domain.treasury_known import KeyView
from disbursement.domain.treasury_matching import FileView
from projects.domain import cells, codes, days, money, numbers
from projects.domain.issues import Issue, Rule, Severity


@dataclass(frozen=True, slots=True)
class TreasuryRule:
    """One rule and what raises it: a check of the file, a check of each key, or the reading.

    `points_at` is the column whose cell a finding names where the table has that column; without
    it, or without the column, the cell is the first that states money.
    """

    rule: Rule
    of_file: Callable[[FileView], Iterator[Issue]] | None = None
    of_key: Callable[[KeyView], Iterator[Issue]] | None = None
    points_at: Meaning | None = None

    @property
    def code(self) -> str:
        return self.rule.code

    @property
    def severity(self) -> Severity:
        return self.rule.severity

    @property
    def is_of_reading(self) -> bool:
        return self.of_file is None and self.of_key is None


def _read(*read: Rule) -> tuple[TreasuryRule, ...]:
    return tuple(TreasuryRule(rule) for rule in read)


OF_THE_READING = _read(
    # the file and its sheets
    rules.NO_TABLE,
    rules.COLUMNS_MISSING,
    rules.COLUMN_TWICE,
    rules.LAYOUTS_MIXED,
    rules.SHEET_HIDDEN,
    rules.SHEET_NOT_READ,
    rules.NO_ROWS,
    rules.UNIT_UNKNOWN,
    rules.UNIT_AMBIGUOUS,
    rules.UNIT_OVERRULED,
    rules.DAY_UNKNOWN,
    rules.DAY_AMBIGUOUS,
    rules.DAY_OVERRULED,
    rules.PLAN_YEAR_UNCLEAR,
    layouts.OLD_FONT,
    layouts.ROW_HIDDEN,
    layouts.COLUMN_HIDDEN,
    layouts.COLUMNS_LEFT_OUT,
    # forms that name no source, ledger lines, results of units
    layouts.FORMULA_DIFFERS,
    layouts.SOURCE_NOT_TOLD,
    layouts.SOURCE_FROM_PLAN,
    layouts.BUDGET_LINES,
    layouts.OTHER_ACCOUNTS,
    layouts.NOT_OF_PROJECTS,
    layouts.ACCOUNT_MISSING,
    layouts.DEBIT_AND_CREDIT,
    layouts.ONLY_UNIT_RESULTS,
    layouts.UNIT_DIFFERS,
    layouts.UNIT_UNKNOWN_NAME,
    # a cell that says nothing that can be read
    cells.ERROR_IN_CELL,
    cells.NOT_CALCULATED,
    numbers.NOT_A_NUMBER,
    numbers.BOTH_STYLES,
    numbers.DOUBTFUL_STYLE,
    money.NOT_WHOLE,
    money.TOO_LARGE,
    money.DATE_NOT_MONEY,
    days.NOT_A_DAY,
    codes.NOT_A_CODE,
    codes.PROJECT_CODE_SHAPE,
    # a row
    rules.CODE_MISSING,
    rules.SOURCE_MISSING,
    rules.YEAR_UNREADABLE,
    rules.PLAN_YEAR_MISSING,
    rules.ORIGIN_MISSING,
    rules.ORIGIN_TOO_LATE,
    rules.ORIGIN_NOT_EARLIER,
    rules.DAY_MISSING,
    rules.KIND_MISSING,
    rules.KIND_UNKNOWN,
    rules.AMOUNT_MISSING,
    rules.AMOUNT_NEGATIVE,
    rules.REPAYMENT_NEGATIVE,
    rules.PARTS_DIFFER,
    rules.PART_MISSING,
    rules.RECOVERY_UNCLEAR,
    rules.PRINTED_TOTAL_DIFFERS,
)
OF_THE_FILE = (
    TreasuryRule(
        rules.PROJECT_UNKNOWN, of_file.check_projects_known, points_at=Meaning.PROJECT_CODE
    ),
    TreasuryRule(rules.OTHER_OFFICE, of_file.check_office, points_at=Meaning.PROJECT_CODE),
    TreasuryRule(rules.SOURCE_UNKNOWN, of_file.check_sources_known, points_at=Meaning.SOURCE),
    TreasuryRule(rules.DAY_IN_FUTURE, of_file.check_days_to_come, points_at=Meaning.DAY),
    TreasuryRule(rules.DAY_OUTSIDE_SPAN, of_file.check_span, points_at=Meaning.DAY),
    TreasuryRule(rules.OLDER_THAN_KNOWN, of_file.check_older),
    TreasuryRule(rules.KEY_TWICE_DIFFERENT, of_file.check_repeated_differently),
    TreasuryRule(rules.KEY_TWICE_EQUAL, of_file.check_repeated_equally),
    TreasuryRule(rules.ABOVE_INVESTMENT, of_file.check_investment),
    TreasuryRule(rules.UNIT_JUMP, of_file.check_unit_jump),
)
OF_EACH_KEY = (
    TreasuryRule(rules.PLAN_MISSING, of_key=by_key.check_plan_exists),
    TreasuryRule(rules.ABOVE_PLAN, of_key=by_key.check_plan_suffices),
    TreasuryRule(rules.OUTSIDE_BUDGET_YEAR, of_key=by_key.check_budget_year, points_at=Meaning.DAY),
    TreasuryRule(rules.LOWER_THAN_BEFORE, of_key=by_key.check_not_lower),
    TreasuryRule(rules.ADVANCE_NEGATIVE, of_key=by_key.check_advance_not_negative),
    TreasuryRule(rules.ADVANCE_OVERDUE, of_key=by_key.check_advance_recovered),
    TreasuryRule(rules.STATED_DIFFERENTLY, of_key=by_key.check_stated_once),
    TreasuryRule(rules.VOUCHER_KNOWN, of_key=by_key.check_vouchers_known),
    TreasuryRule(rules.VOUCHER_KNOWN_UNNUMBERED, of_key=by_key.check_vouchers_unnumbered),
    TreasuryRule(rules.VOUCHER_TWICE, of_key=by_key.check_vouchers_twice),
    TreasuryRule(rules.SCALE_ALARM, of_key=by_key.check_scale),
)
# What the portal says about its own work on the file.
OF_THE_PORTAL = _read(
    rules.FAULT, rules.MORE_OF_THE_SAME, layouts.LAYOUT_REMEMBERED, layouts.LAYOUT_FAILED
)

TREASURY_RULES = (*OF_THE_READING, *OF_THE_FILE, *OF_EACH_KEY, *OF_THE_PORTAL)
