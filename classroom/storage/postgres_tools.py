"""Backup and restore of a PostgreSQL database with its own programs, `pg_dump` and `pg_restore`."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL

from classroom.errors import StorageError
from classroom.storage.engine import CONNECT_TIMEOUT_S, describe_url
from classroom.storage.failures import translate_failures
from classroom.storage.schema import HEAD, describe_unknown, knows_revision
from classroom.storage.sqlite_files import create_output
from classroom.storage.tables import Base


def dump_database(url: URL, target: Path) -> None:
    """Writes an archive (custom format) to a new file (0600).

    Raises:
        OutputError: `target` is there already or cannot be written.
        StorageError: `pg_dump` is missing or fails.
    """
    program = _find_program("pg_dump", f"run there `pg_dump --format=custom --file=BACKUP {url.database}`")
    with create_output(target):
        _run(
            [program, *_address(url), "--no-password", "--format=custom", f"--file={target.absolute()}"],
            url,
            describe_url(url),
        )


def replace_database(url: URL, source: Path, folder: Path) -> Path:
    """Replaces the tables by those of an archive, all or nothing; the path of an archive of the old ones.

    Raises:
        StorageError: `source` is no archive of ours or newer than this program, a program is missing or fails.
    """
    program = _find_program("pg_restore", f"run there `pg_restore --clean --if-exists --dbname={url.database} BACKUP`")
    _verify(program, url, source)
    kept = folder / f"{url.database}.before-restore-{datetime.now(UTC):%Y%m%dT%H%M%S%fZ}"
    with translate_failures(f"folder {folder}"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    dump_database(url, kept)
    _restore(program, url, source, folder)
    return kept


def _restore(program: str, url: URL, source: Path, folder: Path) -> None:
    """Puts the archive's tables in place of ours, in one transaction.

    Not by `pg_restore --clean`, which cannot drop the keys of partitions.
    """
    psql = _find_program("psql", f"run there `pg_restore --dbname={url.database} BACKUP` into an empty database")
    how = ["--no-psqlrc", "--quiet", "--no-password", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-"]
    place, environment = describe_url(url), _environment(url)
    with (
        tempfile.TemporaryFile(dir=folder) as said,  # psql's complaints quote rows: not into the system's folder
        subprocess.Popen(  # noqa: S603 - as in `_run`
            [program, "--no-owner", "--file=-", str(source.absolute())], stdout=subprocess.PIPE, stderr=said
        ) as reading,
        subprocess.Popen(  # noqa: S603
            [psql, *_address(url), *how],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said,
        ) as writing,
    ):  # fmt: skip
        if reading.stdout is None or writing.stdin is None:
            raise StorageError(f"{place} cannot be reached by psql: try again")
        with contextlib.suppress(BrokenPipeError):  # psql has ended: it says why
            writing.stdin.write(_DROP.encode())
            shutil.copyfileobj(reading.stdout, writing.stdin)
        if reading.wait() != 0:
            writing.kill()  # before the end of its input, at which it would commit half of an archive
        with contextlib.suppress(BrokenPipeError):
            writing.stdin.close()
        if writing.wait() != 0:
            said.seek(0)
            reason = said.read().decode(errors="replace").strip().partition("\n")[0] or "the archive is damaged"
            raise StorageError(f"{place} cannot be restored, {reason}: nothing was changed")


_DROP = "".join(f"DROP TABLE IF EXISTS {name} CASCADE;\n" for name in (*Base.metadata.tables, "alembic_version"))


def _environment(url: URL) -> dict[str, str]:
    password = {} if url.password is None else {"PGPASSWORD": url.password}
    return {"PGCONNECT_TIMEOUT": str(CONNECT_TIMEOUT_S), **os.environ, **password}


def _verify(program: str, url: URL, source: Path) -> None:
    if not source.is_file():
        raise StorageError(f"there is no backup {source}: correct the path")
    command = [program, "--data-only", "--table=alembic_version", "--file=-", str(source.absolute())]
    table = re.search(r"^COPY \S*alembic_version .*\n(\S+)$", _run(command, url, f"backup {source}"), re.MULTILINE)
    if table is None:
        raise StorageError(f"{source} is no backup of this program: name a file written by `classroom db backup`")
    if table[1] != HEAD and not knows_revision(table[1]):
        raise StorageError(describe_unknown(f"backup {source}", table[1]))


def _find_program(name: str, instead: str) -> str:
    program = shutil.which(name)
    if program is None:
        raise StorageError(f"{name} is not installed here: install PostgreSQL's client programs, or {instead}")
    return program


def _address(url: URL) -> list[str]:
    """The database without its password, which everyone could read in the list of processes."""
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return [f"--dbname={plain.render_as_string(hide_password=False)}"]


def _run(command: list[str], url: URL, place: str) -> str:
    """The program's output; `place` is what a failure is about.

    Raises:
        StorageError: with the program's own words.
    """
    # The command is a list made here: no shell, and paths only as arguments of their own.
    done = subprocess.run(  # noqa: S603
        command, env=_environment(url), capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode != 0:
        said = next(iter(done.stderr.strip().splitlines()), f"exit status {done.returncode}")
        raise StorageError(f"{place} cannot be used, {said}: correct this and try again")
    return done.stdout
