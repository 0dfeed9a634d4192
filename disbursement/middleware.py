"""What happens to every request: its address, its language, the unit of its amounts."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from projects.display import shown_in, unit_of

View = Callable[[HttpRequest], HttpResponse]


class AddressMiddleware:
    """Refuse addresses with the character NUL, which PostgreSQL cannot even look for.

    The API checks its parameters itself and answers in its own form.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = "" if request.path.startswith("/api/") else request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query:
            raise SuspiciousOperation("NUL in an address")
        return self.get_response(request)


class LanguageMiddleware:
    """Show Vietnamese unless the person chose otherwise.

    Django's own middleware would follow the browser's `Accept-Language`, and an office machine
    with an English browser would get an English portal.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Cookie"])
        return response


class DisplayUnitMiddleware:
    """Show amounts in the unit the person chose."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with shown_in(unit_of(request)):
            return self.get_response(request)


def chosen_language(request: HttpRequest) -> str:
    """Return the language of the person's cookie if the portal speaks it."""
    language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
