"""Tell units of obstacles and directives that wait for them, and leaders of what is overdue.

Called at the end of the step's own transaction: without the step there is no notice.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from disbursement.models import Directive, NoticeKind, Obstacle, ObstacleStep
from disbursement.services.notices import notice_send
from projects.models import Membership, Role, User
from projects.permissions import ACTIONS


def told_in_charge(*, obstacle: Obstacle, step: ObstacleStep) -> int:
    """Tell the people of the unit in charge that an obstacle waits for their answer."""
    if obstacle.unit_in_charge_id is None:
        return 0
    roles = ACTIONS["obstacle.answer"]
    people = _people(timezone.localdate(step.at), roles, unit=obstacle.unit_in_charge_id)
    return _tell(NoticeKind.OBSTACLE, obstacle, step, people)


def told_escalated(*, obstacle: Obstacle, step: ObstacleStep) -> int:
    """Tell the leaders and the planning department that an obstacle is overdue."""
    people = _people(timezone.localdate(step.at), (Role.LEADER, Role.PLANNING))
    return _tell(NoticeKind.ESCALATED, obstacle, step, people)


def told_directive(*, directive: Directive, occasion: str, at: datetime) -> int:
    """Tell the people of the unit in charge of a directive, or of its new deadline."""
    day, roles = timezone.localdate(at), ACTIONS["directive.report"]
    issued = f"{directive.issued_on:%d/%m/%Y}"
    values = {
        "van_ban": f"{directive.number}, {issued}" if directive.number else issued,
        "nguoi_chi_dao": directive.issuer,
        "noi_dung": directive.content,
        "don_vi_xu_ly": directive.unit_in_charge.name,
        "han_xu_ly": f"{directive.due_on:%d/%m/%Y}",
    }
    return notice_send(
        recipients=_people(day, roles, unit=directive.unit_in_charge_id),
        kind=NoticeKind.DIRECTIVE,
        occasion=occasion,
        values=values,
        link=reverse("disbursement:directive", args=[directive.pk]),
        now=at,
    )


def _tell(kind: str, obstacle: Obstacle, step: ObstacleStep, people: Iterable[User]) -> int:
    return notice_send(
        recipients=people,
        kind=kind,
        occasion=f"obstacle-step/{step.pk}",
        values=_values(obstacle, step.day),
        link=reverse("disbursement:obstacle", args=[obstacle.pk]),
        now=step.at,
    )


def _values(obstacle: Obstacle, day: date) -> dict[str, str]:
    unit, due_on = obstacle.unit_in_charge, obstacle.due_on
    late = (day - due_on).days if due_on else 0
    with override(settings.LANGUAGE_CODE):
        return {
            "du_an": f"{obstacle.project.code} – {obstacle.project.name}",
            "nhom": str(obstacle.get_category_display()),
            "noi_dung": obstacle.content,
            "don_vi_xu_ly": unit.name if unit else obstacle.outside_unit,
            "han_xu_ly": f"{due_on:%d/%m/%Y}" if due_on else "",
            "so_ngay": str(late) if late > 0 else "",
        }


def _people(day: date, roles: Iterable[str], *, unit: int | None = None) -> QuerySet[User]:
    """Return the active users who hold one of the roles on a day, of one unit or of any."""
    of_unit = Q() if unit is None else Q(organisation_id=unit)
    holders = Membership.objects.valid_on(day).filter(of_unit, role__in=list(roles))
    return User.objects.filter(is_active=True, pk__in=holders.values("user_id")).order_by("pk")
