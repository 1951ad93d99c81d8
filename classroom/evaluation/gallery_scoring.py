"""One analysed picture against its truth: what counts as right is defined in docs/gallery.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from classroom.domain import STATES, Box, Face, FrameAnalysis, FrameStatus, ParticipantState, Tile
from classroom.evaluation.gallery_matching import Pair, list_found, match_faces, pair_boxes
from classroom.evaluation.gallery_names import expect_names, is_legible, tidy_name
from classroom.evaluation.gallery_tally import Amount, Failure, FailureKind, Measure, Tally
from classroom.evaluation.truth import TruthFace, TruthPicture, TruthTile
from classroom.vision.name_likeness import edit_distance

SAME_TILE = 0.5  # IoU from which on a found tile stands for a true one
FOUND_TILE = 0.8  # IoU from which on the tile counts as found
WANTED_PX = 24  # height of faces that must be found
READABLE_PX = 32  # height of faces that must be read
NEARLY_SMALL_PX = 28  # up to this height a face may be called too small: boxes differ by some pixels
PROFILE = 0.2  # distance of the eyes, share of the face's height, below which it is no measure of length
NOT_FOUND = "not found"  # a tile's state when the tile was not found


@dataclass(frozen=True, slots=True, eq=False)
class PictureScore:
    """One picture's counts, what went wrong on it, and which found tile is which true one."""

    tally: Tally
    failures: tuple[Failure, ...]
    pairs: tuple[Pair, ...]  # true and found tiles


@dataclass(slots=True, eq=False)
class _Sheet:
    """A picture's score while it is written."""

    truth: TruthPicture
    analysis: FrameAnalysis
    tally: Tally = field(default_factory=lambda: Tally(pictures=1))
    failures: list[Failure] = field(default_factory=list)

    def fail(self, kind: FailureKind, text: str, box: Box | None = None, weight: int = 1) -> None:
        self.failures.append(Failure(kind, text, box, weight))

    @property
    def true_tiles(self) -> tuple[TruthTile, ...]:
        return self.truth.tiles or ()


def score_picture(truth: TruthPicture, analysis: FrameAnalysis, seen: Sequence[Face]) -> PictureScore:
    """The picture's score.

    Args:
        seen: all that the detector found on it, for the further faces of tiles.
    """
    sheet = _Sheet(truth, analysis)
    tiles = analysis.tiles
    pairs = pair_boxes([tile.box for tile in sheet.true_tiles], [tile.box for tile in tiles], SAME_TILE)
    _score_gallery(sheet)
    if truth.tiles is not None:
        _score_tiles(sheet, pairs)
        shown = {pair.true: tiles[pair.found] for pair in pairs}
        for place, tile in enumerate(sheet.true_tiles):
            _score_state(sheet, tile, shown.get(place))
            _score_name(sheet, tile, shown.get(place))
        _score_names_of_nobody(sheet, {pair.found for pair in pairs})
    _score_faces(sheet, list_found(tiles, seen))
    failures = sheet.failures
    if truth.gallery and not tiles:  # all else that is missing follows from it
        failures = [failure for failure in failures if failure.kind is FailureKind.GALLERY]
    return PictureScore(sheet.tally, tuple(failures), pairs)


def _score_gallery(sheet: _Sheet) -> None:
    seen = sheet.analysis.status is FrameStatus.GALLERY
    if sheet.truth.gallery is None:
        return
    right = seen == sheet.truth.gallery
    sheet.tally.count(Measure.GALLERIES if sheet.truth.gallery else Measure.NON_GALLERIES, right)
    if not right and seen:
        sheet.fail(FailureKind.GALLERY, f"a gallery of {len(sheet.analysis.tiles)} tiles where there is none")
    elif not right:
        count = len(sheet.true_tiles)
        sheet.fail(
            FailureKind.GALLERY, f"the gallery of {count} tiles is missed ({sheet.analysis.status})", None, count
        )


