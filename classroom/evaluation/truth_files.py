"""Truth files: what is really on a picture of a screen, as JSON beside it; the format is in docs/gallery.md."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from classroom.domain import Box, HeadPose, ParticipantState, Points
from classroom.errors import DataError
from classroom.evaluation.truth import TruthFace, TruthPicture, TruthTile

MAX_BYTES = 10_000_000  # 49 tiles take 50 kB
MAX_SIDE = 100_000  # px
MOST = 1000  # tiles, faces or boxes of one picture
TRUE_STATES = tuple(ParticipantState(name) for name in ("visible", "no_face", "camera_off", "frozen"))


def read_truth(path: Path) -> TruthPicture:
    """The content of one truth file.

    Raises:
        DataError: one line that names the file, the key and what is wrong with it.
    """
    values = _parse(_read_text(path), path)
    if not isinstance(values, dict):
        raise DataError(f"{path}: a truth file holds an object, not a {type(values).__name__}; see docs/gallery.md")
    try:
        return _Picture.model_validate(values).build()
    except ValidationError as error:
        raise DataError(f"{path}: {_explain(error)}; see docs/gallery.md") from error


def _read_text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():  # a pipe would block for ever
            raise DataError(f"{path} is a folder, device or pipe: name a truth file")
        if path.stat().st_size > MAX_BYTES:
            raise DataError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB: it is no truth file")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror or error}; check its access rights") from error
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not UTF-8 text: save it again as UTF-8") from error


def _parse(text: str, path: Path) -> Any:
    try:
        return json.loads(text, object_pairs_hook=partial(_once_each, path))
    except json.JSONDecodeError as error:
        raise DataError(f"{path} line {error.lineno}: no JSON: {error.msg}; correct it") from error
    except (RecursionError, ValueError) as error:  # deep nesting, a number of thousands of digits
        raise DataError(f"{path}: no truth file: {str(error)[:100]}") from error


def _once_each(path: Path, pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DataError(f"{path}: the key {twice[:60]!r} is given twice in one object: keep one")
    return values


def _explain(error: ValidationError) -> str:
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"]) or "the whole"
    kinds = {"extra_forbidden": "unknown key", "missing": "missing"}
    message = kinds.get(first["type"], first["msg"].removeprefix("Value error, "))
    return f"{key}: {message[:1].lower()}{message[1:]}"


def _to_box(value: object) -> Box:
    if not isinstance(value, list) or len(value) != 4 or not all(_is_length(part) for part in value):
        raise ValueError(f"a box is four numbers, [left, top, width, height], of at most {MAX_SIDE} pixels")
    left, top, width, height = (round(part) for part in value)
    if min(width, height) < 1:
        raise ValueError("a box is at least 1 pixel wide and high")
    return Box(left, top, width, height)


def _to_points(value: object) -> Points:
    rows = value if isinstance(value, list) else []
    if len(rows) != 5 or not all(isinstance(row, list) and len(row) == 2 and all(map(_is_length, row)) for row in rows):
        raise ValueError("landmarks are five points [x, y]: eyes, nose, corners of the mouth, the person's right first")
    return np.array(rows, np.float32)


def _is_length(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= MAX_SIDE


def _to_states(value: object) -> frozenset[ParticipantState]:
    states = value if isinstance(value, list) else [value]
    if not states or not all(isinstance(state, str) and state in TRUE_STATES for state in states):
        raise ValueError(f"a state is {', '.join(TRUE_STATES)}, or a list of those that are right")
    return frozenset(ParticipantState(str(state)) for state in states)


def _to_face(value: object) -> object:
    return {"box": value} if isinstance(value, list) else value


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


_Angle = Annotated[float, Field(ge=-180, le=180)]
_Text = Annotated[str, Field(min_length=1, max_length=500)]
_BoxField = Annotated[Box, PlainValidator(_to_box)]
_Boxes = Annotated[list[_BoxField], Field(max_length=MOST)]


class _Face(_Part):
    box: _BoxField
    landmarks: Annotated[Any, PlainValidator(_to_points)] | None = None
    head_pose: Annotated[list[_Angle], Field(min_length=3, max_length=3)] | None = None

    def build(self, screen: Box) -> TruthFace:
        pose = None if self.head_pose is None else HeadPose(*self.head_pose)
        return TruthFace(_clip(self.box, screen), self.landmarks, pose)


_FaceField = Annotated[_Face, BeforeValidator(_to_face)]


class _Tile(_Part):
    box: _BoxField
    state: Annotated[frozenset[ParticipantState], PlainValidator(_to_states)]
    person: _Text | None = None
    name: _Text | None = None
    label: Annotated[str, Field(max_length=500)] | None = None
    label_px: Annotated[float, Field(gt=0, le=1000)] | None = None
    face: _FaceField | None = Field(default=None, validate_default=True)
    other_faces: _Boxes = []

    @field_validator("face")
    @classmethod
    def _fits_state(cls, face: _Face | None, info: ValidationInfo) -> _Face | None:
        states = info.data.get("state", frozenset())
        if face is None and states == {ParticipantState.VISIBLE}:
            raise ValueError("the state is visible: give the face's box, or another state")
        if face is not None and states == {ParticipantState.NO_FACE}:
            raise ValueError("the state is no_face: leave the face out, or give another state")
        return face

    def build(self, screen: Box) -> TruthTile:
        face = None if self.face is None else self.face.build(screen)
        box, others = _clip(self.box, screen), tuple(_clip(other, screen) for other in self.other_faces)
        label = (self.label or "").strip() or None
        return TruthTile(box, self.state, self.person, self.name, label, self.label_px, face, others)


class _Picture(_Part):
    version: Literal[1]
    width: Annotated[int, Field(ge=1, le=MAX_SIDE)]
    height: Annotated[int, Field(ge=1, le=MAX_SIDE)]
    gallery: bool | None = None
    conditions: Annotated[list[_Text], Field(max_length=100)] = []
    sequence: _Text | None = None
    time_s: Annotated[float, Field(ge=0, le=1e7)] | None = None
    tiles: Annotated[list[_Tile], Field(max_length=MOST)] | None = None
    faces: Annotated[list[_FaceField], Field(max_length=MOST)] | None = None
    ignore: _Boxes = []

    @model_validator(mode="after")
    def _consistent(self) -> "_Picture":
        faults = {
            "give either tiles or faces": (self.tiles is None) == (self.faces is None),
            "with tiles, gallery is true or false": self.gallery is None and self.tiles is not None,
            "gallery is false, but there are tiles: give gallery true, or no tiles": not self.gallery and self.tiles,
            "gallery is true, but there is no tile: give them, or gallery false": self.gallery and self.tiles == [],
            "sequence and time_s belong together: give both or neither": (self.sequence is None)
            != (self.time_s is None),
        }
        for fault, found in faults.items():
            if found:
                raise ValueError(fault)
        screen = Box(0, 0, self.width, self.height)
        for key, box in self._boxes():
            if not box.intersection(screen):
                raise ValueError(f"{key} lies outside the picture of {self.width}x{self.height}")
        return self

    def _boxes(self) -> Iterator[tuple[str, Box]]:
        """All boxes with the keys they stand under."""
        for place, tile in enumerate(self.tiles or ()):
            yield f"tiles.{place}.box", tile.box
            if tile.face is not None:
                yield f"tiles.{place}.face.box", tile.face.box
            yield from ((f"tiles.{place}.other_faces", box) for box in tile.other_faces)
        yield from ((f"faces.{place}", face.box) for place, face in enumerate(self.faces or ()))
        yield from ((f"ignore.{place}", box) for place, box in enumerate(self.ignore))

    def build(self) -> TruthPicture:
        screen = Box(0, 0, self.width, self.height)
        return TruthPicture(
            self.width,
            self.height,
            self.gallery,
            tuple(dict.fromkeys(self.conditions)),
            self.sequence,
            self.time_s,
            None if self.tiles is None else tuple(tile.build(screen) for tile in self.tiles),
            tuple(face.build(screen) for face in self.faces or ()),
            tuple(_clip(box, screen) for box in self.ignore),
        )


def _clip(box: Box, screen: Box) -> Box:
    """The part of a box that is on the picture: found boxes end there too."""
    left, top = max(box.left, 0), max(box.top, 0)
    return Box(left, top, min(box.right, screen.right) - left, min(box.bottom, screen.bottom) - top)
