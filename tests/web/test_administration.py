"""What the administrator does in the administration, and that it leaves a trace."""

from datetime import date

import pytest
from django.urls import reverse

from disbursement.models import CalendarDay
from projects.models import AuditRecord, Membership, User


@pytest.fixture
def administrator(cast, sign_in):
    User.objects.filter(pk=cast.administrator.pk).update(is_staff=True)
    return sign_in(User.objects.get(pk=cast.administrator.pk))


def test_a_day_off_is_added_with_an_audit_record(administrator, cast):
    form = {"day": "2026-11-24", "kind": "off", "name": "Ngày Văn hóa", "decision": ""}
    response = administrator.post(reverse("admin:disbursement_calendarday_add"), form)
    assert response.status_code == 302
    assert CalendarDay.objects.get(day=date(2026, 11, 24)).name == "Ngày Văn hóa"
    record = AuditRecord.objects.get(action="admin.add")
    assert (record.actor, record.detail["fields"]["name"]) == (cast.administrator, "Ngày Văn hóa")


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
