"""The bell, the list of notices, what each person chooses, and the administrator's pages."""

from datetime import datetime, time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import MailState, Notice, NoticeChoice, NoticeTemplate, ReminderRule
from disbursement.services.reminders import reminder_rules_seed

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
NOW = datetime(2026, 11, 9, 8, 0, tzinfo=VIETNAM_TIME)


def add(user, number=1, **fields):
    values = {
        "kind": "returned",
        "subject": f"Báo cáo bị trả lại {number}",
        "body": "Lý do: <b>thiếu</b>",
        "link": "/bao-cao-ky/",
        "created_at": NOW,
        **fields,
    }
    return Notice.objects.create(recipient=user, occasion=f"event/{number}", **values)


def page(client, name, *args):
    return client.get(reverse(f"disbursement:{name}", args=args)).content.decode()


def send(client, name, data=None, *args):
    return client.post(reverse(f"disbursement:{name}", args=args), data or {})


class TestBell:
    def test_it_counts_what_is_unread_and_is_quiet_when_nothing_is(self, cast, sign_in):
        client = sign_in(cast.investor)
        assert "bell-count" not in page(client, "notice_list")
        add(cast.investor, 1)
        add(cast.investor, 2)
        add(cast.investor, 3, read_at=NOW)
        add(cast.investor, 4, in_portal=False)
        add(cast.leader, 5)
        assert '<span class="bell-count" aria-hidden="true">2</span>' in page(client, "my_periods")

    def test_it_stops_counting_at_a_hundred(self, cast, sign_in):
        for number in range(101):
            add(cast.investor, number)
        assert ">99+</span>" in page(sign_in(cast.investor), "notice_list")

    def test_a_page_counts_once_and_the_sign_in_page_not_at_all(self, cast, sign_in):
        client = sign_in(cast.investor)
        with CaptureQueriesContext(connection) as seen:
            page(client, "my_periods")
        assert sum('FROM "disbursement_notice"' in each["sql"] for each in seen) == 1
        with CaptureQueriesContext(connection) as seen:
            Client().get(reverse("account_login"))
        assert not any("disbursement_notice" in each["sql"] for each in seen)


class TestList:
    def test_the_unread_stand_first_and_nothing_in_them_is_markup(self, cast, sign_in):
        add(cast.investor, 1)
        add(cast.investor, 2, read_at=NOW)
        shown = page(sign_in(cast.investor), "notice_list")
        assert shown.index("trả lại 1") < shown.index("trả lại 2")
        assert "&lt;b&gt;thiếu&lt;/b&gt;" in shown

    def test_opening_one_marks_it_read_and_goes_to_its_page(self, cast, sign_in):
        notice = add(cast.investor)
        answer = send(sign_in(cast.investor), "notice_open", {}, notice.pk)
        assert (answer.status_code, answer["Location"]) == (302, "/bao-cao-ky/")
        notice.refresh_from_db()
        assert notice.read_at

    def test_one_without_a_page_stays_on_the_list(self, cast, sign_in):
        notice = add(cast.investor, link="")
        answer = send(sign_in(cast.investor), "notice_open", {}, notice.pk)
        assert answer["Location"] == reverse("disbursement:notice_list")

    def test_anothers_notice_does_not_exist(self, cast, sign_in):
        notice = add(cast.leader)
        assert send(sign_in(cast.investor), "notice_open", {}, notice.pk).status_code == 404
        send(sign_in(cast.investor), "notices_read", {"notice": notice.pk})
        send(sign_in(cast.investor), "notices_read")
        notice.refresh_from_db()
        assert notice.read_at is None

    def test_one_or_all_are_marked_as_read(self, cast, sign_in):
        client = sign_in(cast.investor)
        for number in range(3):
            add(cast.investor, number)
        send(client, "notices_read", {"notice": Notice.objects.first().pk})
        assert Notice.objects.filter(read_at=None).count() == 2
        send(client, "notices_read")
        assert not Notice.objects.filter(read_at=None).exists()

    def test_an_empty_list_says_so(self, cast, sign_in):
        assert "Chưa có thông báo" in page(sign_in(cast.leader), "notice_list")

    @pytest.mark.parametrize("number", ["abc", "9" * 30, "-1", "²"])
    def test_nonsense_for_a_number_breaks_nothing(self, cast, sign_in, number):
        answer = send(sign_in(cast.investor), "notices_read", {"notice": number})
        assert answer.status_code == 302


class TestChoices:
    def test_each_is_asked_only_about_what_may_reach_them(self, cast, sign_in):
        assert "portal-digest" not in page(sign_in(cast.investor), "notice_choices")
        leader = page(sign_in(cast.leader), "notice_choices")
        assert "portal-digest" in leader
        assert "portal-ahead" not in leader

    def test_what_is_left_unticked_is_no_longer_told(self, cast, sign_in):
        client = sign_in(cast.leader)
        send(client, "notice_choices", {"portal-digest": "on", "email-ahead": "on"})
        chosen = NoticeChoice.objects.get(user=cast.leader, kind="digest")
        assert (chosen.in_portal, chosen.by_email) == (True, False)
        assert not NoticeChoice.objects.filter(kind="ahead").exists()


