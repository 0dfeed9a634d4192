from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.domain.steps import Position, Steps

CHANGES = st.lists(
    st.tuples(st.dates(date(2024, 1, 1), date(2024, 2, 28)), st.integers(-50, 50)), max_size=5
)


def test_positions_hold_from_the_day_of_change():
    steps = Steps.of(
        plan=[(date(2024, 1, 10), 100), (date(2024, 3, 1), -20)],
        paid=[(date(2024, 2, 5), 30), (date(2024, 3, 1), 5)],
    )
    assert steps.at(date(2024, 1, 9)) == (0, 0)
    assert steps.at(date(2024, 1, 10)) == (100, 0)
    assert steps.at(date(2024, 2, 29)) == (100, 30)
    assert steps.at(date(2024, 3, 1)) == (80, 35)
    assert steps.at(date(2030, 1, 1)) == (80, 35)
    assert list(steps.positions(until=date(2024, 2, 5))) == [
        Position(date(2024, 1, 10), 100, 0),
        Position(date(2024, 2, 5), 100, 30),
    ]


def test_steps_of_nothing():
    assert Steps.of().at(date(2024, 1, 1)) == (0, 0)
    assert Steps.of().first_day is None


@settings(max_examples=50)
@given(plan=CHANGES, paid=CHANGES, offset=st.integers(-1, 60))
def test_a_position_is_the_sum_up_to_its_day_in_whatever_order(plan, paid, offset):
    day = date(2024, 1, 1) + timedelta(days=offset)
    expected = tuple(sum(amount for d, amount in series if d <= day) for series in (plan, paid))
    assert Steps.of(plan, paid).at(day) == expected
    assert Steps.of(plan[::-1], paid[::-1]) == Steps.of(plan, paid)
