"""Runs the product over labelled pictures, one at a time, as capture would see them."""

from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from classroom.config import Settings
from classroom.domain import Box, Face, Frame, FrameAnalysis, FrameStatus, Image, Observation
from classroom.errors import AnalysisError
from classroom.evaluation.gallery_matching import FaceWatch
from classroom.evaluation.gallery_material import Labelled, Material, read_labelled
from classroom.evaluation.gallery_scoring import PictureScore, score_picture
from classroom.evaluation.gallery_tally import Failure, FailureKind, Tally
from classroom.evaluation.identity import IdentityFrame, IdentityScore, score_identity
from classroom.evaluation.truth import TruthPicture
from classroom.vision.pipeline import build_pipeline, load_detector
from classroom.vision.tracks import ParticipantTracker

START = datetime(2026, 1, 1, tzinfo=UTC)  # of every sequence; only differences matter


@dataclass(frozen=True, slots=True, eq=False)
class WorstPicture:
    """What went wrong on one picture, and where everything was."""

    picture: Labelled
    width: int  # px
    height: int
    true_tiles: tuple[Box, ...]
    found_tiles: tuple[Box, ...]
    found_faces: tuple[Box, ...]
    failures: tuple[Failure, ...]

    @property
    def weight(self) -> int:
        return sum(failure.weight for failure in self.failures)

    def as_json(self) -> dict[str, Any]:
        """The public form, documented in docs/gallery.md."""
        failures = [
            {"kind": failure.kind.value, "text": failure.text, "box": failure.box and list(astuple(failure.box))}
            for failure in self.failures
        ]
        return {"picture": self.picture.name, "failures": failures}


@dataclass(frozen=True, slots=True, eq=False)
class SequenceScore:
    """Identity through one sequence; `conditions` are those that all its pictures have."""

    name: str
    conditions: frozenset[str]
    score: IdentityScore


@dataclass(slots=True, eq=False)
class GalleryResults:
    """All that was measured; it grows with the number of conditions and sequences, not of pictures."""

    overall: Tally = field(default_factory=Tally)
    conditions: dict[str, Tally] = field(default_factory=dict)
    sequences: list[SequenceScore] = field(default_factory=list)
    worst: list[WorstPicture] = field(default_factory=list)  # most failures first
    skipped: list[str] = field(default_factory=list)
    first_ms: list[float] = field(default_factory=list)  # single pictures and the first of each sequence
    steady_ms: list[float] = field(default_factory=list)  # the rest


@dataclass(frozen=True, slots=True, eq=False)
class _Look:
    """One picture with its truth and what was seen on it."""

    picture: Labelled
    truth: TruthPicture
    analysis: FrameAnalysis
    seen: tuple[Face, ...]


def evaluate_gallery(
    material: Material, settings: Settings, *, worst: int = 10, report: Callable[[str | None], None] | None = None
) -> GalleryResults:
    """The product's figures on the pictures.

    Args:
        worst: how many pictures with failures are kept.
        report: is called after each picture, with a line when it had to be left out.

    Raises:
        ModelError: a model is missing or does not fit.
    """
    results = GalleryResults(skipped=list(material.skipped))
    detector = FaceWatch(load_detector(settings.faces))
    for run in material.runs:
        _Run(settings, detector, results, worst).follow(run, report or _say_nothing)
    return results


def _say_nothing(_: str | None) -> None:
    """Nobody asked."""


