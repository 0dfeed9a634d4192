"""The planning department's desk: inbox, review by cell, versions, exceptions, first approval.

The period is of 15 March 2024. The roads board states 2.0 tỷ for the bridge, of which the treasury
has paid 1.5; the schools board has nothing to report.
"""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.ledger import Key
from disbursement.domain.submissions import Filling, LineEntry, line_name
from disbursement.models import (
    EntryException,
    FirstApprovalRule,
    LineRemark,
    ReturnReason,
    Submission,
    SubmissionStatus,
)
from disbursement.selectors.review_inbox import inbox_rows, ordered, reports_to_judge
from disbursement.services.calendar import deadline_rules_seed
from disbursement.services.periods import periods_open
from disbursement.services.submissions import (
    submission_accept,
    submission_return,
    submission_submit,
)
from tests.people import BILLION, make_organisation, make_plan_line, make_project
from tests.treasury_facts import pay

NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
INBOX = reverse("disbursement:review_inbox")
ACCEPT_MANY = reverse("disbursement:inbox_accept")
STALE, UNFIT = 409, 422


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def bridge(province):
    return Key(province.bridge.pk, province.central.pk, 2024, 2024)


@pytest.fixture
def reports(province, cast, bridge):
    """Both boards' reports, handed in."""
    deadline_rules_seed(now=NOW)
    period = periods_open(now=NOW, since=NOW)[0]
    pay(province.bridge, province.central, 3 * BILLION // 2, day="2024-03-05")
    roads = period.submissions.get(investor=province.roads_board)
    schools = period.submissions.get(investor=province.schools_board)
    hand_in(roads, cast.investor, LineEntry(bridge, own_disbursed=2 * BILLION, explanation="Chờ"))
    submission_submit(
        submission=schools, filling=Filling((), is_nil=True), actor=cast.other_investor, now=NOW
    )
    return roads, schools


@pytest.fixture
def roads(reports):
    return reports[0]


@pytest.fixture
def schools(reports):
    return reports[1]


def hand_in(report, actor, *entries, now=NOW):
    newest = report.versions.order_by("number").last()
    filling = Filling(entries, newest and newest.edited_at, warnings_confirmed=True)
    submission_submit(submission=report, filling=filling, actor=actor, now=now)
    report.refresh_from_db()


@pytest.fixture
def planner(cast, sign_in):
    return sign_in(cast.planner)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def page_of(report):
    return reverse("disbursement:submission_review", args=[report.pk])


def url(name, report):
    return reverse(f"disbursement:{name}", args=[report.pk])


def status_of(report):
    report.refresh_from_db()
    return report.status


# The inbox


def test_the_inbox_tells_how_far_each_report_is_from_the_treasury(reports, planner):
    page = text_of(planner.get(INBOX))
    assert "+500" in page
    assert "+33,33" in page
    rows = inbox_rows(submissions=reports_to_judge(), now=NOW)
    assert [row.submission.investor.code for row in rows] == ["BQLGT", "BQLDD"]
    first, second = rows
    assert first.from_treasury.amount == BILLION // 2
    assert first.from_treasury.rate * 3 == 100
    assert (first.warnings, first.explained, first.is_clean) == (1, 1, False)
    assert (second.own, second.from_treasury.amount, second.is_clean) == (None, None, True)


def test_the_difference_to_the_last_period_is_over_the_same_lines(reports, cast, bridge, province):
    april = NOW + timedelta(days=25)
    period = periods_open(now=april, since=april)[-1]
    later = period.submissions.get(investor=province.roads_board)
    road = Key(province.road.pk, province.local.pk, 2024, 2024)
    hand_in(
        later,
        cast.investor,
        LineEntry(bridge, own_disbursed=3 * BILLION, explanation="Chờ"),
        LineEntry(road, own_disbursed=BILLION, explanation="Chờ"),
        now=april,
    )
    rows = inbox_rows(submissions=reports_to_judge().filter(pk=later.pk), now=april)
    assert (rows[0].own, rows[0].from_last.amount) == (4 * BILLION, BILLION)
    assert rows[0].from_last.rate == 50


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, {"BQLGT", "BQLDD"}),
        ({"over": "499"}, {"BQLGT"}),
        ({"over": "500"}, set()),
        ({"warnings": "none"}, {"BQLDD"}),
        ({"warnings": "some"}, {"BQLGT"}),
        ({"warnings": "unexplained"}, set()),
        ({"block": "Ban quản lý"}, {"BQLGT", "BQLDD"}),
        ({"over": "abc", "order": "'--"}, {"BQLGT", "BQLDD"}),
    ],
)
def test_the_inbox_can_be_narrowed(reports, planner, asked, shown):
    page = text_of(planner.get(INBOX, asked))
    names = {"BQLGT": reports[0].investor.name, "BQLDD": reports[1].investor.name}
    assert {code for code, name in names.items() if f">{name}</a>" in page} == shown


