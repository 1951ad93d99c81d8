"""Serves the dashboard for `dashboard` and `demo`, and prints how to get in."""

import ipaddress
import os
import signal
from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from classroom.cli.retention import purging_daily
from classroom.cli.silence import noticing_dead_agents
from classroom.cli.wiring import is_agent_alive, now, open_accounts, secret_key
from classroom.config import ServerSettings, Settings, data_folder
from classroom.domain import Role, User
from classroom.errors import ConfigError
from classroom.storage import Store
from dashboard.accounts import Accounts
from dashboard.instance import Instance
from dashboard.routes import INSTANCE

if TYPE_CHECKING:
    from dashboard.parts import Parts

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


def serve_dashboard(
    store: Store,
    settings: Settings,
    server: ServerSettings,
    *,
    login: bool = False,
    show: Callable[[Accounts, str], object] | None = None,
    idle_s: float | None = None,
) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        login: print a one-time link that logs in directly (the demo).
        show: given the address once it answers, to show the way in itself.
        idle_s: end when no browser has asked for anything for so long; None = never.

    Raises:
        ClassroomError: the port is taken.
    """
    from classroom.cli.idling import ending_when_idle
    from classroom.vision.name_likeness import are_alike
    from dashboard.app import create_app
    from dashboard.ingest.intake import Intake
    from dashboard.keeping import keeping_terms
    from dashboard.server import serve

    key = secret_key(data_folder())
    parts = make_parts(store, settings, server, key)
    app = create_app(parts, secret_key=key, intake=Intake(store, settings.policy, alike=are_alike))
    app.server.config[INSTANCE] = Instance(key, settings.storage.url)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both end the server cleanly
    with (
        noticing_dead_agents(store, is_agent_alive, now),
        purging_daily(store, settings.retention, now),
        keeping_terms(parts.queries, parts.terms) if parts.terms is not None else nullcontext(),
        ending_when_idle(app.server, idle_s),
    ):
        public = server.public_url.rstrip("/")
        serve(app, server, on_ready=lambda url: _tell_entrance(store, parts.accounts, public or url, login, show))


def make_parts(store: Store, settings: Settings, server: ServerSettings, key: bytes) -> "Parts":
    """All that the pages of this computer's dashboard work with."""
    from classroom.cli.inspecting import PictureInspector
    from classroom.cli.launching import agent_launcher
    from classroom.cli.permissions import leaves_computer
    from classroom.cli.try_rules import account_rules
    from classroom.privacy.pseudonyms import Pseudonyms
    from classroom.settings_file import open_settings_file
    from dashboard.administration import Administration
    from dashboard.lesson import LessonEdits
    from dashboard.moving import SessionMoves
    from dashboard.name_source import HiddenNames
    from dashboard.parts import Parts
    from dashboard.people import PeopleEdits
    from dashboard.privacy import Privacy
    from dashboard.queries import Queries
    from dashboard.rosters import Rosters
    from dashboard.terms import Terms
    from dashboard.tokens import Tokens
    from dashboard.verdicts import Verdicts

    config = click.get_current_context().obj
    accounts = open_accounts(store, settings)
    queries = Queries(store, settings.engagement, settings.flags, hidden=HiddenNames(store, Pseudonyms(key)))
    return Parts(
        queries=queries,
        settings=server,
        accounts=accounts,
        tokens=Tokens(store),
        inspector=PictureInspector(settings, rules=account_rules(store, settings.policy)),
        lesson=LessonEdits(store, queries),
        privacy=Privacy(
            store,
            queries,
            policy=settings.policy,
            retention=settings.retention,
            to_server=leaves_computer(settings, server),
            retains_here=not settings.delivery.server,
        ),
        people=PeopleEdits(store, queries),
        verdicts=Verdicts(store, queries),
        terms=Terms(store, queries),
        rosters=Rosters(store, queries),
        moves=SessionMoves(store, queries),
        administration=Administration(store, accounts),
        preferences=open_settings_file(config),
        launcher=None if server.trusted_proxy else agent_launcher(settings, config),
    )


def make_first_account(store: Store, accounts: Accounts) -> tuple[User, ...]:
    """All accounts; where there is none, the first is made, an administrator without a password."""
    if not store.users():
        accounts.create(_FIRST_USER, Role.ADMIN, None)
    return store.users()


def _tell_entrance(
    store: Store, accounts: Accounts, url: str, login: bool, show: Callable[[Accounts, str], object] | None
) -> None:
    users = make_first_account(store, accounts)
    click.echo(f"Dashboard: {url}  (Ctrl-C stops it)")
    if show is not None:
        show(accounts, url)
    elif login:
        click.echo(f"Log in with this link, once: {accounts.login_link(users[0].name, url)}")
    elif not any(user.has_password for user in users):
        click.echo(
            f"Set the password of {users[0].name!r} with this link, once: {accounts.setup_link(users[0].name, url)}"
        )
