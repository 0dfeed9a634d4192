"""Obstacles and directives of the province at work: made once, with the rest of the world."""

from dataclasses import dataclass
from datetime import date, datetime

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.obstacle_rules import DirectiveEntry, ObstacleEntry
from disbursement.models import Directive, Obstacle
from disbursement.services.directives import directive_close, directive_record
from disbursement.services.obstacles import obstacle_close, obstacle_raise
from projects.models import Organisation
from tests.people import BILLION, Cast, Province

AT = datetime(2024, 9, 2, 8, 0, tzinfo=VIETNAM_TIME)
DAY = date(2024, 9, 2)
DUE = date(2024, 10, 1)


@dataclass(frozen=True)
class Followed:
    """What is the first investor's; the treasury is in charge of the open obstacle."""

    open: Obstacle
    closed: Obstacle
    directive: Directive
    closed_directive: Directive


def make_followed(province: Province, cast: Cast) -> Followed:
    def raise_one(project, category, **fields):
        return obstacle_raise(
            project=project,
            entry=ObstacleEntry(category, "Hồ sơ đang chờ", "province", BILLION, **fields),
            raised_on=DAY,
            actor=cast.planner,
            now=AT,
        )

    def direct(unit, **fields):
        entry = DirectiveEntry(
            DAY, "Chủ tịch UBND tỉnh", "Bàn giao mặt bằng", unit.pk, DUE, **fields
        )
        return directive_record(entry=entry, actor=cast.planner, now=AT)

    treasury = Organisation.objects.get(code="KBNN")
    closed = raise_one(province.bridge, "GPMB")
    obstacle_close(obstacle=closed, closed_on=DAY, text="Xong", actor=cast.planner, now=AT)
    raise_one(province.school, "GPMB")
    direct(province.schools_board)
    done = direct(province.roads_board, number="12/TB-UBND")
    directive_close(directive=done, closed_on=DAY, text="Xong", actor=cast.planner, now=AT)
    return Followed(
        open=raise_one(province.bridge, "THANHTOAN", unit_id=treasury.pk, due_on=DUE),
        closed=closed,
        directive=direct(province.roads_board, projects=(province.bridge.pk,)),
        closed_directive=done,
    )
