"""What the terminal shows while a class is recorded: a live table, a progress bar, or plain lines."""

from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from classroom.cli.recording import Watcher
from classroom.domain import LiveStatus

_ROWS = 8  # frames shown at a time


@contextmanager
def live_table(zone: str) -> Iterator[Watcher]:
    """A table of the last frames that refreshes itself; plain notes where there is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield Watcher(report=lambda _: None, note=lambda text: console.print(text, markup=False, highlight=False))
        return
    rows: list[LiveStatus] = []
    with Live(_table(rows, zone), console=console, auto_refresh=False) as live:

        def report(status: LiveStatus) -> None:
            rows.append(status)
            del rows[:-_ROWS]
            live.update(_table(rows, zone), refresh=True)

        yield Watcher(report, lambda text: live.console.print(text, style="yellow", markup=False, highlight=False))


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
