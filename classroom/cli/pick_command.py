"""`classroom pick`: what could be recorded, with the grid found on each, and a choice of it."""

import json
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from classroom.cli.options import config_option, current_settings, json_option
from classroom.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from classroom.capture_targets import CaptureTarget, CaptureTargets
    from classroom.cli.sources import Choice
    from classroom.config import Settings
    from classroom.settings_file import SettingsFile

_WIDEST = 60  # columns of a drawing


@click.command("pick")
@json_option
@click.option("--save", is_flag=True, help="Write the choice into your settings file (capture.* only).")
@config_option
def command(as_json: bool, save: bool) -> None:
    """List monitors and windows with the gallery found on each, and choose what to record."""
    if save and as_json:
        raise click.UsageError("--save asks for a choice: it cannot be combined with --json")
    if save and not _can_ask():
        raise click.UsageError("--save asks for a choice, and without a terminal nobody can be asked")
    found = _look(current_settings())
    if as_json:
        click.echo(json.dumps(targets_json(found), ensure_ascii=True))
        return
    ordered = order_targets(found.targets)
    show_targets(replace(found, targets=ordered), to_stderr=False)
    if not _can_ask():
        return
    target = ask(ordered)
    if save:
        _save(target)
    click.echo(f"Start a class with it: classroom start --course NAME {option_of(target, ordered)}")


def pick_choice(settings: "Settings") -> "Choice":
    """What the user chooses to record from the list, shown on standard error.

    Raises:
        click.UsageError: there is nobody to ask.
        click.Abort: nothing is chosen.
        CaptureError: there is no screen.
    """
    from classroom.cli.sources import choice_of

    if not _can_ask():
        raise click.UsageError("--pick asks for a choice, and without a terminal nobody can be asked: use --window")
    found = _look(settings)
    ordered = order_targets(found.targets)
    show_targets(replace(found, targets=ordered), to_stderr=True)
    return choice_of(ask(ordered))


def _can_ask() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _look(settings: "Settings") -> "CaptureTargets":
    from rich.console import Console

    from classroom.capture_targets import list_targets
    from classroom.cli.wiring import now

    console = Console(stderr=True)
    with console.status("Looking at monitors and windows"):
        return list_targets(settings, clock=now)


def order_targets(targets: "Sequence[CaptureTarget]") -> "tuple[CaptureTarget, ...]":
    """The likeliest first: most faces and tiles, windows before monitors of the same grid."""
    kinds = {"window": 0, "monitor": 1, "region": 2}
    return tuple(
        sorted(targets, key=lambda one: (-one.faces, -len(one.tiles), one.problem is not None, kinds[one.kind]))
    )


def show_targets(found: "CaptureTargets", *, to_stderr: bool) -> None:
    """Print the numbered list, with a drawing of each grid."""
    from rich.console import Console

    from classroom.cli.outline import ASCII, LINES, draw_grid

    console = Console(stderr=to_stderr, highlight=False, markup=False)
    strokes = ASCII if console.options.ascii_only else LINES
    columns = max(20, min(_WIDEST, console.width - 5))
    for number, target in enumerate(found.targets, start=1):
        console.print(f"{number:>3}  {describe(target)}", soft_wrap=True)
        for line in draw_grid(target, columns, strokes) if target.tiles else ():
            console.print(f"     {line}", no_wrap=True, crop=True)
    if found.windows_problem is not None:
        console.print(f"  !  {found.windows_problem}", soft_wrap=True)


def describe(target: "CaptureTarget") -> str:
    """One line about a target and what was found on it."""
    covered = f", {target.hidden:.0%} covered" if target.hidden > 0.05 and target.problem is None else ""
    return f"{_name(target)}: {_what_is_there(target)}{covered}"


def _name(target: "CaptureTarget") -> str:
    from classroom.capture_targets import TargetKind
    from classroom.vision.sources.windows import shorten

    size = f"{target.box.width}x{target.box.height}"
    if target.kind is TargetKind.WINDOW:
        app = f"{target.app}, " if target.app else ""
        place = f" on monitor {target.monitor}" if target.monitor else ""
        return f'window "{shorten(target.title)}" ({app}{size}){place}'
    if target.kind is TargetKind.REGION:
        return f"the grid on monitor {target.number} ({size} at {target.box.left},{target.box.top})"
    return f"monitor {target.number} ({size})"


