"""Scripted calls as a frame source: drawn, for the real pipeline, with truth."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from classroom.domain import Box, Frame, ParticipantState
from classroom.synthetic.call import script_call
from classroom.synthetic.call_plan import LIGHTS, CallFrame, CallPlan, CallTile, View
from classroom.synthetic.chrome import draw_slide
from classroom.synthetic.gallery import draw_gallery
from classroom.synthetic.kinds import Absence, Backdrop, LabelStyle
from classroom.synthetic.portraits import Portrait, load_portraits
from classroom.synthetic.scene import ZOOM_DARK, Color, Drawing, Look, Person, Pose, Scene, SceneTile

_LIGHT_STEP = 0.08  # of the gain, from one step of the daylight to the next
_HAIR: tuple[Color | None, ...] = (None, (28, 26, 30), (35, 60, 95), (90, 160, 205), (35, 75, 150), (120, 118, 116))
_ROOMS = (Backdrop.WALL, Backdrop.SHELF, Backdrop.WINDOW)
_SLIDE_LINES = ("The screen is shared.", "Nobody can be seen meanwhile.")


class ScriptedCall:
    """A call of drawn people, one frame each `plan.interval_s`; the same plan and seed give the same pixels.

    Labels are drawn as they are written, so that names are misread where the reader does; a frame on which
    the plan can read no label at all is drawn without labels.
    """

    live = False

    def __init__(
        self, plan: CallPlan, seed: int, started_at: datetime, portraits: Sequence[Portrait] | None = None
    ) -> None:
        """`started_at`: aware UTC time of the first frame; `portraits`: other than the shipped ones."""
        self._script = script_call(plan, seed)
        self._started_at = started_at
        self._portraits = tuple(portraits or load_portraits())
        self._next = 0

    @property
    def description(self) -> str:
        return f"scripted call (drawn, {len(self._script)} frames)"

    @property
    def frame_count(self) -> int:
        return len(self._script)

    def grab(self) -> Frame | None:
        """The next frame, or None when the call is over."""
        if self._next >= len(self._script):
            return None
        number, self._next = self._next, self._next + 1
        at = self._started_at + timedelta(seconds=self._script[number].at_s)
        return Frame(self.draw(number).image, at)

    def close(self) -> None:
        """Ends the call."""
        self._next = len(self._script)

    def truth(self, number: int) -> tuple[tuple[str, Box], ...]:
        """Who is really where (px) on frame `number` (0, 1, ...); () while no gallery is shown."""
        people = (tile.person for tile in self._script[number].tiles)
        return tuple(zip(people, (tile.box for tile in self.draw(number).truth), strict=True))

    def draw(self, number: int) -> Drawing:
        """Frame `number` with what is drawn on it."""
        frame = self._script[number]
        if not frame.tiles:
            return Drawing(draw_slide(frame.width, frame.height, "Shared screen", _SLIDE_LINES), ())
        return draw_gallery(self._scene(frame, number))

    def _scene(self, frame: CallFrame, number: int) -> Scene:
        has_labels = any(tile.name is not None for tile in frame.tiles)
        style = ZOOM_DARK if has_labels else replace(ZOOM_DARK, label=LabelStyle.NONE)
        tiles = tuple(self._tile(tile, number, place) for place, tile in enumerate(frame.tiles))
        return Scene(frame.width, frame.height, tiles, style)

    def _tile(self, tile: CallTile, number: int, place: int) -> SceneTile:
        person = Person(tile.label, self._portraits[tile.view.person % len(self._portraits)], _look(tile.view))
        pose = _pose(tile.view, noise_seed=number * 100 + place)
        state = tile.state
        absence = Absence.EMPTY_CHAIR if state is ParticipantState.NO_FACE else Absence.BACK_OF_HEAD
        return SceneTile(person, state, pose, absence=absence, muted=tile.view.person % 3 > 0)


def _look(view: View) -> Look:
    random = np.random.default_rng((view.person, view.room))
    hair, room = int(random.integers(len(_HAIR))), int(random.integers(len(_ROOMS)))
    wall, clothes = _color(random, 90, 220), _color(random, 30, 210)
    backdrop, seed = _ROOMS[room], int(random.integers(2**31))
    if view.virtual is not None:
        picture = np.random.default_rng((view.virtual, 5))
        backdrop, wall, seed = Backdrop.VIRTUAL, _color(picture, 60, 220), view.virtual
    return Look(
        mirror=bool(random.random() < 0.5),
        hair=_HAIR[hair],
        clothes=clothes,
        stretch=float(random.uniform(0.95, 1.05)),
        backdrop=backdrop,
        backdrop_color=wall,
        backdrop_seed=seed,
    )


def _pose(view: View, noise_seed: int) -> Pose:
    seat = np.random.default_rng((view.person, 6))
    moved = np.random.default_rng((view.person, 7, view.pose))
    return Pose(
        x=float(seat.uniform(0.43, 0.57) + 0.025 * moved.standard_normal()),
        y=float(seat.uniform(0.43, 0.49) + 0.01 * moved.standard_normal()),
        face_height=float(seat.uniform(0.37, 0.47) * (1 + 0.05 * moved.standard_normal())),
        roll_deg=float(4 * moved.standard_normal()),
        brightness=1 + _LIGHT_STEP * (view.light - LIGHTS // 2),
        noise_seed=noise_seed,
    )


def _color(random: np.random.Generator, low: int, high: int) -> Color:
    blue, green, red = (int(value) for value in random.integers(low, high, 3))
    return blue, green, red
