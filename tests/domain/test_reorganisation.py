"""Changes of organisations and handovers, judged case by case."""

from datetime import date

import pytest

from projects.domain.registers import RowPlace
from projects.domain.reorganisation import (
    ENDED,
    FOUNDED,
    MERGED,
    RENAMED,
    Changes,
    EventRow,
    HandoverRow,
    Known,
    KnownEvent,
    KnownOrganisation,
    KnownProject,
)
from projects.domain.reorganisation_moves import judge
from projects.domain.through_time import DatedName, Passing

LAST, FIRST = date(2025, 6, 30), date(2025, 7, 1)
TODAY = date(2025, 12, 31)
COLUMNS = {
    "organisation": "A",
    "kind": "B",
    "day": "C",
    "successors": "D",
    "new_name": "E",
    "decision": "F",
}
HANDOVER_COLUMNS = {"project": "A", "investor": "C", "day": "D", "decision": "E"}


def event(kind, organisation="HUYEN", day=LAST, row=2, **fields):
    place = RowPlace("SapXep", row, COLUMNS)
    return EventRow(place, organisation, kind, day, decision="1/NQ", **fields)


def handover(project="7000001", investor="XA1", day=FIRST, row=2):
    place = RowPlace("BanGiao", row, HANDOVER_COLUMNS)
    return HandoverRow(place, project, "", investor, day, "2/QĐ")


def organisations(*changed):
    known = {
        "huyen": KnownOrganisation("HUYEN", "UBND huyện Bình Gia"),
        "xa1": KnownOrganisation("XA1", "UBND xã Bình Gia", valid_from=FIRST),
        "xa2": KnownOrganisation("XA2", "UBND xã Hồng Phong", valid_from=FIRST),
        "skhdt": KnownOrganisation("SKHDT", "Sở Kế hoạch và Đầu tư"),
        "stc": KnownOrganisation("STC", "Sở Tài chính"),
    }
    return known | {each.key: each for each in changed}


def projects(*changed):
    known = {
        "7000001": KnownProject("7000001", "huyen"),
        "7000002": KnownProject("7000002", "huyen"),
        "7000003": KnownProject("7000003", "huyen", completed_on=date(2024, 5, 1)),
        "7000004": KnownProject("7000004", "skhdt"),
    }
    return known | {each.code: each for each in changed}


def judged(*rows, known=None, today=TODAY):
    events = tuple(row for row in rows if isinstance(row, EventRow))
    handovers = tuple(row for row in rows if isinstance(row, HandoverRow))
    known = known or Known(organisations(), projects())
    return judge(Changes(events, handovers), known, today)


def found(*rows, **more):
    _verdict, issues = judged(*rows, **more)
    return [(each.code.removeprefix("change."), each.cell) for each in issues]


def moved(verdict):
    return [(move.project, move.giver, move.taker, move.day) for move in verdict.moves]


def test_single_successor_takes_every_project_the_day_after():
    verdict, issues = judged(event(MERGED, "SKHDT", successors=("STC",)))
    assert issues == []
    assert moved(verdict) == [("7000004", "skhdt", "stc", FIRST)]
    assert verdict.investors == {"7000004": "stc"}


def test_district_ends_and_its_projects_go_to_communes_by_rows():
    verdict, issues = judged(
        event(ENDED, successors=("XA1", "XA2")),
        handover("7000001", "XA1", row=2),
        handover("7000002", "xa2", row=3),
    )
    assert issues == []  # the completed project may stay where it was
    assert moved(verdict) == [
        ("7000001", "huyen", "xa1", FIRST),
        ("7000002", "huyen", "xa2", FIRST),
    ]
    assert verdict.investors == {"7000001": "xa1", "7000002": "xa2"}


def test_rows_go_before_the_single_successor():
    verdict, _issues = judged(event(ENDED, successors=("XA1",)), handover("7000002", "XA2"))
    assert moved(verdict) == [
        ("7000002", "huyen", "xa2", FIRST),
        ("7000001", "huyen", "xa1", FIRST),
        ("7000003", "huyen", "xa1", FIRST),
    ]


