"""The API of what was paid and what was reported."""

from django.urls import path

from disbursement.api import ImportReverseView, ImportsView, ImportView, LedgerCheckView

urlpatterns = [
    path("ledger/check/", LedgerCheckView.as_view(), name="ledger-check"),
    path("imports/", ImportsView.as_view(), name="imports"),
    path("imports/<int:pk>/", ImportView.as_view(), name="import"),
    path("imports/<int:pk>/reverse/", ImportReverseView.as_view(), name="import-reverse"),
]
