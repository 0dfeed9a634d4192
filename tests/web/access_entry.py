"""Who may open and do what around a report being written, and how its addresses are asked for."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.letters import JPEG

# inv oth pla tre lea hom adm nob end ano
ENTRY_LINES = """
GET  disbursement:submission_state         200 404 403 403 403 403 403 403 403 401
GET  disbursement:submission_hand_in       200 404 403 403 403 403 403 403 403 in
POST disbursement:submission_hand_in       422 404 403 403 403 403 403 403 403 in
POST disbursement:submission_take_back     302 404 403 403 403 403 403 403 403 in
GET  disbursement:submission_files         200 404 403 403 403 403 403 403 403 in
POST disbursement:submission_files         302 404 403 403 403 403 403 403 403 in
GET  disbursement:attachment               200 404 200 403 200 403 200 403 403 in
POST disbursement:attachment_take_off      302 404 403 403 403 403 403 403 403 in
GET  disbursement:workbook_download        200 404 403 403 403 403 403 403 403 in
GET  disbursement:workbook_upload          200 404 403 403 403 403 403 403 403 in
POST disbursement:workbook_upload          302 404 403 403 403 403 403 403 403 in
GET  disbursement:workbook_preview         200 404 403 403 403 403 403 403 403 in
POST disbursement:workbook_accept          302 404 403 403 403 403 403 403 403 in
GET  disbursement:workbook_marked          200 404 403 403 403 403 403 403 403 in
GET  disbursement:workbook_original        200 404 403 403 403 403 403 403 403 in
GET  disbursement:entry_rules_help         200 200 200 200 200 200 200 403 403 in
"""


def entry_arguments(world):
    draft = world.draft
    file = draft.attachments.get()
    workbook = draft.workbooks.get().pk
    return {
        "disbursement:workbook_download": [draft.pk],
        "disbursement:workbook_upload": [draft.pk],
        "disbursement:workbook_preview": [workbook],
        "disbursement:workbook_accept": [workbook],
        "disbursement:workbook_marked": [workbook],
        "disbursement:workbook_original": [workbook],
        "disbursement:submission_state": [draft.pk],
        "disbursement:submission_hand_in": [draft.pk],
        "disbursement:submission_files": [draft.pk, world.province.bridge.code],
        "disbursement:attachment": [file.pk],
        "disbursement:attachment_take_off": [file.pk],
    }


def entry_forms(world):
    """Return what the pages send; the draft has a figure that is not explained yet."""
    return {
        "disbursement:submission_hand_in": {
            "seen": world.draft.versions.get().edited_at.isoformat(),
        },
        "disbursement:submission_take_back": {"reason": "Nhầm đơn vị tính"},
        "disbursement:workbook_upload": {"file": SimpleUploadedFile("khac.xlsx", b"PK khac")},
        "disbursement:workbook_accept": {"action": "all", "seen": ""},
        "disbursement:submission_files": {
            "file": SimpleUploadedFile("mat-bang.jpg", JPEG, "image/jpeg"),
        },
    }
