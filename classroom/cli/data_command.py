"""`classroom data`: look at labelled faces before learning from them."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from classroom.cli.options import config_option, current_settings, json_option

if TYPE_CHECKING:
    from classroom.config import EmotionSettings
    from classroom.datasets import LabelledData

REPORT = "data-report.html"


@click.group("data")
def command() -> None:
    """Look at labelled faces, and find labels that are wrong."""


@command.command("report")
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help=f"Where to write the report; default: {REPORT}.")
@json_option
@click.option("--samples", is_flag=True, help="Also show 20 faces of each label: the report then holds faces.")
@click.option("--feature-maps", is_flag=True, help="Also show what the network makes of one face, and that face.")
@click.option("--model", help="The .onnx file for --feature-maps; default: the one in the settings.")
@config_option
def report(data: Path, out: Path | None, as_json: bool, samples: bool, feature_maps: bool, model: str | None) -> None:
    """Describe DATA: npz files, FER2013's csv or class folders. With --json a report is written only to --out."""
    if as_json and out is None and (samples or feature_maps):
        raise click.UsageError("pictures need a report: name it with --out, or leave --json away")
    if model and not feature_maps:
        raise click.UsageError("--model is for --feature-maps")
    from classroom.datasets import read_all
    from classroom.evaluation.data_report import measure_data

    settings = current_settings().emotions
    faces = read_all(data)
    figures = measure_data(faces)
    place = out if as_json else out or Path(REPORT)
    if place is not None:
        from classroom.evaluation.data_page import build_data_page
        from classroom.evaluation.files import write_file

        pictures = [_draw_samples(faces)] if samples else []
        if feature_maps:
            pictures.append(_draw_maps(faces, settings.model_copy(update={"model": model}) if model else settings))
        write_file(place, build_data_page(figures, data.resolve().name, pictures))
    if as_json:
        click.echo(json.dumps(figures.as_json(), indent=2))
    else:
        click.echo(f"Wrote {place}{': it holds faces, do not pass it on' if samples or feature_maps else ''}")


def _draw_samples(data: "LabelledData") -> str:
    from classroom.evaluation.mosaics import show_samples

    return show_samples(data.splits)


def _draw_maps(data: "LabelledData", settings: "EmotionSettings") -> str:
    from classroom.evaluation.feature_maps import choose_face, read_feature_maps
    from classroom.evaluation.mosaics import show_maps
    from classroom.vision.cards import ModelCard, check_model
    from classroom.vision.emotions import model_path

    path = model_path(settings)
    card = check_model(path, ModelCard)
    face = choose_face(data.splits)
    return show_maps(face, read_feature_maps(path, face), card.recipe)
