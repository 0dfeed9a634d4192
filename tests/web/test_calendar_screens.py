"""The pages of deadlines, days off, and the rules by which reports are taken."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import (
    CalendarDay,
    CalendarYear,
    DeadlineRuleRow,
    EntryException,
    EntryRules,
    FirstApprovalRule,
    LineRemark,
    ReturnReason,
    Submission,
    SubmissionEvent,
)
from disbursement.services.calendar import defaults_set_up
from disbursement.services.periods import periods_open
from projects.models import AuditRecord

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=VIETNAM_TIME)
RULE = "investor-end"


@pytest.fixture(autouse=True)
def now(db):
    with time_machine.travel(NOW, tick=False):
        defaults_set_up(now=NOW)
        yield


@pytest.fixture
def client(cast, sign_in):
    return sign_in(cast.administrator)


def get(client, where, *args, **query):
    answer = client.get(reverse(f"disbursement:{where}", args=args, query=query))
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, name, data, *args):
    return client.post(reverse(f"disbursement:{name}", args=args), data)


class TestCalendar:
    def test_an_investor_reads_and_is_not_bothered_with_editing(self, cast, sign_in):
        shown = get(sign_in(cast.investor), "calendar")
        assert "29/11/2026 23:59" in shown
        assert "chưa được xác nhận: các thời hạn" not in shown
        assert reverse("disbursement:calendar_year", args=[2027]) not in shown

    def test_planners_are_warned_that_next_year_is_not_confirmed(self, cast, sign_in):
        planner = sign_in(cast.planner)
        sentence = "Lịch nghỉ năm 2027 chưa được xác nhận"
        assert sentence in get(planner, "calendar")
        assert sentence in get(planner, "period_board")
        CalendarYear.objects.update(is_confirmed=True)
        assert sentence not in get(planner, "calendar")
        assert sentence not in get(planner, "period_board")

    def test_an_empty_database_has_its_pages(self, client):
        for model in (CalendarDay, CalendarYear, DeadlineRuleRow, EntryRules, ReturnReason):
            model.objects.all().delete()
        assert "Chưa" in get(client, "calendar")
        assert "Nhập ngày nghỉ lễ" in get(client, "calendar_year", 2027)
        get(client, "entry_measures")
        get(client, "return_reasons")
        get(client, "first_approvals")
        get(client, "exception_list")


class TestDays:
    form = {"day": "2027-03-03", "kind": "off", "name": "Nghỉ bão", "decision": ""}

    def test_a_proposed_day_in_lieu_stands_in_the_form(self, client):
        # 1 May 2027 is a Saturday; its day in lieu is taken away.
        CalendarDay.objects.filter(day=date(2027, 5, 3)).delete()
        shown = get(client, "calendar_year", 2027)
        assert "Đề xuất nghỉ bù Thứ 2, ngày 03/05/2027" in shown
        assert "?day=2027-05-03&amp;name=" in shown
        shown = get(client, "calendar_year", 2027, day="2027-05-03", name="Nghỉ bù")
        assert 'value="2027-05-03"' in shown

    def test_a_confirmed_year_asks_for_a_reason_and_keeps_what_was_typed(self, client):
        CalendarYear.objects.filter(year=2027).update(is_confirmed=True)
        answer = post(client, "calendar_year", self.form, 2027)
        assert answer.status_code == 422
        shown = answer.content.decode()
        assert "ghi rõ lý do" in shown
        assert 'value="Nghỉ bão"' in shown
        answer = post(client, "calendar_year", {**self.form, "reason": "Bão số 3"}, 2027)
        assert answer.status_code == 302
        assert "Bão số 3" in get(client, "calendar_year", 2027)
        assert not CalendarYear.objects.get(year=2027).is_confirmed

    def test_the_second_of_two_is_shown_what_the_first_has_done(self, client):
        row = CalendarDay.objects.get(day=date(2027, 9, 3))
        seen = {"seen_day": "2027-09-03", "seen_kind": "off", "seen_name": "Quốc khánh"}
        CalendarDay.objects.filter(pk=row.pk).update(name="Nghỉ liền kề")
        mine = {"day": "2027-09-01", "kind": "off", "name": "Trước Quốc khánh", "reason": "x"}
        answer = post(client, "calendar_day", {**mine, **seen, "action": "save"}, row.pk)
        assert answer.status_code == 409
        shown = answer.content.decode()
        assert "Nghỉ liền kề" in shown
        assert 'value="Trước Quốc khánh"' in shown
        again = {**mine, "seen_day": "2027-09-03", "seen_kind": "off", "seen_name": "Nghỉ liền kề"}
        assert 'name="seen_name" value="Nghỉ liền kề"' in shown
        assert post(client, "calendar_day", again, row.pk).status_code == 302
        row.refresh_from_db()
        assert (row.day, row.name) == (date(2027, 9, 1), "Trước Quốc khánh")

    def test_a_day_removed_meanwhile_leaves_what_was_typed(self, client):
        answer = post(client, "calendar_day", {**self.form, "reason": "x"}, 4711)
        assert answer.status_code == 409
        assert 'value="Nghỉ bão"' in answer.content.decode()

    def test_a_year_is_confirmed_from_its_page(self, client, cast):
        seen = get(client, "calendar_year", 2027).split('name="seen" value="')[1].split('"')[0]
        post(client, "calendar_confirm", {"seen": "x"}, 2027)
        assert not CalendarYear.objects.get(year=2027).is_confirmed
        post(client, "calendar_confirm", {"seen": seen}, 2027)
        assert CalendarYear.objects.get(year=2027).is_confirmed
        shown = get(client, "calendar_year", 2027)
        assert f"{cast.administrator} đã xác nhận lúc 22/11/2026 09:00" in shown

    def test_years_beyond_reach_are_not_found(self, client):
        for year in (1999, 2029, 99999):
            url = reverse("disbursement:calendar_year", args=[year])
            assert client.get(url).status_code == 404


class TestDeadlines:
    def form(self, **fields):
        return {
            "seen": DeadlineRuleRow.objects.filter(code=RULE).last().pk,
            "name": "Số liệu trước ngày 30",
            "kind": "day_of_month",
            "day": "30",
            "is_strict": "on",
            "shift": "previous",
            "effective_from": "2026-12-01",
            **fields,
        }

    def test_the_preview_tells_weekdays_and_why_a_date_moved(self, client):
        shown = post(client, "deadline_preview", self.form(is_strict=""), RULE).content.decode()
        assert shown.count("<li") == 12
        assert "ngày 30/01/2027 là ngày nghỉ (Thứ 7)" in shown
        assert "tháng không có ngày 30" in shown
        assert "ngày 30/04/2027 là ngày nghỉ (Ngày Chiến thắng)" in shown
        assert "Kỳ đầu tiên áp dụng: K2/12/2026" in shown

    def test_without_scripts_the_button_shows_the_same_and_saves_nothing(self, client):
        answer = post(client, "deadline_rule_edit", self.form(action="preview", day="28"), RULE)
        assert answer.status_code == 200
        assert "25/12/2026 23:59" in answer.content.decode()  # the 27th is a Sunday
        assert DeadlineRuleRow.objects.filter(code=RULE).count() == 1

    def test_a_version_is_saved_shown_and_withdrawn(self, client):
        answer = post(client, "deadline_rule_edit", self.form(action="save", day="28"), RULE)
        assert answer.status_code == 302
        shown = get(client, "deadline_rule", RULE)
        assert "Trước ngày 28 hằng tháng; gặp ngày nghỉ" in shown
        assert "thay đổi từ 01/12/2026" in get(client, "calendar")
        row = DeadlineRuleRow.objects.filter(code=RULE).last()
        post(client, "deadline_withdraw", {}, row.pk)
        shown = get(client, "deadline_rule", RULE)
        assert "Trước ngày 28" not in shown
        assert "Đã thu hồi trước khi có hiệu lực" in shown

    @pytest.mark.parametrize(
        ("fields", "says"),
        [
            ({"kind": "weekday", "weekday": "5"}, "Kỳ báo cáo tính theo tháng"),
            ({"day": "12"}, "trước khi kỳ báo cáo mở"),
            ({"day": ""}, "Nhập ngày bằng số"),
            ({"day": "32"}, "31"),
            ({"kind": "nth_working_day", "day": "24"}, "quá 23 ngày làm việc"),
            ({"effective_from": "2026-11-22"}, "Chọn một ngày sau hôm nay"),
            ({"effective_from": "bậy"}, "ngày"),
            ({"kind": "moon"}, "moon"),
            ({"months": ["13"]}, "13"),
        ],
    )
    def test_what_does_not_work_is_said_and_nothing_typed_is_lost(self, client, fields, says):
        form = self.form(legal_basis="QĐ 12/2026", **fields)
        for action in ("save", "preview"):
            shown = post(client, "deadline_rule_edit", {**form, "action": action}, RULE)
            text = shown.content.decode()
            assert says in text
            assert 'value="QĐ 12/2026"' in text
        assert says in post(client, "deadline_preview", form, RULE).content.decode()
        assert DeadlineRuleRow.objects.filter(code=RULE).count() == 1

    def test_the_second_of_two_compares_and_may_save_again(self, client):
        stale = self.form(action="save", day="27", effective_from="2027-01-01")
        post(client, "deadline_rule_edit", self.form(action="save", day="28"), RULE)
        answer = post(client, "deadline_rule_edit", stale, RULE)
        assert answer.status_code == 409
        shown = answer.content.decode()
        assert "Người khác vừa sửa thời hạn này" in shown
        assert "Trước ngày 28" in shown
        newest = DeadlineRuleRow.objects.filter(code=RULE).last().pk
        assert f'name="seen" value="{newest}"' in shown
        assert (
            post(client, "deadline_rule_edit", {**stale, "seen": newest}, RULE).status_code == 302
        )

    def test_an_unknown_deadline_is_not_found(self, client):
        for name in ("deadline_rule", "deadline_rule_edit"):
            url = reverse(f"disbursement:{name}", args=["khong-co"])
            assert client.get(url).status_code == 404


class TestMeasures:
    form = {
        "effective_from": "2026-12-01",
        "late_days": "10",
        "mend_days": "2",
        "tolerated_percent": "3",
        "note": "Theo QĐ",
    }

    def test_the_effect_is_told_in_words(self, client):
        shown = post(client, "measures_preview", self.form).content.decode()
        # 14 December and ten days more.
        assert "Kỳ K1/12/2026: hạn 14/12/2026 23:59:59, khóa hết ngày 24/12/2026" in shown

    def test_they_are_saved_and_withdrawn(self, client):
        seen = EntryRules.objects.get().pk
        answer = post(client, "entry_measures", {**self.form, "seen": seen, "action": "save"})
        assert answer.status_code == 302
        assert "nộp muộn 10 ngày" in get(client, "entry_measures")
        again = post(client, "entry_measures", {**self.form, "seen": seen, "action": "save"})
        assert again.status_code == 409
        row = EntryRules.objects.exclude(pk=seen).get()
        post(client, "measures_withdraw", {}, row.pk)
        assert EntryRules.objects.get().pk == seen
        post(client, "measures_withdraw", {}, seen)
        assert EntryRules.objects.get().pk == seen

    def test_nonsense_is_said(self, client):
        bad = {**self.form, "late_days": "-1"}
        assert post(client, "entry_measures", bad).status_code == 422
        assert "Số ngày còn nhận" in post(client, "measures_preview", bad).content.decode()


class TestReasons:
    def test_one_is_added_reworded_retired_and_put_back(self, client):
        post(client, "return_reasons", {"code": "chu_ky", "text": "Thiếu chữ ký"})
        reason = ReturnReason.objects.get(code="CHU_KY")
        post(client, "return_reason", {"text": "Chưa ký", "seen": "Thiếu chữ ký"}, reason.pk)
        reason.refresh_from_db()
        assert reason.text == "Chưa ký"
        post(client, "return_reason", {"action": "retire"}, reason.pk)
        post(client, "return_reason", {"action": "retire"}, reason.pk)
        reason.refresh_from_db()
        assert reason.is_retired
        post(client, "return_reason", {"action": "restore"}, reason.pk)
        reason.refresh_from_db()
        assert not reason.is_retired
        records = AuditRecord.objects.filter(action__startswith="return_reason").exclude(actor=None)
        assert [each.action.split(".")[1] for each in records] == [
            "restore", "retire", "reword", "add",
        ]  # fmt: skip

    def test_the_same_code_twice_and_codes_with_marks_are_refused(self, client):
        for code in ("KHAC", "lý do", "x"):
            answer = post(client, "return_reasons", {"code": code, "text": "Lý do"})
            assert answer.status_code in (409, 422)
        assert ReturnReason.objects.count() == 10

    def test_what_was_given_keeps_its_words(self, client, province, cast):
        periods_open(now=NOW, since=datetime(2024, 9, 20, tzinfo=VIETNAM_TIME))
        submission = Submission.objects.first()
        event = SubmissionEvent.objects.create(submission=submission, kind="returned", at=NOW)
        reason = ReturnReason.objects.get(code="SAI_NGUON")
        remark = LineRemark.objects.create(
            event=event, project=province.bridge, source=province.central,
            plan_year=2024, origin_year=2024, reason=reason,
        )  # fmt: skip
        old = reason.text
        post(client, "return_reason", {"text": "Nhầm nguồn vốn", "seen": old}, reason.pk)
        assert LineRemark.objects.get(pk=remark.pk).reason.text == old
        successor = ReturnReason.objects.get(text="Nhầm nguồn vốn")
        assert (successor.code, successor.position) == ("SAI_NGUON_2", reason.position)
        assert ReturnReason.objects.get(pk=reason.pk).is_retired

    def test_the_second_of_two_is_told(self, client):
        reason = ReturnReason.objects.first()
        stale = {"text": "Câu của tôi", "seen": "câu cũ"}
        answer = post(client, "return_reason", stale, reason.pk)
        assert answer.status_code == 409
        assert 'value="Câu của tôi"' in answer.content.decode()
        reason.refresh_from_db()
        assert reason.text != "Câu của tôi"

    def test_the_last_one_stays(self, client):
        ReturnReason.objects.exclude(code="KHAC").update(is_retired=True)
        answer = post(
            client, "return_reason", {"action": "retire"}, ReturnReason.objects.get(code="KHAC").pk
        )
        assert answer.status_code == 422


class TestFirstApproval:
    def test_a_rule_is_added_tells_its_people_and_ends(self, client, province, cast):
        form = {
            "investor": province.roads_board.pk,
            "body": province.schools_board.pk,
            "starts_on": "2026-11-22",
        }
        assert post(client, "first_approvals", form).status_code == 302
        assert post(client, "first_approvals", form).status_code == 409
        shown = get(client, "first_approvals")
        assert str(cast.other_investor) in shown  # reports for the schools board
        rule = FirstApprovalRule.objects.get()
        post(client, "first_approval_stop", {"last_day": "bậy"}, rule.pk)
        post(client, "first_approval_stop", {"last_day": "2026-11-21"}, rule.pk)
        assert FirstApprovalRule.objects.get().ends_on is None
        post(client, "first_approval_stop", {"last_day": "2026-11-30"}, rule.pk)
        assert FirstApprovalRule.objects.get().ends_on == date(2026, 11, 30)

    def test_a_body_without_people_is_marked(self, client, province, cast):
        FirstApprovalRule.objects.create(
            investor=province.roads_board,
            body=cast.planner.memberships.get().organisation,
            starts_on=date(2026, 11, 1),
        )
        assert "chưa có người" in get(client, "first_approvals")

    def test_nobody_approves_their_own(self, client, province):
        mine = province.roads_board.pk
        form = {"investor": mine, "body": mine, "starts_on": "2026-11-22"}
        assert post(client, "first_approvals", form).status_code == 422


def test_exceptions_running_and_past_lead_to_their_reports(cast, sign_in, province):
    periods_open(now=NOW, since=datetime(2024, 9, 20, tzinfo=VIETNAM_TIME))
    submission = Submission.objects.first()
    for until, reason in ((date(2026, 11, 22), "Mất điện"), (date(2026, 11, 21), "Bão")):
        EntryException.objects.create(
            submission=submission, until=until, reason=reason, granted_at=NOW
        )
    EntryException.objects.create(
        submission=submission, until=date(2026, 12, 1), reason="Nhầm", granted_at=NOW, ended_at=NOW
    )
    planner = sign_in(cast.planner)
    link = reverse("disbursement:submission_review", args=[submission.pk])
    running = get(planner, "exception_list")
    assert link in running
    assert ["Mất điện" in running, "Bão" in running, "Nhầm" in running] == [True, False, False]
    past = get(planner, "exception_list", state="past")
    assert ["Mất điện" in past, "Bão" in past, "Nhầm" in past] == [False, True, True]
    everything = get(planner, "exception_list", state="all")
    assert all(reason in everything for reason in ("Mất điện", "Bão", "Nhầm"))
    assert "Mất điện" in get(planner, "exception_list", state="bậy", page="x")
