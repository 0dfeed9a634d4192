"""The table of who may open and do what, and how each address of it is asked for."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.fixtures_world import WAITING_CODE, World
from tests.people import PASSWORD
from tests.web.access_advances import ADVANCE_LINES, advance_arguments, advance_forms
from tests.web.access_calendar import CALENDAR_LINES, calendar_arguments, calendar_forms
from tests.web.access_entry import ENTRY_LINES, entry_arguments, entry_forms
from tests.web.access_obstacles import OBSTACLE_LINES, obstacle_arguments, obstacle_forms
from tests.web.access_reconciliation import (
    RECONCILIATION_LINES,
    reconciliation_arguments,
    reconciliation_forms,
)
from tests.web.access_registers import marks, register_arguments, register_forms

# The columns. What belongs to an investor belongs to the first one; `nobody` has no role,
# `ended` was an officer of the first investor until yesterday.
WHO = [
    *("investor", "other_investor", "planner", "treasurer", "leader", "home_affairs"),
    *("administrator", "nobody", "ended", "anonymous"),
]
SIGN_IN = "in"  # sent to the sign-in page

# The answer to each: POST with what the form asks for and, in the browser, its token.
TABLE = """
                                           inv oth pla tre lea hom adm nob end ano
GET  reports:home                          302 302 302 302 302 302 302 302 302 in
GET  reports:dashboard                     200 200 200 200 200 200 200 403 403 in
GET  reports:investor                      200 404 200 200 200 200 200 403 403 in
GET  reports:source                        403 403 200 200 200 200 200 403 403 in
GET  reports:project_list                  200 200 200 200 200 200 200 403 403 in
GET  reports:project                       200 404 200 200 200 200 200 403 403 in
GET  reports:snapshot_list                 403 403 200 200 200 200 200 403 403 in
GET  reports:snapshot                      403 403 200 200 200 200 200 403 403 in
GET  reports:run_list                      403 403 200 200 200 200 200 403 403 in
POST reports:run_create                    403 403 302 403 403 403 302 403 403 in
GET  reports:run                           403 403 200 200 200 200 200 403 403 in
GET  reports:run_tables                    403 403 200 200 200 200 200 403 403 in
GET  reports:run_file                      403 403 200 200 200 200 200 403 403 in
POST disbursement:set_unit                 302 302 302 302 302 302 302 302 302 in
GET  disbursement:my_periods               200 200 403 403 403 403 403 403 403 in
GET  disbursement:submission_view          200 404 403 403 403 403 403 403 403 in
GET  disbursement:submission_edit          200 404 403 403 403 403 403 403 403 in
POST disbursement:submission_edit          302 404 403 403 403 403 403 403 403 in
POST disbursement:cells_save               422 404 403 403 403 403 403 403 403 401
GET  disbursement:period_board             403 403 200 403 200 403 200 403 403 in
GET  disbursement:submission_review        403 403 200 403 200 403 200 403 403 in
POST disbursement:submission_return        403 403 302 403 403 403 403 403 403 in
POST disbursement:submission_accept        403 403 302 403 403 403 403 403 403 in
GET  disbursement:review_inbox             403 403 200 403 200 403 200 403 403 in
POST disbursement:inbox_accept             403 403 200 403 403 403 403 403 403 in
GET  disbursement:report_matrix            403 403 200 403 200 200 200 403 403 in
GET  disbursement:matrix_export            403 403 200 403 200 200 200 403 403 in
GET  disbursement:submission_compare       403 403 200 403 200 403 200 403 403 in
POST disbursement:submission_reopen        403 403 409 403 403 403 403 403 403 in
POST disbursement:submission_except        403 403 302 403 403 403 302 403 403 in
POST disbursement:submission_except_end    403 403 302 403 403 403 302 403 403 in
GET  disbursement:endorsements             200 200 403 403 403 403 403 403 403 in
GET  disbursement:endorsement              200 404 403 403 403 403 403 403 403 in
POST disbursement:endorsement_give         302 404 403 403 403 403 403 403 403 in
POST disbursement:endorsement_return       302 404 403 403 403 403 403 403 403 in
GET  disbursement:calendar                 200 200 200 200 200 200 200 403 403 in
GET  disbursement:notice_list              200 200 200 200 200 200 200 403 403 in
POST disbursement:notice_open              302 404 404 404 404 404 404 403 403 in
POST disbursement:notices_read             302 302 302 302 302 302 302 403 403 in
GET  disbursement:notice_choices           200 200 200 200 200 200 200 403 403 in
POST disbursement:notice_choices           302 302 302 302 302 302 302 403 403 in
GET  disbursement:notice_settings          403 403 403 403 403 403 200 403 403 in
POST disbursement:notice_settings          403 403 403 403 403 403 422 403 403 in
GET  disbursement:notice_text              403 403 403 403 403 403 200 403 403 in
POST disbursement:notice_text              403 403 403 403 403 403 302 403 403 in
POST disbursement:notice_preview           403 403 403 403 403 403 200 403 403 in
GET  disbursement:notice_mails             403 403 403 403 403 403 200 403 403 in
POST disbursement:notice_mail_settle       403 403 403 403 403 403 302 403 403 in
GET  disbursement:import_list              403 403 200 200 200 403 200 403 403 in
GET  disbursement:import_upload            403 403 403 200 403 403 403 403 403 in
POST disbursement:import_upload            403 403 403 302 403 403 403 403 403 in
GET  disbursement:import_detail            403 403 200 200 200 403 200 403 403 in
GET  disbursement:import_status            403 403 302 302 302 403 302 403 403 in
GET  disbursement:import_file              403 403 200 200 403 403 200 403 403 in
GET  disbursement:import_issues            403 403 200 200 200 403 200 403 403 in
GET  disbursement:import_marked            403 403 200 200 403 403 200 403 403 in
POST disbursement:import_choose            403 403 403 302 403 403 403 403 403 in
POST disbursement:import_post              403 403 403 302 403 403 403 403 403 in
POST disbursement:import_discard           403 403 403 302 403 403 403 403 403 in
GET  disbursement:import_reverse           403 403 403 200 403 403 403 403 403 in
POST disbursement:import_reverse           403 403 403 302 403 403 403 403 403 in
GET  disbursement:import_replace           403 403 403 200 403 403 403 403 403 in
POST disbursement:import_replace           403 403 403 302 403 403 403 403 403 in
POST disbursement:import_remember          403 403 403 302 403 403 403 403 403 in
GET  disbursement:layout_list              403 403 403 200 403 403 403 403 403 in
POST disbursement:layout_drop              403 403 403 302 403 403 403 403 403 in
GET  disbursement:match_list               403 403 200 200 200 403 200 403 403 in
GET  disbursement:match_withdraw           403 403 403 404 403 403 403 403 403 in
POST disbursement:match_withdraw           403 403 403 302 403 403 403 403 403 in
GET  disbursement:adjustment_list          403 403 200 200 200 403 200 403 403 in
GET  disbursement:adjustment_new           403 403 403 200 403 403 403 403 403 in
POST disbursement:adjustment_new           403 403 403 200 403 403 403 403 403 in
GET  disbursement:unmatched_list           403 403 200 200 200 403 200 403 403 in
GET  disbursement:unmatched_match          403 403 200 200 403 403 403 403 403 in
POST disbursement:unmatched_match          403 403 302 302 403 403 403 403 403 in
GET  emulation:milestones                  200 200 200 200 200 200 200 403 403 in
GET  projects:registers                    200 200 200 200 200 200 200 403 403 in
GET  projects:list                         200 200 200 200 200 200 200 403 403 in
GET  projects:list_export                  200 200 200 200 200 200 200 403 403 in
POST projects:bulk_edit                    403 403 200 403 403 403 200 403 403 in
POST projects:view_keep                    302 302 302 302 302 302 302 403 403 in
POST projects:view_delete                  404 404 302 404 404 404 404 403 403 in
GET  projects:record_add                   403 403 200 403 403 403 200 403 403 in
POST projects:record_add                   403 403 302 403 403 403 302 403 403 in
GET  projects:record                       200 404 200 200 200 200 200 403 403 in
GET  projects:record_edit                  403 404 200 403 403 403 200 403 403 in
POST projects:record_edit                  403 404 302 403 403 403 302 403 403 in
GET  projects:record_delete                403 403 200 403 403 403 200 403 403 in
POST projects:record_delete                403 403 302 403 403 403 302 403 403 in
GET  projects:contracts                    200 404 200 403 403 403 403 403 403 in
POST projects:contracts                    302 404 302 403 403 403 403 403 403 in
GET  projects:contract_edit                200 404 200 403 403 403 403 403 403 in
POST projects:contract_edit                302 404 302 403 403 403 403 403 403 in
GET  projects:progress                     200 404 200 403 403 403 403 403 403 in
POST projects:progress                     302 404 302 403 403 403 403 403 403 in
GET  projects:events                       200 404 200 403 403 403 403 403 403 in
POST projects:events                       302 404 302 403 403 403 403 403 403 in
GET  projects:decision_list                200 200 200 200 200 200 200 403 403 in
GET  projects:decision_list_workbook       200 200 200 200 200 200 200 403 403 in
GET  projects:decision_detail              200 404 200 200 200 200 200 404 404 in
POST projects:decision_document            403 404 302 403 403 403 302 404 404 in
GET  projects:decision_file                200 404 200 200 200 200 200 404 404 in
GET  projects:plan                         200 200 200 200 200 200 200 403 403 in
GET  projects:plan_workbook                200 200 200 200 200 200 200 403 403 in
GET  projects:revenue                      403 403 200 200 200 200 200 403 403 in
POST projects:revenue                      403 403 302 403 403 403 302 403 403 in
GET  projects:medium_term                  200 200 200 200 200 200 200 403 403 in
GET  projects:medium_term_workbook         200 200 200 200 200 200 200 403 403 in
GET  projects:medium_term_sheet            403 403 200 403 403 403 200 403 403 in
GET  projects:medium_term_lines            200 200 200 200 200 200 200 403 403 in
GET  projects:medium_term_new              403 403 200 403 403 403 200 403 403 in
POST projects:medium_term_new              403 403 302 403 403 403 302 403 403 in
GET  projects:medium_term_reverse          403 404 200 403 403 403 200 403 403 in
POST projects:medium_term_reverse          403 404 302 403 403 403 302 403 403 in
GET  projects:medium_term_upload           403 403 200 403 403 403 200 403 403 in
POST projects:medium_term_upload           403 403 302 403 403 403 302 403 403 in
GET  projects:medium_term_preview          403 403 200 403 403 403 200 403 403 in
POST projects:medium_term_take             403 403 302 403 403 403 302 403 403 in
GET  disbursement:register_list            403 403 200 403 403 403 200 403 403 in
POST disbursement:register_list            403 403 302 403 403 403 302 403 403 in
GET  disbursement:register_export          403 403 200 403 403 403 200 403 403 in
GET  disbursement:register_preview         403 403 200 403 403 403 200 403 403 in
POST disbursement:register_import          403 403 302 403 403 403 302 403 403 in
GET  disbursement:register_findings        403 403 200 403 403 403 200 403 403 in
POST disbursement:decision_new             403 403 302 403 403 403 302 403 403 in
GET  disbursement:decision_draft           403 403 200 403 403 403 200 403 403 in
POST disbursement:decision_draft           403 403 302 403 403 403 302 403 403 in
POST disbursement:draft_document           403 403 302 403 403 403 302 403 403 in
GET  disbursement:plan_form_import         403 403 200 403 403 403 200 403 403 in
POST disbursement:plan_form_import         403 403 422 403 403 403 422 403 403 in
GET  disbursement:decision_reverse         403 404 200 403 403 403 200 404 404 in
POST disbursement:decision_reverse         403 404 302 403 403 403 302 404 404 in
GET  disbursement:tabmis                   200 200 200 200 200 200 200 403 403 in
POST disbursement:tabmis_decision          403 404 302 403 403 403 302 404 404 in
POST disbursement:tabmis_line              403 404 302 403 403 403 302 404 404 in
GET  disbursement:registered_grid          200 200 403 403 403 403 403 403 403 in
POST disbursement:registered_grid          302 302 403 403 403 403 403 403 403 in
GET  disbursement:registered_board         403 403 200 403 200 403 200 403 403 in
GET  disbursement:registered_history       200 404 200 403 200 403 200 404 404 in
GET  emulation:gaps                        200 200 200 200 200 200 200 403 403 in
GET  emulation:targets                     200 200 200 403 200 200 200 403 403 in
GET  emulation:target_letter               200 404 200 404 200 200 200 404 404 in
GET  emulation:target_edit                 200 404 403 403 403 403 403 403 403 in
POST emulation:target_edit                 302 404 403 403 403 403 403 403 403 in
GET  emulation:denominators                200 200 200 200 200 200 200 403 403 in
GET  emulation:denominators_workbook       200 200 200 200 200 200 200 403 403 in
GET  emulation:published_check             403 403 200 403 200 403 200 403 403 in
POST emulation:published_check             403 403 200 403 200 403 200 403 403 in
GET  projects:project_rename               403 404 200 403 403 403 200 404 404 in
POST projects:project_rename               403 404 302 403 403 403 302 404 404 in
GET  projects:investment                   403 404 200 403 403 403 200 404 404 in
POST projects:investment                   403 404 302 403 403 403 302 404 404 in
GET  projects:stages                       403 403 200 403 403 403 200 403 403 in
POST projects:stages                       403 403 302 403 403 403 302 403 403 in
GET  disbursement:rollovers                403 403 200 200 200 403 200 403 403 in
POST disbursement:rollovers                403 403 422 403 403 403 403 403 403 in
GET  disbursement:rollover                 404 404 200 200 200 404 200 404 404 in
POST disbursement:rollover_keep            404 404 302 403 403 404 403 404 404 in
GET  disbursement:rollover_workbook        404 404 200 200 200 404 200 404 404 in
GET  disbursement:rollover_sheet           404 404 200 403 403 404 403 404 404 in
POST disbursement:rollover_sheet_upload    404 404 200 403 403 404 403 404 404 in
GET  disbursement:rollover_preview         404 404 200 403 403 404 403 404 404 in
POST disbursement:rollover_post            404 404 302 403 403 404 403 404 404 in
GET  disbursement:rollover_undo            404 404 200 403 403 404 403 404 404 in
POST disbursement:rollover_undo            404 404 302 403 403 404 403 404 404 in
POST disbursement:rollover_confirm         404 404 302 403 403 404 403 404 404 in
GET  emulation:organisation                200 404 200 200 200 200 200 404 404 in
GET  emulation:organisation_rename         403 404 200 403 403 403 200 404 404 in
POST emulation:organisation_rename         403 404 302 403 403 403 302 404 404 in
GET  emulation:hand_over                   403 404 200 403 403 403 200 404 404 in
POST emulation:hand_over                   403 404 200 403 403 403 200 404 404 in
GET  emulation:handover_withdrawal         403 404 200 403 403 403 200 404 404 in
POST emulation:handover_withdrawal         403 404 302 403 403 403 302 404 404 in
GET  emulation:reorganise                  403 403 200 403 403 403 200 403 403 in
POST emulation:reorganise                  403 403 200 403 403 403 200 403 403 in
GET  emulation:change_files                403 403 200 403 403 403 200 403 403 in
POST emulation:change_files                403 403 302 403 403 403 302 403 403 in
GET  emulation:change_form                 403 403 200 403 403 403 200 403 403 in
GET  emulation:change_preview              403 403 200 403 403 403 200 403 403 in
POST emulation:change_import               403 403 302 403 403 403 302 403 403 in
GET  api:denominators                      200 200 200 200 200 200 200 403 403 403
GET  api:rates                             200 200 200 200 200 200 200 403 403 403
GET  api:watchlist                         403 403 200 200 200 200 200 403 403 403
GET  api:milestones                        200 200 200 200 200 200 200 403 403 403
GET  api:ledger-check                      403 403 200 200 200 403 200 403 403 403
GET  api:imports                           403 403 200 200 200 403 200 403 403 403
POST api:imports                           403 403 403 201 403 403 403 403 403 403
GET  api:import                            403 403 200 200 200 403 200 403 403 403
POST api:import-reverse                    403 403 403 200 403 403 403 403 403 403
GET  api:schedule                          403 403 200 200 200 200 200 403 403 403
GET  api:punctuality                       200 200 200 403 200 200 200 403 403 403
GET  api:submissions                       200 200 200 403 200 403 200 403 403 403
GET  api:submission                        200 404 200 403 200 403 200 403 403 403
POST api:submission-cells                  422 404 403 403 403 403 403 403 403 403
POST api:submission-submit                 422 404 403 403 403 403 403 403 403 403
POST api:submission-withdraw               200 404 403 403 403 403 403 403 403 403
POST api:submission-endorse                422 404 403 403 403 403 403 403 403 403
POST api:submission-return                 403 404 200 403 403 403 403 403 403 403
POST api:submission-accept                 403 403 200 403 403 403 403 403 403 403
POST api:submission-reopen                 403 403 409 403 403 403 403 403 403 403
POST api:submissions-accept                403 403 200 403 403 403 403 403 403 403
GET  api-schema                            200 200 200 200 200 200 200 200 200 403
GET  account_login                         302 302 302 302 302 302 302 302 302 200
POST account_login                         302 302 302 302 302 302 302 302 302 302
GET  account_logout                        200 200 200 200 200 200 200 200 200 in
POST account_logout                        in  in  in  in  in  in  in  in  in  in
GET  account_inactive                      200 200 200 200 200 200 200 200 200 200
GET  account_reauthenticate                200 200 200 200 200 200 200 200 200 in
POST account_reauthenticate                302 302 302 302 302 302 302 302 302 in
GET  account_change_password               200 200 200 200 200 200 200 200 200 in
POST account_change_password               302 302 302 302 302 302 302 302 302 in
POST set_language                          302 302 302 302 302 302 302 302 302 302
GET  healthz                               200 200 200 200 200 200 200 200 200 200
"""
LINES = {
    (line.split()[0], line.split()[1]): dict(zip(WHO, line.split()[2:], strict=True))
    for line in "\n".join(
        (
            TABLE.strip(),
            ENTRY_LINES.strip(),
            OBSTACLE_LINES.strip(),
            CALENDAR_LINES.strip(),
            RECONCILIATION_LINES.strip(),
            ADVANCE_LINES.strip(),
        )
    ).splitlines()[1:]
}
NEW_PASSWORD = "mot-con-duong-khac-2025"


def address(world: World, method: str, name: str) -> str:
    """Return the route's address with an object of the first investor, or the treasury."""
    province = world.province
    written = name.endswith(("edit", "-cells", "-submit"))
    submission = world.draft if written else world.report
    treasury_import = (
        world.posted if name.endswith(("reverse", "replace", "file")) else world.checked
    )
    arguments = {
        **register_arguments(world),
        **obstacle_arguments(world),
        **entry_arguments(world),
        **calendar_arguments(world),
        **reconciliation_arguments(world),
        **advance_arguments(world),
        "reports:investor": [province.roads_board.code],
        "reports:source": [province.central.code],
        "reports:project": [province.bridge.code],
        "reports:snapshot": [world.run_file.run_id],
        "reports:run": [world.run_file.run_id],
        "disbursement:layout_drop": [0],
        "disbursement:match_withdraw": [0],
        "reports:run_tables": [world.run_file.run_id],
        "reports:run_file": [world.run_file.pk],
    }
    if name in ("disbursement:notice_open", "disbursement:notice_mail_settle"):
        arguments[name] = [world.notice.pk]
    if name in ("disbursement:notice_text", "disbursement:notice_preview"):
        arguments[name] = ["returned"]
    if name.startswith(("disbursement:submission", "disbursement:cells")) and name not in arguments:
        arguments[name] = [submission.pk]
    if name.startswith("disbursement:import") and name not in (
        "disbursement:import_list",
        "disbursement:import_upload",
    ):
        arguments[name] = [treasury_import.pk]
    if name.startswith("api:submission") and not name.startswith("api:submissions"):
        arguments[name] = [submission.pk]
    if name.startswith("api:import") and name != "api:imports":
        arguments[name] = [treasury_import.pk]
    if name.startswith("disbursement:endorsement") and name != "disbursement:endorsements":
        arguments[name] = [world.other_report.pk]
    query = {
        "api:punctuality": {"from": "2024-01-01", "to": "2024-12-31"},
        "api:schedule": {"start": "2024-09-01", "end": "2024-10-31"},
        "api:rates": {"year": 2024, "as_of": "2024-09-30"},
        "api:milestones": {"campaign": world.campaign.code, "as_of": "2024-09-30"},
        "disbursement:unmatched_match": {"code": WAITING_CODE},
        "api:denominators": {"year": 2024, "as_of": "2024-09-30"},
        "api:watchlist": {"year": 2024, "as_of": "2024-12-31"},
    }
    return reverse(name, args=arguments.get(name), query=query.get(name))


