"""Draw once what many look at: parts of pages kept until something on record changes.

Every change of a figure leaves an audit record in its own transaction, so the number of the last
one tells whether anything can look different. What follows the clock or is edited in the
administration is at most a minute behind.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from django.core.cache import cache
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from projects.display import current_unit
from projects.selectors.audit import last_change

SECONDS = 60


def remembered(key: tuple[object, ...], draw: Callable[[], str]) -> SafeString:
    """Return the part drawn for the key, drawing it where it is not known or out of date.

    The key says whose figures and which; language, unit and the last change are added to it.
    """
    whole = (*key, get_language(), current_unit(), last_change())
    name = "part:" + sha256(repr(whole).encode()).hexdigest()
    part = cache.get(name)
    if part is None:
        part = str(draw())
        cache.set(name, part, SECONDS)
    return mark_safe(part)  # noqa: S308 – drawn by our own templates, which escape
