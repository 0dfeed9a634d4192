"""Pages about a file that was handed in a moment ago and is named by a signed address."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from projects.models import SourceFile
from projects.selectors.files import path_of

KEPT_FOR = 24 * 60 * 60  # seconds between handing a file in and taking it


def with_kept_file(*, salt: str, back: str) -> Callable[[Any], Any]:
    """Open the file an address names: its own signature says that it was handed in here.

    ``back`` is the route to which a person is led whose file is out of date or gone.
    """

    def opener(view: Any) -> Any:
        @wraps(view)
        def opened(request: HttpRequest, token: str) -> HttpResponse:
            try:
                pk = signing.loads(token, salt=salt, max_age=KEPT_FOR)
                file = SourceFile.objects.get(pk=pk)
            except (signing.BadSignature, SourceFile.DoesNotExist):
                messages.error(request, _("This preview is out of date; upload the file again."))
                return redirect(back)
            if not path_of(file).is_file():
                messages.error(
                    request,
                    _("The content of the file is not in its place; tell the administrator."),
                )
                return redirect(back)
            answer: HttpResponse = view(request, token, file)
            return answer

        return opened

    return opener