def test_those_without_warnings_are_ticked_without_javascript(roads, schools, planner):
    page = text_of(planner.get(INBOX, {"tick": "clean"}))
    ticked = re.findall(r'value="(\d+)-1"[^>]* checked', page)
    assert ticked == [str(schools.pk)]


def test_several_are_accepted_at_once_and_each_outcome_is_told(roads, schools, planner, cast):
    submission_accept(submission=schools, version=1, actor=cast.planner, now=NOW)
    chosen = [f"{roads.pk}-1", f"{schools.pk}-1", "99999-1", "x", "1-2-3"]
    page = text_of(planner.post(ACCEPT_MANY, {"report": chosen}))
    assert status_of(roads) == SubmissionStatus.ACCEPTED
    assert page.count("Chưa chấp nhận") == 2
    assert "Đã chấp nhận 1/3" in page


def test_a_version_that_came_in_the_meantime_is_not_accepted_unread(roads, planner, cast, bridge):
    submission_return(submission=roads, version=1, reason="Sai", actor=cast.planner, now=NOW)
    hand_in(roads, cast.investor, LineEntry(bridge, own_disbursed=BILLION, explanation="Sửa"))
    planner.post(ACCEPT_MANY, {"report": [f"{roads.pk}-1"]})
    assert status_of(roads) == SubmissionStatus.SUBMITTED


def test_nothing_ticked_says_so(reports, planner):
    assert planner.post(ACCEPT_MANY).status_code == UNFIT


def test_an_empty_inbox_says_what_will_come(db, province, planner):
    assert "Không có báo cáo nào đang chờ" in text_of(planner.get(INBOX))


def test_leaders_read_the_inbox_and_cannot_accept(roads, cast, sign_in):
    leader = sign_in(cast.leader)
    assert 'name="report"' not in text_of(leader.get(INBOX))
    assert leader.post(ACCEPT_MANY, {"report": [f"{roads.pk}-1"]}).status_code == 403
    assert status_of(roads) == SubmissionStatus.SUBMITTED


def test_the_inbox_costs_the_same_for_more_reports(
    reports, province, planner, cast, django_assert_max_num_queries
):
    with django_assert_max_num_queries(22):
        planner.get(INBOX)
    period = reports[0].period
    for number in range(30):
        investor = make_organisation(f"X{number}", f"Đơn vị {number}")
        project = make_project(f"75{number:05}", f"Dự án {number}", investor)
        make_plan_line(province.decision, project, province.local, BILLION)
        report = Submission.objects.create(period=period, investor=investor, status_at=NOW)
        key = Key(project.pk, province.local.pk, 2024, 2024)
        filling = Filling((LineEntry(key, own_disbursed=0),), warnings_confirmed=True)
        submission_submit(submission=report, filling=filling, actor=None, now=NOW)
    with django_assert_max_num_queries(22):
        assert text_of(planner.get(INBOX)).count('name="report"') == 32


def test_every_order_puts_the_furthest_first(reports):
    rows = inbox_rows(submissions=reports_to_judge(), now=NOW)
    for order in ("treasury", "treasury_rate", "warnings", "furthest"):
        assert ordered(rows, order)[0].submission == reports[0]


# One report


def returned_with(roads, bridge, *remarks, reason=""):
    form = {"version": 1, "reason": reason, "remarks-TOTAL_FORMS": 4, "remarks-INITIAL_FORMS": 0}
    for number, (field, code, note) in enumerate(remarks):
        form[f"remarks-{number}-cell"] = f"{line_name(bridge)}:{field}" if field is not None else ""
        form[f"remarks-{number}-reason"] = code
        form[f"remarks-{number}-note"] = note
    return form


@pytest.fixture
def reason(db):
    return ReturnReason.objects.get_or_create(
        code="khac-kho-bac", defaults={"text": "Khác số Kho bạc", "position": 90}
    )[0]


def test_the_page_holds_each_cell_against_what_is_known(roads, planner):
    page = text_of(planner.get(page_of(roads)))
    assert "2.000" in page
    assert "1.500" in page
    assert "+500" in page
    assert "+33,33" in page


def test_a_report_is_returned_with_reasons_by_cell(roads, planner, bridge, reason):
    form = returned_with(
        roads,
        bridge,
        ("own_disbursed", reason.code, "Thiếu chứng từ 15"),
        ("year_forecast", reason.code, ""),
    )
    assert planner.post(url("submission_return", roads), form).status_code == 302
    assert status_of(roads) == SubmissionStatus.RETURNED
    remarks = LineRemark.objects.filter(event__submission=roads).order_by("id")
    assert [(remark.field, remark.note) for remark in remarks] == [
        ("own_disbursed", "Thiếu chứng từ 15"),
        ("year_forecast", ""),
    ]
    assert "Thiếu chứng từ 15" in text_of(planner.get(page_of(roads)))


