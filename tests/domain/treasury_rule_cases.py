"""For each rule of treasury files: a case it lets pass, one it finds, and those at its boundary."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import NamedTuple

from disbursement.domain.ledger import Statement
from disbursement.domain.treasury_known import PlanStep
from disbursement.domain.treasury_reading import NOTHING_CHOSEN, Choice, read_sheets
from disbursement.domain.treasury_verdict import MOST_OF_A_KIND
from projects.domain.cells import CellError, FormulaWithoutValue
from projects.domain.issues import Issue
from projects.domain.money import Unit

from .treasury_sheets import (
    SPAN,
    SUMMARY_HEADING,
    TITLE,
    VOUCHER_HEADING,
    cell_day,
    project,
    read,
    sheet,
    summary,
    vouchers,
)
from .treasury_sheets import voucher as voucher_line
from .treasury_verdicts import (
    BRIDGE,
    KEY,
    PLANNED,
    SEPTEMBER,
    entry,
    known,
    statement,
    verdict,
    voucher,
)

N = None
Found = Callable[[], Sequence[Issue]]


class Case(NamedTuple):
    """Where a rule is kept, where it is broken, and the last good before the first bad."""

    passing: Found
    failing: Found
    good: Found
    bad: Found


# What a file states by itself


def of(reading: Callable, *args, **options) -> Found:
    return lambda: reading(*args, **options).issues


def money(*values, **options) -> Found:
    """Read vouchers with these amounts."""
    return of(vouchers, *(voucher_line("Tạm ứng", value) for value in values), **options)


def line(kind="Tạm ứng", amount=1, **changes) -> Found:
    return of(vouchers, voucher_line(kind, amount, **changes))


def row(*figures, **changes) -> Found:
    """Read a row of this year's total, volume and open advance."""
    return of(summary, project("7100001", N, N, N, *figures, **changes))


def carried(*figures, origin) -> Found:
    return of(summary, project("7100001", *figures, N, N, N, origin=origin))


def above(*texts, choice=NOTHING_CHOSEN) -> Found:
    """Read a good table under these rows of text."""
    return of(read, [[text] for text in texts], SUMMARY_HEADING, [GOOD_ROW], choice=choice)


def heading(*changes) -> Found:
    """Read a list of vouchers with other words in its heading."""
    (words,) = VOUCHER_HEADING
    words = list(words)
    for place, word in changes:
        words[place] = word
    return of(read, SPAN, [words], [voucher_line("Tạm ứng", 1)])


def lines_below(count) -> Found:
    """Read a list of vouchers whose heading stands below so many rows of text."""
    return of(read, [["Ghi chú"]] * count, SPAN, VOUCHER_HEADING, [voucher_line("Tạm ứng", 1)])


def book(*sheets) -> Found:
    return lambda: read_sheets([sheet(rows, **named) for rows, named in sheets]).issues


def recovery(*figures) -> Found:
    words = [
        ["Mã dự án", "Mã nguồn", "Giải ngân vốn năm 2024", N, N, N],
        [N, N, "Tổng số", "KLHT", "Tạm ứng", "Thu hồi tạm ứng"],
    ]
    return of(read, TITLE, words, [["7100001", "NSTW", *figures]])


def printed(total) -> Found:
    rows = [project("7100001", N, N, N, 3, 2, 1), project("7100002", N, N, N, 4, 4, 0)]
    return of(summary, *rows, [N, N, "Tổng cộng", N, N, N, N, N, total, N, N])


GOOD_ROW = project("7100001", N, N, N, 3, 2, 1)
GOOD_TABLE = [*TITLE, *SUMMARY_HEADING, GOOD_ROW]
NOTE = [["Danh bạ điện thoại"], ["Phòng", "Số"]]
LISTED = [*SPAN, *VOUCHER_HEADING, voucher_line("Tạm ứng", 1)]
CLEAN = row(3, 2, 1)
YEAR, DAY, UNIT = "NĂM 2024", "Số liệu tính đến ngày 30/09/2024", "Đơn vị tính: đồng"
OTHER_DAY = "Số liệu tính đến ngày 29/09/2024"
# The heading of a table may begin in row 40 at the latest; SPAN has three rows.
LAST_HEADING = 40 - 1 - len(SPAN)

