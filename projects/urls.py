from django.urls import URLPattern

from projects import list_urls, medium_term_urls, plan_urls, version_urls, work_urls

app_name = "projects"

urlpatterns: list[URLPattern] = [
    *list_urls.urlpatterns,
    *plan_urls.urlpatterns,
    *medium_term_urls.urlpatterns,
    *work_urls.urlpatterns,
    *version_urls.urlpatterns,
]
