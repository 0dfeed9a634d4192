"""What happened to a project: names, codes, handovers, investment versions, contracts, progress."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.models.querysets import (
    AppendOnly,
    AppendOnlyQuerySet,
    CountingManager,
    ReversibleQuerySet,
)
from projects.models.text_columns import FoldedText, SortKey


class ProjectFact(AppendOnly):
    """A dated statement about a project that is added to, never edited."""

    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="%(class)ss"
    )
    decision = models.CharField(_("decided by"), max_length=120, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True


class ProjectName(ProjectFact):
    """A name from a day on; the project's own name is the latest of them."""

    name = models.CharField(_("name"), max_length=500)
    search_text = FoldedText(of=["name"], max_length=600)
    valid_from = models.DateField(_("valid from"), null=True)

    class Meta:
        verbose_name = _("name of a project")
        verbose_name_plural = _("names of projects")
        ordering = ["valid_from", "id"]

    def __str__(self) -> str:
        return self.name


class Handover(ProjectFact):
    """A project passes to another investor on a day; the plan and the money go with it.

    One that was entered wrongly is withdrawn: `objects` leaves it out, `recorded` has it.
    """

    from_investor = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, related_name="projects_given"
    )
    to_investor = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, related_name="projects_taken"
    )
    happened_on = models.DateField(_("day"))
    reversed_at = models.DateTimeField(_("withdrawn at"), null=True)
    reversed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    reversal_reason = models.CharField(_("reason of the withdrawal"), max_length=500, blank=True)

    objects = CountingManager()  # type: ignore[misc]
    recorded = ReversibleQuerySet.as_manager()

    class Meta:
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")
        ordering = ["happened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "happened_on"],
                condition=Q(reversed_at=None),
                name="one_handover_of_a_project_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(from_investor=F("to_investor")), name="handover_changes_the_investor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project.code}: {self.from_investor} → {self.to_investor}"


class InvestmentVersion(ProjectFact):
    """The total investment as approved by a decision, in đồng; the latest one is in force."""

    amount = models.BigIntegerField(_("total investment (đồng)"))
    state_budget_amount = models.BigIntegerField(
        _("of which state budget (đồng)"), null=True, blank=True
    )
    decided_on = models.DateField(_("day of the decision"))

    class Meta:
        verbose_name = _("total investment version")
        verbose_name_plural = _("total investment versions")
        ordering = ["decided_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="total_investment_is_positive")
        ]

    def __str__(self) -> str:
        return f"{self.project.code} {self.decided_on:%d/%m/%Y}: {self.amount}"


class PhysicalProgress(ProjectFact):
    """How much of the work stands on a day, in tenths of a per cent."""

    as_at = models.DateField(_("as at"))
    per_mille = models.PositiveSmallIntegerField(_("physical progress (‰)"))

    class Meta:
        verbose_name = _("physical progress")
        verbose_name_plural = _("physical progress")
        ordering = ["as_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(per_mille__lte=1000), name="progress_is_at_most_the_whole"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project.code} {self.as_at:%d/%m/%Y}: {self.per_mille} ‰"


class ProjectCode(models.Model):
    """The code of a project in another system: the national one, an office's own."""

    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="other_codes"
    )
    system = models.CharField(_("system"), max_length=60)
    code = models.CharField(_("code"), max_length=60)
    search_text = FoldedText(of=["code"], max_length=80)

    history = HistoricalRecords(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("other code of a project")
        verbose_name_plural = _("other codes of projects")
        ordering = ["system", "code"]
        constraints = [
            models.UniqueConstraint(fields=["system", "code"], name="code_once_per_system")
        ]

    def __str__(self) -> str:
        return f"{self.system}: {self.code}"


class Contract(models.Model):
    """A contract with a contractor; value in đồng, progress in tenths of a per cent."""

    project = models.ForeignKey(
        "projects.Project", on_delete=models.PROTECT, related_name="contracts"
    )
    number = models.CharField(_("contract number"), max_length=80)
    contractor = models.CharField(_("contractor"), max_length=250)
    content = models.CharField(_("content"), max_length=500, blank=True)
    signed_on = models.DateField(_("signed on"))
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    value = models.BigIntegerField(_("contract value (đồng)"))
    per_mille = models.PositiveSmallIntegerField(_("progress (‰)"), default=0)
    search_text = FoldedText(of=["number", "contractor", "content"], max_length=600)
    sort_key = SortKey(of=["contractor"], max_length=300)

    history = HistoricalRecords(excluded_fields=["search_text", "sort_key"])

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["project", "signed_on"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="contract_once_per_project"),
            models.CheckConstraint(
                condition=Q(value__gt=0, per_mille__lte=1000), name="contract_figures_are_possible"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} – {self.contractor}"
