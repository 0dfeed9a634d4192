"""The closing of 2024 in the cast's small province; figures worked out by hand, in tỷ đồng.

key               plan   added late  disbursed  unspent  carried  kept  cancelled
bridge, central   10         1           7         4        2       1       1
bridge, carried    1,5       –           1,5       0        –       –       –
road, local        4         –           1,5       2,5      1       –       1,5
school, local      6         –           6         0        –       –       –
together          22,5                  16         6,5      3       1       2,5
"""

from datetime import date
from fractions import Fraction

import pytest

from disbursement.domain.ledger import Key
from disbursement.domain.rollover import CarryOverEntry, ClosingDecision
from disbursement.models import VoucherKind
from disbursement.selectors.rollover import closing_lines, posted_view, rollover_view
from disbursement.services.rollover import (
    rollover_confirm,
    rollover_open,
    rollover_post,
    rollover_save,
    rollover_undo,
)
from emulation.selectors.rates import rate_table
from projects.models import (
    AuditRecord,
    CapitalNature,
    Issuer,
    PlanDecision,
    PlanKind,
    PlanLine,
    RolloverStatus,
    YearRollover,
)
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.selectors.plans import unallocated
from projects.services.plan_decisions import Hand
from tests.people import BILLION, make_plan_line
from tests.treasury_facts import at, pay

BN = BILLION
TODAY = date(2025, 2, 20)
CLOSING = date(2025, 1, 31)
MARCH = date(2025, 3, 1)
DECISION = ClosingDecision("312/QĐ-UBND", date(2025, 2, 18), "UBND tỉnh")


@pytest.fixture
def hand(cast):
    return Hand(cast.planner, at("2025-02-20 09:00"))


