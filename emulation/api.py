"""Rates and milestones for programs: the documents of the commands, within the user's view."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.documents import (
    denominators_document,
    milestones_document,
    rates_document,
    watch_list_document,
)
from emulation.models import Campaign
from emulation.selectors.denominators import denominators_side_by_side
from emulation.selectors.milestones import milestone_rows
from emulation.selectors.rate_figures import RateQuestion
from emulation.selectors.rates import DENOMINATORS, RATE_GROUPS, rates_of
from emulation.selectors.watchlist import watch_list
from projects.api import MayAct
from projects.domain.natures import ALL, NATURES
from projects.models import Project
from projects.permissions import sees_province
from projects.refusals import Refusal
from projects.requests import person_of
from projects.selectors.groups import POOLS
from projects.selectors.holders import AS_WAS, HOLDERS, Holders
from projects.selectors.visibility import visible_projects


class RatesQuery(serializers.Serializer):
    """What the rates command asks for."""

    year = serializers.IntegerField(min_value=2000, max_value=2100)
    as_of = serializers.DateField(required=False)
    by = serializers.ChoiceField(RATE_GROUPS, default="investor")
    pool = serializers.ChoiceField(POOLS, default="all")
    denominator = serializers.ChoiceField(sorted(DENOMINATORS), default="D3")
    nature = serializers.ChoiceField(NATURES, default=ALL)
    rolled_up = serializers.BooleanField(default=False)
    holders = serializers.ChoiceField(HOLDERS, default=AS_WAS.name)


class DenominatorsQuery(serializers.Serializer):
    year = serializers.IntegerField(min_value=2000, max_value=2100)
    as_of = serializers.DateField(required=False)


class MilestonesQuery(serializers.Serializer):
    campaign = serializers.CharField(max_length=40)
    as_of = serializers.DateField(required=False)


class RatesView(APIView):
    """Disbursed over plan by a group, as of a day; amounts in đồng."""

    permission_classes = (MayAct.to("dashboard.view"),)

    @extend_schema(parameters=[RatesQuery], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        asked = _asked(RatesQuery, request)
        question = RateQuestion(
            plan_year=asked["year"],
            as_of=asked["as_of"],
            group=asked["by"],
            pool=asked["pool"],
            denominator=asked["denominator"],
            nature=asked["nature"],
            is_rolled_up=asked["rolled_up"],
            holders=Holders.named(asked["holders"], today=timezone.localdate()),
            projects=_own_projects(request),
        )
        try:
            return Response(rates_document(rates_of(question)))
        except Refusal as refusal:
            raise serializers.ValidationError(str(refusal)) from refusal


class DenominatorsView(APIView):
    """Every denominator side by side, with and without carried-over money; amounts in đồng."""

    permission_classes = (MayAct.to("dashboard.view"),)

    @extend_schema(parameters=[DenominatorsQuery], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        asked = _asked(DenominatorsQuery, request)
        year, as_of = asked["year"], asked["as_of"]
        rows = denominators_side_by_side(
            plan_year=year, as_of=as_of, projects=_own_projects(request)
        )
        return Response(denominators_document(rows, plan_year=year, as_of=as_of))


class MilestonesView(APIView):
    """Where projects stand against a campaign's milestones, as of a day."""

    permission_classes = (MayAct.to("milestones.view"),)

    @extend_schema(parameters=[MilestonesQuery], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        asked = _asked(MilestonesQuery, request)
        campaign = Campaign.objects.filter(code=asked["campaign"]).first()
        if campaign is None:
            raise Http404
        rows = milestone_rows(
            campaign=campaign, as_of=asked["as_of"], projects=_own_projects(request)
        )
        return Response(milestones_document(campaign, asked["as_of"], rows))


class WatchListView(APIView):
    """Investors below the province's average at each of the last three month-ends."""

    permission_classes = (MayAct.to("watchlist.view"),)

    @extend_schema(parameters=[DenominatorsQuery], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        asked = _asked(DenominatorsQuery, request)
        found = watch_list(plan_year=asked["year"], as_of=asked["as_of"])
        return Response(watch_list_document(found))


def _asked(query: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """Return the checked query; a day that was left out is today."""
    read = query(data=request.query_params)
    read.is_valid(raise_exception=True)
    return {"as_of": timezone.localdate(), **read.validated_data}


def _own_projects(request: Request) -> QuerySet[Project] | None:
    """Return the projects the user is limited to; None is no limit."""
    person = person_of(request)
    return None if sees_province(person) else visible_projects(person)
