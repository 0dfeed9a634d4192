"""Reports of periods for programs: the same steps as the screens, behind the same services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from disbursement import submission_serializers as bodies
from disbursement.domain.review import Remark
from disbursement.domain.submissions import Filling, key_named
from disbursement.models import Submission, SubmissionStatus
from disbursement.report_documents import submission_detail, submission_documents
from disbursement.selectors.first_approval import submissions_readable_by
from disbursement.selectors.submissions import entries_of, latest_version
from disbursement.services.entry_cells import TooManyCells, cells_save
from disbursement.services.submission_claims import Locked
from disbursement.services.submissions import (
    UnfitReport,
    submission_accept,
    submission_endorse,
    submission_reopen,
    submission_return,
    submission_submit,
    submission_withdraw,
    submissions_accept,
)
from disbursement.submission_documents import (
    UnreadableBody,
    cell_edits,
    findings_document,
    moment_seen,
    saved_document,
)
from projects.api import MayAct
from projects.models import Role
from projects.permissions import get_for, may, organisations_of
from projects.refusals import NotAllowed, Refusal, StaleState
from projects.requests import person_of

PER_PAGE = 200
MAY_READ = MayAct.to("submission.view_own") | MayAct.to("submission.view_all")
MAY_RETURN = MayAct.to("submission.review") | MayAct.to("submission.endorse")
REFUSALS = dict.fromkeys((403, 409, 413, 422), bodies.RefusedBody)

Given = ParamSpec("Given")
ViewT = TypeVar("ViewT", bound=APIView)
Handler = Callable[Concatenate[ViewT, Request, Given], Response]


def refusals_told(handler: Handler[ViewT, Given]) -> Handler[ViewT, Given]:
    """Answer a refusal with its sentence and what caused it."""

    @wraps(handler)
    def guarded(
        self: ViewT, request: Request, *args: Given.args, **kwargs: Given.kwargs
    ) -> Response:
        try:
            return handler(self, request, *args, **kwargs)
        except Refusal as refusal:
            return _refused(refusal)

    return guarded


class SubmissionsView(APIView):
    """The reports the person may read, those due last first."""

    permission_classes = (MAY_READ,)

    @extend_schema(
        operation_id="submissions_list",
        parameters=[
            OpenApiParameter("period", str, description="The period's code, e.g. 2026-11-K1."),
            OpenApiParameter("status", str, enum=SubmissionStatus.values),
            OpenApiParameter("page", int, description=f"Of {PER_PAGE} reports each."),
        ],
        responses=bodies.SubmissionsBody,
    )
    def get(self, request: Request) -> Response:
        now = timezone.now()
        found = submissions_readable_by(user=person_of(request), now=now)
        asked = _Asked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        if period := asked.validated_data.get("period"):
            found = found.filter(period__code=period)
        if status := asked.validated_data.get("status"):
            found = found.filter(status=status)
        page = Paginator(found, PER_PAGE).get_page(asked.validated_data.get("page", 1))
        rows = submission_documents(page.object_list, now=now)
        return Response({"rows": rows, "page": page.number, "pages": page.paginator.num_pages})


class SubmissionView(APIView):
    """One report with its lines; of one's own the draft, else what was handed in."""

    permission_classes = (MAY_READ,)

    @extend_schema(operation_id="submissions_read", responses=bodies.SubmissionDetailBody)
    def get(self, request: Request, pk: int) -> Response:
        now = timezone.now()
        return Response(_detail(request, _readable(request, pk, now), now))


class CellsView(APIView):
    """Save single cells: each is written only over what its sender saw."""

    permission_classes = (MayAct.to("submission.edit"),)

    @extend_schema(
        operation_id="submissions_save_cells",
        request=bodies.CellsBody,
        responses={200: bodies.SavedCellsBody, **REFUSALS},
    )
    @refusals_told
    def post(self, request: Request, pk: int) -> Response:
        now = timezone.now()
        submission = _readable(request, pk, now)
        body: Any = request.data
        edits = cell_edits(body)
        saved = cells_save(submission=submission, cells=edits, actor=person_of(request), now=now)
        return Response(saved_document(body, saved, now))


class StepView(APIView):
    """A step of a report; each answers how the report stands afterwards."""

    body_class: type[serializers.Serializer] = bodies.JudgeBody

    @refusals_told
    def take(self, request: Request, pk: int) -> Response:
        now = timezone.now()
        submission = _readable(request, pk, now)
        body = self.body_class(data=request.data)
        body.is_valid(raise_exception=True)
        self.step(request, submission, body.validated_data, now)
        submission.refresh_from_db()
        (document,) = submission_documents([submission], now=now)
        return Response(document)

    def step(
        self, request: Request, submission: Submission, body: dict[str, Any], now: datetime
    ) -> None:
        raise NotImplementedError


STEP_ANSWERS = {200: bodies.SubmissionBody, **REFUSALS}


