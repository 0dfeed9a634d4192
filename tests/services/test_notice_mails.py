"""E-mails go out at most once each, whatever happens in the middle."""

from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import MailState, Notice
from disbursement.services.notice_mails import mail_drop, mail_resend, mails_send
from disbursement.services.notices import notice_send
from projects.models import AuditRecord
from projects.refusals import NotAllowed, StaleState
from tests.people import make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 9, 8, 0, tzinfo=VIETNAM_TIME)
LATER = timedelta(minutes=16)
FAULTS = {}


class FaultyBackend(EmailBackend):
    """A mail server that fails for some addresses, in the way FAULTS says."""

    def open(self):
        if fault := FAULTS.get("open"):
            raise fault

    def send_messages(self, messages):
        if fault := FAULTS.get(messages[0].to[0]):
            raise fault
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def server(settings, time_machine):
    time_machine.move_to(NOW, tick=False)
    settings.EMAIL_BACKEND = f"{__name__}.FaultyBackend"
    settings.PORTAL_URL = "https://giai-ngan.vi-du.vn"
    FAULTS.clear()
    yield
    FAULTS.clear()


@pytest.fixture
def officers(db):
    return [make_user(name, email=f"{name}@vi-du.vn") for name in ("an", "binh", "chi")]


def tell(people, occasion="event/1"):
    values = {"ky_bao_cao": "Báo cáo kỳ 15/11/2026", "ly_do": "Thiếu dự báo <b>"}
    notice_send(
        recipients=people,
        kind="returned",
        occasion=occasion,
        values=values,
        link="/bao-cao-ky/1/",
        now=NOW,
    )


def received():
    return sorted(message.to[0] for message in mail.outbox)


def states():
    return dict(Notice.objects.values_list("recipient__username", "mail_state"))


def test_a_mail_has_vietnamese_text_html_a_link_and_a_lasting_number(officers):
    tell(officers[:1])
    assert mails_send(now=NOW).sent == 1
    message = mail.outbox[0]
    assert message.subject == "Báo cáo bị trả lại: Báo cáo kỳ 15/11/2026"
    assert "Lý do: Thiếu dự báo <b>" in message.body
    assert "https://giai-ngan.vi-du.vn/bao-cao-ky/1/" in message.body
    html = message.alternatives[0][0]
    assert "Lý do: Thiếu dự báo &lt;b&gt;" in html
    assert 'href="https://giai-ngan.vi-du.vn/bao-cao-ky/1/"' in html
    pk = Notice.objects.get().pk
    number = f"<notice.{pk}.20261109080000@giai-ngan.vi-du.vn>"
    assert message.extra_headers["Message-ID"] == number
    assert message.message()["Subject"].encode() != b""
    assert mails_send(now=NOW + LATER).sent == 0


def test_one_bad_address_stops_nobody_and_is_listed(officers):
    officers[0].email = "khong phai dia chi"
    officers[0].save()
    FAULTS["binh@vi-du.vn"] = SMTPRecipientsRefused({"binh@vi-du.vn": (550, b"No such user")})
    tell(officers)
    result = mails_send(now=NOW)
    assert (result.sent, result.failed) == (1, 2)
    assert states() == {"an": "failed", "binh": "failed", "chi": "sent"}
    assert "No such user" in Notice.objects.get(recipient=officers[1]).mail_error


def test_what_is_refused_for_the_moment_is_tried_again_for_a_day(officers):
    FAULTS["an@vi-du.vn"] = SMTPDataError(451, b"Try later")
    tell(officers)
    assert mails_send(now=NOW).later == 1
    assert mails_send(now=NOW + timedelta(minutes=5)).later == 0
    FAULTS.clear()
    assert mails_send(now=NOW + LATER).sent == 1
    assert received() == ["an@vi-du.vn", "binh@vi-du.vn", "chi@vi-du.vn"]


def test_after_a_day_of_refusals_it_has_failed(officers):
    FAULTS["an@vi-du.vn"] = SMTPDataError(451, b"Try later")
    tell(officers[:1])
    assert mails_send(now=NOW + timedelta(days=1)).failed == 1


def test_while_the_server_is_away_everything_waits(officers):
    FAULTS["open"] = ConnectionRefusedError("refused")
    tell(officers)
    mails_send(now=NOW)
    assert set(states().values()) == {"queued"}
    FAULTS.clear()
    assert mails_send(now=NOW).sent == 3


def test_a_line_that_breaks_while_sending_leaves_it_open_whether_it_arrived(officers):
    FAULTS["binh@vi-du.vn"] = SMTPServerDisconnected("closed")
    tell(officers)
    mails_send(now=NOW)
    assert states() == {"an": "sent", "binh": "unsure", "chi": "sent"}
    FAULTS.clear()
    assert mails_send(now=NOW + LATER).sent == 0


def test_a_worker_killed_in_the_middle_sends_nobody_two_and_the_rest_theirs(officers):
    FAULTS["binh@vi-du.vn"] = SystemExit(9)
    tell(officers)
    with pytest.raises(SystemExit):
        mails_send(now=NOW)
    assert states() == {"an": "sent", "binh": "sending", "chi": "queued"}
    FAULTS.clear()
    mails_send(now=NOW + timedelta(minutes=1))
    mails_send(now=NOW + timedelta(minutes=11))
    assert states() == {"an": "sent", "binh": "unsure", "chi": "sent"}
    assert received() == ["an@vi-du.vn", "chi@vi-du.vn"]


def test_another_worker_takes_no_mail_that_one_has_claimed(officers):
    tell(officers)
    Notice.objects.filter(recipient=officers[0]).update(mail_state="sending", mail_at=NOW)
    assert mails_send(now=NOW).sent == 2
    assert states()["an"] == "sending"


def test_a_person_decides_about_what_is_not_known(officers, cast):
    FAULTS["an@vi-du.vn"] = SMTPServerDisconnected("closed")
    tell(officers[:1])
    mails_send(now=NOW)
    notice = Notice.objects.get()
    with pytest.raises(NotAllowed):
        mail_resend(notice=notice, actor=cast.planner, now=NOW)
    FAULTS.clear()
    mail_resend(notice=notice, actor=cast.administrator, now=NOW)
    with pytest.raises(StaleState):
        mail_resend(notice=notice, actor=cast.administrator, now=NOW)
    assert mails_send(now=NOW).sent == 1
    assert AuditRecord.objects.filter(action="notice.resend").count() == 1


def test_what_is_let_rest_is_never_sent(officers, cast):
    FAULTS["an@vi-du.vn"] = SMTPRecipientsRefused({"an@vi-du.vn": (550, b"No")})
    tell(officers[:1])
    mails_send(now=NOW)
    mail_drop(notice=Notice.objects.get(), actor=cast.administrator, now=NOW)
    FAULTS.clear()
    assert mails_send(now=NOW + LATER).sent == 0
    assert states() == {"an": MailState.NONE}


def test_who_has_left_meanwhile_gets_no_mail(officers):
    tell(officers[:1])
    officers[0].is_active = False
    officers[0].save()
    assert mails_send(now=NOW).failed == 1
    assert received() == []
