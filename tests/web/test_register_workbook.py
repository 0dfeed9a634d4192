"""The workbook of registers on screen: handed in, previewed, taken, given out again."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from disbursement.views import registers as views
from projects.models import AuditRecord, Organisation, Project, RegisterImport, SourceFile
from projects.views import kept_files

SAMPLE = Path(__file__).parent.parent / "data" / "sample" / "registry.xlsx"
LIST = "/tep-danh-muc/"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"


def upload(content, name="registry.xlsx"):
    return {"file": SimpleUploadedFile(name, content)}


def handed_in(browser, content):
    answer = browser.post(LIST, upload(content))
    assert answer.status_code == 302
    return answer.url


def taken(browser, content):
    url = handed_in(browser, content)
    mark = browser.get(url).context["mark"]
    return browser.post(f"{url}nhap/", {"mark": mark}, follow=True)


def changed_sample(change):
    book = load_workbook(SAMPLE)
    change(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_file_is_previewed_before_anything_is_taken(cast, sign_in):
    browser = sign_in(cast.planner)
    url = handed_in(browser, SAMPLE.read_bytes())
    page = browser.get(url)
    assert page.status_code == 200
    counts = {sheet.name: sheet.counts["added"] for sheet in page.context["sheets"]}
    assert counts["KeHoachVon"] == 119
    assert not RegisterImport.objects.exists()
    done = browser.post(f"{url}nhap/", {"mark": page.context["mark"]}, follow=True)
    assert done.status_code == 200
    made = RegisterImport.objects.get()
    assert made.imported_by == cast.planner
    assert made.counts["DuAn"]["added"] == 60
    assert made.source_file.name.encode() in done.content
    row = Project.history.filter(code=Project.objects.last().code).first()
    assert row.history_user == cast.planner
    assert "registry.xlsx" in row.history_change_reason
    assert set(AuditRecord.objects.values_list("action", flat=True)) >= {
        "registers.upload",
        "registers.import",
    }


def test_changed_cells_are_shown_old_to_new(cast, sign_in):
    browser = sign_in(cast.planner)
    taken(browser, SAMPLE.read_bytes())
    code = Organisation.objects.last().code

    def rename(book):
        sheet = book["DonVi"]
        for row in sheet.iter_rows(min_row=2):
            if row[0].value == code:
                row[1].value = "Tên mới"

    page = browser.get(handed_in(browser, changed_sample(rename)))
    (sheet,) = [each for each in page.context["sheets"] if each.counts["changed"]]
    (cell,) = sheet.changed[0].cells
    assert (sheet.name, cell.cell[0], cell.new) == ("DonVi", "B", "Tên mới")
    assert cell.old == Organisation.objects.get(code=code).name
    assert "Tên mới" in page.content.decode()


def test_own_export_holds_nothing_new(cast, sign_in):
    browser = sign_in(cast.planner)
    taken(browser, SAMPLE.read_bytes())
    export = browser.get(f"{LIST}xuat/").content
    page = browser.get(handed_in(browser, export))
    assert page.context["is_empty"]
    assert RegisterImport.objects.count() == 1


def test_registers_changed_since_the_preview_are_not_taken_unseen(cast, sign_in):
    browser = sign_in(cast.planner)
    url = handed_in(browser, SAMPLE.read_bytes())
    mark = browser.get(url).context["mark"]
    code = load_workbook(SAMPLE)["NguonVon"]["A3"].value
    browser.post("/danh-muc/nguon-von/them/", {"code": code, "name": "Khác", "reason": "x"})
    told = browser.post(f"{url}nhap/", {"mark": mark}, follow=True)
    assert not RegisterImport.objects.exists()
    assert told.context["mark"] not in ("", mark)
    assert browser.post(f"{url}nhap/", {}).status_code == 302
    assert not RegisterImport.objects.exists()


def test_findings_name_the_cell_and_come_as_a_workbook(cast, sign_in):
    browser = sign_in(cast.planner)

    def spoil(book):
        book["DuAn"]["A2"].value = "12"

    url = handed_in(browser, changed_sample(spoil))
    page = browser.get(url)
    assert page.context["is_refused"]
    issues = page.context["issues"]
    assert ("DuAn", "A2") in {(each["sheet"], each["cell"]) for each in issues}
    assert all(each["message"] and each["fix"] for each in issues)
    refused = browser.post(f"{url}nhap/", {"mark": ""})
    assert refused.status_code == 200
    assert not RegisterImport.objects.exists()
    book = load_workbook(BytesIO(browser.get(f"{url}ket-qua/").content))
    cells = {row[2] for row in book.worksheets[0].iter_rows(values_only=True)}
    assert "A2" in cells


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04 broken", b"\x00" * 100])
def test_what_is_no_workbook_is_refused_in_a_sentence(cast, sign_in, content):
    browser = sign_in(cast.planner)
    page = browser.get(handed_in(browser, content))
    assert page.status_code == 200
    assert page.context["is_refused"]
    assert page.context["issues"][0]["message"]


def test_empty_missing_and_oversized_files_are_told_at_the_field(cast, sign_in, settings):
    browser = sign_in(cast.planner)
    settings.UPLOAD_MAX_BYTES = 10
    for data in ({}, upload(b""), upload(b"x" * 11)):
        answer = browser.post(LIST, data)
        assert answer.status_code == 200
        assert "file" in answer.context["form"].errors
    assert not SourceFile.objects.exists()


def test_forged_and_old_addresses_lead_back_to_the_list(cast, sign_in, monkeypatch):
    browser = sign_in(cast.planner)
    url = handed_in(browser, SAMPLE.read_bytes())
    assert browser.get(f"{LIST}abc/").status_code == 302
    monkeypatch.setattr(kept_files, "KEPT_FOR", -1)
    assert kept_files.KEPT_FOR == -1
    assert browser.get(url).status_code == 302


def test_only_those_who_import_open_the_pages(cast, sign_in):
    url = handed_in(sign_in(cast.planner), SAMPLE.read_bytes())
    for person in (cast.leader, cast.treasurer, cast.investor, cast.nobody):
        browser = sign_in(person)
        for address in (LIST, f"{LIST}xuat/", url, f"{url}ket-qua/"):
            assert browser.get(address).status_code == 403
        assert browser.post(f"{url}nhap/").status_code == 403
    administrator = sign_in(cast.administrator)
    mark = administrator.get(url).context["mark"]
    assert administrator.post(f"{url}nhap/", {"mark": mark}).status_code == 302
    assert RegisterImport.objects.count() == 1


def test_waiting_payments_are_posted_after_the_import(cast, sign_in, monkeypatch):
    called = []
    monkeypatch.setattr(views, "unmatched_repost", lambda *, actor, at: called.append(actor) or 3)
    answer = taken(sign_in(cast.planner), SAMPLE.read_bytes())
    assert called == [cast.planner]
    assert len(list(answer.context["messages"])) == 2


def test_list_of_imports_takes_few_queries(cast, sign_in, django_assert_max_num_queries):
    browser = sign_in(cast.planner)
    taken(browser, SAMPLE.read_bytes())
    with django_assert_max_num_queries(10):
        browser.get(LIST)


def test_workbook_without_a_known_sheet_is_refused(cast, sign_in):
    file = BytesIO()
    Workbook().save(file)
    browser = sign_in(cast.planner)
    assert browser.get(handed_in(browser, file.getvalue())).context["is_refused"]
