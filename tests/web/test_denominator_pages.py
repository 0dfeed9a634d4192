"""The page of denominators, its workbook, and the check of published figures."""

from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from emulation.views.published import EXAMPLE
from projects.models import Project
from tests.people import BILLION
from tests.treasury_facts import at, pay

PAGE = reverse("emulation:denominators")
WORKBOOK = reverse("emulation:denominators_workbook")
CHECK = reverse("emulation:published_check")


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(at("2024-11-15 09:00"), tick=False):
        yield


@pytest.fixture
def money(province):
    pay(province.bridge, province.central, 4 * BILLION, day="2024-05-10")
    pay(province.bridge, province.central, BILLION, day="2024-05-10", origin_year=2023)
    pay(province.school, province.local, 3 * BILLION, day="2024-10-10")


@pytest.fixture
def planner(cast, sign_in):
    return sign_in(cast.planner)


def text_of(response):
    return response.content.decode()


class TestDenominators:
    def test_every_rate_stands_under_its_denominator_and_day(self, planner, money):
        text = text_of(planner.get(PAGE))
        assert "15/11/2024" in text
        # 8 tỷ over 27 (D1, D4) and over 21,5 (D3); nothing was assigned by the council
        assert "29,63" in text
        assert "37,21" in text
        for name in ("D1 – ", "D2 – ", "D3 – ", "D4 – "):
            assert name in text

    def test_a_day_and_a_pool_can_be_chosen(self, planner, money):
        text = text_of(planner.get(PAGE, {"as_of": "2024-06-30", "pool": "carried"}))
        assert "30/06/2024" in text
        assert "66,67" in text  # 1 of 1,5 carried over

    def test_wrong_choices_are_told_and_never_break_the_page(self, planner, money):
        response = planner.get(PAGE, {"as_of": "31/31/2024", "pool": "x", "plan_year": "abc"})
        assert response.status_code == 200
        assert response.context["form"].errors.keys() == {"as_of", "pool", "plan_year"}

    def test_an_investor_sees_own_projects_against_what_they_were_allotted(
        self, cast, sign_in, money
    ):
        text = text_of(sign_in(cast.other_investor).get(PAGE))
        assert "50,00" in text  # 3 of the school's 6
        assert "D1 – " not in text

    def test_nobody_without_a_role(self, cast, sign_in):
        assert sign_in(cast.nobody).get(PAGE).status_code == 403
        assert sign_in(cast.nobody).get(WORKBOOK).status_code == 403

    def test_queries_are_the_same_for_any_number_of_projects(
        self, planner, money, province, django_assert_max_num_queries
    ):
        for number in range(20):
            Project.objects.create(
                code=f"73000{number:02d}", name="Trường", investor=province.schools_board
            )
        with django_assert_max_num_queries(48):
            planner.get(PAGE)

    def test_no_plan_at_all_is_an_empty_page(self, cast, sign_in):
        response = sign_in(cast.leader).get(PAGE, {"plan_year": "2024", "as_of": "2020-01-01"})
        assert response.status_code == 200

    def test_the_workbook_has_exactly_what_the_page_shows(self, planner, money):
        response = planner.get(WORKBOOK, {"as_of": "2024-11-15"})
        assert 'filename="mau-so-2024-2024-11-15.xlsx"' in response["Content-Disposition"]
        book = load_workbook(BytesIO(response.content))
        assert len(book.sheetnames) == 5
        rows = [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]
        assigned = next(row for row in rows if str(row[0]).startswith("D1 – "))
        assert assigned[1:4] == [27_000, 8_000, 29.63]  # triệu đồng
        shown = text_of(planner.get(PAGE, {"as_of": "2024-11-15"}))
        for figure in ("27.000", "8.000", "29,63"):
            assert figure in shown
        basis = [row[0] for row in rows[1:4]]
        assert any("15/11/2024" in str(line) for line in basis)


class TestPublishedCheck:
    def check(self, client, **data):
        return client.post(CHECK, {"unit": "triệu đồng", **data})

    def test_the_two_mistakes_of_the_example_are_found(self, planner):
        assert "727.304,29" in text_of(planner.get(CHECK, {"vi-du": "1"}))
        response = self.check(planner, text=EXAMPLE)
        assert response.status_code == 200
        codes = [finding["code"] for finding in response.context["findings"]]
        assert codes == ["published.parts_differ", "published.rate_differs"]
        assert "26,27" in text_of(response)

    def test_a_workbook_is_checked_by_cell(self, planner):
        book = Workbook()
        for line in EXAMPLE.splitlines():
            book.active.append(line.split("\t"))
        sink = BytesIO()
        book.save(sink)
        file = SimpleUploadedFile("bang.xlsx", sink.getvalue())
        findings = self.check(planner, file=file).context["findings"]
        assert [finding["cell"] for finding in findings] == ["B2", "D6"]

    @pytest.mark.parametrize(
        "data",
        [
            {"text": "", "unit": "triệu đồng"},
            {"text": "chỉ một dòng", "unit": "con gà"},
            {"text": "x" * 100_001},
            {"text": "\x00\t5"},
        ],
    )
    def test_what_cannot_be_checked_is_said(self, planner, data):
        response = self.check(planner, **data)
        assert response.status_code == 422

    def test_what_is_no_workbook_is_said(self, planner):
        file = SimpleUploadedFile("bang.xlsx", b"khong phai excel")
        response = self.check(planner, file=file)
        assert response.status_code == 422
        assert response.context["findings"][0]["severity"] == "error"

    def test_only_those_who_may(self, cast, sign_in):
        assert sign_in(cast.investor).get(CHECK).status_code == 403
        assert sign_in(cast.investor).post(CHECK, {"text": "a"}).status_code == 403
        assert sign_in(cast.leader).get(CHECK).status_code == 200
