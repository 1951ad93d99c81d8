"""An emotion model's figures on labelled faces, as capture runs it, and other libraries' beside them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from classroom.datasets.fer2013 import FaceSet, majority_labels
from classroom.domain import EMOTIONS
from classroom.evaluation.metrics import (
    ClassFigures,
    ReliabilityBin,
    bin_reliability,
    count_confusions,
    measure_accuracy,
    measure_classes,
    measure_ece,
    measure_macro_f1,
    measure_top,
)
from classroom.evaluation.readers import Faces, Reader, Readings, read_all
from classroom.evaluation.robustness import Tell, measure_changes, measure_sizes

TIMED_BATCH = 25  # faces of one frame
TIMED_RUNS, PEER_RUNS = 40, 4  # batches; other libraries take seconds for one
Labels = NDArray[np.int64]  # (n,) index into EMOTIONS, -1 = none
Table = tuple[tuple[int, ...], ...]
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class PeerFigures:
    """Another library on the same faces; None = nobody voted."""

    accuracy: float
    plus_accuracy: float | None
    ms_per_face: float


@dataclass(frozen=True, slots=True)
class EmotionFigures:
    """The public contract of `classroom evaluate emotions --json`; None = cannot be computed from these data."""

    n: int
    accuracy: float  # against `fer2013`, by the head for that label set
    macro_f1: float
    plus_n: int | None  # pictures with a FER+ majority among the seven
    plus_accuracy: float | None  # the product's reading against that majority
    plus_macro_f1: float | None
    ece: float | None  # of the product's reading
    top2: float  # of the fer2013 head
    labels: tuple[str, ...]  # order of the tables
    per_class: Mapping[str, ClassFigures]
    plus_per_class: Mapping[str, ClassFigures] | None
    confusion: Table  # rows true, columns read
    plus_confusion: Table | None
    reliability: tuple[ReliabilityBin, ...] | None
    by_face_px: Mapping[str, float]
    by_degradation: Mapping[str, float]
    ms_per_face: float
    against: Mapping[str, PeerFigures] | None  # None = not asked for

    def as_json(self) -> dict[str, object]:
        """The figures as JSON can hold them."""
        return asdict(self)


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """Figures, and the readings they were computed from."""

    figures: EmotionFigures
    readings: Readings
    majorities: Labels | None  # None = no picture has a majority


def evaluate_emotions(
    reader: Reader, faces: FaceSet, tell: Tell, *, peers: Sequence[Reader] = (), clock: Clock = perf_counter
) -> Evaluation:
    """All figures of a reader on labelled faces.

    Sizes and degradations are measured on the product's reading against the FER+ majority; where no picture
    has one, on the other head against FER2013's labels.

    Args:
        tell: gets a line when the next part begins.
        peers: whose accuracy and speed are measured too.
        clock: seconds.
    """
    tell(f"{reader.name}: reading {len(faces)} faces")
    readings = read_all(reader, faces.images)
    truth = faces.fer2013.astype(np.int64)
    majorities = find_majorities(faces)
    score = _Score(reader, truth, majorities)
    confusion = count_confusions(readings.original, truth)
    plus = None if majorities is None else count_confusions(readings.product, majorities)
    figures = EmotionFigures(
        n=len(faces),
        accuracy=measure_accuracy(readings.original, truth),
        macro_f1=measure_macro_f1(confusion),
        plus_n=None if faces.votes is None else count_labels(majorities),
        plus_accuracy=None if majorities is None else measure_accuracy(readings.product, majorities),
        plus_macro_f1=None if plus is None else measure_macro_f1(plus),
        ece=None if majorities is None else measure_ece(readings.product, majorities),
        top2=measure_top(readings.original, truth, 2),
        labels=tuple(emotion.value for emotion in EMOTIONS),
        per_class=_name(measure_classes(confusion)),
        plus_per_class=None if plus is None else _name(measure_classes(plus)),
        confusion=_table(confusion),
        plus_confusion=None if plus is None else _table(plus),
        reliability=None if majorities is None else bin_reliability(readings.product, majorities),
        by_face_px=measure_sizes(score, faces.images, tell),
        by_degradation=measure_changes(score, faces.images, tell),
        ms_per_face=time_reader(reader, faces.images, clock, TIMED_RUNS),
        against={peer.name: evaluate_peer(peer, faces, tell, clock) for peer in peers} or None,
    )
    return Evaluation(figures, readings, majorities)


def evaluate_peer(peer: Reader, faces: FaceSet, tell: Tell, clock: Clock = perf_counter) -> PeerFigures:
    """Another library's accuracy on both label sets, and its speed, on the same faces."""
    tell(f"{peer.name}: reading {len(faces)} faces")
    readings = read_all(peer, faces.images)
    majorities = find_majorities(faces)
    return PeerFigures(
        accuracy=measure_accuracy(readings.original, faces.fer2013.astype(np.int64)),
        plus_accuracy=None if majorities is None else measure_accuracy(readings.product, majorities),
        ms_per_face=time_reader(peer, faces.images, clock, PEER_RUNS),
    )


class _Score:
    """Accuracy of a reader on changed faces whose labels stay."""

    def __init__(self, reader: Reader, truth: Labels, majorities: Labels | None) -> None:
        self._reader = reader
        self._truth = truth
        self._majorities = majorities

    def __call__(self, images: Faces) -> float:
        readings = read_all(self._reader, images)
        if self._majorities is None:
            return measure_accuracy(readings.original, self._truth)
        return measure_accuracy(readings.product, self._majorities)


def find_majorities(faces: FaceSet) -> Labels | None:
    """Each picture's FER+ majority, (n,), -1 = none; None when no picture has one."""
    if faces.votes is None:
        return None
    majorities = majority_labels(faces.votes)
    return majorities if count_labels(majorities) else None


def count_labels(labels: Labels | None) -> int:
    """How many pictures have one."""
    return 0 if labels is None else int((labels >= 0).sum())


def time_reader(reader: Reader, images: Faces, clock: Clock, runs: int) -> float:
    """Milliseconds a face takes in a batch of 25, all passes and heads; the median of the runs after a warm-up."""
    batch = np.resize(images, (TIMED_BATCH, *images.shape[1:]))
    reader.read(batch)
    times = []
    for _ in range(runs):
        begun = clock()
        reader.read(batch)
        times.append(clock() - begun)
    return median(times) * 1000 / TIMED_BATCH


def _name(figures: Sequence[ClassFigures]) -> dict[str, ClassFigures]:
    return {emotion.value: one for emotion, one in zip(EMOTIONS, figures, strict=True)}


def _table(counts: NDArray[np.int64]) -> Table:
    return tuple(tuple(int(value) for value in row) for row in counts)
