"""Who is told what, once, and how they chose to be told."""

from datetime import datetime

import pytest

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.default_notice_texts import NoticeText
from disbursement.models import MailState, Notice, NoticeTemplate
from disbursement.services.notice_texts import (
    notice_text_change,
    notice_text_preview,
    notice_text_restore,
)
from disbursement.services.notices import (
    Message,
    notice_choices_save,
    notice_send,
    notices_mark_read,
    notices_send,
)
from projects.models import AuditRecord, User
from projects.refusals import NotAllowed, Refusal, StaleState
from tests.people import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 9, 8, 0, tzinfo=VIETNAM_TIME)
VALUES = {"don_vi": "Ban giao thông", "ky_bao_cao": "Báo cáo kỳ 15/11/2026", "ly_do": "Thiếu số"}


@pytest.fixture
def officer(db):
    return make_user("giao", full_name="Nguyễn Văn Giao", email="giao@vi-du.vn")


def tell(*people, kind="returned", occasion="event/1", values=VALUES, link="/bao-cao-ky/1/"):
    return notice_send(
        recipients=people, kind=kind, occasion=occasion, values=values, link=link, now=NOW
    )


def test_a_person_is_told_in_the_portal_and_by_mail_with_the_values_put_in(officer):
    assert tell(officer) == 1
    notice = Notice.objects.get()
    assert notice.subject == "Báo cáo bị trả lại: Báo cáo kỳ 15/11/2026"
    assert notice.body.startswith("Kính gửi ông/bà Nguyễn Văn Giao,\n\nBáo cáo của Ban giao thông")
    assert "Lý do: Thiếu số" in notice.body
    assert (notice.in_portal, notice.mail_state) == (True, MailState.QUEUED)
    assert (notice.mail_address, notice.created_at) == ("giao@vi-du.vn", NOW)


def test_the_same_occasion_is_told_once_and_another_one_again(officer):
    assert [tell(officer), tell(officer), tell(officer, occasion="event/2")] == [1, 0, 1]
    assert tell(officer, kind="accepted") == 1
    assert Notice.objects.count() == 3


def test_who_was_told_meanwhile_stops_nobody_else(officer):
    other = make_user("dan", email="dan@vi-du.vn")
    tell(officer)
    assert tell(officer, other) == 1
    assert Notice.objects.count() == 2


def test_people_who_left_are_told_nothing_and_without_an_address_only_in_the_portal(officer):
    gone = make_user("nghi", is_active=False, email="nghi@vi-du.vn")
    without = make_user("khongthu")
    assert tell(gone, without) == 1
    assert Notice.objects.get().mail_state == MailState.NONE


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ((True, False), [(True, MailState.NONE)]),
        ((False, True), [(False, MailState.QUEUED)]),
        ((False, False), []),
    ],
)
def test_each_person_chooses_how_to_be_told(officer, choice, expected):
    assert notice_choices_save(user=officer, choices={"returned": choice}, now=NOW) == 1
    assert notice_choices_save(user=officer, choices={"returned": choice}, now=NOW) == 0
    tell(officer)
    assert list(Notice.objects.values_list("in_portal", "mail_state")) == expected
    assert AuditRecord.objects.filter(action="notice_choice.change").count() == 1


def test_a_choice_of_one_kind_leaves_the_others_alone(officer):
    notice_choices_save(user=officer, choices={"accepted": (False, False)}, now=NOW)
    assert tell(officer) == 1


def test_no_line_break_reaches_a_subject(officer):
    tell(officer, values={"ky_bao_cao": "Kỳ 1\r\nBcc: khac@vi-du.vn"})
    assert Notice.objects.get().subject == "Báo cáo bị trả lại: Kỳ 1 Bcc: khac@vi-du.vn"


@pytest.mark.parametrize("link", ["https://xau.vn/", "//xau.vn", "javascript:alert(1)"])
def test_a_notice_leads_nowhere_outside_the_portal(officer, link):
    with pytest.raises(ValueError, match="page of the portal"):
        tell(officer, link=link)


def test_a_thousand_people_take_no_query_each(db, django_assert_max_num_queries):
    User.objects.bulk_create(
        User(username=f"u{number}", email=f"u{number}@vi-du.vn") for number in range(1000)
    )
    people = list(User.objects.all())
    messages = [Message(person, f"submission/{person.pk}", VALUES) for person in people]
    with django_assert_max_num_queries(24):  # SQLite takes 62 rows at once
        assert notices_send(kind="ahead", messages=messages, now=NOW) == 1000
    assert Notice.objects.count() == 1000


def test_reading_marks_ones_own_only(officer):
    other = make_user("dan")
    tell(officer, other)
    tell(officer, occasion="event/2")
    first = Notice.objects.filter(recipient=officer).first()
    assert notices_mark_read(user=other, pk=first.pk, now=NOW) == 0
    assert notices_mark_read(user=officer, pk=first.pk, now=NOW) == 1
    assert notices_mark_read(user=officer, now=NOW) == 1
    assert Notice.objects.filter(read_at=None).get().recipient == other


class TestWords:
    def change(self, cast, subject="Trả lại: {ky_bao_cao}", body="Lý do: {ly_do}", seen=""):
        return notice_text_change(
            kind="returned",
            text=NoticeText(subject, body),
            seen=seen,
            actor=cast.administrator,
            now=NOW,
        )

    def test_the_words_an_administrator_wrote_are_used_and_the_change_is_on_record(self, cast):
        self.change(cast)
        tell(cast.investor)
        assert Notice.objects.get().subject == "Trả lại: Báo cáo kỳ 15/11/2026"
        record = AuditRecord.objects.get(action="notice_text.change")
        assert record.actor == cast.administrator
        assert record.detail["before"]["subject"] == "Báo cáo bị trả lại: {ky_bao_cao}"

    def test_an_unknown_name_is_refused_by_name(self, cast):
        with pytest.raises(Refusal, match=r"\{ten_don_vi\}, \{han\}"):
            self.change(cast, body="{ten_don_vi} {ly_do} {han}")
        with pytest.raises(Refusal):
            self.change(cast, body="{ly_do")
        with pytest.raises(Refusal):
            self.change(cast, subject="  ")
        assert not NoticeTemplate.objects.exists()

    def test_of_two_who_edit_at_once_the_second_is_told(self, cast):
        self.change(cast)
        with pytest.raises(StaleState):
            self.change(cast, body="Khác: {ly_do}")

    def test_the_original_comes_back(self, cast):
        edited = self.change(cast)
        seen = edited.edited_at.isoformat()
        notice_text_restore(kind="returned", seen=seen, actor=cast.administrator, now=NOW)
        tell(cast.investor)
        assert Notice.objects.get().subject == "Báo cáo bị trả lại: Báo cáo kỳ 15/11/2026"
        assert AuditRecord.objects.filter(action="notice_text.restore").count() == 1

    def test_the_preview_has_sample_values(self):
        shown = notice_text_preview(kind="returned", text=NoticeText("{don_vi}", "{nguoi_nhan}!"))
        assert shown == NoticeText("Ban Quản lý dự án giao thông", "Nguyễn Văn Giao!")

    def test_nobody_else_edits_them(self, cast):
        for actor in (cast.planner, cast.leader, cast.investor):
            with pytest.raises(NotAllowed):
                notice_text_change(
                    kind="returned", text=NoticeText("a", "b"), seen="", actor=actor, now=NOW
                )
