"""Guessing passwords is slowed down."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.throttle import ATTEMPTS_PER_ADDRESS, FREE_ATTEMPTS, WINDOW_S, LoginThrottle, Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_after_some_attempts_a_key_has_to_wait() -> None:
    throttle = Throttle(Clock())

    for _ in range(FREE_ATTEMPTS):
        assert throttle.reserve("ada") == 0

    assert throttle.reserve("ada") == WINDOW_S
    assert throttle.reserve("ben") == 0


def test_attempts_at_the_same_time_count_each() -> None:
    throttle = Throttle(Clock())

    with ThreadPoolExecutor(16) as guessers:
        waits = list(guessers.map(throttle.reserve, ["ada"] * 64))

    assert waits.count(0) == FREE_ATTEMPTS


def test_the_wait_ends_with_the_window() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(FREE_ATTEMPTS):
        throttle.reserve("ada")

    clock.now += WINDOW_S + 1

    assert throttle.reserve("ada") == 0


def test_asking_while_waiting_does_not_prolong_the_wait() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(2 * FREE_ATTEMPTS):
        throttle.reserve("ada")

    clock.now += WINDOW_S - 1

    assert throttle.reserve("ada") == 1


def test_a_success_forgets_the_failures() -> None:
    throttle = LoginThrottle(Clock())
    for _ in range(FREE_ATTEMPTS):
        throttle.reserve("ada", "127.0.0.1")

    throttle.succeed("ada", "127.0.0.1")

    assert throttle.reserve("ada", "127.0.0.1") == 0


@pytest.mark.parametrize("spelling", ["Zoë", " zoë ", "ZOË", "Zoe\u0308"])
def test_another_address_or_spelling_is_no_fresh_start(spelling: str) -> None:
    throttle = LoginThrottle(Clock())
    for number in range(FREE_ATTEMPTS):
        throttle.reserve("Zoë", f"127.0.0.{number}")

    assert throttle.reserve(spelling, "127.0.0.77") == WINDOW_S


def test_another_name_is_no_fresh_start_for_an_address() -> None:
    throttle = LoginThrottle(Clock())
    for number in range(ATTEMPTS_PER_ADDRESS):
        throttle.reserve(f"user {number}", "127.0.0.1")

    assert throttle.reserve("ada", "127.0.0.1") == WINDOW_S
    assert throttle.reserve("ada", "127.0.0.2") == 0


def test_refused_attempts_on_one_user_do_not_shut_out_the_address() -> None:
    throttle = LoginThrottle(Clock())
    for _ in range(2 * ATTEMPTS_PER_ADDRESS):
        throttle.reserve("ada", "127.0.0.1")

    assert throttle.reserve("ben", "127.0.0.1") == 0


def test_an_attempt_that_could_not_be_checked_does_not_count() -> None:
    throttle = LoginThrottle(Clock())
    for _ in range(2 * ATTEMPTS_PER_ADDRESS):
        throttle.reserve("ada", "127.0.0.1")
        throttle.release("ada", "127.0.0.1")

    assert throttle.reserve("ada", "127.0.0.1") == 0
