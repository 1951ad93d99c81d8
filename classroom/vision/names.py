"""Reads the participants' names from the labels of their tiles.

A name is what the label shows, without what is added to it: roles ("(Host, me)", "(You)") and pronouns
("(she/her)") go, anything else the participant wrote stays. A name the program cut keeps one "…" at its
end; one whose addition alone was cut is whole. Diacritics survive as far as the recogniser knows them;
what cannot be read is None.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from classroom.config import NameSettings
from classroom.domain import Box, Image, Tile
from classroom.vision.failures import PICTURE_FAILURES
from classroom.vision.label_memory import LabelMemory
from classroom.vision.labels import LabelPlace, find_labels
from classroom.vision.ocr import TextEngine, TextLine

# Names read wrongly on real and drawn screens scored below 0.95 at first sight, noise below 0.8.
_SURE = 0.96
_MIN_CONFIDENCE = 0.8

_ZOOM_ROLES = {"host", "co-host", "cohost", "me", "guest", "panelist", "interpreter"}
_OTHER_ROLES = {"you", "meeting host", "external", "unverified", "organizer", "organiser", "presenter", "attendee"}
_ROLES = _ZOOM_ROLES | _OTHER_ROLES
_PRONOUN = (
    r"(?:she|hers?|he|him|his|they|them|theirs?|it|its|ze|zir|hir|xe|xem|"  # English
    r"ell[ae]s?|ellos|él|il|sie|ihr|er|ihm|any|all)"  # Spanish, French, German
)
_PRONOUNS = re.compile(rf"{_PRONOUN}(?:\s*[/|]\s*{_PRONOUN})+|(?:any|all) pronouns?|ella|él|elle", re.IGNORECASE)
_ADDED = (*sorted(_ROLES), "she/her", "she/they", "he/him", "he/his", "he/they", "they/them", "they/she", "they/he")
_NOISE_IN_FRONT = re.compile(r"^(?:[^\w(+]|\+(?!\d))+")
_NOISE_BEHIND = re.compile(r"[^\w.,)\]'’…~!?]+$")
_ICON_BEHIND = re.compile(r"(?<=[A-Za-zÀ-ž.])\s*[\u2e80-\u9fff]$")  # a microphone or hand read as a Chinese letter
_GROUP = re.compile(r"\s*[(（\[]([^()（）\[\]]*)(?:[)）\]]|(?=…$)|$)")
_DOTS = re.compile(r"[\s.…·]*(?:…|\.\.)[.…]*$")
_CAPITAL_I = re.compile(r"\bl(?=[b-df-hj-km-np-tv-z])")  # "lpek": no name starts so, a capital I looks the same
_PASSES = 20  # over a label; no real one needs more than two
_FEW = 0.5  # share of the tiles with a label under which labels are looked for elsewhere
_LOOK_AGAIN = 10  # frames between two such looks
_READINGS = 3  # of an unsure label until the commonest is taken
_TRIES, _TRY_EVERY = 3, 4  # frames on which a missing label is looked for: the first ones, then every fourth


class NameReader:
    """Gives tiles their names; a label is read again only when its letters have changed."""

    def __init__(self, settings: NameSettings, engine: TextEngine | None = None) -> None:
        self._enabled = settings.enabled
        self._engine = engine or TextEngine()
        self._memory = LabelMemory()
        self._place = LabelPlace.BOTTOM
        self._frames_to_look = 0  # until labels are looked for in other places, where too few are found
        self._doubts: dict[Box, tuple[str | None, ...]] = {}  # unsure readings of a tile's label
        self._blanks: dict[Box, int] = {}  # frames on which a tile showed no label

    def check(self) -> None:
        """Raises ModelError when a text model is missing or altered; they are loaded at the first use."""
        if self._enabled:
            self._engine.check()

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
        boxes = [tile.box for tile in tiles]
        self._forget_all_but(boxes)
        known = {box: name for box in boxes for is_known, name in [self._recall(image, box)] if is_known}
        due = [box for box in boxes if box not in known and self._is_due(box)]
        known |= self._read_labels(image, due, anywhere=len(due) == len(boxes)) if due else {}
        return tuple(replace(tile, name=known.get(tile.box)) for tile in tiles)

    def _recall(self, image: Image, tile: Box) -> tuple[bool, str | None]:
        return self._memory.recall(image, tile, self._place)

    def _forget_all_but(self, boxes: Sequence[Box]) -> None:
        for gone in (self._doubts.keys() | self._blanks.keys()) - set(boxes):
            self._doubts.pop(gone, None)
            self._blanks.pop(gone, None)

    def _is_due(self, tile: Box) -> bool:
        """Whether a tile's label is looked for on this frame: not on each where none was found so far."""
        self._blanks[tile] = self._blanks.get(tile, 0) + 1
        return self._blanks[tile] <= _TRIES or self._blanks[tile] % _TRY_EVERY == 0

    def _read_labels(self, image: Image, tiles: Sequence[Box], *, anywhere: bool) -> dict[Box, str | None]:
        names: dict[Box, str | None] = {}
        for tile, label in zip(tiles, self._find_labels(image, tiles, anywhere=anywhere), strict=True):
            if label is None:
                names[tile] = None
                continue
            self._blanks.pop(tile, None)
            try:
                line = self._read_line(image, label)
            except PICTURE_FAILURES:
                names[tile] = None  # the others can be read, and this one on another frame
                continue
            names[tile] = clean_name(line.text) if line.confidence >= _MIN_CONFIDENCE else None
            self._keep(image, tile, label, names[tile], is_sure=line.confidence >= _SURE)
        return names

    def _keep(self, image: Image, tile: Box, label: Box, name: str | None, *, is_sure: bool) -> None:
        """Remembers a sure name at once; an unsure one is read on further frames and voted on."""
        readings = self._doubts.pop(tile, ())
        if not is_sure:
            readings = (*readings, name)
            if len(readings) < _READINGS:
                self._doubts[tile] = readings
                return
            name = Counter(readings).most_common(1)[0][0]
        self._memory.remember(image, tile, self._place, label, name)

    def _find_labels(self, image: Image, tiles: Sequence[Box], *, anywhere: bool) -> tuple[Box | None, ...]:
        """The labels where this call program has them.

        Args:
            anywhere: the place may be another one, as no tile's label is known in this.
        """
        labels = find_labels(image, tiles, self._engine, self._place)
        self._frames_to_look -= 1
        if not anywhere or len(tiles) < 2 or _share(labels) >= _FEW or self._frames_to_look > 0:
            return labels
        self._frames_to_look = _LOOK_AGAIN
        others = {place: find_labels(image, tiles, self._engine, place) for place in LabelPlace if place != self._place}
        best = max(others, key=lambda place: _share(others[place]))
        if _share(others[best]) < max(_FEW, _share(labels)):
            return labels
        self._place = best
        return others[best]

    def _read_line(self, image: Image, label: Box) -> TextLine:
        """The better of two readings: as found and, when that is unsure, cut closer to the letters."""
        line = self._engine.read_line(image[label.top : label.bottom, label.left : label.right])
        trim = label.height // 6
        if line.confidence >= _SURE or trim < 1:
            return line
        again = self._engine.read_line(image[label.top + trim : label.bottom - trim, label.left : label.right])
        return max(line, again, key=_confidence)


