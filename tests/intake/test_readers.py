"""Numbers, days and headings, whatever is written: read back the same, or a finding; no silence."""

import unicodedata
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from disbursement.domain.headings import Area, fold, heading_paths
from disbursement.domain.layouts import recognise
from disbursement.domain.treasury_reading import read_sheets
from projects.domain.cells import Cell, CellError, FormulaWithoutValue
from projects.domain.days import find_days, read_day
from projects.domain.issues import Issue
from projects.domain.numbers import (
    EMPTY,
    NumberStyle,
    decide_style,
    format_decimal,
    possible_styles,
    read_number,
)
from projects.domain.texts import clean
from tests.domain.treasury_sheets import SUMMARY_HEADING, TITLE, sheet
from tests.intake.corpus.dress import bridge, road

pytestmark = pytest.mark.any_database
STYLES = st.sampled_from(NumberStyle)
WHOLES = st.integers(-(10**18), 10**18)
AMOUNTS = st.builds(lambda whole, places: Decimal(whole).scaleb(-places), WHOLES, st.integers(0, 6))
DAYS = st.dates(date(1945, 1, 1), date(2199, 12, 31))
SPACES = st.text(" \xa0\u202f\u2007\t", max_size=3)
WORDS = st.sampled_from(
    [
        *("Mã dự án", "Mã số", "Tên dự án", "Nguồn vốn", "Năm 2024", "Kéo dài", "Tổng", "Ngày"),
        *("Thanh toán KLHT", "Tạm ứng chưa thu hồi", "Thu hồi", "Số tiền", "Trong đó", "1", "(2)"),
        "Lũy kế giải ngân",
    ]
)
VALUES = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.text("0123456789.,-–() \xa0", max_size=10),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.sampled_from([CellError("#N/A"), FormulaWithoutValue(), Decimal("NaN"), Decimal("1E+9")]),
)
GRIDS = st.lists(st.lists(st.one_of(WORDS, VALUES), min_size=6, max_size=6), min_size=1, max_size=7)
AREAS = st.lists(
    st.builds(
        lambda top, left, rows, columns: Area(top, left, top + rows, left + columns),
        st.integers(1, 8),
        st.integers(0, 6),
        st.integers(0, 3),
        st.integers(0, 4),
    ),
    max_size=4,
)
SLOW_IS_FINE = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def written(number, style):
    text = format_decimal(number)
    return text.translate(str.maketrans(".,", ",.")) if style is NumberStyle.ENGLISH else text


def numbered(grid):
    return list(enumerate(map(tuple, grid), 1))


# Numbers


@given(AMOUNTS, STYLES, SPACES, SPACES)
def test_a_number_is_read_back_as_it_was_written(number, style, before, after):
    text = written(number, style)
    assert read_number(f"{before}{text}{after}", style) == number
    assert style in possible_styles(text)
    if number < 0:
        assert read_number(f"({text[1:]})", style) == number
        assert read_number(text.replace("-", "\N{MINUS SIGN}"), style) == number


@given(st.text(max_size=60), STYLES)
@example("٣", NumberStyle.VIETNAMESE)
@example("1_000", NumberStyle.VIETNAMESE)
@example("1e3", NumberStyle.ENGLISH)
@example("--5", NumberStyle.VIETNAMESE)
def test_any_text_is_a_number_or_nothing_or_a_finding(text, style):
    read = read_number(text, style)
    assert read is None or isinstance(read, Decimal | Issue)
    assert (read is None) == (clean(text) in EMPTY)
    if isinstance(read, Decimal) and read == 0:
        assert "0" in text
        assert not set(text) & set("123456789")


@given(st.lists(AMOUNTS, min_size=1, max_size=6), STYLES)
def test_a_sheet_that_writes_one_style_is_never_read_in_the_other(numbers, style):
    cells = [Cell(written(number, style), "S", row, "C") for row, number in enumerate(numbers, 1)]
    decided, findings = decide_style(cells)
    if not findings:
        assert [read_number(cell.value, decided) for cell in cells] == numbers


@given(st.lists(VALUES, max_size=6))
def test_no_cells_upset_the_choice_of_style(values):
    decided, findings = decide_style(Cell(value, "S", 1, "C") for value in values)
    assert isinstance(decided, NumberStyle)
    assert all(found.is_error for found in findings)


# Days


