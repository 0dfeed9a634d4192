"""What the headings of treasury tables mean: words in, meanings out.

The wordings themselves are data in `column_words`; a further family of tables is a line in
`families`.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from disbursement.domain import column_words as words
from disbursement.domain.headings import fold
from disbursement.domain.meanings import LABELS as LABELS
from disbursement.domain.meanings import Meaning as Meaning
from disbursement.domain.meanings import Pool as Pool
from disbursement.domain.meanings import Quantity as Quantity
from disbursement.domain.meanings import Recovery


class Figure(NamedTuple):
    """A column of figures: whose money, what of it, and the years its headings name."""

    pool: Pool
    quantity: Quantity
    origin_year: int | None = None
    plan_year: int | None = None


COMPILED = {
    meaning: [re.compile(pattern) for pattern in patterns]
    for meaning, patterns in words.IDENTITIES.items()
}
NEW_YEAR = ("1", "1")


def identify(path: Sequence[str]) -> dict[Meaning, int]:
    """Return the meanings the headings of a column allow, each with the rank of the wording."""
    *parents, own = (fold(_without_brackets(text)) for text in path)
    spoken = [own]
    if parents:
        spoken += [f"{own} {parents[-1]}", f"{parents[-1]} {own}"]
    return {
        meaning: rank
        for meaning, patterns in COMPILED.items()
        if (rank := _rank(patterns, spoken)) is not None
    }


def figure(path: Sequence[str]) -> Figure | None:
    """Return what the figures under the headings count, or None if it is nothing we post."""
    folded = [fold(text) for text in reversed(path)]
    if any(_is_part_of_a_year(text) for text in folded):
        return None
    texts = [words.DATE.sub(" ", text) for text in folded]
    if any(words.BESIDE_THE_POINT.search(t) and not words.ADVANCE.search(t) for t in texts):
        return None
    quantity = _quantity(texts)
    if quantity is None:
        return None
    pools = [(pool, text) for text in texts if (pool := _pool(text)) is not Pool.UNSAID]
    pool, text = next((found for found in pools if found[0] is not Pool.BOTH), (Pool.UNSAID, ""))
    if pool is Pool.UNSAID and pools:
        pool = Pool.BOTH
    return Figure(pool, quantity, *_years(pool, text, texts))


def pool_said(text: str) -> tuple[Pool, int | None]:
    """Return whose money a cell says a row is, with the year carried money is said to be of."""
    folded = fold(text)
    pool = _pool(folded)
    if pool is Pool.UNSAID and words.NEWLY_GIVEN.search(folded):
        pool = Pool.CURRENT
    return pool, _years(pool, folded, [folded])[0]


def recovery_said(texts: Sequence[str]) -> frozenset[Recovery]:
    """Return the conventions of recovery that headings or notes declare."""
    said = set()
    for text in map(fold, texts):
        if words.WITHOUT_RECOVERY.search(text) and words.VOLUME.search(text):
            said.add(Recovery.NET)
        elif (words.WITH_RECOVERY.search(text) and words.VOLUME.search(text)) or (
            words.WITHIN.search(text) and words.RECOVERY.search(text)
        ):
            said.add(Recovery.GROSS)
    return frozenset(said)


def _is_part_of_a_year(text: str) -> bool:
    """Tell figures of one month, quarter or week from those of the year so far."""
    start = words.SPAN_START.search(text)
    if start:
        return tuple(number.lstrip("0") for number in start.groups()) != NEW_YEAR
    return bool(words.PART_OF_A_YEAR.search(text)) and not words.SO_FAR.search(text)


def _without_brackets(text: str) -> str:
    return re.sub(r"\([^()]*\)", " ", text) if not text.startswith("(") else text


def _rank(patterns: Sequence[re.Pattern[str]], spoken: Sequence[str]) -> int | None:
    for rank, pattern in enumerate(patterns):
        if any(pattern.fullmatch(text) for text in spoken):
            return rank
    return None


def _quantity(texts: Sequence[str]) -> Quantity | None:
    """Return what the innermost heading that says anything of it counts; a mere sum does not."""
    for place, text in enumerate(texts):
        found = _quantity_said(text)
        if found is Quantity.PLAN and any(_is_paid(outer) for outer in texts[place + 1 :]):
            return Quantity.TOTAL  # "Giải ngân" over "Vốn kế hoạch năm 2024"
        if found is not None:
            return found
    return None


def _quantity_said(text: str) -> Quantity | None:
    if words.VOLUME.search(text):
        return Quantity.NET_VOLUME if words.WITHOUT_RECOVERY.search(text) else Quantity.VOLUME
    if words.RECOVERY.search(text) and not words.OPEN.search(text):
        return Quantity.RECOVERY
    if words.ADVANCE.search(text):
        return Quantity.ADVANCE if words.OPEN.search(text) else Quantity.ADVANCE_PAID
    if words.PAID.search(text):
        return Quantity.TOTAL
    return Quantity.PLAN if words.PLAN.search(text) else None


def _is_paid(text: str) -> bool:
    return bool(words.PAID.search(text)) and not words.PLAN.search(text)


def _pool(text: str) -> Pool:
    if words.WITHOUT_CARRIED.search(text):
        return Pool.CURRENT
    if words.WITH_CARRIED.search(text):
        return Pool.BOTH
    if words.CARRIED.search(text):
        return Pool.CARRIED
    return Pool.CURRENT if words.THIS_YEAR.search(text) else Pool.UNSAID


def _years(pool: Pool, text: str, texts: Sequence[str]) -> tuple[int | None, int | None]:
    """Return the origin year of carried money or the plan year of this year's, where named."""
    if pool is Pool.CARRIED:
        if words.SEVERAL_YEARS.search(words.CARRIED_INTO.sub(" ", text)):
            return None, None
        found = words.CARRIED_FROM.search(text) or words.CARRIED_SINCE.search(text)
        return (int(found[1]) if found else None), None
    if pool is Pool.CURRENT:
        years = [year for part in texts for year in words.YEAR.findall(part)]
        return None, int(years[0]) if years else None
    return None, None
