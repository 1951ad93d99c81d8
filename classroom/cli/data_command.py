"""`classroom data`: look at labelled faces before learning from them."""

import json
from pathlib import Path

import click

from classroom.cli.options import config_option, current_settings, json_option

REPORT = "data-report.html"


@click.group("data")
def command() -> None:
    """Look at labelled faces, and find labels that are wrong."""


@command.command("report")
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help=f"Where to write the report; default: {REPORT}.")
@json_option
@config_option
def report(data: Path, out: Path | None, as_json: bool) -> None:
    """Describe DATA: npz files, FER2013's csv or class folders. With --json a report is written only to --out."""
    from classroom.datasets import read_all
    from classroom.evaluation.data_report import measure_data

    current_settings()
    figures = measure_data(read_all(data))
    place = out if as_json else out or Path(REPORT)
    if place is not None:
        from classroom.evaluation.data_page import build_data_page
        from classroom.evaluation.files import write_file

        write_file(place, build_data_page(figures, data.resolve().name))
    if as_json:
        click.echo(json.dumps(figures.as_json(), indent=2))
    else:
        click.echo(f"Wrote {place}")
