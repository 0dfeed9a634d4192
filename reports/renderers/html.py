"""Draw tables for a page of the portal."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reports.domain.table import Column, Level, Table

NAME_WIDTH = 30  # of a column that holds names
BREAK = SafeString("<br>")
ROW_LOOKS = {Level.TOTAL: "is-total", Level.SECTION: "is-total", Level.PLAIN: ""}


def render(tables: Sequence[Table]) -> SafeString:
    """Return the tables one below the other, each in a panel with its notes."""
    return format_html_join("", "{}", ((_panel(table),) for table in tables))


def _panel(table: Table) -> SafeString:
    return format_html(
        '<section class="panel is-flush"><div class="panel-head"><h2>{}</h2><p>{}</p></div>'
        '<div class="table-scroll" tabindex="0" role="region" aria-label="{}">'
        '<table class="table"><caption class="visually-hidden">{}</caption>'
        "<thead>{}{}</thead><tbody>{}</tbody></table></div>"
        '<p class="muted small pt-3 pb-3 mb-0">{}</p></section>',
        table.subtitle[0],
        " ".join(table.subtitle[1:]),
        table.name,
        table.name,
        _headings(table),
        _numbers(table),
        _rows(table),
        format_html_join(BREAK, "{}", ((note,) for note in table.notes)),
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


def _rows(table: Table) -> SafeString:
    if not table.rows:
        cell = '<tr><td colspan="{}">{}</td></tr>'
        return format_html(cell, len(table.columns), table.empty_text)
    rows = (
        (ROW_LOOKS[row.level], _cells(table.columns, texts))
        for row, texts in zip(table.rows, table.texts(), strict=True)
    )
    return format_html_join("", '<tr class="{}">{}</tr>', rows)


def _cells(columns: Sequence[Column], texts: Sequence[str]) -> SafeString:
    """Write a row; the first column wide enough to hold a name is its heading."""
    names = [at for at, column in enumerate(columns) if column.width >= NAME_WIDTH][:1]
    cells = (
        format_html('<th scope="row">{}</th>', text)
        if at in names
        else format_html('<td class="{}">{}</td>', _look(column), text)
        for at, (column, text) in enumerate(zip(columns, texts, strict=True))
    )
    return format_html_join("", "{}", ((cell,) for cell in cells))


def _look(column: Column) -> str:
    return "num" if column.is_figure else ""
