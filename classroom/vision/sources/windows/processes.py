"""Programs behind windows: their names, and which of them is the terminal this runs in."""

import os

import psutil


def process_name(pid: int) -> str:
    """The program's name without its ending, e.g. `Zoom`; "" = unknown."""
    try:
        name: str = psutil.Process(pid).name()
    except (psutil.Error, ValueError, OverflowError):
        return ""
    return name.removesuffix(".exe").removesuffix(".EXE")


def own_processes() -> frozenset[int]:
    """Numbers of this process and of all that started it: shell, terminal, desktop."""
    try:
        parents = psutil.Process().parents()
    except psutil.Error:
        parents = []
    return frozenset({os.getpid(), *(process.pid for process in parents)})
