"""The inspector behind the dashboard's "Try it" page: the real pipeline on pictures in memory."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock, Semaphore
from time import perf_counter
from typing import TYPE_CHECKING

from classroom.config import QualitySettings, Settings
from classroom.domain import Face, Frame, FrameAnalysis, FrameStatus, Image, Reading
from classroom.errors import BusyError
from dashboard.inspecting import InspectedFace, InspectedTile, Inspection, InspectMode, Unread

if TYPE_CHECKING:
    from classroom.vision.faces import FaceDetector
    from classroom.vision.ocr import TextEngine
    from classroom.vision.pipeline import ExpressionClassifier

AT_ONCE = 2  # pictures looked at; each may take 300 MB while it is decoded
BUSY = "other pictures are being looked at: try again in a moment"


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be read of the pictures of one account."""

    expressions: bool
    may_read: "Callable[[str | None], bool] | None" = None  # of a face by the name on its tile; None = of all


@dataclass(frozen=True, slots=True, eq=False)
class _Models:
    detector: "FaceDetector"
    engine: "TextEngine | None"  # None = names are not read; it serves one picture at a time


class PictureInspector:
    """Loads the models at the first picture (about a second, 200 MB) and keeps them.

    Args:
        rules: asked with the user's name for each picture; by default the settings' word for everybody.
    """

    def __init__(
        self, settings: Settings, *, rules: Callable[[str], Rules] | None = None, at_once: int = AT_ONCE
    ) -> None:
        self._settings = settings
        self._rules = rules or (lambda _user: Rules(settings.policy.emotions != "off"))
        self._places = Semaphore(at_once)
        self._gallery_place = Semaphore(1)  # the text engine keeps its state between calls
        self._loading = Lock()
        self._models: _Models | None = None
        self._reader: ExpressionClassifier | None = None

    def reads_expressions(self, user: str) -> bool:
        return self._rules(user).expressions

    def inspect(self, picture: bytes, mode: InspectMode, user: str) -> Inspection:
        """See `dashboard.inspecting.Inspector`."""
        from classroom.vision.uploads import decode_upload

        rules = self._rules(user)
        with _place(self._places):
            start = perf_counter()
            image = decode_upload(picture)
            decoded_ms = (perf_counter() - start) * 1000
            if mode is InspectMode.GALLERY:
                with _place(self._gallery_place):
                    seen = self._see_gallery(image, rules)
                if seen.status is not FrameStatus.NO_GALLERY:
                    return _of_gallery(seen, decoded_ms, self._settings.quality, rules)
            return self._read_faces(image, rules, decoded_ms)

    def _see_gallery(self, image: Image, rules: Rules) -> FrameAnalysis:
        """The analysis by a pipeline that has seen no picture before: it remembers what stands still."""
        from classroom.vision.names import NameReader
        from classroom.vision.pipeline import GalleryPipeline

        models, settings = self._loaded(), self._settings
        pipeline = GalleryPipeline(
            models.detector,
            self._classifier() if rules.expressions else None,
            None if models.engine is None else NameReader(settings.names, models.engine),
            capture=settings.capture,
            gallery=settings.gallery,
            quality=settings.quality,
            may_read=rules.may_read,
        )
        return pipeline.analyze(Frame(image, datetime.now(UTC)))

    def _read_faces(self, image: Image, rules: Rules, decoded_ms: float) -> Inspection:
        from classroom.vision.every_face import read_every_face

        allowed = rules.may_read is None or rules.may_read(None)  # nobody's name is known here
        classifier = self._classifier() if rules.expressions and allowed else None
        detector, quality, start = self._loaded().detector, self._settings.quality, perf_counter()
        read = read_every_face(image, detector, classifier, quality)
        spent_ms = (perf_counter() - start) * 1000
        faces = (_face(one.face, one.reading, _why_unread(one.face, quality, rules, None)) for one in read)
        height, width = image.shape[:2]
        times = {"decode": decoded_ms, "faces": spent_ms, "total": decoded_ms + spent_ms}
        return Inspection(InspectMode.FACES, width, height, FrameStatus.NO_GALLERY, (), tuple(faces), times)

    def _loaded(self) -> _Models:
        with self._loading:
            if self._models is None:
                self._models = _load(self._settings)
            return self._models

    def _classifier(self) -> "ExpressionClassifier":
        """Loaded apart: where expressions are off it never is."""
        from classroom.vision.emotions import load_classifier

        with self._loading:
            if self._reader is None:
                self._reader = load_classifier(self._settings.emotions)
            return self._reader


def _load(settings: Settings) -> _Models:
    from classroom.vision.ocr import TextEngine
    from classroom.vision.pipeline import load_detector

    return _Models(load_detector(settings.faces), TextEngine() if settings.names.enabled else None)


@contextmanager
def _place(places: Semaphore) -> Iterator[None]:
    """Raises BusyError when none is free."""
    if not places.acquire(blocking=False):
        raise BusyError(BUSY)
    try:
        yield
    finally:
        places.release()


def _of_gallery(seen: FrameAnalysis, decoded_ms: float, quality: QualitySettings, rules: Rules) -> Inspection:
    tiles: list[InspectedTile] = []
    faces: list[InspectedFace] = []
    for tile in seen.tiles:
        index = None
        if tile.face is not None:
            index = len(faces)
            faces.append(_face(tile.face, tile.reading, _why_unread(tile.face, quality, rules, tile.name)))
        tiles.append(InspectedTile(tile.box, tile.state, tile.name, index, tile.extra_faces))
    times = {**seen.timings_ms, "decode": decoded_ms, "total": decoded_ms + seen.timings_ms["total"]}
    return Inspection(InspectMode.GALLERY, seen.width, seen.height, seen.status, tuple(tiles), tuple(faces), times)


def _face(face: Face, reading: Reading | None, why: Unread | None) -> InspectedFace:
    probabilities = None if reading is None else reading.probabilities
    return InspectedFace(
        face.box,
        face.score,
        face.quality,
        probabilities,
        None if reading is None else reading.head_pose,
        None if reading is None else reading.eyes_closed,
        None if probabilities is not None else why,
    )


def _why_unread(face: Face, settings: QualitySettings, rules: Rules, name: str | None) -> Unread | None:
    """What keeps the expression of a face from being read, supposing that it was not; None = it is switched off."""
    if rules.may_read is not None and not rules.may_read(name):
        return Unread.NOT_ALLOWED
    quality = face.quality
    if quality is not None and quality.height_px < settings.min_face_px:
        return Unread.TOO_SMALL
    if face.score < settings.min_score:
        return Unread.UNSURE
    if quality is not None and quality.sharpness < settings.min_sharpness:
        return Unread.BLURRED
    return Unread.FAILED if rules.expressions else None
