"""Pages of how it is judged."""

from django.urls import path

from emulation import organisation_urls, target_urls
from emulation.views.denominators import denominators, denominators_workbook
from emulation.views.milestones import milestones
from emulation.views.published import published_check

app_name = "emulation"

urlpatterns = [
    *organisation_urls.urlpatterns,
    *target_urls.urlpatterns,
    path("moc-giai-ngan/", milestones, name="milestones"),
    path("mau-so/", denominators, name="denominators"),
    path("mau-so/tai-ve/", denominators_workbook, name="denominators_workbook"),
    path("kiem-tra-so-lieu/", published_check, name="published_check"),
]
