"""The API of how it is judged."""

from django.urls import path

from emulation.api import DenominatorsView, MilestonesView, RatesView

urlpatterns = [
    path("rates/", RatesView.as_view(), name="rates"),
    path("denominators/", DenominatorsView.as_view(), name="denominators"),
    path("milestones/", MilestonesView.as_view(), name="milestones"),
]
