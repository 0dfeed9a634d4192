"""Draw tables for a page of the portal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.domain.table import Column, Level, Table

NAME_WIDTH = 30  # of a column that holds names
TEXT_WIDTH = 20  # of one whose texts would be broken word by word
WIDE_ONLY = "d-none d-md-table-cell"
BREAK = SafeString("<br>")
ROW_LOOKS = {Level.TOTAL: "is-total", Level.SECTION: "is-total", Level.PLAIN: ""}


def render(
    tables: Sequence[Table], *, leading: Callable[[str], str] = lambda _target: ""
) -> SafeString:
    """Return the tables one below the other, each in a panel with its notes.

    ``leading`` gives the address that a row's target has for the reader, or nothing.
    """
    panels = ((_panel(table, at, leading),) for at, table in enumerate(tables, 1))
    return format_html_join("", "{}", panels)


def anchor(number: int) -> str:
    """Return the name by which the n-th table can be gone to on its page."""
    return f"bang-{number}"


def _panel(table: Table, number: int, leading: Callable[[str], str]) -> SafeString:
    notes = format_html_join(BREAK, "{}", ((note,) for note in table.notes))
    return format_html(
        '<section class="panel is-flush" id="{}"><div class="panel-head"><h2>{}</h2><p>{}</p></div>'
        '<div class="table-scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="table table-cards"><caption class="visually-hidden">{}</caption>'
        "<thead>{}{}</thead><tbody>{}</tbody></table></div>{}</section>",
        anchor(number),
        table.subtitle[0],
        " ".join(table.subtitle[1:]),
        table.name,
        table.name,
        _headings(table),
        _numbers(table),
        _rows(table, leading),
        format_html('<p class="muted small pt-3 pb-3 mb-0">{}</p>', notes) if notes else "",
    )


def _headings(table: Table) -> SafeString:
    rows: list[list[tuple[str, int, int, str]]] = [[] for _ in range(table.heading_rows)]
    for text, row, column, deep, wide in table.headings():
        look = "text-center" if wide > 1 else _look(table.columns[column])
        rows[row].append((look, deep, wide, text))
    cell = '<th scope="col" class="{}" rowspan="{}" colspan="{}">{}</th>'
    joined = ((format_html_join("", cell, row),) for row in rows)
    return format_html_join("", "<tr>{}</tr>", joined)


def _numbers(table: Table) -> SafeString:
    numbers = zip(map(_look, table.columns), table.column_numbers(), strict=True)
    cell = '<td class="small muted {}">{}</td>'
    return format_html("<tr>{}</tr>", format_html_join("", cell, numbers))


def _rows(table: Table, leading: Callable[[str], str]) -> SafeString:
    if not table.rows:
        cell = '<tr><td colspan="{}">{}</td></tr>'
        return format_html(cell, len(table.columns), table.empty_text)
    rows = (
        (ROW_LOOKS[row.level], _cells(table.columns, texts, leading(row.target)))
        for row, texts in zip(table.rows, table.texts(), strict=True)
    )
    return format_html_join("", '<tr class="{}">{}</tr>', rows)


def _cells(columns: Sequence[Column], texts: Sequence[str], url: str) -> SafeString:
    """Write a row; the first column wide enough to hold a name is its heading, and leads on."""
    names = [at for at, column in enumerate(columns) if column.width >= NAME_WIDTH][:1]
    cells = (
        format_html('<th scope="row">{}</th>', _leading_on(text, url))
        if at in names
        else format_html(
            '<td class="{}" data-label="{}">{}</td>', _place(columns, at), column.label, text
        )
        for at, (column, text) in enumerate(zip(columns, texts, strict=True))
    )
    return format_html_join("", "{}", ((cell,) for cell in cells))


def _leading_on(text: str, url: str) -> SafeString | str:
    return format_html('<a class="row-link" href="{}">{}</a>', url, text) if url else text


def _place(columns: Sequence[Column], at: int) -> str:
    """Return the classes of a cell.

    Narrow screens leave out running numbers, and what stands beside the figures of the treasury
    in a table that has such.
    """
    column = columns[at]
    is_beside = not column.takes_mark and any(each.takes_mark for each in columns)
    is_number = at == 0 and not column.is_figure
    return f"{_look(column)} {WIDE_ONLY}".strip() if is_beside or is_number else _look(column)


def _look(column: Column) -> str:
    if column.is_figure:
        return "num"
    return "cell-long" if column.width >= TEXT_WIDTH else ""
