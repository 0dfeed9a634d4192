"""import_registry and export_registry: one JSON document, exit code 0 only when it was done."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import OutputWrapper
from django.utils import translation
from openpyxl import load_workbook

from disbursement.management.commands import import_registry
from projects.management.json_output import print_document
from projects.models import Project, RegisterImport

SAMPLE = Path(__file__).parent.parent / "data" / "sample" / "registry.xlsx"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def reposted(monkeypatch, settings, tmp_path):
    """Return the list of calls for waiting treasury rows, which are not made here."""
    settings.DATA_DIR = tmp_path / "data"
    calls = []
    monkeypatch.setattr(
        import_registry, "unmatched_repost", lambda *, actor, at: calls.append(actor)
    )
    return calls


def run(*args):
    """Return what a command printed as JSON, and its exit code."""
    out = io.StringIO()
    try:
        call_command(*map(str, args), "--json", stdout=out)
        code = 0
    except SystemExit as left:
        code = left.code
    return json.loads(out.getvalue()), code


def test_import_answers_with_status_and_counts(reposted):
    answer, code = run("import_registry", SAMPLE)
    assert code == 0
    assert answer["status"] == "imported"
    assert answer["counts"]["KeHoachVon"] == {"added": 119, "changed": 0, "same": 0}
    assert answer["issues"] == []
    assert reposted == [None]
    assert RegisterImport.objects.get().imported_by is None
    answer, code = run("import_registry", SAMPLE)
    assert (answer["status"], code) == ("unchanged", 0)


def test_check_changes_nothing(reposted):
    answer, code = run("import_registry", SAMPLE, "--check")
    assert (answer["status"], code) == ("checked", 0)
    assert answer["counts"]["DuAn"]["added"] == 60
    assert not Project.objects.exists()
    assert reposted == []


def test_refused_file_leaves_with_exit_code_one(tmp_path, reposted):
    book = load_workbook(SAMPLE)
    book["KeHoachVon"]["J14"] = "abc"
    book.save(tmp_path / "a.xlsx")
    for options in ([], ["--check"]):
        answer, code = run("import_registry", tmp_path / "a.xlsx", *options)
        assert (answer["status"], code) == ("refused", 1)
        (issue,) = answer["issues"]
        assert set(issue) == {"severity", "code", "sheet", "cell", "message", "fix"}
        assert (issue["severity"], issue["sheet"], issue["cell"]) == ("error", "KeHoachVon", "J14")
        assert "abc" in issue["message"]
    assert reposted == []


def test_missing_file_is_refused_in_a_sentence(tmp_path):
    answer, code = run("import_registry", tmp_path / "none.xlsx")
    assert (answer["status"], code) == ("refused", 1)
    assert "none.xlsx" in answer["issues"][0]["message"]


def test_export_can_be_imported_unchanged(tmp_path):
    run("import_registry", SAMPLE)
    answer, code = run("export_registry", "--out", tmp_path / "b.xlsx")
    assert code == 0
    assert answer["files"][0]["path"] == str(tmp_path / "b.xlsx")
    answer, code = run("import_registry", tmp_path / "b.xlsx")
    assert (answer["status"], code) == ("unchanged", 0)
    answer, code = run("export_registry", "--out", tmp_path / "none" / "b.xlsx")
    assert (answer["status"], code) == ("refused", 1)


def test_without_json_the_answer_is_readable():
    out = io.StringIO()
    with translation.override("en"):
        call_command("import_registry", str(SAMPLE), stdout=out)
    assert out.getvalue().splitlines()[:4] == [
        "Status: imported",
        "Counts:",
        "  DonVi: added: 15, changed: 0, unchanged: 0",
        "  NguonVon: added: 8, changed: 0, unchanged: 0",
    ]


def test_documents_of_any_shape_are_printed():
    out = io.StringIO()
    document = {
        "as_of": date(2024, 9, 30),
        "rows": [{"key": "A", "rate": None, "months": [1, 2]}],
        "issues": [
            {"severity": "error", "sheet": "S", "cell": "A1", "message": "Wrong.", "fix": "Mend."}
        ],
    }
    with translation.override("en"):
        print_document(OutputWrapper(out), document, as_json=False)
    assert out.getvalue().splitlines() == [
        "As of: 2024-09-30",
        "Rows: 1",
        "  - key: A, Rate (%): –, months: 1; 2",
        "Findings: 1",
        "  - S!A1 [error] Wrong. Mend.",
    ]