@pytest.mark.parametrize(
    "remark",
    [("own_disbursed", "", ""), (None, "khac-kho-bac", ""), ("own_disbursed", "khong-co", "")],
)
def test_half_a_remark_is_asked_about_and_nothing_is_returned(
    roads, planner, bridge, reason, remark
):
    form = returned_with(roads, bridge, remark, reason="Xem lại")
    assert planner.post(url("submission_return", roads), form).status_code == UNFIT
    assert status_of(roads) == SubmissionStatus.SUBMITTED


def test_a_return_needs_words_or_cells(roads, planner, bridge, reason):
    form = returned_with(roads, bridge)
    assert planner.post(url("submission_return", roads), form).status_code == UNFIT


def test_the_second_of_two_reviewers_is_told(roads, planner, cast, bridge):
    submission_accept(submission=roads, version=1, actor=cast.planner, now=NOW)
    form = returned_with(roads, bridge, reason="Sai")
    answer = planner.post(url("submission_return", roads), form)
    assert answer.status_code == STALE
    assert "đã được chấp nhận" in text_of(answer)
    assert status_of(roads) == SubmissionStatus.ACCEPTED


def test_two_versions_stand_side_by_side_with_old_and_new(roads, planner, cast, bridge):
    submission_return(submission=roads, version=1, reason="Sai", actor=cast.planner, now=NOW)
    hand_in(roads, cast.investor, LineEntry(bridge, own_disbursed=1_750_000_000, explanation="Chờ"))
    page = text_of(planner.get(url("submission_compare", roads), {"old": 1, "new": 2}))
    assert "<del>2.000</del>" in page
    assert "<ins>1.750</ins>" in page
    assert "-250" in page
    assert "1 ô khác nhau, trong 1 dòng" in page
    same = text_of(planner.get(url("submission_compare", roads), {"old": 2, "new": 2}))
    assert "giống nhau" in same
    assert (
        planner.get(url("submission_compare", roads), {"old": "x", "new": "9"}).status_code == 200
    )


def test_an_accepted_report_is_opened_again_with_a_reason(roads, planner, cast):
    submission_accept(submission=roads, version=1, actor=cast.planner, now=NOW)
    page = text_of(planner.get(page_of(roads)))
    assert "được giữ nguyên như lúc lập" in page
    assert planner.post(url("submission_reopen", roads), {"reason": ""}).status_code == UNFIT
    assert status_of(roads) == SubmissionStatus.ACCEPTED
    planner.post(url("submission_reopen", roads), {"reason": "Nhập sai đơn vị"})
    assert status_of(roads) == SubmissionStatus.RETURNED
    assert "Nhập sai đơn vị" in text_of(planner.get(page_of(roads)))


def test_what_has_not_come_tells_who_owes_it_and_since_when(province, cast, planner, bridge):
    deadline_rules_seed(now=NOW)
    period = periods_open(now=NOW, since=NOW)[0]
    report = period.submissions.get(investor=province.roads_board)
    page = text_of(planner.get(page_of(report)))
    assert cast.investor.full_name in page
    assert "10/03/2024 09:00" in page


def test_an_exception_is_granted_and_ended_here(province, cast, sign_in, clock):
    deadline_rules_seed(now=NOW)
    period = periods_open(now=NOW, since=NOW)[0]
    report = period.submissions.get(investor=province.roads_board)
    clock.move_to(NOW + timedelta(days=30))
    planner = sign_in(cast.planner)
    form = {"until": "2024-04-20", "reason": "Lũ quét", "excuses": "on"}
    assert planner.post(url("submission_except", report), form).status_code == 302
    given = EntryException.objects.get()
    assert (given.until, given.excuses) == (date(2024, 4, 20), True)
    assert "Lũ quét" in text_of(planner.get(page_of(report)))
    end = url("submission_except_end", report)
    assert planner.post(end, {"exception": given.pk}).status_code == 302
    given.refresh_from_db()
    assert given.ended_at is not None
    past = {"until": "2024-04-01", "reason": "Muộn"}
    assert planner.post(url("submission_except", report), past).status_code == UNFIT
    assert planner.post(end, {"exception": "x"}).status_code == 404


# First approval


@pytest.fixture
def rule(reports, province):
    """The schools board answers for the roads board."""
    return FirstApprovalRule.objects.create(
        investor=province.roads_board, body=province.schools_board, starts_on=date(2024, 1, 1)
    )


