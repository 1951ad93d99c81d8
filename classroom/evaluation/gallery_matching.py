"""Which found boxes are which true ones, and which faces the product says it found."""

from collections.abc import Sequence
from dataclasses import dataclass

from classroom.domain import Box, Face, Image, ParticipantState, Tile
from classroom.vision.faces import FaceDetector, suppress_overlaps

SAME_FACE = 0.5  # IoU
IGNORED = 0.5  # share of a found face that lies in an area to be ignored


@dataclass(frozen=True, slots=True)
class Pair:
    """A true box and the found one that shows it."""

    true: int  # index
    found: int
    iou: float  # 0-1


def pair_boxes(true: Sequence[Box], found: Sequence[Box], least_iou: float) -> tuple[Pair, ...]:
    """Pairs of at least that overlap, best first, each box in at most one."""
    pairs = [
        Pair(row, column, iou)
        for row, one in enumerate(true)
        for column, other in enumerate(found)
        if (iou := one.iou(other)) >= least_iou
    ]
    taken_true: set[int] = set()
    taken_found: set[int] = set()
    best = []
    for pair in sorted(pairs, key=_by_overlap):
        if pair.true in taken_true or pair.found in taken_found:
            continue
        taken_true.add(pair.true)
        taken_found.add(pair.found)
        best.append(pair)
    return tuple(best)


def _by_overlap(pair: Pair) -> tuple[float, int, int]:
    return -pair.iou, pair.true, pair.found


@dataclass(frozen=True, slots=True)
class FaceMatch:
    """Found faces against true ones; faces that count neither way are in none of the three."""

    right: tuple[Pair, ...]  # with wanted faces
    missed: tuple[int, ...]  # wanted faces
    wrong: tuple[int, ...]  # found faces


def match_faces(
    wanted: Sequence[Box], allowed: Sequence[Box], ignore: Sequence[Box], found: Sequence[Box]
) -> FaceMatch:
    """Each found face is right, wrong, or neither.

    Args:
        wanted: faces that must be found.
        allowed: faces that may be found: too small, further people, perhaps a photo.
        ignore: areas in which a find says nothing.
    """
    pairs = pair_boxes([*wanted, *allowed], found, SAME_FACE)
    right = tuple(pair for pair in pairs if pair.true < len(wanted))
    seen, taken = {pair.true for pair in right}, {pair.found for pair in pairs}
    wrong = (n for n, box in enumerate(found) if n not in taken and not _is_ignored(box, ignore))
    return FaceMatch(right, tuple(n for n in range(len(wanted)) if n not in seen), tuple(wrong))


def _is_ignored(box: Box, areas: Sequence[Box]) -> bool:
    return any(box.intersection(area) >= IGNORED * box.area for area in areas)


class FaceWatch:
    """A detector that hands on what another finds and keeps it until it is asked for."""

    def __init__(self, detector: FaceDetector) -> None:
        self._detector = detector
        self._seen: list[Face] = []

    def detect(self, image: Image) -> tuple[Face, ...]:
        return self._keep(self._detector.detect(image))

    def look_closer(self, image: Image, tile: Box) -> tuple[Face, ...]:
        return self._keep(self._detector.look_closer(image, tile))

    def take(self) -> tuple[Face, ...]:
        """All faces seen since the last call."""
        seen, self._seen = tuple(self._seen), []
        return seen

    def _keep(self, faces: tuple[Face, ...]) -> tuple[Face, ...]:
        self._seen += faces
        return faces


def list_found(tiles: Sequence[Tile], seen: Sequence[Face]) -> tuple[Face, ...]:
    """The faces the product says are there: each tile's own, and the further ones it counted.

    Args:
        tiles: as analysed; of further faces only their number is known.
        seen: what the detector found; the best of a tile stand for its further faces.
    """
    found: list[Face] = []
    for tile in tiles:
        if tile.face is not None:
            found.append(tile.face)
        if tile.extra_faces and tile.state is not ParticipantState.CAMERA_OFF:
            inside = [face for face in seen if tile.box.contains(*face.box.center)]
            others = suppress_overlaps(inside)
            found += [face for face in others if not _is_same(face, tile.face)][: tile.extra_faces]
    return tuple(found)


def _is_same(face: Face, other: Face | None) -> bool:
    return other is not None and face.box.iou(other.box) >= SAME_FACE
