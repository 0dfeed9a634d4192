"""Tables that do not say what their figures are."""

from tests.intake.corpus.cases import Expected, trap
from tests.intake.corpus.dress import (
    SUMMARY_HEADING,
    TITLE,
    N,
    bridge,
    save,
    summary,
    voucher,
    vouchers,
)


def only(*issues, **figures):
    return Expected(issues=issues, **figures)


@trap(only("treasury.unit_unknown"))
def no_unit(path):
    save(path, summary(title=TITLE[:3]))


@trap(only("treasury.unit_ambiguous"))
def two_units(path):
    title = [*TITLE, ["Đơn vị tính: đồng"]]
    save(path, summary(title=title))


@trap(only("treasury.day_unknown"))
def no_day(path):
    save(path, summary(title=[TITLE[0], TITLE[1], TITLE[3]]))


@trap(only("treasury.day_ambiguous"))
def two_days(path):
    save(path, summary(title=[*TITLE, ["(Số liệu tính đến ngày 31/10/2024)"]]))


@trap(
    only(
        "treasury.day_in_future",
        "treasury.outside_budget_year I7",
        rows=1,
        volume=20_000_000,
        advance=10_000_000,
    )
)
def a_day_still_to_come(path):
    title = [TITLE[0], TITLE[1], ["(Số liệu tính đến ngày 30/09/2026)"], TITLE[3]]
    save(path, summary(bridge(), title=title))


@trap(only("treasury.columns_missing 5"))
def no_column_of_sources(path):
    heading = [[*SUMMARY_HEADING[0][:3], "Ghi chú", *SUMMARY_HEADING[0][4:]], SUMMARY_HEADING[1]]
    save(path, summary(heading=heading))


@trap(only("treasury.column_twice 5", "treasury.column_twice 5"))
def two_columns_of_the_same_figures(path):
    heading = [SUMMARY_HEADING[0], [N] * 5 + ["Tổng số", "Thanh toán KLHT", "Thanh toán KLHT"] * 2]
    save(path, summary(heading=heading))


@trap(only("treasury.layouts_mixed"))
def a_summary_and_vouchers_in_one_file(path):
    save(path, summary(), vouchers(voucher()))


@trap(only("treasury.no_table"))
def a_letter(path):
    save(path, [["Kính gửi: Sở Tài chính"], ["Kho bạc gửi số liệu giải ngân tháng 9."]])


@trap(only("treasury.no_rows"))
def a_heading_without_rows(path):
    save(path, [*TITLE, *SUMMARY_HEADING])


@trap(only("treasury.old_font"))
def letters_of_an_old_font(path):
    headings = ["M· dù ¸n", "Nguån vèn", "Tæng sè"]  # noqa: RUF001 - these are the letters
    save(path, [["Kho b¹c nhµ n­íc"], headings, ["7100001", "x", 5]])
