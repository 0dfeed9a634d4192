"""Save the cells of a report while it is being typed: JSON in, JSON out, never a page."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from disbursement.selectors.submissions import submissions_visible_to
from disbursement.services.entry_cells import TooManyCells, cells_save
from disbursement.services.submission_claims import Locked
from disbursement.submission_documents import cell_edits, saved_document
from disbursement.views.access import SignedInRequest
from disbursement.views.entry_person import ended_session
from projects.permissions import get_for, may
from projects.refusals import NotAllowed, Refusal, StaleState

View = Callable[..., HttpResponseBase]


class _Token(CsrfViewMiddleware):
    """The check of the page's token, whose refusal is a reason instead of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def answers_json(view: View) -> View:
    """Put every refusal into JSON, above all that the session has ended.

    The token is checked after the sign-in: who has been signed out is told so.
    """

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return _said(405, _("Send the cells with POST."))
        if ended := ended_session(request):
            return ended
        try:
            len(request.body)  # read now: looking for a token in a form would use it up
        except RequestDataTooBig:
            return _said(413, _("Too much was sent at once."))
        check = _Token(lambda _request: JsonResponse({}))
        check.process_request(request)
        if check.process_view(request, view, (), {}):
            return _said(403, _("The page is out of date: open it again in another tab."))
        try:
            return view(request, *args, **kwargs)
        except Http404:
            return _said(404, _("There is no such report."))
        except PermissionDenied:
            return _said(403, _("Your role does not allow this action."))

    return guarded


@answers_json
def cells(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Save cells of a report of one's own.

    Takes {"unit", "cells": [{"line", "field", "text", "was"}], "seen"} – `seen` is the page's
    own, "" for a blank report – and answers what became of each cell, the findings of the lines
    touched and the counts of the report. 401 signed out, 403, 404, 409 locked, 413 too many,
    422 nonsense; always with a message.
    """
    if not may(request.user, "submission.edit"):
        raise PermissionDenied
    now = timezone.now()
    submission = get_for(
        request.user,
        submissions_visible_to(request.user),
        "submission.edit",
        pk=pk,
    )
    try:
        body = json.loads(request.body)
        edits = cell_edits(body)
        saved = cells_save(submission=submission, cells=edits, actor=request.user, now=now)
    except (ValueError, RecursionError):
        return _said(422, _("What was sent cannot be read."))
    except TooManyCells as refusal:
        return _said(413, str(refusal))
    except Locked as refusal:
        return JsonResponse({"lock": refusal.lock.value, "message": str(refusal)}, status=409)
    except NotAllowed as refusal:
        return _said(403, str(refusal))
    except StaleState as refusal:
        return JsonResponse({"lock": "", "message": str(refusal)}, status=409)
    except Refusal as refusal:
        return _said(422, str(refusal))
    return JsonResponse(saved_document(body, saved, now))


def _said(status: int, message: str) -> JsonResponse:
    return JsonResponse({"message": message}, status=status)
