"""Projects, their stage in each plan year, and the dated events of their life."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from projects.models.text_columns import FoldedText, SortKey


class Programme(models.Model):
    """A national target programme, or a component of one."""

    code = models.CharField(_("code"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=250)
    search_text = FoldedText(of=["code", "name"], max_length=300)
    sort_key = SortKey(of=["name"], max_length=300)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children"
    )

    history = HistoricalRecords(excluded_fields=["search_text", "sort_key"])

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Project(models.Model):
    """An investment project; its 7-character code stays with it for life."""

    code = models.CharField(_("project code"), max_length=7, unique=True)
    name = models.CharField(_("name"), max_length=500)
    search_text = FoldedText(of=["code", "name"], max_length=600)
    sort_key = SortKey(of=["name"], max_length=400)
    investor = models.ForeignKey(
        "projects.Organisation", on_delete=models.PROTECT, related_name="projects"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="projects"
    )
    group = models.CharField(_("project group"), max_length=10, blank=True)
    sector = models.CharField(_("sector"), max_length=120, blank=True)
    total_investment = models.BigIntegerField(_("total investment (đồng)"), null=True, blank=True)
    is_key = models.BooleanField(_("key project"), default=False)
    place = models.CharField(_("place"), max_length=250, blank=True)
    leader = models.CharField(_("responsible leader"), max_length=150, blank=True)
    planned_start_on = models.DateField(_("planned start"), null=True, blank=True)
    started_on = models.DateField(_("started on"), null=True, blank=True)
    planned_completion_on = models.DateField(_("planned completion"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)

    history = HistoricalRecords(excluded_fields=["sort_key"])

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["code"]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="project_in_order"),
            models.Index(
                fields=["sector", "total_investment", "id"], name="project_sector_by_investment"
            ),
            models.Index(fields=["group", "sort_key"], name="project_group_in_order"),
            models.Index(fields=["total_investment", "id"], name="project_by_investment"),
        ]

    def __str__(self) -> str:
        return f"{self.code} – {self.name}"


class Stage(models.TextChoices):
    """How far a project is in a plan year; the values are the labels of the register."""

    COMPLETED = "hoàn thành", _("Completed")
    TRANSITIONAL = "chuyển tiếp", _("Transitional")
    NEW_START = "khởi công mới", _("New start")
    PREPARATION = "chuẩn bị đầu tư", _("Investment preparation")
    SETTLEMENT = "quyết toán", _("Settlement")


class ProjectStageQuerySet(models.QuerySet):
    def confirmed(self) -> Self:
        """Keep what a person has confirmed: a proposal counts in no figure."""
        return self.filter(is_confirmed=True)


class ProjectStage(models.Model):
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="stages")
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    stage = models.CharField(_("stage"), max_length=20, choices=Stage.choices)
    is_confirmed = models.BooleanField(_("confirmed by a person"), default=True)

    objects = ProjectStageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("project stage")
        verbose_name_plural = _("project stages")
        constraints = [
            models.UniqueConstraint(fields=["project", "plan_year"], name="one_stage_per_year")
        ]

    def __str__(self) -> str:
        return f"{self.project.code} {self.plan_year}: {self.stage}"


class ProjectEventKind(models.TextChoices):
    STARTED = "started", _("Construction started")
    POLICY_SUBMITTED = "policy_submitted", _("Investment policy submitted")
    APPRAISAL_SUBMITTED = "appraisal_submitted", _("Project submitted for appraisal")
    TABMIS_ENTERED = "tabmis_entered", _("Plan entered in TABMIS")
    DETAILED_PLAN_ISSUED = "detailed_plan_issued", _("Detailed plan issued")


class ProjectEvent(models.Model):
    """A dated event that a milestone may ask for."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("event"), max_length=24, choices=ProjectEventKind.choices)
    plan_year = models.PositiveSmallIntegerField(_("plan year"))
    happened_on = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("project event")
        verbose_name_plural = _("project events")
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "plan_year"], name="one_event_per_kind_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.project.code} {self.get_kind_display()} {self.happened_on}"
