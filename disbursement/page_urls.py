"""Pages of this app; `disbursement.urls` is the whole site."""

from django.urls import URLPattern, path

from disbursement import (
    advance_urls,
    calendar_urls,
    entry_urls,
    notice_urls,
    obstacle_urls,
    period_urls,
    plan_urls,
    reconciliation_urls,
    register_urls,
    registered_urls,
    review_urls,
    rollover_urls,
    treasury_urls,
    workbook_urls,
)
from disbursement.views import display

app_name = "disbursement"

urlpatterns: list[URLPattern] = [
    path("unit/", display.set_unit, name="set_unit"),
    *period_urls.urlpatterns,
    *entry_urls.urlpatterns,
    *workbook_urls.urlpatterns,
    *calendar_urls.urlpatterns,
    *review_urls.urlpatterns,
    *notice_urls.urlpatterns,
    *treasury_urls.urlpatterns,
    *register_urls.urlpatterns,
    *plan_urls.urlpatterns,
    *registered_urls.urlpatterns,
    *rollover_urls.urlpatterns,
    *obstacle_urls.urlpatterns,
    *advance_urls.urlpatterns,
    *reconciliation_urls.urlpatterns,
]