class _Run:
    """One sequence, or one single picture, through a pipeline of its own."""

    def __init__(self, settings: Settings, detector: FaceWatch, results: GalleryResults, worst: int) -> None:
        self._pipeline = build_pipeline(settings, detector=detector)
        self._tracker = ParticipantTracker(settings.tracking)
        self._detector = detector
        self._results = results
        self._worst = worst
        self._frames: list[IdentityFrame] = []
        self._last: dict[int, str] = {}  # participant -> the person it showed last
        self._conditions: frozenset[str] | None = None

    def follow(self, run: Sequence[Labelled], report: Callable[[str | None], None]) -> None:
        sequence: str | None = None
        for number, one in enumerate(run):
            read = read_labelled(one)
            if isinstance(read, str):
                self._results.skipped.append(read)
                report(read)
                continue
            image, truth = read
            sequence = truth.sequence
            look = _Look(one, truth, *self._analyze(image, truth, first=number == 0))
            self._score(look)
            report(None)
        if sequence is not None:
            score = score_identity(self._frames)
            self._results.sequences.append(SequenceScore(sequence, self._conditions or frozenset(), score))

    def _analyze(self, image: Image, truth: TruthPicture, *, first: bool) -> tuple[FrameAnalysis, tuple[Face, ...]]:
        """What is seen on the picture; one that is beyond the product shows no gallery."""
        taken_at = START + timedelta(seconds=truth.time_s or 0.0)
        self._detector.take()
        try:
            analysis = self._pipeline.analyze(Frame(image, taken_at))
        except AnalysisError:
            analysis = FrameAnalysis(taken_at, truth.width, truth.height, FrameStatus.NO_GALLERY, (), {})
        times = self._results.first_ms if first else self._results.steady_ms
        times += [analysis.timings_ms["total"]] if "total" in analysis.timings_ms else []
        return analysis, self._detector.take()

    def _score(self, look: _Look) -> None:
        score = score_picture(look.truth, look.analysis, look.seen)
        failures = score.failures
        if look.truth.sequence is not None:
            failures += self._identify(look, score)
        self._results.overall.include(score.tally)
        for condition in look.truth.conditions:
            self._results.conditions.setdefault(condition, Tally()).include(score.tally)
        if failures:
            self._keep_worst(look, failures)

    def _identify(self, look: _Look, score: PictureScore) -> tuple[Failure, ...]:
        """Adds the picture to the sequence; gives the identity swaps that show on it."""
        _, observations = self._tracker.observe(look.analysis)
        frame = _pair_people(look, score, observations)
        self._frames.append(frame)
        named = frozenset(look.truth.conditions)
        self._conditions = named if self._conditions is None else self._conditions & named
        before = IdentityFrame(tuple((person, number) for number, person in self._last.items()))
        swaps = score_identity([before, frame]).swaps
        self._last.update(
            {number: person for person, number in frame.tiles if person is not None and number is not None}
        )
        return tuple(
            Failure(FailureKind.SWAP, f"participant {swap.participant} was {swap.before}, is {swap.after}")
            for swap in swaps
        )

    def _keep_worst(self, look: _Look, failures: tuple[Failure, ...]) -> None:
        analysis = look.analysis
        entry = WorstPicture(
            look.picture,
            look.truth.width,
            look.truth.height,
            tuple(tile.box for tile in look.truth.tiles or ()),
            tuple(tile.box for tile in analysis.tiles),
            tuple(tile.face.box for tile in analysis.tiles if tile.face is not None),
            failures,
        )
        worst = sorted([*self._results.worst, entry], key=_rank)
        self._results.worst[:] = worst[: self._worst]


def _rank(entry: WorstPicture) -> int:
    return -entry.weight


def _pair_people(look: _Look, score: PictureScore, observations: Sequence[Observation]) -> IdentityFrame:
    """Who is in which tile, and which participant the tracker says it is; tiles of unknown people are left out."""
    numbers = {observation.box: observation.participant for observation in observations if observation.box is not None}
    found = {pair.true: look.analysis.tiles[pair.found].box for pair in score.pairs}
    people: list[tuple[str | None, int | None]] = [
        (tile.person, numbers.get(found[place]) if place in found else None)
        for place, tile in enumerate(look.truth.tiles or ())
        if tile.person is not None
    ]
    paired = {pair.found for pair in score.pairs}
    people += [(None, numbers.get(tile.box)) for place, tile in enumerate(look.analysis.tiles) if place not in paired]
    return IdentityFrame(tuple(people))
