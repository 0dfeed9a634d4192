"""Pages on which a project gets another name or total investment, and stages are confirmed."""

from datetime import date

import pytest
from django.urls import reverse

from projects.models import (
    AuditRecord,
    InvestmentVersion,
    Project,
    ProjectName,
    ProjectStage,
    Stage,
)
from projects.selectors.plans import plan_totals
from projects.services.stages import stages_propose
from tests.people import BILLION, PLAN_YEAR, RECORDED_AT, make_plan_line, make_project

pytestmark = pytest.mark.django_db

INVESTMENT = {
    "amount": "65.148,172",
    "state_budget": "60.000",
    "day": "2024-03-01",
    "decision": "10/QĐ-UBND",
}


@pytest.fixture
def planner(cast, sign_in):
    return sign_in(cast.planner)


@pytest.fixture
def unconfirmed(province):
    """Three projects of 2024 without a confirmed stage; the last one has no dates."""
    ProjectStage.objects.all().delete()
    Project.objects.filter(pk=province.bridge.pk).update(started_on=date(2023, 5, 1))
    Project.objects.filter(pk=province.road.pk).update(started_on=date(2024, 2, 1))
    return [province.bridge, province.road, province.school]


def investment_url(project):
    return reverse("projects:investment", args=[project.code])


def test_version_is_recorded_in_the_persons_unit(planner, cast, province):
    assert planner.post(investment_url(province.bridge), INVESTMENT).status_code == 302
    version = InvestmentVersion.objects.get()
    assert (version.amount, version.state_budget_amount) == (65_148_172_000, 60 * BILLION)
    province.bridge.refresh_from_db()
    assert province.bridge.total_investment == 65_148_172_000
    assert AuditRecord.objects.get(action="project.revise_investment").actor == cast.planner
    page = planner.get(investment_url(province.bridge))
    (line,) = page.context["investment"].lines
    assert (line.in_force, line.change) == (True, None)


def test_correction_of_the_register_is_told_beside_the_versions(planner, province):
    planner.post(investment_url(province.bridge), INVESTMENT)
    Project.objects.filter(pk=province.bridge.pk).update(total_investment=5)
    assert planner.get(investment_url(province.bridge)).context["investment"].is_corrected


@pytest.mark.parametrize(
    "fields",
    [
        {"amount": ""},
        {"amount": "abc"},
        {"amount": "-5"},
        {"amount": "0"},
        {"amount": "9" * 30},
        {"amount": "1,5 tỷ"},
        {"state_budget": "70.000"},
        {"day": "2199-01-01"},
        {"day": "30/02/2024"},
        {"decision": ""},
        {"decision": "x" * 121},
    ],
)
def test_bad_version_is_told_in_the_form(planner, province, fields):
    response = planner.post(investment_url(province.bridge), INVESTMENT | fields)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not InvestmentVersion.objects.exists()


def test_project_is_renamed_on_a_page(planner, province):
    url = reverse("projects:project_rename", args=[province.bridge.code])
    sent = {"name": "Cầu Đông Hà 2", "day": "2024-07-01", "decision": "5/QĐ"}
    assert planner.post(url, sent).status_code == 302
    assert ProjectName.objects.count() == 2
    names = planner.get(url).context["names"]
    assert [(each.name, each.since) for each in names] == [
        ("Cầu Đông Hà 2", date(2024, 7, 1)),
        ("Cầu Đông Hà", None),
    ]
    assert planner.post(url, sent).context["form"].non_field_errors()


def test_strangers_do_not_find_and_readers_may_not(cast, province, sign_in):
    for name in ("investment", "project_rename"):
        url = reverse(f"projects:{name}", args=[province.bridge.code])
        assert sign_in(cast.other_investor).get(url).status_code == 404
        assert sign_in(cast.investor).get(url).status_code == 403
        assert sign_in(cast.leader).get(url).status_code == 403
    assert sign_in(cast.leader).get(reverse("projects:stages")).status_code == 403


def proposed(response):
    return {row.project.code: row.stage for row, _take, _stage in response.context["rows"]}


def test_stages_are_proposed_with_reasons_and_confirmed_in_bulk(
    planner, cast, province, unconfirmed
):
    url = reverse("projects:stages")
    page = planner.get(url, {"year": PLAN_YEAR})
    assert proposed(page) == {
        "7100001": Stage.TRANSITIONAL,
        "7100002": Stage.NEW_START,
        "7200001": "",
    }
    assert "01/05/2023" in page.context["rows"][0][0].because
    sent = {"year": PLAN_YEAR, "step": "confirm", "project": [each.pk for each in unconfirmed]}
    for project in unconfirmed[:2]:
        sent |= {f"take_{project.pk}": "on", f"stage_{project.pk}": Stage.COMPLETED}
    assert planner.post(url, sent).status_code == 302
    stages = ProjectStage.objects.filter(is_confirmed=True)
    assert set(stages.values_list("project__code", "stage")) == {
        ("7100001", "hoàn thành"),
        ("7100002", "hoàn thành"),
    }
    assert AuditRecord.objects.filter(action="project.confirm_stage").count() == 2
    assert proposed(planner.get(url, {"year": PLAN_YEAR})) == {"7200001": ""}


def test_proposals_are_noted_but_count_in_no_figure(planner, province, unconfirmed):
    url = reverse("projects:stages")
    assert planner.post(url, {"year": PLAN_YEAR, "step": "propose"}).status_code == 302
    assert ProjectStage.objects.filter(is_confirmed=False).count() == 2
    by_stage = plan_totals(plan_year=PLAN_YEAR, as_of=date(2024, 12, 31), group="stage")
    assert set(by_stage) == {None}
    assert planner.get(url, {"year": PLAN_YEAR}).context["rows"]


def test_proposing_again_follows_the_dates(province, unconfirmed):
    ask = {"plan_year": PLAN_YEAR, "actor": None, "now": RECORDED_AT}
    assert stages_propose(**ask) == 2
    assert stages_propose(**ask) == 0
    Project.objects.filter(pk=province.road.pk).update(started_on=date(2022, 2, 1))
    assert stages_propose(**ask) == 1
    assert ProjectStage.objects.get(project=province.road).stage == Stage.TRANSITIONAL


def test_ticked_row_without_a_stage_is_refused(planner, unconfirmed):
    school = unconfirmed[2]
    sent = {
        "year": PLAN_YEAR,
        "step": "confirm",
        "project": [school.pk, "x"],
        f"take_{school.pk}": "on",
    }
    assert planner.post(reverse("projects:stages"), sent).status_code == 200
    sent[f"stage_{school.pk}"] = "bịa"
    assert planner.post(reverse("projects:stages"), sent).status_code == 200
    assert not ProjectStage.objects.exists()


@pytest.mark.parametrize("query", ["year=abc", "year=99999999999", "page=x", "year=٢٠٢٤"])
def test_odd_addresses_show_the_page(planner, province, query):
    assert planner.get(f"{reverse('projects:stages')}?{query}").status_code == 200


def test_stages_page_costs_the_same_however_many(planner, province, django_assert_max_num_queries):
    for number in range(40):
        project = make_project(f"73000{number:02d}", f"Dự án {number}", province.roads_board)
        make_plan_line(province.decision, project, province.local, BILLION)
    ProjectStage.objects.all().delete()
    with django_assert_max_num_queries(15):
        planner.get(reverse("projects:stages"), {"year": PLAN_YEAR})
