"""What must hold of changes of organisations: one function per check."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from projects.domain import reorganisation_rules as rules
from projects.domain.codes import code_key
from projects.domain.issues import Issue, issue
from projects.domain.reorganisation import (
    FOUNDED,
    MERGED,
    NAMINGS,
    RENAMED,
    Changes,
    EventRow,
    HandoverRow,
    KnownOrganisation,
)
from projects.domain.texts import comparison_key
from projects.domain.through_time import A_DAY, name_on

MOST_NAMED = 10
Organisations = Mapping[str, KnownOrganisation]
Check = Callable[[EventRow, Organisations, Organisations], Iterator[Issue]]


def check_events(
    events: Sequence[EventRow], before: Organisations, after: Organisations
) -> Iterator[Issue]:
    """Yield every finding about events; `after` are the organisations with them taken in."""
    for row in events:
        for check in EVENT_CHECKS:
            yield from check(row, before, after)


def check_twice(rows: Iterable[EventRow | HandoverRow], field: str) -> Iterator[Issue]:
    """Mark every row whose change another row states too."""
    groups: dict[Hashable, list[EventRow | HandoverRow]] = defaultdict(list)
    for row in rows:
        groups[row.key].append(row)
    for group in groups.values():
        numbers = tuple(str(row.place.row) for row in group[:MOST_NAMED])
        for row in group if len(group) > 1 else ():
            value = getattr(row, field)
            yield issue(rules.TWICE, row.place.at(field), value=value, day=row.day, rows=numbers)


def check_days(changes: Changes, today: date) -> Iterator[Issue]:
    """Mark what is to happen only after today: nothing is taken in ahead of its day."""
    rows: tuple[EventRow | HandoverRow, ...] = (*changes.events, *changes.handovers)
    for row in rows:
        if row.day > today:
            yield issue(rules.FUTURE_DAY, row.place.at("day"), day=row.day)


def after_events(before: Organisations, events: Iterable[EventRow]) -> dict[str, KnownOrganisation]:
    """Return the organisations as they will stand; names are left as they are."""
    after = dict(before)
    for row in events:
        key = code_key(row.organisation)
        if row.kind == FOUNDED:
            after.setdefault(key, KnownOrganisation(row.organisation, row.new_name, row.day))
    for row in events:
        found = after.get(code_key(row.organisation))
        if found is not None and row.is_ending:
            after[found.key] = replace(found, valid_to=row.day, successors=row.successor_keys)
    return after


def check_existence(row: EventRow, before: Organisations, after: Organisations) -> Iterator[Issue]:
    """Mark unknown organisations and successors, and foundings of what is there."""
    place = row.place.at("organisation")
    there = before.get(code_key(row.organisation))
    if row.kind == FOUNDED and there is not None:
        yield issue(rules.ALREADY_THERE, place, organisation=there.shown)
    if code_key(row.organisation) not in after:
        yield issue(rules.UNKNOWN_ORGANISATION, place, value=row.organisation)
    for code in row.successors:
        if code_key(code) not in after:
            yield issue(rules.UNKNOWN_ORGANISATION, row.place.at("successors"), value=code)


def check_parts(row: EventRow, before: Organisations, after: Organisations) -> Iterator[Issue]:
    """Hold what each kind of event must state and must not."""
    if row.kind in NAMINGS and not row.new_name:
        yield issue(rules.NAME_MISSING, row.place.at("new_name"))
    if row.is_ending and row.new_name:
        yield issue(rules.NAME_NEEDLESS, row.place.at("new_name"))
    if not row.is_ending and row.successors:
        yield issue(rules.SUCCESSOR_NEEDLESS, row.place.at("successors"))
    if row.kind == MERGED and len(row.successors) != 1:
        yield issue(rules.SUCCESSOR_MISSING, row.place.at("successors"), count=len(row.successors))


def check_name(row: EventRow, before: Organisations, after: Organisations) -> Iterator[Issue]:
    """Mark renamings that change nothing, and a second one on the same day."""
    found = before.get(code_key(row.organisation))
    if row.kind != RENAMED or found is None or not row.new_name:
        return
    taken = next((each.name for each in found.names if each.since == row.day), None)
    if taken is not None:
        yield issue(
            rules.NAMED_THAT_DAY,
            row.place.at("day"),
            organisation=found.shown,
            day=row.day,
            name=taken,
        )
    elif comparison_key(name_on(row.day, found.names, found.name)) == comparison_key(row.new_name):
        yield issue(
            rules.SAME_NAME, row.place.at("new_name"), organisation=found.shown, day=row.day
        )


def check_lifetime(row: EventRow, before: Organisations, after: Organisations) -> Iterator[Issue]:
    """Hold that an organisation exists on the day of its event, and ends once."""
    found = before.get(code_key(row.organisation))
    if row.kind == FOUNDED or found is None:
        return
    ended = found.valid_to is not None and (
        found.valid_to != row.day or any(EventRow(kind=e.kind).is_ending for e in found.events)
    )
    if row.is_ending and ended:
        place = row.place.at("organisation")
        yield issue(rules.ALREADY_ENDED, place, organisation=found.shown, until=found.valid_to)
    else:
        yield from outside_lifetime(found, row.day, row, "day")


def check_successors(row: EventRow, before: Organisations, after: Organisations) -> Iterator[Issue]:
    """Hold that successors exist when they take over, and that succession comes to an end."""
    place, key = row.place.at("successors"), code_key(row.organisation)
    if not row.is_ending or key not in after:
        return
    if key in row.successor_keys:
        yield issue(rules.OWN_SUCCESSOR, place, organisation=after[key].shown)
        return
    for successor in row.successor_keys:
        if successor in after:
            yield from outside_lifetime(after[successor], row.day + A_DAY, row, "successors")
    path = _way_back(key, after)
    if path:
        shown = " → ".join(after[step].code for step in path[:MOST_NAMED])
        yield issue(rules.SUCCESSOR_CYCLE, place, organisation=after[key].shown, path=shown)


def outside_lifetime(
    organisation: KnownOrganisation, day: date, row: EventRow | HandoverRow, field: str
) -> Iterator[Issue]:
    """Yield a finding at the field of a row whose organisation does not exist on the day."""
    place, shown = row.place.at(field), organisation.shown
    since, until = organisation.valid_from, organisation.valid_to
    if since is not None and day < since:
        yield issue(rules.NOT_YET, place, organisation=shown, since=since, day=day)
    elif until is not None and day > until:
        yield issue(rules.NO_LONGER, place, organisation=shown, until=until, day=day)


EVENT_CHECKS: tuple[Check, ...] = (
    check_existence,
    check_parts,
    check_name,
    check_lifetime,
    check_successors,
)


def _way_back(start: str, organisations: Organisations) -> tuple[str, ...]:
    """Return the path of successors from an organisation to itself, or ()."""
    came_from: dict[str, str] = {}
    queue = [start]
    for here in queue:
        for there in organisations[here].successors if here in organisations else ():
            if there == start:
                path = [start, here]
                while path[-1] != start:
                    path.append(came_from[path[-1]])
                return tuple(path[::-1])
            if there not in came_from:
                came_from[there] = here
                queue.append(there)
    return ()