def test_running_projects_left_behind_are_counted_and_named():
    _verdict, (issue,) = judged(event(ENDED, successors=("XA1", "XA2")), handover("7000001"))
    assert (issue.code, issue.cell) == ("change.still_holds", "A2")
    assert issue.params["count"] == 1
    assert issue.params["projects"] == ("7000002",)
    assert issue.params["next"] == FIRST


def test_handover_too_late_leaves_the_project_with_an_ended_organisation():
    ended = event(ENDED, successors=("XA1", "XA2"))
    late = handover("7000002", "XA2", day=date(2025, 7, 15))
    assert found(ended, handover("7000001"), late) == [("still_holds", "A2")]


def test_single_successor_fills_the_days_until_a_later_handover():
    late = handover("7000002", "XA2", day=date(2025, 7, 15))
    verdict, issues = judged(event(ENDED, successors=("XA1",)), late)
    assert issues == []
    assert ("7000002", "huyen", "xa1", FIRST) in moved(verdict)
    assert verdict.investors["7000002"] == "xa2"


def test_project_taken_after_the_last_day_is_refused():
    known = Known(
        organisations(),
        projects(
            KnownProject(
                "7000004", "huyen", passings=(Passing(date(2025, 8, 1), "skhdt", "huyen", 1),)
            )
        ),
    )
    rows = event(ENDED, successors=("XA1",))
    assert found(rows, known=known) == [("takes_after_end", "A2")]


def test_what_a_chain_of_endings_held_arrives_at_its_end():
    later = date(2025, 9, 30)
    verdict, issues = judged(
        event(MERGED, "STC", day=later, successors=("XA1",), row=2),
        event(MERGED, "SKHDT", successors=("STC",), row=3),
    )
    assert issues == []
    assert moved(verdict) == [
        ("7000004", "skhdt", "stc", FIRST),
        ("7000004", "stc", "xa1", date(2025, 10, 1)),
    ]
    assert verdict.investors == {"7000004": "xa1"}


def test_founded_organisation_can_take_over_in_the_same_file():
    verdict, issues = judged(
        event(FOUNDED, "XA3", day=FIRST, new_name="UBND xã Tân Văn", row=3),
        event(ENDED, successors=("XA3",)),
    )
    assert issues == []
    assert {move.taker for move in verdict.moves} == {"xa3"}


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (event(RENAMED, "KHONG", new_name="A"), "unknown_organisation", "A2"),
        (event(ENDED, successors=("KHONG",)), "unknown_organisation", "D2"),
        (event(FOUNDED, "STC", new_name="A"), "already_there", "A2"),
        (event(RENAMED, "STC"), "name_missing", "E2"),
        (event(FOUNDED, "MOI"), "name_missing", "E2"),
        (event(MERGED, "SKHDT", successors=("STC",), new_name="A"), "name_needless", "E2"),
        (event(RENAMED, "STC", new_name="sở tài  CHÍNH"), "same_name", "E2"),
        (event(MERGED, "SKHDT"), "successor_missing", "D2"),
        (event(MERGED, "SKHDT", successors=("STC", "XA1")), "successor_missing", "D2"),
        (event(RENAMED, "STC", new_name="A", successors=("XA1",)), "successor_needless", "D2"),
        (event(MERGED, "SKHDT", successors=("skhdt",)), "own_successor", "D2"),
        (event(RENAMED, "XA1", new_name="A", day=LAST), "not_yet", "C2"),
        (event(MERGED, "SKHDT", successors=("XA1",), day=date(2025, 6, 29)), "not_yet", "D2"),
        (event(RENAMED, "STC", new_name="A", day=date(2026, 1, 1)), "future_day", "C2"),
    ],
)
def test_each_mistake_of_an_event_is_told_at_its_cell(row, code, cell):
    assert (code, cell) in found(row)


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (handover("7999999"), "unknown_project", "A2"),
        (handover(investor="KHONG"), "unknown_organisation", "C2"),
        (handover(investor="HUYEN"), "same_investor", "C2"),
        (handover(day=LAST), "not_yet", "C2"),
        (handover(day=date(2026, 1, 1)), "future_day", "D2"),
    ],
)
def test_each_mistake_of_a_handover_is_told_at_its_cell(row, code, cell):
    assert found(row) == [(code, cell)]


