"""`classroom inspect`: what is seen on one picture; stores nothing."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from classroom.cli.options import config_option, current_settings, json_option
from classroom.errors import OutputError

if TYPE_CHECKING:
    from classroom.domain import Box, Face, FrameAnalysis, Image, Reading, Tile


@click.command("inspect")
@click.argument("picture", type=click.Path(path_type=Path))
@json_option
@click.option(
    "--annotate",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the picture with what was seen drawn on it (the only command that writes a picture).",
)
@config_option
def command(picture: Path, as_json: bool, annotate: Path | None) -> None:
    """Analyse PICTURE and print every tile, its state, face and reading."""
    from classroom.cli.permissions import settle_quietly
    from classroom.domain import Frame
    from classroom.vision.pictures import read_picture
    from classroom.vision.pipeline import build_pipeline

    settings = settle_quietly(current_settings())
    image = read_picture(picture)
    analysis = build_pipeline(settings).analyze(Frame(image, datetime.now(UTC)))
    if annotate is not None:
        _write_annotated(annotate, image, analysis)
    if as_json:
        click.echo(json.dumps(analysis_json(analysis), ensure_ascii=True))
    else:
        _print_table(analysis)


def analysis_json(analysis: "FrameAnalysis") -> dict[str, Any]:
    """The public JSON form of an analysis (documented in docs/cli.md); px, degrees, ms."""
    return {
        "width": analysis.width,
        "height": analysis.height,
        "status": str(analysis.status),
        "tiles": [_tile_json(tile) for tile in analysis.tiles],
        "timings_ms": {stage: round(ms, 2) for stage, ms in analysis.timings_ms.items()},
    }


def _tile_json(tile: "Tile") -> dict[str, Any]:
    return {
        "box": _box_json(tile.box),
        "name": tile.name,
        "state": str(tile.state),
        "face": None if tile.face is None else _face_json(tile.face),
        "reading": None if tile.reading is None else _reading_json(tile.reading),
    }


def _box_json(box: "Box") -> list[int]:
    return [box.left, box.top, box.width, box.height]


def _face_json(face: "Face") -> dict[str, Any]:
    points = None if face.landmarks is None else [[round(float(x), 1), round(float(y), 1)] for x, y in face.landmarks]
    return {"box": _box_json(face.box), "score": round(face.score, 4), "landmarks": points}


def _reading_json(reading: "Reading") -> dict[str, float | None]:
    from classroom.domain import EMOTIONS

    values: dict[str, float | None] = {}
    for emotion in EMOTIONS:
        probability = reading.probability(emotion)
        values[str(emotion)] = None if probability is None else round(probability, 6)
    pose = reading.head_pose
    for angle in ("yaw", "pitch", "roll"):
        values[angle] = None if pose is None else round(float(getattr(pose, angle)), 1)
    return values


def _write_annotated(target: Path, image: "Image", analysis: "FrameAnalysis") -> None:
    import cv2

    from classroom.vision.annotate import annotate

    if target.suffix.lower() != ".png":
        raise OutputError(f"--annotate writes PNG pictures: give {target.name} the ending .png")
    encoded = cv2.imencode(".png", annotate(image, analysis))[1]
    try:
        target.write_bytes(encoded.tobytes())
    except OSError as error:
        raise OutputError(f"{target} cannot be written: {error.strerror or error}") from error


def _print_table(analysis: "FrameAnalysis") -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"{analysis.width}x{analysis.height}, {analysis.status}, {analysis.timings_ms['total']:.0f} ms")
    for heading in ("tile", "name", "state", "face", "expression"):
        table.add_column(heading)
    for tile in analysis.tiles:
        face = "–" if tile.face is None else f"{tile.face.box.height} px, {tile.face.score:.2f}"
        box = f"{tile.box.width}x{tile.box.height} at {tile.box.left},{tile.box.top}"
        table.add_row(box, Text(tile.name or "–"), tile.state, face, _expression(tile))
    Console().print(table)


def _expression(tile: "Tile") -> str:
    from classroom.domain import EMOTIONS

    if tile.reading is None or tile.reading.probabilities is None:
        return "–"
    share, emotion = max(zip(tile.reading.probabilities, EMOTIONS, strict=True))
    return f"{emotion} {share:.0%}"
