"""`classroom evaluate`: how good the models are on labelled data."""

import json
from pathlib import Path

import click

from classroom.cli.options import config_option, current_settings
from classroom.errors import DataError

REPORT = "emotions-report.html"


@click.group("evaluate")
def command() -> None:
    """Measure the models on labelled data; needs nothing but the package itself."""


@command.command("emotions")
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--model", help="The .onnx file to measure; default: the one in the settings.")
@click.option("--split", type=click.Choice(("train", "validation", "test")), help="Of a folder or csv; default: test.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON, and write no report.")
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
    from classroom.evaluation.emotions import evaluate_reader
    from classroom.evaluation.readers import OwnReader, load_peer
    from classroom.vision.emotions import load_classifier

    settings = current_settings().emotions
    classifier = load_classifier(settings.model_copy(update={"model": model}) if model else settings)
    others = [load_peer(name) for name in against]
    faces = read_faces(data, split=split)
    if len(faces) == 0:
        raise DataError(f"{data} holds no face")
    tell = _keep_quiet if as_json else _tell
    evaluation = evaluate_reader(OwnReader(classifier), faces, tell)
    peers = {peer.name: evaluate_reader(peer, faces, tell).figures for peer in others}
    if predictions is not None:
        from classroom.evaluation.predictions import write_predictions

        write_predictions(predictions, faces, evaluation)
    if as_json:
        answer = evaluation.figures.as_json()
        if peers:
            answer["against"] = {name: figures.as_json() for name, figures in peers.items()}
        click.echo(json.dumps(answer, indent=2))
        return
    from classroom.evaluation.emotion_page import build_page
    from classroom.evaluation.files import write_file

    place = out or Path(REPORT)
    write_file(place, build_page(evaluation, classifier.card, peers))
    figures = evaluation.figures
    click.echo(f"FER2013 labels: {figures.accuracy:.1%} of {figures.n} faces")
    if figures.plus_accuracy is not None:
        click.echo(f"FER+ majority: {figures.plus_accuracy:.1%} of {figures.plus_n} faces, ECE {figures.ece:.3f}")
    click.echo(f"Wrote {place}")


def _tell(line: str) -> None:
    click.echo(line, err=True)


def _keep_quiet(_line: str) -> None:
    """JSON stands alone."""
