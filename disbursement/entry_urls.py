"""Pages of a report being written by its investor, besides its table."""

from django.urls import URLPattern, path

from disbursement.views import attachments, entry, entry_help, hand_in

urlpatterns: list[URLPattern] = [
    path("bao-cao-ky/<int:pk>/tinh-trang/", entry.submission_state, name="submission_state"),
    path("bao-cao-ky/<int:pk>/nop/", hand_in.submission_hand_in, name="submission_hand_in"),
    path("bao-cao-ky/<int:pk>/rut-lai/", hand_in.submission_take_back, name="submission_take_back"),
    path(
        "bao-cao-ky/<int:pk>/tep/<str:code>/",
        attachments.submission_files,
        name="submission_files",
    ),
    path("bao-cao-ky/tep-dinh-kem/<int:pk>/", attachments.attachment, name="attachment"),
    path(
        "bao-cao-ky/tep-dinh-kem/<int:pk>/bo/",
        attachments.attachment_take_off,
        name="attachment_take_off",
    ),
    path("tro-giup/quy-tac-so-lieu/", entry_help.entry_rules_help, name="entry_rules_help"),
]
