"""The steps of the demonstration, each at its moment, to be played in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone


class DemoFailed(RuntimeError):
    """A step of the demonstration was refused: the portal and its demonstration disagree."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that somebody did at a moment."""

    at: datetime
    do: Callable[[datetime], None]


def play(steps: Iterable[Step], *, now: datetime) -> None:
    """Play the steps that have come by now, the earliest first."""
    for step in sorted(steps, key=lambda step: step.at):
        if step.at <= now:
            step.do(step.at)


def office_hour(day: date, days_later: int = 0, *, hour: int = 9) -> datetime:
    """Return a moment of office time, some days after a day."""
    local = datetime.combine(day + timedelta(days=days_later), time(hour))
    return timezone.make_aware(local)
