"""One frame in, everything seen on it out: faces, tiles, names, expressions, with times."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from time import perf_counter
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from classroom.config import CaptureSettings, FaceSettings, GallerySettings, QualitySettings, Settings
from classroom.domain import (
    Box,
    Face,
    Frame,
    FrameAnalysis,
    FrameStatus,
    Image,
    ParticipantState,
    Reading,
    Tile,
)
from classroom.errors import AnalysisError
from classroom.vision.appearance import describe_appearance
from classroom.vision.consent import ConsentGate, MayRead
from classroom.vision.faces import FaceDetector
from classroom.vision.failures import PICTURE_FAILURES
from classroom.vision.gallery import describe_tile, split_gallery
from classroom.vision.preprocess import cut_chip
from classroom.vision.quality import is_readable, measure_quality
from classroom.vision.steadiness import SteadyGrid
from classroom.vision.stillness import StillScreen, StillTiles

MIN_PICTURE_PX = 16  # a picture narrower or lower than this shows nobody


class ExpressionClassifier(Protocol):
    """Reads expressions from chips."""

    @property
    def crop_scale(self) -> float:
        """Side of the chip as a multiple of the face box's longer side."""

    def classify(self, chips: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(n, 48, 48) uint8 grey -> (n, 7) probabilities in `Emotion` order."""


class LabelReader(Protocol):
    """Reads participants' names from their tiles' labels."""

    def read(self, image: Image, tiles: Sequence[Tile]) -> tuple[Tile, ...]:
        """The same tiles with their names, None where there is no label or it cannot be read."""


def _always() -> bool:
    return True


class GalleryPipeline:
    """Analyses the frames of one source in their order; it remembers what stands still between them.

    Without a classifier (policy off), and while `may_classify` says no, no expression is read; of a face that
    `may_read` refuses nothing is. With
    `whole_frame_is_tile` the picture is one participant's, as a webcam gives it, and no gallery is looked for.
    """

    def __init__(  # noqa: PLR0913 - each part stands for itself
        self,
        detector: FaceDetector,
        classifier: ExpressionClassifier | None,
        name_reader: LabelReader | None,
        *,
        capture: CaptureSettings,
        gallery: GallerySettings,
        quality: QualitySettings,
        whole_frame_is_tile: bool = False,
        may_read: MayRead | None = None,
        may_classify: Callable[[], bool] = _always,
    ) -> None:
        self._may_classify = may_classify
        self._consent = None if may_read is None else ConsentGate(may_read)
        self._detector = detector
        self._classifier = classifier
        self._name_reader = name_reader
        self._capture = capture
        self._gallery = gallery
        self._quality = quality
        self._whole_frame = whole_frame_is_tile
        self._steady_grid = SteadyGrid()
        self._still_screen = StillScreen()
        self._still_tiles = StillTiles(capture.frozen_after_s)

    def analyze(self, frame: Frame) -> FrameAnalysis:
        """All that was seen on the frame; names or expressions that fail on it are None.

        Raises:
            AnalysisError: something about this picture is beyond us; the next one may be fine.
        """
        try:
            return self._analyze(frame)
        except PICTURE_FAILURES as error:
            height, width = frame.image.shape[:2]
            raise AnalysisError(
                f"the picture ({width}x{height}) cannot be analysed: {error!r}; try another, and report it if you can"
            ) from error

    def _analyze(self, frame: Frame) -> FrameAnalysis:
        watch = _Stopwatch()
        status = self._screen_status(frame)
        tiles: tuple[Tile, ...] = ()
        if status is FrameStatus.GALLERY:
            tiles = self._see_tiles(frame, watch)
            status = FrameStatus.GALLERY if tiles else FrameStatus.NO_GALLERY
        height, width = frame.image.shape[:2]
        return FrameAnalysis(frame.taken_at, width, height, status, tiles, watch.times_ms())

    def _screen_status(self, frame: Frame) -> FrameStatus:
        """BLACK, FROZEN, or GALLERY for a screen worth looking at."""
        still_s = self._still_screen.still_s(frame.image, frame.taken_at)
        if float(np.mean(frame.image[::4, ::4])) < self._capture.black_below:
            return FrameStatus.BLACK
        if min(frame.image.shape[:2]) < MIN_PICTURE_PX:
            return FrameStatus.NO_GALLERY
        return FrameStatus.FROZEN if still_s >= self._capture.frozen_after_s else FrameStatus.GALLERY

    def _see_tiles(self, frame: Frame, watch: "_Stopwatch") -> tuple[Tile, ...]:
        image = frame.image
        with watch.time("faces"):
            faces = self._detector.detect(image)
        with watch.time("tiles"):
            tiles = self._split(image, faces)
            tiles = tuple(self._grade(image, tile) for tile in tiles)
            tiles = self._still_tiles.mark(image, tiles, frame.taken_at)
            tiles = tuple(replace(tile, appearance=describe_appearance(image, tile.box)) for tile in tiles)
        with watch.time("names"):
            tiles = self._read_names(image, tiles)
        with watch.time("emotions"):
            return self._read_faces(image, tiles)

    def _split(self, image: Image, faces: Sequence[Face]) -> tuple[Tile, ...]:
        if not self._whole_frame:
            return self._split_known(image, faces) or self._search_tiles(image, faces)
        whole = Box(0, 0, image.shape[1], image.shape[0])
        return (describe_tile(image, whole, faces or self._detector.look_closer(image, whole)),)

    def _split_known(self, image: Image, faces: Sequence[Face]) -> tuple[Tile, ...]:
        """The tiles of the layout before, if it still stands."""
        known = self._steady_grid.recall(image)
        return split_gallery(image, faces, self._gallery, self._detector.look_closer, known) if known else ()

    def _search_tiles(self, image: Image, faces: Sequence[Face]) -> tuple[Tile, ...]:
        tiles = split_gallery(image, faces, self._gallery, self._detector.look_closer)
        boxes = self._steady_grid.settle([tile.box for tile in tiles])
        self._steady_grid.remember(image, boxes)
        return tuple(replace(tile, box=box) for tile, box in zip(tiles, boxes, strict=True))

    def _grade(self, image: Image, tile: Tile) -> Tile:
        """The tile with its face's quality; a face below the smallest readable height makes it too small."""
        if tile.face is None:
            return tile
        quality = measure_quality(image, tile.face.box)
        small = quality.height_px < self._quality.min_face_px
        state = ParticipantState.TOO_SMALL if small else tile.state
        return replace(tile, face=replace(tile.face, quality=quality), state=state)

    def _read_names(self, image: Image, tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
        if self._name_reader is None or not tiles:
            return tiles
        try:
            return self._name_reader.read(image, tiles)
        except PICTURE_FAILURES:
            return tiles

    def _read_faces(self, image: Image, tiles: tuple[Tile, ...]) -> tuple[Tile, ...]:
        """The tiles with readings of all readable faces; expressions come from one run of the classifier."""
        allowed = (True,) * len(tiles) if self._consent is None else self._consent.allow(tiles)
        readable = [index for index, tile in enumerate(tiles) if allowed[index] and self._is_readable(tile)]
        faces = [face for index in readable if (face := tiles[index].face)]
        expressions = self._classify(image, faces)
        read = {
            index: reading
            for index, face, expression in zip(readable, faces, expressions, strict=True)
            if (reading := _reading(face, expression)) is not None
        }
        return tuple(replace(tile, reading=read.get(index)) for index, tile in enumerate(tiles))

    def _classify(self, image: Image, faces: Sequence[Face]) -> Sequence[NDArray[np.float32] | None]:
        """Each face's seven probabilities; None for all when nobody classifies, or it failed on this frame."""
        unread = [None] * len(faces)
        if self._classifier is None or not faces or not self._may_classify():
            return unread
        try:
            scale = self._classifier.crop_scale
            chips = np.stack([cut_chip(image, face.box, scale) for face in faces])
            return list(self._classifier.classify(chips))
        except PICTURE_FAILURES:
            return unread

    def _is_readable(self, tile: Tile) -> bool:
        face = tile.face
        if tile.state is not ParticipantState.VISIBLE or face is None or face.quality is None:
            return False
        return is_readable(face.quality, face.score, self._quality)


def _reading(face: Face, expression: NDArray[np.float32] | None) -> Reading | None:
    """What is known of a readable face; None = nothing."""
    probabilities = None if expression is None else tuple(float(value) for value in expression)
    if probabilities is None and face.head_pose is None and face.eyes_closed is None:
        return None
    return Reading(probabilities, face.head_pose, face.eyes_closed)


class _Stopwatch:
    """Milliseconds per stage, and in all since it was made."""

    def __init__(self) -> None:
        self._start = perf_counter()
        self._stages = dict.fromkeys(("faces", "tiles", "names", "emotions"), 0.0)

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        start = perf_counter()
        yield
        self._stages[stage] += (perf_counter() - start) * 1000

    def times_ms(self) -> Mapping[str, float]:
        return {**self._stages, "total": (perf_counter() - self._start) * 1000}


def build_pipeline(
    settings: Settings,
    *,
    whole_frame_is_tile: bool = False,
    detector: FaceDetector | None = None,
    may_read: MayRead | None = None,
    may_classify: Callable[[], bool] = _always,
) -> GalleryPipeline:
    """The pipeline with the shipped parts; `detector` takes the place of the settings' own, to be measured.

    `may_read` tells whose faces may be read; None = everybody's. `may_classify` is asked frame by frame.

    Raises:
        ModelError: a model file is missing or does not fit.
    """
    classifier: ExpressionClassifier | None = None
    if settings.policy.emotions != "off":  # "ask" is answered by whoever calls; nobody asked means on
        from classroom.vision.emotions import load_classifier

        classifier = load_classifier(settings.emotions)
    reader: LabelReader | None = None
    if settings.names.enabled:
        from classroom.vision.names import NameReader

        names = NameReader(settings.names)
        names.check()
        reader = names
    return GalleryPipeline(
        detector or load_detector(settings.faces),
        classifier,
        reader,
        capture=settings.capture,
        gallery=settings.gallery,
        quality=settings.quality,
        whole_frame_is_tile=whole_frame_is_tile,
        may_read=may_read,
        may_classify=may_classify,
    )


def load_detector(settings: FaceSettings) -> FaceDetector:
    """The face detector the settings name.

    Raises:
        ModelError: its model or cascades are missing, damaged or of another version.
    """
    if settings.detector == "haar":
        from classroom.vision.faces import HaarDetector

        return HaarDetector(settings)
    from classroom.vision.face_network import load_face_network

    return load_face_network(settings)
