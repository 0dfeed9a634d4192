"""Read a table of published figures, pasted or from a workbook, into figures with their cells."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from emulation.domain.published import PrintedRate, PublishedFigure, places_of, read_printed
from projects.domain.cells import Cell, CellValue, find_unreadable
from projects.domain.columns import column_letters
from projects.domain.issues import Issue, Location, Rule, Severity, issue, mark
from projects.domain.money import Unit, find_units
from projects.domain.numbers import NOT_A_NUMBER, decide_style, round_half_up
from projects.domain.registers import RowPlace
from projects.domain.search import fold
from projects.domain.texts import clean, comparison_key, shorten

NO_HEADINGS = Rule(
    "published.no_headings",
    Severity.ERROR,
    mark("No row names the columns “Chỉ tiêu” and “Giá trị”."),
    mark("Write the headings above the figures, as in the example."),
)
TOO_MANY_ROWS = Rule(
    "published.too_many_rows",
    Severity.ERROR,
    mark("The table has more than %(most)s rows."),
    mark("Check it in parts."),
)
NO_FIGURES = Rule(
    "published.no_figures",
    Severity.ERROR,
    mark("There is no figure below the headings."),
    mark("Fill in at least one row with its label and its value."),
)
NO_LABEL = Rule(
    "published.no_label",
    Severity.ERROR,
    mark("The row has figures but no label."),
    mark("Enter what the figure is."),
)
UNKNOWN_REFERENCE = Rule(
    "published.unknown_reference",
    Severity.ERROR,
    mark("“%(value)s” is the label of no row of the table."),
    mark("Write the label, or the number in the column “STT”, exactly as in its own row."),
)
AMBIGUOUS_REFERENCE = Rule(
    "published.ambiguous_reference",
    Severity.ERROR,
    mark("“%(value)s” is the label of more than one row."),
    mark("Number the rows in a column “STT” and write the number instead of the label."),
)
REFERENCE_TO_ITSELF = Rule(
    "published.reference_to_itself",
    Severity.ERROR,
    mark("The row is said to be a part of itself."),
    mark("Enter the row of the whole, or leave the cell empty."),
)
RATES_AS_FRACTIONS = Rule(
    "published.rates_as_fractions",
    Severity.WARNING,
    mark("The rates are numbers up to 1; they were read as shares and multiplied by 100."),
    mark("Enter 26,25 for 26,25 % if that is not what is meant."),
)

MOST_ROWS = 500
HEADINGS = {
    "key": ("stt", "so thu tu", "ma"),
    "label": ("chi tieu", "noi dung", "nhan"),
    "value": ("gia tri", "so lieu", "so tien", "so cong bo"),
    "part_of": ("thuoc", "thuoc dong", "dong cha", "cha"),
    "breakdown": ("cach chia", "chia theo"),
    "rate": ("ty le", "ty le (%)", "%", "ty le %", "ti le", "ti le (%)"),
    "numerator": ("tu so",),
    "base": ("mau so",),
}
# What a pasted table without headings is read as.
PLAIN_ORDER = ("label", "value", "part_of", "rate", "numerator", "base")
HIGHEST_SHARE = Decimal("1.5")
MOST_RATE_PLACES = 4

Row = tuple[int, tuple[CellValue, ...]]


@dataclass(frozen=True, slots=True)
class PublishedReading:
    """What a table holds, in which unit, and what could not be read."""

    figures: tuple[PublishedFigure, ...]
    issues: tuple[Issue, ...]
    unit: Unit


def pasted_rows(text: str) -> list[Row]:
    """Return the rows of a pasted table: cells between tabs, else between semicolons or bars."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if clean(line)]
    sign = next((s for s in ("\t", "|", ";") if any(s in line for _, line in lines)), "\t")
    return [
        (number, tuple(clean(part) or None for part in line.split(sign))) for number, line in lines
    ]


def read_published(
    rows: Sequence[Row], *, sheet: str = "", unit: Unit, has_headings: bool = True
) -> PublishedReading:
    """Return the figures of a table; ``unit`` holds where the table declares none."""
    at, columns = _find_headings(rows)
    if not columns and not has_headings:
        at, columns = -1, dict(enumerate(PLAIN_ORDER))
    if not columns:
        return PublishedReading((), (issue(NO_HEADINGS, Location(sheet)),), unit)
    declared = find_units(
        str(value) for _, values in rows[: at + 1] for value in values if isinstance(value, str)
    )
    unit = declared.pop() if len(declared) == 1 else unit
    body = rows[at + 1 :]
    if len(body) > MOST_ROWS:
        return PublishedReading((), (issue(TOO_MANY_ROWS, Location(sheet), most=MOST_ROWS),), unit)
    return _Reader(sheet, columns, unit, body).read()


def _find_headings(rows: Sequence[Row]) -> tuple[int, dict[int, str]]:
    """Return where the headings stand and which column holds what; nothing where there are none."""
    for at, (_number, values) in enumerate(rows[:10]):
        columns: dict[int, str] = {}
        for index, value in enumerate(values):
            named = fold(value) if isinstance(value, str) else ""
            name = next((name for name, words in HEADINGS.items() if named in words), None)
            if name and name not in columns.values():
                columns[index] = name
        if {"label", "value"} <= set(columns.values()):
            return at, columns
    return -1, {}


