"""Volume and open advance from whatever figures a row states, gross or net of recoveries."""

from collections.abc import Mapping

from disbursement.domain import treasury_rules as rules
from disbursement.domain.meanings import Quantity, Recovery
from projects.domain.issues import Issue, issue


def split_figures(
    figures: Mapping[Quantity, int], recovery: Recovery | None = None
) -> tuple[int, int] | Issue:
    """Return gross volume and open advance, or why they do not follow.

    disbursed = volume + open advance; gross volume = net volume + recovered advances; open
    advance = advances paid less recovered advances. Where nobody says whether the volume contains
    the recoveries, only the total can tell.
    """
    total = figures.get(Quantity.TOTAL)
    recovered = figures.get(Quantity.RECOVERY) or 0
    volume = figures.get(Quantity.VOLUME)
    opened = figures.get(Quantity.ADVANCE)
    paid = figures.get(Quantity.ADVANCE_PAID)
    net = figures.get(Quantity.NET_VOLUME)
    if recovery is Recovery.NET and net is None and Quantity.RECOVERY in figures:
        net, volume = volume, None
    if volume is None and net is not None and Quantity.RECOVERY in figures:
        return _complete(total, net + recovered, _still_open(opened, paid, recovered))
    if not recovered:
        return _complete(total, volume, paid if opened is None else opened)
    if recovery is Recovery.GROSS:
        return _split_gross(total, volume, opened, paid, recovered)
    if volume is None:
        return _complete(total, None, _still_open(opened, paid, recovered))
    if opened is not None:
        return _split_by_total(total, volume, opened, recovered)
    if paid is None:
        return _complete(total, volume, None)
    return _split_with_recoveries(total, volume, paid, recovered)


def _still_open(opened: int | None, paid: int | None, recovered: int) -> int | None:
    if opened is not None:
        return opened
    return None if paid is None else paid - recovered


def _split_gross(
    total: int | None, volume: int | None, opened: int | None, paid: int | None, recovered: int
) -> tuple[int, int] | Issue:
    """Split where the volume contains the recoveries; a column may mean advances still open."""
    is_open = opened is None and None not in (total, volume, paid)
    if is_open and total == (volume or 0) + (paid or 0):
        return _complete(total, volume, paid)
    return _complete(total, volume, _still_open(opened, paid, recovered))


def _split_by_total(
    total: int | None, volume: int, opened: int, recovered: int
) -> tuple[int, int] | Issue:
    if total is None:
        return issue(rules.RECOVERY_UNCLEAR)
    if total == volume + recovered + opened:
        return volume + recovered, opened
    return _complete(total, volume, opened)


def _split_with_recoveries(
    total: int | None, volume: int, paid: int, recovered: int
) -> tuple[int, int] | Issue:
    """Tell by the total whether the volume contains the recoveries; if it cannot tell, refuse."""
    if total == volume + paid - recovered:
        return volume, paid - recovered
    if total is None or total == volume + paid:
        return issue(rules.RECOVERY_UNCLEAR)
    return issue(rules.PARTS_DIFFER, volume=volume, advance=paid - recovered, total=total)


def _complete(
    total: int | None, volume: int | None, advance: int | None
) -> tuple[int, int] | Issue:
    if volume is not None and advance is not None:
        if total is not None and total != volume + advance:
            return issue(rules.PARTS_DIFFER, volume=volume, advance=advance, total=total)
        return volume, advance
    if total is not None and volume is not None:
        return volume, total - volume
    if total is not None and advance is not None:
        return total - advance, advance
    return issue(rules.PART_MISSING)
