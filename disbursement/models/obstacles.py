"""Obstacles that hold a project back, as an investor reports them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


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


class Obstacle(models.Model):
    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="obstacles"
    )
    period = models.ForeignKey(
        "disbursement.ReportingPeriod", on_delete=models.PROTECT, null=True, related_name="+"
    )
    category = models.CharField(_("group"), max_length=12, choices=ObstacleCategory.choices)
    content = models.TextField(_("content"))
    affected_capital = models.BigIntegerField(_("capital affected (đồng)"), null=True, blank=True)
    raised_on = models.DateField(_("raised on"))
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    due_on = models.DateField(_("to be solved by"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

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
