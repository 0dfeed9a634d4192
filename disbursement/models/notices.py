"""What the portal tells people, in the portal and by e-mail, and what each wants to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    OPENING = "opening", _("A period has opened")
    AHEAD = "ahead", _("A deadline is days away")
    TOMORROW = "tomorrow", _("A deadline is tomorrow")
    DUE_DAY = "due_day", _("A deadline is today")
    OVERDUE = "overdue", _("A deadline has passed")
    TO_ENDORSE = "to_endorse", _("A report waits for your approval")
    RETURNED = "returned", _("A report was returned")
    ACCEPTED = "accepted", _("A report was accepted")
    REOPENED = "reopened", _("A report was opened again")
    OBSTACLE = "obstacle", _("An obstacle waits for your answer")
    ESCALATED = "escalated", _("An obstacle is overdue")
    DIRECTIVE = "directive", _("A directive concerns you")
    TREASURY = "treasury", _("Treasury figures and snapshots")
    DIGEST = "digest", _("The week at a glance")


class ReminderRule(models.Model):
    """When the reminder of a kind goes out, counted from the due day."""

    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices, unique=True)
    offset_days = models.SmallIntegerField(
        _("days from the due day"), help_text=_("Before the due day: a negative number.")
    )
    time = models.TimeField(_("time"))
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["offset_days"]

    def __str__(self) -> str:
        return self.get_kind_display()


class NoticeTemplate(models.Model):
    """The words of a kind of notice; names in braces are filled in."""

    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    edited_at = models.DateTimeField(_("last edited at"), null=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("text of a notice")
        verbose_name_plural = _("texts of notices")
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.get_kind_display()


class MailState(models.TextChoices):
    """none; queued → sending → sent | failed; a send that was cut off stays unsure."""

    NONE = "none", _("No e-mail")
    QUEUED = "queued", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNSURE = "unsure", _("Cut off; not known whether it was sent")


class Notice(models.Model):
    """One message to one person; `occasion` keeps the same one from being told twice."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices)
    occasion = models.CharField(max_length=120)
    subject = models.CharField(_("subject"), max_length=300)
    body = models.TextField(_("text"))
    link = models.CharField(_("page"), max_length=300, blank=True)
    in_portal = models.BooleanField(_("in the portal"), default=True)
    created_at = models.DateTimeField(_("created at"))
    read_at = models.DateTimeField(_("read at"), null=True)
    mail_state = models.CharField(
        _("e-mail"), max_length=8, choices=MailState.choices, default=MailState.NONE
    )
    mail_address = models.CharField(_("address"), max_length=254, blank=True)
    mail_at = models.DateTimeField(_("e-mail handed over at"), null=True)
    mail_error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "occasion"], name="notice_told_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient"],
                condition=models.Q(read_at=None, in_portal=True),
                name="notice_unread",
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(mail_state__in=["queued", "sending"]),
                name="notice_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class NoticeChoice(models.Model):
    """How a person wants to be told of a kind; without a row, in the portal and by e-mail."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notice_choices"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=NoticeKind.choices)
    in_portal = models.BooleanField(_("in the portal"), default=True)
    by_email = models.BooleanField(_("by e-mail"), default=True)

    class Meta:
        verbose_name = _("choice of notices")
        verbose_name_plural = _("choices of notices")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once")]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_kind_display()}"
