"""The pages of reconciliations: what each side finds there, and what comes of clicking."""

from datetime import date, datetime
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
import time_machine

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.models import ReconciliationLine, ReconciliationSheet, Tolerance
from disbursement.services.reconciliation import sheet_open, year_sheets_open
from emulation.selectors.rates import rate_table
from reports.definitions.frame import Asked
from reports.domain.kinds import PERIOD_REPORT
from reports.services.files import report_tables
from tests.people import BILLION
from tests.reconciliation_facts import NOW, make_period, make_sheet, make_tolerance, state_own
from tests.treasury_facts import pay

pytestmark = pytest.mark.django_db
LATER = datetime(2024, 9, 21, 9, 0, tzinfo=VIETNAM_TIME)
OVERVIEW = "/doi-chieu/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def as_of(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


def text(response):
    return response.content.decode()


def page_of(sheet):
    return f"{OVERVIEW}{sheet.pk}/"


def test_the_overview_of_nothing_says_when_sheets_open(as_of, cast):
    page = text(as_of(cast.treasurer).get(OVERVIEW))

    assert "Chưa có gì để đối chiếu" in page
    assert "Hôm nay chưa có mức sai số" in page


@pytest.mark.parametrize("query", ["of=2099-01-K1", "of=x", "state=y", "signed=z", "of=2999"])
def test_nonsense_in_the_address_is_taken_for_nothing(as_of, cast, province, query):
    make_sheet(province)

    assert as_of(cast.treasurer).get(f"{OVERVIEW}?{query}").status_code == 200


def test_each_investor_finds_its_own_sheets_and_the_treasury_all(as_of, cast, province):
    make_sheet(province, own=4 * BILLION)

    assert "Ban Quản lý dự án giao thông" in text(as_of(cast.treasurer).get(OVERVIEW))
    assert "Ban Quản lý dự án giao thông" in text(as_of(cast.investor).get(OVERVIEW))
    assert "Chưa có gì để đối chiếu" in text(as_of(cast.other_investor).get(OVERVIEW))


def test_the_overview_counts_lines_and_money_and_goes_out_as_a_workbook(as_of, cast, province):
    make_sheet(province, own=4 * BILLION)
    browser = as_of(cast.treasurer)

    book = openpyxl.load_workbook(BytesIO(browser.get(f"{OVERVIEW}xuat/").content))
    row = next(row for row in book.active.values if row[0] == "Ban Quản lý dự án giao thông")

    assert row[1:6] == (0, 0, 1, 0, 0)
    assert row[6:9] == (4000, 3000, 1000)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=differs", True),
        ("state=agrees", False),
        ("signed=none", True),
        ("signed=both", False),
        ("of=2024-09-K1", True),
        ("of=all", True),
    ],
)
def test_the_filters_of_the_overview(as_of, cast, province, query, found):
    sheet = make_sheet(province, own=4 * BILLION)

    page = text(as_of(cast.treasurer).get(f"{OVERVIEW}?{query}"))

    assert (f'href="{page_of(sheet)}"' in page) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("only=treasury", "bridge"),
        ("only=investor", "road"),
        ("state=differs", "bridge road"),
        ("state=agrees", ""),
        ("period=2024-09-K1", "bridge road"),
        ("year=2024", ""),
        ("investor=BQLGT&q=cau", "bridge"),
    ],
)
def test_what_only_one_side_has_is_listed(as_of, cast, province, query, found):
    make_tolerance()
    pay(province.bridge, province.central, BILLION, day="2024-09-05")
    report = state_own(province.roads_board, (province.road, province.local, 5 * BILLION))
    sheet_open(submission=report, now=NOW)
    query = query.replace("BQLGT", province.roads_board.code)

    page = text(as_of(cast.treasurer).get(f"{OVERVIEW}dong/?{query}"))

    shown = [name for name in ("bridge", "road") if getattr(province, name).code in page]
    assert " ".join(shown) == found


def test_a_sheet_is_compared_again_when_it_is_opened(as_of, cast, province):
    sheet = make_sheet(province)
    pay(province.bridge, province.central, BILLION, day="2024-09-10")

    page = text(as_of(cast.investor).get(page_of(sheet)))

    assert "row-bad" in page
    assert sheet.lines.get().treasury == 4 * BILLION


def test_from_a_difference_to_two_signatures(as_of, cast, province):
    sheet = make_sheet(province, own=4 * BILLION)
    line = f"{OVERVIEW}dong/{sheet.lines.get().pk}/"
    browser = as_of(cast.investor)
    page = browser.get(line)
    seen = page.context["explain"].initial["seen"]
    browser.post(f"{line}giai-trinh/", {"explain-seen": seen, "explain-text": "Hạch toán sau"})

    for person in (cast.investor, cast.treasurer):
        browser = as_of(person)
        mark = browser.get(page_of(sheet)).context["view"].mark
        assert browser.post(f"{page_of(sheet)}ky/", {"seen": mark}).status_code == 302
        again = browser.post(f"{page_of(sheet)}ky/", {"seen": mark})
        assert again.status_code == 409
        assert "đã ký bảng này rồi" in text(again)

    assert sheet.lines.get().state == "signed_off"
    assert "Hạch toán sau" in text(browser.get(page_of(sheet)))


def test_an_explanation_of_what_has_changed_is_asked_for_again_with_its_words(
    as_of, cast, province
):
    sheet = make_sheet(province, own=4 * BILLION)
    line = f"{OVERVIEW}dong/{sheet.lines.get().pk}/"
    said = {"explain-seen": "1/2/differs", "explain-text": "Hạch toán sau"}

    stale = as_of(cast.investor).post(f"{line}giai-trinh/", said)

    assert stale.status_code == 409
    assert "Hạch toán sau" in text(stale)
    seen = stale.context["explain"]["seen"].value()
    again = as_of(cast.investor).post(f"{line}giai-trinh/", {**said, "explain-seen": seen})
    assert again.status_code == 302


