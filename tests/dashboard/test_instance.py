"""Which dashboard is the user's own: a program of somebody else that has taken its port is offered nothing."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from classroom.cli.opening import find_place
from classroom.config import Settings
from dashboard.instance import HEADER, PARAMETER, Instance, new_challenge
from dashboard.routes import INSTANCE
from tests.dashboard.site import Site
from tests.dashboard.test_server import visit

OURS = Instance(b"k" * 32, "sqlite:///classroom.db")


@contextmanager
def relay_to(port: int, asks_as: str | None = None) -> Iterator[int]:
    """The port of another program, which passes every question on and the answer back.

    Args:
        port: where it is passed on to.
        asks_as: what it claims in the headers to be.
    """
    over = threading.Event()

    def pass_on(listening: socket.socket) -> None:
        while not over.is_set():
            with (
                suppress(OSError),
                closing(listening.accept()[0]) as asking,
                closing(socket.create_connection(("127.0.0.1", port))) as real,
            ):
                claimed = f"{asks_as or 'X-Nothing: 1'}\r\nConnection: close\r\nHost:".encode()
                real.sendall(asking.recv(65_536).replace(b"Host:", claimed))
                while answer := real.recv(65_536):
                    asking.sendall(answer)

    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        listening.settimeout(0.2)
        thread = threading.Thread(target=pass_on, args=(listening,), daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            over.set()
            thread.join(timeout=60)


def proof_from(host: str, port: int, challenge: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection(host, port, timeout=60)) as connection:
        connection.request("GET", f"/healthz?{PARAMETER}={challenge}")
        return port, connection.getresponse().getheader(HEADER, "")


def places(settings: Settings, port: int, own: Instance = OURS) -> tuple[str, int, bool]:
    found, runs = find_place(settings.server.model_copy(update={"port": port, "host": "localhost"}), own)
    return found.host, found.port, runs


def test_the_users_own_dashboard_is_recognised_and_named_by_the_address_that_answered(
    site: Site, settings: Settings
) -> None:
    site.app.server.config[INSTANCE] = OURS

    assert visit(site, settings, lambda _host, port: (places(settings, port), port)[0][::2]) == ("127.0.0.1", True)


@pytest.mark.parametrize("claims", [None, "Forwarded: host=127.0.0.1:1", "X-Forwarded-Port: 1", "X-Forwarded-Host: x"])
def test_a_program_that_passes_the_question_on_to_the_real_dashboard_is_not_taken_for_it(
    site: Site, settings: Settings, claims: str | None
) -> None:
    site.app.server.config[INSTANCE] = OURS

    def ask(host: str, port: int) -> tuple[int, str, tuple[str, int, bool]]:
        with relay_to(port, claims) as taken:
            return taken, proof_from(host, taken, new_challenge())[1], places(settings, taken)

    taken, proof, (_, port, _) = visit(site, settings, ask)

    assert len(proof) == 64  # it does answer with something
    assert port != taken


@pytest.mark.parametrize("other", [Instance(b"j" * 32, OURS.storage_url), Instance(OURS.key, "postgresql://x/y"), None])
def test_a_dashboard_of_another_user_or_over_another_database_is_another_program(
    site: Site, settings: Settings, other: Instance | None
) -> None:
    site.app.server.config[INSTANCE] = other

    found = visit(site, settings, lambda _host, port: places(settings, port)[1] != port)

    assert found


@pytest.mark.parametrize("challenge", ["", "short", "g" * 32, "a" * 65, "\x00" * 40, "é" * 40])
def test_what_is_no_challenge_gets_no_proof(site: Site, settings: Settings, challenge: str) -> None:
    site.app.server.config[INSTANCE] = OURS

    assert OURS.prove(challenge, ("127.0.0.1", 8050)) == ""
    assert not OURS.is_proved(challenge, ("127.0.0.1", 8050), "")
    answer = site.browser().get("/healthz", query_string={PARAMETER: challenge})
    assert answer.headers.get(HEADER, "") == ""


def test_a_proof_holds_for_one_challenge_and_one_place_and_an_old_one_is_worth_nothing(
    site: Site, settings: Settings
) -> None:
    site.app.server.config[INSTANCE] = OURS
    challenge = new_challenge()

    port, proof = visit(site, settings, lambda host, port: proof_from(host, port, challenge))

    assert OURS.is_proved(challenge, ("127.0.0.1", port), proof)
    assert not OURS.is_proved(new_challenge(), ("127.0.0.1", port), proof)
    assert not OURS.is_proved(challenge, ("127.0.0.1", port + 1), proof)
    assert not OURS.is_proved(challenge, ("::1", port), proof)
    assert not OURS.is_proved(challenge, ("127.0.0.1", port), "")
