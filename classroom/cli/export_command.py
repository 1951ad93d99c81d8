"""`classroom export`: a session as CSV or as a printable page, a course as one zip or folder."""

import contextlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from classroom.cli.options import config_option, current_settings
from classroom.counting import Count
from classroom.errors import OutputError

if TYPE_CHECKING:
    from classroom.config import Settings
    from classroom.course_report import ExportFile
    from classroom.domain import User
    from classroom.storage import Store
    from dashboard.name_source import HiddenNames
    from dashboard.queries import Queries

ACTOR = "command line"
FILE_ENDS = {".csv", ".htm", ".html", ".json", ".pdf", ".txt", ".xlsx"}  # a folder is hardly called so
REPORTS = ("summary", "timeline", "observations", "flags")


@click.command("export")
@click.argument("session", required=False)
@click.option("--course", metavar="NAME", help="All sessions of this course, as a zip or a folder.")
@click.option(
    "--kind",
    type=click.Choice(["csv", "html"]),
    default="csv",
    show_default=True,
    help="CSV for spreadsheets, or a printable page with figures.",
)
@click.option("--what", type=click.Choice(REPORTS), help="Which CSV report; default: summary, with --course all four.")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="File to write; default: standard output. With --course: NAME.zip, or a folder.",
)
@click.option(
    "--pseudonyms/--names", default=None, help='"Student 7F3K" in place of names; default: policy.pseudonyms.'
)
@config_option
def command(
    session: str | None, course: str | None, kind: str, what: str | None, output: Path | None, pseudonyms: bool | None
) -> None:
    """Write SESSION (any unique prefix of its id; default: latest), or a whole course, as CSV or printable HTML."""
    if course is not None and session is not None:
        raise click.UsageError(f"give a SESSION or --course, not both: {_describe_course(course)}")
    if kind == "html" and what is not None:
        raise click.UsageError("--what chooses a CSV report: leave it out with --kind html")
    if course is not None:
        _export_course(course, kind, what, output, pseudonyms)
    else:
        _write(output, _export_session(session or "latest", kind, what or "summary", pseudonyms))


def _export_session(reference: str, kind: str, what: str, pseudonyms: bool | None) -> bytes:
    from classroom.cli.wiring import note_export, now, open_default_store

    settings = current_settings()
    with open_default_store(settings) as store:
        found = store.find_session(reference)
        if kind == "html":
            from dashboard.report_page import render_report

            view = _queries(store, settings).view(_administrator(settings, pseudonyms), str(found.id))
            content = render_report(view, now()).encode()
        else:
            from classroom.report import report_csv

            names = hidden_names(store) if _administrator(settings, pseudonyms).hides_names else store
            content = report_csv(what, names.load_records(found.id), settings.engagement, settings.flags)
        note_export(store, what if kind == "csv" else "report", found.id)
    return content


def _export_course(course: str, kind: str, what: str | None, output: Path | None, pseudonyms: bool | None) -> None:
    from classroom.cli.wiring import note_course_export, now, open_default_store
    from classroom.course_report import zip_parts
    from dashboard.exports import course_exports

    settings = current_settings()
    if output is not None and output.suffix.lower() in FILE_ENDS and not output.is_dir():
        raise OutputError(f"{output} names a file, and a course is several: give -o FILE.zip, or a folder")
    with open_default_store(settings) as store:
        chosen = REPORTS if what is None else (what,)
        asking = _administrator(settings, pseudonyms)
        files = course_exports(_queries(store, settings), asking, course, kind, reports=chosen)
        if output is None or str(output) == "-" or output.suffix.lower() == ".zip":
            _write(output, zip_parts(files, now().astimezone()))
        else:
            _write_folder(output, files)
        note_course_export(store, kind, course)


def _describe_course(course: str) -> str:
    """Whether there is such a course."""
    from classroom.cli.wiring import open_default_store
    from classroom.roster.keys import plain_key

    with open_default_store(current_settings()) as store:
        found = [one for one in store.sessions() if plain_key(one.course) == plain_key(course)]
    if not found:
        return f"no session is of a course {course[:60]!r}, `classroom sessions` lists them"
    return f'the course "{found[0].course}" has {Count(len(found)):session|sessions}'


def _queries(store: "Store", settings: "Settings") -> "Queries":
    from dashboard.queries import Queries

    return Queries(store, settings.engagement, settings.flags, hidden=hidden_names(store))


def hidden_names(store: "Store") -> "HiddenNames":
    """The store's answers under pseudonyms."""
    from classroom.cli.wiring import secret_key
    from classroom.config import data_folder
    from classroom.privacy.pseudonyms import Pseudonyms
    from dashboard.name_source import HiddenNames

    return HiddenNames(store, Pseudonyms(secret_key(data_folder())))


def _administrator(settings: "Settings", pseudonyms: bool | None) -> "User":
    """Whoever may read the database's file sees all sessions in it; names as asked for, else as the settings say."""
    from classroom.domain import Role, User

    hidden = settings.policy.pseudonyms == "on" if pseudonyms is None else pseudonyms
    return User(ACTOR, Role.ADMIN, has_password=False, hides_names=hidden)


def _write(output: Path | None, content: bytes | Iterable[bytes]) -> None:
    if output is not None and str(output) != "-":
        write_file(output, content)
        click.echo(f"Wrote {output}", err=True)
        return
    if not isinstance(content, bytes) and sys.stdout.isatty():
        raise click.UsageError("a zip is nothing for a terminal: give -o FILE.zip or a folder")
    for part in _parts(content):
        sys.stdout.buffer.write(part)
    sys.stdout.buffer.flush()


def _write_folder(folder: Path, files: "Iterable[ExportFile]") -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made: {error.strerror or error}; choose another with -o") from error
    count = 0
    for file in files:
        write_file(folder / file.name, file.parts)
        count += 1
    click.echo(f"Wrote {Count(count):file|files} into {folder}", err=True)


def write_file(target: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a whole file or nothing: a full disk leaves no half report behind.

    Raises:
        OutputError: the folder is missing, not writable or full.
    """
    partial = target.with_name(f".{target.name}.part")
    try:
        # A folder is refused, a pipe or device written directly.
        place = target if target.exists() and not target.is_file() else partial
        with place.open("wb") as file:
            for part in _parts(content):
                file.write(part)
        if place is partial:
            partial.replace(target)
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}; choose another with -o") from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _parts(content: bytes | Iterable[bytes]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
    else:
        yield from content
