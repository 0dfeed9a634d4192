"""What a person may say a column of a treasury file is, in groups, and how that is named."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from disbursement.domain.corrections import FIGURE
from disbursement.domain.meanings import IGNORED, LABELS, Meaning, Pool, Quantity

Label = str | Promise
TELLING = (
    Meaning.ORDINAL,
    Meaning.PROJECT_CODE,
    Meaning.NAME,
    Meaning.INVESTOR,
    Meaning.SOURCE,
    Meaning.PLAN_YEAR,
    Meaning.ORIGIN_YEAR,
    Meaning.POOL,
)
OF_VOUCHERS = (Meaning.DAY, Meaning.NUMBER, Meaning.KIND, Meaning.AMOUNT)
OF_LEDGERS = (
    Meaning.ACCOUNT,
    Meaning.PROGRAMME,
    Meaning.DEBIT,
    Meaning.CREDIT,
    Meaning.ACTUAL_FLAG,
)
MONEY = {*Quantity, Meaning.AMOUNT, Meaning.DEBIT, Meaning.CREDIT}
POOLS: tuple[tuple[Pool, Label], ...] = (
    (Pool.CURRENT, gettext_lazy("Money of this year")),
    (Pool.CARRIED, gettext_lazy("Money carried over")),
    (Pool.UNSAID, gettext_lazy("Money of the year that the row names")),
)
FORM = "form."


def column_choices() -> list[tuple[Label, list[tuple[str, Label]]]]:
    """Return the meanings to choose from, in groups."""
    named = [
        (gettext("Tells the rows apart"), TELLING),
        (gettext("List of vouchers"), OF_VOUCHERS),
        (gettext("Lines of the ledger (TABMIS)"), OF_LEDGERS),
    ]
    groups: list[tuple[Label, list[tuple[str, Label]]]] = [
        (gettext("Not used"), [(IGNORED, gettext("Leave this column alone"))])
    ]
    groups += [
        (title, [(str(meaning), gettext(LABELS[meaning])) for meaning in meanings])
        for title, meanings in named
    ]
    groups += [
        (
            title,
            [(f"{pool}.{quantity}", meaning_label(f"{pool}.{quantity}")) for quantity in Quantity],
        )
        for pool, title in POOLS
    ]
    return groups


def meaning_label(name: str) -> str:
    """Return a meaning, as "current.volume", in words."""
    if name in ("", IGNORED):
        return gettext("Leave this column alone")
    if name.startswith(FORM):
        return gettext("Column %(number)s of the form") % {"number": name.removeprefix(FORM)}
    pool, _dot, quantity = name.rpartition(".")
    year = ""
    if found := FIGURE.fullmatch(name):
        pool, year = found[1], found[2] or ""
    said = gettext(LABELS.get(quantity, quantity))
    if pool in LABELS and pool not in (Pool.BOTH, Pool.UNSAID):
        said = f"{said} – {gettext(LABELS[pool])}"
    return f"{said} {year}".strip()


def is_money(name: str) -> bool:
    """Tell whether a column holds amounts in the unit of the file."""
    return name.startswith(FORM) or name.rpartition(".")[2] in MONEY


def changed_columns(
    *,
    read: Mapping[str, str],
    chosen_before: Mapping[str, str],
    said: Mapping[str, str],
) -> dict[str, str]:
    """Return what is chosen by hand of a sheet's columns, all by letters.

    A column left as it was read keeps what was chosen for it before, if anything.
    """
    kept: dict[str, str] = {}
    for letters, meaning in said.items():
        if meaning == read.get(letters, IGNORED):
            if letters in chosen_before:
                kept[letters] = chosen_before[letters]
        else:
            kept[letters] = meaning
    return kept
