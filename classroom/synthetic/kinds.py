"""The variants in which people, labels and call programs are drawn."""

from enum import StrEnum

Color = tuple[int, int, int]  # blue, green, red, 0-255


class Backdrop(StrEnum):
    """What is behind a person."""

    WALL = "wall"
    SHELF = "shelf"
    WINDOW = "window"
    VIRTUAL = "virtual"
    BLURRED = "blurred"  # a room out of focus, as call programs blur it
    LANDSCAPE = "landscape"  # a virtual beach or hills
    OWN = "own"  # the portrait's own surroundings, blurred where the picture ends


class Absence(StrEnum):
    """What the camera shows of a `no_face` participant."""

    EMPTY_CHAIR = "empty_chair"
    BACK_OF_HEAD = "back_of_head"
    CEILING = "ceiling"  # the camera looks over everybody
    COVERED = "covered"  # a slide or finger before the lens: nearly black


class CameraOff(StrEnum):
    """What a tile shows without a camera."""

    NAME = "name"
    INITIALS = "initials"
    PICTURE = "picture"  # a still portrait: not the face of a student who is there
    DISC_PICTURE = "disc_picture"  # the same in a disc
    FULL_PICTURE = "full_picture"  # the same, as high as the tile
    CARTOON = "cartoon"  # a drawn head
    SILHOUETTE = "silhouette"  # the sign for anybody


class Cover(StrEnum):
    """What is before part of a face."""

    MASK = "mask"
    HAND = "hand"
    CUP = "cup"


class LabelStyle(StrEnum):
    BOX = "box"  # white on a translucent dark box in the corner (Zoom)
    PLAIN = "plain"  # white on the video (Meet)
    PILL = "pill"  # white in a dark box with round corners, a little inside (Teams, newer Zoom)
    STRIP = "strip"  # on a dark band over the whole width
    NONE = "none"


class LabelPlace(StrEnum):
    BOTTOM_LEFT = "bottom_left"
    BOTTOM_CENTRE = "bottom_centre"
    TOP_LEFT = "top_left"
    BELOW = "below"  # under the tile, outside the video


class MutePlace(StrEnum):
    """Where the crossed microphone is."""

    BEFORE = "before"  # before the name
    AFTER = "after"  # behind the name
    CORNER = "corner"  # in a disc at the top right


class Badge(StrEnum):
    """Small signs around a name; pictures, not part of the label's text."""

    HAND = "hand"
    PIN = "pin"
    STAR = "star"
    SMILE = "smile"
    HEART = "heart"
    SIGNAL = "signal"  # a weak connection


class SpeakerBorder(StrEnum):
    INSIDE = "inside"
    OUTSIDE = "outside"  # in the gutter
    GLOW = "glow"  # outside, fading


class Bars(StrEnum):
    """Whose title bar and buttons."""

    ZOOM = "zoom"
    MEET = "meet"
    TEAMS = "teams"


class Panel(StrEnum):
    """What the side panel shows."""

    PARTICIPANTS = "participants"
    CHAT = "chat"


class Shared(StrEnum):
    """What is shared beside a film strip."""

    SLIDE = "slide"
    CODE = "code"
    PAGE = "page"  # a web page
    SHEET = "sheet"  # a table
    SPEAKER = "speaker"  # nothing: the first participant, large


class StripSide(StrEnum):
    """Where the film strip is, seen from the shared screen."""

    ABOVE = "above"
    BELOW = "below"
    LEFT = "left"
    RIGHT = "right"
