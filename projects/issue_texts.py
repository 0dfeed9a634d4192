"""Put issues into words of the active language, and into JSON to be put into words later."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import singledispatch
from typing import Any

from django.utils.translation import gettext

from projects.domain.issues import Issue, Rule, Severity, Term
from projects.domain.numbers import format_decimal, format_integer, format_rate

# From this size on an integer is an amount or a count and is grouped; below it may be a year.
SMALLEST_GROUPED = 10_000


def render(issue: Issue) -> dict[str, str]:
    """Return the issue as the portal's JSON shows it, in the active language."""
    params = {name: show(value) for name, value in issue.params.items()}
    return {
        "severity": str(issue.severity),
        "code": issue.code,
        "sheet": issue.sheet,
        "cell": issue.cell,
        "message": sentence(issue.rule.text, params),
        "fix": sentence(issue.rule.fix, params),
    }


def told(issue: Issue) -> str:
    """Return what was found and how to mend it as one text, for a field or a message."""
    words = render(issue)
    return " ".join(part for part in (words["message"], words["fix"]) if part)


def sentence(msgid: str, params: Mapping[str, str]) -> str:
    """Return the translated sentence with its placeholders filled."""
    return gettext(msgid) % params if msgid else ""


@singledispatch
def show(value: object) -> str:
    """Return one parameter the way officials write it."""
    return "" if value is None else str(value)


@show.register
def _(value: Term) -> str:
    return gettext(value)


@show.register
def _(value: int) -> str:
    return format_integer(value) if abs(value) >= SMALLEST_GROUPED else str(value)


@show.register
def _(value: Decimal) -> str:
    return format_decimal(value)


@show.register
def _(value: Fraction) -> str:
    return f"{format_rate(value)} %"


@show.register
def _(value: date) -> str:
    return f"{value:%d/%m/%Y}"


@show.register(tuple | list)
def _(value: Sequence[object]) -> str:
    return ", ".join(show(part) for part in value)


def to_json(issue: Issue) -> dict[str, Any]:
    """Return the issue as code and parameters, free of language, for a JSON field."""
    return {
        "code": issue.code,
        "severity": str(issue.severity),
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "text": issue.rule.text,
        "fix": issue.rule.fix,
        "params": {name: _pack(value) for name, value in issue.params.items()},
    }


def from_json(stored: Mapping[str, Any], rules: Mapping[str, Rule]) -> Issue:
    """Return a stored issue; a rule that no longer exists keeps the sentence it had."""
    rule = rules.get(stored["code"]) or Rule(
        stored["code"], Severity(stored["severity"]), stored["text"], stored["fix"]
    )
    params = {name: _unpack(value) for name, value in stored["params"].items()}
    return Issue(rule, stored["sheet"], stored["row"], stored["column"], params)


def _pack(value: object) -> Any:
    if isinstance(value, Term):
        return {"term": str(value)}
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, Fraction):
        return {"rate": str(value)}
    if isinstance(value, date):
        return {"day": f"{value:%Y-%m-%d}"}
    if isinstance(value, tuple | list):
        return [_pack(part) for part in value]
    return value if isinstance(value, int | str) or value is None else str(value)


def _unpack(value: Any) -> object:
    if isinstance(value, list):
        return tuple(_unpack(part) for part in value)
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    readers: dict[str, Callable[[str], object]] = {
        "term": Term,
        "number": Decimal,
        "rate": Fraction,
        "day": date.fromisoformat,
    }
    return readers[kind](text)
