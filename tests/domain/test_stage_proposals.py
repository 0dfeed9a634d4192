"""The stage proposed for 2025 from a project's dates, case by case."""

from datetime import date

import pytest

from projects.domain.stage_proposals import (
    COMPLETED,
    NEW_START,
    PREPARATION,
    SETTLEMENT,
    TRANSITIONAL,
    ProjectDates,
    propose_stage,
)


def day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("planned_start", "started", "planned_completion", "completed", "stage"),
    [
        ("", "", "", "", None),
        ("", "2023-05-01", "2024-12-31", "2024-12-31", SETTLEMENT),
        ("", "2023-05-01", "2024-12-31", "2025-01-01", COMPLETED),
        ("", "2023-05-01", "2025-01-01", "", COMPLETED),
        ("", "2023-05-01", "2025-12-31", "", COMPLETED),
        ("", "2023-05-01", "2024-12-31", "", COMPLETED),  # late
        ("", "2024-12-31", "2026-01-01", "", TRANSITIONAL),
        ("", "2024-12-31", "", "", TRANSITIONAL),
        ("", "2025-01-01", "2027-01-01", "", NEW_START),
        ("", "2025-02-01", "2025-11-30", "", NEW_START),  # begins and ends in the year
        ("", "2025-02-01", "2025-11-30", "2025-12-01", NEW_START),
        ("2024-06-01", "2025-02-01", "2026-11-30", "", NEW_START),  # what was done counts first
        ("2025-12-31", "", "2027-12-31", "", NEW_START),
        ("2024-06-01", "", "2026-12-31", "", NEW_START),  # its start slipped
        ("2026-01-01", "", "2027-12-31", "", PREPARATION),
        ("2025-06-01", "2026-02-01", "", "", PREPARATION),  # looked back at later
        ("", "", "2025-12-31", "", COMPLETED),
        ("", "2023-05-01", "2025-06-30", "2026-03-01", TRANSITIONAL),  # looked back at later
    ],
)
def test_stage_follows_from_the_dates(planned_start, started, planned_completion, completed, stage):
    dates = ProjectDates(*map(day, (planned_start, started, planned_completion, completed)))
    proposal = propose_stage(dates, 2025)
    assert (proposal.stage if proposal else None) == stage


def test_proposal_names_the_day_it_rests_on():
    proposal = propose_stage(ProjectDates(started=date(2024, 3, 2)), 2025)
    assert proposal.params == {"day": date(2024, 3, 2)}
    assert "%(day)s" in proposal.because
