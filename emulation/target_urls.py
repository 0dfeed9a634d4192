"""Pages of gaps between work and money, and of registered targets."""

from django.urls import URLPattern, path

from emulation.views import gaps, registrations

urlpatterns: list[URLPattern] = [
    path("chenh-lech-tien-do/", gaps.gaps, name="gaps"),
    path("dang-ky-chi-tieu/", registrations.targets, name="targets"),
    path("dang-ky-chi-tieu/cong-van/<int:pk>/", registrations.target_letter, name="target_letter"),
    path(
        "dang-ky-chi-tieu/<str:campaign>/<path:investor>/",
        registrations.target_edit,
        name="target_edit",
    ),
]
