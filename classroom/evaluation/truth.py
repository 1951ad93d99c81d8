"""What is really on a picture of a screen; read from files by `truth_files`."""

from dataclasses import dataclass

from classroom.domain import Box, HeadPose, ParticipantState, Points


@dataclass(frozen=True, slots=True, eq=False)
class TruthFace:
    """A face that is really there."""

    box: Box  # px, picture; hairline to chin
    landmarks: Points | None = None  # (5, 2) px, as in domain.Face
    head_pose: HeadPose | None = None  # None = not known


@dataclass(frozen=True, slots=True, eq=False)
class TruthTile:
    """What is really in a tile."""

    box: Box  # px, picture
    states: frozenset[ParticipantState]  # any of them is right
    person: str | None = None  # tells people of a sequence apart
    name: str | None = None  # what the label should be read as
    label: str | None = None  # the text shown; None = the tile shows none
    label_px: float | None = None  # height of its capital letters; None = not known
    face: TruthFace | None = None  # the participant's
    other_faces: tuple[Box, ...] = ()  # of further people, px


@dataclass(frozen=True, slots=True, eq=False)
class TruthPicture:
    """What is really on a picture."""

    width: int  # px
    height: int
    gallery: bool | None  # None = not known
    conditions: tuple[str, ...]
    sequence: str | None  # pictures of one name are one call, in the order of their times
    time_s: float | None
    tiles: tuple[TruthTile, ...] | None  # None = nobody has marked them
    faces: tuple[TruthFace, ...]  # marked without tiles
    ignore: tuple[Box, ...]  # a face here counts neither way
