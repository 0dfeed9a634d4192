"""The vocabulary of treasury tables: what their columns may hold, and how people are told."""

from enum import StrEnum

from projects.domain.issues import mark


class Meaning(StrEnum):
    """What a column that tells rows apart holds."""

    PROJECT_CODE = "project_code"
    NAME = "name"
    INVESTOR = "investor"
    SOURCE = "source"
    PLAN_YEAR = "plan_year"
    ORIGIN_YEAR = "origin_year"
    POOL = "pool"
    DAY = "day"
    NUMBER = "number"
    KIND = "kind"
    AMOUNT = "amount"
    ORDINAL = "ordinal"
    ACCOUNT = "account"
    PROGRAMME = "programme"
    DEBIT = "debit"
    CREDIT = "credit"
    ACTUAL_FLAG = "actual_flag"


class Quantity(StrEnum):
    """What a column of figures counts."""

    PLAN = "plan"
    TOTAL = "total"
    VOLUME = "volume"
    NET_VOLUME = "net_volume"
    ADVANCE = "advance"
    ADVANCE_PAID = "advance_paid"
    RECOVERY = "recovery"


class Pool(StrEnum):
    """Whose year's money a column of figures counts."""

    CARRIED = "carried"
    CURRENT = "current"
    BOTH = "both"
    UNSAID = "unsaid"


class Recovery(StrEnum):
    """Whether completed volume contains what was recovered from advances."""

    GROSS = "gross"
    NET = "net"


# What a person writes for a column that is to be left alone.
IGNORED = "ignore"

LABELS: dict[str, str] = {
    Meaning.PROJECT_CODE: mark("Project code"),
    Meaning.NAME: mark("Project name"),
    Meaning.INVESTOR: mark("Investor"),
    Meaning.SOURCE: mark("Capital source"),
    Meaning.PLAN_YEAR: mark("Plan year"),
    Meaning.ORIGIN_YEAR: mark("Origin year of the money"),
    Meaning.POOL: mark("Kind of plan: of this year or carried over"),
    Meaning.DAY: mark("Posting day"),
    Meaning.NUMBER: mark("Voucher number"),
    Meaning.KIND: mark("Kind of payment"),
    Meaning.AMOUNT: mark("Amount"),
    Meaning.ORDINAL: mark("Ordinal"),
    Meaning.ACCOUNT: mark("Account of the ledger"),
    Meaning.PROGRAMME: mark("Programme code"),
    Meaning.DEBIT: mark("Debit"),
    Meaning.CREDIT: mark("Credit"),
    Meaning.ACTUAL_FLAG: mark("Actual or budget"),
    Quantity.PLAN: mark("Plan"),
    Quantity.TOTAL: mark("Disbursed"),
    Quantity.VOLUME: mark("Completed volume paid"),
    Quantity.NET_VOLUME: mark("Completed volume paid, without recoveries"),
    Quantity.ADVANCE: mark("Open advance"),
    Quantity.ADVANCE_PAID: mark("Advances paid"),
    Quantity.RECOVERY: mark("Advances recovered"),
    Pool.CARRIED: mark("Carried over"),
    Pool.CURRENT: mark("This year's money"),
    Pool.UNSAID: mark("Money of the year that the row names"),
}
