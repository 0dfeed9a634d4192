"""Numbers, codes and days in the shapes that cells give them."""

from datetime import date, datetime

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

SAME = Expected(2, 25_000_000, 12_000_000)
ONE_VOUCHER = Expected(1, 20_000_000, 0)


@trap(SAME)
def numbers_as_text_in_vietnamese_style(path):
    save(path, summary(bridge("30,00", "20,0", "10"), road("7", "5", "2,000000")), merged=MERGED)


@trap(Expected(2, 25_005_000, 12_000_000))
def numbers_as_text_in_english_style(path):
    # 20.005 million and 5 million; the full text of the first can only be English.
    save(path, summary(bridge("30.0050", "20.0050", "10.00"), road()), merged=MERGED)


@trap(SAME)
def a_dash_for_zero(path):
    rows = bridge(30, 20, 10), road(7, 5, 2)
    rows[0][5:8] = "-", " - ", "–"
    rows[1][5:8] = "-", "\xa0-\xa0", N
    save(path, summary(*rows), merged=MERGED)


@trap(SAME)
def hard_spaces_around_codes_and_numbers(path):
    rows = (
        bridge("\xa030", " 20\xa0", "10 ", code="\xa07100001 ", source="NSTW\xa0"),
        road("7 ", "5\u202f", "\u20072"),
    )
    save(path, summary(*rows), merged=MERGED)


@trap(SAME)
def codes_as_numbers(path):
    save(path, summary(bridge(code=7100001), road(code=7100002.0)), merged=MERGED)


@trap(Expected(1, 20_000_000, 10_000_000))
def a_code_with_a_leading_zero_as_text(path):
    save(path, summary(bridge(code="0710004")), merged=MERGED)


@trap(Expected(1, 20_000_000, 10_000_000))
def a_source_code_as_a_number(path):
    save(path, summary(bridge(source=49)), merged=MERGED)


@trap(SAME)
def noise_of_floating_point(path):
    # 0.1 + 0.2 is 0.30000000000000004: what lies beyond 15 digits is not in the figure.
    raw(
        path,
        summary(bridge(30, 19.9 + 0.1, 10), road(7, 5, 2)),
        {
            "I7": '<c r="I7"><v>30.000000000000004</v></c>',
            "J7": '<c r="J7"><v>19.999999999999996</v></c>',
            "K8": '<c r="K8"><v>2.0000000000000004</v></c>',
        },
    )


@trap(Expected(1, 300_000, 0))
def a_tenth_and_two_tenths(path):
    raw(path, summary(bridge(0.1 + 0.2, 0.1 + 0.2, 0)))


@trap(SAME)
def numbers_in_scientific_notation(path):
    raw(path, summary(), {"J7": '<c r="J7"><v>2.0E1</v></c>'})


@trap(SAME)
def formulas_with_their_values(path):
    raw(path, summary(), {"I7": '<c r="I7"><f>J7+K7</f><v>30</v></c>'})


@trap(ONE_VOUCHER)
def a_day_as_text(path):
    save(path, vouchers(voucher(day="01/3/2024")))


@trap(ONE_VOUCHER)
def a_day_as_text_in_iso_form(path):
    save(path, vouchers(voucher(day="2024-03-01")))


@trap(ONE_VOUCHER)
def a_day_with_a_time_late_in_the_evening(path):
    save(path, vouchers(voucher(day=datetime(2024, 6, 30, 23, 59))))  # noqa: DTZ001


@trap(ONE_VOUCHER)
def days_counted_from_1904(path):
    # 1 March 2024 is day 45352 from 1900 and 1462 less from 1904.
    cells = {"A5": f'<c r="A5" s="1"><v>{45352 - 1462}</v></c>'}
    raw(path, vouchers(voucher()), cells, book='<workbookPr date1904="1"/>')


@trap(Expected(2, 15_000_000, 0, ("treasury.amount_negative I6",)))
def a_negative_correction(path):
    save(path, vouchers(voucher(), voucher(amount=-5 * MILLION, number="CT2")))


@trap(Expected(2, 15_000_000, 0, ("treasury.amount_negative I6",)))
def a_negative_correction_in_brackets(path):
    save(path, vouchers(voucher(), voucher(amount="(5.000.000)", number="CT2")))


@trap(Expected(2, 4_000_000, 6_000_000))
def an_advance_and_what_is_recovered_of_it(path):
    advance = voucher("Tạm ứng", 10 * MILLION)
    save(path, vouchers(advance, voucher("Thu hồi tạm ứng", 4 * MILLION, day=date(2024, 4, 1))))


@trap(Expected(1, 999_999, 0))
def amounts_to_the_single_dong(path):
    save(path, vouchers(voucher(amount=999_999)))


@trap(Expected(1, 999_999, 0))
def amounts_in_millions_to_the_single_dong(path):
    save(path, summary(bridge("0,999999", 0.999999, 0)), merged=MERGED)
