"""Published figures held against themselves: parts against wholes, printed rates against both.

Amounts and rates are kept as they were printed, since the digits a paper prints say how far
its figures can be trusted. Rates are in per cent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from projects.domain.issues import Issue
from projects.domain.money import Unit
from projects.domain.numbers import EXACT, NumberStyle, read_number
from projects.domain.registers import NOWHERE, RowPlace
from projects.domain.search import fold
from projects.domain.texts import clean

# “trong đó”: of which. Parts under such a heading are not all the parts.
INCOMPLETE = "trong do"


@dataclass(frozen=True, slots=True)
class PrintedRate:
    """A percentage as printed: of which figure, and over which one where it is not its own."""

    percent: Decimal
    of: str = ""
    numerator: str = ""

    @property
    def places(self) -> int:
        return places_of(self.percent)


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    """A labelled amount as printed, what it is a part of, and its printed rates.

    ``breakdown`` tells apart several ways in which one whole is divided: by source, by
    programme. A figure without a value only carries rates.
    """

    key: str
    label: str
    value: Decimal | None = None
    unit: Unit = Unit.MILLION
    part_of: str = ""
    breakdown: str = ""
    rates: tuple[PrintedRate, ...] = ()
    place: RowPlace = NOWHERE

    @property
    def amount(self) -> Fraction | None:
        """The amount in đồng."""
        return None if self.value is None else Fraction(self.value) * self.unit.factor

    @property
    def step(self) -> Fraction:
        """One unit of the last printed digit, in đồng."""
        places = places_of(self.value) if self.value is not None else 0
        return Fraction(self.unit.factor, 10**places)

    def in_unit(self, amount: Fraction) -> Decimal:
        """Return an amount of đồng in the figure's own unit."""
        value = amount / self.unit.factor
        return Decimal(value.numerator) / Decimal(value.denominator)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A whole with the parts printed for it in one way of dividing it."""

    whole: PublishedFigure
    parts: tuple[PublishedFigure, ...]
    name: str

    @property
    def is_complete(self) -> bool:
        return not fold(self.name).startswith(INCOMPLETE)

    @property
    def step(self) -> Fraction:
        """One unit of the last digit of the coarsest of the figures."""
        return max(figure.step for figure in (self.whole, *self.parts))

    @property
    def sum(self) -> Fraction:
        return sum((part.amount or Fraction(0) for part in self.parts), Fraction(0))

    @property
    def difference(self) -> Fraction:
        """By how much the parts exceed the whole."""
        return self.sum - (self.whole.amount or Fraction(0))


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How many units of the last printed digit each part may be off by rounding."""

    units_per_part: int = 1

    def allows(self, breakdown: Breakdown) -> bool:
        most = breakdown.step * self.units_per_part * len(breakdown.parts)
        return abs(breakdown.difference) <= most


DEFAULT_TOLERANCE = Tolerance()


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """The figures of one publication by key."""

    figures: Mapping[str, PublishedFigure]

    @classmethod
    def of(cls, figures: Iterable[PublishedFigure]) -> "PublishedTable":
        """Return the table; of figures with one key the first is kept."""
        kept: dict[str, PublishedFigure] = {}
        for figure in figures:
            kept.setdefault(figure.key, figure)
        return cls(kept)

    def breakdowns(self) -> Iterator[Breakdown]:
        """Yield every whole with its parts where all of them have an amount."""
        parts: dict[tuple[str, str], list[PublishedFigure]] = defaultdict(list)
        for figure in self.figures.values():
            if figure.part_of in self.figures and figure.part_of != figure.key:
                parts[figure.part_of, figure.breakdown].append(figure)
        for (whole, name), members in parts.items():
            found = self.figures[whole]
            if all(figure.value is not None for figure in (found, *members)):
                yield Breakdown(found, tuple(members), name)

    def amount(self, key: str) -> Fraction | None:
        figure = self.figures.get(key)
        return figure.amount if figure else None

    def stands_under(self, key: str, whole: str) -> bool:
        """Tell whether a figure is, directly or not, a part of another."""
        seen: set[str] = set()
        while key in self.figures and key not in seen:
            seen.add(key)
            key = self.figures[key].part_of
            if key == whole:
                return True
        return False


def read_printed(text: str, style: NumberStyle = NumberStyle.VIETNAMESE) -> Decimal | Issue | None:
    """Return a number with exactly the decimals it was printed with: 40,70 keeps its zero."""
    number = read_number(text, style)
    if not isinstance(number, Decimal):
        return number
    _whole, _point, decimals = clean(text).strip("()").partition(style.value[1])
    return number.quantize(Decimal(1).scaleb(-len(decimals.strip())), context=EXACT)


def places_of(number: Decimal) -> int:
    """Return how many decimals a number was printed with."""
    exponent = number.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def truncated(rate: Fraction, places: int) -> Decimal:
    """Return a rate cut off after so many decimals, not rounded."""
    scaled = abs(rate) * 10**places
    whole = Decimal(int(scaled)).scaleb(-places)
    return whole if rate >= 0 else -whole


def implied_base(numerator: PublishedFigure, percent: Decimal) -> tuple[Fraction, Fraction]:
    """Return between which amounts of đồng the denominator of a printed rate must lie."""
    half = Fraction(1, 2 * 10 ** places_of(percent))
    amount = numerator.amount or Fraction(0)
    lowest = Fraction(percent) - half
    return amount * 100 / (Fraction(percent) + half), amount * 100 / max(lowest, half / 100)


def swapped(value: Decimal) -> Iterator[Decimal]:
    """Yield the numbers that two swapped neighbouring digits would have made of this one."""
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):  # no number
        return
    for at in range(len(digits) - 1):
        first, second = digits[at : at + 2]
        if first != second and not (at == 0 and second == 0):
            others = (*digits[:at], second, first, *digits[at + 2 :])
            yield Decimal((sign, others, int(exponent)))