def test_the_body_endorses_what_the_planning_department_then_accepts(
    rule, roads, cast, sign_in, planner
):
    body = sign_in(cast.other_investor)
    assert roads.investor.name in text_of(body.get(reverse("disbursement:endorsements")))
    assert "chưa thông qua báo cáo này" in text_of(planner.get(page_of(roads)))
    planner.post(ACCEPT_MANY, {"report": [f"{roads.pk}-1"]})
    assert status_of(roads) == SubmissionStatus.SUBMITTED
    assert body.get(url("endorsement", roads)).status_code == 200
    body.post(url("endorsement_give", roads), {"version": 1})
    assert status_of(roads) == SubmissionStatus.ENDORSED
    planner.post(ACCEPT_MANY, {"report": [f"{roads.pk}-1"]})
    assert status_of(roads) == SubmissionStatus.ACCEPTED


def test_the_body_may_return_until_it_has_endorsed(rule, roads, cast, sign_in, bridge):
    body = sign_in(cast.other_investor)
    form = returned_with(roads, bridge, reason="Thiếu ước tháng")
    assert body.post(url("endorsement_return", roads), form).status_code == 302
    assert status_of(roads) == SubmissionStatus.RETURNED


def test_nobody_else_sees_what_waits_for_a_body(rule, roads, cast, sign_in):
    own = sign_in(cast.investor)
    assert own.get(url("endorsement", roads)).status_code == 404
    assert own.post(url("endorsement_give", roads), {"version": 1}).status_code == 404
    assert "Báo cáo cần thông qua" not in text_of(own.get(reverse("disbursement:my_periods")))
    body = sign_in(cast.other_investor)
    assert "Báo cáo cần thông qua" in text_of(body.get(reverse("disbursement:my_periods")))


# The matrix


def test_the_matrix_shows_marks_in_words_and_leads_to_each_report(roads, schools, planner):
    page = text_of(planner.get(reverse("disbursement:report_matrix")))
    assert page_of(roads) in page
    assert "Đúng hạn; không phát sinh" in page
    assert "100,00" in page
    assert not re.search(r"\sstyle=|\son\w+=", page)


def test_home_affairs_reads_the_matrix_without_links_to_reports(roads, cast, sign_in):
    page = text_of(sign_in(cast.home_affairs).get(reverse("disbursement:report_matrix")))
    assert roads.investor.name in page
    assert page_of(roads) not in page


@pytest.mark.parametrize("asked", [{"span": "y-2024"}, {"span": "'"}, {"start": "x"}, {}])
def test_any_span_is_answered_and_exported(reports, planner, asked, tmp_path):
    assert planner.get(reverse("disbursement:report_matrix"), asked).status_code == 200
    accuracy = {**asked, "show": "accuracy"}
    assert planner.get(reverse("disbursement:report_matrix"), accuracy).status_code == 200
    assert planner.get(reverse("disbursement:matrix_export"), accuracy).status_code == 200


def test_the_workbook_says_what_the_page_shows_and_calculates_nothing(
    reports, planner, tmp_path, province
):
    type(province.roads_board).objects.filter(code="BQLGT").update(name="=1+1")
    answer = planner.get(reverse("disbursement:matrix_export"))
    path = tmp_path / "ma-tran.xlsx"
    path.write_bytes(answer.content)
    rows = [list(row) for row in load_workbook(path).active.iter_rows(values_only=True)]
    mine = next(row for row in rows if row[0] == "BQLGT")
    assert mine == ["BQLGT", "=1+1", "Ban quản lý", "Đúng hạn", 1, 1, 100, 1, 1, 100]
    sheet = load_workbook(path).active
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_an_empty_portal_has_an_empty_matrix(planner):
    page = text_of(planner.get(reverse("disbursement:report_matrix")))
    assert "Không có báo cáo nào phải nộp" in page
    assert planner.get(reverse("disbursement:matrix_export")).status_code == 200


def test_the_api_gives_exact_fractions_within_what_one_may_see(reports, cast, sign_in):
    where = reverse("api:punctuality")
    asked = {"from": "2024-03-01", "to": "2024-03-31"}
    answer = sign_in(cast.planner).get(where, asked).json()
    assert [row["investor"] for row in answer["rows"]] == ["BQLDD", "BQLGT"]
    assert answer["total"]["punctuality"] == {"part": 2, "whole": 2, "rate": "100.00"}
    assert answer["rows"][0]["nil"] == 1
    own = sign_in(cast.investor).get(where, asked).json()
    assert [row["investor"] for row in own["rows"]] == ["BQLGT"]
    for wrong in ({}, {"from": "x", "to": "y"}, {"from": "2024-02-01", "to": "2024-01-01"}):
        assert sign_in(cast.planner).get(where, wrong).status_code == 400
    assert sign_in(cast.treasurer).get(where, asked).status_code == 403
