"""A scripted gallery class as a frame source: the demo plays it through the real pipeline.

The script is written for twenty minutes and stretched or squeezed to the length asked for.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from classroom.domain import Frame, ParticipantState
from classroom.synthetic.cast import make_cast
from classroom.synthetic.chrome import draw_slide
from classroom.synthetic.gallery import draw_gallery
from classroom.synthetic.scene import (
    ZOOM_DARK,
    Absence,
    CameraOff,
    Drawing,
    Person,
    Pose,
    Scene,
    SceneTile,
    TruthTile,
)

DEMO_NOTICE = (
    "This is a drawn class: its faces are the same two public-domain portraits, repeated with other colours and "
    "rooms (Eileen Collins: NASA, from scikit-image; Grace Hopper: US Navy, from matplotlib). "
    "The names are invented; what is recorded is what the program really saw."
)

WIDTH, HEIGHT = 1280, 720  # px
_SCRIPT_MIN = 20.0
_REORDER_MIN = 2.0
_SPEAK_MIN = 0.4
_SLIDE = (10.2, 11.2)  # the teacher's shared screen hides the gallery
_SLIDE_LINES = (
    "No air resistance: only gravity acts",
    "Horizontal: x = v t cos a",
    "Vertical: y = v t sin a - g t t / 2",
    "The path is a parabola",
)


@dataclass(frozen=True, slots=True)
class Happening:
    """What somebody does for a while; script minutes."""

    cast: int  # place in the cast
    begin: float
    end: float
    state: ParticipantState
    absence: Absence = Absence.EMPTY_CHAIR
    camera_off: CameraOff = CameraOff.NAME


_STATE = ParticipantState
SCRIPT = (
    Happening(11, 0.0, 2.5, _STATE.LEFT),  # joins late
    Happening(7, 11.5, 14.5, _STATE.LEFT),  # leaves and comes back
    Happening(8, 17.5, 99.0, _STATE.LEFT),  # leaves early
    Happening(5, 6.0, 10.0, _STATE.CAMERA_OFF),
    Happening(10, 15.0, 17.0, _STATE.CAMERA_OFF, camera_off=CameraOff.INITIALS),
    Happening(3, 2.8, 9.6, _STATE.NO_FACE),  # away from the chair for more than six minutes
    Happening(6, 4.0, 5.5, _STATE.NO_FACE, Absence.BACK_OF_HEAD),  # turns round
    Happening(2, 12.5, 13.5, _STATE.NO_FACE, Absence.BACK_OF_HEAD),
)


class DemoSource:
    """A class of a dozen drawn people, one frame each `interval_s`; the same seed gives the same pixels."""

    live = False

    def __init__(self, started_at: datetime, *, minutes: float = 20, interval_s: float = 5, seed: int = 7) -> None:
        """`started_at`: aware UTC time of the first frame."""
        self.interval_s = interval_s
        self._started_at = started_at
        self._seed = seed
        self._script_min_per_frame = interval_s / 60 * _SCRIPT_MIN / minutes
        self._frame_count = max(1, round(minutes * 60 / interval_s))
        self._next = 0
        self._cast = make_cast()

    @property
    def description(self) -> str:
        return f"demo class (drawn, {len(self._cast)} people)"

    @property
    def frame_count(self) -> int:
        return self._frame_count

    def grab(self) -> Frame | None:
        """The next frame, or None when the class is over."""
        if self._next >= self._frame_count:
            return None
        number, self._next = self._next, self._next + 1
        return Frame(self.draw(number).image, self._started_at + timedelta(seconds=number * self.interval_s))

    def close(self) -> None:
        """Ends the class."""
        self._next = self._frame_count

    def truth(self, number: int) -> tuple[TruthTile, ...]:
        """What really is on frame `number` (0, 1, ...); () while the slide hides the gallery."""
        return self.draw(number).truth

    def draw(self, number: int) -> Drawing:
        """Frame `number` with its truth."""
        minute = number * self._script_min_per_frame
        if _SLIDE[0] <= minute < _SLIDE[1]:
            shown = 1 + int((minute - _SLIDE[0]) / (_SLIDE[1] - _SLIDE[0]) * len(_SLIDE_LINES))
            return Drawing(draw_slide(WIDTH, HEIGHT, "Projectile motion", _SLIDE_LINES[:shown]), ())
        return draw_gallery(self.scene(number))

    def scene(self, number: int) -> Scene:
        """The gallery of frame `number` as it is drawn."""
        minute = number * self._script_min_per_frame
        speaker = self._speaker(minute)
        tiles = [
            tile
            for index in self._order(minute)
            if (tile := self._tile(index, number, minute, is_speaking=index == speaker)) is not None
        ]
        return Scene(WIDTH, HEIGHT, tuple(tiles), ZOOM_DARK)

    def _tile(self, index: int, number: int, minute: float, *, is_speaking: bool) -> SceneTile | None:
        """The person's tile; None while not in the call."""
        person = self._cast[index]
        happening = _happening(index, minute)
        is_speaking = is_speaking and happening is None
        muted = not is_speaking and (index + int(minute / 5)) % 3 != 0
        if happening is None:
            return SceneTile(person, pose=self._pose(index, number), muted=muted, speaking=is_speaking)
        if happening.state is ParticipantState.LEFT:
            return None
        return SceneTile(
            person,
            happening.state,
            self._pose(index, number),
            absence=happening.absence,
            camera_off=happening.camera_off,
            muted=muted,
            speaking=is_speaking,
        )

    def _pose(self, index: int, number: int) -> Pose:
        """Gentle sway around the place where this person sits; never twice the same pixels."""
        seat = np.random.default_rng((self._seed, index))
        x, y, face_height, *phases = seat.uniform((0.44, 0.44, 0.38, 0, 0, 0, 0), (0.56, 0.49, 0.47, 6, 6, 6, 6))
        jitter = np.random.default_rng((self._seed, index, number))
        second = number * self.interval_s

        def sway(place: int, period_s: float) -> float:
            return math.sin(2 * math.pi * second / period_s + phases[place]) + 0.3 * float(jitter.standard_normal())

        return Pose(
            x=float(x) + 0.015 * sway(0, 47),
            y=float(y) + 0.008 * sway(1, 31),
            face_height=float(face_height) * (1 + 0.02 * sway(2, 83)),
            roll_deg=2.5 * sway(3, 61),
            brightness=1 + 0.02 * float(jitter.standard_normal()),
            noise_seed=int(jitter.integers(2**31)),
        )

    def _speaker(self, minute: float) -> int:
        turn = int(minute / _SPEAK_MIN)
        return int(np.random.default_rng((self._seed, 101, turn)).integers(len(self._cast)))

    def _order(self, minute: float) -> Sequence[int]:
        """The cast in the gallery's order: every two minutes somebody moves to the front and two change places."""
        order = list(range(len(self._cast)))
        for turn in range(1, int(minute / _REORDER_MIN) + 1):
            random = np.random.default_rng((self._seed, 202, turn))
            order.insert(0, order.pop(int(random.integers(3, len(order)))))
            a, b = random.choice(len(order), 2, replace=False)
            order[a], order[b] = order[b], order[a]
        return order

    @property
    def cast(self) -> tuple[Person, ...]:
        """Everybody who takes part, by place in the script."""
        return self._cast


def _happening(index: int, minute: float) -> Happening | None:
    fitting = (event for event in SCRIPT if event.cast == index and event.begin <= minute < event.end)
    return next(fitting, None)
