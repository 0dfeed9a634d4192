from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.domain.ranking import Entry, competition_ranking


def ranks(entries):
    return [(each.rank, each.unit) for each in competition_ranking(entries).ranked]


def test_equals_share_a_rank_and_use_up_the_next():
    entries = [Entry("a", 70), Entry("b", 90), Entry("c", 80), Entry("d", 80)]
    assert ranks(entries) == [(1, "b"), (2, "c"), (2, "d"), (4, "a")]


def test_scores_equal_only_when_rounded_are_not_equal():
    entries = [Entry("a", Fraction(200, 3)), Entry("b", Fraction(6667, 100))]
    assert ranks(entries) == [(1, "b"), (2, "a")]  # 66,666… and 66,67


def test_units_without_a_score_stand_apart_and_take_no_rank():
    ranking = competition_ranking([Entry("a", None), Entry("b", 0), Entry("c", None)])
    assert [each.unit for each in ranking.ranked] == ["b"]
    assert ranking.not_scored == ("a", "c")


def test_tie_breaks_separate_equals_in_their_order():
    entries = [Entry("a", 80, (1, 5)), Entry("b", 80, (2, 0)), Entry("c", 80, (1, 5))]
    assert ranks(entries) == [(1, "b"), (2, "a"), (2, "c")]


def test_equals_stay_in_the_order_given():
    assert ranks([Entry("z", 1), Entry("a", 1), Entry("m", 1)]) == [(1, "z"), (1, "a"), (1, "m")]


@settings(max_examples=50)
@given(scores=st.lists(st.sampled_from([Fraction(n, 3) for n in range(5)]), max_size=8))
def test_a_rank_is_one_more_than_the_number_of_those_better(scores):
    for each in competition_ranking([Entry(n, score) for n, score in enumerate(scores)]).ranked:
        assert each.rank == 1 + sum(score > scores[each.unit] for score in scores)
