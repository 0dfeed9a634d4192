"""What can be wrong with a treasury file: one rule each, with its sentence and how to mend it."""

from projects.domain.issues import Rule, Severity, mark


def _error(name: str, text: str, fix: str) -> Rule:
    return Rule(f"treasury.{name}", Severity.ERROR, text, fix)


def _warning(name: str, text: str, fix: str) -> Rule:
    return Rule(f"treasury.{name}", Severity.WARNING, text, fix)


CORRECT_AND_UPLOAD = mark("Correct the cell in the treasury's file and upload it again.")
ASK_THE_TREASURY = mark("Ask the treasury which figure is right; post only if it stands.")

# The file and its sheets

NO_TABLE = _error(
    "no_table",
    mark("No sheet has the headings of a treasury table: project code, capital source, amounts."),
    mark("Check that this is the treasury's file and that its headings are in the first 40 rows."),
)
COLUMNS_MISSING = _error(
    "columns_missing",
    mark("The table under the heading in row %(row)s lacks these columns: %(columns)s."),
    mark("Add the columns, or word their headings as the treasury's files do."),
)
COLUMN_TWICE = _error(
    "column_twice",
    mark("The headings of the columns %(letters)s can all be read as “%(meaning)s”."),
    mark("Keep one of the columns, or give the others a heading that tells them apart."),
)
LAYOUTS_MIXED = _error(
    "layouts_mixed",
    mark("The file holds both cumulative figures and single vouchers."),
    mark("Upload the cumulative table and the list of vouchers as two files."),
)
SHEET_HIDDEN = _warning(
    "sheet_hidden",
    mark("The hidden sheet holds a treasury table, which was not read."),
    mark("If its figures count, show the sheet in Excel and upload the file again."),
)
SHEET_NOT_READ = _warning(
    "sheet_not_read",
    mark("The sheet holds no treasury table and was not read."),
    mark("Nothing is to be done unless the sheet holds payments."),
)
NO_ROWS = _error(
    "no_rows",
    mark("The table holds no row with a project code."),
    mark("Check that the file is complete."),
)
UNIT_UNKNOWN = _error(
    "unit_unknown",
    mark("The file does not say in which unit its amounts are."),
    mark("Choose the unit, or add “Đơn vị tính: …” above the table."),
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
DAY_UNKNOWN = _error(
    "day_unknown",
    mark("The file does not say as at which day its figures are."),
    mark("Choose the day, or add “Số liệu tính đến ngày dd/mm/yyyy” above the table."),
)
DAY_AMBIGUOUS = _error(
    "day_ambiguous",
    mark("The file names more than one day up to which its figures count: %(days)s."),
    mark("Choose the day that is meant."),
)
DAY_OVERRULED = _warning(
    "day_overruled",
    mark("The file says its figures are as at %(declared)s; %(chosen)s was taken as chosen."),
    mark("Check the choice before posting."),
)
DAY_IN_FUTURE = _error(
    "day_in_future",
    mark("%(day)s is still to come."),
    mark("Correct the day in the file."),
)
PLAN_YEAR_UNCLEAR = _error(
    "plan_year_unclear",
    mark("It is not clear of which plan year the figures are; the sheet names: %(years)s."),
    mark("Name the plan year in the title (“NĂM 2024”) and in the headings, everywhere the same."),
)
FAULT = _error(
    "fault",
    mark("The file could not be checked because of a fault of the portal."),
    mark("Tell the administrator the number of this import: %(number)s."),
)
MORE_OF_THE_SAME = _warning(
    "more_of_the_same",
    mark("%(count)s more findings of the kind “%(code)s” are not listed."),
    mark("Correct those that are listed; what is left is shown when the file is uploaded again."),
)

# One row

CODE_MISSING = _error(
    "code_missing",
    mark("The row states money but no project code."),
    mark("Enter the project code of the row."),
)
SOURCE_MISSING = _error(
    "source_missing",
    mark("The row names no capital source."),
    mark("Enter the code of the capital source."),
)
YEAR_UNREADABLE = _error(
    "year_unreadable",
    mark("“%(value)s” is not a year."),
    mark("Enter the year with four digits."),
)
PLAN_YEAR_MISSING = _error(
    "plan_year_missing",
    mark("The row names no plan year."),
    mark("Enter the plan year; it is never taken from the day of payment."),
)
ORIGIN_MISSING = _error(
    "origin_missing",
    mark("The row does not say of which year the money is."),
    mark("Enter the origin year of the money."),
)
ORIGIN_TOO_LATE = _error(
    "origin_too_late",
    mark("The money is said to be of %(origin)s, which is after the plan year %(year)s."),
    mark("Correct the origin year or the plan year."),
)
ORIGIN_NOT_EARLIER = _error(
    "origin_not_earlier",
    mark("Money carried over into %(year)s cannot be of %(origin)s."),
    mark("Enter the earlier year that the money was first assigned for."),
)
DAY_MISSING = _error(
    "day_missing", mark("The voucher has no posting day."), mark("Enter the posting day.")
)
DAY_OUTSIDE_SPAN = _warning(
    "day_outside_span",
    mark("The day %(day)s is outside the span that the file says it covers."),
    mark("Check the day with the treasury."),
)
KIND_MISSING = _error(
    "kind_missing",
    mark("The voucher does not say what kind of payment it is."),
    mark("Enter the kind: Tạm ứng, Thanh toán KLHT, Thu hồi tạm ứng or Nộp giảm."),
)
KIND_UNKNOWN = _error(
    "kind_unknown",
    mark("“%(value)s” is not a known kind of payment."),
    mark("Enter the kind: Tạm ứng, Thanh toán KLHT, Thu hồi tạm ứng or Nộp giảm."),
)
AMOUNT_MISSING = _error(
    "amount_missing", mark("The voucher has no amount."), mark("Enter the amount.")
)
AMOUNT_NEGATIVE = _warning(
    "amount_negative",
    mark("The amount %(amount)s đồng is negative; it is posted as a correction."),
    mark("Check with the treasury that a correction is meant."),
)
REPAYMENT_NEGATIVE = _warning(
    "repayment_negative",
    mark("A repayment of %(amount)s đồng takes an earlier repayment back: disbursed rises again."),
    mark("If money was paid back, ask the treasury for the row without the minus sign."),
)
PARTS_DIFFER = _error(
    "parts_differ",
    mark(
        "Completed volume %(volume)s đồng and open advance %(advance)s đồng do not add up to the "
        "total %(total)s đồng."
    ),
    CORRECT_AND_UPLOAD,
)
PART_MISSING = _error(
    "part_missing",
    mark("The row does not say how much of the money is completed volume and how much advance."),
    mark("Enter at least two of: total, completed volume, open advance."),
)
RECOVERY_UNCLEAR = _error(
    "recovery_unclear",
    mark("It is not clear whether the completed volume contains the recovered advances."),
    mark(
        "Word the headings as “Thanh toán KLHT (bao gồm thu hồi tạm ứng)” and "
        "“Tạm ứng chưa thu hồi”."
    ),
)
PRINTED_TOTAL_DIFFERS = _error(
    "printed_total_differs",
    mark("“%(label)s” states %(printed)s đồng, but its rows add up to %(sum)s đồng."),
    mark("Find the row that is wrong or missing, correct the file and upload it again."),
)
KEY_TWICE_DIFFERENT = _error(
    "key_twice_different",
    mark("The same project, source and year stand in the rows %(rows)s with different figures."),
    mark("Keep the right row, or give the rows the source and year they belong to."),
)
KEY_TWICE_EQUAL = _warning(
    "key_twice_equal",
    mark("The same project, source and year stand in the rows %(rows)s; they count once."),
    mark("Nothing is to be done if the row was only repeated."),
)
VOUCHER_TWICE = _warning(
    "voucher_twice",
    mark("The same voucher stands in the rows %(rows)s; each of them counts."),
    mark("If a row was only repeated, delete it and upload the file again."),
)

# The row against what is known

PROJECT_UNKNOWN = _warning(
    "project_unknown",
    mark("No project has the code “%(code)s”; the row waits until the code is matched."),
    mark("Match the code with a project, or add the project to the register."),
)
SOURCE_UNKNOWN = _error(
    "source_unknown",
    mark("No capital source has the code “%(source)s”."),
    mark("Correct the code, or add the source to the register first."),
)
PLAN_MISSING = _warning(
    "plan_missing",
    mark("Project %(code)s has no plan of this source and year in %(year)s."),
    mark("Check source and year, or enter the plan decision."),
)
ABOVE_PLAN = _warning(
    "above_plan",
    mark("Disbursed %(disbursed)s đồng is more than the plan %(plan)s đồng in force on %(day)s."),
    ASK_THE_TREASURY,
)
ABOVE_INVESTMENT = _warning(
    "above_investment",
    mark(
        "Project %(code)s: disbursed %(disbursed)s đồng is more than its total investment "
        "%(total)s đồng."
    ),
    mark("Check the total investment of the project in the register."),
)
OUTSIDE_BUDGET_YEAR = _error(
    "outside_budget_year",
    mark(
        "%(day)s is outside the budget year %(year)s, which takes money from %(first)s to %(last)s."
    ),
    mark("Correct the day or the plan year."),
)
LOWER_THAN_BEFORE = _warning(
    "lower_than_before",
    mark("Disbursed %(disbursed)s đồng is less than the %(before)s đồng known up to that day."),
    ASK_THE_TREASURY,
)
ADVANCE_NEGATIVE = _warning(
    "advance_negative",
    mark("After this row the open advance would be %(advance)s đồng, which is below zero."),
    ASK_THE_TREASURY,
)
STATED_DIFFERENTLY = _error(
    "stated_differently",
    mark(
        "Another file already states %(volume)s đồng completed volume and %(advance)s đồng open "
        "advance as at this day."
    ),
    mark("Reverse the import of the wrong file first, or correct this one."),
)
VOUCHER_KNOWN = _warning(
    "voucher_known",
    mark("The voucher %(number)s was already posted from another file; it counts once."),
    mark("Nothing is to be done if the files overlap."),
)
VOUCHER_KNOWN_UNNUMBERED = _warning(
    "voucher_known_unnumbered",
    mark(
        "A payment of the same day, kind and amount was already posted; without a voucher number "
        "both count."
    ),
    mark("If it is the same payment, delete the row and upload the file again."),
)
SCALE_ALARM = _warning(
    "scale_alarm",
    mark(
        "Disbursed would go from %(before)s đồng to %(disbursed)s đồng with a plan of %(plan)s "
        "đồng."
    ),
    mark("The unit is probably wrong. Check it; confirm only if the figures are right."),
)
UNIT_JUMP = _warning(
    "unit_jump",
    mark(
        "%(count)s figures are exactly %(factor)s times those known before, or exactly that part "
        "of them."
    ),
    mark("The unit is probably wrong. Check it; confirm only if the figures are right."),
)
OLDER_THAN_KNOWN = _warning(
    "older_than_known",
    mark("The file's figures are as at %(day)s; figures as at %(newest)s are already posted."),
    mark(
        "The file can be posted: the order of files plays no part. Check that it is the one meant."
    ),
)
ADVANCE_OVERDUE = _warning(
    "advance_overdue",
    mark(
        "%(advance)s đồng of the open advance has not been recovered for more than %(months)s "
        "months; the oldest is of %(day)s."
    ),
    mark("Check with the investor whether the advance is overdue and must be paid back."),
)
OTHER_OFFICE = _warning(
    "other_office",
    mark("Up to now the figures of project %(code)s came from %(office)s."),
    mark("Check that the project is in this treasury office's list and its code is right."),
)

# A file with one of these waits until a person confirms its figures.
HOLDING = frozenset({SCALE_ALARM.code, UNIT_JUMP.code})
