"""The API of how it is told."""

from django.urls import path

from reports.api import ScheduleView

urlpatterns = [path("schedule/", ScheduleView.as_view(), name="schedule")]
