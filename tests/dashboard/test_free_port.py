"""A port that is free is found before work that takes its time."""

import socket
from collections.abc import Iterator

import pytest

from classroom.config import ServerSettings, load_settings, resource
from classroom.errors import ClassroomError
from dashboard.server import find_free_port


@pytest.fixture
def taken() -> Iterator[ServerSettings]:
    """Settings whose port another program has."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield load_settings(resource("config.yaml")).server.model_copy(update={"port": other.getsockname()[1]})


def test_the_next_port_is_taken_where_any_will_do(taken: ServerSettings) -> None:
    assert taken.port < find_free_port(taken, chosen=False).port < taken.port + 10


def test_a_port_that_was_named_is_refused_when_it_is_in_use(taken: ServerSettings) -> None:
    with pytest.raises(ClassroomError, match="in use"):
        find_free_port(taken, chosen=True)
