"""The administration of campaigns and their milestones."""

from __future__ import annotations

from django.contrib import admin

from emulation.models import Campaign, MilestoneRule
from projects.admin import ForAdministrators


@admin.register(Campaign)
class CampaignAdmin(ForAdministrators):
    list_display = ("name", "code", "plan_year", "starts_on", "ends_on", "target")
    search_fields = ("code", "name")


@admin.register(MilestoneRule)
class MilestoneRuleAdmin(ForAdministrators):
    list_display = ("name", "campaign", "stage", "pool", "threshold", "event", "deadline")
    list_filter = ("campaign", "kind", "stage")
