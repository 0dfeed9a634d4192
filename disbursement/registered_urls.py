"""Pages of the detailed monthly plans that investors register."""

from django.urls import URLPattern, path

from disbursement.views import registered

urlpatterns: list[URLPattern] = [
    path("dang-ky-ke-hoach/", registered.registered_grid, name="registered_grid"),
    path("dang-ky-ke-hoach/tinh-hinh/", registered.registered_board, name="registered_board"),
    path(
        "dang-ky-ke-hoach/du-an/<str:code>/",
        registered.registered_history,
        name="registered_history",
    ),
]