def form_of(world: World, name: str) -> dict:
    """Return what a person with the right to it would send."""
    edited = world.draft.versions.get().edited_at.isoformat()
    return {
        **register_forms(world),
        **obstacle_forms(world),
        **entry_forms(world),
        **calendar_forms(world),
        **reconciliation_forms(world),
        **advance_forms(world),
        "reports:run_create": {
            "kind": "friday-snapshot",
            "as_of": "2024-10-01",
            "formats": ["xlsx"],
        },
        "disbursement:set_unit": {"unit": "BILLION"},
        "disbursement:notice_text": {
            "action": "save",
            "seen": "",
            "subject": "Trả lại {ky_bao_cao}",
            "body": "Lý do: {ly_do}",
        },
        "disbursement:notice_preview": {"subject": "{don_vi}", "body": "{ly_do}"},
        "disbursement:notice_mail_settle": {"action": "resend"},
        "disbursement:submission_edit": {"action": "save", "unit": "MILLION", "seen": edited},
        "disbursement:submission_return": {"version": 1, "reason": "Thiếu dự báo"},
        "disbursement:submission_accept": {"version": 1},
        "disbursement:inbox_accept": {"report": [f"{world.report.pk}-1"]},
        "disbursement:submission_reopen": {"reason": "Sai số"},
        "disbursement:submission_except": {"until": "2024-10-25", "reason": "Mất điện"},
        "disbursement:submission_except_end": {"exception": world.report.exceptions.get().pk},
        "disbursement:endorsement_give": {"version": 1},
        "disbursement:endorsement_return": {"version": 1, "reason": "Thiếu dự báo"},
        "api:submission-endorse": {"version": 1},
        "api:submission-return": {"version": 1, "reason": "Thiếu dự báo"},
        "api:submission-accept": {"version": 1},
        "api:submission-reopen": {"reason": "Sai số"},
        "api:submissions-accept": {
            "choices[0]submission": world.report.pk,
            "choices[0]version": 1,
        },
        "disbursement:import_upload": {"file": SimpleUploadedFile("tep.xlsx", b"PK")},
        "api:imports": {"file": SimpleUploadedFile("tep-khac.xlsx", b"PK2")},
        "api:import-reverse": {"reason": "Gửi nhầm"},
        "disbursement:import_choose": {"unit": "", "as_at": ""},
        "disbursement:import_reverse": {"reason": "Gửi nhầm"},
        "disbursement:import_replace": {
            "reason": "Gửi nhầm",
            "file": SimpleUploadedFile("tep-dung.xlsx", b"PK4"),
        },
        "disbursement:unmatched_match": {"project_code": world.province.school.code},
        "account_login": {"login": world.cast.leader.username, "password": PASSWORD},
        "account_reauthenticate": {"password": PASSWORD},
        "account_change_password": {
            "oldpassword": PASSWORD,
            "password1": NEW_PASSWORD,
            "password2": NEW_PASSWORD,
        },
        "set_language": {"language": "en"},
    }.get(name) or marks(world, name)


def client_of(world: World, who: str, **options) -> Client:
    client = Client(raise_request_exception=False, **options)
    if who != "anonymous":
        client.force_login(world.ended if who == "ended" else getattr(world.cast, who))
    return client
