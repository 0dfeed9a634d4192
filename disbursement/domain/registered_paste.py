"""A block of monthly plans copied from a spreadsheet: a project code, then thirteen amounts."""

from collections.abc import Collection
from dataclasses import dataclass

from disbursement.domain.registered_plans import MONTHS
from projects.domain.cells import Cell
from projects.domain.codes import code_key
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, Rule, Severity, issue, mark
from projects.domain.numbers import NumberStyle, decide_style, format_decimal, read_number

MOST_LINES = 2_000
MOST_SIGNS = 1_000_000

TOO_LONG = Rule(
    "registered.paste_too_long",
    Severity.ERROR,
    mark("The pasted block is longer than %(most)s lines."),
    mark("Paste it in parts."),
)
NO_PROJECT = Rule(
    "registered.paste_no_project",
    Severity.WARNING,
    mark("Line %(line)s of the pasted block names none of your projects: %(text)s."),
    mark("Copy the project code into the first column; headings and totals may stay."),
)
WRONG_WIDTH = Rule(
    "registered.paste_width",
    Severity.ERROR,
    mark("Line %(line)s of the pasted block has %(count)s amounts after the code, not 12 or 13."),
    mark("Copy the columns of January to December, and of January of the next year."),
)
TWICE = Rule(
    "registered.paste_twice",
    Severity.ERROR,
    mark("Project %(project)s stands twice in the pasted block, the second time in line %(line)s."),
    mark("Keep one line for each project."),
)


@dataclass(frozen=True, slots=True)
class PastedLine:
    """The texts of the thirteen months of one project, in the Vietnamese style."""

    code: str
    texts: tuple[str, ...]


def read_block(text: str, codes: Collection[str]) -> tuple[list[PastedLine], list[Issue]]:
    """Return the lines that name one of the projects, and what is wrong about the others.

    Twelve amounts leave January of the next year empty. A column between code and amounts, such
    as the name, is passed over, and so is a sum behind thirteen amounts.
    """
    rows = [line.split("\t") for line in text[:MOST_SIGNS].replace("\r", "").split("\n")]
    rows = [[cell.strip().strip("\x00") for cell in row] for row in rows]
    if len(text) > MOST_SIGNS or len(rows) > MOST_LINES:
        return [], [issue(TOO_LONG, most=MOST_LINES)]
    by_key = {code_key(code): code for code in codes}
    found: dict[str, PastedLine] = {}
    issues: list[Issue] = []
    for number, row in enumerate(rows, 1):
        if not any(row):
            continue
        place = next((at for at, cell in enumerate(row) if code_key(cell) in by_key), None)
        if place is None:
            shown = " ".join(filter(None, row))[:60]
            issues.append(issue(NO_PROJECT, line=number, text=shown))
            continue
        code = by_key[code_key(row[place])]
        amounts = _amounts(row[place + 1 :])
        if len(amounts) != MONTHS:
            issues.append(issue(WRONG_WIDTH, line=number, count=len(amounts)))
        elif code in found:
            issues.append(issue(TWICE, project=code, line=number))
        else:
            found[code] = PastedLine(code, tuple(amounts))
    lines, unclear = _in_vietnamese(list(found.values()))
    return lines, [*issues, *unclear]


def _amounts(cells: list[str]) -> list[str]:
    """Return the thirteen amounts behind the code, without a name before or a sum after them."""
    while cells and not cells[-1] and len(cells) > MONTHS:
        cells = cells[:-1]
    if cells and cells[0] and not any(sign.isdigit() for sign in cells[0]) and cells[0] != "-":
        cells = cells[1:]
    if len(cells) == MONTHS - 1:
        return [*cells, ""]
    return cells[:MONTHS] if len(cells) == MONTHS + 1 else cells


def _in_vietnamese(lines: list[PastedLine]) -> tuple[list[PastedLine], list[Issue]]:
    """Return the texts in the Vietnamese style, whichever style the block has."""
    cells = [
        Cell(text, "", row, column_letters(column))
        for row, line in enumerate(lines, 1)
        for column, text in enumerate(line.texts, 1)
    ]
    style, issues = decide_style(cells)
    if issues:
        return [], issues
    if style is NumberStyle.VIETNAMESE:
        return lines, []
    return [
        PastedLine(line.code, tuple(_rewritten(text) for text in line.texts)) for line in lines
    ], []


def _rewritten(text: str) -> str:
    number = read_number(text, NumberStyle.ENGLISH)
    return text if number is None or isinstance(number, Issue) else format_decimal(number)
