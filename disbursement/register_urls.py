"""Addresses of the workbook of registers."""

from django.urls import path

from disbursement.views import registers

urlpatterns = [
    path("tep-danh-muc/", registers.register_list, name="register_list"),
    path("tep-danh-muc/xuat/", registers.register_export, name="register_export"),
    path("tep-danh-muc/<str:token>/", registers.register_preview, name="register_preview"),
    path("tep-danh-muc/<str:token>/nhap/", registers.register_import, name="register_import"),
    path(
        "tep-danh-muc/<str:token>/ket-qua/", registers.register_findings, name="register_findings"
    ),
]
