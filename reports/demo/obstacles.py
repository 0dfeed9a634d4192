"""Let the made-up province deal with its obstacles: name who is in charge, answer, solve, order."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple

from django.utils import timezone

from disbursement.domain.obstacle_groups import usual_level
from disbursement.domain.obstacle_rules import DirectiveEntry, ObstacleEntry
from disbursement.models import Directive, Obstacle
from disbursement.selectors.obstacles import last_step
from disbursement.services.directives import (
    directive_close,
    directive_extend,
    directive_record,
    directive_report,
)
from disbursement.services.obstacle_escalation import obstacles_escalate
from disbursement.services.obstacles import (
    obstacle_answer,
    obstacle_change,
    obstacle_close,
    obstacle_reopen,
)
from projects.models import Organisation, User
from reports.demo.province import SEED

MILLION = 1_000_000
# Group: the unit of the register in charge, or one outside the province.
IN_CHARGE = {
    "GPMB": ("SO-NNMT", ""),
    "THUTUC": ("SO-NNMT", ""),
    "VATLIEU": ("SO-XD", ""),
    "NGUONVON": ("STC", ""),
    "THANHTOAN": ("KBNN", ""),
    "TOCHUC": ("SNV", ""),
}
OUTSIDE = {"THUTUC": "Bộ Nông nghiệp và Môi trường", "NGUONVON": "Bộ Tài chính"}
ANSWERS = (
    "Đã có văn bản hướng dẫn chủ đầu tư hoàn thiện hồ sơ, trả kết quả trong 10 ngày làm việc.",
    "Đã làm việc với chủ đầu tư và UBND xã, thống nhất các bước và thời hạn tháo gỡ.",
    "Đang tổng hợp, trình UBND tỉnh xem xét trong phiên họp gần nhất.",
)
SOLUTIONS = (
    "Đã hoàn thành, chủ đầu tư tiếp tục triển khai thi công.",
    "Hồ sơ đã được chấp thuận, không còn vướng mắc.",
)


class Order(NamedTuple):
    """A directive: issued so many days ago, with so many days to do it, and its outcome."""

    number: str
    issuer: str
    content: str
    unit: str
    days_ago: int
    days_given: int
    outcome: str


CHAIRMAN, DEPUTY = "Chủ tịch UBND tỉnh", "Phó Chủ tịch UBND tỉnh"
ORDERS = (
    Order("218/TB-UBND", CHAIRMAN, "Hoàn thành bàn giao mặt bằng sạch các dự án giao thông trọng "
          "điểm; báo cáo kết quả hằng tuần.", "BQL-GT", 40, 25, "late"),
    Order("1945/UBND-KT", DEPUTY, "Rà soát, công bố giá vật liệu xây dựng sát thực tế; tháo gỡ "
          "nguồn đất đắp cho các dự án.", "SO-XD", 35, 30, "done"),
    Order("231/TB-UBND", CHAIRMAN, "Nhập dự toán trên TABMIS toàn bộ kế hoạch vốn đã giao, không "
          "để vốn chờ.", "STC", 20, 35, "reported"),
    Order("2102/UBND-KT", DEPUTY, "Đẩy nhanh thẩm định hồ sơ chuyển mục đích sử dụng rừng của các "
          "dự án hạ tầng.", "SO-NNMT", 30, 20, "extended"),
    Order("245/TB-UBND", CHAIRMAN, "Hoàn thiện hồ sơ quyết toán các trường học đã đưa vào sử dụng; "
          "thu hồi tạm ứng quá hạn.", "SO-GDDT", 12, 30, "open"),
)  # fmt: skip


def obstacles_play(*, officers: dict[str, User], planner: User, now: datetime) -> int:
    """Deal with the obstacles that were reported, and give orders; return how many there are."""
    rng = Random(SEED + 7)  # noqa: S311 – a demonstration, not a secret
    for obstacle in Obstacle.objects.select_related("project__investor").order_by("pk"):
        if rng.random() < 0.75:
            _follow(rng, obstacle, officers, planner, now)
    _escalate_day_by_day(now)
    units = Organisation.objects.in_bulk(field_name="code")
    for order in ORDERS:
        if unit := units.get(order.unit):
            _order(order, unit, officers.get(order.unit, planner), planner, now)
    return Obstacle.objects.count() + Directive.objects.count()


def _escalate_day_by_day(now: datetime) -> None:
    waiting = Obstacle.objects.filter(closed_on=None, due_on__lt=timezone.localdate(now))
    for due_on in waiting.order_by("due_on").values_list("due_on", flat=True).distinct():
        if due_on and (morning := _at(due_on + timedelta(days=1))) <= now:
            obstacles_escalate(now=morning)


def _follow(
    rng: Random, obstacle: Obstacle, officers: dict[str, User], planner: User, now: datetime
) -> None:
    """Name who is in charge and by when; most are answered, some solved, a few not after all."""
    taken_up = _at(obstacle.raised_on + timedelta(days=rng.randrange(1, 6)))
    if taken_up >= now or obstacle.closed_on:
        return
    _put_in_hands(rng, obstacle, planner, taken_up)
    answered = taken_up + timedelta(days=rng.randrange(3, 15))
    if answered >= now or rng.random() < 0.3:
        return
    unit = obstacle.unit_in_charge
    actor = officers.get(unit.code, planner) if unit else planner
    obstacle_answer(obstacle=obstacle, text=rng.choice(ANSWERS), actor=actor, now=answered)
    reported = _at(obstacle.steps.latest("day", "at").day)
    closed = max(answered, reported) + timedelta(days=rng.randrange(2, 25))
    if closed >= now or rng.random() < 0.35:
        return
    investor = officers.get(obstacle.project.investor.code, planner)
    obstacle_close(
        obstacle=obstacle,
        closed_on=timezone.localdate(closed),
        text=rng.choice(SOLUTIONS),
        actor=investor,
        now=closed,
    )
    again = closed + timedelta(days=4)
    if again < now and rng.random() < 0.05 and not _has_successor(obstacle):
        reason = "Phát sinh thêm nội dung chưa giải quyết dứt điểm, đề nghị tiếp tục xử lý."
        obstacle_reopen(obstacle=obstacle, reason=reason, actor=investor, now=again)


def _put_in_hands(rng: Random, obstacle: Obstacle, planner: User, at: datetime) -> None:
    code, outside = IN_CHARGE.get(obstacle.category, ("", ""))
    level = usual_level(obstacle.category)
    if obstacle.category in OUTSIDE and rng.random() < 0.2:
        code, outside, level = "", OUTSIDE[obstacle.category], "ministry"
    unit = Organisation.objects.filter(code=code).first() if code else None
    obstacle_change(
        obstacle=obstacle,
        entry=ObstacleEntry(
            category=obstacle.category,
            content=obstacle.content,
            level=level,
            affected_capital=rng.randrange(3, 400) * 50 * MILLION,
            unit_id=unit.pk if unit else None,
            outside_unit=outside,
            due_on=timezone.localdate(at) + timedelta(days=rng.randrange(20, 70)),
        ),
        reason="Phân công đơn vị xử lý và thời hạn theo nhóm vướng mắc.",
        seen=last_step(obstacle=obstacle),
        actor=planner,
        now=at,
    )


def _has_successor(obstacle: Obstacle) -> bool:
    same = Obstacle.objects.filter(project=obstacle.project, category=obstacle.category)
    return same.filter(closed_on=None).exists()


def _order(order: Order, unit: Organisation, officer: User, planner: User, now: datetime) -> None:
    issued = timezone.localdate(now) - timedelta(days=order.days_ago)
    linked = Obstacle.objects.filter(unit_in_charge=unit, closed_on=None).order_by("pk")[:3]
    directive = directive_record(
        entry=DirectiveEntry(
            issued_on=issued,
            issuer=order.issuer,
            content=order.content,
            unit_id=unit.pk,
            due_on=issued + timedelta(days=order.days_given),
            number=order.number,
            projects=tuple(sorted({each.project_id for each in linked})),
            obstacles=tuple(each.pk for each in linked),
        ),
        actor=planner,
        now=_at(issued),
    )
    _become(directive, order.outcome, officer, planner)


def _become(directive: Directive, outcome: str, officer: User, planner: User) -> None:
    first, last = _at(directive.issued_on + timedelta(days=6)), _at(directive.due_on)
    if outcome in ("reported", "done", "late", "extended"):
        text = "Đã triển khai đến các phòng, đơn vị; kết quả bước đầu đạt khoảng 60%."
        directive_report(directive=directive, text=text, actor=officer, now=first)
    if outcome == "extended":
        directive_extend(
            directive=directive,
            due_on=directive.due_on + timedelta(days=30),
            reason="Hồ sơ phải xin ý kiến Bộ chuyên ngành theo quy định.",
            actor=planner,
            now=last - timedelta(days=2),
        )
    if outcome == "done":
        closed_on = timezone.localdate(last - timedelta(days=3))
        text = "Đã hoàn thành, có báo cáo kết quả."
        at = _at(closed_on)
        directive_close(directive=directive, closed_on=closed_on, text=text, actor=planner, now=at)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9, 30)))
