"""The last evening before a deadline: what is typed is neither lost nor doubled.

The investor of these tests has ten lines. Its officers are two; the portal starts on Friday
04/10/2024, and the report of the 15th is due until 14/10/2024 23:59:59.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.first_day import (
    INVESTOR,
    ITS_COLLEAGUE,
    PASSWORD,
    SECOND_INVESTOR,
    TENTH_INVESTOR,
)

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
SAVED = re.compile(r"^Đã lưu lúc \d\d:\d\d:\d\d$")
LINES = 10
OWN, VOLUME, ESTIMATE, FORECAST = (
    "own_disbursed",
    "executed_volume",
    "month_estimate",
    "year_forecast",
)


def open_report(officer, page=None):
    page = page or officer.page
    page.goto("/bao-cao-ky/")
    page.click("a[href$='/nhap/']")
    expect(page.locator("form.is-live")).to_be_visible()
    return page


def cell(page, number, column=OWN):
    return page.locator(f"tbody.entry-line [data-column={column}]").nth(number)


def state(page):
    return page.locator("[data-entry-state]")


def expect_saved(page):
    expect(state(page).locator("span")).to_have_text(SAVED)


def type_in(page, number, text, column=OWN):
    cell(page, number, column).fill(text)
    cell(page, number, column).blur()


def paste(field, text):
    field.evaluate(
        """(field, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const options = { clipboardData: data, bubbles: true, cancelable: true };
            field.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )


def look_again(page):
    page.evaluate("window.dispatchEvent(new Event('focus'))")


@pytest.fixture(scope="module")
def sessions():
    """Who has signed in once need not do so for each test."""
    return {}


@pytest.fixture
def officer(person, sessions):
    if TENTH_INVESTOR in sessions:
        return person(TENTH_INVESTOR, storage_state=sessions[TENTH_INVESTOR])
    seated = person(TENTH_INVESTOR)
    sessions[TENTH_INVESTOR] = seated.context.storage_state()
    return seated


def test_400_rows_pasted_into_ten_lines(officer):
    page = open_report(officer)
    expect(page.locator("tbody.entry-line")).to_have_count(LINES)
    paste(cell(page, 0, VOLUME), "".join(f"{number},5\r\n" for number in range(1, 401)))
    told = page.locator("[data-told]")
    expect(told).to_contain_text("10 dòng")
    expect(told).to_contain_text("390 dòng")
    rest = told.locator("textarea").input_value().split("\n")
    assert (len(rest), rest[0], rest[-1]) == (390, "11,5", "400,5")
    # 1,5 + 2,5 + … + 10,5 = 60
    expect(page.locator("[data-total=executed_volume]")).to_have_text("60")
    expect_saved(page)
    officer.look("30-pasted")
    page.reload()
    texts = [cell(page, number, VOLUME).input_value() for number in range(LINES)]
    assert texts == [f"{number},5" for number in range(1, 11)]
    open_report(officer)
    paste(cell(page, 8, VOLUME), "7\t8\n9\t10\n11\t12")
    expect(told).to_contain_text("1 dòng")
    told.get_by_role("button", name="Hoàn tác").click()
    expect(cell(page, 8, VOLUME)).to_have_value("9,5")
    expect(cell(page, 9, OWN)).to_have_value("")
    expect_saved(page)


def test_a_block_with_codes_finds_its_lines(officer):
    page = open_report(officer)
    lines = page.locator("tbody.entry-line")
    named = [
        [lines.nth(number).get_attribute(f"data-{name}") for name in ("code", "source")]
        for number in (3, 1)
    ]
    rows = [
        [*named[0], "Tên dự án", "1,234.5"],
        [*named[1], "Tên dự án", "20"],
        ["7000000", "", "", "3"],
    ]
    paste(cell(page, 0, FORECAST), "\n".join("\t".join(row) for row in rows))
    expect(cell(page, 3, FORECAST)).to_have_value("1.234,5")
    expect(cell(page, 1, FORECAST)).to_have_value("20")
    expect(page.locator("[data-told] textarea")).to_have_value("7000000\t\t\t3")
    expect_saved(page)


