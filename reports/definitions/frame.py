"""What the tables of one document share: its days, its letterhead, its notes and its columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.domain.calendar import VIETNAM_TIME
from reports.domain.figures import Figures
from reports.domain.table import Column, Kind, Letterhead, Level, Row, Signature, Table, Value
from reports.selectors.facts import is_demonstration, letterhead, newest_fact

LAST_SECOND = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Asked:
    """A report as it was asked for: figures of which day, as known by which moment."""

    as_of: date
    known_by: datetime | None = None

    @property
    def moment(self) -> datetime:
        """The moment at which things that have a time of day are looked at."""
        return self.known_by or datetime.combine(self.as_of, LAST_SECOND, tzinfo=VIETNAM_TIME)


@dataclass(frozen=True, slots=True)
class Frame:
    """The parts that every table of a document has in common."""

    asked: Asked
    earlier: date
    title: str
    letterhead: Letterhead
    known_by: datetime | None
    is_demo: bool

    @classmethod
    def of(cls, asked: Asked, *, earlier: date, title: str) -> Frame:
        known_by = asked.known_by or newest_fact()
        return cls(asked, earlier, title, letterhead(day=asked.as_of), known_by, is_demonstration())

    def table(
        self,
        name: str,
        heading: str,
        columns: Sequence[Column],
        rows: Iterable[Row],
        notes: Sequence[str] = (),
    ) -> Table:
        """Return a table of the document under its common title, with the common notes."""
        as_of = _("(Figures as of %(day)s; unit: million đồng)") % {"day": shown(self.asked.as_of)}
        demo = (_("(Demonstration data, not real figures)"),) if self.is_demo else ()
        return Table(
            name=name,
            title=self.title,
            subtitle=(heading, as_of, *demo),
            columns=tuple(columns),
            rows=tuple(rows),
            letterhead=self.letterhead,
            notes=(*notes, *self._known()),
            signatures=(
                Signature(_("PREPARED BY"), _("(Signature, full name)")),
                Signature(_("HEAD OF THE OFFICE"), _("(Signature, full name, position, seal)")),
            ),
            empty_text=_("Nothing to report."),
        )

    def _known(self) -> tuple[str, ...]:
        if self.known_by is None:
            return ()
        at = f"{timezone.localtime(self.known_by, VIETNAM_TIME):%H:%M %d/%m/%Y}"
        return (_("Made from what was on record by %(at)s.") % {"at": at},)

    def figure_columns(self) -> tuple[Column, ...]:
        """Return the columns of plan, money, rate and change that most tables have."""
        now = _("Disbursed by %(day)s") % {"day": shown(self.asked.as_of)}
        was = _("Change since %(day)s") % {"day": shown(self.earlier)}
        return (
            Column(_("Plan allotted in detail (D3)"), Kind.MONEY, width=19),
            Column(_("In all"), Kind.MONEY, now, 18, takes_mark=True, short=_("Disbursed")),
            Column(
                _("Of which advances not yet recovered"),
                Kind.MONEY,
                now,
                18,
                takes_mark=True,
                short=_("Of which advances"),
            ),
            Column(
                _("Rate of D3 (%)"),
                Kind.RATE,
                now,
                10,
                takes_mark=True,
                short=_("Rate of D3 (%)"),
            ),
            Column(_("Amount"), Kind.MONEY, was, 17, takes_mark=True, short=_("Change")),
            Column(
                _("Percentage points"),
                Kind.POINTS,
                was,
                11,
                takes_mark=True,
                short=_("Percentage points"),
            ),
        )

    def rate_notes(self) -> tuple[str, ...]:
        """Say what the rates are measured against and what the changes compare."""
        return (
            _(
                "Rate = (payments for completed volume + advances not yet recovered) × 100 / plan "
                "of the same pool. D3: plan in force allotted in detail to projects."
            ),
            _(
                "Changes compare with the position of %(day)s, reckoned from the same records as "
                "this report."
            )
            % {"day": shown(self.earlier)},
        )


def figure_values(figures: Figures) -> tuple[Value, ...]:
    """Return the values of `Frame.figure_columns`."""
    return (
        figures.plan,
        figures.disbursed,
        figures.advance,
        figures.rate,
        figures.gained,
        figures.points,
    )


def row(
    *values: Value, level: Level = Level.PLAIN, is_marked: bool = False, target: str = ""
) -> Row:
    return Row(values, level, is_marked, target)


def shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def shown_moment(moment: datetime | None) -> str:
    if moment is None:
        return ""
    return f"{timezone.localtime(moment, VIETNAM_TIME):%d/%m/%Y %H:%M}"
