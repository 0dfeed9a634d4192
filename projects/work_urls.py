"""Pages on which what stands of a project is entered."""

from django.urls import path

from projects.views import work

urlpatterns = [
    path("ho-so-du-an/<str:code>/hop-dong/", work.contracts, name="contracts"),
    path("ho-so-du-an/<str:code>/hop-dong/<int:pk>/", work.contract_edit, name="contract_edit"),
    path("ho-so-du-an/<str:code>/khoi-luong/", work.progress, name="progress"),
    path("ho-so-du-an/<str:code>/su-kien/", work.events, name="events"),
]
