"""Open advances by age, what contracts account for, and since when an advance is overdue."""

from datetime import date

import pytest

from disbursement.domain.advances import (
    Ageing,
    Lot,
    Measure,
    Recovery,
    Standing,
    Step,
    age,
    band_of,
    beyond_contracts,
    by_band,
    judge_lot,
    overdue_within,
    reached_on,
    rule_on,
)

JAN, FEB, MAR, APR, MAY = (date(2024, month, 10) for month in range(1, 6))
SINCE = date(2021, 1, 1)


def rule(purpose="contract", *, since=SINCE, percent=None, days=None, months=None, more=0):
    return Recovery(1, purpose, since, percent, days, months, more, "NĐ")


CONTRACT = rule(percent=80, more=3)
LAND = rule("land", days=30, months=3)
OTHER = rule("other", months=6, more=3)


def judged(lot_day, day, rules, purpose, measures=()):
    found = judge_lot(Lot(lot_day, 100), rules, purpose, measures, day)
    return found.due_on, found.overdue_from, found.standing


def test_a_recovery_pays_off_the_oldest_advance_first():
    steps = [Step(JAN, 100), Step(MAR, 50), Step(APR, -120)]
    assert age(steps[:2]) == Ageing((Lot(JAN, 100), Lot(MAR, 50)))
    assert age(steps) == Ageing((Lot(MAR, 30),))
    assert age([*steps, Step(MAY, -30)]) == Ageing()


def test_the_order_in_which_steps_come_plays_no_part():
    steps = [Step(APR, -120), Step(MAR, 50), Step(JAN, 100)]
    assert age(steps) == Ageing((Lot(MAR, 30),))


def test_on_one_day_the_advance_comes_before_the_recovery():
    assert age([Step(JAN, -40), Step(JAN, 100)]) == Ageing((Lot(JAN, 60),))


def test_what_is_recovered_beyond_all_advances_makes_the_balance_negative():
    below = age([Step(JAN, 100), Step(FEB, -130)])
    assert below == Ageing((), 30)
    assert below.balance == -30
    # The next advance first makes up for it.
    assert age([Step(JAN, 100), Step(FEB, -130), Step(MAR, 50)]) == Ageing((Lot(MAR, 20),))


def test_without_steps_nothing_is_open():
    assert age([]) == Ageing()
    assert age([]).balance == 0


@pytest.mark.parametrize(
    ("day", "band"),
    [
        (date(2024, 1, 31), "m1"),
        (date(2024, 2, 29), "m1"),  # 31/01 and a month is the last of February
        (date(2024, 3, 1), "m3"),
        (date(2024, 4, 30), "m3"),
        (date(2024, 5, 1), "m6"),
        (date(2024, 7, 31), "m6"),
        (date(2024, 8, 1), "m12"),
        (date(2025, 1, 31), "m12"),
        (date(2025, 2, 1), "older"),
    ],
)
def test_an_advance_is_so_many_months_old_on_that_day_of_the_month(day, band):
    assert band_of(date(2024, 1, 31), day) == band


def test_bands_add_up_to_what_is_open():
    lots = [Lot(date(2022, 1, 1), 7), Lot(JAN, 100), Lot(MAR, 30), Lot(MAR, 5)]
    sums = by_band(lots, date(2024, 3, 31))
    assert sums == {"m1": 35, "m3": 100, "m6": 0, "m12": 0, "older": 7}


def test_what_no_contract_accounts_for_keeps_its_age():
    ledger = Ageing((Lot(JAN, 50), Lot(MAR, 100)))
    assert beyond_contracts(ledger, [Ageing((Lot(MAR, 100),))]) == Ageing((Lot(JAN, 50),))
    assert beyond_contracts(ledger, []) == ledger
    assert beyond_contracts(ledger, [ledger]) == Ageing()


def test_a_statement_at_the_end_of_the_month_stands_for_the_contract_s_payment():
    ledger = Ageing((Lot(date(2024, 1, 31), 60), Lot(date(2024, 3, 31), 100)))
    left = beyond_contracts(ledger, [Ageing((Lot(MAR, 100),))])
    assert left == Ageing((Lot(date(2024, 1, 31), 60),))
    # A payment after the last statement stands for what is left of it, the latest first.
    left = beyond_contracts(ledger, [Ageing((Lot(APR, 130),))])
    assert left == Ageing((Lot(date(2024, 1, 31), 30),))


