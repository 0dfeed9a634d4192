"""Pages of the planning department's desk, and of first approval by governing bodies."""

from django.urls import URLPattern, path

from disbursement.views import comparison, endorsement, matrix, period_board, review, review_inbox

REPORT = "theo-doi/bao-cao/<int:pk>/"
ENDORSEMENT = "thong-qua/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("theo-doi/", period_board.period_board, name="period_board"),
    path("theo-doi/hop-thu/", review_inbox.review_inbox, name="review_inbox"),
    path("theo-doi/hop-thu/chap-nhan/", review_inbox.inbox_accept, name="inbox_accept"),
    path("theo-doi/ma-tran/", matrix.report_matrix, name="report_matrix"),
    path("theo-doi/ma-tran/excel/", matrix.matrix_export, name="matrix_export"),
    path("theo-doi/<slug:code>/", period_board.period_board, name="period_board"),
    path(REPORT, review.submission_review, name="submission_review"),
    path(f"{REPORT}so-sanh/", comparison.submission_compare, name="submission_compare"),
    path(f"{REPORT}tra-lai/", review.submission_send_back, name="submission_return"),
    path(f"{REPORT}chap-nhan/", review.submission_take, name="submission_accept"),
    path(f"{REPORT}mo-lai/", review.submission_open_again, name="submission_reopen"),
    path(f"{REPORT}ngoai-le/", review.submission_except, name="submission_except"),
    path(f"{REPORT}ngoai-le/ket-thuc/", review.submission_except_end, name="submission_except_end"),
    path("thong-qua/", endorsement.endorsements, name="endorsements"),
    path(ENDORSEMENT, endorsement.endorsement, name="endorsement"),
    path(f"{ENDORSEMENT}dong-y/", endorsement.endorsement_give, name="endorsement_give"),
    path(f"{ENDORSEMENT}tra-lai/", endorsement.endorsement_return, name="endorsement_return"),
]
