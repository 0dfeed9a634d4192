"""The pages of a year's closing, step by step."""

import re
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from disbursement.selectors.rollover import rollover_view
from disbursement.services.rollover import rollover_open
from projects.models import (
    AuditRecord,
    PlanKind,
    PlanLine,
    RolloverStatus,
    SourceFile,
    YearRollover,
)
from projects.services.plan_decisions import Hand
from tests.people import BILLION
from tests.treasury_facts import at, pay

LIST = reverse("disbursement:rollovers")
NOW = at("2025-02-20 09:00")
BN = BILLION
DECISIONS = {
    "carry_number": "312/QĐ-UBND",
    "carry_day": "2025-02-18",
    "carry_issuer": "UBND tỉnh",
    "cancel_number": "Hủy dự toán 2024",
    "cancel_day": "2025-02-01",
    "cancel_issuer": "UBND tỉnh",
    "unit": "MILLION",
}


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def money(province):
    pay(province.bridge, province.central, 7 * BN, day="2024-06-10")
    pay(province.road, province.local, BN, day="2024-11-10")


@pytest.fixture
def planner(cast, sign_in):
    return sign_in(cast.planner)


@pytest.fixture
def rollover(money, cast):
    return rollover_open(from_year=2024, today=NOW.date(), hand=Hand(cast.planner, NOW))


def url(name, rollover):
    return reverse(f"disbursement:rollover{name}", args=[rollover.pk])


def name_of(project, source, origin=2024):
    return f"carried-{project.pk}-{source.pk}-2024-{origin}"


def text_of(response):
    return response.content.decode()


@pytest.fixture
def entered(rollover, province):
    """The road carries 2,5 tỷ of its 3 unspent, the bridge 3 of 3."""
    return {
        **DECISIONS,
        "revision": rollover.revision,
        name_of(province.road, province.local): "2.500",
        name_of(province.bridge, province.central): "3.000",
    }


def mark_of(rollover):
    rollover.refresh_from_db()
    return rollover_view(rollover).mark


class TestOpening:
    def test_the_last_year_is_offered(self, planner, money):
        response = planner.post(LIST, {"year": "2024"})
        found = YearRollover.objects.get()
        assert response.url == url("", found)
        assert "2024 → 2025" in text_of(planner.get(LIST))

    def test_early_only_knowingly(self, planner, money, clock):
        clock.move_to(at("2025-01-15 09:00"))
        response = planner.post(LIST, {"year": "2024"})
        assert response.status_code == 422
        assert "31/01/2025" in text_of(response)
        assert planner.post(LIST, {"year": "2024", "knowingly": "on"}).status_code == 302
        page = text_of(planner.get(url("", YearRollover.objects.get())))
        assert "01/02/2025" in page

    @pytest.mark.parametrize("year", ["", "abc", "1999", "²"])
    def test_only_years_with_plans(self, planner, money, year):
        assert planner.post(LIST, {"year": year}).status_code == 422


