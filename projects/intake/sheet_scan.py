"""What a look at the raw file adds to what the parser tells of a sheet."""

from typing import Final, NamedTuple

from projects.intake.plain_rows import Position


class SheetScan(NamedTuple):
    """Packed values by (row, column), hidden rows and hidden columns, all counted from 0."""

    tokens: dict[Position, bytes]
    hidden_rows: list[int]
    hidden_columns: list[int]


NOTHING_FOUND: Final = SheetScan({}, [], [])
