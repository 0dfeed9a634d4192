"""How punctual and complete investors report, and how near their estimates come, for programs."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from disbursement.domain.estimate_accuracy import Score
from disbursement.domain.punctuality import Tally
from disbursement.selectors.estimate_accuracy import Scores, accuracy_of
from disbursement.selectors.punctuality import punctuality_of
from projects.api import MayAct
from projects.domain.numbers import rate_string
from projects.models import Organisation, Role, User
from projects.permissions import organisations_of, sees_province
from projects.requests import person_of

SPAN = [
    OpenApiParameter("from", OpenApiTypes.DATE, required=True, description="first due day"),
    OpenApiParameter("to", OpenApiTypes.DATE, required=True, description="last due day"),
]
COUNTED = ("owed", "judged", "on_time", "late", "missing", "excused", "waiting", "nil", "returned")


class SpanQuery(serializers.Serializer):
    """The periods due from a day to a day, both included."""

    start = serializers.DateField()
    end = serializers.DateField()

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if asked["start"] > asked["end"]:
            raise serializers.ValidationError({"to": ["The last day is before the first."]})
        return asked


class PunctualityView(APIView):
    """Rates are strings in per cent with two decimals; the exact ones are the given fractions."""

    permission_classes = (MayAct.to("punctuality.view"),)

    @extend_schema(parameters=SPAN, responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        start, end = _span(request)
        now = timezone.now()
        wanted = _own(person_of(request))
        tallies = punctuality_of(investors=wanted, start=start, end=end, now=now)
        scores = accuracy_of(investors=wanted, start=start, end=end, now=now)
        investors = Organisation.objects.filter(pk__in=tallies).order_by("code")
        rows = [_row(each, tallies[each.pk], scores.get(each.pk)) for each in investors]
        total = _counts(sum(tallies.values(), Tally()))
        return Response({"from": start, "to": end, "as_of": now, "rows": rows, "total": total})


def _span(request: Request) -> tuple[date, date]:
    params = request.query_params
    query = SpanQuery(data={"start": params.get("from"), "end": params.get("to")})
    if not query.is_valid():
        names = {"start": "from", "end": "to"}
        raise serializers.ValidationError(
            {names.get(field, field): found for field, found in query.errors.items()}
        )
    return query.validated_data["start"], query.validated_data["end"]


def _own(user: User) -> frozenset[int] | None:
    """Return the organisations the person may read of; None is all of them."""
    return None if sees_province(user) else organisations_of(user, Role.INVESTOR)


def _row(investor: Organisation, tally: Tally, scores: Scores | None) -> dict[str, Any]:
    return {
        "investor": investor.code,
        "name": investor.name,
        "block": investor.block,
        **_counts(tally),
        "accuracy": {name: _score(score) for name, score in (scores or {}).items()},
    }


def _counts(tally: Tally) -> dict[str, Any]:
    return {
        **{name: getattr(tally, name) for name in COUNTED},
        "punctuality": _rate(tally.punctuality, tally.on_time, tally.judged),
        "completeness": _rate(tally.completeness, tally.handed_in, tally.expected),
    }


def _rate(rate: Fraction | None, part: int, whole: int) -> dict[str, Any]:
    return {"part": part, "whole": whole, "rate": rate_string(rate)}


def _score(score: Score) -> dict[str, Any]:
    """Return a score in đồng; its accuracy is 100 × (base - distance) / base, at least 0."""
    return {
        "lines": score.lines,
        "stated": score.stated,
        "treasury": score.actual,
        "base": score.base,
        "distance": score.distance,
        "rate": rate_string(score.accuracy),
    }
