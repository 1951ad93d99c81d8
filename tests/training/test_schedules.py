"""Learning rates as functions of how far a run came, and when it stops; needs no keras."""

from itertools import pairwise

import pytest

from classroom.training.schedules import (
    Plateau,
    cosine_rate,
    is_exhausted,
    one_cycle_rate,
    plateau_rate,
    rising_rates,
    smooth_losses,
    suggest_rate,
)


@pytest.mark.parametrize(
    ("share", "rate"),
    [(0.0, 0.05), (0.025, 0.525), (0.05, 1.0), (0.525, 0.5005), (1.0, 0.001), (1.2, 0.001)],
)
def test_a_cosine_warms_up_and_falls_to_a_thousandth(share: float, rate: float) -> None:
    assert cosine_rate(share, 1.0) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("share", "rate"),
    [(0.0, 0.04), (0.15, 0.52), (0.3, 1.0), (0.65, 0.50005), (1.0, 1e-4), (1.5, 1e-4)],
)
def test_one_cycle_rises_to_the_peak_and_falls_to_next_to_nothing(share: float, rate: float) -> None:
    assert one_cycle_rate(share, 1.0) == pytest.approx(rate)


@pytest.mark.parametrize("formula", [cosine_rate, one_cycle_rate])
def test_twice_the_peak_is_twice_the_rate(formula: object) -> None:
    assert callable(formula)
    assert formula(0.4, 2.0) == pytest.approx(2 * formula(0.4, 1.0))


@pytest.mark.parametrize(
    ("merits", "rate"),
    [
        ((), 1.0),
        ((0.5, 0.4), 1.0),
        ((0.5, 0.4, 0.5), 0.5),  # equal is not better
        ((0.5, 0.4, 0.6, 0.5), 1.0),
        ((0.5, 0.4, 0.4, 0.4, 0.4), 0.25),
        ((0.5, 0.4, 0.4, 0.6, 0.4, 0.4), 0.25),  # better once: what was reduced stays so
        ((0.5,) + 20 * (0.4,), 0.1),
    ],
)
def test_a_plateau_halves_the_rate_whenever_two_epochs_were_no_better(merits: tuple[float, ...], rate: float) -> None:
    assert plateau_rate(merits, 1.0, Plateau(factor=0.5, patience=2, least=0.1)) == pytest.approx(rate)


@pytest.mark.parametrize(
    ("merits", "patience", "stop"),
    [
        ((), 2, False),
        ((0.5, 0.4), 2, False),
        ((0.5, 0.4, 0.4), 2, True),
        ((0.5, 0.4, 0.5), 2, True),
        ((0.5, 0.4, 0.6), 2, False),
        ((0.5, 0.6, 0.4), 2, False),
        (20 * (0.5,), None, False),
    ],
)
def test_a_run_stops_after_so_many_epochs_without_a_better_one(
    merits: tuple[float, ...], patience: int | None, stop: bool
) -> None:
    assert is_exhausted(merits, patience) is stop


def test_rising_rates_go_from_low_to_high_by_equal_factors() -> None:
    rates = rising_rates(1e-6, 1.0, 7)

    assert rates == pytest.approx([1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0])


def test_a_steady_loss_is_left_as_it_is_when_smoothed() -> None:
    assert smooth_losses([2.0, 2.0, 2.0]) == pytest.approx([2.0, 2.0, 2.0])


def test_one_wild_loss_weighs_a_fifth_when_smoothed() -> None:
    assert smooth_losses(30 * [1.0] + [2.0])[-1] == pytest.approx(1.2, abs=0.01)


def test_the_suggested_rate_is_where_the_loss_falls_fastest() -> None:
    rates = rising_rates(1e-6, 1.0, 120)
    losses = [2.0 - (step > 60) * min(step - 60, 20) * 0.05 + (step > 90) * (step - 90) * 0.5 for step in range(120)]

    assert rates[60] <= suggest_rate(rates, losses) <= rates[80]


@pytest.mark.parametrize("losses", [[1.0], [1.0, 2.0, 3.0], [3.0, 2.0, 9.0]])
def test_a_loss_that_hardly_falls_suggests_the_rate_where_it_was_lowest(losses: list[float]) -> None:
    rates = [0.1, 0.2, 0.3][: len(losses)]

    assert suggest_rate(rates, losses) == rates[losses.index(min(losses))]


def test_the_cosine_never_jumps() -> None:
    rates = [cosine_rate(step / 1000, 1.0) for step in range(1001)]

    assert max(abs(after - before) for before, after in pairwise(rates)) < 0.03
