"""`classroom data`: look at labelled faces before learning from them, and draw gallery screens with their truth."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from classroom.cli.options import config_option, current_settings, json_option

if TYPE_CHECKING:
    from classroom.config import EmotionSettings
    from classroom.datasets import LabelledData

REPORT = "data-report.html"
SUSPICIOUS = "suspicious.csv"


@click.group("data")
def command() -> None:
    """Look at labelled faces, find labels that are wrong, draw gallery screens."""


@command.command("report")
@click.argument("data", type=click.Path(path_type=Path, readable=False))
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
    from classroom.evaluation.files import check_places, write_file

    settings = current_settings().emotions
    place = out if as_json else out or Path(REPORT)
    check_places([data], place)
    faces = read_all(data)
    figures = measure_data(faces)
    if place is not None:
        from classroom.evaluation.data_page import build_data_page

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


@command.command("clean")
@click.argument("data", type=click.Path(path_type=Path, readable=False))
@click.option("--out", type=click.Path(path_type=Path), help=f"Where to write the list; default: {SUSPICIOUS}.")
@click.option("--model", help="The .onnx file to ask; default: the one in the settings.")
@click.option("--no-model", is_flag=True, help="Ask no network.")
@click.option(
    "--apply", "reviewed", type=click.Path(path_type=Path, readable=False), help="Carry out the decisions in this list."
)
@click.option("--to", "copy", type=click.Path(path_type=Path), help="New folder for the corrected copy.")
@config_option
def clean(
    data: Path, out: Path | None, model: str | None, no_model: bool, reviewed: Path | None, copy: Path | None
) -> None:
    """List the labels of DATA that look wrong, for a person to decide on; --apply writes a corrected copy.

    Fill the column `decision` with keep, drop or an emotion; rows without a decision stay as they are.
    """
    if (reviewed is None) != (copy is None):
        raise click.UsageError("--apply LIST and --to FOLDER belong together")
    if (model and no_model) or (reviewed and (model or no_model or out)):
        raise click.UsageError("--model, --no-model and --out are for making a list: --apply takes only --to")
    settings = current_settings().emotions
    if reviewed is not None and copy is not None:
        _apply(data, reviewed, copy)
    else:
        chosen = settings.model_copy(update={"model": model}) if model else settings
        _list(data, out or Path(SUSPICIOUS), None if no_model else chosen)


def _list(data: Path, out: Path, settings: "EmotionSettings | None") -> None:
    from classroom.datasets import read_all
    from classroom.evaluation.files import check_places
    from classroom.evaluation.label_check import find_suspicions, read_labels
    from classroom.evaluation.label_review import check_undecided, write_suspicions
    from classroom.vision.emotions import load_classifier

    check_places([data], out)
    check_undecided(out)
    classifier = None if settings is None else load_classifier(settings)
    faces = read_all(data)
    readings = {}
    for name, split in faces.splits.items():
        if classifier is not None:
            click.echo(f"{name}: {classifier.card.recipe} reads {len(split):,} faces", err=True)
            readings[name] = read_labels(classifier, split)
    suspicions = find_suspicions(faces, readings)
    write_suspicions(out, suspicions)
    total = sum(len(split) for split in faces.splits.values())
    click.echo(
        f"{len(suspicions):,} of {total:,} labels look wrong: fill the column decision in {out}, then --apply it"
    )


def _apply(data: Path, reviewed: Path, copy: Path) -> None:
    from classroom.datasets import read_all
    from classroom.datasets.validation import count_things
    from classroom.datasets.writing import write_splits
    from classroom.evaluation.label_review import apply_decisions, read_decisions

    decisions = read_decisions(reviewed)
    corrected = apply_decisions(read_all(data).splits, decisions, reviewed)
    write_splits(copy, corrected.splits)
    changed, dropped = count_things(corrected.relabelled, "label"), count_things(corrected.dropped)
    click.echo(f"Wrote {copy}: {changed} changed, {dropped} dropped, {corrected.kept:,} kept as they were")


@command.command("gallery")
@click.argument("out", type=click.Path(path_type=Path, readable=False))
@click.option("--count", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many screens.")
@click.option(
    "--seed", type=click.IntRange(0, 2**31 - 1), default=0, show_default=True, help="Same seed, same screens."
)
@click.option(
    "--portraits",
    type=click.Path(path_type=Path, readable=False),
    help="Folder with images/ and faces.csv; default: the two public-domain portraits of the package.",
)
@click.option("--width", type=int, help="Of the screen, px, with --height; default: usual sizes by chance.")
@click.option("--height", type=int, help="Of the screen, px, with --width.")
def gallery(out: Path, count: int, seed: int, portraits: Path | None, width: int | None, height: int | None) -> None:
    """Draw COUNT call screens into the new or empty folder OUT, each a PNG with its truth as JSON beside it."""
    if (width is None) != (height is None):
        raise click.UsageError("--width and --height belong together")
    from classroom.synthetic import load_portraits
    from classroom.synthetic.portrait_folder import PortraitFolder
    from classroom.synthetic.sampler import sample_drawing
    from classroom.synthetic.truth_files import check_folder, write_drawing

    check_folder(out)
    people = load_portraits() if portraits is None else PortraitFolder(portraits)
    digits = len(str(count - 1))
    for number in range(count):
        drawing = sample_drawing(seed * 100_003 + number, people, width=width, height=height)
        write_drawing(out, f"gallery-{number:0{digits}d}", drawing)
    click.echo(f"Wrote {count:,} screen{'s' if count > 1 else ''} with their truth to {out}")