def test_nobody_hands_over_to_an_organisation_that_ended():
    ended = organisations(KnownOrganisation("STC", "Sở Tài chính", valid_to=LAST))
    known = Known(ended, projects())
    assert found(handover(investor="STC"), known=known) == [("no_longer", "C2")]


def test_two_handovers_on_one_day_are_refused():
    known = Known(
        organisations(),
        projects(KnownProject("7000001", "xa1", passings=(Passing(FIRST, "huyen", "xa1", 1),))),
    )
    assert found(handover(investor="XA2"), known=known) == [("passed_that_day", "D2")]
    twice = found(handover(investor="XA1", row=2), handover(investor="XA2", row=3))
    assert twice == [("twice", "A2"), ("twice", "A3"), ("passed_that_day", "D3")]


def test_handover_entered_late_goes_between_the_others():
    october = Passing(date(2025, 10, 1), "huyen", "xa1", 1)
    known = Known(organisations(), projects(KnownProject("7000001", "xa1", passings=(october,))))
    verdict, issues = judged(handover(investor="XA2"), known=known)
    assert issues == []
    assert moved(verdict) == [("7000001", "huyen", "xa2", FIRST)]
    assert verdict.investors == {"7000001": "xa1"}


def test_organisation_ends_once():
    ended = KnownOrganisation(
        "SKHDT", "Sở Kế hoạch", valid_to=LAST, events=(KnownEvent(ENDED, LAST),)
    )
    known = Known(organisations(ended), projects())
    again = event(MERGED, "SKHDT", successors=("STC",))
    assert ("already_ended", "A2") in found(again, known=known)


def test_last_day_of_the_register_may_be_given_its_event():
    stated = KnownOrganisation("SKHDT", "Sở Kế hoạch", valid_to=LAST)
    known = Known(organisations(stated), projects())
    assert found(event(MERGED, "SKHDT", successors=("STC",)), known=known) == []
    other_day = event(MERGED, "SKHDT", successors=("STC",), day=date(2025, 5, 31))
    assert found(other_day, known=known) == [("already_ended", "A2")]


def test_succession_does_not_come_round_in_a_circle():
    first = KnownOrganisation("A1", "A", valid_to=date(2024, 1, 1), successors=("stc",))
    known = Known(organisations(first), projects())
    codes = found(event(MERGED, "STC", successors=("A1",)), known=known)
    assert ("successor_cycle", "D2") in codes


def test_second_renaming_on_a_day_is_refused_and_another_day_is_not():
    renamed = KnownOrganisation(
        "STC", "Sở Tài chính", names=(DatedName(None, "Sở TC", 1), DatedName(LAST, "STC mới", 2))
    )
    known = Known(organisations(renamed), projects())
    assert found(event(RENAMED, "STC", new_name="X"), known=known) == [("named_that_day", "C2")]
    assert found(event(RENAMED, "STC", new_name="X", day=FIRST), known=known) == []


def test_what_is_on_record_is_the_same_and_nothing_new():
    gone = KnownOrganisation(
        "HUYEN",
        "UBND huyện",
        valid_to=LAST,
        successors=("xa1",),
        events=(KnownEvent(ENDED, LAST, frozenset({"xa1"})),),
    )
    passed = KnownProject("7000001", "xa1", passings=(Passing(FIRST, "huyen", "xa1", 1),))
    known = Known(organisations(gone), projects(passed))
    verdict, issues = judged(event(ENDED, successors=("xa1",)), handover(), known=known)
    assert issues == []
    assert verdict.is_empty
    assert (verdict.same_events, verdict.same_handovers) == (1, 1)


def test_same_row_twice_is_told():
    row = {"successors": ("XA1",)}
    codes = found(event(ENDED, row=2, **row), event(MERGED, row=3, **row))
    assert codes[:2] == [("twice", "A2"), ("twice", "A3")]


def test_unreadable_rows_are_passed_over_and_nothing_is_said_of_what_is_left():
    unread = HandoverRow(RowPlace("BanGiao", 2, {}, frozenset({"day"})), "7000001", "", "XA1")
    ended = event(ENDED, successors=("XA1", "XA2"))
    assert found(ended, unread) == []
