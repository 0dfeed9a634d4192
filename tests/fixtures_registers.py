"""What stands in the registers of the province at work: made once, with the rest of the world."""

from dataclasses import dataclass
from datetime import date, datetime

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.services.rollover import rollover_open
from emulation.models import Campaign, TargetRegistration
from emulation.services.registrations import TargetEntry, target_register
from projects.domain.medium_term_rows import MEDIUM_TERM, MediumTermRow
from projects.domain.reorganisation import Changes, EventRow
from projects.models import (
    CapitalSource,
    Contract,
    DecisionDraft,
    Handover,
    Issuer,
    MediumTermLine,
    PlanDecision,
    PlanKind,
    Programme,
    RolloverStatus,
    SavedView,
    SourceFile,
    YearRollover,
)
from projects.renderers.change_workbook import render_changes
from projects.renderers.register_workbook import render_sheets
from projects.services.decision_drafts import DraftContent, draft_open
from projects.services.files import file_keep
from projects.services.medium_term import medium_term_add, medium_term_file_receive
from projects.services.plan_decisions import Hand, decision_document_set
from projects.services.registers import register_file_receive, registers_export
from projects.services.reorganisation import change_file_receive
from projects.services.saved_views import saved_view_keep
from projects.services.work import ContractEntry, contract_save
from tests.fixtures_obstacles import Followed, make_followed
from tests.letters import PDF
from tests.people import BILLION, Cast, Province, make_organisation, make_plan_line

AT = datetime(2024, 10, 2, 8, 0, tzinfo=VIETNAM_TIME)
PERIOD = "2021-2025"
OTHER_CONTRACT, OTHER_LETTER, OTHER_TERM = "HD-TRUONG", "truong-hoc.pdf", 7_654_321_000_000


@dataclass(frozen=True)
class Registers:
    """What can be opened of the registers; what is an investor's is the first one's."""

    programme: Programme
    moved: PlanDecision
    draft: DecisionDraft
    contract: Contract
    other_contract: Contract
    term_line: MediumTermLine
    term_file: SourceFile
    register_file: SourceFile
    target: TargetRegistration
    view: SavedView
    closing: YearRollover
    closed: YearRollover
    change_file: SourceFile
    handover: Handover
    followed: Followed


def make_registers(province: Province, cast: Cast) -> Registers:
    CapitalSource.objects.create(code="XSKT", name="Xổ số kiến thiết", collected_in_year=True)
    planner = Hand(cast.planner, AT)
    mine, theirs = (
        contract_save(
            project=project,
            entry=ContractEntry(number, "Công ty Xây dựng", date(2024, 3, 1), BILLION),
            actor=cast.planner,
            now=AT,
        )[0]
        for project, number in ((province.bridge, "HD-CAU"), (province.school, OTHER_CONTRACT))
    )
    return Registers(
        programme=Programme.objects.create(code="NTM", name="Nông thôn mới"),
        moved=make_moved(province, cast),
        draft=draft_open(actor=cast.planner, at=AT, content=DraftContent(plan_year=2024)),
        contract=mine,
        other_contract=theirs,
        term_line=make_term_lines(province, planner),
        term_file=medium_term_file_receive(
            content=render_sheets([(MEDIUM_TERM, [term(province.road, province.local, BILLION)])]),
            name="trung-han.xlsx",
            hand=planner,
        ),
        register_file=register_file_of(cast),
        target=make_targets(province, cast),
        view=saved_view_keep(
            owner=cast.planner, list_name="du-an", name="Cầu", query="q=cau", is_shared=False
        ),
        closing=rollover_open(from_year=2024, today=AT.date(), hand=planner, knowingly=True),
        closed=YearRollover.objects.create(
            from_year=2023,
            status=RolloverStatus.POSTED,
            opened_at=AT,
            status_at=AT,
            status_by=cast.planner,
        ),
        change_file=change_file_of(province, cast),
        handover=make_handover(province),
        followed=make_followed(province, cast),
    )


def make_moved(province: Province, cast: Cast) -> PlanDecision:
    """Return a decision of the first investor only, with its scan: a tỷ from bridge to road."""
    decision = PlanDecision.objects.create(
        number="15/QĐ-UBND", decided_on=date(2024, 3, 1), issuer=Issuer.COMMITTEE
    )
    for project, kind, amount in (
        (province.bridge, PlanKind.DECREASE, -BILLION),
        (province.road, PlanKind.INCREASE, BILLION),
    ):
        make_plan_line(decision, project, province.central, amount, kind=kind)
    scan = file_keep(content=PDF, name="quyet-dinh.pdf", by=cast.planner, at=AT)
    decision_document_set(decision=decision, document=scan, hand=Hand(cast.planner, AT))
    return decision


def term(project, source, amount):
    return MediumTermRow(
        period=PERIOD,
        project=project.code,
        source=source.code,
        amount=amount,
        number="29/NQ-HĐND",
        decided_on=date(2021, 9, 1),
    )


def make_term_lines(province: Province, hand: Hand) -> MediumTermLine:
    medium_term_add(row=term(province.bridge, province.central, 30 * BILLION), hand=hand)
    medium_term_add(row=term(province.school, province.local, OTHER_TERM), hand=hand)
    return MediumTermLine.objects.get(project=province.bridge)


def register_file_of(cast: Cast) -> SourceFile:
    """Return the registers as they were given out, handed in again."""
    return register_file_receive(
        content=registers_export(), name="danh-muc.xlsx", by=cast.planner, at=AT
    )


def change_file_of(province: Province, cast: Cast) -> SourceFile:
    """Return a handed-in workbook by which the first investor joins the other."""
    merged = EventRow(
        organisation=province.roads_board.code,
        kind="merged",
        day=date(2024, 6, 30),
        successors=(province.schools_board.code,),
        decision="15/NQ-HĐND",
    )
    content = render_changes(Changes((merged,)))
    return change_file_receive(content=content, name="sap-xep.xlsx", by=cast.planner, at=AT)


def make_handover(province: Province) -> Handover:
    """Return the handover by which the road came to the first investor."""
    return Handover.objects.create(
        project=province.road,
        from_investor=make_organisation("BQLCU", "Ban Quản lý công trình cũ"),
        to_investor=province.roads_board,
        happened_on=date(2021, 3, 1),
        decision="7/QĐ-UBND",
        recorded_at=AT,
    )


def make_targets(province: Province, cast: Cast) -> TargetRegistration:
    campaign = Campaign.objects.get()
    for investor, letter, actor in (
        (province.schools_board, OTHER_LETTER, cast.other_investor),
        (province.roads_board, "giao-thong.pdf", cast.investor),
    ):
        made = target_register(
            campaign=campaign,
            investor=investor,
            entry=TargetEntry(target=95, letter=PDF, letter_name=letter, seen=0),
            actor=actor,
            now=AT,
        )
    return made
