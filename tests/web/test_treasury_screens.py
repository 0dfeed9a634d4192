"""Treasury files on screen: upload, preview, posting, taking back, codes that wait."""

from datetime import date, datetime
from io import BytesIO
from unittest.mock import patch
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext
from kombu.exceptions import OperationalError

from disbursement.models import (
    ImportStatus,
    Movement,
    ProjectCodeMatch,
    TreasuryImport,
    UnmatchedRow,
    Voucher,
)
from disbursement.renderers.findings import findings_workbook
from disbursement.selectors.positions import positions_by_group
from disbursement.selectors.unmatched import suggested_projects
from disbursement.services.treasury import import_check, import_post, import_receive, import_reverse
from projects.models import Project
from projects.services.files import file_keep

AT = datetime(2024, 10, 1, 9, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
HEADINGS = [
    *("STT", "Ngày hạch toán", "Số chứng từ", "Mã dự án", "Tên dự án"),
    *("Mã nguồn vốn", "Năm KHV", "Năm nguồn vốn", "Loại thanh toán", "Số tiền"),
]
BRIDGE = ("7100001", "Cầu Đông Hà", "NSTW")
ROAD = ("7100002", "Đường tỉnh 240", "NSDP")
STRANGER = ("7999999", "Trường Chuyên mới", "NSDP")
SUM_2024 = {"plan_year": 2024, "as_of": date(2024, 12, 31), "group": "province"}


def workbook(rows, *, unit="Đơn vị tính: đồng", span="(Từ ngày 01/03/2024 đến ngày 31/03/2024)"):
    """Return a list of vouchers: (day, number, (code, name, source), kind, amount) in each row."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Bang ke"
    for line in (["BẢNG KÊ CHỨNG TỪ"], [span], [unit], HEADINGS):
        sheet.append(line)
    for place, (day, number, (code, name, source), kind, amount) in enumerate(rows, 1):
        sheet.append([place, day, number, code, name, source, 2024, 2024, kind, amount])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


# 2.000.000.000 for the bridge, 500.000.000 for the road: 2.500.000.000 disbursed
GOOD = [
    (date(2024, 3, 5), "CT1", BRIDGE, "Tạm ứng", 500_000_000),
    (date(2024, 3, 20), "CT2", BRIDGE, "Thanh toán KLHT", 1_500_000_000),
    (date(2024, 3, 21), "CT3", ROAD, "Thanh toán KLHT", 500_000_000),
]
WAITING = [*GOOD, (date(2024, 3, 22), "CT4", STRANGER, "Thanh toán KLHT", 700_000_000)]
# The road's plan is 4.000.000.000; 401.000.000.000 is more than a hundred times that.
ALARMING = [(date(2024, 3, 21), "CT3", ROAD, "Thanh toán KLHT", 401_000_000_000)]
WRONG = [(date(2024, 3, 21), "CT3", ROAD, "Thanh toán KLHT", "abc")]


def received(by, content, name="bang-ke.xlsx"):
    return import_receive(content=content, name=name, by=by, at=AT)


def checked(by, content, name="bang-ke.xlsx"):
    """Return an import whose file has been checked, as the worker does it."""
    row = received(by, content, name)
    import_check(pk=row.pk, at=AT)
    row.refresh_from_db()
    return row


def posted(by, content):
    row = checked(by, content)
    import_post(treasury_import=row, actor=by, at=AT)
    row.refresh_from_db()
    return row


def page(name, *args):
    return reverse(f"disbursement:{name}", args=args)


def upload(client, content, name="bang-ke.xlsx", **extra):
    file = SimpleUploadedFile(name, content)
    return client.post(page("import_upload"), {"file": file}, **extra)


def says(response, msgid, **values):
    """Tell whether the page holds the sentence in the language it is shown in."""
    return escape(gettext(msgid) % values if values else gettext(msgid)) in text(response)


def text(response):
    return response.content.decode()


@pytest.fixture
def treasurer(cast, sign_in):
    return sign_in(cast.treasurer)


# Who may


SEEING = ["import_list", "unmatched_list"]
SEEING_ONE = ["import_detail", "import_issues"]
DOING_ONE = ["import_choose", "import_post", "import_discard", "import_reverse"]


@pytest.mark.parametrize("who", ["investor", "other_investor", "home_affairs", "nobody"])
def test_roles_without_a_part_in_it_get_403_for_every_page(cast, sign_in, who):
    row = checked(cast.treasurer, workbook(GOOD))
    client = sign_in(getattr(cast, who))
    pages = [page(name) for name in [*SEEING, "import_upload", "unmatched_match"]]
    pages += [page(name, row.pk) for name in [*SEEING_ONE, "import_file", "import_status"]]
    assert {client.get(url).status_code for url in pages} == {403}
    actions = [page(name, row.pk) for name in DOING_ONE]
    assert {client.post(url).status_code for url in actions} == {403}


@pytest.mark.parametrize("who", ["planner", "leader", "administrator"])
def test_readers_see_but_neither_upload_nor_post_nor_take_back(cast, sign_in, who):
    row = checked(cast.treasurer, workbook(GOOD))
    client = sign_in(getattr(cast, who))
    seen = [*(page(name) for name in SEEING), *(page(name, row.pk) for name in SEEING_ONE)]
    assert {client.get(url).status_code for url in seen} == {200}
    assert client.get(page("import_upload")).status_code == 403
    assert {client.post(page(name, row.pk)).status_code for name in DOING_ONE} == {403}
    detail = text(client.get(page("import_detail", row.pk)))
    assert [name for name in DOING_ONE if page(name, row.pk) in detail] == []
    row.refresh_from_db()
    assert row.status == ImportStatus.CHECKED


@pytest.mark.parametrize(
    ("who", "status"),
    [("treasurer", 200), ("planner", 200), ("administrator", 200), ("leader", 403)],
)
def test_the_original_file_goes_to_those_who_work_with_it(cast, sign_in, who, status):
    row = received(cast.treasurer, workbook(GOOD))
    assert sign_in(getattr(cast, who)).get(page("import_file", row.pk)).status_code == status


def test_strangers_to_the_portal_are_sent_to_sign_in(cast):
    row = received(cast.treasurer, workbook(GOOD))
    names = [("import_list",), ("import_upload",), ("unmatched_list",), ("unmatched_match",)]
    names += [(name, row.pk) for name in [*SEEING_ONE, *DOING_ONE, "import_file", "import_status"]]
    for name in names:
        response = Client().get(page(*name))
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


def test_an_import_that_does_not_exist_is_404(treasurer):
    for name in [*SEEING_ONE, "import_file", "import_status", "import_reverse"]:
        assert treasurer.get(page(name, 4711)).status_code == 404


def test_nothing_is_done_by_following_a_link(cast, treasurer):
    row = checked(cast.treasurer, workbook(GOOD))
    for name in ["import_choose", "import_post", "import_discard"]:
        assert treasurer.get(page(name, row.pk)).status_code == 405


def test_every_form_needs_its_token(cast):
    row = checked(cast.treasurer, workbook(GOOD))
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.treasurer)
    for name in DOING_ONE:
        assert client.post(page(name, row.pk)).status_code == 403
    assert upload(client, workbook(WAITING)).status_code == 403
    assert TreasuryImport.objects.count() == 1


# Upload


def test_a_file_is_received_at_once_and_waits_to_be_read(treasurer, cast):
    response = upload(treasurer, workbook(GOOD), "Bảng kê tháng 3.xlsx")
    row = TreasuryImport.objects.get()
    assert response.status_code == 302
    assert response.url == page("import_detail", row.pk)
    assert row.status == ImportStatus.RECEIVED
    assert row.received_by == cast.treasurer
    assert row.source_file.name == "Bảng kê tháng 3.xlsx"
    waiting = text(treasurer.get(response.url))
    assert f'hx-get="{page("import_status", row.pk)}"' in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting


def test_the_upload_starts_the_check_after_the_commit(treasurer, on_commit):
    with on_commit():
        upload(treasurer, workbook(GOOD))
    assert TreasuryImport.objects.get().status == ImportStatus.CHECKED


def test_the_upload_succeeds_while_the_broker_is_away(treasurer, on_commit):
    with (
        patch("celery.app.task.Task.apply_async", side_effect=OperationalError("away")),
        on_commit(),
    ):
        response = upload(treasurer, workbook(GOOD))
    assert response.status_code == 302
    assert TreasuryImport.objects.get().status == ImportStatus.RECEIVED


def test_the_same_bytes_lead_to_the_import_they_already_have(treasurer, cast):
    known = posted(cast.treasurer, workbook(GOOD))
    response = treasurer.post(
        page("import_upload"),
        {"file": SimpleUploadedFile("ten-khac.xlsx", known_bytes(known))},
        follow=True,
    )
    assert response.redirect_chain == [(page("import_detail", known.pk), 302)]
    assert says(
        response,
        "The portal already has exactly this file: “%(name)s”, received %(at)s. "
        "Nothing was added; this is its page.",
        name="bang-ke.xlsx",
        at="01/10/2024 09:00",
    )
    assert TreasuryImport.objects.count() == 1


def known_bytes(row):
    from projects.selectors.files import path_of

    return path_of(row.source_file).read_bytes()


def test_no_file_is_asked_for(treasurer):
    response = treasurer.post(page("import_upload"), {})
    assert response.status_code == 200
    assert says(response, "Choose the file first.")


def test_an_empty_file_is_refused_at_the_door(treasurer):
    response = upload(treasurer, b"")
    assert says(response, "The file is empty (0 bytes). Export it again and upload the new one.")
    assert not TreasuryImport.objects.exists()


@pytest.mark.parametrize(("size", "is_taken"), [(1000, True), (1001, False), (300_000, False)])
def test_a_file_above_the_limit_is_refused_and_one_at_the_limit_is_not(
    treasurer, settings, size, is_taken
):
    settings.UPLOAD_MAX_BYTES = 1000
    response = upload(treasurer, b"x" * size)
    assert TreasuryImport.objects.exists() is is_taken
    assert (response.status_code == 302) is is_taken
    if not is_taken:
        assert says(
            response,
            "The file is larger than %(limit)s MB, which is more than the portal takes.",
            limit=0,
        )


def test_no_more_of_a_large_file_is_kept_than_it_takes_to_refuse_it(treasurer, settings):
    settings.UPLOAD_MAX_BYTES = 100_000
    seen = []

    def note(form):
        seen.append(form.cleaned_data["file"].size)
        return form.cleaned_data["file"]

    with patch("disbursement.treasury_forms.UploadForm.clean_file", note):
        upload(treasurer, b"x" * 5_000_000)
    assert 100_000 < seen[0] < 300_000


def test_the_limit_is_twenty_megabytes():
    assert settings.UPLOAD_MAX_BYTES == 20 * 1024 * 1024


def test_what_is_not_a_spreadsheet_is_refused_by_the_check_in_its_own_words(treasurer, on_commit):
    with on_commit():
        response = upload(treasurer, b"%PDF-1.7 ...", "bao-cao.xlsx")
    row = TreasuryImport.objects.get()
    assert row.status == ImportStatus.REFUSED
    shown = treasurer.get(response.url)
    assert says(shown, "The file cannot be posted")
    assert says(shown, "The file is a PDF document, not a spreadsheet.")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.xlsx", "passwd.xlsx"),
        ("C:\\Users\\kb\\thang 3.xlsx", "thang 3.xlsx"),
        ("a\x00b\x1f\u202ec.xlsx", "abc.xlsx"),
        ("<script>alert(1)</script>.xlsx", "script>.xlsx"),
        ("=cmd|'!A0.xlsx", "=cmd|'!A0.xlsx"),
    ],
)
def test_odd_file_names_are_made_harmless(treasurer, name, kept):
    response = upload(treasurer, workbook(GOOD), name)
    assert TreasuryImport.objects.get().source_file.name == kept
    shown = treasurer.get(response.url)
    assert shown.status_code == 200
    assert escape(kept) in text(shown)


def test_a_very_long_file_name_is_taken_or_refused_with_a_sentence(treasurer):
    response = upload(treasurer, workbook(GOOD), "b" * 2000 + ".xlsx")
    assert response.status_code in (200, 302)
    for row in TreasuryImport.objects.all():
        assert len(row.source_file.name) <= 255
        assert row.source_file.name.endswith(".xlsx")


# Waiting


def test_the_fragment_asks_again_while_the_work_goes_on_and_then_shows_the_page_anew(
    cast, treasurer
):
    row = received(cast.treasurer, workbook(GOOD))
    TreasuryImport.objects.filter(pk=row.pk).update(status=ImportStatus.CHECKING, progress=50)
    running = treasurer.get(page("import_status", row.pk), headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1500ms"' in text(running)
    assert 'value="50"' in text(running)
    assert "HX-Refresh" not in running
    TreasuryImport.objects.filter(pk=row.pk).update(status=ImportStatus.RECEIVED)
    import_check(pk=row.pk, at=AT)
    ended = treasurer.get(page("import_status", row.pk), headers={"HX-Request": "true"})
    assert ended["HX-Refresh"] == "true"
    assert "hx-get" not in text(ended)


def test_the_fragment_without_htmx_leads_to_the_page(cast, treasurer):
    row = received(cast.treasurer, workbook(GOOD))
    response = treasurer.get(page("import_status", row.pk))
    assert response.url == page("import_detail", row.pk)


# Preview


def test_the_preview_shows_what_was_read_and_what_it_changes(cast, treasurer):
    row = checked(cast.treasurer, workbook(GOOD))
    response = treasurer.get(page("import_detail", row.pk))
    context = response.context
    preview = context["preview"]
    assert [(c.plan_year, c.before, c.after) for c in preview.province] == [
        (2024, 0, 2_500_000_000)
    ]
    assert [(c.code, c.before, c.after) for c in preview.investors] == [("BQLGT", 0, 2_500_000_000)]
    assert [(c.code, c.delta) for c in preview.projects] == [
        ("7100001", 2_000_000_000),
        ("7100002", 500_000_000),
    ]
    (sheet,) = context["sheets"]
    columns = {column.letters: column for column in sheet.columns}
    assert columns["J"].meaning == gettext("Amount")
    assert columns["J"].unit == gettext("đồng")
    assert columns["D"].unit == ""
    assert "2.500" in text(response)
    assert page("import_post", row.pk) in text(response)


def test_the_preview_reckons_from_what_is_known_already(cast, treasurer):
    posted(cast.treasurer, workbook(GOOD))
    more = [(date(2024, 4, 2), "CT9", ROAD, "Thanh toán KLHT", 100_000_000)]
    row = checked(cast.treasurer, workbook(more, span="(Từ ngày 01/04/2024 đến ngày 30/04/2024)"))
    preview = treasurer.get(page("import_detail", row.pk)).context["preview"]
    assert [(c.before, c.after) for c in preview.province] == [(2_500_000_000, 2_600_000_000)]
    assert [(c.before, c.after) for c in preview.investors] == [(2_500_000_000, 2_600_000_000)]
    assert [(c.code, c.before, c.after) for c in preview.projects] == [
        ("7100002", 500_000_000, 600_000_000)
    ]
    assert (preview.keys, preview.keys_same) == (1, 0)


def test_a_file_that_states_what_is_known_says_that_nothing_changes(cast, treasurer):
    posted(cast.treasurer, workbook(GOOD))
    again = workbook(GOOD, span="(Từ ngày 01/03/2024 đến ngày 30/03/2024)")
    row = checked(cast.treasurer, again)
    response = treasurer.get(page("import_detail", row.pk))
    assert response.context["preview"].investors == []
    assert says(
        response,
        "Nothing changes: the file states what is already known, for all its %(keys)s "
        "combinations of project, source and year.",
        keys=2,
    )


def test_unknown_codes_are_shown_with_their_money(cast, treasurer):
    row = checked(cast.treasurer, workbook(WAITING))
    preview = treasurer.get(page("import_detail", row.pk)).context["preview"]
    (code,) = preview.waiting
    assert (code.code, code.name, code.row, code.disbursed) == (
        "7999999",
        "Trường Chuyên mới",
        8,
        700_000_000,
    )
    assert [c.after for c in preview.province] == [2_500_000_000]


def test_what_a_file_says_is_shown_as_text(cast, treasurer):
    hostile = ("7999998", "<script>alert(1)</script>", "NSDP")
    rows = [*GOOD, (date(2024, 3, 22), "CT5", hostile, "Thanh toán KLHT", 1_000_000)]
    row = posted(cast.treasurer, workbook(rows))
    for url in [page("import_detail", row.pk), page("unmatched_list"), match_page("7999998")]:
        assert "<script>alert" not in text(treasurer.get(url))


def test_errors_stand_before_warnings_and_name_their_cells(cast, treasurer):
    row = checked(cast.treasurer, workbook([*WAITING, *WRONG]))
    assert row.status == ImportStatus.REFUSED
    response = treasurer.get(page("import_detail", row.pk))
    findings = response.context["findings"]
    assert [(issue["severity"], issue["cell"]) for issue in findings.errors] == [("error", "J9")]
    assert {issue["severity"] for issue in findings.warnings} == {"warning"}
    assert page("import_post", row.pk) not in text(response)


def test_no_more_than_two_hundred_findings_of_a_kind_are_shown_and_all_are_handed_out(
    cast, treasurer
):
    wrong = [
        (date(2024, 3, 21), f"CT{n}", ROAD, "Thanh toán KLHT", f"chữ {n}") for n in range(1, 232)
    ]
    row = checked(cast.treasurer, workbook(wrong))
    findings = treasurer.get(page("import_detail", row.pk)).context["findings"]
    assert len(findings.errors) == 200
    assert findings.error_count >= 231
    book = openpyxl.load_workbook(BytesIO(treasurer.get(page("import_issues", row.pk)).content))
    assert book.active.max_row == 1 + findings.count


def test_findings_are_handed_out_as_text_that_nothing_calculates():
    content = findings_workbook(
        [
            {
                "severity": "error",
                "sheet": "=1+1",
                "cell": "J9",
                "message": '=HYPERLINK("http://x")\x07',
                "fix": "+cmd",
            }
        ]
    )
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    cells = sheet[2]
    assert [cell.data_type for cell in cells] == ["s"] * 5
    assert [cell.value for cell in cells][1:] == [
        "=1+1",
        "J9",
        '=HYPERLINK("http://x")',
        "+cmd",
    ]
    assert cells[3].hyperlink is None


def test_a_file_without_a_unit_asks_for_it_and_is_checked_again(cast, treasurer, on_commit):
    row = checked(cast.treasurer, workbook(GOOD, unit=""))
    assert row.status == ImportStatus.REFUSED
    asked = treasurer.get(page("import_detail", row.pk))
    assert asked.context["asks_unit"]
    assert page("import_choose", row.pk) in text(asked)
    with on_commit():
        response = treasurer.post(
            page("import_choose", row.pk), {"unit": "nghìn đồng", "as_at": ""}
        )
    assert response.url == page("import_detail", row.pk)
    row.refresh_from_db()
    assert row.status != ImportStatus.REFUSED
    assert row.unit == "nghìn đồng"
    assert row.total_disbursed == 2_500_000_000_000


def test_the_question_of_the_unit_must_be_answered(cast, treasurer):
    row = checked(cast.treasurer, workbook(GOOD, unit=""))
    response = treasurer.post(page("import_choose", row.pk), {"unit": ""}, follow=True)
    assert says(response, "Choose the unit of the amounts.")
    row.refresh_from_db()
    assert row.status == ImportStatus.REFUSED


def test_a_chosen_unit_can_be_given_up_again(cast, treasurer, on_commit):
    row = checked(cast.treasurer, workbook(GOOD))
    with on_commit():
        treasurer.post(page("import_choose", row.pk), {"unit": "triệu đồng"})
    row.refresh_from_db()
    assert (row.unit, row.chosen_unit) == ("triệu đồng", "triệu đồng")
    with on_commit():
        treasurer.post(page("import_choose", row.pk), {"unit": ""})
    row.refresh_from_db()
    assert (row.unit, row.chosen_unit) == ("đồng", "")


def test_a_day_that_is_none_changes_nothing(cast, treasurer):
    row = checked(cast.treasurer, workbook(GOOD))
    treasurer.post(page("import_choose", row.pk), {"unit": "", "as_at": "31/02/2024x"})
    row.refresh_from_db()
    assert row.status == ImportStatus.CHECKED


# Posting


def test_posting_counts_the_file_and_a_second_click_changes_nothing(cast, treasurer):
    row = checked(cast.treasurer, workbook(GOOD))
    first = treasurer.post(page("import_post", row.pk), follow=True)
    assert says(first, "The file has been posted; its figures now count.")
    assert positions_by_group(**SUM_2024)[None].disbursed == 2_500_000_000
    second = treasurer.post(page("import_post", row.pk), follow=True)
    assert says(second, "The file is already posted; nothing was posted a second time.")
    assert positions_by_group(**SUM_2024)[None].disbursed == 2_500_000_000
    assert Voucher.objects.count() == 3


def test_what_was_posted_is_listed_with_its_place_in_the_file(cast, treasurer):
    row = posted(cast.treasurer, workbook(GOOD))
    response = treasurer.get(page("import_detail", row.pk))
    assert [(f.project.code, f.amount, f.row) for f in response.context["facts"]] == [
        ("7100001", 500_000_000, 5),
        ("7100001", 1_500_000_000, 6),
        ("7100002", 500_000_000, 7),
    ]
    assert page("import_reverse", row.pk) in text(response)
    assert page("import_discard", row.pk) not in text(response)


def test_a_held_file_is_posted_only_once_its_unit_is_confirmed(cast, treasurer):
    row = checked(cast.treasurer, workbook(ALARMING))
    assert row.status == ImportStatus.HELD
    shown = treasurer.get(page("import_detail", row.pk))
    assert 'name="confirm_scale"' in text(shown)
    assert "401.000.000.000" in text(shown)
    assert "4.000.000.000" in text(shown)
    refused = treasurer.post(page("import_post", row.pk), follow=True)
    assert says(refused, "Tick that the unit is right before posting.")
    assert not Movement.objects.exists()
    treasurer.post(page("import_post", row.pk), {"confirm_scale": "yes"})
    assert positions_by_group(**SUM_2024)[None].disbursed == 401_000_000_000


def test_a_file_put_aside_changes_nothing_and_cannot_be_posted(cast, treasurer):
    row = checked(cast.treasurer, workbook(GOOD))
    treasurer.post(page("import_discard", row.pk))
    row.refresh_from_db()
    assert row.status == ImportStatus.DISCARDED
    late = treasurer.post(page("import_post", row.pk), follow=True)
    assert says(late, "The file has already been put aside.")
    assert late.context["steps"] == []
    assert not Movement.objects.exists()


# Taking back


def test_taking_back_needs_a_reason(cast, treasurer):
    row = posted(cast.treasurer, workbook(GOOD))
    assert treasurer.get(page("import_reverse", row.pk)).status_code == 200
    response = treasurer.post(page("import_reverse", row.pk), {"reason": "   "})
    assert says(response, "Write why the file is taken back.")
    row.refresh_from_db()
    assert row.status == ImportStatus.POSTED


def test_a_file_taken_back_leaves_every_position_and_a_second_click_says_so(cast, treasurer):
    row = posted(cast.treasurer, workbook(GOOD))
    reason = {"reason": "Kho bạc gửi nhầm <tệp>"}
    shown = treasurer.post(page("import_reverse", row.pk), reason, follow=True)
    assert escape(reason["reason"]) in text(shown)
    assert positions_by_group(**SUM_2024) == {}
    again = treasurer.post(page("import_reverse", row.pk), reason, follow=True)
    assert says(again, "The file has already been taken back; nothing was done a second time.")
    assert Voucher.objects.count() == 3


def test_a_race_of_two_reversals_is_told_to_the_second(cast, treasurer):
    row = posted(cast.treasurer, workbook(GOOD))

    def quicker(**given):
        import_reverse(**{**given, "reason": "người khác nhanh hơn"})
        return import_reverse(**given)

    with patch("disbursement.services.treasury.import_reverse", quicker):
        response = treasurer.post(
            page("import_reverse", row.pk), {"reason": "chậm hơn"}, follow=True
        )
    assert says(response, "The file has already been taken back; nothing was done a second time.")


def test_only_a_posted_file_can_be_taken_back(cast, treasurer):
    row = checked(cast.treasurer, workbook(GOOD))
    response = treasurer.get(page("import_reverse", row.pk), follow=True)
    assert says(response, "Only a posted file can be taken back.")


# The list


def test_the_list_can_be_narrowed_to_a_status(cast, treasurer):
    waiting = received(cast.treasurer, workbook(GOOD), "moi.xlsx")
    refused = checked(cast.treasurer, workbook(WRONG), "sai.xlsx")
    listed = treasurer.get(page("import_list")).context["page_obj"].object_list
    assert {row.pk for row in listed} == {waiting.pk, refused.pk}
    narrowed = treasurer.get(page("import_list"), {"status": "refused"})
    assert [row.pk for row in narrowed.context["page_obj"]] == [refused.pk]
    assert treasurer.get(page("import_list"), {"status": "nonsense"}).status_code == 200
    assert treasurer.get(page("import_list"), {"status": "posted", "page": "x"}).status_code == 200


def test_an_empty_list_says_what_to_do(treasurer):
    response = treasurer.get(page("import_list"))
    assert says(response, "No treasury file has been uploaded yet")
    assert page("import_upload") in text(response)


def many(by, count):
    for number in range(count):
        kept = file_keep(content=f"tệp {number}".encode(), name=f"{number}.xlsx", by=by, at=AT)
        TreasuryImport.objects.create(
            source_file=kept,
            sha256=kept.sha256,
            status=ImportStatus.REFUSED,
            status_at=AT,
            received_at=AT,
            received_by=by,
        )


def test_a_longer_list_takes_no_more_queries(cast, treasurer, django_assert_max_num_queries):
    many(cast.treasurer, 30)
    with django_assert_max_num_queries(9):
        response = treasurer.get(page("import_list"))
    assert len(response.context["page_obj"]) == 30


@pytest.mark.parametrize("rows", [WAITING, WAITING * 20])
def test_a_longer_file_takes_no_more_queries(cast, treasurer, django_assert_max_num_queries, rows):
    numbered = [(day, f"CT{n}", *rest) for n, (day, _, *rest) in enumerate(rows)]
    row = posted(cast.treasurer, workbook(numbered))
    with django_assert_max_num_queries(14):
        assert treasurer.get(page("import_detail", row.pk)).status_code == 200


# The file


def test_the_original_file_comes_back_byte_for_byte_to_be_saved(cast, treasurer):
    content = workbook(GOOD)
    row = received(cast.treasurer, content, "Bảng kê.xlsx")
    response = treasurer.get(page("import_file", row.pk))
    assert b"".join(response.streaming_content) == content
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == "application/octet-stream"


def test_a_file_whose_content_is_gone_is_told(cast, treasurer):
    row = received(cast.treasurer, workbook(GOOD))
    with patch("disbursement.views.treasury.path_of") as path_of:
        path_of.return_value.is_file.return_value = False
        response = treasurer.get(page("import_file", row.pk), follow=True)
    assert says(response, "The content of the file is not in its place; tell the administrator.")


# Codes that wait


def match_page(code):
    return f"{page('unmatched_match')}?code={code}"


def test_a_code_that_waits_is_listed_matched_remembered_and_posted(cast, treasurer, province):
    posted(cast.treasurer, workbook(WAITING))
    listed = treasurer.get(page("unmatched_list"))
    (waiting,) = listed.context["page_obj"]
    assert (waiting["project_code"], waiting["rows"], waiting["total"]) == (
        "7999999",
        1,
        700_000_000,
    )
    asked = treasurer.get(match_page("7999999"))
    assert str(province.school) in text(asked)  # „Trường THPT Chuyên“ is the likeliest
    response = treasurer.post(
        match_page("7999999"), {"suggestion": province.school.code, "project_code": ""}, follow=True
    )
    assert says(response, "No code waits")
    assert ProjectCodeMatch.objects.get().project == province.school
    assert positions_by_group(**SUM_2024)[None].disbursed == 3_200_000_000
    assert not UnmatchedRow.objects.filter(matched_at=None).exists()


def test_a_code_can_be_matched_by_typing_the_projects_code(cast, treasurer, province):
    posted(cast.treasurer, workbook(WAITING))
    treasurer.post(match_page("7999999"), {"project_code": " 7200001 "})
    assert ProjectCodeMatch.objects.get().project == province.school


@pytest.mark.parametrize(
    ("chosen", "typed", "sentence", "values"),
    [
        (False, "", "Choose a project, or enter its code.", {}),
        (
            False,
            "7000000",
            "No project of the register has the code “%(code)s”.",
            {"code": "7000000"},
        ),
        (
            True,
            "7100001",
            "You chose one project and entered the code of another; keep one of them.",
            {},
        ),
    ],
)
def test_a_match_that_is_unclear_is_asked_again(
    cast, treasurer, province, chosen, typed, sentence, values
):
    posted(cast.treasurer, workbook(WAITING))
    given = {"suggestion": province.school.code if chosen else "", "project_code": typed}
    response = treasurer.post(match_page("7999999"), given)
    assert response.status_code == 200
    assert says(response, sentence, **values)
    assert not ProjectCodeMatch.objects.exists()


def test_a_second_click_on_a_match_is_told_and_posts_nothing_again(cast, treasurer, province):
    posted(cast.treasurer, workbook(WAITING))
    given = {"suggestion": province.school.code}
    treasurer.post(match_page("7999999"), given)
    again = treasurer.post(match_page("7999999"), given, follow=True)
    assert says(again, "The code no longer waits; nothing was done again.")
    assert positions_by_group(**SUM_2024)[None].disbursed == 3_200_000_000


def test_the_planning_department_matches_and_the_leader_only_looks(cast, sign_in, province):
    posted(cast.treasurer, workbook(WAITING))
    leader = sign_in(cast.leader)
    assert page("unmatched_match") not in text(leader.get(page("unmatched_list")))
    assert leader.get(match_page("7999999")).status_code == 403
    planner = sign_in(cast.planner)
    assert planner.get(match_page("7999999")).status_code == 200
    planner.post(match_page("7999999"), {"suggestion": province.school.code})
    assert ProjectCodeMatch.objects.get().matched_by == cast.planner


def test_a_code_nobody_wrote_is_404(treasurer):
    assert treasurer.get(match_page("xyz")).status_code == 404


def test_suggestions_go_by_the_rarest_shared_words(province):
    names = [project.name for project in suggested(province, "Xây dựng Trường PTTH Chuyên tỉnh")]
    assert names[0] == "Trường THPT Chuyên"
    assert suggested(province, "") == []
    assert suggested(province, "???") == []


def suggested(province, name):
    return suggested_projects(name=name, among=Project.objects.all())
