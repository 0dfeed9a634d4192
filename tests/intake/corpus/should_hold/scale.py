"""Figures that look like those of another unit: they wait until a person vouches for them."""

from tests.intake.corpus.cases import Expected, trap
from tests.intake.corpus.dress import (
    MERGED,
    MILLION,
    TITLE,
    N,
    bridge,
    raw,
    road,
    save,
    summary,
    voucher,
    vouchers,
)
from tests.intake.corpus.portal import known

# As at the end of August; the plan of each key is 100 million.
BEFORE = {"bridge": (20 * MILLION, 10 * MILLION), "road": (5 * MILLION, 0), "school": (MILLION, 0)}
SCHOOL = {"no": 3, "code": "7100003", "name": "Trường học"}


@trap(
    Expected(
        2,
        25_000_000_000,
        12_000_000_000,
        ("treasury.above_plan I7", "treasury.scale_alarm I7", "treasury.above_plan I8"),
    )
)
def billions_announced_where_millions_are_meant(path):
    title = [*TITLE[:3], [N] * 9 + ["Đơn vị tính: tỷ đồng"]]
    save(path, summary(bridge(), road(), title=title), merged=MERGED)


@trap(
    Expected(
        3,
        26_000,
        10_000,
        (
            "treasury.unit_jump",
            "treasury.lower_than_before I7",
            "treasury.lower_than_before I8",
            "treasury.lower_than_before I9",
        ),
        known(**BEFORE),
    )
)
def thousands_announced_where_millions_are_meant(path):
    title = [*TITLE[:3], [N] * 9 + ["Đơn vị tính: nghìn đồng"]]
    rows = bridge(), road(5, 5, 0), bridge(1, 1, 0, **SCHOOL)
    save(path, summary(*rows, title=title), merged=MERGED)


@trap(
    Expected(
        3,
        26,
        10,
        (
            "treasury.unit_jump",
            "treasury.lower_than_before I7",
            "treasury.lower_than_before I8",
            "treasury.lower_than_before I9",
        ),
        known(**BEFORE),
    )
)
def single_dong_announced_where_millions_are_meant(path):
    title = [*TITLE[:3], [N] * 9 + ["Đơn vị tính: đồng"]]
    rows = bridge(), road(5, 5, 0), bridge(1, 1, 0, **SCHOOL)
    save(path, summary(*rows, title=title), merged=MERGED)


@trap(Expected(1, 90 * MILLION, 0, ("treasury.scale_alarm I7",), known(bridge=(MILLION // 2, 0))))
def a_hundred_times_what_was_known(path):
    save(path, summary(bridge(90, 90, 0)), merged=MERGED)


@trap(Expected(1, 20_000 * MILLION, 0, ("treasury.above_plan I5", "treasury.scale_alarm I5")))
def a_voucher_a_thousand_times_too_large(path):
    title = [["BẢNG KÊ"], ["(Từ ngày 01/01/2024 đến ngày 30/06/2024)"], ["ĐVT: nghìn đồng"]]
    save(path, vouchers(voucher(), title=title))


@trap(Expected(1, 12_345_678 * MILLION, 0, ("treasury.above_plan I7", "treasury.scale_alarm I7")))
def points_of_thousands_in_millions(path):
    save(path, summary(bridge("12.345.678", "12.345.678", "-")), merged=MERGED)


ABOVE_ALL = ("treasury.above_plan I5", "treasury.scale_alarm I5")


@trap(Expected(1, 9_007_199_254_740_990, 0, ABOVE_ALL))
def the_first_number_that_a_cell_cannot_hold(path):
    # 2^53 + 1: of a cell the 15 digits count that Excel keeps.
    raw(path, vouchers(voucher()), {"I5": '<c r="I5"><v>9007199254740993</v></c>'})


@trap(Expected(1, 9_007_199_254_740_993, 0, ABOVE_ALL))
def the_same_number_as_text_to_its_last_digit(path):
    save(path, vouchers(voucher(amount="9.007.199.254.740.993")))
