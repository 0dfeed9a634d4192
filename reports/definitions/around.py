"""Tables about what stands around the figures: reports missing, obstacles, treasury files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.submission_steps import Timeliness
from projects.selectors.day_facts import DayFacts
from reports.definitions.frame import Frame, row, shown, shown_moment
from reports.domain.table import Column, Kind, Table
from reports.selectors.periods import last_closed_period, open_obstacles
from reports.selectors.treasury import Office, posted_files


def missing_reports(frame: Frame) -> Table:
    """Return who has not handed in, or came late, for the period that closed last."""
    state = last_closed_period(at=frame.asked.moment)
    columns = (
        Column(_("No."), width=7),
        Column(_("Investor"), width=60),
        Column(_("Assessment"), width=24),
        Column(_("Due"), width=20),
        Column(_("Handed in"), width=20),
        Column(_("Days late"), Kind.COUNT, width=12),
    )
    heading = _("Investors that have not handed in, or handed in late")
    if state is None:
        return frame.table(_("Missing"), heading, columns, ())
    rows = [
        row(
            str(number),
            each.investor,
            _("Late") if each.timeliness is Timeliness.LATE else _("Not handed in"),
            shown_moment(state.period.due_at),
            shown_moment(each.first_submitted_at),
            each.days_late,
        )
        for number, each in enumerate(state.wanting, 1)
    ]
    note = _(
        "%(period)s: %(received)s of %(obliged)s investors have handed in, %(on_time)s of them on "
        "time. On time is judged by the first submission."
    ) % {
        "period": state.period,
        "received": state.received,
        "obliged": len(state.rows),
        "on_time": state.on_time,
    }
    return frame.table(_("Missing"), heading, columns, rows, (note,))


def obstacles(frame: Frame) -> Table:
    """Return the obstacles that investors have reported and that are not solved."""
    columns = (
        Column(_("No."), width=7),
        Column(_("Investor"), width=30),
        Column(_("Project"), width=42),
        Column(_("Group"), width=24),
        Column(_("Content"), width=50),
        Column(_("Capital affected"), Kind.MONEY, width=17),
        Column(_("Raised on"), Kind.DATE, width=16),
        Column(_("To be solved by"), Kind.DATE, width=16),
    )
    found = open_obstacles(as_of=frame.asked.as_of, at=frame.asked.moment)
    facts = DayFacts.on(frame.asked.as_of, known_by=frame.asked.known_by)
    rows = [
        row(
            str(number),
            facts.name_of(facts.holder(each.project)),
            f"{each.project.code} – {facts.project_name(each.project)}",
            str(each.get_category_display()),
            each.content,
            each.affected_capital,
            each.raised_on,
            each.due_on,
        )
        for number, each in enumerate(found, 1)
    ]
    return frame.table(_("Obstacles"), _("Difficulties and obstacles reported"), columns, rows)


def files_of_the_week(frame: Frame, since: datetime | None) -> Table:
    """Return the treasury files posted since the last snapshot."""
    columns = (
        Column(_("No."), width=7),
        Column(_("File"), width=52),
        Column(_("Figures as at"), Kind.DATE, width=16),
        Column(_("Posted"), width=18),
        Column(_("Posted by"), width=30),
        Column(_("Rows posted"), Kind.COUNT, width=12),
        Column(_("Completed volume"), Kind.MONEY, width=18),
        Column(_("Open advance"), Kind.MONEY, width=18),
    )
    rows = [
        row(
            str(number),
            each.source_file.name,
            each.as_at,
            shown_moment(each.posted_at),
            str(each.posted_by or ""),
            each.posted_count,
            each.total_volume,
            each.total_advance,
            target=f"file:{each.pk}",
        )
        for number, each in enumerate(posted_files(after=since, until=frame.asked.moment), 1)
    ]
    heading = _("Treasury files posted since %(at)s") % {"at": shown_moment(since)}
    if since is None:
        heading = _("Treasury files posted")
    note = _("The amounts are the totals that the file itself states.")
    return frame.table(_("Treasury files"), heading, columns, rows, (note,))


def stale_offices(frame: Frame, offices: Sequence[Office], since: datetime) -> Table:
    """Return every treasury office with the last file it sent, the longest silent first."""
    columns = (
        Column(_("No."), width=7),
        Column(_("Treasury office"), width=56),
        Column(_("Last file"), width=46),
        Column(_("Figures as at"), Kind.DATE, width=16),
        Column(_("Posted"), width=18),
        Column(_("Days without a new file"), Kind.COUNT, width=14),
        Column(_("Assessment"), width=24),
    )
    moment = frame.asked.moment
    today = timezone.localtime(moment, VIETNAM_TIME).date()
    found = []
    for office in offices:
        file = office.last
        posted = file.posted_at if file else None
        days = (today - timezone.localtime(posted, VIETNAM_TIME).date()).days if posted else None
        found.append((days, office, file))
    found.sort(key=lambda each: -1 if each[0] is None else each[0], reverse=True)
    found.sort(key=lambda each: each[0] is not None)
    rows = [
        row(
            str(number),
            office.name or _("Entered by the system"),
            file.source_file.name if file else _("Nothing sent yet"),
            file.as_at if file else None,
            shown_moment(file.posted_at) if file else "",
            days,
            _("Stale") if office.is_stale(since) else _("Sent this week"),
            target=f"file:{file.pk}" if file else "",
        )
        for number, (days, office, file) in enumerate(found, 1)
    ]
    heading = _("How long each treasury office has sent nothing, by %(day)s") % {
        "day": shown(frame.asked.as_of)
    }
    return frame.table(_("Silent offices"), heading, columns, rows)
