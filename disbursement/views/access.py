"""Who may open a page of this room and of those above it."""

from projects.views.access import SignedInRequest as SignedInRequest
from projects.views.access import permitted as permitted