def test_moving_about_and_the_unit(officer):
    page = open_report(officer)
    cell(page, 0, ESTIMATE).click()
    page.keyboard.type("1234,5")
    page.keyboard.press("Enter")
    expect(cell(page, 1, ESTIMATE)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(cell(page, 0, ESTIMATE)).to_be_focused()
    expect(cell(page, 0, ESTIMATE)).to_have_value("1.234,5")
    page.keyboard.press("ArrowRight")
    expect(cell(page, 0, FORECAST)).to_be_focused()
    page.keyboard.press("Tab")
    expect(cell(page, 1, VOLUME)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(cell(page, 0, FORECAST)).to_be_focused()
    page.click("[data-unit-choice][value=BILLION]")
    expect(cell(page, 0, ESTIMATE)).to_have_value("1,2345")
    expect(page.locator("[data-total=month_estimate]")).to_have_text("1,2345")
    page.click("[data-unit-choice][value=DONG]")
    expect(cell(page, 0, ESTIMATE)).to_have_value("1.234.500.000")
    page.wait_for_load_state("networkidle")  # the choices are told one after the other
    with page.expect_response("**/unit/"):
        page.click("[data-unit-choice][value=MILLION]")
    expect(cell(page, 0, ESTIMATE)).to_have_value("1.234,5")
    expect_saved(page)
    page.reload()
    expect(cell(page, 0, ESTIMATE)).to_have_value("1.234,5")


def test_an_unreadable_cell_is_named_and_kept(officer):
    page = open_report(officer)
    type_in(page, 4, "1,5 tỷ")
    expect(state(page)).to_contain_text("1 ô không đọc được")
    expect(page.locator("tbody.entry-line").nth(4).locator("[data-notes]")).to_contain_text(
        "1,5 tỷ"
    )
    page.locator("[data-next-error]").click()
    expect(cell(page, 4)).to_be_focused()
    type_in(page, 4, "")
    expect(page.locator("tbody.entry-line").nth(4).locator("[data-notes]")).not_to_contain_text(
        "1,5"
    )


def test_the_connection_is_cut_while_typing(officer):
    page = open_report(officer)
    officer.context.set_offline(True)
    type_in(page, 5, "51")
    type_in(page, 6, "61")
    expect(state(page)).to_contain_text("2 ô chưa gửi được")
    officer.context.set_offline(False)  # the browser says so at once
    expect_saved(page)
    officer.forgive("ERR_INTERNET_DISCONNECTED")
    page.reload()
    expect(cell(page, 6)).to_have_value("61")


def test_what_was_not_sent_is_offered_on_coming_back(officer):
    page = open_report(officer)
    officer.context.set_offline(True)
    type_in(page, 5, "52")
    expect(state(page)).to_contain_text("1 ô chưa gửi được")
    page.close()
    officer.context.set_offline(False)
    officer.forgive("ERR_INTERNET_DISCONNECTED")
    page = open_report(officer, officer.context.new_page())
    offer = page.locator("[data-left-over]")
    expect(offer).to_contain_text("1 ô chưa gửi")
    expect(cell(page, 5)).not_to_have_value("52")
    offer.get_by_role("button").first.click()
    expect(cell(page, 5)).to_have_value("52")
    expect_saved(page)
    page.reload()
    expect(cell(page, 5)).to_have_value("52")
    expect(page.locator("[data-left-over]")).to_have_count(0)


def test_the_session_ends_while_typing(officer):
    page = open_report(officer)
    officer.context.clear_cookies()
    type_in(page, 7, "71")
    expect(state(page)).to_contain_text("Phiên đăng nhập đã hết")
    with officer.context.expect_page() as opened:
        state(page).locator("a").click()
    other = opened.value
    other.fill("[name=login]", TENTH_INVESTOR)
    other.fill("[name=password]", PASSWORD)
    other.click("main button[type=submit]")
    other.wait_for_url("**/bao-cao-ky/")
    look_again(page)
    expect_saved(page)
    page.reload()
    expect(cell(page, 7)).to_have_value("71")
    officer.forgive("401")


def test_nobody_else_sends_or_sees_what_was_typed(officer):
    page = open_report(officer)
    officer.context.clear_cookies()
    type_in(page, 7, "72")
    expect(state(page)).to_contain_text("Phiên đăng nhập đã hết")
    other = officer.context.new_page()
    other.goto("/accounts/login/")
    other.fill("[name=login]", ITS_COLLEAGUE)
    other.fill("[name=password]", PASSWORD)
    other.click("main button[type=submit]")
    other.wait_for_url("**/tong-quan/**")
    look_again(page)
    expect(state(page)).to_contain_text("tài khoản khác")
    open_report(officer, other)
    expect(cell(other, 7)).not_to_have_value("72")
    expect(other.locator("[data-left-over]")).to_have_count(0)
    officer.forgive("401")


def test_two_tabs(officer):
    first = open_report(officer)
    second = open_report(officer, officer.context.new_page())
    type_in(first, 8, "81")
    expect_saved(first)
    type_in(second, 9, "91")
    expect_saved(second)
    type_in(second, 8, "82")
    conflict = second.locator(".cell-conflict")
    expect(conflict).to_contain_text("81")
    expect(conflict).to_contain_text("82")
    expect(conflict).to_contain_text("Đỗ Văn Quân")
    conflict.get_by_role("button", name="Giữ số của tôi").click()
    expect_saved(second)
    first.reload()
    expect(cell(first, 8)).to_have_value("82")
    expect(cell(first, 9)).to_have_value("91")


def test_the_server_restarts_while_typing(officer, portal):
    page = open_report(officer)
    portal.stop()
    type_in(page, 0, "101")
    expect(state(page)).to_contain_text("1 ô chưa gửi được")
    portal.start()
    look_again(page)  # or wait for the next attempt
    expect_saved(page)
    page.reload()
    expect(cell(page, 0)).to_have_value("101")
    officer.forgive("ERR_CONNECTION_REFUSED")


def test_handed_in_twice_and_a_page_left_open(person):
    one = person(INVESTOR)
    page = open_report(one)
    type_in(page, 0, "1", VOLUME)
    old = open_report(one, one.context.new_page())
    page.click("button[value=submit]")
    page.wait_for_url("**/nop/")
    one.look("31-look-through")
    one.read_aloud()
    page.locator("form[action$='/nop/'] button[type=submit]").dblclick()
    page.wait_for_url(re.compile(r"/bao-cao-ky/\d+/$"))
    expect(page.locator(".trail li", has_text="nộp lần 1")).to_have_count(1)
    type_in(old, 0, "2", VOLUME)
    expect(state(old)).to_contain_text("đã nộp")
    expect(cell(old, 0, VOLUME)).to_have_value("2")
    one.forgive("409")
    page.reload()
    page.locator("details.fold-panel summary").click()
    page.click("form[action$='/rut-lai/'] button")
    page.wait_for_url("**/nhap/")
    expect(cell(page, 0, VOLUME)).to_have_value("1")


def test_on_a_phone_one_project_at_a_time(officer):
    officer.page.set_viewport_size({"width": 390, "height": 844})
    page = open_report(officer)
    shown = page.locator("tbody.entry-line:visible")
    names = set(
        page.locator("tbody.entry-line").evaluate_all("all => all.map(one => one.dataset.project)")
    )
    expect(page.locator("[data-pager-place]")).to_have_text(f"Dự án 1/{len(names)}")
    first = shown.first.get_attribute("data-project")
    shown.locator(f"[data-column={FORECAST}]").first.fill("3")
    page.click("[data-pager-on]")
    expect(page.locator("[data-pager-place]")).to_have_text(f"Dự án 2/{len(names)}")
    assert shown.first.get_attribute("data-project") != first
    expect_saved(page)


@pytest.mark.parametrize(
    ("moment", "username", "told"),
    [
        ("2024-10-14T23:59:59+07:00", SECOND_INVESTOR, "đúng hạn"),
        ("2024-10-15T00:00:00+07:00", TENTH_INVESTOR, "sau thời hạn"),
    ],
)
def test_the_servers_clock_on_the_deadlines_second(person, portal, moment, username, told):
    portal.stand_still_at(moment)
    late = person(username, timezone_id="America/New_York")
    page = open_report(late)
    for field in page.locator("input[data-column]").all():
        field.fill("")
    expect_saved(page) if username == TENTH_INVESTOR else None
    page.click("[data-nil]")
    page.wait_for_url("**/nop/?nil=1")
    page.click("form[action$='/nop/'] button[type=submit]")
    expect(page.locator(".notice").first).to_contain_text(told)
