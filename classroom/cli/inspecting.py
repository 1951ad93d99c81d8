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


@dataclass(frozen=True, slots=True, eq=False)
class _Models:
    detector: "FaceDetector"
    engine: "TextEngine | None"  # None = names are not read; it serves one picture at a time


class PictureInspector:
    """Loads the models at the first picture (about a second, 200 MB) and keeps them.

    Args:
        expressions: asked with the user's name whether expressions may be read; by default as the settings say.
    """

    def __init__(
        self, settings: Settings, *, expressions: Callable[[str], bool] | None = None, at_once: int = AT_ONCE
    ) -> None:
        self._settings = settings
        self._expressions = expressions or (lambda _user: settings.policy.emotions != "off")
        self._places = Semaphore(at_once)
        self._gallery_place = Semaphore(1)  # the text engine keeps its state between calls
        self._loading = Lock()
        self._models: _Models | None = None
        self._reader: ExpressionClassifier | None = None

    def reads_expressions(self, user: str) -> bool:
        return self._expressions(user)

    def inspect(self, picture: bytes, mode: InspectMode, user: str) -> Inspection:
        """See `dashboard.inspecting.Inspector`."""
        from classroom.vision.uploads import decode_upload

        with _place(self._places):
            start = perf_counter()
            image = decode_upload(picture)
            decoded_ms = (perf_counter() - start) * 1000
            classifier = self._classifier() if self.reads_expressions(user) else None
            if mode is InspectMode.GALLERY:
                with _place(self._gallery_place):
                    seen = self._see_gallery(image, classifier)
                if seen.status is not FrameStatus.NO_GALLERY:
                    return _of_gallery(seen, decoded_ms, self._settings.quality, expressions=classifier is not None)
            return self._read_faces(image, classifier, decoded_ms)

    def _see_gallery(self, image: Image, classifier: "ExpressionClassifier | None") -> FrameAnalysis:
        """The analysis by a pipeline that has seen no picture before: it remembers what stands still."""
        from classroom.vision.names import NameReader
        from classroom.vision.pipeline import GalleryPipeline

        models, settings = self._loaded(), self._settings
        pipeline = GalleryPipeline(
            models.detector,
            classifier,
            None if models.engine is None else NameReader(settings.names, models.engine),
            capture=settings.capture,
            gallery=settings.gallery,
            quality=settings.quality,
        )
        return pipeline.analyze(Frame(image, datetime.now(UTC)))

    def _read_faces(self, image: Image, classifier: "ExpressionClassifier | None", decoded_ms: float) -> Inspection:
        from classroom.vision.every_face import read_every_face

        detector, quality, start = self._loaded().detector, self._settings.quality, perf_counter()
        read = read_every_face(image, detector, classifier, quality)
        spent_ms = (perf_counter() - start) * 1000
        faces = (_face(one.face, one.reading, quality, expressions=classifier is not None) for one in read)
        height, width = image.shape[:2]
        status = FrameStatus.NO_GALLERY
        times = {"decode": decoded_ms, "faces": spent_ms, "total": decoded_ms + spent_ms}
        return Inspection(InspectMode.FACES, width, height, status, (), tuple(faces), times)

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


def _of_gallery(seen: FrameAnalysis, decoded_ms: float, quality: QualitySettings, *, expressions: bool) -> Inspection:
    tiles: list[InspectedTile] = []
    faces: list[InspectedFace] = []
    for tile in seen.tiles:
        index = None
        if tile.face is not None:
            index = len(faces)
            faces.append(_face(tile.face, tile.reading, quality, expressions=expressions))
        tiles.append(InspectedTile(tile.box, tile.state, tile.name, index, tile.extra_faces))
    times = {**seen.timings_ms, "decode": decoded_ms, "total": decoded_ms + seen.timings_ms["total"]}
    return Inspection(InspectMode.GALLERY, seen.width, seen.height, seen.status, tuple(tiles), tuple(faces), times)


def _face(face: Face, reading: Reading | None, quality: QualitySettings, *, expressions: bool) -> InspectedFace:
    probabilities = None if reading is None else reading.probabilities
    return InspectedFace(
        face.box,
        face.score,
        face.quality,
        probabilities,
        None if reading is None else reading.head_pose,
        None if reading is None else reading.eyes_closed,
        _why_unread(face, quality) or (Unread.FAILED if expressions and probabilities is None else None),
    )


def _why_unread(face: Face, settings: QualitySettings) -> Unread | None:
    """What keeps a face below the quality gate; None = nothing."""
    quality = face.quality
    if quality is None:
        return Unread.FAILED
    if quality.height_px < settings.min_face_px:
        return Unread.TOO_SMALL
    if face.score < settings.min_score:
        return Unread.UNSURE
    return Unread.BLURRED if quality.sharpness < settings.min_sharpness else None