def test_contracts_that_say_more_than_the_ledger_leave_a_negative_rest():
    left = beyond_contracts(Ageing((Lot(JAN, 50),)), [Ageing((Lot(JAN, 80),))])
    assert left.lots == ()
    assert left.balance == -30


@pytest.mark.parametrize(
    ("ledger", "contracts"),
    [
        (Ageing((Lot(JAN, 50), Lot(MAR, 10))), [Ageing((Lot(FEB, 20),)), Ageing((), 5)]),
        (Ageing((), 9), [Ageing((Lot(FEB, 20),))]),
        (Ageing((Lot(JAN, 50),)), [Ageing((Lot(FEB, 20),)), Ageing((Lot(MAY, 40),))]),
    ],
)
def test_contracts_and_the_rest_add_up_to_the_ledger(ledger, contracts):
    rest = beyond_contracts(ledger, contracts)
    assert sum(each.balance for each in contracts) + rest.balance == ledger.balance


def test_land_money_is_due_in_thirty_days_and_overdue_after_three_months():
    due, overdue = date(2024, 2, 9), date(2024, 4, 11)
    assert judged(JAN, date(2024, 2, 9), [LAND], "land") == (due, overdue, Standing.OPEN)
    assert judged(JAN, date(2024, 2, 10), [LAND], "land") == (due, overdue, Standing.DUE)
    assert judged(JAN, date(2024, 4, 10), [LAND], "land") == (due, overdue, Standing.DUE)
    assert judged(JAN, date(2024, 4, 11), [LAND], "land") == (due, overdue, Standing.OVERDUE)


def test_work_without_a_contract_is_due_in_six_months_and_overdue_in_nine():
    due, overdue = date(2024, 7, 10), date(2024, 10, 11)
    assert judged(JAN, due, [OTHER], "other") == (due, overdue, Standing.OPEN)
    assert judged(JAN, date(2024, 10, 10), [OTHER], "other") == (due, overdue, Standing.DUE)
    assert judged(JAN, overdue, [OTHER], "other") == (due, overdue, Standing.OVERDUE)


def test_a_contract_s_advance_is_due_when_eighty_per_cent_are_done():
    done = [Measure(FEB, 799), Measure(MAR, 800)]
    assert judged(JAN, FEB, [CONTRACT], "contract", done) == (None, None, Standing.OPEN)
    due, overdue = MAR, date(2024, 6, 11)
    assert judged(JAN, MAR, [CONTRACT], "contract", done) == (due, overdue, Standing.OPEN)
    assert judged(JAN, APR, [CONTRACT], "contract", done) == (due, overdue, Standing.DUE)
    assert judged(JAN, date(2024, 6, 10), [CONTRACT], "contract", done)[2] is Standing.DUE
    assert judged(JAN, date(2024, 6, 11), [CONTRACT], "contract", done)[2] is Standing.OVERDUE


def test_an_advance_paid_after_the_share_was_reached_is_due_at_once():
    done = [Measure(JAN, 900)]
    assert judged(MAR, MAR, [CONTRACT], "contract", done)[:2] == (MAR, date(2024, 6, 11))


def test_progress_that_was_corrected_downwards_counts_from_when_it_was_reached_again():
    measures = [Measure(JAN, 850), Measure(FEB, 600), Measure(APR, 820), Measure(MAY, 900)]
    assert reached_on(measures, 80, JAN) == JAN
    assert reached_on(measures, 80, MAR) is None
    assert reached_on(measures, 80, MAY) == APR
    assert reached_on([], 80, MAY) is None


def test_the_rule_of_the_day_of_the_advance_counts():
    newer = rule("land", since=MAR, days=10, months=1)
    assert rule_on([LAND, newer, OTHER], "land", FEB) == LAND
    assert rule_on([LAND, newer, OTHER], "land", MAR) == newer
    assert rule_on([newer], "land", FEB) is None
    assert judged(FEB, date(2030, 1, 1), [newer], "land") == (None, None, Standing.OPEN)


def test_no_more_is_overdue_than_the_ledger_says_is_open():
    assert [overdue_within(80, balance) for balance in (100, 50, 0, -5)] == [80, 50, 0, 0]
