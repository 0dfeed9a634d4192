"""Read a list as its address asks for it: searched, filtered, sorted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import F, QuerySet
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _

from projects.domain.search import search_words
from projects.lists.definition import Column, ListContext, ListDefinition, Rows

SEARCH, SORT = "q", "sort"
LONGEST_SEARCH = 100
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class ListReading:
    """A list as it was asked for; ``rows`` is not read from the database yet."""

    definition: ListDefinition
    form: forms.Form
    context: ListContext
    everything: Rows
    words: list[str]
    rows: Rows
    column: Column
    descending: bool

    def shown(self, rows: Rows) -> Rows:
        """Read of some of the rows what the columns show."""
        return self.definition.shown(rows, self.context)

    @property
    def tells_reasons(self) -> bool:
        return bool(self.words) and self.definition.reasons is not None

    def reasons(self, rows: Sequence[Any]) -> Mapping[int, str]:
        """Return why rows were found, of those whose texts do not show it."""
        if not self.words or self.definition.reasons is None:
            return {}
        return self.definition.reasons(rows, self.words)

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen())

    @property
    def is_narrowed(self) -> bool:
        """Tell whether a filter besides the search is set, or was asked for in vain."""
        return bool(self.form.errors) or bool(self.chosen().keys() - {SEARCH})

    @property
    def sort(self) -> str:
        return f"{'-' if self.descending else ''}{self.column.name}"

    def chosen(self) -> dict[str, Any]:
        """Return the filters that are set and make sense, by name."""
        cleaned = getattr(self.form, "cleaned_data", {})
        return {name: value for name, value in cleaned.items() if value not in (None, "")}

    def query(self, *, with_sort: bool = True) -> str:
        """Return the address of this reading: only what the list knows, in its order."""
        parts = [(name, self.form.data.get(name, "")) for name in self.chosen()]
        if with_sort and self.sort != self.definition.order:
            parts.append((SORT, self.sort))
        return urlencode(parts)

    def spoken_filters(self) -> list[tuple[str, str]]:
        """Return the label and the value of each filter that is set, as people read them."""
        return [
            (str(self.form.fields[name].label), _spoken(self.form.fields[name], value))
            for name, value in self.chosen().items()
        ]


def read_list(
    definition: ListDefinition, *, context: ListContext, query: Mapping[str, str]
) -> ListReading:
    """Return the rows that an address asks for; what makes no sense in it is told in the form."""
    form = filter_form(definition, context, query)
    form.is_valid()
    context = replace(context, chosen=form.cleaned_data)
    rows = everything = definition.rows(context)
    words = search_words(form.cleaned_data.get(SEARCH) or "")[:MOST_WORDS]
    if words:
        rows = definition.search(rows, words)
    for each in definition.filters:
        value = form.cleaned_data.get(each.name)
        if value not in (None, ""):
            rows = each.keep(rows, value, context)
    column, descending = _sorting(definition, query.get(SORT, ""))
    rows = _sorted(rows, column, descending=descending)
    return ListReading(definition, form, context, everything, words, rows, column, descending)


def filter_form(
    definition: ListDefinition, context: ListContext, query: Mapping[str, str]
) -> forms.Form:
    names = [SEARCH, *(each.name for each in definition.filters)]
    form = forms.Form({name: query[name] for name in names if name in query})
    form.fields[SEARCH] = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=LONGEST_SEARCH,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    form.fields |= {each.name: each.field(context) for each in definition.filters}
    return form


def _sorting(definition: ListDefinition, asked: str) -> tuple[Column, bool]:
    for name in (asked, definition.order):
        column = definition.column(name.removeprefix("-"))
        if column is not None and column.is_sortable:
            return column, name.startswith("-")
    raise ValueError(definition.order)


def _sorted(rows: Rows, column: Column, *, descending: bool) -> Rows:
    """Sort in the database, or here what was computed: empty values last, equals as they stood."""
    if isinstance(rows, QuerySet):
        return rows.order_by(*_ordering(column, descending=descending))
    if column.key is None:
        raise ValueError(column.name)
    known = [row for row in rows if column.key(row) is not None]
    empty = [row for row in rows if column.key(row) is None]
    return [*sorted(known, key=column.key, reverse=descending), *empty]


def _ordering(column: Column, *, descending: bool) -> Iterator[OrderBy | str]:
    """Yield the order of rows; empty values come last on every database, equals by age."""
    for name in (*column.order, "pk"):
        if name == "pk" or not column.may_be_empty:
            yield f"{'-' if descending else ''}{name}"
        elif descending:
            yield F(name).desc(nulls_last=True)
        else:
            yield F(name).asc(nulls_last=True)


def _spoken(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value))
    if isinstance(field, forms.ChoiceField):
        choices: Iterable[Any] = field.widget.choices
        return str(next((text for key, text in choices if str(key) == str(value)), value))
    return str(value)
