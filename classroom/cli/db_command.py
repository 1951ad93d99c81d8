"""`classroom db`: upgrade, check, back up, restore and purge the database."""

from pathlib import Path

import click

from classroom.cli.options import config_option, confirm, current_settings
from classroom.counting import Count
from classroom.errors import StorageError


@click.group("db")
def command() -> None:
    """Upgrade, check, back up, restore or purge the database."""


@command.command("upgrade")
@config_option
def upgrade() -> None:
    """Create the database, or bring it to this version's schema."""
    from classroom.config import data_folder
    from classroom.storage import maintenance

    maintenance.upgrade(current_settings().storage, data_folder())
    click.echo("The database is up to date.")


@command.command("check")
@config_option
def check() -> None:
    """Check the database: reachable, schema, integrity, contents."""
    from classroom.config import data_folder
    from classroom.storage import maintenance

    report = maintenance.check(current_settings().storage, data_folder())
    for line in report.lines():
        click.echo(line)
    if report.problems:
        raise StorageError(f"the database has a problem: {'; '.join(report.problems)}")


@command.command("backup")
@click.argument("target", type=click.Path(path_type=Path))
@config_option
def backup(target: Path) -> None:
    """Copy the database to the new file TARGET, also while a class is recorded."""
    from classroom.config import data_folder
    from classroom.storage import maintenance

    maintenance.backup(current_settings().storage, data_folder(), target)
    click.echo(f"Wrote {target}. It holds students' data: keep it as safe as the original.")


@command.command("restore")
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@config_option
def restore(source: Path, yes: bool) -> None:
    """Put the backup SOURCE in the database's place; the old one is kept beside it."""
    from classroom.config import data_folder
    from classroom.storage import maintenance

    confirm(f"Replace the present database by {source}?", yes)
    kept = maintenance.restore(current_settings().storage, data_folder(), source)
    click.echo(f"Restored {source}.")
    if kept is not None:
        click.echo(f"The database before is kept as {kept}: delete it when you no longer need it.")


@command.command("purge")
@click.option("--dry-run", is_flag=True, help="Say what would be deleted; delete nothing.")
@click.option("--older-than", type=click.FloatRange(min=0), metavar="DAYS", help="Default: retention.days.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@config_option
def purge(dry_run: bool, older_than: float | None, yes: bool) -> None:
    """Delete the sessions whose time is over (retention.days), and overwrite what was deleted before."""
    from datetime import timedelta

    from classroom.cli.people import ACTOR
    from classroom.cli.retention import describe_future
    from classroom.cli.wiring import now, open_default_store

    settings = current_settings()
    days = settings.retention.days if older_than is None else older_than
    with open_default_store(settings) as store:
        before = now() - timedelta(days=min(days, 36_500))
        keeps_all = days == 0 and older_than is None
        expired = () if keeps_all else store.expired(before, now=now())
        for one in expired:
            click.echo(
                f"{one.session.hex[:13]}  {one.course}  {one.started_at.astimezone():%Y-%m-%d}  "
                f"{one.participant_count} participants, {one.observation_count} observations"
            )
        if future := describe_future(store.future(now())):
            click.echo(f"note: {future}", err=True)
        if dry_run:
            click.echo(f"{Count(len(expired)):session|sessions} would be deleted.")
            return
        if expired:
            confirm(f"Delete {Count(len(expired)):session|sessions}? This cannot be undone", yes)
        purged = () if keeps_all else store.purge(before, actor=ACTOR, now=now())
        compacted = store.compact()
        click.echo(f"Deleted {Count(len(purged)):session|sessions}.")
        if not compacted:
            click.echo("note: the database is in use; its file is rewritten next time", err=True)


@command.command("deliver")
@click.option("--refused", is_flag=True, help="Also what was refused and set aside, after an update of the server.")
@config_option
def deliver(refused: bool) -> None:
    """Bring what earlier classes had to keep on this computer to the database or the server."""
    from classroom.cli.homes import open_home, spool_folder, wake_refused

    if refused:
        wake_refused()
    with open_home(current_settings()) as home:
        left = list(spool_folder(home.place).glob("*.spool"))
        if left:
            raise StorageError(f"{len(left)} files wait on: is a class being recorded, or {home.place} away?")
    click.echo("Nothing is left to deliver.")