def clean_name(text: str) -> str | None:
    """The name in a label's text, or None when there is none (fewer than two letters or digits).

    What is taken off an end may uncover more of it, so that it is looked at until nothing changes: a name once
    cleaned stays as it is.
    """
    name = _clean_once(text)
    for _ in range(_PASSES):
        again = None if name is None else _clean_once(name)
        if again == name:
            break
        name = again
    return name


def _clean_once(text: str) -> str | None:
    text = " ".join(text.split())
    text = _NOISE_IN_FRONT.sub("", text)
    is_cut = _DOTS.search(text) is not None
    text = _DOTS.sub("", text).rstrip()
    whole, is_whole = _without_cut_addition(text) if is_cut else (text, False)
    text = _GROUP.sub(_without_additions, whole).strip(" -|,;:")
    text = _ICON_BEHIND.sub("", _NOISE_BEHIND.sub("", text)).rstrip(" -|,;:")
    text = _without_lone_bracket(_CAPITAL_I.sub("I", text))
    if sum(letter.isalnum() for letter in text) < 2:
        return None
    return text + "…" if is_cut and not is_whole and not text.endswith((")", "]")) else text


def _without_lone_bracket(text: str) -> str:
    """The text without a bracket at its end that nothing opened: the label's own edge."""
    return text[:-1].rstrip() if text.endswith((")", "]")) and not {"(", "["} & set(text) else text


def _without_cut_addition(text: str) -> tuple[str, bool]:
    """A cut label without a role or pronouns at its end of which only the beginning is seen, and whether it had any."""
    opened = max(text.rfind("("), text.rfind("["))
    begun = text[opened + 1 :].casefold().strip()
    if opened > 0 and begun and not set(begun) & set(")]") and any(added.startswith(begun) for added in _ADDED):
        return text[:opened].rstrip(), True
    return text, False


def _without_additions(group: re.Match[str]) -> str:
    """A group in brackets without roles and pronouns; one that was cut off stays as it is."""
    parts = [part.strip() for part in group.group(1).split(",")]
    kept = [part for part in parts if part and part.lower() not in _ROLES and not _PRONOUNS.fullmatch(part)]
    if kept and group.group()[-1] not in ")）]":
        return group.group()
    return f" ({', '.join(kept)})" if kept else ""


def _share(labels: Sequence[Box | None]) -> float:
    return sum(label is not None for label in labels) / len(labels)


def _confidence(line: TextLine) -> float:
    return line.confidence
