"""Cases of the rules about hidden parts, official forms, ledger lines and results of units."""

from datetime import date

from disbursement.domain.treasury_known import KnownSource, KnownUnit, PlanStep
from disbursement.domain.treasury_reading import Reading, read_sheets
from disbursement.domain.treasury_rows import Told, UnitRow
from disbursement.domain.treasury_verdict import judge

from .treasury_rule_cases import Case, Found, N, of, row
from .treasury_sheets import SUMMARY_HEADING, TITLE, project, read, sheet
from .treasury_verdicts import KEY, PLANNED, SEPTEMBER, SOURCE, known, statement, verdict

FORM_HEADING = [
    [
        *("STT", "Nội dung", "Mã dự án"),
        "Lũy kế vốn đã giải ngân từ khởi công đến hết năm ngân sách trước",
        "Vốn tạm ứng theo chế độ chưa thu hồi nộp điều chỉnh giảm trong năm quyết toán",
        "Số vốn hoàn trả NSNN theo kết luận của cơ quan thanh tra, kiểm toán",
        *("Kế hoạch và giải ngân vốn kế hoạch các năm trước được kéo dài", N, N, N),
        *("Kế hoạch và giải ngân vốn kế hoạch năm 2024", N, N, N),
    ],
    [N] * 6 + ["Kế hoạch", "Tổng số", "Thanh toán khối lượng hoàn thành", "Vốn tạm ứng"] * 2,
]
LEDGER_HEADING = [
    [
        *("Ngày hạch toán", "Số chứng từ", "Mã TKTN", "Mã ĐVQHNS", "Mã nguồn NSNN"),
        *("Năm KHV", "Năm nguồn vốn", "Phát sinh Nợ", "Phát sinh Có"),
    ]
]


def hidden(**parts) -> Found:
    """Read two projects of which rows or columns are hidden."""
    rows = [project("7100001", N, N, N, 3, 2, 1), project("7100002", N, N, N, N, N, N)]
    built = sheet([*TITLE, *SUMMARY_HEADING, *rows])._replace(**parts)
    return lambda: read_sheets([built]).issues


def beside(*headings) -> Found:
    """Read a table with one more column, under these headings, that states money."""
    pad = [*headings, *[N] * (len(SUMMARY_HEADING) - len(headings))]
    above = [
        line + [N] * (14 - len(line)) + [text]
        for line, text in zip(SUMMARY_HEADING, pad, strict=True)
    ]
    rows = [project("7100001", N, N, N, 3, 2, 1)]
    built = sheet([*TITLE, *above, *([*line, *[N] * (14 - len(line)), 9] for line in rows)])
    return lambda: read_sheets([built]).issues


def form(total, volume=7, advance=2) -> Found:
    """Read a year-end form whose column 16 says it is 17 + 18."""
    cells = [1, "Cầu", "7100001", 0, 0, 0, *([N] * 4), 20, total, volume, advance]
    return of(read, TITLE, FORM_HEADING, [cells])


def posting(account="8211", code="7100001", debit=5, credit=N, day=date(2024, 3, 1)) -> Found:
    line = [day, "CT1", account, code, "NSTW", 2024, 2024, debit, credit]
    good = [day, "CT2", "8211", "7100001", "NSTW", 2024, 2024, 5, N]
    return of(read, TITLE, LEDGER_HEADING, [good, line])


def sourceless(*sources, **changes) -> Found:
    """Judge a row that names no source, of a project with a plan of these sources."""
    listed = [KnownSource(number, f"N{number}", f"Nguồn {number}") for number in sources]
    state = known(
        sources={source.code.casefold(): source.id for source in listed},
        source_list=listed,
        plans={KEY._replace(source_id=source.id): (PLANNED,) for source in listed},
    )
    stated = statement(600, **{"source": "", "told": Told()} | changes)
    return lambda: verdict(stated, to=state).issues


