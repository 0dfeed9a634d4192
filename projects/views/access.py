"""Who may open a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from projects.models import User
from projects.permissions import may

Arguments = ParamSpec("Arguments")


class SignedInRequest(HttpRequest):
    """A request of a person; no other passes LoginRequiredMiddleware."""

    user: User
    htmx: HtmxDetails


View = Callable[Concatenate[SignedInRequest, Arguments], HttpResponseBase]


def permitted(action: str) -> Callable[[View[Arguments]], View[Arguments]]:
    """Open the page only to those whose role allows the action; everybody else gets 403."""

    def guard(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def guarded(
            request: SignedInRequest, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponseBase:
            if not may(request.user, action):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard
