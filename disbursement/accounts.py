"""Signing in: what we ask of allauth and tell axes."""

from collections.abc import Mapping

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_noop as _

# allauth speaks no Vietnamese: what our pages may show of it is translated with our own texts.
SENTENCES_OF_ALLAUTH = (
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Please type your current password."),
    _("Incorrect password."),
    _("You must type the same password each time."),
    _("The username and/or password you specified are not correct."),
    _("This account is currently inactive."),
    _("Be patient, you are sending too many requests."),
)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the administrator; nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def attempted_username(request: HttpRequest, credentials: Mapping[str, str] | None = None) -> str:
    """Return the name somebody tried to sign in with, folded as the sign-in folds it.

    The sign-in page posts it as `login`, the administration as `username`.
    """
    credentials = credentials or {}
    name = (
        credentials.get("username")
        or credentials.get("login")
        or request.POST.get("login")
        or request.POST.get("username")
        or ""
    )
    return name.strip().lower()