class _Reader:
    """Turns the rows below the headings into figures."""

    def __init__(
        self, sheet: str, columns: dict[int, str], unit: Unit, rows: Sequence[Row]
    ) -> None:
        self.sheet, self.columns, self.unit, self.rows = sheet, columns, unit, rows
        self.letters = {name: column_letters(index) for index, name in columns.items()}
        self.style, problems = decide_style(self._number_cells())
        self.issues: list[Issue] = list(problems)
        self.are_shares = self._rates_are_shares()

    def read(self) -> PublishedReading:
        found = [self._read_row(number, self._named(values)) for number, values in self.rows]
        figures = [figure for figure in found if figure is not None]
        if not figures and not self.issues:
            self.issues.append(issue(NO_FIGURES, Location(self.sheet)))
        if self.are_shares:
            self.issues.append(
                issue(RATES_AS_FRACTIONS, Location(self.sheet, None, self.letters["rate"]))
            )
        return PublishedReading(
            tuple(self._linked(figures)),
            tuple(sorted(self.issues, key=lambda problem: problem.row or 0)),
            self.unit,
        )

    def _number_cells(self) -> Iterator[Cell]:
        for index, name in self.columns.items():
            if name in ("value", "rate"):
                for number, values in self.rows:
                    value = values[index] if index < len(values) else None
                    if isinstance(value, str):
                        value = value.rstrip("% ")
                    yield Cell(value, self.sheet, number, column_letters(index))

    def _rates_are_shares(self) -> bool:
        """Tell whether the rates are cells in Excel's per cent format, which holds 0,2625."""
        rates = [
            cell.value
            for cell in self._number_cells()
            if cell.column == self.letters.get("rate") and isinstance(cell.value, int | float)
        ]
        return any(isinstance(rate, float) for rate in rates) and all(
            abs(rate) <= HIGHEST_SHARE for rate in rates
        )

    def _named(self, values: Sequence[CellValue]) -> dict[str, CellValue]:
        found = {
            name: values[index] if index < len(values) else None
            for index, name in self.columns.items()
        }
        return {name: value for name, value in found.items() if not _is_blank(value)}

    def _read_row(self, number: int, cells: dict[str, CellValue]) -> PublishedFigure | None:
        place = RowPlace(self.sheet, number, self.letters)
        label = self._text(cells, "label")
        if not label:
            if "value" in cells or "rate" in cells:
                self.issues.append(issue(NO_LABEL, place.at("label")))
            return None
        rate = self._number(cells, "rate", place)
        if rate is not None and self.are_shares and not isinstance(cells["rate"], str):
            rate = _cut(rate * 100)
        rates = (
            ()
            if rate is None
            else (PrintedRate(rate, self._text(cells, "base"), self._text(cells, "numerator")),)
        )
        return PublishedFigure(
            key=self._text(cells, "key") or f"#{number}",
            label=label,
            value=self._number(cells, "value", place),
            unit=self.unit,
            part_of=self._text(cells, "part_of"),
            breakdown=self._text(cells, "breakdown"),
            rates=rates,
            place=place,
        )

    def _text(self, cells: dict[str, CellValue], name: str) -> str:
        value: Any = cells.get(name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return "" if value is None else " ".join(clean(str(value)).split())

    def _number(self, cells: dict[str, CellValue], name: str, place: RowPlace) -> Decimal | None:
        """Return a figure with the decimals it has; what is no number becomes a finding."""
        value = cells.get(name)
        read: Decimal | Issue | None
        if value is None:
            return None
        if isinstance(value, str):
            read = read_printed(value.rstrip("% "), self.style)
        elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            read = Decimal(f"{value:.15g}")
            read = read if read.is_finite() else issue(NOT_A_NUMBER, value=str(value))
        else:
            read = find_unreadable(value) or issue(NOT_A_NUMBER, value=shorten(str(value)))
        if isinstance(read, Issue):
            self.issues.append(read.at(place.at(name)))
            return None
        return read

    def _linked(self, figures: Sequence[PublishedFigure]) -> Iterator[PublishedFigure]:
        """Yield the figures with what they refer to found by number or by label."""
        named: dict[str, list[str]] = {}
        for figure in figures:
            for name in {comparison_key(figure.key), comparison_key(figure.label)}:
                named.setdefault(name, []).append(figure.key)
        for figure in figures:
            rates = tuple(
                replace(
                    rate,
                    of=self._found(figure, "base", rate.of, named),
                    numerator=self._found(figure, "numerator", rate.numerator, named),
                )
                for rate in figure.rates
            )
            whole = self._found(figure, "part_of", figure.part_of, named)
            if whole == figure.key:
                self.issues.append(issue(REFERENCE_TO_ITSELF, figure.place.at("part_of")))
                whole = ""
            yield replace(figure, part_of=whole, rates=rates)

    def _found(
        self, figure: PublishedFigure, column: str, name: str, named: dict[str, list[str]]
    ) -> str:
        """Return the key of the row a cell names.

        A denominator that the table has no row for is kept as it is named: it was not printed.
        """
        keys = named.get(comparison_key(name), [])
        if not name or len(keys) == 1:
            return keys[0] if name else ""
        if not keys and column == "base":
            return name
        rule = AMBIGUOUS_REFERENCE if keys else UNKNOWN_REFERENCE
        self.issues.append(issue(rule, figure.place.at(column), value=shorten(name)))
        return ""


def _cut(rate: Decimal) -> Decimal:
    """Return a rate that no eye has seen with no more decimals than anybody prints."""
    return round_half_up(Fraction(rate), min(places_of(rate.normalize()), MOST_RATE_PLACES))


def _is_blank(value: CellValue) -> bool:
    return value is None or (isinstance(value, str) and not clean(value))


def find_table(sheets: Iterable[tuple[str, Sequence[Row]]]) -> tuple[str, Sequence[Row]]:
    """Return the first sheet that has the headings; the first of all where none has."""
    kept = list(sheets)
    return next((one for one in kept if _find_headings(one[1])[1]), kept[0])