@given(DAYS, SPACES, st.sampled_from("/.-"))
def test_a_day_is_read_back_as_it_was_written(day, space, sign):
    texts = [
        f"{day.day}{sign}{day.month}{sign}{day.year}",
        f"{day:%d}{sign}{day:%m}{sign}{day.year}",
        day.isoformat(),
        f"{day.isoformat()} 00:00:00",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        unicodedata.normalize("NFD", f"Ngày {day:%d} tháng {day:%m} năm {day.year}"),
    ]
    for text in texts:
        assert read_day(f"{space}{text}{space}") == day
        assert find_days(f"Số liệu tính đến {text}") == [day]
    assert read_day(day) == read_day(datetime.combine(day, time(23, 59))) == day


@given(VALUES)
@example(45352)
@example("٣٠/٩/٢٠٢٤")
def test_any_cell_is_a_day_or_nothing_or_a_finding(value):
    read = read_day(value)
    assert read is None or isinstance(read, date | Issue)
    is_blank = value is None or (isinstance(value, str) and not clean(value))
    assert (read is None) == is_blank
    if isinstance(value, int | float | Decimal):
        assert isinstance(read, Issue)


@given(st.text("0123456789/.- ngàythăm", max_size=40))
def test_no_sentence_upsets_the_search_for_days(text):
    assert all(1945 <= day.year <= 2199 for day in find_days(text))


# Headings


@given(st.text(max_size=60))
def test_words_are_the_same_in_every_form_of_their_letters(text):
    assert fold(fold(text)) == fold(text)
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(GRIDS, AREAS)
def test_headings_are_texts_of_their_own_header(grid, areas):
    paths = heading_paths(numbered(grid)[:4], areas)
    texts = {" ".join(value.split()) for row in grid for value in row if isinstance(value, str)}
    for column, path in paths.items():
        assert column >= 0
        assert path
        assert all(text in texts or text.startswith("Năm 20") for text in path)


@SLOW_IS_FINE
@given(GRIDS, AREAS)
def test_no_rows_upset_the_search_for_a_table(grid, areas):
    table = recognise(numbered(grid), areas)
    if table:
        assert table.first_header_row <= table.last_header_row
        assert table.missing or table.twice or table.is_complete


@SLOW_IS_FINE
@given(GRIDS, AREAS)
def test_any_sheet_is_read_or_told_why_not(grid, areas):
    reading = read_sheets([sheet([*TITLE, *grid], merged=areas)])
    assert reading.rows or reading.units or any(found.is_error for found in reading.issues)


@SLOW_IS_FINE
@given(VALUES, VALUES)
def test_no_cell_of_money_becomes_zero_in_silence(volume, advance):
    """What a row states is what its cells say; a cell that says nothing else is a finding."""
    rows = [*TITLE, *SUMMARY_HEADING, bridge(None, volume, advance), road()]
    reading = read_sheets([sheet(rows)])
    if any(found.is_error for found in reading.issues):
        return
    stated = {row.code: row for row in reading.rows}.get("7100001")
    for value, read in ((volume, stated and stated.volume), (advance, stated and stated.advance)):
        if not read:
            assert value in (None, 0) or clean(str(value)).strip("0.,-–()") == ""


@SLOW_IS_FINE
@given(st.permutations(range(11)))
def test_columns_in_any_order_give_the_same_figures(order):
    """Blocks of headings that are merged are told by their merging, so they stay together."""
    blocks = [[0], [1], [2], [3], [4], [5, 6, 7], [8, 9, 10]]
    moved = sorted(blocks, key=lambda block: order[block[0]])
    places = [column for block in moved for column in block]
    table = [[*row, *[None] * 11][:11] for row in (*SUMMARY_HEADING, bridge(), road())]
    rows = [[row[place] for place in places] for row in table]
    starts = {block[0]: places.index(block[0]) for block in blocks}
    merged = [
        *(Area(5, starts[block[0]], 6, starts[block[0]]) for block in blocks if len(block) == 1),
        *(Area(5, starts[left], 5, starts[left] + 2) for left in (5, 8)),
    ]
    reading = read_sheets([sheet([*TITLE, *rows], merged=merged)])
    assert list(reading.issues) == []
    figures = [(row.code, row.volume, row.advance) for row in reading.rows]
    assert figures == [("7100001", 20_000_000, 10_000_000), ("7100002", 5_000_000, 2_000_000)]
