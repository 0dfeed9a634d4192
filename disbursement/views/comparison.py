"""Two versions of a report side by side."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from disbursement.models import SubmissionVersion
from disbursement.selectors.submissions import submissions_visible_to
from disbursement.selectors.version_comparison import compare_versions
from disbursement.views.access import SignedInRequest, permitted
from projects.permissions import get_for


@require_GET
@permitted("submission.view_all")
def submission_compare(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show two chosen versions beside each other, by default the last two that were handed in."""
    visible = submissions_visible_to(request.user)
    submission = get_for(request.user, visible, "submission.view_all", pk=pk)
    versions = list(
        submission.versions.filter(submitted_at__isnull=False).select_related("submitted_by")
    )
    old, new = _chosen(versions, request.GET.get("old", ""), request.GET.get("new", ""))
    context = {
        "submission": submission,
        "period": submission.period,
        "versions": versions,
        "comparison": compare_versions(old=old, new=new) if old and new else None,
        "shows_all": "all" in request.GET,
    }
    return render(request, "disbursement/submission_compare.html", context)


def _chosen(
    versions: list[SubmissionVersion], old: str, new: str
) -> tuple[SubmissionVersion | None, SubmissionVersion | None]:
    """Return the two versions asked for, the older one first."""
    if len(versions) < 2:
        return None, None
    by_number = {str(version.number): version for version in versions}
    pair = [by_number.get(old, versions[-2]), by_number.get(new, versions[-1])]
    pair.sort(key=lambda version: version.number)
    return pair[0], pair[1]
