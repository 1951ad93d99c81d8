"""Random people before random cameras: the tiles of a drawn gallery."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from classroom.domain import ParticipantState
from classroom.synthetic.fonts import family_for
from classroom.synthetic.kinds import Absence, Backdrop, Badge, CameraOff, Color, Cover
from classroom.synthetic.names import FOREIGN, SCRIPTS, decorate_name, sample_name
from classroom.synthetic.portraits import Portrait
from classroom.synthetic.scene import Camera, Companion, Look, Person, Pose, Poster, SceneTile, to_color
from classroom.synthetic.styles import Platform, Random, chance, pick

_HAIRS: tuple[Color, ...] = ((28, 26, 30), (35, 60, 95), (90, 160, 205), (35, 75, 150), (120, 118, 116), (20, 30, 55))
_ROOMS = (Backdrop.WALL, Backdrop.SHELF, Backdrop.WINDOW, Backdrop.VIRTUAL, Backdrop.BLURRED, Backdrop.LANDSCAPE)
_STATES = (ParticipantState.VISIBLE, ParticipantState.NO_FACE, ParticipantState.CAMERA_OFF)


@dataclass(frozen=True, slots=True)
class Mood:
    """What the people of one screen have in common."""

    scripts: tuple[str, ...]
    cameras_off: float  # share
    low_light: float
    compressed: float
    room: tuple[Backdrop, Color, int] | None  # one virtual background for everybody, with its seed


def sample_mood(random: Random) -> Mood:
    """Most classes are ordinary; some have most cameras off, sit in the dark, have weak lines or foreign names."""
    usable = usable_scripts()
    foreign = tuple(script for script in FOREIGN if script in usable)
    scripts: tuple[str, ...] = ("latin",)
    kind = random.random()
    if kind < 0.15 and foreign:
        scripts = (pick(random, foreign), "latin")
    elif kind < 0.3 and "accents" in usable:
        scripts = ("accents", "latin")
    shared = chance(random, 0.05)
    return Mood(
        scripts,
        cameras_off=float(pick(random, (0.1, 0.2, 0.6), (6, 3, 1))),
        low_light=float(pick(random, (0.05, 0.7), (9, 1))),
        compressed=float(pick(random, (0.1, 0.8), (8, 2))),
        room=(Backdrop.VIRTUAL, to_color(random.uniform(40, 230, 3)), int(random.integers(2**31))) if shared else None,
    )


def usable_scripts() -> tuple[str, ...]:
    """The scripts this machine has fonts for."""
    return tuple(script for script in SCRIPTS if _can_write(script))


def _can_write(script: str) -> bool:
    random = np.random.default_rng(1)
    return all(family_for(sample_name(random, script)) is not None for _ in range(24))


def sample_tiles(
    random: Random, portraits: Sequence[Portrait], count: int, mood: Mood, platform: Platform
) -> tuple[SceneTile, ...]:
    """`count` tiles of different people; portraits repeat only when there are too few."""
    order = random.permutation(len(portraits))
    tiles = []
    for place in range(count):
        portrait = portraits[int(order[place % len(order)])]
        look = sample_look(random, portrait, mood)
        name = _sample_writable(random, mood.scripts)
        person = Person(name, portrait, look, key=f"p{place + 1}")
        other = portraits[int(random.integers(len(portraits)))]
        tiles.append(_sample_tile(random, person, other, mood, platform))
    seen = [place for place, tile in enumerate(tiles) if tile.state is ParticipantState.VISIBLE]
    if seen and chance(random, 0.7):
        speaker = pick(random, seen)
        tiles[speaker] = replace(tiles[speaker], speaking=True, muted=False)
    return tuple(tiles)


def _sample_writable(random: Random, scripts: tuple[str, ...]) -> str:
    """A name that this machine's fonts can write."""
    script = pick(random, scripts)
    name = sample_name(random, script)
    return name if family_for(name) is not None else sample_name(random, "latin")


def sample_look(random: Random, portrait: Portrait, mood: Mood) -> Look:
    """Colours and a room for that portrait."""
    marked = portrait.recolourable
    backdrop = (
        Backdrop.OWN
        if portrait.photo is not None and chance(random, 0.35)
        else pick(random, _ROOMS, (3, 2, 2, 1, 3, 1))
    )
    level = random.uniform(70, 225)
    color, seed = to_color(level * random.uniform(0.8, 1.1, 3)), int(random.integers(2**31))
    if backdrop in (Backdrop.VIRTUAL, Backdrop.LANDSCAPE):
        color = to_color(random.uniform(40, 230, 3))
    if mood.room is not None:
        backdrop, color, seed = mood.room
    return Look(
        mirror=chance(random, 0.5),
        hair=pick(random, _HAIRS) if marked and chance(random, 0.8) else None,
        clothes=to_color(random.uniform(40, 190) + random.normal(0, 28, 3)) if marked and chance(random, 0.8) else None,
        tint=_three(random, 0.92, 1.04),
        stretch=float(random.uniform(0.93, 1.06)),
        backdrop=backdrop,
        backdrop_color=color,
        backdrop_seed=seed,
    )


