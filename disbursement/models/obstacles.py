"""Obstacles that hold a project back, and what was done about each."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from projects.models.querysets import AppendOnly, AppendOnlyQuerySet
from projects.models.text_columns import FoldedText


class ObstacleCategory(models.TextChoices):
    LAND_CLEARANCE = "GPMB", _("Land clearance")
    PROCEDURE = "THUTUC", _("Investment procedure")
    BIDDING = "DAUTHAU", _("Contractor selection")
    DESIGN = "THIETKE", _("Design, estimate, unforeseen work")
    MATERIALS = "VATLIEU", _("Materials and prices")
    CONTRACTOR = "NHATHAU", _("Capacity of contractor or consultant")
    FUNDING = "NGUONVON", _("Source and plan of capital")
    PAYMENT = "THANHTOAN", _("Acceptance, payment, settlement")
    ORGANISATION = "TOCHUC", _("Organisation and staff")
    WEATHER = "THOITIET", _("Weather and disasters")
    OTHER = "KHAC", _("Other")


class ObstacleLevel(models.TextChoices):
    """Who can remove an obstacle."""

    INVESTOR = "investor", _("Investor")
    COMMUNE = "commune", _("Commune")
    PROVINCE = "province", _("Province")
    MINISTRY = "ministry", _("Ministry or central body")


class Obstacle(models.Model):
    """One obstacle of a project; its steps tell what was known of it on any day."""

    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="obstacles"
    )
    period = models.ForeignKey(
        "disbursement.ReportingPeriod", on_delete=models.PROTECT, null=True, related_name="+"
    )
    category = models.CharField(_("group"), max_length=12, choices=ObstacleCategory.choices)
    content = models.TextField(_("content"))
    search_text = FoldedText(of=["content", "outside_unit"], max_length=2500)
    affected_capital = models.BigIntegerField(_("capital affected (đồng)"), null=True, blank=True)
    level = models.CharField(
        _("level that can solve it"),
        max_length=10,
        choices=ObstacleLevel.choices,
        default=ObstacleLevel.INVESTOR,
    )
    unit_in_charge = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outside_unit = models.CharField(
        _("unit in charge outside the province"), max_length=200, blank=True
    )
    raised_on = models.DateField(_("raised on"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField(_("to be solved by"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    escalated_on = models.DateField(_("escalated on"), null=True, blank=True)

    class Meta:
        verbose_name = _("obstacle")
        verbose_name_plural = _("obstacles")
        ordering = ["-raised_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("raised_on")),
                name="obstacle_closes_after_it_was_raised",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project.code}: {self.get_category_display()}"


class ObstacleStepKind(models.TextChoices):
    RAISED = "raised", _("Raised")
    CHANGED = "changed", _("Changed")
    REPORTED = "reported", _("Reported again")
    ANSWERED = "answered", _("Answered")
    ESCALATED = "escalated", _("Escalated")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


class ObstacleStep(AppendOnly):
    """Something that happened to an obstacle, on a day, with the words that were said."""

    obstacle = models.ForeignKey(Obstacle, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=ObstacleStepKind.choices)
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    text = models.TextField(_("text"), blank=True)
    submission = models.ForeignKey(
        "disbursement.Submission", on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of an obstacle")
        verbose_name_plural = _("steps of obstacles")
        ordering = ["day", "at", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%d/%m/%Y}"
