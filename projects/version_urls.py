"""Pages of what a decision or a person gives a project anew: name, investment, stage."""

from django.urls import path

from projects.views import project_versions, stages

urlpatterns = [
    path("ho-so-du-an/<str:code>/ten-goi/", project_versions.rename, name="project_rename"),
    path("ho-so-du-an/<str:code>/tong-muc-dau-tu/", project_versions.investment, name="investment"),
    path("phan-loai-du-an/", stages.stages, name="stages"),
]
