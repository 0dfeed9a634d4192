"""Of which nature the money of a key is."""

import pytest

from projects.domain.natures import INVESTMENT, RECURRENT, UNSPLIT, nature_of

CASES = [
    ({"đầu tư": 100}, INVESTMENT),
    ({"sự nghiệp": 100}, RECURRENT),
    ({"đầu tư": 100, "sự nghiệp": 1}, UNSPLIT),
    ({}, UNSPLIT),
    # entered under one nature, put right under the other
    ({"đầu tư": 100, "sự nghiệp": 0}, INVESTMENT),
    ({"đầu tư": 0, "sự nghiệp": 40}, RECURRENT),
    # nothing is left of the plan, but it was all of one nature
    ({"đầu tư": 0}, INVESTMENT),
    ({"đầu tư": 0, "sự nghiệp": 0}, UNSPLIT),
    ({"sự nghiệp": -5}, RECURRENT),
]


@pytest.mark.parametrize(("planned", "nature"), CASES)
def test_nature_is_that_of_the_plan_that_stands(planned, nature):
    assert nature_of(planned) == nature