OF_SHEETS = {
    "treasury.no_table": Case(
        CLEAN, of(read, NOTE), lines_below(LAST_HEADING), lines_below(LAST_HEADING + 1)
    ),
    "treasury.columns_missing": Case(
        CLEAN, heading((0, "Ghi chú")), heading((1, "Ghi chú")), heading((6, "Ghi chú"))
    ),
    "treasury.column_twice": Case(
        CLEAN,
        heading((1, "Mã dự án")),
        heading((1, "Tên dự án")),
        heading((1, "Năm nguồn vốn")),
    ),
    "treasury.layouts_mixed": Case(
        CLEAN,
        book((GOOD_TABLE, {"name": "1"}), (LISTED, {"name": "2"})),
        book((GOOD_TABLE, {"name": "1"}), (GOOD_TABLE, {"name": "2"})),
        book((LISTED, {"name": "1"}), (GOOD_TABLE, {"name": "2"})),
    ),
    "treasury.sheet_hidden": Case(
        CLEAN,
        book((GOOD_TABLE, {}), (GOOD_TABLE, {"name": "2", "is_visible": False})),
        book((GOOD_TABLE, {}), (NOTE, {"name": "2", "is_visible": False})),
        book((LISTED, {}), (LISTED, {"name": "2", "is_visible": False})),
    ),
    "treasury.sheet_not_read": Case(
        CLEAN,
        book((GOOD_TABLE, {}), (NOTE, {"name": "2"})),
        book((GOOD_TABLE, {}), (NOTE, {"name": "2", "is_visible": False})),
        book((GOOD_TABLE, {}), ([["Ghi chú"]], {"name": "2"})),
    ),
    "treasury.no_rows": Case(CLEAN, of(summary), row(0, 0, 0), row(N, N, N)),
    "treasury.unit_unknown": Case(
        above(YEAR, DAY, UNIT),
        above(YEAR, DAY),
        above(YEAR, DAY, choice=Choice(Unit.DONG)),
        above(YEAR, DAY, "Đơn vị: Đồng Tháp"),
    ),
    "treasury.unit_ambiguous": Case(
        above(YEAR, DAY, UNIT),
        above(YEAR, DAY, UNIT, "Đơn vị tính: tỷ đồng"),
        above(YEAR, DAY, UNIT, UNIT),
        above(YEAR, DAY, UNIT, "Đơn vị tính: nghìn đồng"),
    ),
    "treasury.unit_overruled": Case(
        above(YEAR, DAY, UNIT),
        above(YEAR, DAY, UNIT, choice=Choice(Unit.MILLION)),
        above(YEAR, DAY, UNIT, choice=Choice(Unit.DONG)),
        above(YEAR, DAY, UNIT, choice=Choice(Unit.THOUSAND)),
    ),
    "treasury.day_unknown": Case(
        above(YEAR, UNIT, DAY),
        above(YEAR, UNIT),
        above(YEAR, UNIT, choice=Choice(None, SEPTEMBER)),
        above(YEAR, UNIT, "Số liệu tính đến ngày 31/09/2024"),
    ),
    "treasury.day_ambiguous": Case(
        above(YEAR, UNIT, DAY),
        above(YEAR, UNIT, DAY, "Số liệu tính đến ngày 31/12/2023"),
        above(YEAR, UNIT, DAY, DAY),
        above(YEAR, UNIT, DAY, OTHER_DAY),
    ),
    "treasury.day_overruled": Case(
        above(YEAR, UNIT, DAY),
        above(YEAR, UNIT, DAY, choice=Choice(None, date(2023, 12, 31))),
        above(YEAR, UNIT, DAY, choice=Choice(None, SEPTEMBER)),
        above(YEAR, UNIT, DAY, choice=Choice(None, date(2024, 9, 29))),
    ),
    "treasury.plan_year_unclear": Case(
        above(YEAR, UNIT, DAY),
        above("NĂM 2020", UNIT, DAY),
        above(YEAR, YEAR, UNIT, DAY),
        above("NĂM 2023", UNIT, DAY),
    ),
}
OF_CELLS = {
    "cell.error": Case(money(1), money(CellError("#REF!")), money("0"), money(CellError("#N/A"))),
    "cell.not_calculated": Case(
        money(1), money(FormulaWithoutValue()), money(0), money(1, FormulaWithoutValue())
    ),
    "number.unreadable": Case(money(1), money("abc"), money("1.500"), money("1.500 đồng")),
    "number.both_styles": Case(
        money("2.758.000"),
        money("2.758,5", "2,758.5"),
        money("2.758.000", "1.000"),
        money("2.758.000", "1,758,000"),
    ),
    "number.doubtful_style": Case(
        money("1234"), money("1,234"), money("2,758,000", "1,234"), money("1,234", "1,235")
    ),
    # a đồng is 0,000001 triệu
    "money.not_whole": Case(
        row(3, 2, 1), row("0,5555555", N, N), row(0.000001, 0, N), row(0.0000005, 0, N)
    ),
    # 2^63 - 1 = 9.223.372.036.854.775.807
    "money.too_large": Case(
        money(1),
        money("99.999.999.999.999.999.999"),
        money("9.223.372.036.854.775.807"),
        money("9.223.372.036.854.775.808"),
    ),
    "money.date": Case(
        money(1), money(cell_day(2024, 9, 1)), money(45536), money(date(2024, 9, 1))
    ),
    "day.unreadable": Case(
        line(day="01/03/2024"), line(day="sớm"), line(day="29/02/2024"), line(day="30/02/2024")
    ),
    "code.unreadable": Case(line(), line(code=True), line(code=7100001.0), line(code=7100001.5)),
    "code.project_length": Case(
        line(), line(code="71"), line(code="0100001"), line(code="07100001")
    ),
}
OF_ROWS = {
    "treasury.code_missing": Case(line(), line(code=N), line(code=" 7100001 "), line(code=" ")),
    "treasury.source_missing": Case(
        line(), line(source=N), line(source=" NSTW "), line(source=" - ")
    ),
    "treasury.year_unreadable": Case(
        line(), line(year="năm nay"), line(year="Năm 2024"), line(year="24")
    ),
    "treasury.plan_year_missing": Case(line(), line(year=N), line(year="2024"), line(year="-")),
    "treasury.origin_missing": Case(
        carried(3, 2, 1, origin=2023),
        carried(3, 2, 1, origin=N),
        carried(0, 0, 0, origin=N),
        carried(1, 1, 0, origin="-"),
    ),
    "treasury.origin_too_late": Case(
        line(origin=2023), line(origin=2030), line(origin=2024), line(origin=2025)
    ),
    "treasury.origin_not_earlier": Case(
        carried(3, 2, 1, origin=2020),
        carried(3, 2, 1, origin=2024),
        carried(3, 2, 1, origin=2023),
        carried(1, 1, 0, origin="2024"),
    ),
    "treasury.day_missing": Case(line(), line(day=N), line(day=" 1/3/2024 "), line(day=" ")),
    "treasury.kind_missing": Case(line(), line(kind=N), line(kind=" Tạm ứng "), line(kind=" ")),
    "treasury.kind_unknown": Case(
        line(), line(kind="Khác"), line(kind="TẠM ỨNG"), line(kind="Tạm")
    ),
    "treasury.amount_missing": Case(money(1), money(N), money(0), money("-")),
    "treasury.amount_negative": Case(money(5), money(-500), money(0), money(-1)),
    "treasury.repayment_negative": Case(
        line("Nộp giảm tạm ứng", 5),
        line("Nộp giảm tạm ứng", -500),
        line("Nộp giảm tạm ứng", 0),
        line("Nộp giảm tạm ứng", -1),
    ),
    "treasury.parts_differ": Case(row(3, 2, 1), row(9, 2, 1), row(3, N, 1), row("3,000001", 2, 1)),
    "treasury.part_missing": Case(row(3, 2, 1), row(6, N, N), row(6, 6, N), row(1, N, N)),
    # 9 = 7 + 4 - 2 says that the volume contains the recoveries; 11 = 7 + 4 does not tell.
    "treasury.recovery_unclear": Case(
        recovery(7, 7, 0, N), recovery(11, 7, 4, 2), recovery(9, 7, 4, 2), recovery(N, 7, 4, 2)
    ),
    "treasury.printed_total_differs": Case(
        printed(N), printed(70), printed(7), printed("7,000001")
    ),
}


