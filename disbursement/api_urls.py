"""The API of what was paid and what was reported."""

from django.urls import path

from disbursement import submission_api as reports
from disbursement.api import ImportReverseView, ImportsView, ImportView, LedgerCheckView
from disbursement.punctuality_api import PunctualityView

urlpatterns = [
    path("ledger/check/", LedgerCheckView.as_view(), name="ledger-check"),
    path("imports/", ImportsView.as_view(), name="imports"),
    path("imports/<int:pk>/", ImportView.as_view(), name="import"),
    path("imports/<int:pk>/reverse/", ImportReverseView.as_view(), name="import-reverse"),
    path("punctuality/", PunctualityView.as_view(), name="punctuality"),
    path("submissions/", reports.SubmissionsView.as_view(), name="submissions"),
    path("submissions/accept/", reports.AcceptManyView.as_view(), name="submissions-accept"),
    path("submissions/<int:pk>/", reports.SubmissionView.as_view(), name="submission"),
    path("submissions/<int:pk>/cells/", reports.CellsView.as_view(), name="submission-cells"),
    path("submissions/<int:pk>/submit/", reports.SubmitView.as_view(), name="submission-submit"),
    path(
        "submissions/<int:pk>/withdraw/",
        reports.WithdrawView.as_view(),
        name="submission-withdraw",
    ),
    path("submissions/<int:pk>/endorse/", reports.EndorseView.as_view(), name="submission-endorse"),
    path("submissions/<int:pk>/return/", reports.ReturnView.as_view(), name="submission-return"),
    path("submissions/<int:pk>/accept/", reports.AcceptView.as_view(), name="submission-accept"),
    path("submissions/<int:pk>/reopen/", reports.ReopenView.as_view(), name="submission-reopen"),
]
