"""Addresses of the registers and their rows."""

from django.urls import path

from projects.views import bulk_edit, lists, records, saved_views

urlpatterns = [
    path("danh-muc/", lists.registers, name="registers"),
    path("danh-muc/<slug:name>/", lists.list_page, name="list"),
    path("danh-muc/<slug:name>/xuat/", lists.list_export, name="list_export"),
    path("danh-muc/<slug:name>/sua-hang-loat/", bulk_edit.bulk_edit, name="bulk_edit"),
    path("danh-muc/<slug:name>/luu-bo-loc/", saved_views.view_keep, name="view_keep"),
    path("danh-muc/<slug:name>/bo-loc/<int:pk>/xoa/", saved_views.view_delete, name="view_delete"),
    path("danh-muc/<slug:name>/them/", records.record_add, name="record_add"),
    path("danh-muc/<slug:name>/<int:pk>/", records.record, name="record"),
    path("danh-muc/<slug:name>/<int:pk>/sua/", records.record_edit, name="record_edit"),
    path("danh-muc/<slug:name>/<int:pk>/xoa/", records.record_delete, name="record_delete"),
]
