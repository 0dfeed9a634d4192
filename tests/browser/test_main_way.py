"""The whole way of the money, walked by its people in a browser.

By hand, from the file of 30/09/2024 (triệu đồng): the province has disbursed 45.223,826 carried
over and 468.178,823 of this year, 513.402,649 in all, out of 67.045,077 + 881.494,286 =
948.539,363 planned, which is 54,126… %. The investor's three lines: 2.371,996 + 1.630,464 +
18.414,396 = 22.416,856.
"""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.first_day import (
    INVESTOR,
    LEADER,
    PLANNER,
    SAMPLES,
    SECOND_INVESTOR,
    TREASURER,
)

pytestmark = [pytest.mark.browser, pytest.mark.any_database]
SUMMARY = "treasury-summary-2024-09-30.xlsx"
VOUCHERS = "treasury-vouchers-2024-h1.xlsx"
REASON = "Thiếu dự báo của dự án 7498370, nguồn NSTW-ODA."
IN_BACKGROUND = 60_000


def test_the_main_way(person, tmp_path):
    treasurer = person(TREASURER)
    the_treasury_posts_a_file(treasurer)
    investor, planner = person(INVESTOR), person(PLANNER)
    the_investor_hands_in(investor)
    the_planner_returns_it(planner)
    the_investor_mends_it(investor)
    the_planner_accepts_it(planner)
    the_dashboard_opens_down_to_the_cell(person(LEADER))
    the_snapshot_is_made_and_downloads(planner, tmp_path)


def the_treasury_posts_a_file(treasurer):
    page = treasurer.page
    treasurer.look("01-dashboard-before")
    page.goto("/tep-kho-bac/")
    treasurer.look("02-treasury-files-none")
    page.goto("/tep-kho-bac/tai-len/")
    treasurer.look("03-upload")
    treasurer.read_aloud()
    page.set_input_files("input[type=file]", SAMPLES / SUMMARY)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/tep-kho-bac/*/")
    treasurer.look("04-checking")
    post = page.locator("form[action$='/ghi-so/'] button")
    post.wait_for(timeout=IN_BACKGROUND)
    expect(page.locator("#post")).to_contain_text("513.402,649")
    treasurer.look("05-preview")
    post.click()
    expect(page.locator(".notice.is-ok").first).to_be_visible()
    treasurer.look("06-posted")
    page.goto("/tep-kho-bac/")
    expect(page.locator("main table")).to_contain_text(SUMMARY)
    treasurer.look("07-treasury-files")


def line_of(page, project, source):
    return page.locator("tbody.entry-line", has_text=project).filter(has_text=source)


def fill(line, **texts):
    for column, text in texts.items():
        line.locator(f"[data-column={column}]").fill(text)


def the_investor_hands_in(investor):
    page = investor.page
    investor.look("08-investor-dashboard")
    page.goto("/bao-cao-ky/")
    investor.look("09-my-periods")
    page.click("a[href$='/nhap/']")
    expect(page.locator("tfoot")).to_contain_text("22.416,856")
    line = line_of(page, "7808126", "NSTW-ODA")
    fill(line, own_disbursed="18500", month_estimate="18550", year_forecast="18600,4")
    expect(page.locator("[data-total=own_disbursed]")).to_have_text("18.500")
    investor.look("10-report-filled")
    investor.read_aloud()
    page.click("button[value=save]")
    expect(page.locator("[data-entry-state]")).to_contain_text("Đã lưu lúc")
    expect(line.locator("[data-column=year_forecast]")).to_have_value("18.600,4")
    investor.look("11-draft-saved")
    hand_in(page)
    expect(page.locator("main")).to_contain_text("18.500")
    investor.look("12-handed-in")


def hand_in(page):
    page.click("button[value=submit]")
    page.wait_for_url("**/nop/")
    page.click("form[action$='/nop/'] button[type=submit]")
    page.wait_for_url(re.compile(r"/bao-cao-ky/\d+/$"))


def the_planner_returns_it(planner):
    page = planner.page
    page.goto("/theo-doi/")
    planner.look("13-board")
    page.locator("main tr", has_text="BQLDA-DTXD").locator("a.row-link").click()
    page.wait_for_url("**/theo-doi/bao-cao/*/")
    planner.look("14-review")
    planner.read_aloud()
    page.fill("#return textarea[name=reason]", REASON)
    page.click("#return button[type=submit]")
    expect(page.locator("main")).to_contain_text(REASON)
    expect(page.locator("#return")).to_have_count(0)
    planner.look("15-returned")


