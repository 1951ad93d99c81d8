"""Guessing passwords is slowed down."""

from dashboard.throttle import FREE_ATTEMPTS, WINDOW_S, Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_after_some_failures_a_key_has_to_wait() -> None:
    clock = Clock()
    throttle = Throttle(clock)

    for _ in range(FREE_ATTEMPTS):
        assert throttle.wait_s("ada") == 0
        throttle.fail("ada")

    assert throttle.wait_s("ada") == WINDOW_S
    assert throttle.wait_s("ben") == 0


def test_the_wait_ends_with_the_window() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    for _ in range(FREE_ATTEMPTS):
        throttle.fail("ada")

    clock.now += WINDOW_S + 1

    assert throttle.wait_s("ada") == 0


def test_a_success_forgets_the_failures() -> None:
    throttle = Throttle(Clock())
    for _ in range(FREE_ATTEMPTS):
        throttle.fail("ada")

    throttle.succeed("ada")

    assert throttle.wait_s("ada") == 0
