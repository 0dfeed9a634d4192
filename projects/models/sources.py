"""The tree of capital sources."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.models.text_columns import FoldedText, SortKey


class CapitalSource(models.Model):
    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=250)
    search_text = FoldedText(of=["code", "name"], max_length=300)
    sort_key = SortKey(of=["name"], max_length=300)
    collected_in_year = models.BooleanField(
        _("spent only as collected"),
        default=False,
        help_text=_("Land-use and lottery money: the plan holds only as far as revenue came in."),
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    history = HistoricalRecords(excluded_fields=["search_text", "sort_key"])

    class Meta:
        verbose_name = _("capital source")
        verbose_name_plural = _("capital sources")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class CollectedRevenue(models.Model):
    """What a source that is spent only as collected has brought in by a day, in đồng."""

    source = models.ForeignKey(CapitalSource, on_delete=models.PROTECT, related_name="revenues")
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    as_at = models.DateField(_("as at"))
    amount = models.BigIntegerField(_("collected (đồng)"))
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        "projects.User", on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("collected revenue")
        verbose_name_plural = _("collected revenue")
        ordering = ["plan_year", "source", "as_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "plan_year", "as_at"], name="one_revenue_figure_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source.code} {self.as_at:%d/%m/%Y}: {self.amount}"
