"""The open advances of a project as a table, and what its rules say in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from disbursement.domain.advances import BANDS, JudgedLot, Recovery, Standing
from disbursement.lists.advances import BAND_NAMES, NO_CONTRACT
from disbursement.models import AdvancePurpose
from disbursement.selectors.advances import AdvanceLine, KeyAdvances
from projects.domain.figure_tables import FigureColumn, FigureRow, FigureTable, Kind

NEGATIVE = "negative"
TONES = {str(Standing.OVERDUE): "bad", str(Standing.DUE): "warn", NEGATIVE: "warn"}


def project_table(keys: Sequence[KeyAdvances]) -> FigureTable:
    """Return each key by the ledger and below it the lines that add up to it."""
    by_age = _("By age")
    columns = (
        FigureColumn(_("Source and contract")),
        FigureColumn(_("Open advance"), Kind.MONEY),
        *(FigureColumn(str(BAND_NAMES[band.code]), Kind.MONEY, by_age) for band in BANDS),
        FigureColumn(_("Overdue"), Kind.MONEY),
        FigureColumn(_("What holds for it")),
    )
    rows: list[FigureRow] = []
    for key in keys:
        rows.append(_key_row(key))
        rows += [_line_row(line) for line in key.lines]
    if len(keys) > 1:
        lines = [line for key in keys for line in key.lines]
        balance, overdue = sum(key.balance for key in keys), sum(key.overdue for key in keys)
        rows.append(_sums(_("Total"), lines, balance, overdue))
    return FigureTable(_("Open advances"), _("Open advances by contract"), columns, tuple(rows))


def rule_in_words(rule: Recovery) -> str:
    """Return what a rule asks for, without its legal basis."""
    if rule.percent is not None:
        due = _("recovered in full when %(percent)s %% of the contract are done") % {
            "percent": rule.percent
        }
    else:
        due = _("recovered within %(time)s of the advance") % {"time": _first_time(rule)}
    return f"{due}; {_overdue_words(rule)}"


def line_words(line: AdvanceLine) -> str:
    """Return why a line is overdue or due, by which rule and since when."""
    if line.balance < 0:
        return _(
            "The contracts say more than the treasury's ledger: compare the entries with its "
            "vouchers."
        )
    worst = line.worst
    if worst is None or worst.rule is None or worst.due_on is None:
        return _waiting_words(line)
    purpose = str(AdvancePurpose(line.purpose).label)
    rule = f"{purpose}: {rule_in_words(worst.rule)}. {worst.rule.legal_basis}".strip()
    return f"{_standing_words(line, worst)} {rule}"


def _standing_words(line: AdvanceLine, worst: JudgedLot) -> str:
    paid, due = f"{worst.lot.day:%d/%m/%Y}", f"{worst.due_on:%d/%m/%Y}"
    if line.overdue_days:
        words = _("Overdue since %(since)s, days: %(days)s (advanced on %(paid)s).")
        since = f"{line.overdue_from:%d/%m/%Y}"
        return words % {"days": line.overdue_days, "since": since, "paid": paid}
    return _("To be recovered since %(due)s (advanced on %(paid)s).") % {"due": due, "paid": paid}


def _waiting_words(line: AdvanceLine) -> str:
    if any(each.rule is None for each in line.judged):
        return _("No rule was in force on the day of the advance.")
    days = [each.due_on for each in line.judged if each.due_on]
    if not days:
        return _("Not due yet: the work has not reached the share at which it is recovered.")
    return _("To be recovered by %(day)s.") % {"day": f"{min(days):%d/%m/%Y}"}


def _first_time(rule: Recovery) -> str:
    if rule.days is not None:
        return _("%(days)s days") % {"days": rule.days}
    return _months(rule.months or 0)


def _overdue_words(rule: Recovery) -> str:
    both = rule.days is not None and rule.months is not None
    if both and not rule.overdue_months:
        return _("overdue %(time)s after the advance") % {"time": _months(rule.months or 0)}
    if rule.overdue_months:
        return _("overdue %(time)s after that") % {"time": _months(rule.overdue_months)}
    return _("overdue from the next day on")


def _months(months: int) -> str:
    return _("%(months)s months") % {"months": months}


def _key_row(key: KeyAdvances) -> FigureRow:
    years = (key.key.plan_year, key.key.origin_year)
    sub = _("Plan %(plan)s, money of %(origin)s") % {"plan": years[0], "origin": years[1]}
    row = _sums(key.source.name, key.lines, key.balance, key.overdue)
    return FigureRow(row.values, is_total=True, sub=sub)


def _line_row(line: AdvanceLine) -> FigureRow:
    name = str(line.contract) if line.contract else str(NO_CONTRACT)
    bands = line.bands
    values = (
        name,
        line.balance,
        *(bands[band.code] or None for band in BANDS),
        line.overdue or None,
        line_words(line),
    )
    return FigureRow(values, level=1, tone=TONES.get(line.standing, ""))


def _sums(name: str, lines: Sequence[AdvanceLine], balance: int, overdue: int) -> FigureRow:
    bands = [sum(line.bands[band.code] for line in lines) or None for band in BANDS]
    return FigureRow((name, balance, *bands, overdue or None, ""), is_total=True)
