"""Sign the identity of a report's workbook, and know it again when the file comes back."""

from __future__ import annotations

from typing import Any

from django.core import signing

from disbursement.domain.workbook_columns import FORM
from disbursement.domain.workbook_identity import Identity, form_of, identity_of
from disbursement.domain.workbook_rules import FORGED, NO_IDENTITY, OLD_FORM
from projects.domain.issues import Issue, issue

SALT = "disbursement.report-workbook"


def sign_identity(identity: Identity) -> str:
    """Return the identity as text that nobody can change unnoticed."""
    return signing.dumps(identity.to_plain(), salt=SALT, compress=True)


def open_identity(text: str) -> Identity | Issue:
    """Return what was signed, or why the file is none of ours."""
    if not text:
        return issue(NO_IDENTITY)
    try:
        plain: dict[str, Any] = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError):
        return issue(FORGED)
    if form_of(plain) != FORM:
        return issue(OLD_FORM, form=form_of(plain), now=FORM)
    return identity_of(plain)
