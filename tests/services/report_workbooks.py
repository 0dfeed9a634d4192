"""A report's workbook in the hands of an officer: filled in and damaged as people do it."""

from io import BytesIO

from openpyxl import load_workbook

from disbursement.domain.workbook_columns import DATA_SHEET, column_headed
from disbursement.renderers.submission_workbook import ReportContent, render_report_workbook
from disbursement.rule_words import rules_in_words
from disbursement.selectors.submission_workbook import group_names, workbook_identity
from disbursement.workbook_identity import sign_identity
from projects.domain.money import Unit


def make_workbook(report, *, now, unit=Unit.MILLION, signed=None):
    """Return the bytes of the workbook as it is downloaded."""
    identity = workbook_identity(submission=report, unit=unit, now=now)
    return render_report_workbook(
        ReportContent(
            identity,
            sign_identity(identity) if signed is None else signed,
            "23:59 14/03/2024",
            group_names(),
            rules_in_words(percent=5),
        )
    )


class Filled:
    """The workbook opened in a spreadsheet program that checks nothing."""

    def __init__(self, content):
        self.book = load_workbook(BytesIO(content))
        self.sheet = self.book[DATA_SHEET]

    def column(self, field):
        return next(
            cell.column
            for cell in self.sheet[1]
            if cell.value and column_headed(cell.value).field == field
        )

    def row(self, project, origin=2024):
        code, year = self.column("project_code"), self.column("origin_year")
        return next(
            row
            for row in range(2, self.sheet.max_row + 1)
            if self.sheet.cell(row, code).value == project
            and self.sheet.cell(row, year).value == origin
        )

    def cell(self, project, field, origin=2024):
        return self.sheet.cell(self.row(project, origin), self.column(field))

    def put(self, project, field, value, origin=2024):
        cell = self.cell(project, field, origin)
        cell.value = value
        return cell.coordinate

    def save(self):
        sink = BytesIO()
        self.book.save(sink)
        return sink.getvalue()
