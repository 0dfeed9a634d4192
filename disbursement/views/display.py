"""How the person wants figures shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from projects.display import SESSION_KEY, unit_named


@require_POST
def set_unit(request: HttpRequest) -> HttpResponse:
    """Keep the unit of amounts for the session and go back to the page it was chosen on."""
    unit = unit_named(request.POST.get("unit", ""))
    if unit:
        request.session[SESSION_KEY] = unit.name
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if is_ours else "/")
