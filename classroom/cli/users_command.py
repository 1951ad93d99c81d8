"""`classroom users`: the dashboard's accounts."""

import shlex
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from classroom.cli.options import config_option, current_settings
from classroom.errors import NotFoundError

if TYPE_CHECKING:
    from classroom.storage import Store
    from classroom.storage.tokens import ApiToken
    from dashboard.accounts import Accounts
    from dashboard.tokens import Tokens

ACTOR = "command line"


@click.group("users")
def command() -> None:
    """Manage the dashboard's accounts."""


@command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["teacher", "admin"]), default="teacher", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@click.option("--inherit-classes", is_flag=True, help="Classes that are kept under that name become its own.")
@config_option
def add(name: str, role: str, password_stdin: bool, inherit_classes: bool) -> None:
    """Add the account NAME; without --password-stdin the password is asked for."""
    from classroom.domain import Role

    with _open() as store:
        accounts = _accounts(store)
        if not inherit_classes:
            accounts.check_nothing_left(name, "let it inherit them with --inherit-classes")
        accounts.create(name, Role(role), _read_password(password_stdin))
    click.echo(f"Added {role} {name}.")


@command.command("password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@config_option
def password(name: str, password_stdin: bool) -> None:
    """Set a new password for the account NAME."""
    with _open() as store:
        store.find_user(name)
        _accounts(store).set_password(name, _read_password(password_stdin))
    click.echo(f"Changed the password of {name}.")


@command.command("list")
@config_option
def list_users() -> None:
    """List the accounts."""
    with _open() as store:
        users = store.users()
    for user in users:
        click.echo(f"{user.name}\t{user.role}\t{'' if user.has_password else 'no password yet'}")
    if not users:
        click.echo("No accounts yet: classroom users add NAME --role admin", err=True)


@command.command("remove")
@click.argument("name")
@config_option
def remove(name: str) -> None:
    """Remove the account NAME; the sessions stay."""
    from classroom.cli.wiring import now

    with _open() as store:
        store.remove_user(store.find_user(name).name)
        store.add_audit(now(), "command line", "user removed", name)
    click.echo(f"Removed {name}.")


@command.command("token")
@click.argument("name")
@click.option("--label", metavar="TEXT", help="What the token is for; with --revoke: those of this label alone.")
@click.option("--days", type=float, metavar="N", help="Days until it expires; default: never.")
@click.option("--record", is_flag=True, help="For an agent that sends to this server, instead of the JSON API.")
@click.option("--list", "list_only", is_flag=True, help="List the account's tokens instead.")
@click.option("--revoke", is_flag=True, help="Revoke the account's tokens instead.")
@config_option
def token(name: str, label: str | None, days: float | None, record: bool, list_only: bool, revoke: bool) -> None:
    """Make a token of the account NAME for the JSON API or for recording, and print it once."""
    from dashboard.tokens import Purpose

    if (list_only and (revoke or label is not None)) or ((list_only or revoke) and (days is not None or record)):
        raise click.UsageError("--list stands alone, --revoke goes with --label only")
    with _open() as store:
        if list_only:
            _list_tokens(store, name)
        elif revoke:
            count = _tokens(store).revoke(name, label=label, actor=ACTOR)
            if not count:
                which = f" labelled {label!r}" if label is not None else ""
                raise NotFoundError(f"{name} has no token{which}: `classroom users token {name} --list` shows them")
            click.echo(f"Revoked {count} token{'' if count == 1 else 's'} of {name}.")
        else:
            purpose = Purpose.RECORD if record else Purpose.READ
            click.echo(_tokens(store).create(name, label=label or "", days=days, actor=ACTOR, purpose=purpose))
            opens = "it only writes sessions of this account" if record else "it reads what the account may see"
            named = f" --label {shlex.quote(label)}" if label else ""
            revoke_it = f"classroom users token {shlex.quote(name)} --revoke{named}"
            click.echo(f"Shown this once; {opens}. To revoke it: {revoke_it}", err=True)


def _list_tokens(store: "Store", name: str) -> None:
    from classroom.cli.wiring import now

    known = _tokens(store).known(name)
    for one in known:
        click.echo(f"{one.label or '-'}\tmade {one.created_at:%Y-%m-%d}\t{_validity(one, now())}")
    if not known:
        click.echo(f"No tokens yet: classroom users token {name}", err=True)


def _validity(token: "ApiToken", now: datetime) -> str:
    if token.expires_at is None:
        return "does not expire"
    return f"{'expired' if token.expires_at <= now else 'expires'} {token.expires_at:%Y-%m-%d %H:%M} UTC"


def _tokens(store: "Store") -> "Tokens":
    from classroom.cli.wiring import now
    from dashboard.tokens import Tokens

    return Tokens(store, now=now)


def _open() -> "Store":
    from classroom.cli.wiring import open_default_store

    return open_default_store(current_settings())


def _accounts(store: "Store") -> "Accounts":
    from classroom.cli.wiring import open_accounts

    return open_accounts(store, current_settings())


def _read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer
