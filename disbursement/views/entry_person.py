"""Whether the person who opened an entry page is still the one signed in."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

OPENED_BY = "X-Portal-User"


def ended_session(request: HttpRequest) -> JsonResponse | None:
    """Return the answer to a page whose session has ended, None while it goes on.

    A page names the person it was opened by: on a shared machine somebody else may have signed
    in meanwhile, and what the first one typed must not be saved in their name.
    """
    if not request.user.is_authenticated:
        message = _("Your session has ended. Sign in again in another tab.")
        return JsonResponse({"message": message}, status=HTTPStatus.UNAUTHORIZED)
    opened_by = request.headers.get(OPENED_BY, "")
    if opened_by and opened_by != str(request.user.pk):
        answer = {"message": "", "other_user": True}
        return JsonResponse(answer, status=HTTPStatus.UNAUTHORIZED)
    return None