def planned_later(*sources) -> Found:
    """Judge such a row where the second source's plan comes into force after the file's day."""
    listed = [KnownSource(number, f"N{number}", f"Nguồn {number}") for number in sources]
    later = PlanStep(date(2024, 10, 1), 5)
    steps = [PLANNED, later]
    state = known(
        sources={source.code.casefold(): source.id for source in listed},
        source_list=listed,
        plans={
            KEY._replace(source_id=source.id): (step,)
            for source, step in zip(listed, steps, strict=True)
        },
    )
    return lambda: verdict(statement(600, source="", told=Told()), to=state).issues


def units(*rows, portal=None) -> Found:
    """Judge results of units against what the portal has of one of them."""
    stated = [UnitRow("Biểu", at, f"C{at}, D{at}", *row) for at, row in enumerate(rows, 5)]
    reading = Reading(layout="units", as_at=SEPTEMBER, units=stated)
    state = known(units={"ban a": KnownUnit("Ban A", *portal)} if portal else {})
    return lambda: judge(reading, state).issues


CLEAN = row(3, 2, 1)
UNIT = ("Ban A", 7, 3)
OF_LAYOUTS = {
    "treasury.old_font": Case(
        CLEAN,
        of(read, [["Kho b¹c nhµ n­íc"], ["M· dù ¸n", "Nguån vèn", "Tæng sè"]]),  # noqa: RUF001 - text in a font of its own
        of(read, [["Kho b¹c"], ["Ghi chú"]]),
        of(read, [["Kho b¹c"], ["dù ¸n"]]),  # noqa: RUF001 - text in a font of its own
    ),
    "treasury.row_hidden": Case(
        hidden(),
        hidden(hidden_rows=frozenset(range(1, 20))),
        hidden(hidden_rows=frozenset({6, 8})),
        hidden(hidden_rows=frozenset({7})),
    ),
    "treasury.column_hidden": Case(
        hidden(),
        hidden(hidden_columns=frozenset({1})),
        hidden(hidden_columns=frozenset({0, 30})),
        hidden(hidden_columns=frozenset({8})),
    ),
    "treasury.columns_left_out": Case(
        beside("Ghi chú"),
        beside("Thanh toán khối lượng hoàn thành"),
        beside("Tổng cộng giải ngân"),
        beside("Giải ngân vốn khác"),
    ),
    "treasury.formula_differs": Case(form(9), form(900), form("9,000000"), form("9,000001")),
    "treasury.source_not_told": Case(
        sourceless(SOURCE), sourceless(), planned_later(SOURCE, 8), sourceless(SOURCE, 8)
    ),
    "treasury.source_from_plan": Case(
        sourceless(SOURCE, told=N, source="N7"),
        sourceless(SOURCE),
        sourceless(SOURCE, source="N7"),
        planned_later(SOURCE, 8),
    ),
    "treasury.budget_lines": Case(posting(), posting("9523"), posting("9411"), posting("9631")),
    "treasury.other_accounts": Case(posting(), posting("1111"), posting("1713"), posting("1714")),
    "treasury.not_of_projects": Case(
        posting(), posting(code="1012345"), posting(code="8012345"), posting(code="6999999")
    ),
    "treasury.account_missing": Case(
        posting(), posting(account=N), posting(account=N, debit=N), posting(account=" ")
    ),
    "treasury.debit_and_credit_missing": Case(
        posting(), posting(debit=N), posting(debit=N, credit=0), posting(debit="-", credit=" ")
    ),
    "treasury.only_unit_results": Case(CLEAN, units(UNIT), units(), units(("Ban B", 0, 0))),
    "treasury.unit_differs": Case(
        units(UNIT, portal=(7, 3)),
        units(UNIT, portal=(700, 3)),
        units(("BAN A", 7, 3), portal=(7, 3)),
        units(UNIT, portal=(7, 2)),
    ),
    "treasury.unit_not_found": Case(
        units(UNIT, portal=(7, 3)),
        units(UNIT),
        units(("ban A", 0, 0), portal=(7, 3)),
        units(("Ban AB", 7, 3), portal=(7, 3)),
    ),
}
