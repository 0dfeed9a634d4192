"""What a reviewer says of a report, cell by cell."""

from dataclasses import dataclass

from .ledger import Key


@dataclass(frozen=True, slots=True)
class Remark:
    """Why a cell is returned, by the code of a reason; without a field, why the whole line is."""

    key: Key
    field: str
    reason_code: str
    note: str = ""