# What a file states, held against what is known


def told(*rows, to=None, **options) -> Found:
    return lambda: verdict(*rows, to=to, **options).issues


def office(*names, sent_by="KBNN Khu vực II") -> Found:
    state = known(office=sent_by, offices={BRIDGE: frozenset(names)} if names else {})
    return told(statement(600), to=state)


def jump(count, times, before=5) -> Found:
    """Judge a file in which so many keys become so many times what they were."""
    plan = PlanStep(PLANNED.effective_on, 10**12)
    keys = [KEY._replace(source_id=number) for number in range(1, count + 1)]
    stated = Statement(1, date(2024, 8, 31), before, 0)
    state = known(
        sources={f"n{key.source_id}": key.source_id for key in keys},
        plans=dict.fromkeys(keys, (plan,)),
        facts={key: known(statements=[stated]).facts[KEY] for key in keys},
    )
    after = [statement(int(before * times), source=f"N{key.source_id}") for key in keys]
    return told(*after, to=state, confirmed=True)


def advance_since(day, *more, months=9) -> Found:
    rows = [voucher("advance", 300, day=day), *more]
    return told(*rows, to=known(advance_months=months), as_at=date(2024, 12, 31))


def recovered(amount, day=date(2024, 12, 1)):
    return voucher("recovery", amount, number="2", row=11, day=day)


