"""Pages of reporting periods: the investor's own."""

from django.urls import URLPattern, path

from disbursement.views import entry, entry_cells, periods

urlpatterns: list[URLPattern] = [
    path("bao-cao-ky/", periods.my_periods, name="my_periods"),
    path("bao-cao-ky/<int:pk>/", periods.submission_view, name="submission_view"),
    path("bao-cao-ky/<int:pk>/nhap/", entry.submission_edit, name="submission_edit"),
    path("bao-cao-ky/<int:pk>/o/", entry_cells.cells, name="cells_save"),
]
