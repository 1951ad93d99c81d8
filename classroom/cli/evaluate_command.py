"""`classroom evaluate`: how good the models, and the whole product, are on labelled data."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from classroom.cli.options import config_option, current_settings, json_option

if TYPE_CHECKING:
    from classroom.evaluation.emotions import EmotionFigures

REPORT = "emotions-report.html"


@click.group("evaluate")
def command() -> None:
    """Measure the models, or all that is seen on a gallery; needs nothing but the package itself."""


@command.command("emotions")
@click.argument("data", type=click.Path(path_type=Path, readable=False))
@click.option("--model", help="The .onnx file to measure; default: the one in the settings.")
@click.option(
    "--split",
    type=click.Choice(("train", "validation", "test")),
    help="Of a folder or csv; default: test, else validation, else train.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON alone; a report only with --out.")
@click.option("--out", type=click.Path(path_type=Path), help=f"Where to write the report; default: {REPORT}.")
@click.option("--predictions", type=click.Path(path_type=Path), help="Also write every reading to this CSV file.")
@click.option("--against", type=click.Choice(("fer", "deepface")), multiple=True, help="Also measure this library.")
@config_option
def emotions(
    data: Path,
    model: str | None,
    split: str | None,
    as_json: bool,
    out: Path | None,
    predictions: Path | None,
    against: tuple[str, ...],
) -> None:
    """Measure the emotion model on labelled faces: an npz file, FER2013's csv or class folders.

    The faces go through the very path that capture uses. No face is shown or written.
    """
    from classroom.datasets import read_faces
    from classroom.evaluation.emotions import evaluate_emotions
    from classroom.evaluation.files import check_places, write_file
    from classroom.evaluation.peers import keep_stdout, load_peer
    from classroom.evaluation.readers import OwnReader
    from classroom.vision.cards import card_path
    from classroom.vision.emotions import load_classifier, model_path

    settings = current_settings().emotions
    chosen = settings.model_copy(update={"model": model}) if model else settings
    report = out or (None if as_json else Path(REPORT))
    check_places([data, model_path(chosen), card_path(model_path(chosen))], report, predictions)
    classifier = load_classifier(chosen)
    faces = read_faces(data, split=split)
    peers = [load_peer(name) for name in dict.fromkeys(against)]
    with keep_stdout():
        evaluation = evaluate_emotions(OwnReader(classifier), faces, _choose_teller(as_json), peers=peers)
    if predictions is not None:
        from classroom.evaluation.predictions import write_predictions

        write_predictions(predictions, faces, evaluation)
    if report is not None:
        from classroom.evaluation.emotion_page import build_page

        write_file(report, build_page(evaluation, classifier.card, data.name))
    if as_json:
        click.echo(json.dumps(evaluation.figures.as_json(), indent=2))
        return
    _print_figures(evaluation.figures)
    for place in (report, predictions):
        if place is not None:
            click.echo(f"Wrote {place}")


def _choose_teller(as_json: bool) -> Callable[[str], None]:
    """Where progress goes: to standard error; with --json only when somebody sits there."""
    return _keep_quiet if as_json and not sys.stderr.isatty() else _tell


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _keep_quiet(_line: str) -> None:
    """JSON stands alone."""


def _print_figures(figures: "EmotionFigures") -> None:
    if figures.plus_accuracy is not None:
        click.echo(f"FER+ majority: {figures.plus_accuracy:.1%} of {figures.plus_n} faces, ECE {figures.ece:.3f}")
    click.echo(f"FER2013 labels: {figures.accuracy:.1%} of {figures.n} faces")
    click.echo(f"{figures.ms_per_face:.2f} ms a face")
    for name, peer in (figures.against or {}).items():
        plus = "" if peer.plus_accuracy is None else f"FER+ majority {peer.plus_accuracy:.1%}, "
        click.echo(f"{name}: {plus}FER2013 labels {peer.accuracy:.1%}, {peer.ms_per_face:.2f} ms a face")


@command.command("gallery")
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
@click.option("--html", type=click.Path(path_type=Path), help="Also write a page with the figures and worst pictures.")
@click.option("--with-pictures", is_flag=True, help="Embed the worst pictures in the page, faces and all.")
@click.option("--worst", type=click.IntRange(0, 1000), default=10, show_default=True, help="Pictures told as worst.")
@config_option
def gallery(folder: Path, as_json: bool, html: Path | None, with_pictures: bool, worst: int) -> None:
    """Measure what is seen on pictures with truth files: tiles, faces, names, states, identity.

    FOLDER holds pictures, each with a JSON file of the same name beside it that says what is really there
    (docs/gallery.md). Pictures that cannot be used are named on standard error; the rest is measured, and the exit
    code is 1.
    """
    from classroom.cli.gallery_tables import follow_pictures, print_figures
    from classroom.evaluation.files import check_places, write_file
    from classroom.evaluation.gallery_figures import summarize
    from classroom.evaluation.gallery_material import find_material
    from classroom.evaluation.gallery_run import evaluate_gallery

    if with_pictures and html is None:
        raise click.UsageError("--with-pictures belongs to --html FILE")
    settings = current_settings()
    material = find_material(folder)
    check_places(material.files, html)
    with follow_pictures(material) as report:
        results = evaluate_gallery(material, settings, worst=worst, report=report)
    figures = summarize(results)
    if html is not None:
        from classroom.evaluation.gallery_page import build_page

        page = build_page(figures, results.worst, folder.resolve().name, with_pictures=with_pictures)
        write_file(html, page)
    if as_json:
        listed = [entry.as_json() for entry in results.worst]
        click.echo(json.dumps({**figures.as_json(), "worst": listed}, indent=2))
    else:
        print_figures(figures, results.worst)
        if html is not None:
            click.echo(f"Wrote {html}")
    if figures.skipped:
        click.get_current_context().exit(1)
