"""The figures of `classroom evaluate gallery` as tables on the terminal."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from classroom.evaluation.gallery_figures import GalleryFigures
from classroom.evaluation.gallery_material import Material
from classroom.evaluation.gallery_rows import (
    RESULT_HEADINGS,
    list_conditions,
    list_extras,
    list_face_sizes,
    list_results,
    list_states,
)
from classroom.evaluation.gallery_run import WorstPicture

_PLAIN_WIDTH = 150  # columns where there is no terminal to ask
_STYLES = {"aim": "green", "must": "yellow", "below": "red"}
_LINES = 8  # failures told of one picture


@contextmanager
def follow_pictures(material: Material) -> Iterator[Callable[[str | None], None]]:
    """A bar on standard error while somebody watches, and in any case a line for each picture left out.

    What it gives is to be called after each picture, with the reason when the picture was left out.
    """
    console = Console(stderr=True, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("Measuring", total=material.count)

        def report(skipped: str | None) -> None:
            if skipped is not None:
                bar.console.print(f"skipped: {skipped}", markup=False, highlight=False)
            bar.advance(task)

        for line in material.skipped:
            bar.console.print(f"skipped: {line}", markup=False, highlight=False)
        yield report


def print_figures(figures: GalleryFigures, worst: Sequence[WorstPicture]) -> None:
    """Prints the overall table, those by condition, state and face height, and the pictures with most failures."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=_PLAIN_WIDTH)
    console.print(_results(figures))
    for name, text in list_extras(figures):
        console.print(f"{name}: {text}", markup=False, highlight=False)
    if figures.conditions:
        console.print(_table("By condition", *list_conditions(figures)))
    if figures.states:
        console.print(_table("States", *list_states(figures)))
    console.print(_table("Faces by height", ("height", "found", "95 % interval", "faces"), list_face_sizes(figures)))
    for entry in worst:
        _print_worst(console, entry)


def _results(figures: GalleryFigures) -> Table:
    table = _table(f"{figures.overall.pictures} pictures", RESULT_HEADINGS, ())
    for row in list_results(figures):
        table.add_row(*row.cells, style=_STYLES.get(row.reached or ""))
    return table


def _table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(title=title, title_justify="left")
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


def _print_worst(console: Console, entry: WorstPicture) -> None:
    console.print(Text(f"{entry.picture.name}: {entry.weight} failure{'s' if entry.weight > 1 else ''}", style="bold"))
    for failure in entry.failures[:_LINES]:
        console.print(f"  {failure.kind}: {failure.text}", markup=False, highlight=False)
    if len(entry.failures) > _LINES:
        console.print(f"  and {len(entry.failures) - _LINES} more", markup=False, highlight=False)
