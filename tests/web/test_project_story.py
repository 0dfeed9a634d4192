"""The timeline of a project whose treasury files and reports are in."""

from reports.domain.story import StoryKind


def test_the_world_adds_movements_and_submissions_with_their_cells(world, sign_in):
    page = sign_in(world.cast.planner).get("/du-an/7100001/?as_of=2024-10-02")
    moments = [moment for moment, _look in page.context["moments"]]
    (month,) = [moment for moment in moments if moment.kind == StoryKind.MOVEMENT]
    assert month.amount == sum(detail.amount for detail in month.details)
    assert all(detail.cell and detail.file for detail in month.details)
    assert any(moment.kind == StoryKind.SUBMISSION for moment in moments)
