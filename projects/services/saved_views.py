"""Keep a list's filters under a name, for oneself or for everybody."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from projects.models import SavedView, User
from projects.refusals import NotAllowed, Refusal
from projects.services.audit import audit

LONGEST_QUERY = 1000
MOST_VIEWS = 100


@transaction.atomic
def saved_view_keep(
    *, owner: User, list_name: str, name: str, query: str, is_shared: bool
) -> SavedView:
    """Save the filters; the same name of the same list is written over."""
    if len(query) > LONGEST_QUERY:
        raise Refusal(_("These filters are too long to be saved; choose fewer of them."))
    mine = SavedView.objects.filter(owner=owner, list_name=list_name)
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise Refusal(_("You have saved very many views of this list; delete some first."))
    view, _made = SavedView.objects.update_or_create(
        owner=owner,
        list_name=list_name,
        name=name,
        defaults={"query": query, "is_shared": is_shared},
    )
    audit(actor=owner, action="view.keep", about=view, name=name, query=query, shared=is_shared)
    return view


@transaction.atomic
def saved_view_delete(*, view: SavedView, actor: User) -> None:
    """Delete a view; only whoever saved it may."""
    if view.owner_id != actor.pk:
        raise NotAllowed(_("Only the person who saved a view can delete it."))
    audit(actor=actor, action="view.delete", about=view, name=view.name, list=view.list_name)
    view.delete()
