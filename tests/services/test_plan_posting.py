"""Decisions typed in: kept as typed, checked, posted once or not at all, and taken back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from disbursement.domain.plan_form_reading import FormTerms
from disbursement.services.plan_forms import FormRefused, plan_form_keep, plan_form_take
from disbursement.services.plan_posting import (
    Consent,
    Unfit,
    decision_post,
    draft_judge,
    plan_lines_reverse,
)
from projects.domain.draft_rows import DraftHeader, DraftRow
from projects.models import (
    AppendOnlyError,
    AuditRecord,
    CapitalSource,
    DecisionDraft,
    MediumTermLine,
    PlanDecision,
    PlanLine,
    ProjectEvent,
    TabmisEntry,
)
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.selectors.decision_drafts import draft_header, draft_rows
from projects.selectors.plans import plan_by_key
from projects.selectors.revenue import collected_revenue
from projects.services.decision_drafts import (
    DraftContent,
    Overtaken,
    draft_discard,
    draft_open,
    draft_save,
)
from projects.services.plan_decisions import Hand
from projects.services.revenue import revenue_record
from projects.services.tabmis import tabmis_enter, tabmis_enter_rest
from tests.people import BILLION
from tests.plan_forms import form_a, form_b
from tests.treasury_facts import pay

NOW = datetime(2024, 3, 5, 2, 0, tzinfo=UTC)
MARCH = date(2024, 3, 1)
ALL = Consent(to_warnings=True, to_adding=True)


def row(number, project, source, amount, kind="bổ sung", **texts):
    values = {"project": project, "source": source, "amount": amount, "kind": kind}
    return DraftRow(number, {"nature": "đầu tư", "origin_year": "2024", **values, **texts})


TRANSFER = (
    row(1, "7100001", "NSTW", "-2.000", "điều chỉnh giảm"),
    row(2, "7100002", "NSTW", "2.000", "điều chỉnh tăng"),
)


def content(*rows, **fields):
    values = {
        "plan_year": 2024,
        "number": "15/QĐ-UBND",
        "decided_on": MARCH,
        "issuer": "UBND tỉnh",
        "rows": rows or TRANSFER,
    }
    return DraftContent(**{**values, **fields})


@pytest.fixture
def hand(cast):
    return Hand(cast.planner, NOW)


@pytest.fixture
def draft(cast):
    return draft_open(actor=cast.planner, at=NOW, content=content())


def post(draft, hand, consent=ALL):
    return decision_post(draft=draft, seen=draft.revision, consent=consent, hand=hand)


def codes(draft):
    verdict = draft_judge(header=draft_header(draft=draft), rows=draft_rows(draft=draft))
    return [found.code.removeprefix("plan.") for found in verdict.issues]


def test_posting_turns_the_rows_into_lines(draft, hand, province):
    decision = post(draft, hand)
    assert (decision.number, decision.decided_on) == ("15/QĐ-UBND", MARCH)
    lines = decision.lines.order_by("pk")
    assert [(line.project.code, line.amount) for line in lines] == [
        ("7100001", -2 * BILLION),
        ("7100002", 2 * BILLION),
    ]
    assert {line.effective_on for line in lines} == {MARCH}
    assert {line.recorded_by for line in lines} == {hand.actor}
    plans = plan_by_key(plan_year=2024, as_of=MARCH)
    assert plans[province.bridge.pk, province.central.pk, 2024] == 8 * BILLION
    assert AuditRecord.objects.filter(action="decision.post").count() == 1


def test_posting_twice_writes_once(draft, hand):
    seen = draft.revision
    post(draft, hand)
    with pytest.raises(StaleState):
        decision_post(draft=draft, seen=seen, consent=ALL, hand=hand)
    stale = DecisionDraft.objects.get(pk=draft.pk)
    with pytest.raises(StaleState):
        decision_post(draft=stale, seen=stale.revision, consent=ALL, hand=hand)
    assert PlanLine.objects.filter(decision__number="15/QĐ-UBND").count() == 2


def test_draft_with_an_error_posts_nothing(cast, hand):
    unbalanced = draft_open(actor=cast.planner, at=NOW, content=content(TRANSFER[0]))
    with pytest.raises(Unfit) as refused:
        post(unbalanced, hand)
    assert "plan.not_balanced" in [found.code for found in refused.value.verdict.issues]
    assert not PlanDecision.objects.filter(number="15/QĐ-UBND").exists()
    unbalanced.refresh_from_db()
    assert unbalanced.decision is None
    assert unbalanced.revision == 1


def test_warnings_are_posted_knowingly_only(cast, hand, province):
    province.road.total_investment = 5 * BILLION
    province.road.save()
    over = draft_open(
        actor=cast.planner, at=NOW, content=content(row(1, "7100002", "NSDP", "2.000"))
    )
    assert codes(over) == ["above_investment"]
    with pytest.raises(Unfit):
        post(over, hand, Consent())
    post(over, hand, Consent(to_warnings=True))


def test_cut_below_what_was_disbursed_is_refused(draft, hand, province):
    pay(province.bridge, province.central, 8 * BILLION + 1, day="2024-02-01")
    assert codes(draft) == ["below_disbursed"]
    with pytest.raises(Unfit):
        post(draft, hand)


def test_plan_above_the_medium_term_remainder_is_warned_about(cast, province):
    MediumTermLine.objects.create(
        first_year=2021,
        last_year=2025,
        project=province.school,
        source=province.local,
        amount=7 * BILLION,
        decision="1/NQ",
        decided_on=MARCH,
        recorded_at=NOW,
    )
    more = draft_open(
        actor=cast.planner, at=NOW, content=content(row(1, "7200001", "NSDP", "1.001"))
    )
    assert codes(more) == ["above_medium_term"]
    fits = draft_open(
        actor=cast.planner, at=NOW, content=content(row(1, "7200001", "NSDP", "1.000"))
    )
    assert codes(fits) == []


def test_lines_are_added_to_a_posted_decision_knowingly_only(draft, cast, hand):
    first = post(draft, hand)
    more = draft_open(actor=cast.planner, at=NOW, content=content(row(1, "7100002", "NSDP", "5")))
    assert codes(more) == ["decision_posted"]
    with pytest.raises(Unfit):
        post(more, hand, Consent(to_warnings=True))
    assert post(more, hand) == first
    assert first.lines.count() == 3
    assert first.drafts.count() == 2


def test_carried_money_without_its_decision_is_warned_about(cast, province):
    rows = [row(1, "7200001", "NSDP", "5", origin_year="2023")]
    assert codes(draft_open(actor=cast.planner, at=NOW, content=content(*rows))) == [
        "carried_without_decision"
    ]
    known = [row(1, "7100001", "NSTW", "5", origin_year="2023")]
    assert codes(draft_open(actor=cast.planner, at=NOW, content=content(*known))) == []


def test_unit_error_is_held_until_confirmed(cast, province):
    wrong = [row(1, "7100002", "NSDP", "400.000")]  # 100 times the road's 4 tỷ
    assert "probable_unit" in codes(draft_open(actor=cast.planner, at=NOW, content=content(*wrong)))


def test_second_editor_is_told_and_nothing_is_overwritten(draft, cast):
    theirs = content(summary="theirs")
    draft_save(draft=draft, actor=cast.administrator, at=NOW, seen=1, content=theirs)
    with pytest.raises(Overtaken) as told:
        mine = content(summary="mine")
        draft_save(draft=draft, actor=cast.planner, at=NOW, seen=1, content=mine)
    assert "Đỗ Quản Trị" in str(told.value)
    draft.refresh_from_db()
    assert (draft.summary, draft.revision) == ("theirs", 2)
    draft_save(draft=draft, actor=cast.planner, at=NOW, seen=2, content=content(summary="mine"))
    assert draft.summary == "mine"


def test_discarded_draft_can_no_longer_be_saved_or_posted(draft, cast, hand):
    draft_discard(draft=draft, actor=cast.planner, at=NOW, seen=1)
    with pytest.raises(StaleState):
        draft_save(draft=draft, actor=cast.planner, at=NOW, seen=2, content=content())
    with pytest.raises(StaleState):
        post(draft, hand)


def test_readers_may_neither_type_nor_post(draft, cast):
    with pytest.raises(NotAllowed):
        draft_open(actor=cast.leader, at=NOW, content=content())
    with pytest.raises(NotAllowed):
        post(draft, Hand(cast.treasurer, NOW))


def test_too_many_lines_are_refused(cast):
    rows = [row(number, "7100001", "NSTW", "1") for number in range(1, 5002)]
    with pytest.raises(Refusal):
        draft_open(actor=cast.planner, at=NOW, content=content(*rows))


# Reversing


def test_both_sides_of_a_transfer_are_reversed_together(draft, hand, province):
    decision = post(draft, hand)
    giving, taking = decision.lines.order_by("pk")
    with pytest.raises(Refusal, match=r"2\.000\.000\.000"):
        plan_lines_reverse(decision=decision, lines={giving.pk}, reason="sai", hand=hand)
    assert plan_lines_reverse(
        decision=decision, lines={giving.pk, taking.pk}, reason="sai số", hand=hand
    )
    plans = plan_by_key(plan_year=2024, as_of=MARCH)
    assert plans[province.bridge.pk, province.central.pk, 2024] == 10 * BILLION
    giving.refresh_from_db()
    assert (giving.reversal_reason, giving.reversed_by) == ("sai số", hand.actor)
    with pytest.raises(AppendOnlyError):
        giving.delete()


@pytest.mark.parametrize("reason", ["", "   ", "\x00", "x" * 501])
def test_reversal_needs_a_reason_that_fits(reason, draft, hand):
    decision = post(draft, hand)
    with pytest.raises(Refusal):
        plan_lines_reverse(
            decision=decision,
            lines=set(decision.lines.values_list("pk", flat=True)),
            reason=reason,
            hand=hand,
        )


def test_what_was_paid_stays_covered(cast, hand, province):
    given = draft_open(
        actor=cast.planner, at=NOW, content=content(row(1, "7100002", "NSDP", "1.000"))
    )
    decision = post(given, hand)
    pay(province.road, province.local, 4 * BILLION + 1, day="2024-04-01")
    lines = set(decision.lines.values_list("pk", flat=True))
    with pytest.raises(Refusal, match=r"4\.000\.000\.001"):
        plan_lines_reverse(decision=decision, lines=lines, reason="sai", hand=hand)


def test_lines_of_other_decisions_are_not_touched(draft, hand, province):
    decision = post(draft, hand)
    other = province.decision.lines.first()
    with pytest.raises(Refusal):
        plan_lines_reverse(decision=decision, lines={other.pk}, reason="sai", hand=hand)
    other.refresh_from_db()
    assert other.reversed_at is None


# Forms


@pytest.fixture
def take(cast, province, tmp_path):
    CapitalSource.objects.create(code="XSKT", name="Xổ số kiến thiết", parent=province.local)

    def taken(form, **terms):
        path = form.write(tmp_path / "form.xlsx")
        kept = plan_form_keep(content=path.read_bytes(), name="01a.xlsx", by=cast.planner, at=NOW)
        return plan_form_take(kept=kept, terms=FormTerms(**terms), actor=cast.planner, at=NOW)

    return taken


def test_form_becomes_a_draft_with_sources_and_its_decision(take, province):
    draft = take(form_a())
    assert (draft.number, draft.decided_on, draft.issuer) == (
        "2210/QĐ-UBND",
        date(2023, 12, 15),
        "UBND tỉnh",
    )
    rows = draft_rows(draft=draft)
    assert [(r.text("project"), r.text("source"), r.text("amount")) for r in rows] == [
        ("7200001", "XSKT", "60"),
        ("7100001", "NSTW", "60,5"),
        ("7100001", "NSTW", "20"),
        ("7100002", "NSTW", "19,5"),
    ]


def test_posted_form_lines_point_to_their_cells(take, hand):
    decision = post(take(form_a()), hand)
    line = decision.lines.filter(project__code="7200001", source__code="XSKT").get()
    assert (line.amount, line.sheet, line.cells, line.row) == (60_000_000, "01-PB", "N17", 17)
    assert line.register_import.source_file.name == "01a.xlsx"
    assert line.register_import.imported_by == hand.actor


def test_printed_plan_after_adjustment_is_held_against_the_plan_in_force(take):
    draft = take(form_b())
    header = replace(draft_header(draft=draft), number="99/QĐ", decided_on=MARCH)
    found = draft_judge(header=header, rows=draft_rows(draft=draft)).issues
    differing = [i for i in found if i.code == "plan.printed_after_differs"]
    # the bridge has 10 tỷ, the form knows of 100 triệu
    assert differing[0].params["before"] == 10 * BILLION
    assert differing[0].params["difference"] == 95_000_000 - (10 * BILLION - 5_000_000)


def test_source_a_person_chose_for_a_section_is_remembered(take, hand):
    first = take(form_a())
    for stored in first.lines:
        stored["source"] = "NSDP"
    first.save()
    post(first, hand)
    again = form_a()
    again.rows[6][13] = 61
    again.rows[0][13] = again.rows[1][13] = again.rows[2][13] = 161
    assert {r.text("source") for r in draft_rows(draft=take(again))} == {"NSDP"}


def test_form_that_cannot_be_read_opens_no_draft(take):
    with pytest.raises(FormRefused) as refused:
        take(form_a(unit=""))
    assert [i.code for i in refused.value.form.issues] == ["plan_form.unit_unknown"]
    assert not DecisionDraft.objects.exists()


def test_every_step_is_on_record(take, hand, cast):
    draft = take(form_a())
    draft_save(
        draft=draft, actor=cast.planner, at=NOW, seen=1, content=content(row(1, "", "NSTW", "5"))
    )
    decision = post(draft, hand)
    plan_lines_reverse(
        decision=decision,
        lines=set(decision.lines.values_list("pk", flat=True)),
        reason="nhầm",
        hand=hand,
    )
    assert list(AuditRecord.objects.order_by("pk").values_list("action", flat=True)) == [
        "plan_form.receive",
        "decision_draft.open",
        "decision_draft.save",
        "decision.post",
        "decision.reverse_lines",
    ]
    assert {record.actor for record in AuditRecord.objects.all()} == {cast.planner}


# TABMIS and revenue


def test_decision_is_entered_in_full_on_one_day(hand, province):
    assert tabmis_enter_rest(decision=province.decision, entered_on=MARCH, hand=hand) == 4
    assert TabmisEntry.objects.count() == 4
    event = ProjectEvent.objects.get(project=province.school)
    assert (event.kind, event.happened_on) == ("tabmis_entered", MARCH)
    with pytest.raises(Refusal):
        tabmis_enter_rest(decision=province.decision, entered_on=MARCH, hand=hand)


def test_line_takes_no_more_than_its_amount(hand, province):
    line = province.decision.lines.get(project=province.road)
    tabmis_enter(line=line, amount=3 * BILLION, entered_on=MARCH, hand=hand)
    assert not ProjectEvent.objects.filter(project=province.road).exists()
    with pytest.raises(Refusal):
        tabmis_enter(line=line, amount=BILLION + 1, entered_on=MARCH, hand=hand)
    tabmis_enter(line=line, amount=-BILLION, entered_on=MARCH, hand=hand)
    with pytest.raises(Refusal):
        tabmis_enter(line=line, amount=-2 * BILLION - 1, entered_on=MARCH, hand=hand)
    assert tabmis_enter_rest(decision=province.decision, entered_on=MARCH, hand=hand) == 4


@pytest.mark.parametrize("day", [date(2024, 3, 6), date(24, 3, 1)])
def test_entry_is_not_of_the_future_nor_of_another_age(day, hand, province):
    with pytest.raises(Refusal):
        tabmis_enter_rest(decision=province.decision, entered_on=day, hand=hand)


def test_shortfall_of_collected_revenue_is_what_the_plan_lacks(hand, province):
    CapitalSource.objects.filter(pk=province.local.pk).update(collected_in_year=True)
    province.local.refresh_from_db()
    for amount in (9, 6):
        revenue_record(
            source=province.local,
            plan_year=2024,
            as_at=MARCH,
            amount=amount * BILLION,
            hand=hand,
        )
    (row,) = collected_revenue(plan_year=2024, as_of=MARCH)
    # the province's total of the source is 15 tỷ
    assert (row.plan, row.collected, row.rate) == (15 * BILLION, 6 * BILLION, 40)
    assert row.without_money == 9 * BILLION
    detail = AuditRecord.objects.filter(action="revenue.record").first().detail
    assert detail["before"] == 9 * BILLION


def test_revenue_of_other_sources_is_refused(hand, province):
    with pytest.raises(Refusal):
        revenue_record(source=province.central, plan_year=2024, as_at=MARCH, amount=1, hand=hand)


@pytest.mark.django_db
def test_header_that_is_not_complete_still_shows_every_other_finding():
    verdict = draft_judge(header=DraftHeader(plan_year=2024), rows=[])
    assert [found.code for found in verdict.issues] == [
        "plan.number_missing",
        "plan.day_missing",
        "plan.issuer_missing",
        "plan.no_lines",
    ]
