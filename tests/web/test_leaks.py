"""What belongs to one investor stays from another: its pages are not there, its lists silent.

Each line of the table is an address of something of the schools board; the officer of the roads
board asks for it. A new page with objects of an organisation gets its line here.
"""

from types import SimpleNamespace

import pytest
import time_machine
from django.db.models import F
from django.urls import reverse

from disbursement.domain.registered_plans import MonthlyPlan
from disbursement.models import FirstApprovalRule
from disbursement.services.attachments import attachment_add
from disbursement.services.registered import Registration, plans_register
from disbursement.services.submission_workbook import workbook_receive
from emulation.services.registrations import TargetEntry, target_register
from projects.models import Handover, Issuer, MediumTermLine, Organisation, PlanDecision
from projects.services.files import file_keep
from projects.services.plan_decisions import Hand, decision_document_set
from tests.fixtures_registers import AT, OTHER_CONTRACT, OTHER_LETTER
from tests.fixtures_world import NOW
from tests.letters import PNG, pdf_with
from tests.people import make_plan_line
from tests.services.report_workbooks import make_workbook
from tests.web.access_table import LINES, address, client_of

pytestmark = pytest.mark.any_database
OTHER_FILE, OTHER_SCAN, OTHER_DECISION = "san-truong.png", "qd-truong-hoc.pdf", "88/QĐ-TRUONG"
OTHER_MONTH = 432_198_000
SECRETS = (
    *(OTHER_CONTRACT, OTHER_LETTER, OTHER_FILE, OTHER_SCAN, OTHER_DECISION),
    "bao-cao-truong-hoc.xlsx",
    *("7.654.321", "7654321000000", "432,198", "432198000"),
    *("7200001", "Trường THPT Chuyên", "BQLDD", "dự án dân dụng", "Trần Thị Dân"),
)


@pytest.fixture(autouse=True)
def clock(world, db):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def theirs(world, clock):
    """One of everything an investor has, of the other investor.

    A governing body may read what it answers for: here the roads board answers for nobody.
    """
    FirstApprovalRule.objects.update(ends_on=F("starts_on"))
    school, board, cast = world.province.school, world.province.schools_board, world.cast
    decision = PlanDecision.objects.create(
        number=OTHER_DECISION, decided_on=AT.date(), issuer=Issuer.COMMITTEE
    )
    make_plan_line(decision, school, world.province.local, 1)
    scan = file_keep(content=pdf_with(b"<< /Other 1 >>"), name=OTHER_SCAN, by=cast.planner, at=AT)
    decision_document_set(decision=decision, document=scan, hand=Hand(cast.planner, AT))
    plan = MonthlyPlan(school.pk, (0, OTHER_MONTH, *[0] * 11))
    plans_register(registration=Registration(2024, (plan,), {school.pk: 0}), actor=None, now=NOW)
    attached = attachment_add(
        submission=world.returned,
        project=school,
        content=PNG,
        name=OTHER_FILE,
        actor=cast.other_investor,
        now=NOW,
    )
    workbook = workbook_receive(
        submission=world.returned,
        content=make_workbook(world.returned, now=NOW),
        name="bao-cao-truong-hoc.xlsx",
        actor=cast.other_investor,
        now=NOW,
    )
    # The same bytes are one file, by the name it came with first: this letter is its own.
    entry = TargetEntry(96, pdf_with(b"<< /Other 2 >>"), OTHER_LETTER, "Điều chỉnh", 1)
    target = target_register(
        campaign=world.campaign, investor=board, entry=entry, actor=cast.other_investor, now=NOW
    )
    handover = Handover.objects.create(
        project=school,
        from_investor=Organisation.objects.get(code="BQLCU"),
        to_investor=board,
        happened_on="2021-05-01",
        recorded_at=AT,
    )
    return SimpleNamespace(
        school=school,
        board=board,
        contract=world.registers.other_contract,
        target=target,
        campaign=world.campaign,
        term=MediumTermLine.objects.get(project=school),
        decision=decision,
        scan=scan,
        report=world.other_report,
        returned=world.returned,
        attached=attached,
        workbook=workbook,
        handover=handover,
    )