class TestAdministration:
    @pytest.fixture
    def client(self, cast, sign_in):
        reminder_rules_seed(now=NOW)
        return sign_in(cast.administrator)

    def rules(self, **changes):
        rows = ReminderRule.objects.all()
        sent = {f"{row.kind}-offset_days": row.offset_days for row in rows}
        sent |= {f"{row.kind}-time": row.time.strftime("%H:%M") for row in rows}
        sent |= {f"{row.kind}-is_active": "on" for row in rows}
        return {**sent, **changes}

    def test_the_times_of_reminders_are_changed(self, client):
        answer = send(client, "notice_settings", self.rules(**{"ahead-offset_days": "-7"}))
        assert answer.status_code == 302
        rule = ReminderRule.objects.get(kind="ahead")
        assert (rule.offset_days, rule.time, rule.is_active) == (-7, time(8), True)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"ahead-offset_days": "abc"},
            {"ahead-offset_days": "5"},
            {"ahead-offset_days": "-99"},
            {"due_day-offset_days": "1"},
            {"ahead-time": "25:00"},
        ],
    )
    def test_nonsense_is_said_and_nothing_is_kept(self, client, wrong):
        answer = send(client, "notice_settings", self.rules(**wrong))
        assert answer.status_code == 422
        assert ReminderRule.objects.get(kind="ahead").offset_days == -5

    def test_words_are_saved_and_shown_with_their_history(self, client):
        words = {"subject": "Trả lại: {ky_bao_cao}", "body": "Lý do: {ly_do}", "seen": ""}
        assert (
            send(client, "notice_text", {**words, "action": "save"}, "returned").status_code == 302
        )
        shown = page(client, "notice_text", "returned")
        assert "Trả lại: Báo cáo kỳ 15/11/2026" in shown
        assert "Đỗ Quản Trị" in shown
        assert "Khôi phục nội dung gốc" in shown

    def test_an_unknown_name_is_refused_and_what_was_typed_stays(self, client):
        words = {"subject": "Trả lại", "body": "Hạn {han}", "seen": "", "action": "save"}
        answer = send(client, "notice_text", words, "returned")
        assert answer.status_code == 422
        shown = answer.content.decode()
        assert "{han}: thông báo này không có tên trường như vậy" in shown
        assert "Hạn {han}" in shown
        assert not NoticeTemplate.objects.exists()

    def test_a_page_that_was_overtaken_is_told(self, client):
        words = {"subject": "Một", "body": "Một", "seen": "", "action": "save"}
        send(client, "notice_text", words, "returned")
        again = send(client, "notice_text", {**words, "subject": "Hai"}, "returned")
        assert again.status_code == 409
        assert NoticeTemplate.objects.get().subject == "Một"

    def test_the_preview_answers_while_one_types(self, client):
        answer = send(
            client, "notice_preview", {"subject": "{don_vi}", "body": "<i>{ly_do}"}, "returned"
        )
        shown = answer.content.decode()
        assert "<h3>Ban Quản lý dự án giao thông</h3>" in shown
        assert "&lt;i&gt;Số ước" in shown
        answer = send(client, "notice_preview", {"subject": "{a}", "body": "b"}, "returned")
        assert "{a}: thông báo này" in answer.content.decode()

    def test_the_original_is_restored(self, client):
        words = {"subject": "Một", "body": "Một", "seen": "", "action": "save"}
        send(client, "notice_text", words, "returned")
        seen = NoticeTemplate.objects.get().edited_at.isoformat()
        send(client, "notice_text", {"seen": seen, "action": "restore"}, "returned")
        assert NoticeTemplate.objects.get().subject == "Báo cáo bị trả lại: {ky_bao_cao}"

    def test_a_kind_that_is_none_is_not_found(self, client):
        assert client.get("/thong-bao/mau/khong-co/").status_code == 404

    def test_failed_and_unsure_mails_are_listed_for_a_decision(self, client, cast):
        failed = add(
            cast.investor, 1, mail_state="failed", mail_address="sai@", mail_error="550 No user"
        )
        unsure = add(cast.investor, 2, mail_state="unsure", mail_address="an@vi-du.vn")
        add(cast.investor, 3, mail_state="sent")
        shown = page(client, "notice_mails")
        assert "550 No user" in shown
        assert "chưa rõ đã gửi hay chưa" in shown
        assert "trả lại 3" not in shown
        send(client, "notice_mail_settle", {"action": "resend"}, failed.pk)
        send(client, "notice_mail_settle", {"action": "drop"}, unsure.pk)
        states = dict(Notice.objects.values_list("pk", "mail_state"))
        assert (states[failed.pk], states[unsure.pk]) == (MailState.QUEUED, MailState.NONE)
        again = send(client, "notice_mail_settle", {"action": "resend"}, failed.pk)
        assert again.status_code == 404

    def test_mails_that_wait_too_long_are_pointed_out(self, client, cast):
        add(cast.investor, 1, mail_state="queued", created_at=NOW.replace(year=2020))
        assert "1 thư đã chờ hơn nửa giờ" in page(client, "notice_settings")
