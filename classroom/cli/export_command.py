"""`classroom export`: a session as CSV."""

import contextlib
import sys
from pathlib import Path

import click

from classroom.cli.options import config_option, current_settings
from classroom.errors import OutputError


@click.command("export")
@click.argument("session", default="latest")
@click.option(
    "--what",
    type=click.Choice(["summary", "timeline", "observations", "flags"]),
    default="summary",
    show_default=True,
    help="Which report to write.",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write; default: standard output.")
@config_option
def command(session: str, what: str, output: Path | None) -> None:
    """Write SESSION (any unique prefix of its id, or "latest") as CSV (UTF-8 with BOM, RFC 4180)."""
    from classroom.cli.wiring import note_export, open_default_store
    from classroom.report import report_csv

    settings = current_settings()
    with open_default_store(settings) as store:
        found = store.find_session(session)
        content = report_csv(what, store.load_records(found.id), settings.engagement, settings.flags)
        note_export(store, what, found.id)
    if output is None or str(output) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    write_file(output, content)
    click.echo(f"Wrote {output}", err=True)


def write_file(target: Path, content: bytes) -> None:
    """Write a whole file or nothing: a full disk leaves no half report behind.

    Raises:
        OutputError: the folder is missing, not writable or full.
    """
    partial = target.with_name(f".{target.name}.part")
    try:
        if target.exists() and not target.is_file():  # a folder is refused, a pipe or device written directly
            target.write_bytes(content)
            return
        partial.write_bytes(content)
        partial.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise OutputError(f"{target} cannot be written: {error.strerror or error}; choose another with -o") from error