def vouchers_to(*rows, before=(), as_at=SEPTEMBER) -> Found:
    return told(*rows, to=known(vouchers=before), as_at=as_at)


def stated_before(volume, advance, day=date(2024, 8, 31)):
    return known(statements=[Statement(1, day, volume, advance)])


def strangers(count) -> Found:
    return told(*(statement(1, row=at, code=f"9{at:06}") for at in range(count)))


paid = partial(voucher, "volume", 5)
OF_WHAT_IS_KNOWN = {
    "treasury.project_unknown": Case(
        told(statement(600)),
        told(statement(600, code="7999999")),
        told(statement(600, code="7100002", source="nstw")),
        told(statement(600, code="7100003")),
    ),
    "treasury.other_office": Case(
        office("KBNN Khu vực II"),
        office("KBNN Khu vực I"),
        office("KBNN Khu vực I", "KBNN Khu vực II"),
        office("KBNN Khu vực I", "KBNN Khu vực III"),
    ),
    "treasury.source_unknown": Case(
        told(statement(600)),
        told(statement(600, source="XX")),
        told(statement(600, source="nstw")),
        told(statement(600, source="NSTW1")),
    ),
    "treasury.day_in_future": Case(
        told(statement(600)),
        told(statement(600), to=known(today=date(2024, 1, 1))),
        told(statement(600), to=known(today=SEPTEMBER)),
        told(statement(600), to=known(today=date(2024, 9, 29))),
    ),
    "treasury.day_outside_span": Case(
        told(paid()),
        told(paid(), as_at=date(2024, 1, 1)),
        told(paid(), as_at=date(2024, 3, 1)),
        told(paid(), as_at=date(2024, 2, 29)),
    ),
    "treasury.older_than_known": Case(
        told(statement(600), to=stated_before(500, 0)),
        told(statement(600), to=stated_before(900, 0, date(2025, 1, 31))),
        told(statement(600), to=known(newest_of_office=SEPTEMBER)),
        told(statement(600), to=known(newest_of_office=date(2024, 10, 1))),
    ),
    "treasury.key_twice_different": Case(
        told(statement(600)),
        told(statement(600), statement(7, row=11)),
        told(statement(600), statement(601, row=11, origin_year=2023)),
        told(statement(600), statement(601, row=11)),
    ),
    "treasury.key_twice_equal": Case(
        told(statement(600)),
        told(statement(600), statement(600, row=11)),
        told(statement(600), statement(600, row=11, plan_year=2023, origin_year=2023)),
        told(statement(600, code="7999999"), statement(600, row=11, code="7999999")),
    ),
    "treasury.above_investment": Case(
        told(statement(600), to=known(total=2_000)),
        told(statement(600), to=known(total=100)),
        told(statement(600), to=known(total=1_500, spent={BRIDGE: 900})),
        told(statement(601), to=known(total=1_500, spent={BRIDGE: 900})),
    ),
    "treasury.unit_jump": Case(jump(3, 2), jump(3, 1_000_000), jump(2, 1_000), jump(3, 1_000)),
    "treasury.plan_missing": Case(
        told(statement(600)),
        told(statement(600), to=known(plan=())),
        told(statement(0), to=known(plan=())),
        told(statement(1), to=known(plan=())),
    ),
    "treasury.above_plan": Case(
        told(statement(600)), told(statement(5_000)), told(statement(1_000)), told(statement(1_001))
    ),
    "treasury.outside_budget_year": Case(
        told(paid()),
        told(paid(day=date(2026, 1, 1)), as_at=date(2026, 1, 1)),
        told(paid(day=date(2025, 1, 31)), as_at=date(2025, 2, 1)),
        told(paid(day=date(2025, 2, 1)), as_at=date(2025, 2, 1)),
    ),
    "treasury.lower_than_before": Case(
        told(statement(700), to=stated_before(500, 100)),
        told(statement(5), to=stated_before(500, 100)),
        told(statement(600), to=stated_before(500, 100)),
        told(statement(599), to=stated_before(500, 100)),
    ),
    "treasury.advance_negative": Case(
        told(statement(600, 5)),
        told(statement(600, -300)),
        told(statement(600, 0)),
        told(statement(600, -1)),
    ),
    # 300 paid on a day; after nine months what is not recovered by then is overdue.
    "treasury.advance_overdue": Case(
        advance_since(date(2024, 9, 1)),
        advance_since(date(2024, 1, 10)),
        advance_since(date(2024, 3, 31)),
        advance_since(date(2024, 3, 30)),
    ),
    "treasury.stated_differently": Case(
        told(statement(600), to=known()),
        told(statement(600), to=stated_before(5, 5, SEPTEMBER)),
        told(statement(600), to=stated_before(600, 0, SEPTEMBER)),
        told(statement(600), to=stated_before(599, 1, SEPTEMBER)),
    ),
    "treasury.voucher_known": Case(
        vouchers_to(paid()),
        vouchers_to(paid(), before=[entry("CT1", 5)]),
        vouchers_to(paid(), before=[entry("CT1", 6)]),
        vouchers_to(paid(), paid(row=11), before=[entry("CT1", 5)]),
    ),
    "treasury.voucher_known_unnumbered": Case(
        vouchers_to(paid(number="")),
        vouchers_to(paid(number=""), before=[entry("", 5)]),
        vouchers_to(paid(number=""), before=[entry("", 5, day=date(2024, 3, 2))]),
        vouchers_to(paid(number=""), before=[entry("", 5), entry("", 5, pk=2, file=2)]),
    ),
    "treasury.voucher_twice": Case(
        vouchers_to(paid()),
        vouchers_to(paid(), paid(row=11)),
        vouchers_to(paid(), paid(row=11, number="CT2")),
        vouchers_to(paid(number=""), paid(row=11, number="")),
    ),
    "treasury.scale_alarm": Case(
        told(statement(600)),
        told(statement(10**9)),
        told(statement(100_000)),
        told(statement(100_001)),
    ),
    "treasury.more_of_the_same": Case(
        strangers(1), strangers(900), strangers(MOST_OF_A_KIND), strangers(MOST_OF_A_KIND + 1)
    ),
}
