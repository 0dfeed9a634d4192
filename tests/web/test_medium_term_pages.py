"""The pages of medium-term plans."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from projects.domain.medium_term_rows import MEDIUM_TERM
from projects.models import MediumTermLine
from tests.people import BILLION
from tests.treasury_facts import at

PAGE = reverse("projects:medium_term")
LINES = reverse("projects:medium_term_lines")
NEW = reverse("projects:medium_term_new")
UPLOAD = reverse("projects:medium_term_upload")
BN = BILLION
DAY = date(2021, 9, 1)


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(at("2024-11-15 09:00"), tick=False):
        yield


@pytest.fixture
def planner(cast, sign_in):
    return sign_in(cast.planner)


@pytest.fixture
def lines(province):
    values = {"first_year": 2021, "last_year": 2025, "decision": "29/NQ", "decided_on": DAY}
    values["recorded_at"] = at("2024-01-01 08:00")
    return [
        MediumTermLine.objects.create(project=p, source=s, amount=a, **values)
        for p, s, a in (
            (province.bridge, province.central, 30 * BN),
            (province.school, province.local, 5 * BN),
            (None, province.central, 50 * BN),
        )
    ]


def workbook(*rows):
    book = Workbook()
    book.active.title = "TrungHan"
    for row in ([column.heading for column in MEDIUM_TERM.columns], *rows):
        book.active.append(row)
    sink = BytesIO()
    book.save(sink)
    return SimpleUploadedFile("trung-han.xlsx", sink.getvalue())


def text_of(response):
    return response.content.decode()


def test_page_shows_given_taken_and_left(planner, lines):
    text = text_of(planner.get(PAGE))
    assert "2021–2025" in text
    assert "18.500" in text  # bridge: 30 - 10 - 1,5 tỷ, in triệu
    assert "-1.000" in text  # school: 5 - 6
    assert "row-bad" in text
    assert "20.000" in text  # of the province's 50 not yet given to projects


def test_filters_fold_case_and_diacritics(planner, lines):
    text = text_of(planner.get(PAGE, {"q": "CAU dong"}))
    assert "7100001" in text
    assert "7200001" not in text
    assert "7100001" not in text_of(planner.get(PAGE, {"source": "NSDP"}))
    assert planner.get(PAGE, {"period": "x", "as_of": "y", "source": "z"}).status_code == 200


def test_investors_see_their_own(cast, sign_in, lines):
    text = text_of(sign_in(cast.other_investor).get(PAGE))
    assert "7200001" in text
    assert "7100001" not in text
    assert "50.000" not in text
    assert "Giao cho tỉnh" not in text
    lines_text = text_of(sign_in(cast.other_investor).get(LINES))
    assert "7100001" not in lines_text


def test_workbook_holds_what_is_shown(planner, lines):
    response = planner.get(reverse("projects:medium_term_workbook"), {"q": "cầu"})
    book = load_workbook(BytesIO(response.content))
    rows = [list(row) for row in book.worksheets[1].iter_rows(values_only=True)]
    bridge = next(row for row in rows if str(row[0]).startswith("7100001"))
    assert (bridge[2], bridge[-1]) == (30_000, 18_500)
    assert not any(str(row[0]).startswith("7200001") for row in rows)


def test_queries_do_not_grow(planner, lines, province, django_assert_max_num_queries):
    for number in range(30):
        MediumTermLine.objects.create(
            project=province.road, source=province.local, amount=number + 1, first_year=2021,
            last_year=2025, decision=f"{number}/NQ", decided_on=DAY,
            recorded_at=at("2024-01-01 08:00"),
        )  # fmt: skip
    with django_assert_max_num_queries(20):
        planner.get(PAGE)
    with django_assert_max_num_queries(12):
        planner.get(LINES)


class TestALineByHand:
    DATA = {
        "period": "2021–2025",
        "project": "7100002",
        "source": "NSDP",
        "amount": "9.000,5",
        "number": "12/NQ-HĐND",
        "decided_on": "2021-12-09",
        "unit": "MILLION",
    }

    def test_it_is_recorded_in_the_unit_it_was_typed_in(self, planner, province):
        response = planner.post(NEW, self.DATA)
        assert response.status_code == 302
        assert MediumTermLine.objects.get().amount == 9_000_500_000

    @pytest.mark.parametrize(
        "wrong",
        [
            {"amount": "9,5 tỷ"},
            {"amount": ""},
            {"amount": "-"},
            {"amount": "99999999999999999999"},
            {"period": "2021"},
            {"project": "7999999"},
            {"source": "LA"},
            {"decided_on": "32/13/2021"},
            {"unit": "xu"},
            {"number": "x" * 61},
            {"number": "\x00"},
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(self, planner, province, wrong):
        response = planner.post(NEW, {**self.DATA, **wrong})
        assert response.status_code == 422
        assert response.context["form"].errors
        assert 'value="12/NQ-HĐND"' in text_of(response) or "number" in wrong
        assert not MediumTermLine.objects.exists()

    def test_readers_cannot(self, cast, sign_in):
        assert sign_in(cast.leader).get(NEW).status_code == 403
        assert sign_in(cast.leader).post(NEW, self.DATA).status_code == 403


class TestTakingBack:
    def test_a_reason_is_asked_for(self, planner, lines):
        url = reverse("projects:medium_term_reverse", args=[lines[0].pk])
        assert planner.get(url).status_code == 200
        assert planner.post(url, {"reason": ""}).status_code == 422
        assert planner.post(url, {"reason": "nhập nhầm"}).status_code == 302
        assert "nhập nhầm" in text_of(planner.get(LINES))
        assert planner.post(url, {"reason": "lần nữa"}).status_code == 404

    def test_strangers_and_readers(self, cast, sign_in, lines):
        url = reverse("projects:medium_term_reverse", args=[lines[0].pk])
        assert sign_in(cast.other_investor).get(url).status_code == 404
        assert sign_in(cast.investor).get(url).status_code == 403
        assert sign_in(cast.leader).post(url, {"reason": "x"}).status_code == 403


class TestTheSheet:
    def test_a_file_is_previewed_and_then_taken(self, planner, province):
        file = workbook(["2021-2025", "7100001", "NSTW", 30 * BN, "29/NQ-HĐND", DAY])
        preview = planner.post(UPLOAD, {"file": file}, follow=True)
        assert "30.000" in text_of(preview)
        assert not MediumTermLine.objects.exists()
        token = preview.context["token"]
        take = reverse("projects:medium_term_take", args=[token])
        assert planner.post(take, {"mark": "khác"}, follow=True).status_code == 200
        assert not MediumTermLine.objects.exists()
        planner.post(take, {"mark": preview.context["answer"].mark})
        assert MediumTermLine.objects.get().amount == 30 * BN
        again = planner.get(reverse("projects:medium_term_preview", args=[token]))
        assert again.context["answer"].difference.is_empty

    def test_findings_are_shown_by_cell(self, planner, province):
        file = workbook(["2021", "7999999", "NSTW", "abc", "29/NQ", DAY])
        preview = planner.post(UPLOAD, {"file": file}, follow=True)
        assert preview.status_code == 422
        cells = [finding["cell"] for finding in preview.context["issues"]]
        assert cells == ["A2", "B2", "D2"]
        take = reverse("projects:medium_term_take", args=[preview.context["token"]])
        assert planner.post(take, {"mark": ""}).status_code == 422

    @pytest.mark.parametrize("content", [b"", b"khong phai excel", b"PK\x03\x04hong"])
    def test_what_is_no_workbook_is_said(self, planner, province, content):
        file = SimpleUploadedFile("x.xlsx", content)
        assert planner.post(UPLOAD, {"file": file}, follow=True).status_code == 422

    def test_a_made_up_address_leads_back(self, planner, province):
        url = reverse("projects:medium_term_preview", args=["bia-dat"])
        assert planner.get(url, follow=True).redirect_chain
        assert planner.post(reverse("projects:medium_term_take", args=["x"])).status_code == 302

    def test_only_editors(self, cast, sign_in, province):
        for client in (sign_in(cast.leader), sign_in(cast.investor)):
            assert client.get(UPLOAD).status_code == 403
            assert client.get(reverse("projects:medium_term_sheet")).status_code == 403
            url = reverse("projects:medium_term_preview", args=["x"])
            assert client.get(url).status_code == 403


def test_nobody_without_a_role(cast, sign_in):
    assert sign_in(cast.nobody).get(PAGE).status_code == 403
