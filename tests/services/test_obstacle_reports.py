"""Obstacles that investors report with their figures, period after period."""

from datetime import UTC, date, datetime, timedelta

import pytest

from disbursement.domain.ledger import Key
from disbursement.domain.submissions import LineEntry
from disbursement.models import Obstacle, PeriodKind, ReportingPeriod, Submission
from disbursement.selectors.obstacles import open_obstacles_on, periods_reported_in
from disbursement.services.obstacle_reports import obstacles_report
from disbursement.services.obstacles import obstacle_close

pytestmark = pytest.mark.django_db
MARCH, LATE_MARCH, APRIL = date(2024, 3, 10), date(2024, 3, 27), date(2024, 4, 10)


def moment(day):
    return datetime(day.year, day.month, day.day, 3, tzinfo=UTC)


@pytest.fixture
def reports(province):
    """Return the first investor's reports of three periods."""
    made = []
    for code, day in (("2024-03-K1", MARCH), ("2024-03-K2", LATE_MARCH), ("2024-04-K1", APRIL)):
        period = ReportingPeriod.objects.create(
            code=code,
            kind=PeriodKind.choices[0][0],
            year=day.year,
            month=day.month,
            starts_on=day,
            ends_on=day,
            as_at=day,
            opened_at=moment(day) - timedelta(days=9),
            locks_at=moment(day) + timedelta(days=19),
            opens_at=moment(day) - timedelta(days=9),
            due_at=moment(day) + timedelta(days=4),
        )
        made.append(
            Submission.objects.create(
                period=period, investor=province.roads_board, status_at=moment(day)
            )
        )
    return made


@pytest.fixture
def report(province, cast):
    """Return a function that hands in what a report says of the bridge, by group."""

    def hand_in(submission, day, **texts):
        key = Key(province.bridge.pk, province.central.pk, 2024, 2024)
        obstacles_report(
            submission=submission,
            entries=[
                LineEntry(key, difficulty=text, obstacle_category=group)
                for group, text in texts.items()
            ],
            actor=cast.investor,
            day=day,
            now=moment(day),
        )

    return hand_in


def kinds(obstacle):
    return list(obstacle.steps.order_by("pk").values_list("kind", flat=True))


def test_what_is_still_reported_in_the_next_period_is_the_same_obstacle(reports, report):
    report(reports[0], MARCH, GPMB="Còn 12 hộ")
    report(reports[1], LATE_MARCH, GPMB="Còn 12 hộ")
    report(reports[2], APRIL, GPMB="Còn 7 hộ")
    obstacle = Obstacle.objects.get()
    assert (obstacle.raised_on, obstacle.content, obstacle.level) == (MARCH, "Còn 7 hộ", "commune")
    assert kinds(obstacle) == ["raised", "reported", "changed"]
    found = [period.code for period in periods_reported_in(obstacle=obstacle)]
    assert found == ["2024-04-K1", "2024-03-K2", "2024-03-K1"]


def test_a_report_that_is_silent_solves_nothing(reports, report):
    report(reports[0], MARCH, GPMB="Còn 12 hộ")
    report(reports[1], LATE_MARCH)
    assert Obstacle.objects.get().closed_on is None


def test_what_a_newer_version_takes_back_is_closed_and_can_come_back(reports, report):
    report(reports[0], MARCH, GPMB="Còn 12 hộ")
    report(reports[0], MARCH + timedelta(days=1), NHATHAU="Thiếu máy")
    land = Obstacle.objects.get(category="GPMB")
    assert land.closed_on == MARCH + timedelta(days=1)
    assert list(open_obstacles_on(day=MARCH + timedelta(days=2))) == [
        Obstacle.objects.get(category="NHATHAU")
    ]
    report(reports[0], MARCH + timedelta(days=2), GPMB="Còn 9 hộ")
    assert kinds(land) == ["raised", "closed", "reopened"]
    assert Obstacle.objects.get(category="GPMB").content == "Còn 9 hộ"
    assert Obstacle.objects.count() == 2


def test_what_another_period_named_too_is_not_closed_by_taking_it_back(reports, report):
    report(reports[0], MARCH, GPMB="Còn 12 hộ")
    report(reports[1], LATE_MARCH, GPMB="Còn 12 hộ")
    report(reports[1], LATE_MARCH)
    assert Obstacle.objects.get().closed_on is None


def test_the_same_version_again_says_nothing_new(reports, report):
    report(reports[0], MARCH, GPMB="Còn 12 hộ")
    report(reports[0], MARCH, GPMB="Còn 12 hộ")
    assert kinds(Obstacle.objects.get()) == ["raised"]


def test_what_was_closed_by_hand_and_is_reported_later_is_a_new_obstacle(reports, report, cast):
    report(reports[0], MARCH, GPMB="Còn 12 hộ")
    obstacle_close(
        obstacle=Obstacle.objects.get(),
        closed_on=MARCH,
        text="Đã bàn giao",
        actor=cast.investor,
        now=moment(MARCH),
    )
    report(reports[1], LATE_MARCH, GPMB="Phát sinh 2 hộ")
    assert list(Obstacle.objects.order_by("pk").values_list("raised_on", "closed_on")) == [
        (MARCH, MARCH),
        (LATE_MARCH, None),
    ]
