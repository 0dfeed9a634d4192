"""Pages of reporting periods: the investor's own, the planning department's, the calendar."""

from django.urls import URLPattern, path

from disbursement.views import calendar, periods, review

urlpatterns: list[URLPattern] = [
    path("bao-cao-ky/", periods.my_periods, name="my_periods"),
    path("bao-cao-ky/<int:pk>/", periods.submission_view, name="submission_view"),
    path("bao-cao-ky/<int:pk>/nhap/", periods.submission_edit, name="submission_edit"),
    path("theo-doi/", review.period_board, name="period_board"),
    path("theo-doi/<slug:code>/", review.period_board, name="period_board"),
    path(
        "theo-doi/bao-cao/<int:pk>/",
        review.submission_review,
        name="submission_review",
    ),
    path(
        "theo-doi/bao-cao/<int:pk>/tra-lai/",
        review.submission_send_back,
        name="submission_return",
    ),
    path(
        "theo-doi/bao-cao/<int:pk>/chap-nhan/",
        review.submission_take,
        name="submission_accept",
    ),
    path("lich-thoi-han/", calendar.calendar, name="calendar"),
]
