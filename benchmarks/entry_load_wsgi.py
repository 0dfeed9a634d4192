"""The portal as it is served, and beside it, in the same processes, a bare view.

The bare view takes a POST and writes one row, with no middleware, no session and no checks: what
Django itself costs here.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disbursement.settings")

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse

portal = get_wsgi_application()

from projects.models import SavedView  # noqa: E402 - models need the application

BARE = "/bare/"


def write_one_row(request: HttpRequest) -> HttpResponse:
    SavedView.objects.create(owner_id=1, list_name="bare", name=os.urandom(16).hex())
    return HttpResponse("ok")


class BareHandler(WSGIHandler):
    """Django's own handler with nothing between the socket and the view."""

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 - as Django's
        self._middleware_chain = convert_exception_to_response(write_one_row)


bare = BareHandler()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    answer = bare if environ["PATH_INFO"] == BARE else portal
    return answer(environ, start_response)
