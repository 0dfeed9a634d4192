"""What can be wrong with a report's workbook that came back."""

from projects.domain.issues import Rule, Severity, mark

DOWNLOAD_ANEW = mark("Download the workbook of this report anew and copy your figures into it.")
NOT_TAKEN = mark("Nothing needs to be done: the cell is the portal's and is not taken.")


def _error(name: str, text: str, fix: str) -> Rule:
    return Rule(f"report_file.{name}", Severity.ERROR, text, fix)


def _warning(name: str, text: str, fix: str) -> Rule:
    return Rule(f"report_file.{name}", Severity.WARNING, text, fix)


NO_IDENTITY = _error(
    "no_identity",
    mark(
        "This is not a workbook of a report that was downloaded here, or its hidden sheet is gone."
    ),
    DOWNLOAD_ANEW,
)
FORGED = _error(
    "forged",
    mark("The hidden sheet of the workbook was changed, so it cannot be told whose it is."),
    DOWNLOAD_ANEW,
)
OLD_FORM = _error(
    "old_form",
    mark("The workbook was made by another form (%(form)s) than the portal uses now (%(now)s)."),
    DOWNLOAD_ANEW,
)
OTHER_INVESTOR = _error(
    "other_investor",
    mark("The workbook belongs to %(theirs)s, and this report to %(ours)s."),
    mark("Choose the workbook of this report; its name holds the investor's code."),
)
OTHER_PERIOD = _error(
    "other_period",
    mark("The workbook is that of the report of %(theirs)s, and this is the report of %(ours)s."),
    mark("Open the report of that day and upload it there, or choose the right workbook."),
)
LOCKED = _error(
    "locked",
    mark("%(reason)s The workbook is kept, and nothing of it is taken."),
    mark("When the report is open again, take it from the list of uploaded workbooks."),
)
NO_SHEET = _error(
    "no_sheet",
    mark("The workbook has no sheet with the headings %(headings)s."),
    DOWNLOAD_ANEW,
)
HEADING_TWICE = _error(
    "heading_twice",
    mark("Two columns have the heading “%(heading)s”."),
    mark("Keep the column with your figures and give the other one another heading."),
)
HEADING_MISSING = _warning(
    "heading_missing",
    mark("The column “%(heading)s” is not there: its cells stay as they are in the portal."),
    mark("If it was deleted by mistake, download the workbook anew."),
)
UNKNOWN_COLUMN = _warning(
    "unknown_column",
    mark("The portal does not know the column “%(heading)s”; it is not taken."),
    mark("If it is one of the form's columns, give it its own heading back."),
)
UNIT_CHANGED = _error(
    "unit_changed",
    mark("The heading says %(said)s, but the workbook was made in %(unit)s."),
    mark("Enter the figures in %(unit)s, or download the workbook in the other unit."),
)
UNKNOWN_LINE = _error(
    "unknown_line",
    mark("The report has no line of project %(project)s, source %(source)s, years %(years)s."),
    mark("Correct the codes or delete the row; lines come from the plan and are not added here."),
)
ROW_WITHOUT_KEY = _error(
    "row_without_key",
    mark("The row has figures, but no codes of project and source."),
    mark("Enter the codes of the line the figures belong to, or delete the row."),
)
TOTAL_ROW = _warning(
    "total_row",
    mark("The row is a total and is not taken."),
    mark("Nothing needs to be done: the portal adds up by itself."),
)
LINE_TWICE = _error(
    "line_twice",
    mark("The same line stands in the rows %(rows)s with different figures."),
    mark("Keep the row that is right and delete the others."),
)
LINE_GONE = _error(
    "line_gone",
    mark("The report no longer has this line: the plan or the investor has changed."),
    mark("Delete the row; what was entered in it is not taken."),
)
GIVEN_CHANGED = _warning(
    "given_changed",
    mark("“%(heading)s” was changed from %(kept)s to %(value)s; the change is not taken."),
    NOT_TAKEN,
)
CONFLICT = _warning(
    "conflict",
    mark(
        "Changed in the file and in the portal: %(base)s when the file was made, %(mine)s in the "
        "file, %(theirs)s in the portal now."
    ),
    mark("Choose on the page of the upload which of the two stays; the portal's stays by default."),
)
ALL_RULES = tuple(value for value in list(globals().values()) if isinstance(value, Rule))