def _what_is_there(target: "CaptureTarget") -> str:
    if target.problem is not None:
        return target.problem
    if not target.tiles:
        return "no gallery"
    return f"{_count(len(target.tiles), 'tile')}, {_count(target.faces, 'face')}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def ask(targets: "Sequence[CaptureTarget]") -> "CaptureTarget":
    """The target whose number the user types; Enter takes the first when a gallery is on it.

    Raises:
        click.Abort: the user leaves.
        CaptureError: there is nothing to choose, or the chosen window is not to be seen.
    """
    if not targets:
        raise CaptureError("there is nothing to record: open the call first")
    default = 1 if targets[0].tiles else None
    number = click.prompt("Which one", type=click.IntRange(1, len(targets)), default=default, err=True)
    chosen = targets[number - 1]
    if chosen.problem is not None:
        raise CaptureError(f"{describe(chosen)}: bring it to the screen and pick again")
    return chosen


def option_of(target: "CaptureTarget", targets: "Sequence[CaptureTarget]") -> str:
    """The option of `start` that records a target; a window is named by its number where its title is not enough."""
    import shlex

    from classroom.capture_targets import TargetKind

    if target.kind is TargetKind.REGION:
        return f"--region {region_text(target)}"
    if target.kind is TargetKind.MONITOR:
        return f"--monitor {target.number}"
    twins = [
        one for one in targets if one.kind is TargetKind.WINDOW and one.title.casefold() == target.title.casefold()
    ]
    return f"--window {shlex.quote(target.title) if len(twins) == 1 else f'id:{target.number}'}"


def region_text(target: "CaptureTarget") -> str:
    box = target.box
    return f"{box.left},{box.top},{box.width},{box.height}"


def _save(target: "CaptureTarget") -> None:
    from classroom.capture_targets import TargetKind
    from classroom.settings_file import open_settings_file

    file = open_settings_file(click.get_current_context().obj)
    save_choice(file, target)
    click.echo(f"Saved in {file.place}: classroom start records {_name(target)} from now on.")
    if target.kind is TargetKind.WINDOW:
        click.echo("If the window's title changes from class to class, shorten capture.window there to what stays.")


def save_choice(file: "SettingsFile", target: "CaptureTarget") -> None:
    """Makes a target what is recorded from now on; what named another one before is emptied.

    Raises:
        ConfigError: the file cannot be read, changed or written, or a variable outranks it; it is as it was.
    """
    from classroom.capture_targets import TargetKind
    from classroom.settings_file import Setting, value_of

    wanted: dict[str, str | int] = {"window": "", "region": ""}
    if target.kind is TargetKind.WINDOW:
        wanted["window"] = target.title
    elif target.kind is TargetKind.REGION:
        wanted["region"] = region_text(target)
    else:
        wanted["monitor"] = target.number
    now = file.load()
    changes = [Setting(("capture", name), value) for name, value in wanted.items()]
    file.save([one for one in changes if one.value != "" or value_of(now, one.key) != ""])


def targets_json(found: "CaptureTargets") -> dict[str, Any]:
    """The public JSON form of the list (documented in docs/cli.md); never a picture."""
    return {
        "targets": [_target_json(target) for target in found.targets],
        "windows_problem": found.windows_problem,
    }


def _target_json(target: "CaptureTarget") -> dict[str, Any]:
    box = target.box
    return {
        "kind": str(target.kind),
        "number": target.number,
        "title": target.title,
        "app": target.app,
        "box": [box.left, box.top, box.width, box.height],
        "monitor": target.monitor,
        "hidden": round(target.hidden, 3),
        "width": target.width,
        "height": target.height,
        "faces": target.faces,
        "tiles": [
            {
                "box": [tile.box.left, tile.box.top, tile.box.width, tile.box.height],
                "name": tile.name,
                "face": tile.has_face,
            }
            for tile in target.tiles
        ],
        "problem": target.problem,
    }
