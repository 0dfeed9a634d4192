"""Pages of reconciliations."""

from django.urls import URLPattern, path

from disbursement.views import reconciliation, reconciliation_steps, tolerances

urlpatterns: list[URLPattern] = [
    path("doi-chieu/", reconciliation.reconciliations, name="reconciliations"),
    path("doi-chieu/xuat/", reconciliation.reconciliations_file, name="reconciliations_file"),
    path("doi-chieu/dong/", reconciliation.reconciled_lines, name="reconciled_lines"),
    path(
        "doi-chieu/dong/<int:pk>/", reconciliation.reconciliation_line, name="reconciliation_line"
    ),
    path(
        "doi-chieu/dong/<int:pk>/y-kien/",
        reconciliation_steps.line_remark,
        name="reconciliation_line_remark",
    ),
    path(
        "doi-chieu/dong/<int:pk>/giai-trinh/",
        reconciliation_steps.explain,
        name="reconciliation_explain",
    ),
    path("doi-chieu/sai-so/", tolerances.tolerances, name="tolerances"),
    path("doi-chieu/sai-so/<int:pk>/bo/", tolerances.withdraw, name="tolerance_withdraw"),
    path("doi-chieu/<int:pk>/", reconciliation.reconciliation, name="reconciliation"),
    path(
        "doi-chieu/<int:pk>/y-kien/",
        reconciliation_steps.sheet_remark,
        name="reconciliation_remark",
    ),
    path("doi-chieu/<int:pk>/so-lieu/", reconciliation_steps.own, name="reconciliation_own"),
    path("doi-chieu/<int:pk>/ky/", reconciliation_steps.sign, name="reconciliation_sign"),
    path("doi-chieu/<int:pk>/rut-ky/", reconciliation_steps.unsign, name="reconciliation_unsign"),
]