@pytest.fixture
def year(province):
    """What was planned and paid of 2024."""
    late = PlanDecision.objects.create(
        number="1900/QĐ-UBND", decided_on=date(2024, 10, 15), issuer="UBND tỉnh"
    )
    make_plan_line(late, province.bridge, province.central, BN, kind=PlanKind.SUPPLEMENT)
    pay(province.bridge, province.central, 5 * BN, day="2024-06-10")
    pay(province.bridge, province.central, 2 * BN, day="2024-12-20", kind=VoucherKind.ADVANCE)
    pay(province.bridge, province.central, BN * 3 // 2, day="2024-06-10", origin_year=2023)
    pay(province.road, province.local, BN, day="2024-11-10")
    pay(province.school, province.local, 6 * BN, day="2024-11-10")
    # in January both years are open: the plan year is on the key
    pay(province.road, province.local, BN // 2, day="2025-01-20")
    pay(province.road, province.local, 7 * BN, day="2025-01-20", plan_year=2025, origin_year=2025)


@pytest.fixture
def keys(province):
    return {
        "bridge": Key(province.bridge.pk, province.central.pk, 2024, 2024),
        "road": Key(province.road.pk, province.local.pk, 2024, 2024),
    }


@pytest.fixture
def prepared(year, hand, keys):
    rollover = rollover_open(from_year=2024, today=TODAY, hand=hand)
    entries = {keys["bridge"]: CarryOverEntry(2 * BN), keys["road"]: CarryOverEntry(BN)}
    return rollover_save(
        rollover=rollover,
        decisions={"carry_over": DECISION},
        entries=entries,
        revision=rollover.revision,
        hand=hand,
    )


def post(rollover, hand, today=TODAY):
    return rollover_post(
        rollover=rollover, seen=rollover_view(rollover).mark, today=today, hand=hand
    )


@pytest.fixture
def posted(prepared, hand):
    return post(prepared, hand)


def total(as_of, plan_year=2024, **cut):
    row = rate_table(plan_year=plan_year, as_of=as_of, group="province", **cut).total
    return row.plan, row.disbursed, row.rate


def snapshot():
    """Return all that rates are made of, on both sides of the turn of the year."""
    return [
        total(day, plan_year, pool=pool)
        for day in (CLOSING, MARCH, date(2025, 12, 31))
        for plan_year in (2024, 2025)
        for pool in ("all", "current", "carried")
    ]


class TestFigures:
    def test_every_key_as_it_stood_on_31_january(self, year, keys):
        found = {line.key: line for line in closing_lines(year=2024)}
        assert len(found) == 4
        bridge, road = found[keys["bridge"]], found[keys["road"]]
        assert (bridge.plan, bridge.disbursed, bridge.advance) == (11 * BN, 7 * BN, 2 * BN)
        assert (bridge.unspent, bridge.kept, bridge.most) == (4 * BN, BN, 3 * BN)
        assert (road.plan, road.disbursed) == (4 * BN, BN * 3 // 2)

    def test_unspent_is_carried_and_kept_and_cancelled(self, prepared):
        closing = rollover_view(prepared).closing
        assert closing.unspent == BN * 13 // 2
        assert (closing.carried, closing.kept, closing.cancelled) == (3 * BN, BN, BN * 5 // 2)
        assert closing.unspent == closing.carried + closing.kept + closing.cancelled
        assert closing.advance == 2 * BN

    def test_queries_do_not_grow(self, prepared, django_assert_max_num_queries):
        with django_assert_max_num_queries(10):
            rollover_view(prepared)


class TestPosting:
    def test_lines_are_made_with_their_origin_and_nature(self, posted, keys):
        lines = {
            (line.project_id, line.kind): line
            for line in PlanLine.objects.detailed().filter(recorded_at=at("2025-02-20 09:00"))
        }
        assert len(lines) == 4
        carried = lines[keys["bridge"].project_id, "kéo dài"]
        assert (carried.plan_year, carried.origin_year, carried.amount) == (2025, 2024, 2 * BN)
        assert (carried.nature, carried.effective_on) == ("đầu tư", date(2025, 2, 18))
        assert carried.decision.number == "312/QĐ-UBND"
        cancelled = lines[keys["road"].project_id, "hủy"]
        assert (cancelled.plan_year, cancelled.origin_year) == (2024, 2024)
        assert (cancelled.amount, cancelled.effective_on) == (-BN * 3 // 2, date(2025, 2, 1))

    def test_rates_of_the_closed_year_before_and_after(self, prepared, hand):
        before = 45 * BN // 2, 16 * BN, Fraction(640, 9)  # 16 / 22,5 = 71,11 %
        assert total(CLOSING) == total(MARCH) == before
        post(prepared, hand)
        assert total(CLOSING) == before  # what was reported for 31 January stays
        assert total(MARCH) == (20 * BN, 16 * BN, 80)  # 2,5 are cancelled
        assert total(MARCH, 2025, pool="carried")[0] == 3 * BN
        assert total(date(2025, 2, 17), 2025, pool="carried")[0] == 0

    def test_posting_twice_is_one_posting(self, posted, prepared, hand):
        with pytest.raises(StaleState):
            post(prepared, hand)
        assert PlanLine.objects.filter(kind=PlanKind.CARRY_OVER, plan_year=2025).count() == 2

    def test_figures_that_changed_since_the_preview_are_not_posted(self, prepared, province, hand):
        seen = rollover_view(prepared).mark
        pay(province.road, province.local, BN, day="2025-01-25")
        with pytest.raises(StaleState):
            rollover_post(rollover=prepared, seen=seen, today=TODAY, hand=hand)
        assert prepared.status == RolloverStatus.OPEN

    def test_findings_stop_it(self, prepared, hand, keys):
        saved = rollover_save(
            rollover=prepared,
            decisions={},
            entries={keys["bridge"]: CarryOverEntry(4 * BN)},  # 1 of it keeps its window
            revision=prepared.revision,
            hand=hand,
        )
        assert [found.code for found in rollover_view(saved).issues] == [
            "rollover.window_still_open"
        ]
        with pytest.raises(Refusal):
            post(saved, hand)
        assert not PlanLine.objects.filter(plan_year=2025).exists()

    def test_carrying_over_without_a_decision_is_refused(self, prepared, hand):
        saved = rollover_save(
            rollover=prepared,
            decisions={"carry_over": ClosingDecision()},
            entries={},
            revision=prepared.revision,
            hand=hand,
        )
        with pytest.raises(Refusal):
            post(saved, hand)

    def test_a_known_decision_is_used_again(self, prepared, hand):
        known = PlanDecision.objects.create(
            number=" 312/qđ-ubnd", decided_on=date(2025, 2, 18), issuer="UBND tỉnh"
        )
        assert post(prepared, hand).carry_over_decision == known

    def test_a_number_known_with_another_day_is_warned_of(self, prepared):
        PlanDecision.objects.create(
            number="312/QĐ-UBND", decided_on=date(2025, 1, 3), issuer="UBND tỉnh"
        )
        assert [found.code for found in rollover_view(prepared).issues] == ["plan.decision_twice"]

    def test_two_natures_go_where_they_are_told(self, year, province, hand):
        make_plan_line(
            province.decision, province.school, province.local, 2 * BN,
            nature=CapitalNature.RECURRENT,
        )  # fmt: skip
        key = Key(province.school.pk, province.local.pk, 2024, 2024)
        rollover = rollover_open(from_year=2024, today=TODAY, hand=hand)
        assert "rollover.nature_needed" in [i.code for i in rollover_view(rollover).issues]
        rollover = rollover_save(
            rollover=rollover, decisions={"carry_over": DECISION},
            entries={key: CarryOverEntry(BN, "sự nghiệp")}, revision=rollover.revision, hand=hand,
        )  # fmt: skip
        post(rollover, hand)
        lines = PlanLine.objects.filter(project=province.school, recorded_at=hand.at)
        assert {line.nature for line in lines} == {"sự nghiệp"}
        assert sorted(line.amount for line in lines) == [-BN, BN]


class TestUndoing:
    def test_it_restores_exactly(self, prepared, hand):
        before = snapshot()
        posted = post(prepared, hand)
        assert snapshot() != before
        undone = rollover_undo(rollover=posted, reason="sai số quyết định", hand=hand)
        assert snapshot() == before
        assert undone.status == RolloverStatus.UNDONE
        taken_back = PlanLine.objects.exclude(reversed_at=None)
        assert taken_back.count() == 6  # four of projects, two of totals
        assert all("sai số quyết định" in line.reversal_reason for line in taken_back)

    def test_lines_of_the_same_decision_that_it_did_not_make_stay(self, posted, province, hand):
        other = make_plan_line(
            posted.carry_over_decision, province.school, province.local, 5,
            plan_year=2025, origin_year=2024, kind=PlanKind.CARRY_OVER,
        )  # fmt: skip
        rollover_undo(rollover=posted, reason="x", hand=hand)
        other.refresh_from_db()
        assert other.reversed_at is None

    def test_the_year_can_be_opened_again_with_what_was_entered(self, posted, hand, keys):
        rollover_undo(rollover=posted, reason="x", hand=hand)
        again = rollover_open(from_year=2024, today=TODAY, hand=hand)
        view = rollover_view(again)
        assert (view.closing.carried, view.closing.carry_over) == (3 * BN, DECISION)
        assert post(again, hand).status == RolloverStatus.POSTED

    def test_it_needs_a_reason(self, posted, hand):
        with pytest.raises(Refusal):
            rollover_undo(rollover=posted, reason="  ", hand=hand)


class TestConfirming:
    def test_a_confirmed_year_is_closed_for_good(self, posted, hand):
        confirmed = rollover_confirm(rollover=posted, hand=hand)
        assert confirmed.status == RolloverStatus.CONFIRMED
        for step in (
            lambda: rollover_undo(rollover=confirmed, reason="x", hand=hand),
            lambda: rollover_confirm(rollover=confirmed, hand=hand),
            lambda: rollover_open(from_year=2024, today=TODAY, hand=hand),
        ):
            with pytest.raises(StaleState):
                step()

    def test_not_with_figures_that_changed_after_posting(self, posted, province, hand):
        pay(province.road, province.local, BN, day="2025-01-25", when=at("2025-02-21 08:00"))
        with pytest.raises(Refusal):
            rollover_confirm(rollover=posted, hand=hand)
        undone = rollover_undo(rollover=posted, reason="có chứng từ muộn", hand=hand)
        again = rollover_open(from_year=2024, today=TODAY, hand=hand)
        assert undone.pk != again.pk
        assert rollover_confirm(rollover=post(again, hand), hand=hand)
        # 1,5 are cancelled: 1 of the bridge, and 0,5 of the road instead of 1,5
        assert total(MARCH) == (21 * BN, 17 * BN, Fraction(1700, 21))

    def test_payments_of_the_new_year_do_not_disturb_it(self, posted, province, hand):
        pay(province.road, province.local, BN, day="2025-02-25", plan_year=2025, origin_year=2024)
        assert rollover_confirm(rollover=posted, hand=hand)

    def test_posted_figures_are_kept_as_they_were(self, posted, province):
        pay(province.road, province.local, BN, day="2025-01-25")
        assert posted_view(posted).closing.cancelled == BN * 5 // 2


class TestTheLongerWindow:
    def test_what_was_added_late_is_cancelled_a_year_later(self, posted, province, keys, hand):
        """Of the 1 kept, 0,4 are paid in June 2025; 0,6 go in February 2026."""
        pay(province.bridge, province.central, 4 * BN // 10, day="2025-06-10")
        lines = {line.key: line for line in closing_lines(year=2025)}
        left = lines[keys["bridge"]]
        assert (left.unspent, left.kept, left.most) == (6 * BN // 10, 0, 0)
        rollover = rollover_open(from_year=2025, today=date(2026, 2, 10), hand=hand)
        post(rollover, hand, today=date(2026, 2, 10))
        line = PlanLine.objects.detailed().get(plan_year=2024, amount=-6 * BN // 10)
        assert (line.kind, line.effective_on) == (PlanKind.CANCELLATION, date(2026, 2, 1))
        as_of = date(2026, 3, 1)
        # bridge 9,4 (of 11: 1 and 0,6 cancelled), carried-over 1,5, road 2,5, school 6
        assert total(as_of)[:2] == (194 * BN // 10, 164 * BN // 10)

    def test_nothing_is_left_where_no_rollover_kept_it(self, year):
        assert {line.key.plan_year for line in closing_lines(year=2025)} == {2025}


def totals_of_province(view):
    return {
        (row.closed.level, row.source.code): (row.closed.unallotted, row.closed.cancelled)
        for row in view.totals
    }


def left(as_of, plan_year=2024):
    """Return what is assigned by the Prime Minister and not allotted, by source."""
    return {
        row.source.code: row.unallocated_of_prime_minister
        for row in unallocated(plan_year=plan_year, as_of=as_of)
    }


class TestTotalsOfTheProvince:
    """12 central are assigned, 11 allotted, 1 of it cancelled; 15 local, 10 and 1,5."""

    def test_what_is_not_allotted_goes_with_what_projects_lose(self, prepared):
        assert totals_of_province(rollover_view(prepared)) == {
            ("D1", "NSTW"): (BN, 2 * BN),
            ("D1", "NSDP"): (5 * BN, 65 * BN // 10),
        }

    def test_posted_totals_leave_nothing_to_allot(self, posted):
        assert left(CLOSING) == {"NSTW": BN, "NSDP": 5 * BN}
        assert left(MARCH) == {"NSTW": 0, "NSDP": 0}
        lines = PlanLine.objects.filter(project=None, kind=PlanKind.CANCELLATION)
        assert sorted(line.amount for line in lines) == [-65 * BN // 10, -2 * BN]
        assert {line.decision.issuer for line in lines} == {Issuer.PRIME_MINISTER}
        assert {line.effective_on for line in lines} == {date(2025, 2, 1)}
        assert totals_of_province(posted_view(posted)) == totals_of_province(rollover_view(posted))

    def test_undoing_gives_the_totals_back(self, posted, hand):
        rollover_undo(rollover=posted, reason="x", hand=hand)
        assert left(MARCH) == {"NSTW": BN, "NSDP": 5 * BN}
        assert rollover_open(from_year=2024, today=TODAY, hand=hand).lines

    def test_totals_of_the_province_itself_go_by_its_own_paper(self, prepared, province, hand):
        resolution = PlanDecision.objects.create(
            number="40/NQ-HĐND", decided_on=date(2023, 12, 20), issuer=Issuer.COUNCIL
        )
        make_plan_line(resolution, None, province.local, 16 * BN)
        posted = post(prepared, hand)
        # 16 less 10 are not allotted, 1,5 are cancelled of the road
        assert totals_of_province(posted_view(posted))["D2", "NSDP"] == (6 * BN, 75 * BN // 10)
        line = PlanLine.objects.get(project=None, amount=-75 * BN // 10)
        assert line.decision == posted.cancellation_decision

    def test_what_was_added_late_keeps_its_window_and_goes_a_year_later(
        self, prepared, province, hand
    ):
        late = PlanDecision.objects.create(
            number="1500/QĐ-TTg", decided_on=date(2024, 11, 20), issuer=Issuer.PRIME_MINISTER
        )
        make_plan_line(late, None, province.local, 3 * BN, kind=PlanKind.SUPPLEMENT)
        posted = post(prepared, hand)
        (local,) = [row.closed for row in posted_view(posted).totals if row.source.code == "NSDP"]
        assert (local.unallotted, local.kept, local.cancelled) == (8 * BN, 3 * BN, 65 * BN // 10)
        assert left(MARCH)["NSDP"] == 3 * BN
        again = rollover_open(from_year=2025, today=date(2026, 2, 10), hand=hand)
        post(again, hand, today=date(2026, 2, 10))
        assert left(date(2026, 3, 1))["NSDP"] == 0

    def test_more_allotted_than_assigned_takes_nothing_that_is_not_there(
        self, prepared, province, hand
    ):
        make_plan_line(
            province.decision, province.school, province.local, 7 * BN, kind=PlanKind.SUPPLEMENT
        )
        view = rollover_view(prepared)
        # 15 assigned, 17 allotted, 1,5 and 7 of it cancelled: 8,5 stay allotted
        assert totals_of_province(view)["D1", "NSDP"] == (-2 * BN, 65 * BN // 10)

    def test_totals_that_changed_after_posting_keep_it_from_being_confirmed(
        self, posted, province, hand
    ):
        make_plan_line(posted.cancellation_decision, None, province.local, BN)
        own = PlanDecision.objects.get(number="1603/QĐ-TTg")
        make_plan_line(own, None, province.local, BN)
        with pytest.raises(Refusal):
            rollover_confirm(rollover=posted, hand=hand)


class TestOpening:
    def test_early_only_for_who_knows(self, year, hand):
        january = date(2025, 1, 31)
        with pytest.raises(Refusal):
            rollover_open(from_year=2024, today=january, hand=hand)
        rollover = rollover_open(from_year=2024, today=january, hand=hand, knowingly=True)
        assert AuditRecord.objects.get(action="rollover.open").detail["early"] is True
        with pytest.raises(Refusal):
            post(rollover, hand, today=january)
        assert rollover_open(from_year=2023, today=date(2024, 2, 1), hand=hand)

    def test_one_rollover_of_a_year(self, prepared, hand):
        with pytest.raises(StaleState):
            rollover_open(from_year=2024, today=TODAY, hand=hand)
        assert YearRollover.objects.count() == 1

    def test_who_saves_over_somebody_elses_work_is_told(self, prepared, hand, keys):
        with pytest.raises(StaleState):
            rollover_save(
                rollover=prepared,
                decisions={},
                entries={keys["road"]: CarryOverEntry(5)},
                revision=prepared.revision - 1,
                hand=hand,
            )
        prepared.refresh_from_db()
        assert rollover_view(prepared).closing.carried == 3 * BN

    def test_entries_of_other_keys_stay(self, prepared, hand, keys):
        saved = rollover_save(
            rollover=prepared, decisions={}, entries={keys["road"]: CarryOverEntry(0)},
            revision=prepared.revision, hand=hand,
        )  # fmt: skip
        assert rollover_view(saved).closing.carried == 2 * BN

    def test_only_planning(self, prepared, cast):
        for person in (cast.treasurer, cast.leader, cast.investor, cast.administrator):
            with pytest.raises(NotAllowed):
                post(prepared, Hand(person, at("2025-02-20 09:00")))

    def test_every_step_leaves_its_trace(self, posted, hand):
        rollover_confirm(rollover=posted, hand=hand)
        actions = AuditRecord.objects.filter(action__startswith="rollover.")
        assert sorted(record.action for record in actions) == [
            "rollover.confirm",
            "rollover.open",
            "rollover.post",
            "rollover.save",
        ]
        detail = actions.get(action="rollover.post").detail
        assert detail["unspent"] == detail["carried"] + detail["kept"] + detail["cancelled"]
