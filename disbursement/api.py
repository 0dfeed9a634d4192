"""Treasury files and the ledger for programs: the documents of the commands."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from disbursement.documents import import_document, import_summary
from disbursement.models import TreasuryImport
from disbursement.selectors.ledger import ledger_check
from disbursement.selectors.treasury import offices_of
from disbursement.services.treasury import Duplicate, Origin, import_receive, import_reverse
from disbursement.treasury_forms import UploadForm
from projects.api import MayAct
from projects.permissions import get_for
from projects.refusals import Refusal, StaleState
from projects.requests import person_of

LATEST = 100


class LedgerCheckView(APIView):
    """Compare the ledger of movements with the treasury's facts."""

    permission_classes = (MayAct.to("treasury.view"),)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        return Response(ledger_check())


class ImportsView(APIView):
    """The latest treasury files, and the door for a new one; it is checked in the background."""

    permission_classes = (MayAct.to("treasury.view"),)
    parser_classes = (MultiPartParser,)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        return Response({"rows": [import_summary(each) for each in _imports()[:LATEST]]})

    @extend_schema(
        request={"multipart/form-data": {"properties": {"file": {"format": "binary"}}}},
        responses={201: OpenApiTypes.OBJECT},
    )
    def post(self, request: Request) -> Response:
        form = UploadForm(files=request.FILES)
        if not form.is_valid():
            raise serializers.ValidationError(
                {field: [str(each) for each in found] for field, found in form.errors.items()}
            )
        upload = form.cleaned_data["file"]
        try:
            by = person_of(request)
            offices = offices_of(by)
            received = import_receive(
                content=upload.read(),
                name=upload.name,
                by=by,
                at=timezone.now(),
                origin=Origin(office=offices[0] if len(offices) == 1 else None),
            )
        except Duplicate as known:
            document = import_document(known.treasury_import)
            return Response(document | {"status": "duplicate", "posted": 0}, status=409)
        except Refusal as refusal:
            return _refused(refusal)
        return Response(import_document(received), status=201)


class ImportView(APIView):
    """One treasury file: how it stands, what was found in it."""

    permission_classes = (MayAct.to("treasury.view"),)

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: int) -> Response:
        return Response(import_document(_import(request, pk)))


class ReasonBody(serializers.Serializer):
    reason = serializers.CharField(max_length=500)


class ImportReverseView(APIView):
    """Take a posted file out of every position; nothing is deleted."""

    permission_classes = (MayAct.to("treasury.reverse"),)

    @extend_schema(request=ReasonBody, responses=OpenApiTypes.OBJECT)
    def post(self, request: Request, pk: int) -> Response:
        body = ReasonBody(data=request.data)
        body.is_valid(raise_exception=True)
        treasury_import = _import(request, pk)
        try:
            facts = import_reverse(
                treasury_import=treasury_import,
                actor=person_of(request),
                reason=body.validated_data["reason"],
                at=timezone.now(),
            )
        except Refusal as refusal:
            return _refused(refusal)
        return Response({"status": "reversed", "import": pk, "facts": facts})


def _imports() -> QuerySet[TreasuryImport]:
    return TreasuryImport.objects.select_related("source_file")


def _import(request: Request, pk: int) -> TreasuryImport:
    return get_for(person_of(request), _imports(), "treasury.view", pk=pk)


def _refused(refusal: Refusal) -> Response:
    status = 409 if isinstance(refusal, StaleState) else 403
    return Response({"status": "refused", "detail": str(refusal)}, status=status)
