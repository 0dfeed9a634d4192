"""Pages of deadlines, days off, and the rules by which reports are taken."""

from django.urls import URLPattern, path

from disbursement.views import (
    calendar,
    calendar_days,
    deadline_rules,
    entry_settings,
    first_approvals,
)

HERE = "lich-thoi-han/"

urlpatterns: list[URLPattern] = [
    path(HERE, calendar.calendar, name="calendar"),
    path(f"{HERE}ngoai-le/", calendar.exception_list, name="exception_list"),
    path(f"{HERE}nam/<int:year>/", calendar_days.calendar_year, name="calendar_year"),
    path(
        f"{HERE}nam/<int:year>/xac-nhan/", calendar_days.calendar_confirm, name="calendar_confirm"
    ),
    path(f"{HERE}nam/<int:year>/nap/", calendar_days.calendar_fill, name="calendar_fill"),
    path(f"{HERE}ngay/<int:pk>/", calendar_days.calendar_day, name="calendar_day"),
    path(f"{HERE}han/<slug:code>/", deadline_rules.deadline_rule, name="deadline_rule"),
    path(
        f"{HERE}han/<slug:code>/sua/", deadline_rules.deadline_rule_edit, name="deadline_rule_edit"
    ),
    path(
        f"{HERE}han/<slug:code>/xem-truoc/",
        deadline_rules.deadline_preview,
        name="deadline_preview",
    ),
    path(f"{HERE}thu-hoi/<int:pk>/", deadline_rules.deadline_withdraw, name="deadline_withdraw"),
    path(f"{HERE}tiep-nhan/", entry_settings.entry_measures, name="entry_measures"),
    path(f"{HERE}tiep-nhan/xem-truoc/", entry_settings.measures_preview, name="measures_preview"),
    path(
        f"{HERE}tiep-nhan/<int:pk>/thu-hoi/",
        entry_settings.measures_withdraw,
        name="measures_withdraw",
    ),
    path(f"{HERE}ly-do-tra-lai/", entry_settings.return_reasons, name="return_reasons"),
    path(f"{HERE}ly-do-tra-lai/<int:pk>/", entry_settings.return_reason, name="return_reason"),
    path(f"{HERE}duyet-truoc/", first_approvals.first_approvals, name="first_approvals"),
    path(
        f"{HERE}duyet-truoc/<int:pk>/ket-thuc/",
        first_approvals.first_approval_stop,
        name="first_approval_stop",
    ),
]
