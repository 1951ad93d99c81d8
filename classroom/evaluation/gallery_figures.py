"""The figures of a gallery evaluation, with their intervals, beside what the product must reach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import Any

from classroom.domain import STATES
from classroom.evaluation.gallery_run import GalleryResults, SequenceScore
from classroom.evaluation.gallery_scoring import NOT_FOUND
from classroom.evaluation.gallery_tally import FACE_SIZES, Amount, Measure, Tally, name_size
from classroom.evaluation.identity import IdentityScore, join_scores

Z_95 = 1.959964  # normal quantile of a two-sided 95 % interval


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure must reach, and what it should."""

    must: float
    aim: float
    higher_is_better: bool = True

    def judge(self, value: float) -> str:
        """`aim`, `must` or `below`."""
        sign = 1 if self.higher_is_better else -1
        if sign * value >= sign * self.aim:
            return "aim"
        return "must" if sign * value >= sign * self.must else "below"


TARGETS: Mapping[str, Target] = {
    Measure.TILE_RECALL: Target(0.97, 0.995),
    Measure.TILE_PRECISION: Target(0.97, 0.995),
    Measure.FACE_RECALL: Target(0.97, 0.99),
    Measure.FACE_PRECISION: Target(0.98, 0.995),
    Measure.READINGS: Target(0.97, 0.99),
    Measure.NAMES: Target(0.95, 0.99),
    Measure.STATES: Target(0.95, 0.99),
    "swaps": Target(0, 0, higher_is_better=False),
    "participants_per_person": Target(1.05, 1.00, higher_is_better=False),
    "idf1": Target(0.98, 0.995),
}


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """0-1; None = there was nothing to be right about."""
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """95 % score interval (Wilson 1927), as if all things were independent."""
        if not self.of:
            return None
        share, n, z2 = self.right / self.of, self.of, Z_95**2
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        half = Z_95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def as_json(self) -> dict[str, Any]:
        low, high = self.interval or (None, None)
        return {
            "share": _round(self.value),
            "low": _round(low),
            "high": _round(high),
            "right": self.right,
            "of": self.of,
        }


@dataclass(frozen=True, slots=True, eq=False)
class ConditionFigures:
    """Figures of some of the pictures."""

    pictures: int
    shares: Mapping[Measure, Share]
    means: Mapping[Amount, float | None]  # None = nothing to measure
    face_sizes: Mapping[str, Share]  # recall by height, px
    identity: IdentityScore | None  # None = no sequences

    def value(self, name: str) -> float | None:
        """The figure of that name, of shares and identity; None = not measured."""
        if name in {"swaps", "participants_per_person", "idf1"}:
            if self.identity is None:
                return None
            return len(self.identity.swaps) if name == "swaps" else getattr(self.identity, name)
        return self.shares[Measure(name)].value

    def as_json(self) -> dict[str, Any]:
        return {
            "pictures": self.pictures,
            **{measure.value: share.as_json() for measure, share in self.shares.items()},
            **{amount.value: _round(value) for amount, value in self.means.items()},
            "face_recall_by_height": {name: share.as_json() for name, share in self.face_sizes.items()},
            "identity": None if self.identity is None else describe_identity(self.identity),
        }


@dataclass(frozen=True, slots=True, eq=False)
class GalleryFigures:
    """All figures of an evaluation."""

    overall: ConditionFigures
    conditions: Mapping[str, ConditionFigures]  # by name
    states: Mapping[str, Mapping[str, int]]  # true state (or several) -> seen state -> tiles
    sequences: Mapping[str, IdentityScore]
    first_ms: float | None  # median of single pictures and first ones of sequences
    steady_ms: float | None  # median of the others
    skipped: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The public form, documented in docs/gallery.md."""
        return {
            "overall": self.overall.as_json(),
            "conditions": {name: figures.as_json() for name, figures in self.conditions.items()},
            "states": self.states,
            "sequences": {name: describe_identity(score) for name, score in self.sequences.items()},
            "ms": {"first": _round(self.first_ms, 1), "steady": _round(self.steady_ms, 1)},
            "targets": {
                name: {"must": target.must, "aim": target.aim, "reached": self.judge(name)}
                for name, target in TARGETS.items()
            },
            "skipped": list(self.skipped),
        }

    def judge(self, name: str) -> str | None:
        """`aim`, `must`, `below`, or None when it was not measured."""
        value = self.overall.value(name)
        return None if value is None else TARGETS[name].judge(value)


def summarize(results: GalleryResults) -> GalleryFigures:
    """The figures of what was measured."""
    conditions = {
        name: _gather(tally, [one for one in results.sequences if name in one.conditions])
        for name, tally in sorted(results.conditions.items())
    }
    return GalleryFigures(
        overall=_gather(results.overall, results.sequences),
        conditions=conditions,
        states=_tabulate(results.overall),
        sequences={one.name: one.score for one in results.sequences},
        first_ms=median(results.first_ms) if results.first_ms else None,
        steady_ms=median(results.steady_ms) if results.steady_ms else None,
        skipped=tuple(results.skipped),
    )


def describe_identity(score: IdentityScore) -> dict[str, Any]:
    """The figures of one or more sequences as JSON."""
    return {
        "frames": score.frames,
        "persons": score.persons,
        "participants": score.participants,
        "swaps": len(score.swaps),
        "participants_per_person": _round(score.participants_per_person),
        "idf1": _round(score.idf1),
        "precision": _round(score.precision),
        "recall": _round(score.recall),
        "misses": score.misses,
    }


def _gather(tally: Tally, sequences: Sequence[SequenceScore]) -> ConditionFigures:
    sums, weights = tally.sums, tally.weights
    return ConditionFigures(
        pictures=tally.pictures,
        shares={measure: Share(tally.right[measure], tally.of[measure]) for measure in Measure},
        means={amount: sums[amount] / weights[amount] if weights.get(amount) else None for amount in Amount},
        face_sizes={
            name: Share(tally.sizes_right[name], tally.sizes_of[name]) for name in (name_size(px) for px in FACE_SIZES)
        },
        identity=join_scores([one.score for one in sequences]) if sequences else None,
    )


def _tabulate(tally: Tally) -> Mapping[str, Mapping[str, int]]:
    columns = _in_order(seen for _, seen in tally.states)
    return {
        true: {seen: tally.states[true, seen] for seen in columns}
        for true in _in_order(true for true, _ in tally.states)
    }


def _in_order(names: Iterable[str]) -> list[str]:
    known = [*(state.value for state in STATES), NOT_FOUND]
    return sorted(set(names), key=lambda name: (known.index(name.split("/")[0]), name))


def _round(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)
