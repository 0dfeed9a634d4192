"""Which reports there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.definitions import friday_snapshot, period_report
from reports.definitions.frame import Asked
from reports.domain.kinds import FRIDAY_SNAPSHOT, PERIOD_REPORT
from reports.domain.table import Table


@dataclass(frozen=True, slots=True)
class Definition:
    """One report: its kind in commands and addresses, its name, and what its files are called.

    `formats` are those in which the schedule makes it.
    """

    kind: str
    name: str | Promise
    file_stem: str
    build: Callable[[Asked], list[Table]]
    formats: str = "xlsx"


DEFINITIONS: dict[str, Definition] = {
    definition.kind: definition
    for definition in (
        Definition(
            PERIOD_REPORT,
            _("Report of the 15th and 30th"),
            "bao-cao-giai-ngan",
            period_report.build,
        ),
        Definition(
            FRIDAY_SNAPSHOT,
            _("Weekly treasury snapshot"),
            "so-lieu-kho-bac-tuan",
            friday_snapshot.build,
            "xlsx,docx,pdf",
        ),
    )
}
