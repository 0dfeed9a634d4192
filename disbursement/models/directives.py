"""What leaders ordered to be done, by whom, by when, and what became of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.models.querysets import AppendOnly, AppendOnlyQuerySet
from projects.models.text_columns import FoldedText


class Directive(models.Model):
    """An order of a leader (ý kiến chỉ đạo) to one unit, with a day by which it is to be done."""

    number = models.CharField(_("document number"), max_length=80, blank=True)
    issued_on = models.DateField(_("issued on"))
    issuer = models.CharField(_("issued by"), max_length=200)
    content = models.TextField(_("content"))
    search_text = FoldedText(of=["number", "issuer", "content"], max_length=2500)
    unit_in_charge = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, related_name="directives"
    )
    due_on = models.DateField(_("to be done by"))
    projects = models.ManyToManyField("projects.Project", blank=True, related_name="directives")
    obstacles = models.ManyToManyField(
        "disbursement.Obstacle", blank=True, related_name="directives"
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closed_on = models.DateField(_("done on"), null=True, blank=True)

    class Meta:
        verbose_name = _("directive")
        verbose_name_plural = _("directives")
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("issued_on")), name="directive_due_after_issue"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("issued_on")),
                name="directive_done_after_issue",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.content[:60]


class DirectiveStepKind(models.TextChoices):
    REPORTED = "reported", _("Progress reported")
    EXTENDED = "extended", _("Deadline extended")
    CLOSED = "closed", _("Done")
    REOPENED = "reopened", _("Reopened")


class DirectiveStep(AppendOnly):
    """A step in following up a directive."""

    directive = models.ForeignKey(Directive, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=DirectiveStepKind.choices)
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(_("text"), blank=True)
    due_on = models.DateField(_("new deadline"), null=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a directive")
        verbose_name_plural = _("steps of directives")
        ordering = ["day", "at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%d/%m/%Y}"