def _score_tiles(sheet: _Sheet, pairs: Sequence[Pair]) -> None:
    good = {pair.true: pair for pair in pairs if pair.iou >= FOUND_TILE}
    overlaps = {pair.true: pair.iou for pair in pairs}
    for pair in pairs:
        sheet.tally.add(Amount.TILE_IOU, pair.iou)
    for place, tile in enumerate(sheet.true_tiles):
        sheet.tally.count(Measure.TILE_RECALL, place in good)
        if place not in good:
            overlap = f"best overlap {overlaps[place]:.2f}" if place in overlaps else "nothing there"
            sheet.fail(FailureKind.MISSED_TILE, f"tile of {_who(tile)} missed: {overlap}", tile.box)
    found = {pair.found for pair in good.values()}
    for place, seen in enumerate(sheet.analysis.tiles):
        sheet.tally.count(Measure.TILE_PRECISION, place in found)
        if place not in found and place not in {pair.found for pair in pairs}:
            sheet.fail(
                FailureKind.FALSE_TILE, f"a tile of {seen.box.width}x{seen.box.height} px that is none", seen.box
            )


def _score_state(sheet: _Sheet, tile: TruthTile, seen: Tile | None) -> None:
    true = "/".join(state for state in STATES if state in tile.states)
    sheet.tally.states[true, NOT_FOUND if seen is None else seen.state.value] += 1
    right = seen is not None and seen.state in _right_states(sheet.truth, tile)
    sheet.tally.count(Measure.STATES, right)
    if seen is not None and not right:
        sheet.fail(FailureKind.STATE, f"{_who(tile)} is {true}, seen as {seen.state}", tile.box)


def _right_states(truth: TruthPicture, tile: TruthTile) -> set[ParticipantState]:
    """The states that may be told: also what follows from a small face, or from seeing no movement."""
    states = set(tile.states)
    if truth.sequence is None:  # that something never moves does not show on one picture
        if ParticipantState.FROZEN in states:
            states.add(ParticipantState.NO_FACE if tile.face is None else ParticipantState.VISIBLE)
        if ParticipantState.CAMERA_OFF in states and _shows_photo(truth, tile):
            states.add(ParticipantState.VISIBLE)
    small = tile.face is not None and tile.face.box.height < NEARLY_SMALL_PX
    if small and ParticipantState.VISIBLE in states:
        states.add(ParticipantState.TOO_SMALL)
    return states


def _shows_photo(truth: TruthPicture, tile: TruthTile) -> bool:
    """Whether a face lies in a tile whose camera is off."""
    return tile.face is not None or any(tile.box.contains(*box.center) for box in truth.ignore)


def _score_name(sheet: _Sheet, tile: TruthTile, seen: Tile | None) -> None:
    expected = expect_names(tile)
    read = None if seen is None or seen.name is None else tidy_name(seen.name)
    if not expected:
        _score_false_name(sheet, tile, seen, read)
        return
    if not is_legible(tile):
        right = read is None or read in expected
        sheet.tally.count(Measure.OTHER_SCRIPTS, right)
    else:
        right = read in expected
        sheet.tally.count(Measure.NAMES, right)
        edits, length = min((edit_distance(read or "", name), len(name)) for name in expected)
        sheet.tally.add(Amount.NAME_EDITS, edits, max(1, length))
    if not right and seen is not None:
        told = "not read" if read is None else f"read as “{read}”"
        sheet.fail(FailureKind.NAME, f"“{expected[0]}” is {told}", tile.box)


def _score_false_name(sheet: _Sheet, tile: TruthTile, seen: Tile | None, read: str | None) -> None:
    if seen is None:
        return
    false = read is not None and (tile.name is None or read != tidy_name(tile.name))
    sheet.tally.count(Measure.FALSE_NAMES, false)
    if false:
        sheet.fail(FailureKind.NAME, f"“{read}” is read where there is no label", tile.box)


