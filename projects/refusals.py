"""Refusals: what a service says when it will not do what was asked."""

from __future__ import annotations

from django.utils.functional import Promise


class Refusal(Exception):
    """Something that was asked and cannot be done; the message is a sentence for the person."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(Refusal):
    """The person's role does not allow the action."""


class StaleState(Refusal):
    """Somebody else was quicker: the thing is no longer in the state it was shown in."""
