"""What the terminal shows while a class is recorded: a live table, a progress bar, or plain lines."""

import queue
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from threading import Thread
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from classroom.cli.recording import Watcher
from classroom.domain import LiveStatus

_ROWS = 8  # frames shown at a time
_UNTOLD = 200  # lines that wait for a terminal that stands still; further ones are dropped
_PATIENCE_S = 1.0  # for the last of them, at the end


@contextmanager
def live_table(zone: str) -> Iterator[Watcher]:
    """A table of the last frames that refreshes itself; plain notes where there is no terminal."""
    console = Console(stderr=True)
    with _teller() as tell:
        if not console.is_terminal:
            yield Watcher(
                lambda _: None, lambda text: tell(partial(console.print, text, markup=False, highlight=False))
            )
            return
        rows: list[LiveStatus] = []
        live = Live(_table(rows, zone), console=console, auto_refresh=False)

        def report(status: LiveStatus) -> None:
            rows.append(status)
            del rows[:-_ROWS]
            tell(partial(live.update, _table(rows, zone), refresh=True))

        def note(text: str) -> None:
            tell(partial(live.console.print, text, style="yellow", markup=False, highlight=False))

        tell(live.start)
        try:
            yield Watcher(report, note)
        finally:
            tell(live.stop)


@contextmanager
def _teller() -> Iterator[Callable[[Callable[[], object]], None]]:
    """Does what it is given, in order and in a thread of its own: a terminal that stands still (Ctrl-S, a selection in
    Windows' console), a pipe that nobody reads or a full disk under a log must not hold up the class.

    What cannot be told is dropped.
    """
    jobs: queue.Queue[Callable[[], object] | None] = queue.Queue(_UNTOLD)

    def give(job: Callable[[], object] | None) -> None:
        with suppress(queue.Full):
            jobs.put_nowait(job)

    def work() -> None:
        while (job := jobs.get()) is not None:
            with suppress(OSError, ValueError):  # ValueError: the stream was closed
                job()

    thread = Thread(target=work, name="terminal", daemon=True)
    thread.start()
    try:
        yield give
    finally:
        give(None)
        thread.join(_PATIENCE_S)


def _table(rows: list[LiveStatus], zone: str) -> Table:
    table = Table(title="Recording: Ctrl-C ends the class", title_justify="left")
    for heading in ("time", "tiles", "faces", "class engagement", "worth a look", "ms per frame"):
        table.add_column(heading, justify="left" if heading == "time" else "right")
    for row in rows:
        table.add_row(
            f"{row.taken_at.astimezone(ZoneInfo(zone)):%H:%M:%S}",
            str(row.tiles),
            str(row.faces),
            "–" if row.engagement is None else f"{row.engagement:.0f}",
            str(len({flag.participant for flag in row.open_flags})),
            f"{row.elapsed_ms:.0f}",
        )
    return table


@contextmanager
def progress_bar(title: str, total: int | None) -> Iterator[Watcher]:
    """A bar with the time left; a moving one where the number of frames is unknown."""
    console = Console(stderr=True)
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task(title, total=total)
        yield Watcher(
            report=lambda _: bar.advance(task),
            note=lambda text: bar.console.print(text, markup=False, highlight=False),
        )
