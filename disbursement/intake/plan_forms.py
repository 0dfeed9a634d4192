"""Open a plan form and read the lines it makes."""

from pathlib import Path

from disbursement.domain.headings import Area
from disbursement.domain.plan_form_reading import FormTerms, PlanForm, read_plan_form
from disbursement.domain.treasury_reading import RawSheet
from projects.intake.workbook import WorkbookRefused, read_workbook


def read_plan_file(path: Path, terms: FormTerms) -> PlanForm:
    """Return what the form states; a file that cannot be opened is a form with one finding."""
    try:
        workbook = read_workbook(path)
    except WorkbookRefused as refused:
        return PlanForm(issues=[refused.issue])
    return read_plan_form(
        [
            RawSheet(
                sheet.name,
                sheet.is_visible,
                sheet.rows,
                [
                    Area(area.first_row, area.first_column, area.last_row, area.last_column)
                    for area in sheet.merged
                ],
            )
            for sheet in workbook.sheets
        ],
        terms,
    )
