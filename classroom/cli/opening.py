"""`classroom` without a command: the dashboard in the browser, on "Start class", without a password to type."""

import contextlib
import http.client
import os
import socket
import sys
import threading
import webbrowser
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

import click

from classroom.cli.options import current_settings
from classroom.cli.serving import make_first_account, serve_dashboard, server_settings
from classroom.cli.wiring import open_accounts, open_default_store, secret_key
from classroom.config import BROWSER_VARIABLE, ServerSettings, Settings, data_folder
from classroom.errors import ClassroomError
from classroom.storage import Store
from dashboard.accounts import Accounts
from dashboard.instance import HEADER, PARAMETER, Instance, Place, new_challenge
from dashboard.server import address

PAGE = "/start"
PORTS = 10  # tried one after the other where another program has the first
ANSWER_S = 3.0
BROWSER_S = 15.0  # after which the browser is waited for no longer
_TEXT_BROWSERS = {"www-browser", "w3m", "lynx", "links", "elinks"}  # they would take over the terminal


def open_dashboard(idle_s: float | None = None) -> None:
    """Show the page "Start class": on the dashboard that runs already, else on one that is served until Ctrl-C.

    Args:
        idle_s: end a dashboard of which no browser has asked anything for so long; None = never.

    Raises:
        ClassroomError: no port is free, or the database cannot be opened.
    """
    settings = current_settings()
    server = server_settings(settings.server, None, None)
    server, runs = find_place(server, Instance(secret_key(data_folder()), settings.storage.url))
    with open_default_store(settings) as store:
        if runs:
            click.echo(f"The dashboard runs already: {address(server)}")
            opening = _show(entrance_link(store, settings, open_accounts(store, settings), address(server)))
            opening.join(BROWSER_S)
        elif server.trusted_proxy:  # a server for others
            serve_dashboard(store, settings, server)
        else:
            serve_dashboard(
                store,
                settings,
                server,
                show=lambda accounts, url: _show(entrance_link(store, settings, accounts, url)),
                idle_s=idle_s,
            )


def entrance_link(store: Store, settings: Settings, accounts: Accounts, url: str) -> str:
    """A link to the page: one that logs in, once, where it is clear as whom; else through the login.

    Raises:
        NotFoundError: `capture.owner` names no account.
        StorageError: the database does not answer.
    """
    users, owner = make_first_account(store, accounts), settings.capture.owner
    name = owner or (users[0].name if len(users) == 1 else None)
    if name is None:  # several people share the database: nobody enters as somebody else
        return f"{url}/login?next={quote(PAGE)}"
    return f"{accounts.login_link(name, url)}?next={quote(PAGE)}"


def _show(link: str) -> threading.Thread:
    """Open the link, or say how; the thread in which a browser is opened, which may take its time."""
    opening = threading.Thread(target=_open, args=(link,), name="browser", daemon=True)
    if can_open_browser(os.environ, sys.platform):
        click.echo(f"It opens in your browser. If it does not, use this link, once: {link}")
    else:
        opening = threading.Thread(daemon=True)  # there is nothing to wait for
        click.echo(f"Open this link in a browser on this computer, once: {link}")
    opening.start()
    return opening


def can_open_browser(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a browser would be seen, and may be opened."""
    if environment.get(BROWSER_VARIABLE):
        return False
    if platform in {"win32", "darwin"}:
        return not environment.get("SSH_CONNECTION")
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _open(link: str) -> None:
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        browser = None
    unwanted = getattr(browser, "basename", "") in _TEXT_BROWSERS and not os.environ.get("BROWSER")
    if browser is None or unwanted or not browser.open(link):
        click.echo("No browser could be opened: open the link above yourself.", err=True)


def find_place(server: ServerSettings, own: Instance, *, answer_s: float = ANSWER_S) -> tuple[ServerSettings, bool]:
    """Where the user's dashboard runs (True), or where one can be served.

    Args:
        answer_s: for which the program at a port is waited for.

    Raises:
        ClassroomError: other programs have all the ports.
    """
    last = min(server.port + PORTS - 1, 65_535)
    for port in range(server.port, last + 1):
        place = server.model_copy(update={"port": port})
        try:
            found = _recognise(place, own, answer_s)
        except ConnectionRefusedError:
            return place, False
        if found is not None:  # in numbers, so that the browser goes where the proof came from
            return place.model_copy(update={"host": found[0]}), True
    raise ClassroomError(f"ports {server.port} to {last} are in use by other programs: set server.port to another")


def _recognise(place: ServerSettings, own: Instance, answer_s: float) -> Place | None:
    """Where exactly the user's dashboard answers at that place; None = another program does.

    Raises:
        ConnectionRefusedError: nobody does.
    """
    url, challenge = urlsplit(address(place)), new_challenge()
    connection = http.client.HTTPConnection(url.hostname or "", url.port, timeout=answer_s)
    # The timeout begins anew with each byte: a program that says one now and then would be waited for without end.
    over = threading.Timer(answer_s, _cut_off, (connection,))
    over.daemon = True
    try:
        connection.connect()
        over.start()
        reached: Place = connection.sock.getpeername()[:2]
        connection.request("GET", f"/healthz?{PARAMETER}={challenge}")
        proof = connection.getresponse().getheader(HEADER, "")
    except ConnectionRefusedError:
        raise
    except (OSError, http.client.HTTPException):
        return None
    finally:
        over.cancel()
        connection.close()
    return reached if own.is_proved(challenge, reached, proof) else None


def _cut_off(connection: http.client.HTTPConnection) -> None:
    with contextlib.suppress(OSError, AttributeError):  # it has just been closed
        connection.sock.shutdown(socket.SHUT_RDWR)
