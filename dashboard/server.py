"""Answers requests until stopped: waitress, a server of pure Python that runs everywhere."""

import errno
import logging
import socket
import sys
from collections.abc import Callable
from typing import Any

from dash import Dash

from classroom.config import ServerSettings
from classroom.errors import ClassroomError
from dashboard.channels import BoundedServer
from dashboard.security import MAX_BODY

PORTS = 10  # tried one after the other where any will do
SILENCE_S = 30  # a connection that says nothing for so long is closed
CLEANUP_S = 5  # between two looks for connections to be closed


def serve(app: Dash, settings: ServerSettings, *, on_ready: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted; `on_ready` is given the page's address once it is ours.

    Raises:
        ClassroomError: the port is in use, or the address is not this computer's.
    """
    # A page asks several things at once: that some wait a moment is no news.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    with _listen_on(settings) as bound:
        server = BoundedServer(
            app.server,
            bound,
            places=settings.connections,
            # All who come through a proxy have its address. Without one they are programs of this computer.
            per_address=settings.connections if settings.trusted_proxy else settings.connections * 3 // 4,
            threads=settings.threads,
            ident=None,
            clear_untrusted_proxy_headers=not settings.trusted_proxy,
            max_request_body_size=MAX_BODY,  # else waitress keeps up to 1 GiB on the disk before Flask says no
            inbuf_overflow=MAX_BODY + 1,  # what is sent may be a picture: it must not go through a temporary file
            # Nor may what is answered, which names students. A download waits for its reader as soon as waitress's
            # `outbuf_high_watermark` (16 MiB) is full, so that memory stays bounded.
            outbuf_overflow=sys.maxsize,
            channel_timeout=SILENCE_S,
            cleanup_interval=CLEANUP_S,
            asyncore_use_poll=True,  # where there is none, waitress falls back to select
        )
        # In numbers: what `localhost` means to a browser may be another address, with another program behind it.
        _run(server, settings.model_copy(update={"host": bound.getsockname()[0]}), on_ready)


def _run(server: Any, settings: ServerSettings, on_ready: Callable[[str], None] | None) -> None:
    try:
        if on_ready is not None:
            on_ready(address(settings))
        server.run()
    finally:
        for channel in list(server.active_channels.values()):
            channel.close()
        server.close()


def find_free_port(settings: ServerSettings, *, chosen: bool) -> ServerSettings:
    """The settings with a port that is free now: theirs, else one of the next; before work that takes its time.

    Args:
        chosen: the port was named: no other one will do.

    Raises:
        ClassroomError: there is none.
    """
    last = settings.port if chosen else min(settings.port + PORTS - 1, 65_535)
    for port in range(settings.port, last + 1):
        place = settings.model_copy(update={"port": port})
        try:
            _listen_on(place).close()
        except ClassroomError:
            if port == last:
                raise
        else:
            return place
    return settings


def _listen_on(settings: ServerSettings) -> socket.socket:
    # Bound here, not by waitress: it leaves its socket open when the port is in use.
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
    except OSError as error:
        raise ClassroomError(_explain(error, settings)) from error
    try:
        if sys.platform == "win32":  # there REUSEADDR would let another program share the port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(place)
    except OSError as error:
        bound.close()
        raise ClassroomError(_explain(error, settings)) from error
    return bound


def address(settings: ServerSettings) -> str:
    """`http://127.0.0.1:8050`, as a browser on this computer reaches it."""
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104 - not bound here
    return f"http://{f'[{host}]' if ':' in host and not host.startswith('[') else host}:{settings.port}"


def _explain(error: OSError, settings: ServerSettings) -> str:
    if error.errno in {errno.EADDRINUSE, getattr(errno, "WSAEADDRINUSE", errno.EADDRINUSE)}:
        return f"port {settings.port} is in use: choose another with --port"
    if error.errno == errno.EACCES:
        return f"port {settings.port} needs more rights: choose one above 1023 with --port"
    return f"the dashboard cannot listen on {settings.host}:{settings.port}: {error.strerror or error}"
