"""Treasury files changed at random for a few seconds; a step of ./test does it for longer."""

from dataclasses import replace

import pytest

from disbursement.domain.treasury_reading import read_sheets
from disbursement.domain.treasury_verdict import Outcome, judge
from tests.fuzz import treasury
from tests.intake.corpus.portal import EMPTY

pytestmark = pytest.mark.any_database
# The longer step draws its seed; here the same changes are tried every time.
SECONDS, SEED = 5, 254


def test_no_change_breaks_the_reader_or_loses_money_quietly(tmp_path):
    tally = treasury.run(SECONDS, SEED, tmp_path)
    assert tally.tables
    assert tally.files


def test_money_that_vanishes_is_told():
    statement, _ = treasury.good_tables()
    good = judge(read_sheets([treasury.raw_sheet(statement)]), EMPTY)
    assert (good.outcome, good.volume, good.advance) == (Outcome.CHECKED, 50_000_000, 18_000_000)
    with pytest.raises(treasury.Failed, match="without a word"):
        treasury.hold(replace(good, volume=0), good, "a change")
    with pytest.raises(treasury.Failed, match="without a reason"):
        treasury.hold(replace(good, outcome=Outcome.REFUSED), good, "a change")
    assert treasury.hold(good, good, "none")