def sample_pose(random: Random) -> Pose:
    """How somebody sits before a webcam."""
    face = float(np.clip(np.exp(random.normal(np.log(0.42), 0.25)), 0.2, 0.72))
    return Pose(
        x=float(np.clip(random.normal(0.5, 0.08), 0.25, 0.75)),
        y=float(np.clip(random.normal(0.47, 0.06), 0.42 * face + 0.08, 1 - 0.5 * face)),
        face_height=face,
        roll_deg=float(np.clip(random.normal(0, 5), -22, 22)),
        brightness=float(random.uniform(0.85, 1.12)),
        noise_seed=int(random.integers(2**31)),
    )


def _fit_photo(pose: Pose, person: Person) -> Pose:
    """The pose, near enough that a photo with its own background fills the tile from top to bottom."""
    portrait = person.portrait
    if person.look.backdrop is not Backdrop.OWN or portrait.photo is None:
        return pose
    face, photo = portrait.face, portrait.photo
    above, below = face.center[1] - photo.top, photo.bottom - face.center[1]
    share = max(pose.face_height, 1.03 * face.height / photo.height)
    lowest = share * above / face.height
    return replace(pose, face_height=share, y=min(max(pose.y, 1 - share * below / face.height), lowest), roll_deg=0.0)


def _sample_tile(random: Random, person: Person, other: Portrait, mood: Mood, platform: Platform) -> SceneTile:
    off = mood.cameras_off
    state = pick(random, _STATES, (0.93 * (1 - off), 0.07 * (1 - off), off))
    label = decorate_name(random, person.name)
    if family_for(label) is None:  # no font has both the script and the Latin letters around it
        label = person.name
    tile = SceneTile(
        person,
        state,
        _fit_photo(sample_pose(random), person),
        absence=pick(random, tuple(Absence), (3, 4, 1, 1)),
        camera_off=_sample_camera_off(random, platform),
        muted=chance(random, 0.6),
        upright=chance(random, 0.04),
        label=label,
        before=_sample_badges(random, 0.04),
        after=_sample_badges(random, 0.04),
    )
    tile = _degrade(random, tile, mood)
    return _people_it(random, tile, other, mood)


def _sample_badges(random: Random, share: float) -> tuple[Badge, ...]:
    return (pick(random, tuple(Badge)),) if chance(random, share) else ()


def _sample_camera_off(random: Random, platform: Platform) -> CameraOff:
    """Zoom writes the name, Meet and Teams put initials or a round picture into the middle."""
    weights = {Platform.ZOOM: (8, 1, 4, 0, 2, 2, 1), Platform.OTHER: (3, 3, 2, 2, 2, 2, 2)}
    return pick(random, tuple(CameraOff), weights.get(platform, (0, 8, 0, 5, 0, 2, 1)))


def _degrade(random: Random, tile: SceneTile, mood: Mood) -> SceneTile:
    """The tile as its camera and line show it."""
    pose, camera = tile.pose, Camera()
    if chance(random, mood.low_light):
        pose = replace(pose, brightness=float(random.uniform(0.38, 0.62)))
        camera = replace(camera, gamma=float(random.uniform(1.0, 1.15)), noise_sigma=float(random.uniform(3, 7)))
    if chance(random, 0.12):
        camera = replace(camera, gain=_three(random, 0.75, 1.15))
    if chance(random, 0.06):
        pose = replace(pose, blur_px=float(random.uniform(0.8, 2.5)))
    if chance(random, mood.compressed):
        lines, quality = int(pick(random, (90, 180, 180, 360))), int(random.integers(15, 60))
        camera = replace(camera, lines=lines, jpeg_quality=quality)
    return replace(tile, pose=pose, camera=camera)


def _three(random: Random, low: float, high: float) -> tuple[float, float, float]:
    blue, green, red = (float(value) for value in random.uniform(low, high, 3))
    return blue, green, red


def _people_it(random: Random, tile: SceneTile, other: Portrait, mood: Mood) -> SceneTile:
    """Sometimes a hand, a picture on the wall, or somebody else."""
    kind = random.random()
    if kind < 0.06:
        return replace(tile, cover=pick(random, tuple(Cover), (2, 3, 1)))
    if kind < 0.1:
        place = float(pick(random, (0.1, 0.16, 0.84, 0.9)))
        poster = Poster(other, place, float(random.uniform(0.18, 0.35)), float(random.uniform(0.18, 0.36)))
        return replace(tile, posters=(poster,))
    if kind < 0.13 and tile.state is ParticipantState.VISIBLE and not tile.upright:
        look = replace(sample_look(random, other, mood), backdrop=Backdrop.WALL)
        face = tile.pose.face_height
        aside = Pose(x=float(random.uniform(0.74, 0.84)), y=float(random.uniform(0.44, 0.6)), face_height=face * 0.8)
        pose = replace(tile.pose, x=float(random.uniform(0.28, 0.38)), face_height=min(face, 0.5))
        return replace(tile, pose=pose, companion=Companion(Person("", other, look), aside))
    return tile
