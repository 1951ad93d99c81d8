"""Reads the participants' names from the labels of their tiles.

A name is what the label shows, without what the call program adds to it: roles ("(Host, me)",
"(You)") go, pronouns and anything else the participant wrote stay. A name the program cut keeps one
"…" at its end. Diacritics survive as far as the recogniser knows them; what cannot be read is None.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from classroom.config import NameSettings
from classroom.domain import Box, Image, Tile
from classroom.vision.label_memory import LabelMemory
from classroom.vision.labels import find_labels
from classroom.vision.ocr import TextEngine, TextLine

# Names read wrongly on real and drawn screens scored below 0.95 at first sight, noise below 0.8.
_SURE = 0.96
_MIN_CONFIDENCE = 0.8

_ZOOM_ROLES = {"host", "co-host", "cohost", "me", "guest", "panelist", "interpreter"}
_OTHER_ROLES = {"you", "meeting host", "external", "unverified", "organizer", "organiser", "presenter", "attendee"}
_ROLES = _ZOOM_ROLES | _OTHER_ROLES
_NOISE_IN_FRONT = re.compile(r"^[^\w(+]+")
_GROUP = re.compile(r"\s*[(（]([^()（）]*)(?:[)）]|(?=…$)|$)")
_DOTS = re.compile(r"[\s.…·]*(?:…|\.\.)[.…]*$")
_CAPITAL_I = re.compile(r"\bl(?=[b-df-hj-km-np-tv-z])")  # "lpek": no name starts so, a capital I looks the same


class NameReader:
    """Gives tiles their names; a label is read again only when its letters have changed."""

    def __init__(self, settings: NameSettings, engine: TextEngine | None = None) -> None:
        self._enabled = settings.enabled
        self._engine = engine or TextEngine()
        self._memory = LabelMemory()

    def read(self, image: Image, tiles: Sequence[Tile]) -> tuple[Tile, ...]:
        """The tiles with their names; None where there is no label or it cannot be read.

        Args:
            image: (h, w, 3) uint8 BGR, the whole frame.
            tiles: their boxes in the frame's pixels.

        Raises:
            ModelError: the text models are missing or damaged.
        """
        if not self._enabled:
            return tuple(tiles)
        known = [self._memory.recall(image, tile.box) for tile in tiles]
        unknown = [tile.box for tile, (is_known, _) in zip(tiles, known, strict=True) if not is_known]
        new = iter(self._read_labels(image, unknown))
        return tuple(
            replace(tile, name=name if is_known else next(new))
            for tile, (is_known, name) in zip(tiles, known, strict=True)
        )

    def _read_labels(self, image: Image, tiles: Sequence[Box]) -> list[str | None]:
        names: list[str | None] = []
        for tile, label in zip(tiles, find_labels(image, tiles, self._engine), strict=True):
            if label is None:
                names.append(None)
                continue
            line = self._read_line(image, label)
            name = clean_name(line.text) if line.confidence >= _MIN_CONFIDENCE else None
            if line.confidence >= _SURE:  # an unsure name is read again on the next frame, and voted on
                self._memory.remember(image, tile, label, name)
            names.append(name)
        return names

    def _read_line(self, image: Image, label: Box) -> TextLine:
        """The better of two readings: as found and, when that is unsure, cut closer to the letters."""
        line = self._engine.read_line(image[label.top : label.bottom, label.left : label.right])
        trim = label.height // 6
        if line.confidence >= _SURE or trim < 1:
            return line
        again = self._engine.read_line(image[label.top + trim : label.bottom - trim, label.left : label.right])
        return max(line, again, key=_confidence)


def clean_name(text: str) -> str | None:
    """The name in a label's text, or None when there is none (fewer than two letters or digits)."""
    text = " ".join(text.split())
    text = _NOISE_IN_FRONT.sub("", text)
    is_cut = _DOTS.search(text) is not None
    text = _DOTS.sub("", text).rstrip()
    text = _GROUP.sub(_without_roles, text).strip(" -|,;:")
    text = _CAPITAL_I.sub("I", text)
    if sum(letter.isalnum() for letter in text) < 2:
        return None
    return text + "…" if is_cut and not text.endswith(")") else text


def _without_roles(group: re.Match[str]) -> str:
    parts = [part.strip() for part in group.group(1).split(",")]
    kept = [part for part in parts if part and part.lower() not in _ROLES]
    return f" ({', '.join(kept)})" if kept else ""


def _confidence(line: TextLine) -> float:
    return line.confidence
