"""Serves the dashboard for `dashboard` and `demo`, and prints how to get in."""

import ipaddress
import os
import signal

import click

from classroom.cli.retention import purging_daily
from classroom.cli.wiring import now, open_accounts, secret_key
from classroom.config import ServerSettings, Settings, data_folder
from classroom.domain import Role
from classroom.errors import ConfigError
from classroom.storage import Store
from dashboard.accounts import Accounts

_FIRST_USER = "teacher"


def server_settings(server: ServerSettings, host: str | None, port: int | None) -> ServerSettings:
    """The server's settings with the command line's host and port; `--port` outranks `PORT`.

    Raises:
        ConfigError: an address that other computers reach, without a TLS proxy in front.
    """
    if port is None and os.environ.get("PORT"):
        port = _port_variable(os.environ["PORT"])
    changed = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    chosen = server.model_copy(update=changed)
    if not chosen.trusted_proxy and not _is_loopback(chosen.host):
        raise ConfigError(
            f"{chosen.host} can be reached by other computers: put a TLS proxy in front and set "
            "server.trusted_proxy, or use --host 127.0.0.1"
        )
    return chosen


def _port_variable(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65_535:
        return int(text)
    raise ConfigError(f"variable PORT is {text!r}: give a number from 1 to 65535")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def serve_dashboard(store: Store, settings: Settings, server: ServerSettings, *, login: bool = False) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        login: print a one-time link that logs in directly (the demo).

    Raises:
        ClassroomError: the port is taken.
    """
    from classroom.cli.inspecting import PictureInspector
    from classroom.cli.launching import agent_launcher
    from classroom.settings_file import open_settings_file
    from dashboard.administration import Administration
    from dashboard.app import create_app
    from dashboard.lesson import LessonEdits
    from dashboard.queries import Queries
    from dashboard.server import serve
    from dashboard.tokens import Tokens

    accounts = open_accounts(store, settings)
    queries = Queries(store, settings.engagement, settings.flags)
    app = create_app(
        queries,
        settings=server,
        secret_key=secret_key(data_folder()),
        accounts=accounts,
        tokens=Tokens(store),
        inspector=PictureInspector(settings),
        lesson=LessonEdits(store, queries),
        administration=Administration(store, accounts),
        preferences=open_settings_file(click.get_current_context().obj),
        launcher=None if server.trusted_proxy else agent_launcher(settings, click.get_current_context().obj),
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both end the server cleanly
    with purging_daily(store, settings.retention, now):
        serve(app, server, on_ready=lambda url: _print_entrance(store, accounts, url, login))


def _print_entrance(store: Store, accounts: Accounts, url: str, login: bool) -> None:
    users = store.users()
    if not users:
        accounts.create(_FIRST_USER, Role.ADMIN, None)
        users = store.users()
    click.echo(f"Dashboard: {url}  (Ctrl-C stops it)")
    if login:
        click.echo(f"Log in with this link, once: {accounts.login_link(users[0].name, url)}")
    elif not any(user.has_password for user in users):
        click.echo(
            f"Set the password of {users[0].name!r} with this link, once: {accounts.setup_link(users[0].name, url)}"
        )
