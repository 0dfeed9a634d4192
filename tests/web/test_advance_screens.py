"""The pages of open advances, and the forms 08.a and 08.b as files."""

from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from disbursement.models import AdvanceRule, AdvanceStanding, ContractAdvance, VoucherKind
from disbursement.services.advances import (
    StandingEntry,
    advance_rules_seed,
    advance_standing_save,
)
from projects.models import CapitalSource, Project
from projects.services.work import ContractEntry, contract_save
from tests.people import BILLION
from tests.treasury_facts import at, pay

NOW = at("2024-11-20 09:00")
MILLION = 1_000_000
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False):
        advance_rules_seed(now=at("2024-01-02 08:00"))
        yield


@pytest.fixture
def paid(province):
    """400 million overdue of the bridge, 70 not yet due of the road, 30 overdue of the school."""
    for project, source, amount, day in (
        (province.bridge, province.central, 400 * MILLION, "2024-02-05"),
        (province.road, province.local, 70 * MILLION, "2024-10-05"),
        (province.school, province.local, 30 * MILLION, "2024-02-05"),
    ):
        pay(project, source, amount, day=day, kind=VoucherKind.ADVANCE)


@pytest.fixture
def contract(province):
    entry = ContractEntry("01/HĐ", "Công ty Cầu", at("2024-01-10 08:00").date(), BILLION)
    return contract_save(project=province.bridge, entry=entry, actor=None, now=NOW)[0]


def names(client, query=""):
    response = client.get(f"{reverse('disbursement:advances')}?{query}")
    assert response.status_code == 200
    return [line.title.split(" – ")[1] for line in response.context["lines"]]


def sheet_of(client, query=""):
    response = client.get(f"{reverse('disbursement:advance_list_file')}?{query}")
    assert response.status_code == 200
    return load_workbook(BytesIO(response.content)).active


def cells(sheet):
    rows = sheet.iter_rows(values_only=True)
    return [[value for value in row if value is not None] for row in rows]


def test_the_largest_overdue_advance_stands_first(cast, paid, sign_in):
    browser = sign_in(cast.planner)
    assert names(browser) == ["Cầu Đông Hà", "Trường THPT Chuyên", "Đường tỉnh 240"]
    page = browser.get(reverse("disbursement:advances"))
    assert (page.context["balance"], page.context["overdue"]) == (500 * MILLION, 430 * MILLION)
    assert page.context["overdue_projects"] == 2


def test_filters_search_and_an_earlier_day(cast, paid, province, sign_in):
    browser = sign_in(cast.planner)
    assert names(browser, "overdue=0") == ["Đường tỉnh 240"]
    assert names(browser, "age=m3") == ["Đường tỉnh 240"]
    assert names(browser, "investor=BQLDD") == ["Trường THPT Chuyên"]
    assert names(browser, "source=NSTW") == ["Cầu Đông Hà"]
    assert names(browser, "q=truong") == ["Trường THPT Chuyên"]
    assert names(browser, "under_contract=1") == []
    assert names(browser, "day=2024-03-01&sort=-balance") == ["Cầu Đông Hà", "Trường THPT Chuyên"]
    assert names(browser, "day=2024-01-01") == []
    assert names(browser, "day=nonsense&age=x&overdue=7") == names(browser)


def test_a_source_s_money_is_that_of_the_sources_below_it(cast, paid, province, sign_in):
    above = CapitalSource.objects.create(code="NS", name="Ngân sách")
    CapitalSource.objects.filter(pk=province.central.pk).update(parent=above)
    assert names(sign_in(cast.planner), "source=NS") == ["Cầu Đông Hà"]


def test_an_investor_sees_and_exports_its_own_only(cast, paid, sign_in):
    browser = sign_in(cast.other_investor)
    assert names(browser) == ["Trường THPT Chuyên"]
    export = browser.get(reverse("projects:list_export", args=["tam-ung"]))
    text = str(cells(load_workbook(BytesIO(export.content)).active))
    assert "Trường THPT Chuyên" in text
    assert "Cầu" not in text
    assert browser.get(reverse("disbursement:advance_project", args=["7100001"])).status_code == 404


def test_an_advance_is_entered_once_however_often_it_is_sent(cast, paid, contract, sign_in):
    browser = sign_in(cast.investor)
    url = reverse("disbursement:advance_record", args=["7100001"])
    sent = {
        "kind": "advanced",
        "contract": contract.pk,
        "source": contract.project.movements.get().source_id,
        "plan_year": 2024,
        "purpose": "contract",
        "day": "2024-02-05",
        "amount": "250,5",
    }
    assert browser.post(url, sent).status_code == 302
    again = browser.post(url, sent)
    assert again.status_code == 422
    row = ContractAdvance.objects.get()
    assert (row.amount, row.origin_year, row.recorded_by) == (250_500_000, 2024, cast.investor)
    recovered = browser.post(url, {**sent, "kind": "recovered", "amount": "50,5", "document": "1"})
    assert recovered.status_code == 302
    page = browser.get(reverse("disbursement:advance_project", args=["7100001"]))
    rows = page.context["table"].rows
    assert [(row.values[0].split(" – ")[0], row.values[1]) for row in rows[1:3]] == [
        ("01/HĐ", 200 * MILLION),
        (rows[2].values[0], 200 * MILLION),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "-5"},
        {"amount": "abc"},
        {"amount": ""},
        {"day": "2024-13-01"},
        {"contract": "999999"},
        {"purpose": "xyz"},
        {"plan_year": "24"},
        {"amount": "9" * 30},
    ],
)
def test_bad_input_is_told_and_changes_nothing(cast, contract, province, sign_in, wrong):
    sent = {
        "kind": "advanced",
        "contract": contract.pk,
        "source": province.central.pk,
        "plan_year": 2024,
        "purpose": "contract",
        "day": "2024-02-05",
        "amount": "250",
    }
    url = reverse("disbursement:advance_record", args=["7100001"])
    assert sign_in(cast.planner).post(url, {**sent, **wrong}).status_code == 422
    assert not ContractAdvance.objects.exists()


