"""Each step of a report from each status by each person under each lock, at the services."""

from datetime import timedelta

import pytest
from django.db import transaction

from disbursement.domain.submissions import Filling, LineEntry
from disbursement.services.submission_claims import Locked
from disbursement.services.submissions import (
    submission_accept,
    submission_draft_save,
    submission_endorse,
    submission_reopen,
    submission_return,
    submission_submit,
    submission_withdraw,
)
from projects.refusals import NotAllowed, Refusal
from tests.report_steps import COMBINATIONS, NOW, STAGES, make_stage, right


def take(step, report, actor, key):
    seen = NOW - timedelta(hours=1) if report.current_version else None
    filling = Filling((LineEntry(key, executed_volume=5),), seen=seen)
    by = {"submission": report, "actor": actor, "now": NOW}
    steps = {
        "save": lambda: submission_draft_save(filling=filling, **by),
        "submit": lambda: submission_submit(filling=filling, **by),
        "withdraw": lambda: submission_withdraw(**by),
        "endorse": lambda: submission_endorse(version=report.current_version, **by),
        "return": lambda: submission_return(
            version=report.current_version, reason="Thiếu số", **by
        ),
        "accept": lambda: submission_accept(version=report.current_version, **by),
        "reopen": lambda: submission_reopen(reason="Sai số", **by),
    }
    steps[step]()


def outcome(stage, status, step, who):
    """Return what came of a step, in the words of the table, and undo it."""
    with transaction.atomic():
        report = stage.set(status)
        before = stage.report.events.count()
        try:
            take(step, report, stage.people[who], stage.key)
            told = "", stage.report.events.count() - before
        except Locked as locked:
            told = f"lock:{locked.lock}", 0
        except NotAllowed:
            told = "person", 0
        except Refusal as refusal:
            assert str(refusal)
            told = "step", 0
        report.refresh_from_db()
        refused, events = told
        after = report.status, stage.report.events.count() - before
        transaction.set_rollback(True)
    if refused:
        assert after == (status, 0), "a refusal leaves no trace"
    else:
        assert events == (0 if step == "save" else 1)
    return ("" if refused else after[0]), refused


@pytest.mark.parametrize(("lock", "has_body"), STAGES)
def test_every_step_is_taken_or_refused_as_it_should_be(province, cast, lock, has_body):
    stage = make_stage(province, cast, lock, has_body=has_body)
    wrong = []
    for status, step, who in COMBINATIONS:
        expected = right(status, step, who, lock, has_body=has_body)
        found = outcome(stage, status, step, who)
        if found != (expected.status, expected.refused):
            wrong.append((status, step, who, found, expected))
    assert wrong == []
