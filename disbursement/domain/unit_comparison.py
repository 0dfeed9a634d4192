"""Hold results of whole units against the portal's own figures; nothing is posted from them."""

from collections.abc import Iterator

from disbursement.domain import reading_rules
from disbursement.domain.headings import fold
from disbursement.domain.treasury_known import Known
from disbursement.domain.treasury_reading import Reading
from disbursement.domain.treasury_rows import UnitRow
from projects.domain.issues import Issue, Location, issue


def unit_key(name: str) -> str:
    """Return the form in which names and codes of units are compared."""
    return fold(name)


def compare_units(reading: Reading, known: Known) -> Iterator[Issue]:
    """Yield every difference between what the file and the portal state of a unit."""
    if not reading.units:
        return
    yield issue(reading_rules.ONLY_UNIT_RESULTS, count=len(reading.units))
    for row in reading.units:
        at = Location(row.sheet, row.row)
        unit = known.units.get(unit_key(row.name))
        if unit is None:
            yield issue(reading_rules.UNIT_UNKNOWN_NAME, at, name=row.name)
        elif (unit.volume, unit.advance) != (row.volume, row.advance):
            yield _difference(row, unit.volume + unit.advance, reading, at)


def _difference(row: UnitRow, known: int, reading: Reading, at: Location) -> Issue:
    stated = row.volume + row.advance
    figures = {"stated": stated, "known": known, "difference": stated - known}
    what = {"name": row.name, "day": reading.as_at, **figures}
    return issue(reading_rules.UNIT_DIFFERS, at, **what)