def test_another_project_s_contract_is_not_taken(cast, contract, province, sign_in):
    sent = {
        "kind": "advanced",
        "contract": contract.pk,
        "source": province.central.pk,
        "plan_year": 2024,
        "purpose": "contract",
        "day": "2024-02-05",
        "amount": "250",
    }
    url = reverse("disbursement:advance_record", args=["7100002"])
    assert sign_in(cast.investor).post(url, sent).status_code == 422


def test_two_people_editing_the_standing_do_not_overwrite_each_other(cast, paid, sign_in):
    browser = sign_in(cast.investor)
    url = reverse("disbursement:advance_standing", args=["7100001"])
    page = browser.get(reverse("disbursement:advance_project", args=["7100001"]))
    sent = {"seen": page.context["seen"], "bank_deposit": "100"}
    assert browser.post(url, sent).status_code == 302
    assert browser.post(url, {**sent, "bank_deposit": "7"}).status_code == 409
    assert AdvanceStanding.objects.get().bank_deposit == 100 * MILLION


def test_the_investor_s_form_is_in_trieu_dong_with_numbered_columns(cast, paid, sign_in):
    bridge = Project.objects.get(code="7100001")
    advance_standing_save(
        project=bridge,
        entry=StandingEntry(bank_deposit=150 * MILLION, other_cause="=1+1"),
        seen="",
        actor=cast.investor,
        now=NOW,
    )
    sheet = sheet_of(sign_in(cast.investor))
    rows = cells(sheet)
    assert rows[0] == ["Ban Quản lý dự án giao thông", "Mẫu số 08.a/SDTƯ"]
    assert ["Đơn vị: triệu đồng"] in rows
    assert [f"({number})" for number in range(1, 12)] in rows
    line = next(row for row in sheet.iter_rows() if row[1].value == "Cầu Đông Hà")
    assert [cell.value for cell in line[:6]] == ["1", "Cầu Đông Hà", 400, "7100001", 150, 250]
    # What was typed is text, never a formula.
    assert (line[9].value, line[9].data_type) == ("=1+1", "s")
    signed = [row for row in rows if "CHỦ ĐẦU TƯ" in row]
    assert signed == [["NGƯỜI LẬP BIỂU", "CHỦ ĐẦU TƯ"]]
    assert "Trường THPT Chuyên" not in str(rows)


def test_the_province_s_form_is_for_who_sees_the_province(cast, paid, sign_in):
    rows = cells(sheet_of(sign_in(cast.planner), "form=b&day=2024-11-20"))
    assert rows[0][-1] == "Mẫu số 08.b/SDTƯ"
    assert [f"({number})" for number in range(1, 13)] in rows
    assert "Cầu Đông Hà" in str(rows)
    assert "Trường THPT Chuyên" in str(rows)
    # An investor who asks for it gets its own list, and another's is not there.
    other = sign_in(cast.other_investor)
    asked = cells(sheet_of(other, "form=b"))
    assert asked[0] == ["Ban Quản lý dự án dân dụng", "Mẫu số 08.a/SDTƯ"]
    assert "Cầu Đông Hà" not in str(asked)
    url = reverse("disbursement:advance_list_file")
    assert other.get(f"{url}?investor=BQLGT").status_code == 404


def test_with_nothing_open_the_forms_are_there_all_the_same(cast, sign_in):
    browser = sign_in(cast.planner)
    assert browser.get(reverse("disbursement:advance_list")).status_code == 200
    assert browser.get(reverse("disbursement:advance_list_file")).status_code == 200


def test_the_administrator_enters_a_rule_and_takes_it_back(cast, sign_in):
    browser = sign_in(cast.administrator)
    url = reverse("disbursement:advance_rules")
    sent = {
        "purpose": "land",
        "effective_from": "2025-01-01",
        "days": 20,
        "months": 2,
        "overdue_months": 0,
        "legal_basis": "Nghị định mới",
    }
    assert browser.post(url, sent).status_code == 302
    assert browser.post(url, sent).status_code == 422  # nothing has been changed
    assert browser.post(url, {**sent, "days": 25}).status_code == 409
    assert browser.post(url, {**sent, "effective_from": "2024-11-20"}).status_code == 422
    row = AdvanceRule.objects.get(effective_from="2025-01-01")
    assert "Nghị định mới" in browser.get(url).content.decode()
    browser.post(reverse("disbursement:advance_rule_take_back", args=[row.pk]))
    assert not AdvanceRule.objects.filter(pk=row.pk).exists()