def the_investor_mends_it(investor):
    page = investor.page
    page.goto("/bao-cao-ky/")
    expect(page.locator("main")).to_contain_text(REASON)
    investor.look("16-my-periods-returned")
    page.click("a[href$='/nhap/']")
    expect(page.locator(".reason")).to_have_text(REASON)
    line = line_of(page, "7498370", "NSTW-ODA")
    fill(line, own_disbursed="1.700", year_forecast="4000")
    line.locator("summary").click()
    line.locator("select").select_option("GPMB")
    line.locator("[data-field=difficulty]").fill("Chờ bàn giao mặt bằng tại thôn 3")
    investor.look("17-mending")
    hand_in(page)
    expect(page.locator("main")).to_contain_text("20.200")
    investor.look("18-handed-in-again")


def the_planner_accepts_it(planner):
    page = planner.page
    page.reload()
    planner.look("19-second-version")
    page.click("form[action$='/chap-nhan/'] button")
    expect(page.locator("form[action$='/chap-nhan/']")).to_have_count(0)
    planner.look("20-accepted")


def the_dashboard_opens_down_to_the_cell(leader):
    page = leader.page
    page.goto("/tong-quan/?as_of=2024-09-30&year=2024")
    cards = page.locator(".figure-cards")
    expect(cards).to_contain_text("54,13 %")
    total = page.locator("#ranking tfoot")
    expect(total).to_contain_text("513.402,649")
    expect(total).to_contain_text("948.539,363")
    leader.look("21-dashboard")
    page.locator("#ranking").get_by_role("link", name="Ban QLDA đầu tư xây dựng tỉnh").click()
    expect(page.locator(".figure-cards")).to_contain_text("89,35 %")
    leader.look("22-investor")
    page.locator("#ranking").get_by_role("link", name="Đường liên xã số 4").click()
    movement = page.locator("#movements tbody tr")
    expect(movement).to_have_count(1)
    expect(movement).to_contain_text("18.414,396")
    expect(movement).to_contain_text(SUMMARY)
    leader.look("23-project")
    sheet, _, cells = movement.locator(".cell-address").inner_text().partition("!")
    book = openpyxl.load_workbook(SAMPLES / SUMMARY, data_only=True)
    stated = [book[sheet][cell].value for cell in re.findall(r"[A-Z]+[0-9]+", cells)]
    assert 18414.396 in stated
    movement.get_by_role("link", name=SUMMARY).click()
    expect(page.locator("h1")).to_contain_text(SUMMARY)
    for number, address in enumerate(("/moc-giai-ngan/", "/du-an/", "/lich-thoi-han/"), 24):
        page.goto(address)
        leader.look(f"{number}-{address.strip('/')}")


def the_snapshot_is_made_and_downloads(planner, folder):
    page = planner.page
    page.goto("/bao-cao/")
    planner.look("27-reports")
    planner.read_aloud()
    page.select_option("[name=kind]", "friday-snapshot")
    page.fill("[name=as_of]", "2024-09-30")
    page.check("[name=formats][value=xlsx]")
    page.click("form[action='/bao-cao/lap/'] button[type=submit]")
    page.wait_for_url("**/bao-cao/*/")
    link = page.locator("a[href*='/bao-cao/tep/']")
    link.wait_for(timeout=IN_BACKGROUND)
    planner.look("28-report")
    with page.expect_download() as made:
        link.click()
    made.value.save_as(folder / "snapshot.xlsx")
    book = openpyxl.load_workbook(folder / "snapshot.xlsx")
    values = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert {513402.649, 948539.363} <= values, sorted(map(str, values))
    page.click("a[href$='/xem/']")
    expect(page.locator("main")).to_contain_text("513.402,649")
    planner.look("29-report-on-screen")


def test_without_scripts(person):
    treasurer = person(TREASURER, java_script_enabled=False)
    page = treasurer.page
    page.goto("/tep-kho-bac/tai-len/")
    page.set_input_files("input[type=file]", SAMPLES / VOUCHERS)
    page.click("main form button[type=submit]")
    page.click("form[action$='/ghi-so/'] button", timeout=IN_BACKGROUND)
    expect(page.locator("form[action$='/ghi-so/']")).to_have_count(0)
    expect(page.locator("main a[href$='/huy-ghi/']")).to_be_visible()
    page.click("header button[value=DONG]")
    expect(page.locator("main")).to_contain_text("đồng")

    investor = person(SECOND_INVESTOR, java_script_enabled=False)
    page = investor.page
    page.goto("/bao-cao-ky/")
    page.click("a[href$='/nhap/']")
    line = page.locator("tbody.entry-line").first
    fill(line, executed_volume="1.234,5")
    line.locator("summary").click()
    line.locator("select").select_option("GPMB")
    line.locator("[data-field=difficulty]").fill("Chưa nghiệm thu")
    page.click("button[value=submit]")
    page.wait_for_url("**/bao-cao-ky/*/")
    expect(page.locator("main")).to_contain_text("1.234,5")
    expect(page.locator("main")).to_contain_text("Chưa nghiệm thu")
