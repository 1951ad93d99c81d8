"""Model cards: the JSON file beside an ONNX model that says what it is, checked against this version."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from classroom.domain import EMOTIONS
from classroom.errors import ModelError
from classroom.vision.preprocess import CHIP_PX

CARD_FORMAT = 2
# What `preprocess.cut_chip` does; a model made for another cut must not be run on this one.
PREPROCESSING = "grey-square-48"
# What `face_maps.decode_maps` reads.
FACE_MAPS = "cells of 8, 16 and 32 px; score, centre, size, five landmarks, yaw, pitch, roll, eyes closed"
# What `line_network.fit_line` does.
NAME_LINE = "grey line cut to its letters, 32 px high, mean 0, contrast 1"
CHUNK_BYTES = 1 << 20

AnyCard = TypeVar("AnyCard", bound="Card")


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What every model's card says: what it is, where it comes from, how good it is and where it fails."""

    MEASURED_ON: ClassVar[str] = "On faces it did not learn from"

    format: int
    recipe: str
    created: str  # ISO 8601 date
    input: str  # name, shape, type and colour of the network's input
    outputs: tuple[str, ...]  # names
    precision: str  # of the file's numbers: float32, or int8 for the convolutions
    seed: int
    epochs: int
    best_epoch: int  # 1, 2, ...: the one that was kept
    parameters: int
    data: str
    data_sha256: str
    metrics: Mapping[str, float]
    licence: str
    limits: tuple[str, ...]
    sha256: str  # of the onnx file

    def to_json(self) -> str:
        """The card as the text of its file."""
        return json.dumps(asdict(self), indent=2) + "\n"

    def to_markdown(self) -> str:
        """The card for people: what the model does, how well, from what data, and where it fails."""
        rows = {
            "Recipe": f"{self.recipe}, seed {self.seed}, epoch {self.best_epoch} of {self.epochs}, {self.created}",
            **self.describe(),
            "Size": f"{self.parameters:,} parameters, {self.precision}",
            "Data": self.data,
            "Data's sha256": self.data_sha256,
            "Licence": self.licence,
            "File's sha256": self.sha256,
        }
        metrics = {name.replace("_", " ").capitalize(): f"{value:g}" for name, value in self.metrics.items()}
        tables = [_table(("", "Model"), rows), _table((self.MEASURED_ON, ""), metrics)]
        limits = "\n".join(f"- {limit}" for limit in self.limits)
        return "\n\n".join(["# Model card", *tables, "## Limits", limits]) + "\n"

    def describe(self) -> Mapping[str, str]:
        """What goes in and what comes out, as rows for people."""
        return {"Reads": self.input, "Gives": ", ".join(self.outputs)}

    def find_faults(self) -> Mapping[str, bool]:
        """What would keep this version from running the model, and whether it is so."""
        return {f"card format {self.format} instead of {CARD_FORMAT}": self.format != CARD_FORMAT}


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard(Card):
    """An emotion model's card; the first of its outputs is the product's reading."""

    labels: tuple[str, ...]  # in Emotion order
    preprocessing: str
    chip_px: int
    crop_scale: float  # side of the cut as a multiple of the face box's longer side
    passes: int  # 1 = as seen; 2 = mean of the face and its mirror image

    def describe(self) -> Mapping[str, str]:
        return {
            "Reads": f"{self.input}; cut as {self.preprocessing} at {self.crop_scale:g} x the face box",
            "Gives": f"{', '.join(self.outputs)}: probabilities of {', '.join(self.labels)}; the first is shown",
            "Passes": f"{self.passes} a face",
        }

    def find_faults(self) -> Mapping[str, bool]:
        labels = tuple(emotion.value for emotion in EMOTIONS)
        return {
            **Card.find_faults(self),
            f"labels {', '.join(self.labels)} instead of {', '.join(labels)}": self.labels != labels,
            f"faces of {self.chip_px} px instead of {CHIP_PX}": self.chip_px != CHIP_PX,
            f"preprocessing {self.preprocessing} instead of {PREPROCESSING}": self.preprocessing != PREPROCESSING,
            f"a crop scale of {self.crop_scale}": not 0.5 <= self.crop_scale <= 3.0,
            f"{self.passes} passes instead of 1 or 2": self.passes not in (1, 2),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceCard(Card):
    """A face model's card."""

    maps: str  # what the cells of its outputs mean

    def describe(self) -> Mapping[str, str]:
        return {"Reads": self.input, "Gives": f"{', '.join(self.outputs)}: {self.maps}"}

    def find_faults(self) -> Mapping[str, bool]:
        return {
            **Card.find_faults(self),
            f"maps '{self.maps}' instead of '{FACE_MAPS}'": self.maps != FACE_MAPS,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCard(Card):
    """A name recogniser's card."""

    MEASURED_ON: ClassVar[str] = "On drawn lines it did not learn from"

    letters: str  # the alphabet: the letter of output channel n is letters[n - 1]; channel 0 = none
    line: str  # what `line_network.fit_line` does

    def describe(self) -> Mapping[str, str]:
        return {
            "Reads": f"{self.input}; {self.line}",
            "Gives": f"{', '.join(self.outputs)}: probabilities of {len(self.letters)} letters and of none, every 2 px",
        }

    def find_faults(self) -> Mapping[str, bool]:
        return {
            **Card.find_faults(self),
            f"lines '{self.line}' instead of '{NAME_LINE}'": self.line != NAME_LINE,
            "an alphabet with a letter twice": len(set(self.letters)) != len(self.letters),
        }


def _table(head: tuple[str, str], rows: Mapping[str, str]) -> str:
    """A Markdown table of two columns."""
    return "\n".join([f"| {head[0]} | {head[1]} |", "| --- | --- |", *(f"| {k} | {v} |" for k, v in rows.items())])


def card_path(model: Path) -> Path:
    """Where the card of a model file lies."""
    return model.with_suffix(".json")


def check_model(model: Path, kind: type[AnyCard]) -> AnyCard:
    """The card of a model file, after both were checked.

    Raises:
        ModelError: model or card is missing, damaged, altered, or made for another version.
    """
    if not model.is_file():
        raise ModelError(f"{model}: no such model; reinstall the package or correct its path in config.yaml")
    card = read_card(card_path(model), kind)
    for fault, found in card.find_faults().items():
        if found:
            raise ModelError(f"{model} does not fit this version ({fault}); use the shipped model or train again")
    if file_digest(model) != card.sha256:
        raise ModelError(f"{model} is damaged or altered (its sha256 is not the card's): reinstall it or train again")
    return card


def read_card(path: Path, kind: type[AnyCard]) -> AnyCard:
    """The card in a JSON file, complete and of the right types.

    Raises:
        ModelError: the file is missing, not JSON, or a key is missing, unknown or of the wrong type.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{path}: the model's card is missing; put it beside the model, or train again") from error
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}: the model's card cannot be read ({error}); reinstall it or train again") from error
    return parse_card(raw, path, kind)


def parse_card(raw: Any, path: Path, kind: type[AnyCard]) -> AnyCard:  # JSON of any shape
    """The card in parsed JSON; `path` is for the message.

    Raises:
        ModelError: a key is missing, unknown or of the wrong type.
    """
    wanted = {field.name: field.type for field in fields(kind)}
    found = set(raw) if isinstance(raw, dict) else set()
    for name in [*sorted(wanted.keys() - found), *sorted(found - wanted.keys())]:
        fault = "is missing" if name in wanted else "is unknown to this version"
        raise ModelError(f"{path}: {name} {fault} in the model's card; train the model again with this version")
    values = {name: _typed(raw[name], wanted[name]) for name in wanted}
    wrong = [name for name, value in values.items() if value is None]
    if wrong:
        raise ModelError(f"{path}: {wrong[0]} has the wrong type in the model's card; train the model again")
    return kind(**values)


def _typed(value: Any, kind: Any) -> Any:
    """The JSON value as the field's type; None when it does not fit."""
    if kind is int:
        return value if type(value) is int else None
    if kind is float:
        return float(value) if type(value) in (int, float) else None
    if kind is str:
        return value if isinstance(value, str) and value else None
    if kind == tuple[str, ...]:
        fits = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return tuple(value) if fits else None
    fits = isinstance(value, dict) and all(type(item) in (int, float) for item in value.values())
    return value if fits else None


def file_digest(path: Path) -> str:
    """sha256 of a file, hexadecimal.

    Raises:
        ModelError: the file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                digest.update(chunk)
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error}") from error
    return digest.hexdigest()
