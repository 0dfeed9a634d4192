"""The list of organisations."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from projects.lists.addresses import record_address
from projects.lists.definition import Address, Column, Kind, ListContext, ListDefinition, Rows
from projects.lists.filters import contains_words, reference_filter, value_filter, yes_filter
from projects.models import Organisation
from projects.selectors.visibility import visible_organisations


def _rows(context: ListContext) -> Rows:
    return visible_organisations(context.person).select_related("parent")


def _mine(context: ListContext) -> Rows:
    return visible_organisations(context.person)


def _superiors(context: ListContext) -> Rows:
    parents = visible_organisations(context.person).values("parent")
    return Organisation.objects.filter(pk__in=parents).order_by("sort_key")


def _valid_today(context: ListContext) -> Q:
    today = context.today
    started = Q(valid_from=None) | Q(valid_from__lte=today)
    return started & (Q(valid_to=None) | Q(valid_to__gte=today))


ORGANISATIONS = ListDefinition(
    name="don-vi",
    title=_("Organisations"),
    about=_("Investors, departments, communes, treasury offices: who they are and since when."),
    icon="buildings",
    action="registers.view",
    model=Organisation,
    rows=_rows,
    columns=(
        Column("code", _("Code"), lambda row: row.code, Kind.CODE, ("code",)),
        Column("name", _("Name"), lambda row: row.name, Kind.NAME, ("sort_key",)),
        Column("kind", _("Kind"), lambda row: row.kind, order=("kind", "sort_key")),
        Column("block", _("Emulation block"), lambda row: row.block, order=("block", "sort_key")),
        Column("parent", _("Governing body"), lambda row: row.parent.name if row.parent else ""),
        Column(
            "valid_from",
            _("Valid from"),
            lambda row: row.valid_from,
            Kind.DAY,
            ("valid_from",),
            may_be_empty=True,
        ),
        Column(
            "valid_to",
            _("Valid to"),
            lambda row: row.valid_to,
            Kind.DAY,
            ("valid_to",),
            may_be_empty=True,
        ),
    ),
    search=contains_words("search_text"),
    order="name",
    filters=(
        value_filter("kind", _("Kind"), _mine),
        value_filter("block", _("Emulation block"), _mine),
        reference_filter("parent", _("Governing body"), _superiors),
        yes_filter("valid", _("Valid today"), _valid_today),
        yes_filter(
            "investor",
            _("Has projects"),
            lambda _context: Q(pk__in=Organisation.objects.filter(projects__isnull=False)),
        ),
    ),
    pages=(Address("emulation:organisation", {"pk": "pk"}), record_address("don-vi")),
    bulk=("block", "kind"),
    editable=("kind", "block", "parent"),
)