# route: what stands in its address, and whether it takes forms
PAGES = {
    "reports:project": ("GET", lambda o: [o.school.code]),
    "reports:investor": ("GET", lambda o: [o.board.code]),
    "projects:record": ("GET", lambda o: ["du-an", o.school.pk]),
    "projects:record_edit": ("both", lambda o: ["du-an", o.school.pk]),
    "projects:contracts": ("both", lambda o: [o.school.code]),
    "projects:contract_edit": ("both", lambda o: [o.school.code, o.contract.pk]),
    "projects:progress": ("both", lambda o: [o.school.code]),
    "projects:events": ("both", lambda o: [o.school.code]),
    "projects:project_rename": ("both", lambda o: [o.school.code]),
    "projects:investment": ("both", lambda o: [o.school.code]),
    "projects:medium_term_reverse": ("both", lambda o: [o.term.pk]),
    "projects:decision_detail": ("GET", lambda o: [o.decision.pk]),
    "projects:decision_file": ("GET", lambda o: [o.decision.pk, o.scan.pk]),
    "projects:decision_document": ("POST", lambda o: [o.decision.pk]),
    "disbursement:decision_reverse": ("both", lambda o: [o.decision.pk]),
    "disbursement:tabmis_decision": ("POST", lambda o: [o.decision.pk]),
    "disbursement:tabmis_line": ("POST", lambda o: [o.decision.lines.get().pk]),
    "disbursement:advance_project": ("GET", lambda o: [o.school.code]),
    "disbursement:advance_record": ("POST", lambda o: [o.school.code]),
    "disbursement:advance_standing": ("POST", lambda o: [o.school.code]),
    "disbursement:registered_history": ("GET", lambda o: [o.school.code]),
    "disbursement:submission_view": ("GET", lambda o: [o.report.pk]),
    "disbursement:submission_edit": ("both", lambda o: [o.returned.pk]),
    "disbursement:cells_save": ("POST", lambda o: [o.returned.pk]),
    "disbursement:submission_state": ("GET", lambda o: [o.returned.pk]),
    "disbursement:submission_hand_in": ("POST", lambda o: [o.returned.pk]),
    "disbursement:submission_take_back": ("POST", lambda o: [o.report.pk]),
    "disbursement:submission_files": ("both", lambda o: [o.returned.pk, o.school.code]),
    "disbursement:attachment": ("GET", lambda o: [o.attached.pk]),
    "disbursement:attachment_take_off": ("POST", lambda o: [o.attached.pk]),
    "disbursement:workbook_download": ("GET", lambda o: [o.returned.pk]),
    "disbursement:workbook_upload": ("both", lambda o: [o.returned.pk]),
    "disbursement:workbook_preview": ("GET", lambda o: [o.workbook.pk]),
    "disbursement:workbook_accept": ("POST", lambda o: [o.workbook.pk]),
    "disbursement:workbook_marked": ("GET", lambda o: [o.workbook.pk]),
    "disbursement:workbook_original": ("GET", lambda o: [o.workbook.pk]),
    "emulation:organisation": ("GET", lambda o: [o.board.pk]),
    "emulation:organisation_rename": ("both", lambda o: [o.board.pk]),
    "emulation:hand_over": ("both", lambda o: [o.board.pk]),
    "emulation:handover_withdrawal": ("both", lambda o: [o.handover.pk]),
    "emulation:target_letter": ("GET", lambda o: [o.target.pk]),
    "emulation:target_edit": ("both", lambda o: [o.campaign.code, o.board.code]),
    "api:submission": ("GET", lambda o: [o.report.pk]),
}


@pytest.mark.parametrize("name", PAGES)
def test_the_other_investor_s_pages_are_not_there(world, theirs, name):
    methods, arguments = PAGES[name]
    url = reverse(name, args=arguments(theirs))
    client = client_of(world, "investor")
    if methods in ("GET", "both"):
        assert client.get(url).status_code == 404
    if methods in ("POST", "both"):
        assert client.post(url, {}).status_code == 404


def test_one_s_own_address_does_not_open_the_other_s_object(world, theirs):
    """The project, report or decision is one's own, the part named after it is not."""
    client = client_of(world, "investor")
    mine = world.province.bridge.code
    for name, arguments in (
        ("projects:contract_edit", [mine, theirs.contract.pk]),
        ("projects:decision_file", [world.registers.moved.pk, theirs.scan.pk]),
        ("disbursement:submission_files", [world.draft.pk, theirs.school.code]),
    ):
        assert client.get(reverse(name, args=arguments)).status_code == 404, name


def test_files_of_medium_term_plans_are_the_planning_department_s(world, theirs):
    client = client_of(world, "investor")
    for name in ("medium_term_upload", "medium_term_preview"):
        assert client.get(address(world, "GET", f"projects:{name}")).status_code == 403
    assert client.post(address(world, "POST", "projects:medium_term_take")).status_code == 403


def test_no_list_names_what_is_the_other_investor_s(world, theirs):
    client = client_of(world, "investor")
    urls = [
        address(world, method, name)
        for (method, name), expected in LINES.items()
        if method == "GET" and expected["investor"] == "200"
    ]
    leaks = {}
    for url in urls:
        shown = client.get(url).getvalue().decode(errors="ignore")
        if found := [secret for secret in SECRETS if secret in shown and secret not in url]:
            leaks[url] = found
    assert leaks == {}


def test_the_secrets_are_told_to_who_may_know_them(world, theirs):
    """Were they shown to nobody, the silence of the lists would prove nothing."""
    client = client_of(world, "other_investor")
    shown = {
        OTHER_CONTRACT: reverse("projects:contracts", args=["7200001"]),
        OTHER_LETTER: reverse("emulation:targets"),
        OTHER_FILE: reverse("disbursement:submission_files", args=[theirs.returned.pk, "7200001"]),
        OTHER_SCAN: reverse("projects:decision_detail", args=[theirs.decision.pk]),
        OTHER_DECISION: reverse("projects:decision_list"),
        "7.654.321": reverse("projects:medium_term_lines"),
        "432,198": reverse("disbursement:registered_history", args=["7200001"]),
    }
    for secret, url in shown.items():
        assert secret in client.get(url).content.decode(), url
