"""Who may open and do what around deadlines and days off, and what their forms send."""

from disbursement.models import (
    CalendarDay,
    DeadlineRuleRow,
    EntryRules,
    FirstApprovalRule,
    ReturnReason,
)
from disbursement.selectors.calendar_settings import edited_year

# The world stands on 2 October 2024. inv oth pla tre lea hom adm nob end ano
CALENDAR_LINES = """
GET  disbursement:exception_list           403 403 200 403 403 403 200 403 403 in
GET  disbursement:calendar_year            403 403 403 403 403 403 200 403 403 in
POST disbursement:calendar_year            403 403 403 403 403 403 302 403 403 in
POST disbursement:calendar_confirm         403 403 403 403 403 403 302 403 403 in
POST disbursement:calendar_fill            403 403 403 403 403 403 302 403 403 in
GET  disbursement:calendar_day             403 403 403 403 403 403 200 403 403 in
POST disbursement:calendar_day             403 403 403 403 403 403 302 403 403 in
GET  disbursement:deadline_rule            200 200 200 200 200 200 200 403 403 in
GET  disbursement:deadline_rule_edit       403 403 403 403 403 403 200 403 403 in
POST disbursement:deadline_rule_edit       403 403 403 403 403 403 302 403 403 in
POST disbursement:deadline_preview         403 403 403 403 403 403 200 403 403 in
POST disbursement:deadline_withdraw        403 403 403 403 403 403 302 403 403 in
GET  disbursement:entry_measures           403 403 403 403 403 403 200 403 403 in
POST disbursement:entry_measures           403 403 403 403 403 403 302 403 403 in
POST disbursement:measures_preview         403 403 403 403 403 403 200 403 403 in
POST disbursement:measures_withdraw        403 403 403 403 403 403 302 403 403 in
GET  disbursement:return_reasons           403 403 403 403 403 403 200 403 403 in
POST disbursement:return_reasons           403 403 403 403 403 403 302 403 403 in
GET  disbursement:return_reason            403 403 403 403 403 403 200 403 403 in
POST disbursement:return_reason            403 403 403 403 403 403 302 403 403 in
GET  disbursement:first_approvals          403 403 403 403 403 403 200 403 403 in
POST disbursement:first_approvals          403 403 403 403 403 403 302 403 403 in
POST disbursement:first_approval_stop      403 403 403 403 403 403 302 403 403 in
"""
RULE = "friday-snapshot"
BY_CODE = ("deadline_rule", "deadline_rule_edit", "deadline_preview")
BY_YEAR = ("calendar_year", "calendar_confirm", "calendar_fill")


def calendar_arguments(world):
    """Return what stands in the addresses, by the route's name; Tết of 2025 is to come."""
    keys = {
        "calendar_day": CalendarDay.objects.filter(day__year=2025).first().pk,
        "deadline_withdraw": DeadlineRuleRow.objects.filter(code=RULE).last().pk,
        "measures_withdraw": EntryRules.objects.first().pk,
        "return_reason": ReturnReason.objects.first().pk,
        "first_approval_stop": FirstApprovalRule.objects.get().pk,
    }
    return {
        **{f"disbursement:{name}": [pk] for name, pk in keys.items()},
        **{f"disbursement:{name}": [RULE] for name in BY_CODE},
        **{f"disbursement:{name}": [2025] for name in BY_YEAR},
    }


def calendar_forms(world):
    """Return what a person with the right to it would send, by the route's name."""
    row = CalendarDay.objects.filter(day__year=2025).first()
    rule = {
        "seen": DeadlineRuleRow.objects.filter(code=RULE).last().pk,
        "name": "Số liệu Kho bạc hằng tuần",
        "kind": "weekday",
        "weekday": "4",
        "shift": "previous",
        "effective_from": "2024-11-01",
    }
    measures = {
        "seen": EntryRules.objects.first().pk,
        "effective_from": "2024-11-01",
        "late_days": 10,
        "mend_days": 2,
        "tolerated_percent": 3,
    }
    return {
        "disbursement:calendar_year": {
            "day": "2025-03-03", "kind": "off", "name": "Nghỉ bão",
        },
        "disbursement:calendar_confirm": {"seen": edited_year(year=2025).mark},
        "disbursement:calendar_day": {
            "day": row.day, "kind": row.kind, "name": "Tết", "reason": "Sửa tên",
            "seen_day": row.day, "seen_kind": row.kind, "seen_name": row.name,
        },
        "disbursement:deadline_rule_edit": rule,
        "disbursement:deadline_preview": rule,
        "disbursement:entry_measures": measures,
        "disbursement:measures_preview": measures,
        "disbursement:return_reasons": {"code": "CHU_KY", "text": "Thiếu chữ ký"},
        "disbursement:return_reason": {"action": "retire"},
        "disbursement:first_approvals": {
            "investor": world.province.roads_board.pk,
            "body": world.province.schools_board.pk,
            "starts_on": "2024-10-02",
        },
        "disbursement:first_approval_stop": {"last_day": "2024-10-31"},
    }  # fmt: skip
