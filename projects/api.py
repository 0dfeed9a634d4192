"""What every part of the API under /api/v1/ shares."""

from __future__ import annotations

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from projects.models import User
from projects.permissions import may


class MayAct(BasePermission):
    """Let those in whose roles allow an action; the same table as the screens'."""

    action = ""

    @classmethod
    def to(cls, action: str) -> type[MayAct]:
        """Return the permission class for an action."""
        return type("MayAct", (cls,), {"action": action})

    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.user, User) and may(request.user, self.action)
