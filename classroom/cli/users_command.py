"""`classroom users`: the dashboard's accounts."""

import sys
from typing import TYPE_CHECKING

import click

from classroom.cli.options import config_option, current_settings

if TYPE_CHECKING:
    from classroom.storage import Store
    from dashboard.accounts import Accounts


@click.group("users")
def command() -> None:
    """Manage the dashboard's accounts."""


@command.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(["teacher", "admin"]), default="teacher", show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")
@config_option
def add(name: str, role: str, password_stdin: bool) -> None:
    """Add the account NAME; without --password-stdin the password is asked for."""
    from classroom.domain import Role

    with _open() as store:
        _accounts(store).create(name, Role(role), _read_password(password_stdin))
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
