"""What a scripted call is made of; everything that makes following people hard can be switched on by itself."""

from dataclasses import dataclass, field
from enum import StrEnum

from classroom.domain import Box, ParticipantState

SCREEN, SMALLER_SCREEN = (1920, 1080), (1280, 760)  # px; before and after the window shrinks
POSES, LIGHTS = 6, 5  # ways to sit, steps of the daylight


class Trouble(StrEnum):
    """What happens in a call."""

    REORDER = "reorder"  # every half minute: the speaker moves to the front, or two change places, or all
    PAGING = "paging"  # more people than tiles: the teacher turns the page now and then
    REJOIN = "rejoin"  # people join late, leave, and return
    ELSEWHERE = "elsewhere"  # one of those who return sits somewhere else, in other clothes
    CAMERA = "camera"  # some cameras stay off, some are switched off and on
    AWAY = "away"  # an empty chair for a while
    RENAME = "rename"  # "iPhone" becomes a name; another name gets a pronoun
    TWINS = "twins"  # two people of one name
    PHONE = "phone"  # somebody joins a second time, with a telephone
    LABELS_HIDDEN = "labels_hidden"  # no label can be read for a minute
    MISREAD = "misread"  # some labels are read wrongly, cut, or not at all
    SCREEN_SHARE = "screen_share"  # no gallery for a while
    RESIZE = "resize"  # the window shrinks
    LIGHT = "light"  # the daylight changes
    VIRTUAL = "virtual"  # a virtual background is switched on
    SAME_BACKDROP = "same_backdrop"  # several have the school's virtual background


ALL_TROUBLES = frozenset(Trouble)


@dataclass(frozen=True, slots=True)
class CallPlan:
    """What kind of call is scripted."""

    people: int = 16
    troubles: frozenset[Trouble] = ALL_TROUBLES
    minutes: float = 10
    interval_s: float = 2.5
    page_size: int = 25
    nameless: float = 0.0  # share of the people whose label can never be read
    misread_share: float = 0.02  # of the readings, with Trouble.MISREAD


@dataclass(frozen=True, slots=True)
class View:
    """What one camera shows; the same view gives the same picture."""

    person: int
    room: int = 0  # 0 = at home, 1 = elsewhere, in other clothes
    virtual: int | None = None  # number of the virtual background
    pose: int = 0  # below POSES
    light: int = LIGHTS // 2  # below LIGHTS; the middle is as usual
    away: bool = False  # the chair alone


@dataclass(frozen=True, slots=True)
class CallTile:
    """One cell of the gallery as it is, and the name as it is read."""

    person: str  # who it is really; a second device is somebody of its own ("person 3 phone")
    label: str  # as written
    name: str | None  # as read
    box: Box  # px
    state: ParticipantState  # visible, no_face or camera_off
    view: View


@dataclass(frozen=True, slots=True)
class CallFrame:
    at_s: float
    width: int  # px
    height: int
    tiles: tuple[CallTile, ...]  # reading order; () = no gallery on the screen
    hidden: frozenset[str] = frozenset()  # in the call, on another page


@dataclass(slots=True)
class Caller:
    """One device in the call while it runs."""

    number: int
    key: str
    label: str
    view: View
    in_call: bool = True
    camera_on: bool = True
    readable: bool = True


@dataclass(slots=True)
class CallState:
    """The state of the call at one moment."""

    people: list[Caller]
    order: list[Caller] = field(default_factory=list)  # as the gallery shows them
    page: int = 0
    labels_hidden: bool = False
    shared: bool = False
    screen: tuple[int, int] = SCREEN
    light: int = LIGHTS // 2
