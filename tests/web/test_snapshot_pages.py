"""The weekly snapshots on the web: the weeks, one week, and where its figures lead."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from disbursement.models import TreasuryImport
from disbursement.services.calendar import deadline_rules_seed
from projects.services.installation import installation_start
from reports.models import ReportRun, RunStatus
from reports.services.runs import due_make
from reports.views import snapshots
from tests.people import BILLION
from tests.treasury_facts import at, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def weeks(province, cast, settings, tmp_path):
    """Three Fridays of September 2024: 3 tỷ before, 2 in the second week, taken back after it."""
    settings.DATA_DIR = tmp_path
    deadline_rules_seed(now=timezone.now())
    installation_start(now=at("2024-09-02 08:00"))
    pay(province.bridge, province.central, 3 * BILLION, day="2024-08-20")
    wrong = pay(province.school, province.local, 2 * BILLION, day="2024-09-10", by=cast.treasurer)
    due_make(now=at("2024-09-13 16:00"))
    TreasuryImport.objects.filter(pk=wrong.treasury_import_id).update(
        status="reversed", reversed_at=at("2024-09-16 09:00")
    )
    due_make(now=at("2024-09-20 16:00"))
    return list(ReportRun.objects.filter(kind="friday-snapshot").order_by("as_of"))


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def page(client, run):
    return client.get(reverse("reports:snapshot", args=[run.pk]))


def test_the_list_shows_each_week_with_its_total_and_its_files(cast, sign_in, weeks):
    response = sign_in(cast.leader).get(reverse("reports:snapshot_list"))
    text = text_of(response)
    assert text.index("20/09/2024") < text.index("13/09/2024") < text.index("06/09/2024")
    assert "5.000" in text  # as frozen on the second Friday
    assert "+9,30 điểm %" in text  # 2 of 21,5
    for run in weeks:
        for file in run.files.all():
            assert reverse("reports:run_file", args=[file.pk]) in response.text


def test_one_week_leads_to_the_weeks_beside_it(cast, sign_in, weeks):
    first, second, third = weeks
    client = sign_in(cast.planner)
    shown = page(client, second).text
    assert f'rel="prev" href="{reverse("reports:snapshot", args=[first.pk])}"' in shown
    assert f'rel="next" href="{reverse("reports:snapshot", args=[third.pk])}"' in shown
    assert 'rel="prev"' not in page(client, first).text
    assert 'rel="next"' not in page(client, third).text


def test_a_frozen_week_stays_and_the_next_one_says_what_changed(cast, sign_in, weeks):
    client = sign_in(cast.leader)
    assert "23,26 %" in text_of(page(client, weeks[1]))  # 5 of 21,5, though 2 were taken back
    after = text_of(page(client, weeks[2]))
    assert "13,95 %" in after
    assert "Điều chỉnh số liệu tuần trước" in after
    assert "hủy ghi sổ tệp: phieu-chi-2.xlsx" in after


def test_names_lead_to_the_pages_and_files_to_their_imports(cast, sign_in, weeks, province):
    shown = page(sign_in(cast.planner), weeks[1]).text
    for name, key in (
        ("reports:investor", province.schools_board.code),
        ("reports:source", province.local.code),
        ("reports:project", province.school.code),
    ):
        assert f'href="{reverse(name, args=[key])}?as_of=2024-09-13' in shown
    imported = TreasuryImport.objects.get(source_file__name="phieu-chi-2.xlsx")
    assert reverse("disbursement:import_detail", args=[imported.pk]) in shown


def test_who_may_not_see_treasury_files_gets_no_link_to_them(cast, sign_in, weeks):
    shown = page(sign_in(cast.home_affairs), weeks[1]).text
    assert "phieu-chi-2.xlsx" in shown
    assert "/tep-kho-bac/" not in shown


def test_notes_that_stand_below_every_table_are_said_once(cast, sign_in, weeks):
    text = text_of(page(sign_in(cast.leader), weeks[1]))
    assert text.count("Tỷ lệ giải ngân = ") == 1


def test_a_week_that_could_not_be_made_says_so(cast, sign_in, weeks):
    ReportRun.objects.filter(pk=weeks[2].pk).update(
        status=RunStatus.FAILED, failure="Không lập được"
    )
    client = sign_in(cast.leader)
    assert "Không lập được" in text_of(page(client, weeks[2]))
    assert 'rel="next"' not in page(client, weeks[1]).text
    assert client.get(reverse("reports:snapshot_list")).status_code == 200


def test_other_reports_are_no_snapshots(cast, sign_in, weeks):
    other = ReportRun.objects.get(kind="period-report")
    assert page(sign_in(cast.leader), other).status_code == 404


def test_before_the_first_friday_the_list_says_when(cast, sign_in):
    assert "Chưa có" in text_of(sign_in(cast.leader).get(reverse("reports:snapshot_list")))


def test_a_long_list_of_adjustments_is_cut_on_the_page_and_whole_in_the_files(
    cast, sign_in, weeks, monkeypatch
):
    monkeypatch.setattr(snapshots, "PROJECTS_SHOWN", 1)
    shown = text_of(page(sign_in(cast.leader), weeks[2]))
    assert "Còn 1 dòng, xem trong tệp tải về." in shown
    assert "hủy ghi sổ tệp: phieu-chi-2.xlsx" not in shown
