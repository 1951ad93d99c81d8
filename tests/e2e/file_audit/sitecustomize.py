"""Imported by Python at its start in the programs that `tests.e2e.written_files` watches: tells which files they write.

Only what Python itself opens is told here (strace tells the rest); what is about to be deleted, replaced or emptied is
copied away before.
"""

import json
import os
import shutil
import sys
import threading

# `os.path` throughout: pathlib would open more files while a file is opened.
# ruff: noqa: PTH100, PTH113, PTH118

LOG, KEPT = os.environ["FILE_AUDIT_LOG"], os.environ["FILE_AUDIT_KEPT"]
_HANDLE = os.open(LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
_WRITING = os.O_WRONLY | os.O_RDWR
_here = threading.local()


def _note(event, path):
    os.write(_HANDLE, json.dumps({"event": event, "path": path}).encode() + b"\n")


def _keep(path):
    """Copies what is about to be lost."""
    if os.path.isfile(path):
        shutil.copyfile(path, os.path.join(KEPT, f"{os.getpid()}-{threading.get_ident()}-{os.urandom(6).hex()}"))


def _opened(path, mode, flags):
    if isinstance(path, int):
        return
    if set(mode or "r") & set("wax+") or (flags or 0) & _WRITING:
        if "w" in (mode or "") or (flags or 0) & os.O_TRUNC:
            _keep(path)
        unnamed = hasattr(os, "O_TMPFILE") and (flags or 0) & os.O_TMPFILE == os.O_TMPFILE
        _note("unnamed" if unnamed else "open", os.path.abspath(os.fsdecode(path)))


def _hook(event, arguments):
    if getattr(_here, "busy", False) or not event.startswith(("open", "os.re", "sqlite3.connect", "tempfile")):
        return
    _here.busy = True
    try:
        if event == "open":
            _opened(*arguments)
        elif event in {"os.remove", "os.rename"}:
            _keep(arguments[0] if event == "os.remove" else arguments[1])
        elif event == "sqlite3.connect":
            _note("sqlite", os.fsdecode(arguments[0]))
        elif event.startswith("tempfile."):
            _note("tempfile", os.fsdecode(arguments[0]))
    finally:
        _here.busy = False


sys.addaudithook(_hook)
