"""A notice as an e-mail: plain text, the same as simple HTML, and the way to its page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import formatdate

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from disbursement.domain.notice_texts import one_line

LONGEST_SUBJECT = 300


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail is made of; `page` and `choices` are addresses with their host."""

    number: int
    created_at: datetime
    to: str
    subject: str
    body: str
    page: str
    choices: str
    host: str


def notice_mail(mail: Mail) -> EmailMultiAlternatives:
    """Return the message; sent twice it is the same message to the mail servers on its way."""
    context = {"mail": mail, "paragraphs": mail.body.split("\n\n")}
    message = EmailMultiAlternatives(
        subject=one_line(mail.subject, LONGEST_SUBJECT),
        body=render_to_string("disbursement/mail/notice.txt", context),
        to=[mail.to],
        headers={
            "Message-ID": f"<notice.{mail.number}.{mail.created_at:%Y%m%d%H%M%S}@{mail.host}>",
            "Date": formatdate(mail.created_at.timestamp(), localtime=True),
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(
        render_to_string("disbursement/mail/notice.html", context), "text/html"
    )
    return message
