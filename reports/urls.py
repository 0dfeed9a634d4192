"""Pages of how it is told: the dashboard, what its figures open down to, and the reports."""

from django.urls import URLPattern, path

from reports.views import dashboard, figures, project, reconciliation, runs, snapshots

app_name = "reports"

urlpatterns: list[URLPattern] = [
    path("", dashboard.home, name="home"),
    path("tong-quan/", dashboard.overview, name="dashboard"),
    path("chu-dau-tu/<path:code>/", figures.investor, name="investor"),
    path("nguon-von/<path:code>/", figures.source, name="source"),
    path("du-an/", figures.project_list, name="project_list"),
    path("du-an/<path:code>/", project.project, name="project"),
    path("anh-chup-tuan/", snapshots.snapshot_list, name="snapshot_list"),
    path("anh-chup-tuan/<int:pk>/", snapshots.snapshot, name="snapshot"),
    path("bao-cao/", runs.run_list, name="run_list"),
    path("bao-cao/lap/", runs.run_create, name="run_create"),
    path("bao-cao/<int:pk>/", runs.run_page, name="run"),
    path("bao-cao/<int:pk>/xem/", runs.run_tables, name="run_tables"),
    path("bao-cao/tep/<int:pk>/", runs.run_file, name="run_file"),
    path(
        "doi-chieu/<int:pk>/bien-ban.<str:kind>",
        reconciliation.reconciliation_record,
        name="reconciliation_record",
    ),
]
