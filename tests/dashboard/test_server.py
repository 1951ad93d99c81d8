"""The server that answers."""

import socket

import pytest

from classroom.config import Settings
from classroom.errors import ClassroomError
from dashboard.server import address, serve
from tests.dashboard.site import Site


def test_a_port_in_use_is_said_in_one_line(site: Site, settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(ClassroomError, match=rf"^port {port} is in use: choose another with --port$"):
            serve(site.app, settings.server.model_copy(update={"port": port}))


def test_an_address_that_is_not_ours_is_said_in_one_line(site: Site, settings: Settings) -> None:
    with pytest.raises(ClassroomError, match=r"cannot listen on 192\.0\.2\.1"):
        serve(site.app, settings.server.model_copy(update={"host": "192.0.2.1"}))


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "http://127.0.0.1:8050"), ("::1", "http://[::1]:8050"), ("0.0.0.0", "http://127.0.0.1:8050")],
)
def test_the_address_is_one_a_browser_reaches(settings: Settings, host: str, shown: str) -> None:
    assert address(settings.server.model_copy(update={"host": host})) == shown