def _score_names_of_nobody(sheet: _Sheet, paired: set[int]) -> None:
    for place, seen in enumerate(sheet.analysis.tiles):
        if place not in paired:
            sheet.tally.count(Measure.FALSE_NAMES, seen.name is not None)


def _score_faces(sheet: _Sheet, found: Sequence[Face]) -> None:
    wanted, allowed = _list_faces(sheet.truth)
    boxes = [face.box for face in wanted]
    match = match_faces(boxes, allowed, sheet.truth.ignore, [face.box for face in found])
    for pair in match.right:
        face = wanted[pair.true]
        sheet.tally.count(Measure.FACE_RECALL, right=True)
        sheet.tally.count(Measure.FACE_PRECISION, right=True)
        sheet.tally.count_size(face.box.height, right=True)
        sheet.tally.add(Amount.FACE_IOU, pair.iou)
        _compare_faces(sheet.tally, face, found[pair.found])
    for place in match.missed:
        box = boxes[place]
        sheet.tally.count(Measure.FACE_RECALL, right=False)
        sheet.tally.count_size(box.height, right=False)
        sheet.fail(FailureKind.MISSED_FACE, f"a face of {box.height} px is missed", box)
    for place in match.wrong:
        face_found = found[place]
        sheet.tally.count(Measure.FACE_PRECISION, right=False)
        text = f"a face of {face_found.box.height} px, score {face_found.score:.2f}, that is none"
        sheet.fail(FailureKind.FALSE_FACE, text, face_found.box)
    _score_readings(sheet, boxes)


def _list_faces(truth: TruthPicture) -> tuple[list[TruthFace], list[Box]]:
    """Faces that must be found, and faces that may be."""
    wanted = list(truth.faces)
    allowed: list[Box] = []
    for tile in truth.tiles or ():
        allowed += tile.other_faces
        if tile.face is not None and ParticipantState.CAMERA_OFF in tile.states:
            allowed.append(tile.face.box)  # a photo, or perhaps one
        elif tile.face is not None:
            wanted.append(tile.face)
    allowed += [face.box for face in wanted if face.box.height < WANTED_PX]
    return [face for face in wanted if face.box.height >= WANTED_PX], allowed


def _score_readings(sheet: _Sheet, wanted: Sequence[Box]) -> None:
    """Of the wanted faces that are high enough and live, those whose tile has a reading."""
    still = [tile.face.box for tile in sheet.true_tiles if tile.face and tile.states != {ParticipantState.VISIBLE}]
    readable = [box for box in wanted if box.height >= READABLE_PX and box not in still]
    tiles = [tile for tile in sheet.analysis.tiles if tile.face is not None]
    pairs = pair_boxes(readable, [tile.face.box for tile in tiles if tile.face is not None], SAME_TILE)
    seen = {pair.true: tiles[pair.found] for pair in pairs}
    for place, box in enumerate(readable):
        read = place in seen and seen[place].reading is not None
        sheet.tally.count(Measure.READINGS, read)
        if place in seen and not read:
            sheet.fail(FailureKind.NO_READING, f"a face of {box.height} px is found and not read", box)


def _compare_faces(tally: Tally, true: TruthFace, found: Face) -> None:
    """Adds how far landmarks and head pose are off, where both are known."""
    if true.landmarks is not None and found.landmarks is not None:
        eyes = float(np.linalg.norm(true.landmarks[0] - true.landmarks[1]))
        if eyes >= PROFILE * true.box.height:
            distance = float(np.linalg.norm(true.landmarks - found.landmarks, axis=1).mean())
            tally.add(Amount.LANDMARKS, distance / eyes)
    if true.head_pose is not None and found.head_pose is not None:
        tally.add(Amount.YAW, abs(true.head_pose.yaw - found.head_pose.yaw))
        tally.add(Amount.PITCH, abs(true.head_pose.pitch - found.head_pose.pitch))
        tally.add(Amount.ROLL, abs(true.head_pose.roll - found.head_pose.roll))


def _who(tile: TruthTile) -> str:
    return tile.name or tile.label or tile.person or "somebody"
