"""An intake whose clock a test sets."""

from collections.abc import Callable

import pytest

from classroom.config import Settings
from dashboard.ingest.beginnings import AN_HOUR
from dashboard.ingest.intake import Intake
from tests.dashboard.site import Site


class Clock:
    """Seconds, as a test says."""

    def __init__(self) -> None:
        self.s = 0.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def intake(site: Site, settings: Settings, clock: Clock) -> Callable[..., Intake]:
    """Makes one with these values of the policy."""

    def make(*, begun_an_hour: int = AN_HOUR, **policy: str) -> Intake:
        rules = settings.policy.model_copy(update=policy)
        return Intake(site.store, rules, now_s=clock, begun_an_hour=begun_an_hour)

    return make
