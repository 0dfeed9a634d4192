"""Pages of notices: the person's own, and the administrator's."""

from django.urls import URLPattern, path

from disbursement.views import notice_settings, notices

urlpatterns: list[URLPattern] = [
    path("thong-bao/", notices.notice_list, name="notice_list"),
    path("thong-bao/<int:pk>/", notices.notice_open, name="notice_open"),
    path("thong-bao/da-doc/", notices.notices_read, name="notices_read"),
    path("thong-bao/lua-chon/", notices.notice_choices, name="notice_choices"),
    path("thong-bao/cai-dat/", notice_settings.reminder_times, name="notice_settings"),
    path("thong-bao/mau/<slug:kind>/", notice_settings.notice_text_edit, name="notice_text"),
    path(
        "thong-bao/mau/<slug:kind>/xem-truoc/",
        notice_settings.notice_preview,
        name="notice_preview",
    ),
    path("thong-bao/thu/", notice_settings.notice_mails, name="notice_mails"),
    path(
        "thong-bao/thu/<int:pk>/",
        notice_settings.notice_mail_settle,
        name="notice_mail_settle",
    ),
]
