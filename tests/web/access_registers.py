"""How the addresses of the registers are asked for, and what their forms send."""

from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile

from disbursement.domain.rollover_sheet import CARRY_OVER
from disbursement.rollover_tables import sheet_rows
from disbursement.selectors.rollover import rollover_view
from projects.domain.money import Unit
from projects.domain.register_difference import difference_mark
from projects.models import CapitalSource
from projects.renderers.register_workbook import render_sheets
from projects.selectors.files import path_of
from projects.selectors.row_history import row_mark
from projects.services.medium_term import medium_term_check
from projects.services.registers import registers_check
from projects.services.reorganisation import change_file_check
from tests.fixtures_registers import AT
from tests.letters import PDF

DAY = "02/10/2024"
REASON = {"reason": "Rà soát"}
PROJECTS, PROGRAMMES = "du-an", "chuong-trinh"
PUBLISHED = "Kế hoạch\t100\t\t\t\nGiải ngân\t50\t\t50\t\tKế hoạch\n"


def letter(name):
    return SimpleUploadedFile(name, PDF, "application/pdf")


def workbook_of(source_file):
    return SimpleUploadedFile(source_file.name, path_of(source_file).read_bytes())


def register_arguments(world):
    """Return what stands in the addresses of the registers, by the route's name."""
    kept, bridge = world.registers, world.province.bridge
    term_token = signing.dumps(kept.term_file.pk, salt="medium_term.edit")
    register_token = signing.dumps(kept.register_file.pk, salt="registers.import")
    lists = {name: [PROJECTS] for name in ("list", "list_export", "bulk_edit", "view_keep")}
    pages = {
        **lists,
        "view_delete": [PROJECTS, kept.view.pk],
        "record_add": [PROGRAMMES],
        "record": [PROJECTS, bridge.pk],
        "record_edit": [PROJECTS, bridge.pk],
        "record_delete": [PROGRAMMES, kept.programme.pk],
        "decision_detail": [kept.moved.pk],
        "decision_document": [kept.moved.pk],
        "decision_file": [kept.moved.pk, kept.moved.document_id],
        "medium_term_reverse": [kept.term_line.pk],
        "medium_term_preview": [term_token],
        "medium_term_take": [term_token],
        "contract_edit": [bridge.code, kept.contract.pk],
        **{name: [bridge.code] for name in ("contracts", "progress", "events")},
    }
    taken = ("register_preview", "register_import", "register_findings")
    plans = {
        **{name: [register_token] for name in taken},
        **{name: [kept.draft.pk] for name in ("decision_draft", "draft_document")},
        **{name: [kept.moved.pk] for name in ("decision_reverse", "tabmis_decision")},
        "tabmis_line": [kept.moved.lines.get(project=world.province.road).pk],
        "registered_history": [bridge.code],
    }
    return {
        **{f"projects:{name}": arguments for name, arguments in pages.items()},
        **{f"disbursement:{name}": arguments for name, arguments in plans.items()},
        **change_arguments(world),
        "emulation:target_letter": [kept.target.pk],
        "emulation:target_edit": [world.campaign.code, world.province.roads_board.code],
    }


def change_arguments(world):
    """Return the addresses of what changes organisations, projects and years."""
    kept, roads, bridge = world.registers, world.province.roads_board, world.province.bridge
    token = signing.dumps(kept.change_file.pk, salt="changes.import")
    open_steps = ("", "_keep", "_workbook", "_sheet", "_sheet_upload", "_preview", "_post")
    return {
        **{f"projects:{name}": [bridge.code] for name in ("project_rename", "investment")},
        **{f"disbursement:rollover{step}": [kept.closing.pk] for step in open_steps},
        **{f"disbursement:rollover_{step}": [kept.closed.pk] for step in ("undo", "confirm")},
        **{
            f"emulation:{name}": [roads.pk]
            for name in ("organisation", "organisation_rename", "hand_over")
        },
        "emulation:handover_withdrawal": [kept.handover.pk],
        **{f"emulation:{name}": [token] for name in ("change_preview", "change_import")},
    }


def register_forms(world):
    """Return what a person with the right to it would send, by the route's name."""
    return {**list_forms(world), **plan_forms(world), **work_forms(world), **change_forms(world)}


def list_forms(world):
    kept, bridge = world.registers, world.province.bridge
    return {
        "projects:bulk_edit": {
            "scope": "ticked",
            "row": [bridge.pk],
            "field": "sector",
            "value": "Giao thông",
            "step": "preview",
            **REASON,
        },
        "projects:view_keep": {"name": "Đường", "query": "q=duong"},
        "projects:record_add": {"code": "GNBV", "name": "Giảm nghèo", **REASON},
        "projects:record_edit": {
            **{field: getattr(bridge, field) or "" for field in ("sector", "group", "place")},
            "leader": "Nguyễn Thị Mới",
            "mark": row_mark(bridge),
            **REASON,
        },
        "projects:record_delete": REASON,
        "disbursement:register_list": {"file": workbook_of(kept.register_file)},
    }