class SubmitView(StepView):
    """Hand in the figures that are stored."""

    permission_classes = (MayAct.to("submission.edit"),)
    body_class = bodies.SubmitBody

    @extend_schema(
        operation_id="submissions_submit", request=bodies.SubmitBody, responses=STEP_ANSWERS
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.take(request, pk)

    def step(
        self, request: Request, submission: Submission, body: dict[str, Any], now: datetime
    ) -> None:
        newest = latest_version(submission=submission)
        stored = newest.edited_at if newest else None
        if "seen" in body and moment_seen(body["seen"]) != stored and newest:
            raise StaleState(_("Somebody else has changed this report in the meantime."))
        filling = Filling(
            entries=tuple(entries_of(submission=submission)),
            seen=stored,
            is_nil=body["is_nil"],
            warnings_confirmed=body["warnings_confirmed"],
        )
        submission_submit(submission=submission, filling=filling, actor=person_of(request), now=now)


class WithdrawView(StepView):
    """Take back a report nobody has judged yet."""

    permission_classes = (MayAct.to("submission.edit"),)
    body_class = bodies.WithdrawBody

    @extend_schema(
        operation_id="submissions_withdraw", request=bodies.WithdrawBody, responses=STEP_ANSWERS
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.take(request, pk)

    def step(
        self, request: Request, submission: Submission, body: dict[str, Any], now: datetime
    ) -> None:
        submission_withdraw(
            submission=submission, actor=person_of(request), now=now, reason=body["reason"]
        )


class EndorseView(StepView):
    """Approve a report for the governing body."""

    permission_classes = (MayAct.to("submission.endorse"),)

    @extend_schema(
        operation_id="submissions_endorse", request=bodies.JudgeBody, responses=STEP_ANSWERS
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.take(request, pk)

    def step(
        self, request: Request, submission: Submission, body: dict[str, Any], now: datetime
    ) -> None:
        submission_endorse(
            submission=submission, version=body["version"], actor=person_of(request), now=now
        )


class ReturnView(StepView):
    """Send a report back, with a reason in words or by cell."""

    permission_classes = (MAY_RETURN,)
    body_class = bodies.ReturnBody

    @extend_schema(
        operation_id="submissions_return", request=bodies.ReturnBody, responses=STEP_ANSWERS
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.take(request, pk)

    def step(
        self, request: Request, submission: Submission, body: dict[str, Any], now: datetime
    ) -> None:
        submission_return(
            submission=submission,
            version=body["version"],
            reason=body["reason"],
            remarks=[_remark(each) for each in body.get("remarks", [])],
            actor=person_of(request),
            now=now,
        )


class AcceptView(StepView):
    """Accept a report."""

    permission_classes = (MayAct.to("submission.review"),)

    @extend_schema(
        operation_id="submissions_accept", request=bodies.JudgeBody, responses=STEP_ANSWERS
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.take(request, pk)

    def step(
        self, request: Request, submission: Submission, body: dict[str, Any], now: datetime
    ) -> None:
        submission_accept(
            submission=submission, version=body["version"], actor=person_of(request), now=now
        )


class ReopenView(StepView):
    """Open an accepted report again."""

    permission_classes = (MayAct.to("submission.review"),)
    body_class = bodies.ReopenBody

    @extend_schema(
        operation_id="submissions_reopen", request=bodies.ReopenBody, responses=STEP_ANSWERS
    )
    def post(self, request: Request, pk: int) -> Response:
        return self.take(request, pk)

    def step(
        self, request: Request, submission: Submission, body: dict[str, Any], now: datetime
    ) -> None:
        submission_reopen(
            submission=submission, reason=body["reason"], actor=person_of(request), now=now
        )


class AcceptManyView(APIView):
    """Accept several reports; one that is refused never stops the rest."""

    permission_classes = (MayAct.to("submission.review"),)

    @extend_schema(
        operation_id="submissions_accept_many",
        request=bodies.AcceptManyBody,
        responses={200: bodies.AcceptedManyBody, 403: bodies.RefusedBody},
    )
    @refusals_told
    def post(self, request: Request) -> Response:
        body = bodies.AcceptManyBody(data=request.data)
        body.is_valid(raise_exception=True)
        choices = [(each["submission"], each["version"]) for each in body.validated_data["choices"]]
        result = submissions_accept(choices=choices, actor=person_of(request), now=timezone.now())
        refused = [{"submission": pk, "detail": why} for pk, why in result.refused.items()]
        return Response({"accepted": result.accepted, "refused": refused})


class _Asked(serializers.Serializer):
    period = serializers.CharField(required=False, max_length=20)
    status = serializers.ChoiceField(SubmissionStatus.choices, required=False)
    page = serializers.IntegerField(required=False, min_value=1)


def _readable(request: Request, pk: int, now: datetime) -> Submission:
    person = person_of(request)
    found = submissions_readable_by(user=person, now=now)
    action = "submission.view_all" if may(person, "submission.view_all") else "submission.view_own"
    return get_for(person, found, action, pk=pk)


def _detail(request: Request, submission: Submission, now: datetime) -> dict[str, Any]:
    own = organisations_of(person_of(request), Role.INVESTOR)
    return submission_detail(submission, is_own=submission.investor_id in own, now=now)


def _remark(body: dict[str, str]) -> Remark:
    key = key_named(body["line"])
    if key is None:
        raise UnreadableBody(_("A remark speaks of a cell that the report does not have."))
    return Remark(key, body["field"], body["reason"], body["note"])


def _refused(refusal: Refusal) -> Response:
    document: dict[str, Any] = {"status": "refused", "detail": str(refusal)}
    if isinstance(refusal, Locked):
        document["lock"] = refusal.lock.value
    if isinstance(refusal, UnfitReport):
        document["findings"] = findings_document(refusal.issues)
    return Response(document, status=_status_of(refusal))


def _status_of(refusal: Refusal) -> int:
    for kind, status in ((NotAllowed, 403), (StaleState, 409), (TooManyCells, 413)):
        if isinstance(refusal, kind):
            return status
    return 422
