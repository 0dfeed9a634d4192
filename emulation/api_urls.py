"""The API of how it is judged."""

from django.urls import path

from emulation.api import DenominatorsView, MilestonesView, RatesView, WatchListView

urlpatterns = [
    path("rates/", RatesView.as_view(), name="rates"),
    path("denominators/", DenominatorsView.as_view(), name="denominators"),
    path("watchlist/", WatchListView.as_view(), name="watchlist"),
    path("milestones/", MilestonesView.as_view(), name="milestones"),
]