def plan_forms(world):
    kept = world.registers
    entered = {"entered_on": DAY}
    return {
        "projects:decision_document": {"document": letter("quet.pdf")},
        "projects:revenue": {
            "source": CapitalSource.objects.get(collected_in_year=True).code,
            "as_at": "2024-06-30",
            "amount": "9.300",
        },
        "projects:medium_term_new": {
            "period": "2021–2025",
            "project": world.province.road.code,
            "source": world.province.local.code,
            "amount": "9.000,5",
            "number": "12/NQ-HĐND",
            "decided_on": "2021-12-09",
            "unit": "MILLION",
        },
        "projects:medium_term_reverse": REASON,
        "projects:medium_term_upload": {"file": workbook_of(kept.term_file)},
        "disbursement:decision_new": {"plan_year": "2024"},
        "disbursement:decision_draft": {
            "seen": kept.draft.revision,
            "action": "save",
            "plan_year": "2024",
            "number": "16/QĐ-UBND",
        },
        "disbursement:draft_document": {
            "seen": kept.draft.revision,
            "document": letter("du-thao.pdf"),
        },
        "disbursement:plan_form_import": {"file": SimpleUploadedFile("01a.xlsx", b"PK")},
        "disbursement:decision_reverse": {
            "lines": list(kept.moved.lines.values_list("pk", flat=True)),
            **REASON,
        },
        "disbursement:tabmis_decision": entered,
        "disbursement:tabmis_line": {"amount": "1", **entered},
    }


def marks(world, name):
    """Return the mark of what a preview showed; working it out takes a while."""
    kept = world.registers
    if name == "projects:medium_term_take":
        return {"mark": medium_term_check(path=path_of(kept.term_file)).mark}
    if name == "disbursement:register_import":
        answer = registers_check(path=path_of(kept.register_file), by=world.cast.planner)
        return {"mark": difference_mark(answer.difference) if answer.difference else ""}
    if name == "emulation:change_import":
        path = path_of(kept.change_file)
        return {"mark": change_file_check(path=path, by=world.cast.planner, at=AT).mark}
    return {}


def change_forms(world):
    kept, province = world.registers, world.province
    decided = {"day": "2024-07-01", "decision": "9/QĐ"}
    roads = province.roads_board.pk
    revision = {"revision": kept.closing.revision}
    sheet = SimpleUploadedFile("KeoDai.xlsx", closing_sheet(kept.closing))
    return {
        "projects:project_rename": {"name": "Cầu Đông Hà 2", **decided},
        "projects:investment": {"amount": "60.000", **decided},
        "projects:stages": {"year": "2024", "step": "propose"},
        "disbursement:rollovers": {"year": "2024", "knowingly": "on"},
        "disbursement:rollover_keep": {
            "carry_number": "312/QĐ-UBND",
            "unit": "MILLION",
            **revision,
        },
        "disbursement:rollover_sheet_upload": {"file": sheet, **revision},
        "disbursement:rollover_undo": REASON,
        "emulation:organisation_rename": {"name": "Ban giao thông mới", **decided},
        "emulation:hand_over": {
            "to": province.schools_board.code,
            "projects": [province.bridge.pk],
            "step": "preview",
            **decided,
        },
        "emulation:handover_withdrawal": REASON,
        "emulation:reorganise": {
            "org": [roads],
            "kind": "ended",
            "step": "preview",
            f"successor_{roads}": province.schools_board.code,
            f"others_{roads}": "",
            **decided,
        },
        "emulation:change_files": {"file": workbook_of(kept.change_file)},
    }


def closing_sheet(closing):
    return render_sheets([(CARRY_OVER, sheet_rows(rollover_view(closing).rows))])


def work_forms(world):
    bridge = world.province.bridge
    contract = {
        "number": "02/HĐ",
        "contractor": "Công ty Cầu đường",
        "signed_on": "2024-03-01",
        "value": "600",
    }
    return {
        "projects:contracts": contract,
        "projects:contract_edit": {**contract, **REASON},
        "projects:progress": {"as_at": "2024-09-30", "per_mille": "45,5"},
        "projects:events": {
            "kind": "started",
            "plan_year": "2024",
            "happened_on": "2024-03-05",
        },
        "disbursement:registered_grid": {
            "action": "register",
            "unit": "MILLION",
            "year": "2024",
            f"p{bridge.pk}-seen": "0",
            **{f"p{bridge.pk}-{month}": "" for month in range(1, 14)},
            f"p{bridge.pk}-2": "1.500",
        },
        "emulation:target_edit": {
            "target": "98",
            "letter": letter("dang-ky.pdf"),
            "seen": "1",
            **REASON,
        },
        "emulation:published_check": {"text": PUBLISHED, "unit": Unit.MILLION.value},
    }
