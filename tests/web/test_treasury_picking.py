"""How a treasury file was understood, shown on its page and corrected by choosing."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext

from disbursement.models import ImportStatus, TreasuryImport
from disbursement.services.treasury import import_check
from projects.models import Membership, Organisation, Role
from tests.web.test_treasury_screens import (
    AT,
    GOOD,
    checked,
    page,
    posted,
    says,
    text,
    upload,
    workbook,
)


@pytest.fixture
def treasurer(cast, sign_in):
    return sign_in(cast.treasurer)


def sheet_of(client, row):
    (sheet,) = client.get(page("import_detail", row.pk)).context["sheets"]
    return sheet


def fields_of(sheet):
    """Return what a browser would send of the columns when nothing is changed."""
    return {column.field.html_name: column.field.value() for column in sheet.columns}


def test_the_first_rows_stand_as_in_the_file_with_what_each_was_taken_for(cast, treasurer):
    row = checked(cast.treasurer, workbook(GOOD))
    sheet = sheet_of(treasurer, row)
    assert [(r.number, r.look) for r in sheet.rows] == [
        (1, "above"),
        (2, "above"),
        (3, "above"),
        (4, "heading"),
        (5, "data"),
        (6, "data"),
        (7, "data"),
    ]
    assert [cell for cell, _used in sheet.rows[4].cells][1:6] == [
        "05/03/2024",
        "CT1",
        "7100001",
        "Cầu Đông Hà",
        "NSTW",
    ]
    assert sheet.rows[4].cells[9][0] == "500.000.000"
    assert sheet.columns[9].meaning == gettext("Amount")


def test_hidden_rows_columns_and_sheets_are_marked(cast, treasurer):
    book = openpyxl.load_workbook(BytesIO(workbook(GOOD)))
    book.active.row_dimensions[6].hidden = True
    book.active.column_dimensions["E"].hidden = True
    other = book.create_sheet("Nháp")
    other["A1"] = "x"
    other.sheet_state = "hidden"
    content = BytesIO()
    book.save(content)
    row = checked(cast.treasurer, content.getvalue())
    shown, hidden = treasurer.get(page("import_detail", row.pk)).context["sheets"]
    assert [r.number for r in shown.rows if r.is_hidden] == [6]
    assert [c.letters for c in shown.columns if c.is_hidden] == ["E"]
    assert (shown.picture.is_visible, hidden.picture.is_visible) == (True, False)


def test_sending_the_choices_unchanged_chooses_nothing(cast, treasurer):
    row = checked(cast.treasurer, workbook(GOOD))
    sent = fields_of(sheet_of(treasurer, row))
    treasurer.post(page("import_choose", row.pk), sent)
    row.refresh_from_db()
    assert (row.status, row.chosen_columns) == (ImportStatus.RECEIVED, {})


def test_a_column_is_corrected_by_choosing_and_the_choice_can_be_forgotten(cast, treasurer):
    row = checked(cast.treasurer, workbook(GOOD))
    sheet = sheet_of(treasurer, row)
    sent = fields_of(sheet) | {sheet.columns[2].field.html_name: "ignore"}
    treasurer.post(page("import_choose", row.pk), sent)
    import_check(pk=row.pk, at=AT)
    row.refresh_from_db()
    assert row.chosen_columns == {"Bang ke": {"C": "ignore"}}
    assert "C" not in row.columns["Bang ke"]
    again = treasurer.get(page("import_detail", row.pk))
    assert says(again, "Forget the choices, read by the headings")
    treasurer.post(page("import_choose", row.pk), {"as_found": "yes"})
    import_check(pk=row.pk, at=AT)
    row.refresh_from_db()
    assert (row.chosen_columns, row.columns["Bang ke"]["C"]) == ({}, "number")


@pytest.mark.parametrize(
    "sent",
    [
        {"column-0-C": "no such meaning"},
        {"plan_year": "1"},
        {"as_at": "31/02/2024"},
        {"recovery": "perhaps"},
    ],
)
def test_nonsense_is_told_and_changes_nothing(cast, treasurer, sent):
    row = checked(cast.treasurer, workbook(GOOD))
    treasurer.post(page("import_choose", row.pk), sent)
    row.refresh_from_db()
    assert row.status == ImportStatus.CHECKED


def test_readers_see_the_rows_and_no_choices(cast, sign_in):
    row = checked(cast.treasurer, workbook(GOOD))
    client = sign_in(cast.planner)
    sheet = sheet_of(client, row)
    assert sheet.columns[0].field is None
    assert page("import_choose", row.pk) not in text(client.get(page("import_detail", row.pk)))


def test_a_file_belongs_to_the_office_of_who_sends_it(cast, treasurer):
    office = cast.treasurer.memberships.get().organisation
    upload(treasurer, workbook(GOOD))
    assert TreasuryImport.objects.get().office == office


def test_who_works_for_two_offices_says_which(cast, sign_in, province):
    second = Organisation.objects.create(code="KBNN2", name="Kho bạc khu vực II")
    first = cast.treasurer.memberships.get()
    Membership.objects.create(
        user=cast.treasurer,
        organisation=second,
        role=Role.TREASURY,
        valid_from=first.valid_from,
    )
    client = sign_in(cast.treasurer)
    upload(client, workbook(GOOD))
    assert not TreasuryImport.objects.exists()
    file = SimpleUploadedFile("a.xlsx", workbook(GOOD))
    client.post(page("import_upload"), {"file": file, "office": second.pk})
    assert TreasuryImport.objects.get().office == second


def test_the_right_file_is_uploaded_from_the_page_of_the_wrong_one(cast, treasurer):
    wrong = posted(cast.treasurer, workbook(GOOD))
    assert page("import_replace", wrong.pk) in text(treasurer.get(page("import_detail", wrong.pk)))
    sent = {"file": SimpleUploadedFile("b.xlsx", workbook(GOOD[:2])), "reason": "Thừa một dòng"}
    response = treasurer.post(page("import_replace", wrong.pk), sent)
    right = TreasuryImport.objects.get(replaces=wrong)
    assert response.url == page("import_detail", right.pk)
    import_check(pk=right.pk, at=AT)
    shown = treasurer.get(response.url)
    assert [(c.before, c.after) for c in shown.context["preview"].province] == [
        (2_500_000_000, 2_000_000_000)
    ]
    treasurer.post(page("import_post", right.pk))
    wrong.refresh_from_db()
    assert wrong.status == ImportStatus.REVERSED
    assert page("import_detail", right.pk) in text(treasurer.get(page("import_detail", wrong.pk)))
    assert page("import_detail", wrong.pk) in text(treasurer.get(page("import_detail", right.pk)))


def test_an_adjustment_is_made_by_a_form_and_listed_with_its_reason(cast, treasurer, province):
    sent = {
        "project": "7100001",
        "source": province.central.pk,
        "plan_year": "2024",
        "origin_year": "2024",
        "day": "2024-03-20",
        "kind": "volume",
        "amount": "30",
        "reason": "Hạch toán thiếu",
    }
    response = treasurer.post(page("adjustment_new"), sent)
    made = TreasuryImport.objects.get()
    assert response.url == page("import_detail", made.pk)
    import_check(pk=made.pk, at=AT)
    made.refresh_from_db()
    assert (made.status, made.total_volume) == (ImportStatus.CHECKED, 30_000_000)
    assert "Hạch toán thiếu" in text(treasurer.get(page("adjustment_list")))


@pytest.mark.parametrize(
    "wrong",
    [
        {"project": "9999999"},
        {"amount": "0"},
        {"amount": "-5"},
        {"origin_year": "2025"},
        {"day": "2999-01-01"},
        {"reason": ""},
        {"kind": "theft"},
    ],
)
def test_a_senseless_adjustment_stays_a_form(cast, treasurer, province, wrong):
    sent = {
        "project": "7100001",
        "source": province.central.pk,
        "plan_year": "2024",
        "origin_year": "2024",
        "day": "2024-03-20",
        "kind": "volume",
        "amount": "30",
        "reason": "Hạch toán thiếu",
    }
    response = treasurer.post(page("adjustment_new"), sent | wrong)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not TreasuryImport.objects.exists()
