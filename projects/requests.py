"""Who is behind a request."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from rest_framework.request import Request

from projects.models import User


def person_of(request: HttpRequest | Request) -> User:
    """Return the signed-in person; the sign-in middleware lets nobody else through."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
