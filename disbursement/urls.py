"""The whole site; the apps are named by string and state their own paths."""

from allauth.account import views as account
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import IsAuthenticated

from disbursement.health import healthz

accounts = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
]

api = [
    path("", include("disbursement.api_urls")),
    path("", include("emulation.api_urls")),
    path("", include("reports.api_urls")),
]

urlpatterns = [
    path("", include("reports.urls")),
    path("", include("projects.urls")),
    path("", include("disbursement.page_urls")),
    path("", include("emulation.urls")),
    path("accounts/", include(accounts)),
    path("admin/", admin.site.urls),
    path("api/v1/", include((api, "api"))),
    path(
        "api/v1/schema/",
        SpectacularAPIView.as_view(permission_classes=[IsAuthenticated]),
        name="api-schema",
    ),
    path("healthz", healthz, name="healthz"),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
]
