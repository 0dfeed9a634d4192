"""Which projects pass to whom: those that rows name, and all of an organisation that ends."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from projects.domain import reorganisation_rules as rules
from projects.domain.codes import code_key
from projects.domain.issues import Issue, has_errors, issue
from projects.domain.reorganisation import (
    Changes,
    EventRow,
    HandoverRow,
    Known,
    KnownProject,
    Move,
    Verdict,
    is_known_event,
    is_known_handover,
)
from projects.domain.reorganisation_checks import (
    MOST_NAMED,
    Organisations,
    after_events,
    check_days,
    check_events,
    check_twice,
    outside_lifetime,
)
from projects.domain.through_time import A_DAY, Holding, Passing, holder_on, holdings


def judge(changes: Changes, known: Known, today: date) -> tuple[Verdict, list[Issue]]:
    """Return what of the changes is new, with every finding about them.

    Rows that could not be read are passed over: their cells have findings of their own.
    """
    read = Changes(
        tuple(row for row in changes.events if not row.place.unread),
        tuple(row for row in changes.handovers if not row.place.unread),
    )
    events = [
        row
        for row in read.events
        if not is_known_event(row, known.organisations.get(code_key(row.organisation)))
    ]
    handovers = [
        row
        for row in read.handovers
        if not is_known_handover(row, known.projects.get(code_key(row.project)))
    ]
    after = after_events(known.organisations, events)
    issues = [
        *check_twice(read.events, "organisation"),
        *check_twice(read.handovers, "project"),
        *check_days(Changes(tuple(events), tuple(handovers)), today),
        *check_events(events, known.organisations, after),
    ]
    custody = Custody(known.projects)
    found = list(custody.hand_over(handovers, after))
    issues += found
    if not has_errors(found) and len(read.handovers) == len(changes.handovers):
        for row in sorted((row for row in events if row.is_ending), key=lambda row: row.day):
            issues += custody.release(row, after)
    verdict = Verdict(
        events=tuple(events),
        moves=tuple(custody.moves),
        investors={move.project: custody.now[move.project] for move in custody.moves},
        same_events=len(read.events) - len(events),
        stated_moves=len(handovers),
        same_handovers=len(read.handovers) - len(handovers),
    )
    return verdict, issues


class Custody:
    """Who holds each project when, as one handover after the other is taken in."""

    def __init__(self, projects: Mapping[str, KnownProject]) -> None:
        self.projects = projects
        self.passings = {key: list(project.passings) for key, project in projects.items()}
        self.now = {key: project.investor for key, project in projects.items()}
        self.moves: list[Move] = []

    def hand_over(
        self, rows: Sequence[HandoverRow], organisations: Organisations
    ) -> Iterator[Issue]:
        """Take in the rows, the earliest day first; yield what is wrong with them."""
        for row in sorted(rows, key=lambda row: row.day):
            project = self.projects.get(code_key(row.project))
            taker = organisations.get(code_key(row.investor))
            if project is None:
                yield issue(rules.UNKNOWN_PROJECT, row.place.at("project"), value=row.project)
            if taker is None:
                place = row.place.at("investor")
                yield issue(rules.UNKNOWN_ORGANISATION, place, value=row.investor)
            if project is None or taker is None:
                continue
            wrong = [
                *outside_lifetime(taker, row.day, row, "investor"),
                *self._conflicts(row, organisations),
            ]
            yield from wrong
            if not wrong:
                self._pass_on(code_key(row.project), taker.key, row.day, row.decision)

    def release(self, row: EventRow, organisations: Organisations) -> Iterator[Issue]:
        """Let go of what an organisation holds after its last day, to its single successor."""
        ended, next_day = code_key(row.organisation), row.day + A_DAY
        for key in sorted(self.projects):
            taken_then = any(passing.day == next_day for passing in self.passings[key])
            if len(row.successors) == 1 and not taken_then and self._holder(key, next_day) == ended:
                self._pass_on(key, row.successor_keys[0], next_day, row.decision)
        held = [
            (project.code, holding)
            for key, project in sorted(self.projects.items())
            for holding in holdings(self.passings[key], self.now[key])
            if holding.holder == ended
            and holding.reaches_beyond(row.day)
            and (holding.begins_after(row.day) or project.is_running_on(row.day))
        ]
        if held and ended in organisations:
            yield _still_with(row, organisations[ended].shown, held)

    def _conflicts(self, row: HandoverRow, organisations: Organisations) -> Iterator[Issue]:
        """Yield why a project cannot pass on that day: it does already, or it stays."""
        key, place = code_key(row.project), row.place.at("day")
        there = next((each for each in self.passings[key] if each.day == row.day), None)
        holder = there.taker if there else self._holder(key, row.day)
        name = organisations[holder].shown if holder in organisations else holder
        if there is not None:
            rule = rules.PASSED_THAT_DAY
        elif holder == code_key(row.investor):
            rule, place = rules.SAME_INVESTOR, row.place.at("investor")
        else:
            return
        yield issue(rule, place, project=row.project, organisation=name, day=row.day)

    def _holder(self, key: str, day: date) -> str:
        return holder_on(day, self.passings[key], self.now[key])

    def _pass_on(self, key: str, taker: str, day: date, decision: str) -> None:
        giver, passings = self._holder(key, day), self.passings[key]
        order = max((each.order for each in passings), default=0) + 1
        if all(each.day < day for each in passings):
            self.now[key] = taker
        passings.append(Passing(day, giver, taker, order))
        self.moves.append(Move(key, giver, taker, day, decision))


def _still_with(
    row: EventRow, organisation: str, held: Sequence[tuple[str, Holding[str]]]
) -> Issue:
    """Return the finding that an organisation would hold projects after its last day."""
    codes = [code for code, _ in held]
    named = (*codes[:MOST_NAMED], "…") if len(codes) > MOST_NAMED else tuple(codes)
    place = row.place.at("organisation")
    if all(holding.begins_after(row.day) for _, holding in held):
        return issue(
            rules.TAKES_AFTER_END, place, organisation=organisation, day=row.day, projects=named
        )
    return issue(
        rules.STILL_HOLDS,
        place,
        organisation=organisation,
        day=row.day,
        count=len(codes),
        projects=named,
        next=row.day + A_DAY,
    )
