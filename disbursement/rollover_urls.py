"""Addresses of the closing of a year."""

from django.urls import path

from disbursement.views import rollover, rollover_steps

urlpatterns = [
    path("chuyen-nam/", rollover.rollovers, name="rollovers"),
    path("chuyen-nam/<int:pk>/", rollover.rollover, name="rollover"),
    path("chuyen-nam/<int:pk>/luu/", rollover.rollover_keep, name="rollover_keep"),
    path("chuyen-nam/<int:pk>/tai-ve/", rollover.rollover_workbook, name="rollover_workbook"),
    path("chuyen-nam/<int:pk>/bieu-nhap/", rollover.rollover_sheet, name="rollover_sheet"),
    path(
        "chuyen-nam/<int:pk>/nhap/",
        rollover_steps.rollover_sheet_upload,
        name="rollover_sheet_upload",
    ),
    path(
        "chuyen-nam/<int:pk>/xem-truoc/", rollover_steps.rollover_preview, name="rollover_preview"
    ),
    path("chuyen-nam/<int:pk>/ghi/", rollover_steps.rollover_make, name="rollover_post"),
    path("chuyen-nam/<int:pk>/huy/", rollover_steps.rollover_take_back, name="rollover_undo"),
    path("chuyen-nam/<int:pk>/xac-nhan/", rollover_steps.rollover_finish, name="rollover_confirm"),
]
