"""Schedules as Keras learning rates: the same figures as the pure functions, after loading too."""

from collections.abc import Callable

import pytest

from classroom.training.schedules import Cosine, OneCycle, Plateau, Schedule, cosine_rate, one_cycle_rate
from tests.training.keras_warnings import IGNORED, need_keras

need_keras()
pytestmark = IGNORED

STEPS = 40
FORMULAS = [(Cosine(), cosine_rate), (OneCycle(), one_cycle_rate)]


@pytest.mark.parametrize("step", [0, 1, 12, 39])
@pytest.mark.parametrize(("schedule", "formula"), FORMULAS)
def test_keras_gets_the_rate_of_the_formula(
    schedule: Schedule, formula: Callable[[float, float], float], step: int
) -> None:
    from classroom.training.rates import make_rate

    assert float(make_rate(schedule, 0.002, STEPS)(step)) == pytest.approx(formula(step / STEPS, 0.002))


def test_steps_beyond_the_end_keep_the_last_rate() -> None:
    from classroom.training.rates import make_rate

    rate = make_rate(OneCycle(), 0.002, STEPS)

    assert float(rate(STEPS + 50)) == float(rate(STEPS - 1))


def test_a_plateau_is_a_plain_number_that_can_be_set_anew() -> None:
    from classroom.training.rates import make_rate

    assert make_rate(Plateau(), 0.002, STEPS) == 0.002


def test_an_optimiser_read_back_has_the_same_schedule() -> None:
    import keras

    from classroom.training.rates import make_rate

    optimizer = keras.optimizers.AdamW(make_rate(OneCycle(), 0.002, STEPS))
    again = keras.optimizers.deserialize(keras.optimizers.serialize(optimizer))

    assert float(again.learning_rate) == pytest.approx(float(optimizer.learning_rate))
    assert again.get_config()["learning_rate"] == optimizer.get_config()["learning_rate"]
