"""Addresses of medium-term plans."""

from django.urls import path

from projects.views import medium_term, medium_term_import

urlpatterns = [
    path("trung-han/", medium_term.medium_term, name="medium_term"),
    path("trung-han/tai-ve/", medium_term.medium_term_workbook, name="medium_term_workbook"),
    path("trung-han/bieu-nhap/", medium_term.medium_term_sheet, name="medium_term_sheet"),
    path("trung-han/dong/", medium_term.medium_term_lines, name="medium_term_lines"),
    path("trung-han/them/", medium_term.medium_term_new, name="medium_term_new"),
    path(
        "trung-han/dong/<int:pk>/huy/",
        medium_term.medium_term_take_back,
        name="medium_term_reverse",
    ),
    path("trung-han/nhap/", medium_term_import.medium_term_upload, name="medium_term_upload"),
    path(
        "trung-han/nhap/<str:token>/",
        medium_term_import.medium_term_preview,
        name="medium_term_preview",
    ),
    path(
        "trung-han/nhap/<str:token>/nhan/",
        medium_term_import.medium_term_take,
        name="medium_term_take",
    ),
]
