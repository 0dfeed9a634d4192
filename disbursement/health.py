"""Tell those who watch the machine whether the portal can work."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from disbursement.checks import database_problem


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the database answers and 503 otherwise; the reason is for the log only."""
    if database_problem():
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok"})
