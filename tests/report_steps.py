"""Every combination of status, step, person and lock of a report, and what is right for it.

The services and the API are held to the same table.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product

from disbursement.domain.calendar import VIETNAM_TIME
from disbursement.domain.ledger import Key
from disbursement.models import (
    EntryException,
    FirstApprovalRule,
    ReportingPeriod,
    Submission,
    SubmissionLine,
    SubmissionVersion,
)
from projects.models import Organisation, Role
from tests.people import make_organisation, make_user

NOW = datetime(2024, 3, 10, 9, 0, tzinfo=VIETNAM_TIME)
TODAY = NOW.date()
DAY = timedelta(days=1)

STATUSES = ("not_received", "draft", "submitted", "endorsed", "returned", "accepted")
STEPS = ("save", "submit", "withdraw", "endorse", "return", "accept", "reopen")
PEOPLE = (
    *("investor", "other_investor", "body", "planner", "treasurer", "leader"),
    *("home_affairs", "administrator", "nobody"),
)
LOCKS = ("open", "not_open", "expired", "ended", "exception")
WRITTEN = {"not_received": "draft", "draft": "draft", "returned": "returned"}
BY_CLOCK = {"not_open": "not_open", "expired": "expired", "ended": "organisation_ended"}


@dataclass(frozen=True)
class Right:
    """What has to come of a step: the status it leads to, or why it is refused."""

    status: str = ""
    refused: str = ""  # "person", "lock:…" or "step"


def right(status: str, step: str, who: str, lock: str, *, has_body: bool) -> Right:
    """Return what is right, written out apart from the code that is tested."""
    if step in ("save", "submit"):
        return right_to_write(status, step, who, lock)
    if step == "withdraw":
        can = status == "submitted" and lock not in BY_CLOCK
        return judged(who == "investor", can, "draft")
    if step == "endorse":
        return right_to_endorse(status, who, has_body=has_body)
    if step == "return":
        by_body = who == "body" and has_body
        can = status == "submitted" or (status == "endorsed" and not by_body)
        return judged(by_body or who == "planner", can, "returned")
    if step == "accept":
        can = status == "endorsed" or (status == "submitted" and not has_body)
        return judged(who == "planner", can, "accepted")
    return judged(who == "planner", status == "accepted", "returned")


def judged(may: bool, can: bool, target: str) -> Right:
    if not may:
        return Right(refused="person")
    return Right(target) if can else Right(refused="step")


def right_to_write(status: str, step: str, who: str, lock: str) -> Right:
    if who != "investor":
        return Right(refused="person")
    if status not in WRITTEN:
        return Right(refused=f"lock:{'accepted' if status == 'accepted' else 'in_review'}")
    if lock in BY_CLOCK:
        return Right(refused=f"lock:{BY_CLOCK[lock]}")
    return Right("submitted" if step == "submit" else WRITTEN[status])


def right_to_endorse(status: str, who: str, *, has_body: bool) -> Right:
    if who not in ("investor", "other_investor", "body"):
        return Right(refused="person")
    if status != "submitted" or not has_body:
        return Right(refused="step")
    return judged(who == "body", True, "endorsed")


# A first approval does not ask what the clock says: two locks are enough beside it.
STAGES = [(lock, False) for lock in LOCKS] + [("open", True), ("expired", True)]
COMBINATIONS = list(product(STATUSES, STEPS, PEOPLE))


@dataclass
class Stage:
    """A report that is put into each state, with the people around it."""

    report: Submission
    people: dict
    key: Key

    def set(self, status: str) -> Submission:
        """Put the report into a status, with a version where there has to be one."""
        has_version = status != "not_received"
        Submission.objects.filter(pk=self.report.pk).update(
            status=status, current_version=int(has_version)
        )
        if has_version:
            handed_in = None if status == "draft" else NOW - timedelta(hours=1)
            version = SubmissionVersion.objects.create(
                submission=self.report,
                number=1,
                edited_at=NOW - timedelta(hours=1),
                submitted_at=handed_in,
            )
            SubmissionLine.objects.create(
                version=version, **self.line, plan=10_000_000_000, executed_volume=5
            )
        return Submission.objects.select_related("period", "investor").get(pk=self.report.pk)

    @property
    def line(self) -> dict:
        names = ("project_id", "source_id", "plan_year", "origin_year")
        return dict(zip(names, self.key, strict=True))


def make_stage(province, cast, lock: str, *, has_body: bool) -> Stage:
    """Return a report of the roads board under a lock, with or without a first approval."""
    times = {
        "opens_at": NOW + DAY if lock == "not_open" else NOW - 20 * DAY,
        "due_at": NOW - 5 * DAY,
        "locks_at": NOW - DAY if lock in ("expired", "exception") else NOW + 9 * DAY,
    }
    period = ReportingPeriod.objects.create(
        code="2024-03-K1",
        kind="mid",
        year=2024,
        month=3,
        starts_on=date(2024, 3, 1),
        ends_on=date(2024, 3, 15),
        as_at=date(2024, 3, 15),
        opened_at=datetime(2024, 3, 1, tzinfo=UTC),
        **times,
    )
    ministry = make_organisation("BODY", "Sở Xây dựng")
    body = make_user("coquan", role=Role.INVESTOR, organisation=ministry, full_name="Cơ Quan")
    if has_body:
        FirstApprovalRule.objects.create(
            investor=province.roads_board, body=ministry, starts_on=date(2024, 1, 1)
        )
    if lock == "ended":
        Organisation.objects.filter(pk=province.roads_board.pk).update(valid_to=TODAY - DAY)
    report = Submission.objects.create(
        period=period, investor=province.roads_board, status_at=NOW - 20 * DAY
    )
    if lock == "exception":
        EntryException.objects.create(
            submission=report, until=TODAY, reason="Mất điện", granted_at=NOW - DAY
        )
    people = {name: getattr(cast, name) for name in PEOPLE if name != "body"} | {"body": body}
    key = Key(province.bridge.pk, province.central.pk, 2024, 2024)
    return Stage(report, people, key)