@pytest.mark.parametrize("form", [{}, {"explain-seen": "x", "explain-text": " "}])
def test_an_empty_explanation_is_told_so(as_of, cast, province, form):
    sheet = make_sheet(province, own=4 * BILLION)
    line = f"{OVERVIEW}dong/{sheet.lines.get().pk}/"

    assert as_of(cast.investor).post(f"{line}giai-trinh/", form).status_code == 422


# The year's end


@pytest.fixture
def year_sheet(province):
    make_tolerance()
    pay(province.bridge, province.central, 9 * BILLION, day="2024-12-20")
    state_own(
        province.roads_board,
        (province.bridge, province.central, 8 * BILLION),
        period=make_period(date(2025, 1, 15)),
    )
    with time_machine.travel(datetime(2025, 2, 1, 6, tzinfo=VIETNAM_TIME), tick=False):
        year_sheets_open(now=datetime(2025, 2, 1, 6, tzinfo=VIETNAM_TIME))
        yield ReconciliationSheet.objects.get()


@pytest.mark.parametrize(
    ("typed", "status", "kept"),
    [
        ("9.000", 302, 9 * BILLION),
        ("0", 302, 0),
        ("", 302, 8 * BILLION),
        ("-5", 422, 8 * BILLION),
        ("1,5 tỷ", 422, 8 * BILLION),
    ],
)
def test_year_end_figures_are_typed_into_the_sheet(as_of, cast, year_sheet, typed, status, kept):
    browser = as_of(cast.investor)
    mark = browser.get(page_of(year_sheet)).context["view"].mark
    line = year_sheet.lines.get()

    answer = browser.post(f"{page_of(year_sheet)}so-lieu/", {"seen": mark, f"own-{line.pk}": typed})

    line.refresh_from_db()
    assert (answer.status_code, line.own) == (status, kept)
    if status == 422:
        assert f'value="{typed}"' in text(answer)


def test_a_year_that_is_late_says_so(as_of, cast, year_sheet):
    with time_machine.travel(datetime(2025, 2, 10, 23, tzinfo=VIETNAM_TIME), tick=False):
        on_time = text(as_of(cast.treasurer).get(page_of(year_sheet)))
    with time_machine.travel(datetime(2025, 2, 11, 1, tzinfo=VIETNAM_TIME), tick=False):
        late = text(as_of(cast.treasurer).get(page_of(year_sheet)))

    assert "Hai bên phải ký xong" not in on_time
    assert "Hai bên phải ký xong trước hết ngày 10/02/2025" in late


# The record


def test_the_record_has_the_nation_the_figures_and_two_signature_blocks(as_of, cast, province):
    sheet = make_sheet(province, own=4 * BILLION)
    browser = as_of(cast.investor)

    answer = browser.get(f"{page_of(sheet)}bien-ban.docx")

    words = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
    for expected in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BAN QUẢN LÝ DỰ ÁN GIAO THÔNG",
        "BIÊN BẢN ĐỐI CHIẾU SỐ LIỆU",
        "ngày 20 tháng 9 năm 2024",
        "4.000.000.000",
        "3.000.000.000",
        "1.000.000.000",
        "ĐẠI DIỆN KHO BẠC NHÀ NƯỚC",
        "ĐẠI DIỆN CHỦ ĐẦU TƯ",
    ):
        assert expected in words
    assert browser.get(f"{page_of(sheet)}bien-ban.pdf").content.startswith(b"%PDF")
    assert browser.get(f"{page_of(sheet)}bien-ban.exe").status_code == 404


# Tolerance


def test_the_administrator_enters_a_tolerance_and_is_told_of_a_second_one(as_of, cast):
    make_tolerance()
    browser = as_of(cast.administrator)
    entry = {"effective_from": "2024-10-01", "amount": "2000000", "per_mille": "5"}
    seen = browser.get(f"{OVERVIEW}sai-so/").context["seen"]

    answers = [
        browser.post(f"{OVERVIEW}sai-so/", {**entry, "seen": seen}),
        browser.post(f"{OVERVIEW}sai-so/", {**entry, "seen": seen, "effective_from": "2024-11-01"}),
        browser.post(f"{OVERVIEW}sai-so/", {**entry, "effective_from": "2024-09-01"}),
        browser.post(f"{OVERVIEW}sai-so/", {"amount": "x"}),
    ]

    assert [each.status_code for each in answers] == [302, 409, 422, 422]
    assert Tolerance.objects.count() == 2


# The treasury prevails


def test_rates_and_pages_read_the_treasurys_figure_whatever_the_investor_states(
    as_of, cast, province
):
    make_sheet(province, own=9 * BILLION, paid=5 * BILLION)

    rows = rate_table(plan_year=2024, as_of=date(2024, 9, 15), group="investor").rows

    assert {row.disbursed for row in rows} - {0} == {5 * BILLION}
    report = report_tables(kind=PERIOD_REPORT, asked=Asked(date(2024, 9, 15)))
    figures = {value for table in report for row in table.rows for value in row.values}
    assert 5 * BILLION in figures
    assert 9 * BILLION not in figures


def test_looking_does_not_write_while_nothing_changes(
    as_of, cast, province, django_assert_max_num_queries
):
    sheet = make_sheet(province)
    browser = as_of(cast.treasurer)
    before = ReconciliationSheet.objects.values().get()

    with django_assert_max_num_queries(30):
        browser.get(page_of(sheet))

    assert ReconciliationSheet.objects.values().get() == before
    assert ReconciliationLine.objects.count() == 1
