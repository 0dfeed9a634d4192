"""Lines pasted from a spreadsheet: cells parted by tabs, with or without their headings."""

import csv
import re
from collections.abc import Mapping, Sequence
from io import StringIO

from projects.domain.cells import Cell
from projects.domain.columns import column_letters
from projects.domain.draft_rows import FIELDS, typed_text
from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.numbers import NumberStyle, decide_style, format_decimal, read_number
from projects.domain.search import fold

MOST_ROWS = 2_000
MOST_SIGNS = 1_000_000

TOO_LONG = Rule(
    "paste.too_long",
    Severity.ERROR,
    mark("The pasted block is too long: at most %(most)s lines are taken at once."),
    mark("Paste it in parts, or read the whole file as a form."),
)
NO_COLUMNS = Rule(
    "paste.no_columns",
    Severity.ERROR,
    mark("The pasted block has %(count)s columns, and it cannot be told what they are."),
    mark(
        "Copy the columns project, source, nature, origin year, kind, amount in this order, or "
        "copy their headings too."
    ),
)

# A heading as folded text; the whole of it must match.
HEADINGS: Mapping[str, str] = {
    "project": r"ma( so)?( du an| da)|ma( so)? dv ?qhns|(ten )?du an",
    "source": r"ma( so)? nguon( von)?|nguon( von)?",
    "nature": r"tinh chat( von| nguon von)?",
    "origin_year": r"nam (nguon|goc)( von)?|nam von|nguon nam",
    "kind": r"loai( dieu chinh| ke hoach| dong| giao)?",
    "amount": r"so tien( .*)?|so von( .*)?|ke hoach( von)?( .*)?|amount",
    "effective_on": r"ngay (hieu luc|co hieu luc)( .*)?|hieu luc( tu)?( ngay)?",
}
COMPILED = {name: re.compile(pattern) for name, pattern in HEADINGS.items()}
BY_WIDTH: Mapping[int, tuple[str, ...]] = {
    2: ("project", "amount"),
    3: ("project", "source", "amount"),
    6: FIELDS[:6],
    7: FIELDS,
}


def read_pasted(text: str) -> tuple[list[dict[str, str]], list[Issue]]:
    """Return the texts of the pasted lines by field, or what stops them from being read."""
    table = _table(text[:MOST_SIGNS])
    if not table:
        return [], []
    if len(text) > MOST_SIGNS or len(table) > MOST_ROWS + 1:
        return [], [issue(TOO_LONG, most=MOST_ROWS)]
    named = _by_headings(table[0])
    if named:
        table = table[1:]
    width = max((len(row) for row in table), default=0)
    columns = named or dict(enumerate(BY_WIDTH.get(width, ())))
    if "amount" not in columns.values():
        return [], [issue(NO_COLUMNS, count=width)]
    rows = [
        {name: row[index] for index, name in columns.items() if index < len(row)} for row in table
    ]
    return _in_vietnamese(rows)


def _table(text: str) -> list[list[str]]:
    """Return the cells of the filled lines; a text no table reader takes is split plainly."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    try:
        parsed = list(csv.reader(StringIO(text, newline=""), delimiter="\t"))
    except csv.Error:
        parsed = [line.split("\t") for line in text.split("\n")]
    rows = [[typed_text(cell) for cell in row] for row in parsed]
    return [row for row in rows if any(row)]


def _by_headings(row: Sequence[str]) -> dict[int, str]:
    """Return the fields by column if the row holds headings, at least of project or amount."""
    found: dict[int, str] = {}
    for index, cell in enumerate(row):
        heading = re.sub(r"[^a-z0-9 ]", " ", fold(cell))
        heading = " ".join(heading.split())
        name = next((n for n, p in COMPILED.items() if p.fullmatch(heading)), None)
        if name and name not in found.values():
            found[index] = name
    return found if "amount" in found.values() else {}


def _in_vietnamese(rows: list[dict[str, str]]) -> tuple[list[dict[str, str]], list[Issue]]:
    """Return the rows with amounts in the Vietnamese style, whichever style they share."""
    cells = [
        Cell(row.get("amount", ""), "", number, column_letters(FIELDS.index("amount")))
        for number, row in enumerate(rows, 1)
    ]
    style, issues = decide_style(cells)
    if issues:
        return [], issues
    if style is NumberStyle.ENGLISH:
        for row in rows:
            number = read_number(row.get("amount", ""), style)
            if number is not None and not isinstance(number, Issue):
                row["amount"] = format_decimal(number)
    return rows, []
