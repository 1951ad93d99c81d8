"""`classroom db`: upgrade, check, back up and restore the database."""

from pathlib import Path

import click

from classroom.cli.options import config_option, confirm, current_settings
from classroom.errors import StorageError


@click.group("db")
def command() -> None:
    """Upgrade, check, back up or restore the database."""


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
