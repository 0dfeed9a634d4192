"""The pages of a report's workbook: downloaded, uploaded, looked through, taken, given back."""

from datetime import datetime
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.entry_cells import CellEdit
from disbursement.domain.ledger import Key
from disbursement.models import Submission, SubmissionLine, SubmissionStatus
from disbursement.services.calendar import deadline_rules_seed
from disbursement.services.entry_cells import cells_save
from disbursement.services.periods import periods_open
from projects.selectors.files import path_of
from tests.services.report_workbooks import Filled

NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
BRIDGE, ROAD = "7100001", "7100002"


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def report(province):
    deadline_rules_seed(now=NOW)
    (period, *_) = periods_open(now=NOW, since=NOW)
    return Submission.objects.select_related("period", "investor").get(
        period=period, investor=province.roads_board
    )


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.investor)


def url(name, pk):
    return reverse(f"disbursement:{name}", args=[pk])


def download(client, report):
    return client.get(url("workbook_download", report.pk))


@pytest.fixture
def filled(client, report):
    return Filled(download(client, report).content)


@pytest.fixture
def upload(client, report):
    """Upload a workbook and return the page that looks through it."""

    def doing(filled, name="bao-cao.xlsx"):
        content = filled if isinstance(filled, bytes) else filled.save()
        answer = client.post(
            url("workbook_upload", report.pk), {"file": SimpleUploadedFile(name, content)}
        )
        assert answer.status_code == 302, answer.content.decode()
        return client.get(answer["Location"])

    return doing


def text_of(response):
    return response.content.decode()


def send_on(client, page, **form):
    return client.post(
        url("workbook_accept", page.context["upload"].pk),
        {"seen": page.context["seen"], "action": "all", **form},
    )


def test_the_file_is_named_after_period_and_investor(client, report):
    answer = download(client, report)
    assert answer["Content-Disposition"] == ('attachment; filename="bao-cao-2024-03-K1-BQLGT.xlsx"')
    assert load_workbook(BytesIO(answer.content)).sheetnames[:2] == ["Số liệu", "Hướng dẫn"]


def test_the_report_s_page_leads_to_both(client, report):
    page = text_of(client.get(url("submission_edit", report.pk)))
    assert url("workbook_download", report.pk) in page
    assert url("workbook_upload", report.pk) in page


def test_it_is_made_in_the_unit_the_person_reads(client, report):
    client.post(reverse("disbursement:set_unit"), {"unit": "DONG"})
    filled = Filled(download(client, report).content)
    assert filled.sheet["G1"].value == "Kế hoạch (đồng)"
    assert filled.cell(BRIDGE, "plan").value == 10_000_000_000


def test_what_would_change_is_seen_before_it_is_taken(client, upload, filled):
    filled.put(BRIDGE, "own_disbursed", 2345.678)
    page = upload(filled)
    assert "2.345,678" in text_of(page)
    assert "Lấy vào báo cáo" in text_of(page)
    assert not SubmissionLine.objects.exists()
    answer = send_on(client, page)
    assert answer["Location"] == url("submission_edit", page.context["submission"].pk)
    assert SubmissionLine.objects.get(own_disbursed__isnull=False).own_disbursed == 2_345_678_000


def test_taking_twice_is_told_and_changes_nothing(client, upload, filled):
    filled.put(BRIDGE, "own_disbursed", 5)
    page = upload(filled)
    send_on(client, page)
    again = client.post(
        url("workbook_accept", page.context["upload"].pk),
        {"seen": page.context["seen"], "action": "all"},
        follow=True,
    )
    assert "Không có gì thay đổi" in text_of(again)
    assert "Tệp không có số liệu mới" in text_of(again)


def test_errors_stand_by_cell_and_come_back_in_the_file(client, upload, filled):
    cell = filled.put(BRIDGE, "own_disbursed", "mười tỷ")
    filled.put(ROAD, "executed_volume", 7)
    page = upload(filled)
    shown = text_of(page)
    assert f'<span class="cell-address">{cell}</span>' in shown
    assert 'value="all"' not in shown and 'value="sound"' in shown
    marked = client.get(url("workbook_marked", page.context["upload"].pk))
    book = load_workbook(BytesIO(marked.content))
    assert "mười tỷ" in book["Số liệu"][cell].comment.text
    assert "bao-cao-danh-dau.xlsx" in marked["Content-Disposition"]
    refused = send_on(client, page)
    assert refused["Location"] == url("workbook_preview", page.context["upload"].pk)
    assert not SubmissionLine.objects.exists()
    send_on(client, page, action="sound")
    assert SubmissionLine.objects.get(executed_volume__isnull=False).executed_volume == 7_000_000


def test_the_marked_file_can_be_mended_and_uploaded(client, upload, filled):
    cell = filled.put(BRIDGE, "own_disbursed", "mười tỷ")
    page = upload(filled)
    marked = Filled(client.get(url("workbook_marked", page.context["upload"].pk)).content)
    marked.sheet[cell].value = 5
    page = upload(marked, "da-sua.xlsx")
    assert page.context["preview"].error_count == 0
    assert page.context["preview"].change_count == 1


def test_a_conflict_shows_three_values_and_lets_the_file_s_be_chosen(
    client, cast, report, upload, filled, province
):
    key = Key(province.bridge.pk, province.central.pk, 2024, 2024)
    edit = CellEdit(key, "own_disbursed", "9000000000", "")
    cells_save(submission=report, cells=[edit], actor=cast.investor, now=NOW)
    filled.put(BRIDGE, "own_disbursed", 3000)
    page = upload(filled)
    (row,) = page.context["preview"].conflicts
    assert (row.base, row.theirs, row.mine) == ("(trống)", "9.000", "3.000")
    send_on(client, page, mine=[row.name])
    assert SubmissionLine.objects.get(own_disbursed__isnull=False).own_disbursed == 3_000_000_000


def test_a_report_handed_in_meanwhile_says_so_and_keeps_the_file(client, report, upload, filled):
    filled.put(BRIDGE, "own_disbursed", 5)
    Submission.objects.filter(pk=report.pk).update(status=SubmissionStatus.SUBMITTED)
    page = upload(filled)
    assert "Tệp được lưu lại" in text_of(page)
    assert 'name="action"' not in text_of(page)
    original = client.get(url("workbook_original", page.context["upload"].pk))
    assert original.getvalue() == filled_bytes(page)
    assert send_on(client, page)["Location"] == url("workbook_preview", page.context["upload"].pk)
    assert download(client, report).status_code == 302
    assert client.get(url("workbook_upload", report.pk)).status_code == 200


def filled_bytes(page):
    return path_of(page.context["upload"].source_file).read_bytes()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"%PDF-1.7 x", "PDF"), (b"ma;so\n1;2\n", "CSV"), (b"\xff\xd8\xffx", "ảnh")],
)
def test_what_is_no_workbook_is_refused_with_its_own_sentence(client, upload, content, said):
    page = upload(content, "bao-cao.xlsx")
    assert said in text_of(page)
    assert "Không lấy được tệp này" in text_of(page)
    listed = client.get(url("workbook_marked", page.context["upload"].pk))
    assert said in str(list(load_workbook(BytesIO(listed.content)).active.values))


def test_a_file_too_large_or_none_at_all_is_said_at_the_field(client, report):
    large = SimpleUploadedFile("lon.xlsx", b"x" * (5 * 1024 * 1024 + 1))
    for form in ({"file": large}, {}):
        answer = client.post(url("workbook_upload", report.pk), form)
        assert answer.status_code == 422
    assert report.workbooks.count() == 0
