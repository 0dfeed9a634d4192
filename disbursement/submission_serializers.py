"""What the API of reports takes and gives, as the schema describes it."""

from __future__ import annotations

from rest_framework import serializers

from disbursement.domain.entry_cells import CellState
from disbursement.domain.submission_steps import Lock, Timeliness
from disbursement.domain.submissions import AMOUNT_FIELDS, ENTRY_FIELDS
from disbursement.models import PeriodKind, SubmissionStatus
from disbursement.services.entry_cells import MOST_CELLS
from disbursement.services.submission_remarks import LONGEST_NOTE
from disbursement.services.submissions import LONGEST_REASON
from projects.domain.issues import Severity

LINE = "The line's name: r<project>-<source>-<plan year>-<origin year>."


class PeriodBody(serializers.Serializer):
    code = serializers.CharField()
    kind = serializers.ChoiceField(PeriodKind.choices)
    year = serializers.IntegerField()
    month = serializers.IntegerField()
    as_at = serializers.DateField()
    opens_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    locks_at = serializers.DateTimeField(allow_null=True)


class LockBody(serializers.Serializer):
    code = serializers.ChoiceField([lock.value for lock in Lock])
    message = serializers.CharField()


class SubmissionBody(serializers.Serializer):
    """A report: how it stands, why it cannot be written in, until when it is open."""

    submission = serializers.IntegerField()
    period = PeriodBody()
    investor = serializers.CharField(help_text="The organisation's code.")
    investor_name = serializers.CharField()
    status = serializers.ChoiceField(SubmissionStatus.choices)
    version = serializers.IntegerField()
    first_submitted_at = serializers.DateTimeField(allow_null=True)
    timeliness = serializers.ChoiceField([each.value for each in Timeliness])
    lock = LockBody(allow_null=True)
    open_until = serializers.DateField(
        allow_null=True, help_text="The last day of an exception, or to mend what came back."
    )
    awaits = serializers.CharField(
        allow_null=True, help_text="The code of the governing body that has yet to endorse it."
    )


class SubmissionsBody(serializers.Serializer):
    rows = SubmissionBody(many=True)
    page = serializers.IntegerField()
    pages = serializers.IntegerField()


class FindingBody(serializers.Serializer):
    field = serializers.ChoiceField(ENTRY_FIELDS)
    severity = serializers.ChoiceField([each.value for each in Severity])
    code = serializers.CharField()
    message = serializers.CharField()
    fix = serializers.CharField(allow_blank=True)


class LineBody(serializers.Serializer):
    """One line; amounts in đồng, null where nothing was entered."""

    line = serializers.CharField(help_text=LINE)
    project = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    plan_year = serializers.IntegerField()
    origin_year = serializers.IntegerField()
    plan = serializers.IntegerField()
    treasury_disbursed = serializers.IntegerField()
    last_own = serializers.IntegerField(allow_null=True)
    executed_volume = serializers.IntegerField(allow_null=True)
    own_disbursed = serializers.IntegerField(allow_null=True)
    month_estimate = serializers.IntegerField(allow_null=True)
    year_forecast = serializers.IntegerField(allow_null=True)
    obstacle_category = serializers.CharField(allow_blank=True)
    difficulty = serializers.CharField(allow_blank=True)
    explanation = serializers.CharField(allow_blank=True)
    findings = FindingBody(many=True)


class VersionBody(serializers.Serializer):
    number = serializers.IntegerField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    is_nil = serializers.BooleanField()


class SubmissionDetailBody(SubmissionBody):
    """A report with its lines: of one's own the draft, else the newest handed in."""

    seen = serializers.CharField(
        allow_blank=True, help_text="When the newest version was last edited; sent back to submit."
    )
    versions = VersionBody(many=True)
    lines = LineBody(many=True)


class CellBody(serializers.Serializer):
    line = serializers.CharField(help_text=LINE)
    field = serializers.ChoiceField(ENTRY_FIELDS)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False)
    was = serializers.CharField(
        allow_blank=True,
        required=False,
        trim_whitespace=False,
        help_text="The text last seen in the cell; another one there is a conflict.",
    )


class CellsBody(serializers.Serializer):
    unit = serializers.CharField(
        help_text=f"đồng, nghìn, triệu or tỷ; of {', '.join(AMOUNT_FIELDS)}"
    )
    seen = serializers.CharField(required=False, allow_blank=True)
    cells = CellBody(many=True, max_length=MOST_CELLS)  # type: ignore[call-arg]


class SavedCellBody(serializers.Serializer):
    line = serializers.CharField()
    field = serializers.ChoiceField(ENTRY_FIELDS)
    state = serializers.ChoiceField([state.value for state in CellState])
    text = serializers.CharField(allow_blank=True, help_text="What is stored now.")
    by = serializers.CharField(required=False)
    at = serializers.CharField(required=False)


class CountsBody(serializers.Serializer):
    errors = serializers.IntegerField()  # type: ignore[assignment]
    warnings = serializers.IntegerField()
    filled = serializers.IntegerField()


class SavedCellsBody(serializers.Serializer):
    saved_at = serializers.CharField()
    seen = serializers.CharField(allow_blank=True)
    cells = SavedCellBody(many=True)
    findings = serializers.DictField(child=FindingBody(many=True))
    counts = CountsBody()


class SubmitBody(serializers.Serializer):
    """Hand in the figures that are stored; `seen` guards against what others changed since."""

    seen = serializers.CharField(required=False, allow_blank=True)
    is_nil = serializers.BooleanField(default=False)
    warnings_confirmed = serializers.BooleanField(default=False)


class WithdrawBody(serializers.Serializer):
    reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_REASON
    )


class JudgeBody(serializers.Serializer):
    version = serializers.IntegerField(help_text="The version that was read.")


class RemarkBody(serializers.Serializer):
    line = serializers.CharField(help_text=LINE)
    field = serializers.ChoiceField(ENTRY_FIELDS, allow_blank=True, default="")
    reason = serializers.CharField(help_text="The code of a reason for a return.")
    note = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_NOTE
    )


class ReturnBody(JudgeBody):
    reason = serializers.CharField(allow_blank=True, max_length=LONGEST_REASON, default="")
    remarks = RemarkBody(many=True, required=False)


class ReopenBody(serializers.Serializer):
    reason = serializers.CharField(max_length=LONGEST_REASON)


class ChoiceBody(JudgeBody):
    submission = serializers.IntegerField()


class AcceptManyBody(serializers.Serializer):
    choices = ChoiceBody(many=True, max_length=MOST_CELLS)  # type: ignore[call-arg]


class RefusedChoiceBody(serializers.Serializer):
    submission = serializers.IntegerField()
    detail = serializers.CharField()


class AcceptedManyBody(serializers.Serializer):
    accepted = serializers.ListField(child=serializers.IntegerField())
    refused = RefusedChoiceBody(many=True)


class RefusedBody(serializers.Serializer):
    """Why a step is not taken; `lock` and `findings` where they are the cause."""

    status = serializers.CharField()
    detail = serializers.CharField()
    lock = serializers.CharField(required=False, help_text="The code of the lock.")
    findings = serializers.DictField(child=FindingBody(many=True), required=False)
