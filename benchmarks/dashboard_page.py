"""The dashboard of the demonstration province: its queries, and its time against an empty page.

python -m benchmarks.dashboard_page
"""

from __future__ import annotations

import sys
from types import ModuleType

from benchmarks.measure import compare, fresh_portal


def main() -> None:
    fresh_portal()
    from django.conf import settings
    from django.core.cache import cache
    from django.core.management import call_command
    from django.db import connection
    from django.http import HttpRequest, HttpResponse
    from django.shortcuts import render
    from django.test import Client, override_settings
    from django.test.utils import CaptureQueriesContext
    from django.urls import include, path

    from projects.models import User

    settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    call_command("seed_demo", verbosity=0)

    def empty(request: HttpRequest) -> HttpResponse:
        return render(request, "base.html")

    urls = ModuleType("benchmark_urls")
    urls.urlpatterns = [path("empty/", empty), path("", include("disbursement.urls"))]  # type: ignore[attr-defined]
    sys.modules["benchmark_urls"] = urls
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    with override_settings(ROOT_URLCONF="benchmark_urls", ALLOWED_HOSTS=["testserver"]):
        client = Client()
        client.force_login(User.objects.get(username="kehoach"), backend=backend)

        def get(address: str) -> None:
            response = client.get(address)
            assert response.status_code == 200, (address, response.status_code)

        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as queries:
            get("/tong-quan/")
        print(f"dashboard: {len(queries)} queries (aim ≤ 15)")

        def drawn_anew() -> None:
            cache.clear()
            get("/tong-quan/")

        page, empty_page = (lambda: get("/tong-quan/")), (lambda: get("/empty/"))
        compare("dashboard against an empty page", page, empty_page, runs=15, aim=5)
        compare("… drawn anew after each change", drawn_anew, empty_page, runs=15, aim=5)


if __name__ == "__main__":
    main()
