"""Two at once: real threads where the database lets them in, one after the other elsewhere."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.entry_cells import CellEdit
from disbursement.domain.ledger import Key
from disbursement.domain.submissions import Filling, LineEntry
from disbursement.models import Submission, SubmissionEvent, SubmissionLine, SubmissionVersion
from disbursement.services.calendar import deadline_rules_seed
from disbursement.services.entry_cells import cells_save
from disbursement.services.periods import periods_open
from disbursement.services.submissions import (
    submission_accept,
    submission_return,
    submission_submit,
    submission_withdraw,
)
from projects.models import Role
from projects.refusals import Refusal
from tests.people import make_user

NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
SECOND = timedelta(seconds=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def report(transactional_db, province):
    deadline_rules_seed(now=NOW)
    (period, *_) = periods_open(now=NOW, since=NOW)
    return period.submissions.get(investor=province.roads_board)


@pytest.fixture
def key(province):
    return Key(province.bridge.pk, province.central.pk, 2024, 2024)


def at_once(*doings):
    """Return what came of each: what it returned, or the class of its refusal."""

    def closing(doing):
        try:
            return doing()
        except Refusal as refusal:
            return type(refusal).__name__
        finally:
            if connection.vendor != "sqlite":
                connection.close()

    with ThreadPoolExecutor(len(doings)) as pool:
        together = map if connection.vendor == "sqlite" else pool.map
        return list(together(closing, doings))


def fresh(report):
    return Submission.objects.select_related("period", "investor").get(pk=report.pk)


def handing_in(report, key, actor, volume=5, seen=None):
    mine = fresh(report)  # read before anybody has written
    filling = Filling((LineEntry(key, executed_volume=volume),), seen=seen)

    def doing():
        submission_submit(submission=mine, filling=filling, actor=actor, now=NOW)
        return "done"

    return doing


def test_submit_pressed_by_two_officers_at_once_is_one_submission(report, key, cast, province):
    colleague = make_user("chudautu3", role=Role.INVESTOR, organisation=province.roads_board)
    found = at_once(
        *(handing_in(report, key, actor) for actor in (cast.investor, colleague, cast.investor))
    )
    assert sorted(found) == ["Locked", "Locked", "done"]
    assert SubmissionVersion.objects.filter(submission=report).count() == 1
    assert SubmissionEvent.objects.filter(submission=report, kind="submitted").count() == 1
    assert SubmissionLine.objects.filter(executed_volume=5).count() == 1


def test_cells_saved_at_once_are_all_kept(report, key, cast):
    """Four people type in four columns of one line before there is a draft."""
    fields = ("executed_volume", "own_disbursed", "month_estimate", "year_forecast")

    def saving(number, field):
        mine = fresh(report)

        def doing():
            edit = CellEdit(key, field, str(number))
            saved = cells_save(
                submission=mine, cells=[edit], actor=cast.investor, now=NOW + number * SECOND
            )
            return str(saved.cells[0].state)

        return doing

    found = at_once(*(saving(number, field) for number, field in enumerate(fields, start=1)))
    assert found == ["saved"] * 4
    assert SubmissionVersion.objects.count() == 1
    line = SubmissionLine.objects.get(project=key.project_id, origin_year=2024)
    assert [getattr(line, field) for field in fields] == [1, 2, 3, 4]


def test_of_one_cell_typed_at_once_one_is_kept_and_the_other_told(report, key, cast):
    def saving(text):
        mine = fresh(report)

        def doing():
            edit = CellEdit(key, "executed_volume", text)
            saved = cells_save(submission=mine, cells=[edit], actor=cast.investor, now=NOW)
            return str(saved.cells[0].state), saved.cells[0].text

        return doing

    found = sorted(at_once(saving("7"), saving("8")))
    kept = SubmissionLine.objects.get(executed_volume__isnull=False).executed_volume
    assert found == [("conflict", str(kept)), ("saved", str(kept))]


def test_a_cell_that_comes_with_the_hand_in_never_changes_what_was_handed_in(report, key, cast):
    mine = fresh(report)

    def saving():
        edit = CellEdit(key, "month_estimate", "9")
        saved = cells_save(submission=mine, cells=[edit], actor=cast.investor, now=NOW)
        return str(saved.cells[0].state)

    found = at_once(handing_in(report, key, cast.investor), saving)
    report.refresh_from_db()
    stored = SubmissionLine.objects.get(executed_volume=5) if found[0] == "done" else None
    if found == ["done", "Locked"]:
        assert (report.status, stored.month_estimate) == ("submitted", None)
    else:  # the cell came first: the page had not shown it, so it is not overwritten
        assert found == ["StaleState", "saved"]
        assert report.status == "draft"


def test_a_report_is_judged_or_withdrawn_but_not_both(report, key, cast):
    submission_submit(
        submission=report,
        filling=Filling((LineEntry(key, executed_volume=5),)),
        actor=cast.investor,
        now=NOW,
    )
    judged, returned, withdrawn = (fresh(report) for _ in range(3))

    def accepting():
        submission_accept(submission=judged, version=1, actor=cast.planner, now=NOW + SECOND)
        return "done"

    def returning():
        submission_return(
            submission=returned, version=1, reason="Sai", actor=cast.planner, now=NOW + SECOND
        )
        return "done"

    def withdrawing():
        submission_withdraw(submission=withdrawn, actor=cast.investor, now=NOW + SECOND)
        return "done"

    found = at_once(accepting, returning, withdrawing)
    assert sorted(found) == ["StaleState", "StaleState", "done"]
    assert SubmissionEvent.objects.filter(submission=report).count() == 3  # opened, submitted, one
