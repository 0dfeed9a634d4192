"""Two sign, or sign and compare, at the same moment; one after the other where threads may not."""

import pytest

from disbursement.models import ReconciliationLine, ReconciliationSheet
from disbursement.selectors.reconciliation import sheet_view
from disbursement.services.reconciliation import sheet_compare, sheet_open
from disbursement.services.reconciliation_steps import sheet_sign
from projects.models import Role
from tests.people import BILLION, make_user
from tests.reconciliation_facts import NOW, make_sheet
from tests.services.test_reports_at_once import at_once
from tests.treasury_facts import pay

pytestmark = pytest.mark.django_db(transaction=True)


def signing(sheet, person):
    mine = ReconciliationSheet.objects.get(pk=sheet.pk)  # read before anybody has signed
    seen = sheet_view(sheet=mine).mark
    return lambda: sheet_sign(sheet=mine, seen=seen, actor=person, now=NOW)


def test_both_sides_sign_at_once_and_the_sheet_is_signed_off(province, cast):
    sheet = make_sheet(province)

    done = at_once(signing(sheet, cast.investor), signing(sheet, cast.treasurer))

    assert sorted(done) == [False, True]
    assert sheet.lines.get().state == "signed_off"


def test_of_two_people_of_one_side_one_signs(province, cast):
    sheet = make_sheet(province)
    other = make_user(
        "khobac2", role=Role.TREASURY, organisation=province.roads_board, full_name="Kho Hai"
    )

    done = at_once(signing(sheet, cast.treasurer), signing(sheet, other))

    assert sorted(map(str, done)) == ["False", "StaleState"]
    assert sheet.notes.count() == 1


def test_nobody_is_left_signed_on_a_figure_that_changed_at_that_moment(province, cast):
    sheet = make_sheet(province)
    sign = signing(sheet, cast.investor)
    pay(province.bridge, province.central, BILLION, day="2024-09-10")

    at_once(sign, lambda: sheet_compare(sheet=sheet, now=NOW))

    sheet.refresh_from_db()
    assert sheet.investor_signed_at is None
    assert sheet.lines.get().state == "differs"


def test_a_sheet_opened_by_two_jobs_at_once_has_each_line_once(province):
    sheet = make_sheet(province)
    submission = sheet.submission
    ReconciliationLine.objects.all().delete()
    ReconciliationSheet.objects.all().delete()

    at_once(*[lambda: sheet_open(submission=submission, now=NOW)] * 2)

    assert ReconciliationLine.objects.get().sheet.submission == submission