class TestEntering:
    def test_keys_with_what_is_unspent_are_shown(self, planner, rollover):
        text = text_of(planner.get(url("", rollover)))
        assert "7100001" in text
        assert "7200001" in text  # 6 tỷ unspent
        assert "Hủy dự toán 2024" in text

    def test_amounts_are_saved_in_the_unit_they_were_typed_in(self, planner, rollover, entered):
        response = planner.post(url("_keep", rollover), entered)
        assert response.status_code == 302
        rollover.refresh_from_db()
        closing = rollover_view(rollover).closing
        assert closing.carried == 55 * BN // 10
        assert closing.carry_over.number == "312/QĐ-UBND"

    @pytest.mark.parametrize("typed", ["2,5 tỷ", "abc", "99999999999999999999", "1,0000001"])
    def test_what_cannot_be_read_is_said_beside_it_and_kept(
        self, planner, rollover, entered, province, typed
    ):
        entered[name_of(province.road, province.local)] = typed
        response = planner.post(url("_keep", rollover), entered)
        assert response.status_code == 422
        assert f'value="{typed}"' in text_of(response)
        rollover.refresh_from_db()
        assert rollover_view(rollover).closing.carried == 0

    def test_who_saves_second_is_told_and_loses_nothing(self, planner, rollover, entered, province):
        planner.post(url("_keep", rollover), entered)
        second = {**entered, name_of(province.road, province.local): "1.000"}
        response = planner.post(url("_keep", rollover), second)
        assert response.status_code == 409
        text = text_of(response)
        assert 'value="1.000"' in text
        assert re.search(r"đang lưu:", text)
        assert "2.500" in text
        rollover.refresh_from_db()
        assert f'name="revision" value="{rollover.revision}"' in text

    @pytest.mark.parametrize(
        "wrong", [{"carry_day": "40/40/2025"}, {"revision": "x"}, {"carry_issuer": "ai đó"}]
    )
    def test_wrong_fields_are_told(self, planner, rollover, entered, wrong):
        response = planner.post(url("_keep", rollover), {**entered, **wrong})
        assert response.status_code == 422

    def test_search_and_filters(self, planner, rollover):
        text = text_of(planner.get(url("", rollover), {"q": "CAU dong"}))
        assert "7100001" in text
        assert "7200001" not in text
        assert "7100001" not in text_of(planner.get(url("", rollover), {"show": "carried"}))

    def test_queries_do_not_grow(self, planner, rollover, django_assert_max_num_queries):
        with django_assert_max_num_queries(25):
            planner.get(url("", rollover))


class TestTheSheet:
    def filled(self, planner, rollover, **amounts):
        content = planner.get(url("_sheet", rollover)).content
        book = load_workbook(BytesIO(content))
        sheet = book["KeoDai"]
        headings = [cell.value for cell in sheet[1]]
        at_column = headings.index("Số tiền kéo dài (đồng)")
        for row in sheet.iter_rows(min_row=2):
            row[at_column].value = amounts.get(f"p{row[0].value}")
        sink = BytesIO()
        book.save(sink)
        return SimpleUploadedFile("KeoDai.xlsx", sink.getvalue())

    def send(self, planner, rollover, file, **more):
        data = {"file": file, "revision": rollover.revision, **more}
        return planner.post(url("_sheet_upload", rollover), data)

    def test_it_is_given_out_filled_in_and_taken(self, planner, rollover):
        file = self.filled(planner, rollover, p7100002=2 * BN, p7200001=6 * BN)
        assert self.send(planner, rollover, file).status_code == 200
        rollover.refresh_from_db()
        assert rollover_view(rollover).closing.carried == 8 * BN
        record = AuditRecord.objects.get(action="rollover.sheet")
        assert SourceFile.objects.get(pk=record.object_id).name == "KeoDai.xlsx"

    def test_one_amount_too_large_and_nothing_is_taken(self, planner, rollover):
        file = self.filled(planner, rollover, p7100002=4 * BN, p7200001=6 * BN)
        response = self.send(planner, rollover, file)
        assert response.status_code == 422
        (finding,) = response.context["issues"]
        assert (finding["code"], finding["sheet"]) == ("rollover.carried_too_much", "KeoDai")
        rollover.refresh_from_db()
        assert rollover_view(rollover).closing.carried == 0

    def test_stale_and_unreadable_files(self, planner, rollover):
        file = self.filled(planner, rollover, p7100002=BN)
        assert self.send(planner, rollover, file, revision=99).status_code == 409
        bad = SimpleUploadedFile("x.xlsx", b"khong phai excel")
        assert self.send(planner, rollover, bad).status_code == 422
        empty = SimpleUploadedFile("x.xlsx", b"")
        assert self.send(planner, rollover, empty).status_code == 422


