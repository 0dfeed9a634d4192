"""Who may open and do what of open advances, and what their forms send."""

from datetime import date

from disbursement.models import AdvancePurpose, AdvanceRule

# The world stands on 2 October 2024. inv oth pla tre lea hom adm nob end ano
ADVANCE_LINES = """
GET  disbursement:advances                 200 200 200 200 200 200 200 403 403 in
GET  disbursement:advance_list             200 200 200 200 200 200 200 403 403 in
GET  disbursement:advance_list_file        200 200 200 200 200 200 200 403 403 in
GET  disbursement:advance_rules            200 200 200 200 200 200 200 403 403 in
POST disbursement:advance_rules            403 403 403 403 403 403 302 403 403 in
POST disbursement:advance_rule_take_back   403 403 403 403 403 403 302 403 403 in
GET  disbursement:advance_project          200 404 200 200 200 200 200 403 403 in
POST disbursement:advance_record           302 404 302 403 403 403 403 403 403 in
POST disbursement:advance_standing         302 404 403 403 403 403 403 403 403 in
"""


def advance_arguments(world):
    """Return what stands in the addresses, by the route's name."""
    code = [world.province.bridge.code]
    rule, _is_new = AdvanceRule.objects.get_or_create(
        purpose=AdvancePurpose.LAND, effective_from=date(2025, 1, 1), defaults={"days": 20}
    )
    return {
        "disbursement:advance_rule_take_back": [rule.pk],
        **{f"disbursement:advance_{name}": code for name in ("project", "record", "standing")},
    }


def advance_forms(world):
    """Return what a person with the right to it would send, by the route's name."""
    return {
        "disbursement:advance_rules": {
            "purpose": "other",
            "effective_from": "2024-11-01",
            "months": 4,
            "overdue_months": 2,
            "legal_basis": "Nghị định mới",
        },
        "disbursement:advance_record": {
            "kind": "advanced",
            "contract": world.registers.contract.pk,
            "source": world.province.central.pk,
            "plan_year": 2024,
            "purpose": "contract",
            "day": "2024-09-05",
            "amount": "100",
        },
        "disbursement:advance_standing": {"bank_deposit": "5", "seen": ""},
    }
