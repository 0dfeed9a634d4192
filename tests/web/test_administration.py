"""What the administrator does in the administration, and that it leaves a trace."""

from datetime import datetime

import pytest
from django.apps import apps
from django.urls import reverse

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.services.calendar import defaults_set_up
from projects.models import AuditRecord, Membership, Programme, User


@pytest.fixture
def administrator(cast, sign_in):
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)
    return sign_in(User.objects.get(pk=cast.administrator.pk))


def test_a_programme_is_added_with_an_audit_record(administrator, cast):
    form = {"code": "0123", "name": "Chương trình nông thôn mới"}
    response = administrator.post(reverse("admin:projects_programme_add"), form)
    assert response.status_code == 302
    assert Programme.objects.get(code="0123").name == "Chương trình nông thôn mới"
    record = AuditRecord.objects.get(action="admin.add")
    assert (record.actor, record.detail["fields"]["code"]) == (cast.administrator, "0123")


@pytest.mark.parametrize("table", ["calendarday", "calendaryear", "deadlinerulerow"])
def test_the_calendar_is_only_shown_there(administrator, table):
    defaults_set_up(now=datetime(2026, 11, 9, 8, 0, tzinfo=VIETNAM_TIME))
    row = apps.get_model("disbursement", table).objects.last()
    name = f"admin:disbursement_{table}"
    assert administrator.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200
    assert administrator.post(reverse(f"{name}_change", args=[row.pk]), {}).status_code == 403
    assert administrator.post(reverse(f"{name}_add"), {}).status_code == 403
    form = {"post": "yes"}
    assert administrator.post(reverse(f"{name}_delete", args=[row.pk]), form).status_code == 403


def test_a_person_gets_a_role_and_no_password_is_recorded(administrator, cast, province):
    person = cast.leader
    form = {
        "username": person.username,
        "full_name": "Lê Văn An",
        "email": "",
        "is_active": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-organisation": province.roads_board.pk,
        "memberships-0-role": "investor",
        "memberships-0-valid_from": "2024-01-01",
    }
    url = reverse("admin:projects_user_change", args=[person.pk])
    assert administrator.post(url, form).status_code == 302
    assert Membership.objects.filter(user=person, role="investor").exists()
    actions = set(AuditRecord.objects.values_list("action", flat=True))
    assert {"admin.change", "admin.membership"} <= actions
    assert "password" not in str(list(AuditRecord.objects.values_list("detail", flat=True)))


def test_people_are_never_deleted(administrator, cast):
    url = reverse("admin:projects_user_delete", args=[cast.leader.pk])
    assert administrator.post(url, {"post": "yes"}).status_code == 403


def test_staff_without_the_role_see_nothing(cast, sign_in):
    User.objects.filter(pk=cast.planner.pk).update(is_staff=True)
    client = sign_in(User.objects.get(pk=cast.planner.pk))
    assert client.get(reverse("admin:projects_user_changelist")).status_code == 403


@pytest.mark.parametrize(
    "page",
    ["projects_user", "disbursement_deadlinerulerow", "disbursement_calendaryear",
     "emulation_campaign", "emulation_milestonerule", "projects_programme"],
)  # fmt: skip
def test_the_lists_open(administrator, page):
    assert administrator.get(reverse(f"admin:{page}_changelist")).status_code == 200
