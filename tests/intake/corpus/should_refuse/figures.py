"""Cells that state no figure, two figures, or a figure that cannot be: each named by its place."""

from datetime import date

from tests.intake.corpus.cases import Expected, trap
from tests.intake.corpus.dress import (
    MERGED,
    MILLION,
    N,
    bridge,
    raw,
    road,
    save,
    summary,
    voucher,
    vouchers,
)


def only(*issues, rows=1, volume=0, advance=0):
    return Expected(rows, volume, advance, issues)


# Rows with findings are counted, and what is right is still read: the road, 5 and 2 million.
def beside_the_road(*issues):
    return only(*issues, rows=2, volume=5 * MILLION, advance=2 * MILLION)


@trap(beside_the_road("cell.error J7"))
def an_error_cell(path):
    raw(path, summary(), {"J7": '<c r="J7" t="e"><f>A1/0</f><v>#DIV/0!</v></c>'})


@trap(beside_the_road("cell.not_calculated J7"))
def a_formula_without_its_value(path):
    raw(path, summary(), {"J7": '<c r="J7"><f>SUM(L7:M7)</f></c>'})


@trap(beside_the_road("number.unreadable J7"))
def words_in_a_number_cell(path):
    save(path, summary(bridge(30, "hai mươi", 10), road()), merged=MERGED)


@trap(beside_the_road("number.unreadable J7"))
def a_number_with_its_unit(path):
    save(path, summary(bridge(30, "20 triệu", 10), road()), merged=MERGED)


@trap(beside_the_road("number.unreadable J7"))
def true_in_a_number_cell(path):
    raw(path, summary(), {"J7": '<c r="J7" t="b"><v>1</v></c>'})


@trap(beside_the_road("money.date J7"))
def a_day_in_a_number_cell(path):
    raw(path, summary(), {"J7": '<c r="J7" s="1"><v>20</v></c>'})


@trap(beside_the_road("money.not_whole J7"))
def a_part_of_a_dong(path):
    save(path, summary(bridge(N, 20.0000001, 10), road()), merged=MERGED)


@trap(only("money.too_large I5"))
def more_money_than_there_is(path):
    save(path, vouchers(voucher(amount="9.223.372.036.854.775.808")))


@trap(only("number.both_styles J8"))
def vietnamese_and_english_numbers_mixed(path):
    rows = bridge("30", "2.758,373", "10"), road("7", "2,758.373", "2")
    save(path, summary(*rows), merged=MERGED)


@trap(only("number.doubtful_style J7"))
def numbers_that_could_be_either(path):
    save(path, summary(bridge(N, "20.500", "10"), road("7", "5", "2")), merged=MERGED)


@trap(beside_the_road("code.project_length B7"))
def a_leading_zero_lost_in_a_number(path):
    save(path, summary(bridge(code=710004), road()), merged=MERGED)


@trap(beside_the_road("treasury.code_missing B7"))
def money_without_a_code(path):
    save(path, summary(bridge(code=N), road()), merged=MERGED)


@trap(beside_the_road("treasury.source_missing D7"))
def money_without_a_source(path):
    save(path, summary(bridge(source=N), road()), merged=MERGED)


@trap(only("treasury.source_unknown D7", rows=2, volume=5 * MILLION, advance=2 * MILLION))
def a_source_nobody_knows(path):
    save(path, summary(bridge(source="NSXX"), road()), merged=MERGED)


@trap(only("treasury.origin_missing E7"))
def carried_over_without_its_year(path):
    row = [1, "7100001", "Cầu", "NSTW", N, 6, 6, 0, N, N, N]
    save(path, summary(row), merged=MERGED)


@trap(beside_the_road("treasury.parts_differ I7"))
def parts_that_do_not_add_up(path):
    save(path, summary(bridge(31, 20, 10), road()), merged=MERGED)


@trap(
    only(
        "treasury.key_twice_different I7",
        "treasury.key_twice_different I8",
        rows=2,
        volume=20 * MILLION,
        advance=10 * MILLION,
    )
)
def the_same_key_with_other_figures(path):
    save(path, summary(bridge(), bridge(31, 21, 10)), merged=MERGED)


@trap(
    only(
        "treasury.printed_total_differs J9",
        rows=2,
        volume=25 * MILLION,
        advance=12 * MILLION,
    )
)
def a_printed_total_that_is_not_the_sum(path):
    total = [N, N, "Tổng cộng", N, N, N, N, N, N, 26, 12]
    save(path, summary(bridge(), road(), total), merged=MERGED)


@trap(only("day.unreadable A5"))
def a_day_as_a_bare_number(path):
    save(path, vouchers(voucher(day=45352)))


@trap(only("day.unreadable A5"))
def a_day_that_does_not_exist(path):
    save(path, vouchers(voucher(day="30/02/2024")))


@trap(only("treasury.day_missing A5"))
def a_voucher_without_a_day(path):
    save(path, vouchers(voucher(day=N)))


@trap(only("treasury.kind_unknown H5"))
def a_kind_of_payment_nobody_knows(path):
    save(path, vouchers(voucher("Chuyển tiền")))


@trap(only("treasury.amount_missing I5"))
def a_voucher_without_an_amount(path):
    save(path, vouchers(voucher(amount=N)))


@trap(
    only(
        "treasury.outside_budget_year A5",
        "treasury.day_outside_span A5",
        rows=1,
        volume=20 * MILLION,
    )
)
def a_day_outside_the_budget_year(path):
    save(path, vouchers(voucher(day=date(2025, 3, 1))))
