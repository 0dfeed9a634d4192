"""Read the photos and documents of reports."""

from __future__ import annotations

from django.db.models import QuerySet

from disbursement.models import Submission, SubmissionAttachment
from disbursement.selectors.submissions import submissions_visible_to
from projects.models import Project, User


def attachments_visible_to(user: User) -> QuerySet[SubmissionAttachment]:
    """Return what is attached to reports the user may see; what was removed is not given out."""
    return SubmissionAttachment.objects.filter(
        submission__in=submissions_visible_to(user), removed_at=None
    ).select_related("source_file", "project", "submission__period", "submission__investor")


def attachments_of(
    *, submission: Submission, project: Project | None = None
) -> list[SubmissionAttachment]:
    """Return what is attached to a report, of one project or by project."""
    found = SubmissionAttachment.objects.filter(
        submission=submission, removed_at=None
    ).select_related("source_file", "project", "added_by")
    if project is not None:
        found = found.filter(project=project)
    return list(found.order_by("project__code", "added_at", "pk"))
