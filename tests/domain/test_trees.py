"""Sums with what lies beneath, and the order of a tree."""

from hypothesis import given
from hypothesis import strategies as st

from projects.domain.trees import ancestors, in_tree_order, roll_up

#        state          other
#       /     \
#   central   local
#     |
#   abroad
PARENTS = {"state": None, "central": "state", "local": "state", "abroad": "central", "other": None}


def by_name(member):
    return (member,)


def test_each_member_has_what_lies_beneath_it():
    assert roll_up({"central": 5, "abroad": 2, "local": 3, "other": 1}, PARENTS) == {
        "state": 10,
        "central": 7,
        "abroad": 2,
        "local": 3,
        "other": 1,
    }


def test_what_stands_in_no_tree_stays_itself():
    assert roll_up({None: 4, "stranger": 1}, PARENTS) == {None: 4, "stranger": 1}


def test_members_stand_behind_what_they_stand_under():
    assert in_tree_order(PARENTS, PARENTS, by_name) == [
        ("other", 0),
        ("state", 0),
        ("central", 1),
        ("abroad", 2),
        ("local", 1),
    ]


def test_a_missing_link_is_skipped():
    assert in_tree_order(["state", "abroad"], PARENTS, by_name) == [("state", 0), ("abroad", 1)]


def test_a_circle_ends_and_loses_nobody():
    circle = {"a": "b", "b": "a"}
    assert list(ancestors("a", circle)) == ["b"]
    assert roll_up({"a": 1, "b": 2}, circle) == {"a": 3, "b": 3}
    assert sorted(in_tree_order(circle, circle, by_name)) == [("a", 0), ("b", 0)]


@given(st.dictionaries(st.sampled_from(sorted(PARENTS)), st.integers(-1000, 1000)))
def test_the_roots_together_are_the_whole(amounts):
    sums = roll_up(amounts, PARENTS)
    assert sums.get("state", 0) + sums.get("other", 0) == sum(amounts.values())
