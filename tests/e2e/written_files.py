"""Runs our programs and knows every file that they write: by strace where it is there, always by Python's own audit."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psutil

HOOK = Path(__file__).parent / "file_audit"
_CALLS = "write,pwrite64,writev,pwritev,pwritev2,sendfile,copy_file_range,splice,mmap"
_LONGEST = 16 * 2**20  # bytes of one write that strace tells
_CALL = re.compile(rb"(\w+)\((.*)\) += ")
_PLACE = re.compile(rb"\d+<((?:\\x[0-9a-f]{2})*)>")
_TEXT = re.compile(rb'"((?:\\x[0-9a-f]{2})*)"')
_COPIES = {b"sendfile": 0, b"copy_file_range": 1, b"splice": 1}  # which of the call's files is written
_NO_FILES = ("socket:", "pipe:", "anon_inode:", "/memfd:", "/dev/", "net:", "UNIX")


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes that went into a file at once; `data` b"" = only the file is known."""

    path: str
    data: bytes


class WatchedPrograms:
    """Starts programs under watch; `folder` receives what is known of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._kept = folder / "kept"
        self._kept.mkdir(parents=True)
        self._log = folder / "audit.jsonl"
        self._log.touch()
        self.has_strace = can_trace()
        self._started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Ends what a failed test has left running."""
        for process in self._started:
            if process.poll() is None:
                program_of(process).kill()
                process.wait()

    def start(self, command: Sequence[str], environment: Mapping[str, str], **how: Any) -> "subprocess.Popen[bytes]":
        """As `Popen`."""
        watched = {
            **environment,
            "PYTHONPATH": str(HOOK),
            "PYTHONDONTWRITEBYTECODE": "1",
            "FILE_AUDIT_LOG": str(self._log),
            "FILE_AUDIT_KEPT": str(self._kept),
        }
        process = subprocess.Popen([*self._tracer(), *command], env=watched, **how)
        self._started.append(process)
        return process

    def traced(self) -> Iterator[Write]:
        """What the system was asked to write, in order; nothing without strace."""
        for path in sorted(self.folder.glob("trace.*")):
            with path.open("rb") as lines:
                for line in lines:
                    yield from _read_call(line)

    def audited(self) -> Iterator[tuple[str, str]]:
        """Event and path of what Python opened for writing: open, unnamed, tempfile, sqlite."""
        for line in self._log.read_text().splitlines():
            entry = json.loads(line)
            yield entry["event"], entry["path"]

    def kept(self) -> Iterator[Path]:
        """Copies of what was deleted, replaced or emptied again."""
        yield from self._kept.iterdir()

    def _tracer(self) -> list[str]:
        if not self.has_strace:
            return []
        output = self.folder / f"trace.{len(self._started)}"
        how = ("-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", str(_LONGEST), "-e", f"trace={_CALLS}")
        return ["strace", *how, "-e", "signal=none", "-o", str(output), "--"]


def program_of(process: "subprocess.Popen[bytes]") -> psutil.Process:
    """The program itself, without the strace around it."""
    found = psutil.Process(process.pid)
    return found.children()[0] if found.name() == "strace" else found


def can_trace() -> bool:
    """Whether strace is installed and allowed to do its work."""
    if shutil.which("strace") is None:
        return False
    command = ["strace", "-f", "--seccomp-bpf", "-o", os.devnull, "--", "true"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _read_call(line: bytes) -> Iterator[Write]:
    found = _CALL.search(line)
    if found is None:
        return
    name, arguments = found.groups()
    places = [_decode(one) for one in _PLACE.findall(arguments)]
    if name == b"mmap":
        places = places if b"MAP_SHARED" in arguments and b"PROT_WRITE" in arguments else []
    elif name in _COPIES:
        places = places[_COPIES[name] :]
    if places and not places[0].startswith(_NO_FILES):
        data = b"".join(bytes.fromhex(text.replace(b"\\x", b"").decode()) for text in _TEXT.findall(arguments))
        yield Write(places[0], data)


def _decode(text: bytes) -> str:
    return os.fsdecode(bytes.fromhex(text.replace(b"\\x", b"").decode()))
