"""Pages of treasury files and of the codes that wait for a project."""

from django.urls import URLPattern, path

from disbursement.views import (
    treasury,
    treasury_corrections,
    treasury_layouts,
    treasury_picking,
    treasury_steps,
    unmatched,
)

urlpatterns: list[URLPattern] = [
    path("tep-kho-bac/", treasury.import_list, name="import_list"),
    path("tep-kho-bac/tai-len/", treasury_steps.import_upload, name="import_upload"),
    path("tep-kho-bac/ma-cho-khop/", unmatched.unmatched_list, name="unmatched_list"),
    path("tep-kho-bac/ma-cho-khop/khop/", unmatched.unmatched_match, name="unmatched_match"),
    path("tep-kho-bac/<int:pk>/", treasury.import_detail, name="import_detail"),
    path("tep-kho-bac/<int:pk>/tien-do/", treasury.import_status, name="import_status"),
    path("tep-kho-bac/<int:pk>/tep-goc/", treasury.import_file, name="import_file"),
    path("tep-kho-bac/<int:pk>/loi/", treasury.import_issues, name="import_issues"),
    path("tep-kho-bac/<int:pk>/danh-dau/", treasury.import_marked, name="import_marked"),
    path("tep-kho-bac/<int:pk>/doc-lai/", treasury_picking.import_choose, name="import_choose"),
    path("tep-kho-bac/<int:pk>/ghi-so/", treasury_steps.import_post, name="import_post"),
    path("tep-kho-bac/<int:pk>/huy-ghi/", treasury_steps.import_reverse, name="import_reverse"),
    path("tep-kho-bac/<int:pk>/thay/", treasury_corrections.import_replace, name="import_replace"),
    path("tep-kho-bac/dieu-chinh/", treasury_corrections.adjustment_list, name="adjustment_list"),
    path("tep-kho-bac/dieu-chinh/moi/", treasury_corrections.adjustment_new, name="adjustment_new"),
    path("tep-kho-bac/<int:pk>/nho/", treasury_layouts.layout_remember, name="import_remember"),
    path("tep-kho-bac/bo-cuc/", treasury_layouts.layout_list, name="layout_list"),
    path("tep-kho-bac/bo-cuc/<int:pk>/bo/", treasury_layouts.layout_drop, name="layout_drop"),
    path("tep-kho-bac/ma-da-khop/", unmatched.match_list, name="match_list"),
    path("tep-kho-bac/ma-da-khop/<int:pk>/bo/", unmatched.match_withdraw, name="match_withdraw"),
    path("tep-kho-bac/<int:pk>/bo/", treasury_steps.import_discard, name="import_discard"),
]
