"""The screens of reporting periods, as investors and the planning department use them."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.ledger import Key
from disbursement.domain.submissions import Filling, LineEntry
from disbursement.forms import prefix_of
from disbursement.models import Obstacle, Submission, SubmissionLine
from disbursement.selectors.submissions import latest_version
from disbursement.services.calendar import calendar_seed, deadline_rules_seed
from disbursement.services.periods import periods_open
from disbursement.services.submissions import submission_submit
from tests.people import BILLION, make_plan_line, make_project

NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
DUE = datetime(2024, 3, 14, 23, 59, 59, tzinfo=VIETNAM_TIME)

STALE = 409
UNFIT = 422


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def period(province):
    deadline_rules_seed(now=NOW)
    return periods_open(now=NOW, since=NOW)[0]


@pytest.fixture
def report(period, province):
    return period.submissions.get(investor=province.roads_board)


@pytest.fixture
def bridge(province):
    return Key(province.bridge.pk, province.central.pk, 2024, 2024)


@pytest.fixture
def investor(cast, sign_in):
    return sign_in(cast.investor)


@pytest.fixture
def planner(cast, sign_in):
    return sign_in(cast.planner)


def edit_url(report):
    return reverse("disbursement:submission_edit", args=[report.pk])


def fields(key, **texts):
    return {f"{prefix_of(key)}-{name}": text for name, text in texts.items()}


def seen_of(report):
    version = latest_version(submission=report)
    return version.edited_at.isoformat() if version else ""


def post(client, report, action, data, **more):
    form = {"action": action, "unit": "MILLION", "seen": seen_of(report), **data, **more}
    return client.post(edit_url(report), form)


def text_of(response):
    return response.content.decode()


# The investor's list


def test_the_list_shows_the_open_period_and_the_time_left(investor, report):
    page = text_of(investor.get(reverse("disbursement:my_periods")))
    assert "15/03/2024" in page
    assert "14/03/2024 23:59" in page
    assert edit_url(report) in page


def test_the_list_shows_only_ones_own_periods(sign_in, cast, report):
    page = text_of(sign_in(cast.other_investor).get(reverse("disbursement:my_periods")))
    assert edit_url(report) not in page


def test_the_list_needs_the_same_queries_for_more_periods(
    investor, report, django_assert_max_num_queries
):
    url = reverse("disbursement:my_periods")
    with django_assert_max_num_queries(10):
        investor.get(url)
    periods_open(now=NOW, since=NOW - timedelta(days=365))
    with django_assert_max_num_queries(10):
        investor.get(url)


# The table


def test_the_table_shows_plan_and_inputs_in_the_persons_unit(investor, report, bridge):
    page = text_of(investor.get(edit_url(report)))
    assert "10.000" in page
    assert "1.500" in page
    assert 'inputmode="decimal"' in page
    assert f'name="{prefix_of(bridge)}-own_disbursed"' in page
    investor.post(reverse("disbursement:set_unit"), {"unit": "BILLION"})
    assert 'name="unit" value="BILLION"' in text_of(investor.get(edit_url(report)))


def test_the_page_has_no_inline_style_or_script(investor, report):
    page = text_of(investor.get(edit_url(report)))
    assert "style=" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son\w+=", page)


def test_the_table_costs_the_same_for_a_hundred_lines(
    investor, report, province, django_assert_max_num_queries
):
    for number in range(100):
        project = make_project(f"73{number:05}", f"Dự án {number}", province.roads_board)
        make_plan_line(province.decision, project, province.local, BILLION)
    with django_assert_max_num_queries(24):
        response = investor.get(edit_url(report))
    assert text_of(response).count('class="entry-line"') == 103


def test_a_draft_is_saved_and_shown_again(investor, report, bridge):
    response = post(
        investor, report, "save", fields(bridge, own_disbursed="1.234,5", difficulty="Chờ mưa")
    )
    assert response.status_code == 302
    assert SubmissionLine.objects.get(difficulty="Chờ mưa").own_disbursed == 1_234_500_000
    page = text_of(investor.get(edit_url(report)))
    assert 'value="1.234,5"' in page
    assert "Chờ mưa" in page


def test_amounts_are_read_in_the_unit_the_page_was_shown_in(investor, report, bridge):
    investor.post(reverse("disbursement:set_unit"), {"unit": "DONG"})
    post(investor, report, "save", fields(bridge, own_disbursed="2"), unit="BILLION")
    assert SubmissionLine.objects.get(own_disbursed__isnull=False).own_disbursed == 2 * BILLION


def test_an_unreadable_cell_is_shown_as_typed_and_the_rest_is_saved(investor, report, bridge):
    response = post(
        investor,
        report,
        "save",
        fields(bridge, own_disbursed="1,5 tỷ", executed_volume="7"),
    )
    page = text_of(response)
    assert response.status_code == UNFIT
    assert 'value="1,5 tỷ"' in page
    line = SubmissionLine.objects.get(executed_volume=7_000_000)
    assert line.own_disbursed is None
    # The page carries the draft just saved, so mending the cell and saving again works.
    assert f'name="seen" value="{seen_of(report)}"' in page


def test_handing_in_is_refused_with_what_was_typed_kept(investor, report, bridge):
    response = post(
        investor, report, "submit", fields(bridge, own_disbursed="-5", difficulty="Ghi chú")
    )
    page = text_of(response)
    assert response.status_code == UNFIT
    assert 'value="-5"' in page
    assert "Ghi chú" in page
    report.refresh_from_db()
    assert report.status == "draft"


def test_a_report_without_doubts_is_handed_in_at_once(investor, report, bridge):
    response = post(investor, report, "submit", fields(bridge, executed_volume="5"))
    assert response.url == reverse("disbursement:submission_view", args=[report.pk])
    report.refresh_from_db()
    assert (report.status, report.first_submitted_at) == ("submitted", NOW)


def test_warnings_ask_for_words_and_then_for_a_confirmation(investor, report, bridge):
    doubtful = fields(bridge, own_disbursed="100")
    response = post(investor, report, "submit", doubtful)
    assert response.status_code == UNFIT
    assert "warnings_confirmed" in text_of(response)
    explained = doubtful | fields(bridge, explanation="Chứng từ đang ở kho bạc")
    assert post(investor, report, "submit", explained).status_code == UNFIT
    response = post(investor, report, "submit", explained, warnings_confirmed="on")
    assert response.status_code == 302
    report.refresh_from_db()
    assert report.status == "submitted"


def test_an_empty_report_needs_the_tick(investor, report):
    assert post(investor, report, "submit", {}).status_code == UNFIT
    assert post(investor, report, "submit", {}, is_nil="on").status_code == 302


def test_a_second_click_on_hand_in_changes_nothing(investor, report, bridge):
    data = fields(bridge, executed_volume="5")
    post(investor, report, "submit", data, seen="")
    response = post(investor, report, "submit", data, seen="")
    assert response.url == reverse("disbursement:submission_view", args=[report.pk])
    assert report.versions.count() == 1
    assert report.events.filter(kind="submitted").count() == 1


def test_a_page_overtaken_by_somebody_else_keeps_what_was_typed(investor, report, bridge, clock):
    post(investor, report, "save", fields(bridge, executed_volume="5"))
    clock.shift(60)
    response = post(investor, report, "save", fields(bridge, executed_volume="77"), seen="")
    page = text_of(response)
    assert response.status_code == STALE
    assert 'value="77"' in page
    assert "Nguyễn Văn Giao" in page
    assert SubmissionLine.objects.filter(executed_volume=5_000_000).exists()
    response = post(
        investor,
        report,
        "overwrite",
        fields(bridge, executed_volume="77"),
        seen="",
        latest=seen_of(report),
    )
    assert response.status_code == 302
    assert SubmissionLine.objects.filter(executed_volume=77_000_000).exists()


@pytest.mark.parametrize("seen", ["gibberish", "2024-03-10T09:00:00", "9999-99-99"])
def test_a_tampered_page_is_treated_as_overtaken(investor, report, bridge, seen):
    response = post(investor, report, "save", fields(bridge, executed_volume="5"), seen=seen)
    assert response.status_code == STALE


def test_a_report_handed_in_meanwhile_keeps_what_was_typed(investor, report, bridge, cast):
    entry = LineEntry(bridge, executed_volume=1)
    submission_submit(submission=report, filling=Filling((entry,)), actor=None, now=NOW)
    response = post(investor, report, "save", fields(bridge, executed_volume="77"), seen="")
    assert response.status_code == STALE
    assert 'value="77"' in text_of(response)


def test_a_report_under_review_cannot_be_opened_for_editing(investor, report, bridge):
    post(investor, report, "submit", fields(bridge, executed_volume="5"))
    response = investor.get(edit_url(report))
    assert response.url == reverse("disbursement:submission_view", args=[report.pk])


def test_a_late_report_is_taken_and_called_late(investor, report, bridge, clock, sign_in, cast):
    clock.move_to(DUE + timedelta(days=1))
    investor = sign_in(cast.investor)
    assert post(investor, report, "submit", fields(bridge, executed_volume="5")).status_code == 302
    report.refresh_from_db()
    assert report.is_on_time is False


def test_the_group_of_a_difficulty_survives_draft_and_return(investor, planner, report, bridge):
    said = fields(bridge, category="GPMB", difficulty="Chưa bàn giao mặt bằng")
    post(investor, report, "save", said)
    assert '<option value="GPMB" selected>' in text_of(investor.get(edit_url(report)))
    post(investor, report, "submit", said)
    assert Obstacle.objects.get().category == "GPMB"
    send_back(planner, report, "Nêu rõ hơn")
    page = text_of(investor.get(edit_url(report)))
    assert '<option value="GPMB" selected>' in page
    assert "Nêu rõ hơn" in page


def test_what_is_typed_is_escaped(investor, report, bridge):
    evil = "<script>alert(1)</script>"
    response = post(investor, report, "save", fields(bridge, own_disbursed=evil, difficulty=evil))
    assert evil not in text_of(response)


def test_fields_of_other_projects_are_ignored(investor, report, province):
    foreign = Key(province.school.pk, province.local.pk, 2024, 2024)
    post(investor, report, "save", fields(foreign, own_disbursed="5"))
    assert not SubmissionLine.objects.filter(project=province.school).exists()


# Who may open what


@pytest.mark.parametrize("name", ["submission_view", "submission_edit"])
def test_another_investors_report_does_not_exist(sign_in, cast, report, name):
    response = sign_in(cast.other_investor).get(reverse(f"disbursement:{name}", args=[report.pk]))
    assert response.status_code == 404


@pytest.mark.parametrize(
    "person", ["planner", "treasurer", "leader", "home_affairs", "administrator", "nobody"]
)
def test_only_investors_have_reports_of_their_own(sign_in, cast, report, person):
    client = sign_in(getattr(cast, person))
    assert client.get(reverse("disbursement:my_periods")).status_code == 403
    for name in ("submission_view", "submission_edit"):
        url = reverse(f"disbursement:{name}", args=[report.pk])
        assert client.get(url).status_code == 403
    assert client.post(edit_url(report), {"action": "submit"}).status_code == 403


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ("planner", 200),
        ("leader", 200),
        ("administrator", 200),
        ("investor", 403),
        ("treasurer", 403),
        ("home_affairs", 403),
        ("nobody", 403),
    ],
)
def test_the_board_is_for_those_who_see_all_reports(sign_in, cast, report, person, status):
    client = sign_in(getattr(cast, person))
    assert client.get(reverse("disbursement:period_board")).status_code == status
    url = reverse("disbursement:period_board", args=[report.period.code])
    assert client.get(url).status_code == status
    url = reverse("disbursement:submission_review", args=[report.pk])
    assert client.get(url).status_code == status


@pytest.mark.parametrize("person", ["leader", "administrator", "investor", "treasurer"])
def test_only_planning_may_answer(sign_in, cast, report, person):
    client = sign_in(getattr(cast, person))
    for name in ("submission_return", "submission_accept"):
        url = reverse(f"disbursement:{name}", args=[report.pk])
        assert client.post(url, {"version": 1, "reason": "Sai"}).status_code == 403


def test_strangers_are_asked_to_sign_in(client, report):
    assert client.get(reverse("disbursement:my_periods")).status_code == 302
    assert client.get(edit_url(report)).status_code == 302


# The planning department


def send_back(client, report, reason):
    report.refresh_from_db()
    return client.post(
        reverse("disbursement:submission_return", args=[report.pk]),
        {"version": report.current_version, "reason": reason},
    )


def test_the_board_lists_who_is_missing(planner, report, bridge, investor, clock):
    post(investor, report, "submit", fields(bridge, executed_volume="5"))
    url = reverse("disbursement:period_board", args=[report.period.code])
    everyone = text_of(planner.get(url))
    assert "Ban Quản lý dự án giao thông" in everyone
    assert "Ban Quản lý dự án dân dụng" in everyone
    missing = text_of(planner.get(url, {"status": "missing"}))
    assert "Ban Quản lý dự án giao thông" not in missing
    assert "Ban Quản lý dự án dân dụng" in missing
    nobody = text_of(planner.get(url, {"block": "không có"}))
    assert "Ban Quản lý dự án dân dụng" in nobody  # an unknown block filters nothing


def test_the_board_filters_by_block(planner, province, report):
    province.schools_board.block = "Sở, ngành"
    province.schools_board.save()
    page = text_of(
        planner.get(
            reverse("disbursement:period_board", args=[report.period.code]),
            {"block": "Sở, ngành"},
        )
    )
    assert "Ban Quản lý dự án dân dụng" in page
    assert "Ban Quản lý dự án giao thông" not in page


def test_an_unknown_period_is_not_found(planner, report):
    assert planner.get(reverse("disbursement:period_board", args=["1999-01-K1"])).status_code == 404


def test_the_board_without_periods_says_so(planner):
    assert planner.get(reverse("disbursement:period_board")).status_code == 200


def test_the_board_needs_the_same_queries_for_more_investors(
    planner, province, report, django_assert_max_num_queries
):
    from tests.people import make_organisation

    for number in range(20):
        board = make_organisation(f"B{number}", f"Ban số {number}")
        project = make_project(f"74{number:05}", f"Dự án {number}", board)
        make_plan_line(province.decision, project, province.local, BILLION)
    periods_open(now=NOW)
    assert Submission.objects.filter(period=report.period).count() == 22
    with django_assert_max_num_queries(10):
        planner.get(reverse("disbursement:period_board", args=[report.period.code]))


def test_a_report_goes_back_with_its_reason_and_comes_again(planner, investor, report, bridge):
    post(investor, report, "submit", fields(bridge, executed_volume="5"))
    assert send_back(planner, report, "Thiếu dự án đường tỉnh").status_code == 302
    page = text_of(investor.get(edit_url(report)))
    assert "Thiếu dự án đường tỉnh" in page
    assert "Lê Thị Kế" in page
    assert 'value="5"' in page
    post(investor, report, "submit", fields(bridge, executed_volume="6"))
    review = reverse("disbursement:submission_review", args=[report.pk])
    page = text_of(planner.get(review))
    assert "?version=1" in page
    assert "Thiếu dự án đường tỉnh" in page
    accept = reverse("disbursement:submission_accept", args=[report.pk])
    assert planner.post(accept, {"version": 2}).status_code == 302
    report.refresh_from_db()
    assert report.status == "accepted"
    assert planner.post(accept, {"version": 2}, follow=True).status_code == 200
    assert accept not in text_of(planner.get(review))


def test_a_return_without_a_reason_is_asked_for_one(planner, investor, report, bridge):
    post(investor, report, "submit", fields(bridge, executed_volume="5"))
    assert send_back(planner, report, "  ").status_code == UNFIT
    report.refresh_from_db()
    assert report.status == "submitted"


def test_a_reason_for_an_older_version_stays_on_the_page(planner, investor, report, bridge):
    post(investor, report, "submit", fields(bridge, executed_volume="5"))
    send_back(planner, report, "Một")
    post(investor, report, "submit", fields(bridge, executed_volume="6"))
    response = planner.post(
        reverse("disbursement:submission_return", args=[report.pk]),
        {"version": 1, "reason": "Lý do viết dở"},
    )
    assert response.status_code == STALE
    assert "Lý do viết dở" in text_of(response)


def test_an_older_version_can_be_read_but_not_judged(planner, investor, report, bridge):
    post(investor, report, "submit", fields(bridge, executed_volume="5"))
    send_back(planner, report, "Một")
    post(investor, report, "submit", fields(bridge, executed_volume="6"))
    url = reverse("disbursement:submission_review", args=[report.pk])
    accept = reverse("disbursement:submission_accept", args=[report.pk])
    assert accept in text_of(planner.get(url))
    assert accept not in text_of(planner.get(url, {"version": "1"}))
    assert planner.get(url, {"version": "99"}).status_code == 200


def test_the_review_needs_the_same_queries_for_more_lines(
    planner, investor, report, province, django_assert_max_num_queries
):
    for number in range(50):
        project = make_project(f"73{number:05}", f"Dự án {number}", province.roads_board)
        make_plan_line(province.decision, project, province.local, BILLION)
    post(investor, report, "submit", {}, is_nil="on")
    with django_assert_max_num_queries(27):
        planner.get(reverse("disbursement:submission_review", args=[report.pk]))


# The calendar


def test_everybody_sees_deadlines_and_days_off(sign_in, cast, period):
    calendar_seed(years=[2024], now=NOW)
    for person in (cast.investor, cast.leader):
        page = text_of(sign_in(person).get(reverse("disbursement:calendar")))
        assert "14/03/2024 23:59" in page
        assert "04/05/2024" in page
    assert sign_in(cast.nobody).get(reverse("disbursement:calendar")).status_code == 403
