"""A private PostgreSQL server for one test run, from the installed binaries."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL

PASSWORD = "known-to-the-tests"
ACCOUNT = "postgres"  # the server refuses to run as root; Debian's package makes this account

# Nothing has to survive a power cut here.
_FAST = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def find_binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, of the newest version; None = not installed or not usable."""
    if os.name != "posix" or (os.geteuid() == 0 and not _has_account()):
        return None
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if packaged:
        return packaged[-1].parent
    found = shutil.which("pg_ctl")
    return Path(found).resolve().parent if found else None


@dataclass(frozen=True, slots=True)
class Server:
    """A server that can be stopped and started again."""

    url: URL
    control: tuple[str | Path, ...]
    starting: tuple[str | Path, ...]

    def start(self) -> None:
        _run([*self.control, *self.starting, "start"])

    def stop(self) -> None:
        _run([*self.control, "-m", "immediate", "stop"])


@contextlib.contextmanager
def run_server(binaries: Path) -> Iterator[URL]:
    """Runs a server on a free loopback port until the block ends; password login, as in real life."""
    with own_server(binaries) as server:
        yield server.url


@contextlib.contextmanager
def own_server(binaries: Path, **options: str) -> Iterator[Server]:
    """As `run_server`, one that the block may stop and start."""
    folder = Path(tempfile.mkdtemp(prefix="classroom-postgres-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, ACCOUNT)
        port = _free_port()
        data = folder / "data"
        _initialize(binaries, folder, data)
        chosen = _FAST | {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": folder} | options
        line = " ".join(f"-c {name}={value}" for name, value in chosen.items())
        url = URL.create("postgresql+psycopg", ACCOUNT, PASSWORD, "127.0.0.1", port, ACCOUNT)
        control = (binaries / "pg_ctl", "-D", data, "-w", "-t", "60")
        server = Server(url, control, ("-l", folder / "log", "-o", line))
        server.start()
        try:
            yield server
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):  # the block may have stopped it
                server.stop()
    finally:
        shutil.rmtree(folder)


def _initialize(binaries: Path, folder: Path, data: Path) -> None:
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    secret.chmod(0o644)
    login = ["-U", ACCOUNT, "--auth=scram-sha-256", f"--pwfile={secret}"]
    _run([binaries / "initdb", "-D", data, *login, "-E", "UTF8", "--locale=C", "--no-sync"])


def _run(command: list[str | Path]) -> None:
    user = ACCOUNT if os.geteuid() == 0 else None
    where = Path(tempfile.gettempdir())  # a folder that the account may enter
    quiet = subprocess.DEVNULL  # a pipe would stay open in the server
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    subprocess.run(command, check=True, timeout=120, user=user, cwd=where, env=environment, stdout=quiet, stderr=quiet)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _has_account() -> bool:
    import pwd  # POSIX only

    return any(entry.pw_name == ACCOUNT for entry in pwd.getpwall())
