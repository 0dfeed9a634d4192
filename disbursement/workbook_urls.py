"""Pages of a report's workbook: filled in offline and taken back."""

from django.urls import URLPattern, path

from disbursement.views import submission_workbook as workbook

urlpatterns: list[URLPattern] = [
    path(
        "bao-cao-ky/<int:pk>/tep-excel/tai-ve/",
        workbook.workbook_download,
        name="workbook_download",
    ),
    path("bao-cao-ky/<int:pk>/tep-excel/", workbook.workbook_upload, name="workbook_upload"),
    path("bao-cao-ky/tep-excel/<int:pk>/", workbook.workbook_preview, name="workbook_preview"),
    path("bao-cao-ky/tep-excel/<int:pk>/lay/", workbook.workbook_accept, name="workbook_accept"),
    path(
        "bao-cao-ky/tep-excel/<int:pk>/danh-dau/", workbook.workbook_marked, name="workbook_marked"
    ),
    path(
        "bao-cao-ky/tep-excel/<int:pk>/tep-goc/",
        workbook.workbook_original,
        name="workbook_original",
    ),
]
