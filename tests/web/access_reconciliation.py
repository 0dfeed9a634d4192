"""Who may open and do what of reconciliations, and what their forms send."""

from disbursement.models import ReconciliationLine, ReconciliationSheet, Tolerance
from disbursement.services.reconciliation_steps import line_mark

# The sheet is the first investor's; its line differs, so that it cannot be signed yet.
# inv oth pla tre lea hom adm nob end ano
RECONCILIATION_LINES = """
GET  disbursement:reconciliations          200 200 200 200 200 403 200 403 403 in
GET  disbursement:reconciliations_file     200 200 200 200 200 403 200 403 403 in
GET  disbursement:reconciled_lines         200 200 200 200 200 403 200 403 403 in
GET  disbursement:reconciliation           200 404 200 200 200 403 200 403 403 in
GET  disbursement:reconciliation_line      200 404 200 200 200 403 200 403 403 in
POST disbursement:reconciliation_remark    302 404 302 302 403 403 403 403 403 in
POST disbursement:reconciliation_line_remark 302 404 302 302 403 403 403 403 403 in
POST disbursement:reconciliation_explain   302 404 403 302 403 403 403 403 403 in
POST disbursement:reconciliation_own       422 404 403 403 403 403 403 403 403 in
POST disbursement:reconciliation_sign      409 404 403 409 403 403 403 403 403 in
POST disbursement:reconciliation_unsign    409 404 403 409 403 403 403 403 403 in
GET  reports:reconciliation_record         200 404 200 200 200 403 200 403 403 in
GET  disbursement:tolerances               403 403 403 403 403 403 200 403 403 in
POST disbursement:tolerances               403 403 403 403 403 403 302 403 403 in
POST disbursement:tolerance_withdraw       403 403 403 403 403 403 302 403 403 in
"""
OF_LINES = ("reconciliation_line", "reconciliation_line_remark", "reconciliation_explain")
OF_SHEETS = ("", "_remark", "_own", "_sign", "_unsign")


def reconciliation_arguments(world):
    """Return what stands in the addresses, by the route's name."""
    line, sheet = ReconciliationLine.objects.first().pk, ReconciliationSheet.objects.get().pk
    return {
        **{f"disbursement:{name}": [line] for name in OF_LINES},
        **{f"disbursement:reconciliation{name}": [sheet] for name in OF_SHEETS},
        "reports:reconciliation_record": [sheet, "docx"],
        "disbursement:tolerance_withdraw": [Tolerance.objects.get().pk],
    }


def reconciliation_forms(world):
    """Return what a person with the right to it would send, by the route's name."""
    seen = line_mark(ReconciliationLine.objects.first())
    return {
        "disbursement:reconciliation_remark": {"remark-text": "Đã gửi Kho bạc"},
        "disbursement:reconciliation_line_remark": {"remark-text": "Đã gửi Kho bạc"},
        "disbursement:reconciliation_explain": {
            "explain-seen": seen,
            "explain-text": "Hạch toán sau ngày chốt",
        },
        "disbursement:reconciliation_sign": {"seen": "cũ"},
        "disbursement:reconciliation_unsign": {"back-reason": "Nhầm"},
        "disbursement:tolerances": {
            "seen": Tolerance.objects.get().pk,
            "effective_from": "2024-11-01",
            "amount": 500_000,
            "per_mille": 5,
        },
    }
