"""Say in the portal's language what a change of an obstacle changed, for its timeline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from disbursement.models import ObstacleCategory, ObstacleLevel
from projects.models import Organisation

NOTHING = "–"


def changes_in_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Return a line for each of group, level, unit and day that is not as it was.

    The content and the amount are told by the obstacle itself and by the audit.
    """
    with override(settings.LANGUAGE_CODE):
        return "\n".join(_lines(before, after))


def _lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    spoken = (
        (_("Group"), _category),
        (_("Level that can solve it"), _level),
        (_("Unit in charge"), _unit),
        (_("To be solved by"), _day),
    )
    for label, words in spoken:
        was, now = words(before), words(after)
        if was != now:
            yield f"{label}: {was} → {now}"


def _category(stated: Mapping[str, Any]) -> str:
    return str(ObstacleCategory(stated["category"]).label)


def _level(stated: Mapping[str, Any]) -> str:
    return str(ObstacleLevel(stated["level"]).label)


def _unit(stated: Mapping[str, Any]) -> str:
    unit = Organisation.objects.filter(pk=stated["unit_in_charge_id"]).first()
    return unit.name if unit else stated["outside_unit"] or NOTHING


def _day(stated: Mapping[str, Any]) -> str:
    day: date | None = stated["due_on"]
    return f"{day:%d/%m/%Y}" if day else NOTHING