class TestClosing:
    def test_preview_post_undo_post_confirm(self, planner, rollover, entered):
        response = planner.post(url("_keep", rollover), {**entered, "preview": "1"})
        assert response.url == url("_preview", rollover)
        preview = planner.get(url("_preview", rollover))
        # unspent: bridge 3 and 1,5 carried over, road 3, school 6
        assert preview.context["closing"].unspent == 135 * BN // 10
        assert preview.context["closing"].cancelled == 8 * BN
        planner.post(url("_post", rollover), {"mark": preview.context["mark"]})
        assert PlanLine.objects.filter(kind=PlanKind.CARRY_OVER, plan_year=2025).count() == 2
        assert planner.post(url("_undo", rollover), {"reason": ""}).status_code == 422
        planner.post(url("_undo", rollover), {"reason": "sai số"})
        assert not PlanLine.objects.counting().filter(plan_year=2025).exists()
        planner.post(LIST, {"year": "2024"})
        again = YearRollover.objects.get(status=RolloverStatus.OPEN)
        planner.post(url("_post", again), {"mark": mark_of(again)})
        planner.post(url("_confirm", again))
        again.refresh_from_db()
        assert again.status == RolloverStatus.CONFIRMED
        assert planner.get(url("_undo", again)).status_code == 302
        text = text_of(planner.get(url("", again)))
        assert "312/QĐ-UBND" in text
        assert text_of(planner.get(url("", rollover)))  # the undone one stays to be read

    def test_findings_keep_it_from_being_posted(self, planner, rollover, entered, province):
        entered[name_of(province.road, province.local)] = "3.001"
        planner.post(url("_keep", rollover), entered)
        preview = planner.get(url("_preview", rollover))
        assert preview.context["may_post"] is False
        assert preview.context["issues"][0]["code"] == "rollover.carried_too_much"
        response = planner.post(url("_post", rollover), {"mark": mark_of(rollover)}, follow=True)
        assert response.status_code == 200
        assert not PlanLine.objects.filter(plan_year=2025).exists()

    def test_a_stale_mark_posts_nothing(self, planner, rollover):
        planner.post(url("_post", rollover), {"mark": "khác"})
        assert not PlanLine.objects.filter(kind=PlanKind.CANCELLATION).exists()

    def test_undoing_warns_of_money_already_paid(self, planner, rollover, entered, province):
        planner.post(url("_keep", rollover), entered)
        planner.post(url("_post", rollover), {"mark": mark_of(rollover)})
        pay(province.road, province.local, BN, day="2025-02-19", plan_year=2025, origin_year=2024)
        assert "1.000.000.000" in text_of(planner.get(url("_undo", rollover)))

    def test_workbook_holds_what_is_shown(self, planner, rollover):
        response = planner.get(url("_workbook", rollover), {"q": "đường"})
        rows = list(load_workbook(BytesIO(response.content)).active.iter_rows(values_only=True))
        road = next(row for row in rows if str(row[0]).startswith("7100002"))
        assert road[3:7] == (4000, 1000, 0, 3000)
        assert not any(str(row[0]).startswith("7100001") for row in rows)


class TestWhoMay:
    STEPS = ("_keep", "_sheet_upload", "_post", "_undo", "_confirm")

    def test_strangers_find_nothing(self, cast, sign_in, rollover):
        client = sign_in(cast.investor)
        assert client.get(LIST).status_code == 403
        assert client.get(url("", rollover)).status_code == 404
        for step in self.STEPS:
            assert client.post(url(step, rollover)).status_code == 404

    def test_readers_read(self, cast, sign_in, rollover):
        client = sign_in(cast.leader)
        assert client.get(LIST).status_code == 200
        assert client.get(url("", rollover)).status_code == 200
        assert client.get(url("_workbook", rollover)).status_code == 200
        assert client.post(LIST, {"year": "2024"}).status_code == 403
        for step in self.STEPS:
            assert client.post(url(step, rollover)).status_code == 403
        for page in ("_preview", "_sheet", "_undo"):
            assert client.get(url(page, rollover)).status_code == 403
