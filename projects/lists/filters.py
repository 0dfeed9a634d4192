"""The kinds of filters that lists are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from projects.domain.search import vietnamese_sort_key
from projects.lists.definition import Filter, ListContext, Rows, Text

YES, NO = "1", "0"
EARLIEST_YEAR, LATEST_YEAR = 2000, 2100


class PlainSelect(forms.Select):
    """A choice whose options are drawn in one go: a template for each of hundreds takes long."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        drawn = self.get_context(name, value, attrs)["widget"]
        options = format_html_join(
            "",
            '<option value="{}"{}>{}</option>',
            (
                (
                    option["value"],
                    SafeString(" selected" if option["selected"] else ""),
                    option["label"],
                )
                for _group, options, _index in drawn["optgroups"]
                for option in options
            ),
        )
        return format_html(
            "<select{}>{}</select>", flatatt({"name": name, **drawn["attrs"]}), options
        )


def contains_words(*columns: str) -> Callable[[Rows, list[str]], Rows]:
    """Return a search for rows that have every word in one of the folded columns."""

    def search(rows: Rows, words: list[str]) -> Rows:
        for word in words:
            found = Q()
            for column in columns:
                found |= Q(**{f"{column}__contains": word})
            rows = rows.filter(found)
        return rows

    return search


def value_filter(name: str, label: Text, values: Callable[[ListContext], Rows]) -> Filter:
    """Return a choice among the texts that stand in a column of the rows."""

    def field(context: ListContext) -> forms.Field:
        found = values(context).order_by(name).values_list(name, flat=True).distinct()
        texts = sorted(filter(None, found), key=vietnamese_sort_key)
        return choice_field(label, [(text, text) for text in texts])

    return Filter(name, field, lambda rows, value, _context: rows.filter(**{name: value}))


def choice_filter(
    name: str, label: Text, choices: Iterable[tuple[Any, Text]], column: str = ""
) -> Filter:
    """Return a choice among the fixed values of a column."""
    fixed = list(choices)
    return Filter(
        name,
        lambda _context: choice_field(label, fixed),
        lambda rows, value, _context: rows.filter(**{column or name: value}),
    )


def reference_filter(
    name: str, label: Text, values: Callable[[ListContext], Rows], *columns: str
) -> Filter:
    """Return a choice among the rows of another register, named by code; any column may match."""

    def field(context: ListContext) -> forms.Field:
        return forms.ModelChoiceField(
            values(context),
            to_field_name="code",
            required=False,
            label=label,
            empty_label=_("All"),
            widget=PlainSelect,
        )

    def keep(rows: Rows, value: Any, _context: ListContext) -> Rows:
        found = Q()
        for column in columns or (name,):
            found |= Q(**{column: value})
        return rows.filter(found)

    return Filter(name, field, keep)


def yes_filter(name: str, label: Text, condition: Callable[[ListContext], Q]) -> Filter:
    """Return a choice between the rows that meet a condition and the others."""

    def keep(rows: Rows, value: str, context: ListContext) -> Rows:
        return rows.filter(condition(context) if value == YES else ~condition(context))

    return Filter(name, lambda _c: choice_field(label, [(YES, _("Yes")), (NO, _("No"))]), keep)


def year_filter(name: str, label: Text, keep: Callable[[Rows, int, ListContext], Rows]) -> Filter:
    return Filter(name, lambda _context: year_field(label), keep)


def choice_field(label: Text, choices: list[tuple[Any, Text]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=[("", _("All")), *choices], widget=PlainSelect
    )


def year_field(label: Text) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=EARLIEST_YEAR,
        max_value=LATEST_YEAR,
        localize=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
