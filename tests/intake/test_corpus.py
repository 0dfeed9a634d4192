"""Every odd workbook of the corpus gets the answer it must get."""

from dataclasses import asdict

import pytest

from disbursement.domain.treasury_verdict import judge
from disbursement.intake.treasury_files import read_treasury_file
from projects.intake import reader, workbook
from projects.issue_texts import render
from tests.intake.corpus import cases

pytestmark = pytest.mark.any_database
ALL = cases.load()


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    root = tmp_path_factory.mktemp("corpus")
    cases.write_all(root)
    return root


def test_every_file_has_an_answer_and_every_answer_a_file(corpus):
    """A folder nobody knows or a file without its answer must not go unnoticed."""
    for root in (corpus, cases.HERE):
        folders = {path.name for path in root.iterdir() if path.is_dir()}
        assert folders - {"__pycache__"} == set(cases.FOLDERS)
    written = {(path.parent.name, path.name) for path in corpus.glob("*/*")}
    assert written == set(ALL)
    kept = {key for key, case in ALL.items() if case.build is None}
    assert kept == set(cases.kept_files())
    assert len(written) == len(ALL) >= 60
    assert {case.folder for case in ALL.values()} == set(cases.FOLDERS)


def test_a_file_nobody_expects_is_noticed(tmp_path):
    for name in ("should_pass/new.xlsx", "should_wait/old.xls", "should_pass/module.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found = cases.kept_files(tmp_path)
    assert found == [("should_pass", "new.xlsx"), ("should_wait", "old.xls")]
    assert not set(found) & set(ALL)


@pytest.mark.parametrize("key", ALL, ids="/".join)
def test_it_is_answered_as_it_must_be(corpus, key, monkeypatch):
    case = ALL[key]
    if not case.expected.child:
        monkeypatch.setattr(workbook, "_ask_child", read_here)
    verdict = judge(read_treasury_file(corpus / case.folder / case.name), case.expected.known)
    found = tuple(f"{found.code} {found.cell}".strip() for found in verdict.issues)
    answer = (verdict.outcome.value, found, verdict.row_count, verdict.volume, verdict.advance)
    wanted = case.expected
    status = cases.FOLDERS[case.folder]
    assert answer == (status, wanted.issues, wanted.rows, wanted.volume, wanted.advance)
    for issue in verdict.issues:
        shown = render(issue)
        assert shown["message"], issue
        assert shown["fix"], issue


def read_here(path, limits, *, parse):
    """Read as the child process does, without the third of a second that starting one takes."""
    request = {"path": str(path), "limits": asdict(limits), "parse": parse}
    return reader.answer(request)
