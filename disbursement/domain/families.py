"""The kinds of treasury tables that are known, as data: a further one is an entry here."""

from dataclasses import dataclass

from disbursement.domain.meanings import Meaning


@dataclass(frozen=True, slots=True)
class Family:
    """A kind of treasury table: the columns it needs, those it may have, and its figures.

    `has_blocks`: its figures stand in columns by pool of money. `has_kinds`: its amounts stand in
    columns by kind of payment.
    """

    name: str
    needs: tuple[Meaning, ...]
    may_have: tuple[Meaning, ...]
    has_blocks: bool = False
    has_kinds: bool = False


VOUCHERS = Family(
    "vouchers",
    needs=(
        Meaning.DAY,
        Meaning.AMOUNT,
        Meaning.KIND,
        Meaning.PROJECT_CODE,
        Meaning.SOURCE,
        Meaning.PLAN_YEAR,
        Meaning.ORIGIN_YEAR,
    ),
    may_have=(Meaning.NUMBER, Meaning.NAME, Meaning.INVESTOR, Meaning.ORDINAL),
)
VOUCHERS_BY_KIND = Family(
    "vouchers",
    needs=(
        Meaning.DAY,
        Meaning.PROJECT_CODE,
        Meaning.SOURCE,
        Meaning.PLAN_YEAR,
        Meaning.ORIGIN_YEAR,
    ),
    may_have=(Meaning.NUMBER, Meaning.NAME, Meaning.INVESTOR, Meaning.ORDINAL),
    has_kinds=True,
)
SUMMARY = Family(
    "summary",
    needs=(Meaning.PROJECT_CODE, Meaning.SOURCE),
    may_have=(
        Meaning.NAME,
        Meaning.INVESTOR,
        Meaning.PLAN_YEAR,
        Meaning.ORIGIN_YEAR,
        Meaning.POOL,
        Meaning.ORDINAL,
    ),
    has_blocks=True,
)
LEDGER_LINES = Family(
    "tabmis",
    needs=(
        Meaning.ACCOUNT,
        Meaning.PROJECT_CODE,
        Meaning.SOURCE,
        Meaning.DAY,
        Meaning.DEBIT,
        Meaning.CREDIT,
    ),
    may_have=(
        Meaning.PROGRAMME,
        Meaning.ACTUAL_FLAG,
        Meaning.NUMBER,
        Meaning.NAME,
        Meaning.PLAN_YEAR,
        Meaning.ORIGIN_YEAR,
        Meaning.ORDINAL,
    ),
)
YEAR_END_FORM = Family(
    "qtnd-03",
    needs=(Meaning.PROJECT_CODE,),
    may_have=(Meaning.NAME, Meaning.SOURCE, Meaning.ORIGIN_YEAR, Meaning.ORDINAL),
)
UNIT_RESULTS = Family(
    "units", needs=(Meaning.INVESTOR,), may_have=(Meaning.ORDINAL, Meaning.NAME), has_blocks=True
)
FAMILIES = (VOUCHERS, SUMMARY, VOUCHERS_BY_KIND, LEDGER_LINES)
# Those whose figures are cumulative and need a day up to which they count.
CUMULATIVE = (SUMMARY, YEAR_END_FORM, UNIT_RESULTS)
