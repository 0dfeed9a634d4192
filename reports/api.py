"""The schedule for programs: the document of the command."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.validators import MaxValueValidator, MinValueValidator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from projects.api import MayAct
from reports.documents import schedule_document
from reports.selectors.schedule import scheduled

LONGEST_SPAN = timedelta(days=800)


IN_REASON = (MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2100, 12, 31)))


class ScheduleQuery(serializers.Serializer):
    start = serializers.DateField(validators=IN_REASON)
    end = serializers.DateField(validators=IN_REASON)

    def validate(self, asked: dict) -> dict:
        if not timedelta(0) <= asked["end"] - asked["start"] <= LONGEST_SPAN:
            raise serializers.ValidationError("end: 0–800 days after start")
        return asked


class ScheduleView(APIView):
    """Which reports fall due, from one day to another, both included."""

    permission_classes = (MayAct.to("reports.view"),)

    @extend_schema(parameters=[ScheduleQuery], responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        asked = ScheduleQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response(schedule_document(scheduled(**asked.validated_data)))
