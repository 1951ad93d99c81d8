"""What is counted on gallery pictures; the tallies of pictures add up."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from classroom.domain import Box


class Measure(StrEnum):
    """Shares: of so many things, so many were right; defined in docs/gallery.md."""

    TILE_RECALL = "tile_recall"
    TILE_PRECISION = "tile_precision"
    FACE_RECALL = "face_recall"
    FACE_PRECISION = "face_precision"
    READINGS = "readings"
    NAMES = "names"
    OTHER_SCRIPTS = "other_scripts"
    FALSE_NAMES = "false_names"  # the one share that should be 0
    STATES = "states"
    GALLERIES = "galleries"
    NON_GALLERIES = "non_galleries"


class Amount(StrEnum):
    """Means over many things."""

    TILE_IOU = "tile_iou"  # 0-1
    FACE_IOU = "face_iou"
    NAME_EDITS = "name_edits"  # letters to change, per letter of the true names
    LANDMARKS = "landmarks"  # distance, share of the true distance of the eyes
    YAW = "yaw"  # difference, degrees
    PITCH = "pitch"
    ROLL = "roll"


FACE_SIZES = (24, 32, 48, 96)  # px of height, each class from here to the next


def name_size(height_px: int) -> str:
    """The class of a face of that height, such as `32-47`."""
    place = max(n for n, low in enumerate(FACE_SIZES) if height_px >= low)
    low = FACE_SIZES[place]
    return f"{low}+" if place == len(FACE_SIZES) - 1 else f"{low}-{FACE_SIZES[place + 1] - 1}"


class FailureKind(StrEnum):
    GALLERY = "gallery"
    MISSED_TILE = "missed tile"
    FALSE_TILE = "false tile"
    MISSED_FACE = "missed face"
    FALSE_FACE = "false face"
    NO_READING = "no reading"
    NAME = "name"
    STATE = "state"
    SWAP = "swap"


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that went wrong on a picture."""

    kind: FailureKind
    text: str
    box: Box | None = None  # px, picture
    weight: int = 1  # how many things it stands for


@dataclass(slots=True, eq=False)
class Tally:
    """Counts of one or of many pictures."""

    pictures: int = 0
    right: Counter[Measure] = field(default_factory=Counter)
    of: Counter[Measure] = field(default_factory=Counter)
    sums: dict[Amount, float] = field(default_factory=dict)
    weights: dict[Amount, float] = field(default_factory=dict)
    sizes_right: Counter[str] = field(default_factory=Counter)  # faces by height
    sizes_of: Counter[str] = field(default_factory=Counter)
    states: Counter[tuple[str, str]] = field(default_factory=Counter)  # true (or several), seen

    def count(self, measure: Measure, right: bool) -> None:
        self.right[measure] += right
        self.of[measure] += 1

    def count_size(self, height_px: int, right: bool) -> None:
        self.sizes_right[name_size(height_px)] += right
        self.sizes_of[name_size(height_px)] += 1

    def add(self, amount: Amount, value: float, weight: float = 1.0) -> None:
        self.sums[amount] = self.sums.get(amount, 0.0) + value
        self.weights[amount] = self.weights.get(amount, 0.0) + weight

    def include(self, other: "Tally") -> None:
        """Adds another tally to this one."""
        self.pictures += other.pictures
        for own, more in (
            (self.right, other.right),
            (self.of, other.of),
            (self.sizes_right, other.sizes_right),
            (self.sizes_of, other.sizes_of),
            (self.states, other.states),
        ):
            own.update(more)  # type: ignore[arg-type]
        for amount, weight in other.weights.items():
            self.add(amount, other.sums[amount], weight)
