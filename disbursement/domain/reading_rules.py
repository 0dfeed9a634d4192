"""What can be said of the layouts of treasury files: one rule each, with how to mend it."""

from projects.domain.issues import Rule, Severity, mark


def _error(name: str, text: str, fix: str) -> Rule:
    return Rule(f"treasury.{name}", Severity.ERROR, text, fix)


def _warning(name: str, text: str, fix: str) -> Rule:
    return Rule(f"treasury.{name}", Severity.WARNING, text, fix)


OLD_FONT = _error(
    "old_font",
    mark("The text of the sheet is in an old font encoding (%(encoding)s) and cannot be read."),
    mark("Convert the text to Unicode (for example with UniKey), save the file and upload it."),
)
ROW_HIDDEN = _warning(
    "row_hidden",
    mark("The row is hidden in the sheet but states money; it was counted."),
    mark("Show the row in Excel; delete it if it is not to count, and upload the file again."),
)
COLUMN_HIDDEN = _warning(
    "column_hidden",
    mark("Column %(letters)s is hidden in the sheet but was read as “%(meaning)s”."),
    mark("Show the column in Excel and check that its figures are those that count."),
)
COLUMNS_LEFT_OUT = _warning(
    "columns_left_out",
    mark(
        "The columns %(letters)s state payments but not of which years' money; they were not "
        "counted."
    ),
    mark(
        "If they count, say what each column is, or name the money in its heading (this year's or "
        "carried over)."
    ),
)
FORMULA_DIFFERS = _error(
    "formula_differs",
    mark(
        "Column (%(number)s) states %(stated)s đồng, but by the form's formula %(formula)s it is "
        "%(reckoned)s đồng."
    ),
    mark("Correct the figures of the row in the treasury's file and upload it again."),
)
SOURCE_NOT_TOLD = _error(
    "source_not_told",
    mark(
        "The form does not say from which source the money of project %(code)s is; its plan of "
        "%(year)s has: %(sources)s."
    ),
    mark(
        "Add a column “Mã nguồn vốn” with the code of the source, one row for each source, or "
        "enter the plan decision first."
    ),
)
SOURCE_FROM_PLAN = _warning(
    "source_from_plan",
    mark(
        "%(count)s figures name no source or year of the money; they were given to the only one "
        "that fits in the plan of their project."
    ),
    mark("Check with the register of plans if a project has changed its source."),
)
BUDGET_LINES = _warning(
    "budget_lines",
    mark("%(count)s lines are budget entries (accounts %(accounts)s) and no payments."),
    mark("Nothing is to be done: only actual spending and advances are counted."),
)
OTHER_ACCOUNTS = _warning(
    "other_accounts",
    mark("%(count)s lines are on other accounts (%(accounts)s) and were not counted."),
    mark("Nothing is to be done unless one of the accounts holds investment spending."),
)
NOT_OF_PROJECTS = _warning(
    "not_of_projects",
    mark("%(count)s lines are of units, not of projects (their codes do not begin with 7 or 8)."),
    mark("Nothing is to be done unless a project's code is wrong."),
)
ACCOUNT_MISSING = _error(
    "account_missing",
    mark("The line has an amount but no account."),
    mark("Enter the natural account (mã TKTN) of the line."),
)
DEBIT_AND_CREDIT = _error(
    "debit_and_credit_missing",
    mark("The line has neither debit nor credit."),
    mark("Enter the amount in the debit or the credit column."),
)
ONLY_UNIT_RESULTS = _warning(
    "only_unit_results",
    mark(
        "The file states sums of %(count)s units, not of projects. They were compared with the "
        "portal's figures; nothing of it can be posted."
    ),
    mark("To post figures, upload the treasury's table per project or its list of vouchers."),
)
UNIT_DIFFERS = _warning(
    "unit_differs",
    mark(
        "“%(name)s”: the file states %(stated)s đồng disbursed, the portal has %(known)s đồng as "
        "at %(day)s (difference %(difference)s đồng)."
    ),
    mark("Look for the files of this unit that are still missing, or ask the treasury."),
)
UNIT_UNKNOWN_NAME = _warning(
    "unit_not_found",
    mark("No unit of the register is called “%(name)s”; its figures were not compared."),
    mark("Write the unit's name or code as the register has it."),
)
LAYOUT_REMEMBERED = _warning(
    "layout_remembered",
    mark("The columns were read by the layout remembered as “%(name)s”."),
    mark("Check the columns; correct them if the office has changed its table."),
)
LAYOUT_FAILED = _error(
    "layout_failed",
    mark("The layout remembered as “%(name)s” no longer fits; it will not be offered again."),
    mark("Say again what the columns are, and remember the layout anew."),
)
