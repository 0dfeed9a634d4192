from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.domain.forecast import expected_disbursed, pace_forecast
from emulation.domain.steps import Steps

START = date(2024, 1, 1)
AS_OF = START + timedelta(days=200)


def test_an_even_pace_goes_on():
    steps = Steps.of([(START, 1000)], [(START + timedelta(days=n), 2) for n in range(1, 201)])
    assert steps.at(AS_OF) == (1000, 400)
    assert expected_disbursed(steps, AS_OF, AS_OF + timedelta(days=50)) == 500


def test_the_slower_of_recent_and_whole_pace_is_carried_on():
    # 400 in 200 days is 2 a day; the last 90 days brought 90, 1 a day.
    slowing = Steps.of([(START, 1000)], [(date(2024, 2, 1), 310), (date(2024, 7, 1), 90)])
    assert expected_disbursed(slowing, AS_OF, AS_OF + timedelta(days=100)) == 500
    # All of it in the last 90 days is 4,4 a day; since the start it is 2.
    rising = Steps.of([(START, 1000)], [(date(2024, 7, 1), 400)])
    assert expected_disbursed(rising, AS_OF, AS_OF + timedelta(days=100)) == 600


def test_not_beyond_the_plan_and_not_below_what_is_there():
    fast = Steps.of([(START, 410)], [(date(2024, 7, 1), 400)])
    assert expected_disbursed(fast, AS_OF, AS_OF + timedelta(days=100)) == 410
    above = Steps.of([(START, 300)], [(date(2024, 7, 1), 400)])
    assert expected_disbursed(above, AS_OF, AS_OF + timedelta(days=100)) == 400


def test_a_young_plan_is_measured_over_its_own_days():
    # Planned ten days ago, 50 paid since: 5 a day, not 50 over 90 days.
    born = AS_OF - timedelta(days=10)
    steps = Steps.of([(born, 1000)], [(AS_OF, 50)])
    assert expected_disbursed(steps, AS_OF, AS_OF + timedelta(days=10)) == 100


def test_money_paid_back_does_not_run_on():
    steps = Steps.of([(START, 1000)], [(date(2024, 1, 5), 300), (date(2024, 7, 1), -100)])
    assert expected_disbursed(steps, AS_OF, AS_OF + timedelta(days=90)) == 200
    assert pace_forecast(steps, AS_OF, AS_OF + timedelta(days=90), since=date(2024, 6, 1)) == 200


def test_nothing_is_known_on_the_first_day_or_of_nothing():
    assert expected_disbursed(Steps.of([(AS_OF, 1000)]), AS_OF, AS_OF + timedelta(days=9)) == 0
    assert expected_disbursed(Steps.of(), AS_OF, AS_OF + timedelta(days=9)) == 0
    steps = Steps.of([(START, 1000)], [(date(2024, 7, 1), 90)])
    assert pace_forecast(steps, AS_OF, AS_OF, since=START) == 90


@settings(max_examples=60)
@given(
    paid=st.lists(st.tuples(st.integers(0, 200), st.integers(0, 100)), max_size=6),
    ahead=st.integers(0, 200),
)
def test_the_forecast_grows_with_time_and_stays_between_now_and_the_plan(paid, ahead):
    steps = Steps.of([(START, 2000)], [(START + timedelta(days=n), amount) for n, amount in paid])
    plan, disbursed = steps.at(AS_OF)
    near = expected_disbursed(steps, AS_OF, AS_OF + timedelta(days=ahead))
    far = expected_disbursed(steps, AS_OF, AS_OF + timedelta(days=ahead + 1))
    assert disbursed <= near <= far <= max(plan, disbursed)
