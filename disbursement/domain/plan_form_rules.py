"""What can be wrong with a form of plan decisions (Mẫu 01.a/PB, 01.b/PB) as a file."""

from projects.domain.issues import Rule, Severity, mark


def _error(name: str, text: str, fix: str) -> Rule:
    return Rule(f"plan_form.{name}", Severity.ERROR, text, fix)


def _warning(name: str, text: str, fix: str) -> Rule:
    return Rule(f"plan_form.{name}", Severity.WARNING, text, fix)


NO_TABLE = _error(
    "no_table",
    mark("No sheet has the headings of Mẫu 01.a/PB or 01.b/PB: content, project code, plan."),
    mark("Check that this is the form, and that its headings are in the first 40 rows."),
)
COLUMN_TWICE = _error(
    "column_twice",
    mark("The headings of the columns %(letters)s can all be read as “%(meaning)s”."),
    mark("Keep one of the columns, or name the plan year in its heading."),
)
UNIT_UNKNOWN = _error(
    "unit_unknown",
    mark("The file does not say in which unit its amounts are."),
    mark("Choose the unit below, or add “Đơn vị tính: …” above the table."),
)
UNIT_AMBIGUOUS = _error(
    "unit_ambiguous",
    mark("The file names more than one unit: %(units)s."),
    mark("Choose the unit in which the amounts really are."),
)
UNIT_OVERRULED = _warning(
    "unit_overruled",
    mark("The file says its amounts are in %(declared)s; they were read in %(chosen)s as chosen."),
    mark("Check the choice before posting."),
)
YEAR_UNKNOWN = _error(
    "year_unknown",
    mark("The file does not say of which plan year it is."),
    mark("Choose the plan year below."),
)
YEAR_OVERRULED = _warning(
    "year_overruled",
    mark("The file names the plan year %(declared)s; it was read as of %(chosen)s as chosen."),
    mark("Check the choice before posting."),
)
NO_ROWS = _error(
    "no_rows",
    mark("The table holds no project with an amount."),
    mark("Check that the file is complete."),
)
SHEET_HIDDEN = _warning(
    "sheet_hidden",
    mark("The hidden sheet holds such a form, which was not read."),
    mark("If its lines count, show the sheet in Excel and upload the file again."),
)
CODE_COLUMN_MISSING = _warning(
    "code_column_missing",
    mark("The form has no column of project codes; projects are suggested by their names."),
    mark("Choose the project of each line on the next page."),
)
SUM_DIFFERS = _warning(
    "sum_differs",
    mark("“%(label)s” states %(printed)s đồng, but its rows add up to %(sum)s đồng."),
    mark("Find the row that is wrong or missing, and correct it before posting."),
)
AFTER_DIFFERS = _warning(
    "after_differs",
    mark(
        "The row prints %(printed)s đồng after adjustment, but %(before)s đồng and its changes "
        "give %(after)s đồng."
    ),
    mark("Check the changes of the row before posting."),
)
PARTS_ABOVE_PLAN = _warning(
    "parts_above_plan",
    mark(
        "Recovery of capital advanced and payment of debts (%(parts)s đồng) are more than the "
        "plan of the row (%(plan)s đồng)."
    ),
    mark("Check the three figures of the row."),
)
UNREADABLE = _warning(
    "unreadable",
    mark("The cell cannot be read: “%(value)s”."),
    mark("The line was taken with the text as it stands; enter its amount on the next page."),
)
