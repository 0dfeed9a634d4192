"""What of the plans was entered in TABMIS, and what was not."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from projects.models import PlanLine, TabmisEntry, User
from projects.selectors.decisions import lines_visible_to


def with_entered(lines: QuerySet[PlanLine]) -> QuerySet[Any]:
    """Annotate lines with the amount `entered` and the amount `missing`, both signed."""
    entries = TabmisEntry.objects.filter(plan_line=OuterRef("pk")).order_by().values("plan_line")
    entered = Subquery(entries.annotate(total=Sum("amount")).values("total"))
    zero = Value(0, output_field=BigIntegerField())
    return lines.annotate(entered=Coalesce(entered, zero)).annotate(
        missing=F("amount") - F("entered")
    )


def lines_not_entered(
    *, user: User, plan_year: int, effective_by: date | None = None
) -> QuerySet[Any]:
    """Return the project lines not entered in full, the oldest first.

    ``effective_by`` keeps what was in force by a day: of later lines no deadline of that day
    speaks.
    """
    lines = lines_visible_to(user).filter(
        reversed_at=None, plan_year=plan_year, project__isnull=False
    )
    if effective_by is not None:
        lines = lines.filter(effective_on__lte=effective_by)
    return (
        with_entered(lines)
        .filter(~Q(missing=0))
        .select_related("project__investor", "source", "decision")
        .order_by("effective_on", "decision__number", "project__code", "source__code", "pk")
    )


def projects_entered(*, projects: Collection[int], plan_year: int) -> set[int]:
    """Return those of the projects all of whose lines of a plan year are entered."""
    lines = PlanLine.objects.counting().filter(project__in=projects, plan_year=plan_year)
    waiting = with_entered(lines).exclude(missing=0).values_list("project_id", flat=True)
    return set(projects) - set(waiting)
