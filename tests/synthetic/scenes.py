"""Scenes the tests draw."""

from classroom.domain import ParticipantState
from classroom.synthetic import (
    Absence,
    Backdrop,
    CameraOff,
    GalleryStyle,
    Look,
    Person,
    Pose,
    Scene,
    SceneTile,
    load_portraits,
)

NAMES = ("Amara Diallo", "Ben Carter", "Chloe Martin", "Daniel Weber", "Elena Rossi", "Farid Haddad", "Grace Kim")


def make_person(number: int, name: str | None = None) -> Person:
    """The person of that number; neighbours look different."""
    portraits = load_portraits()
    look = Look(
        mirror=number % 4 > 1,
        clothes=(40 + number * 37 % 180, 40 + number * 71 % 180, 40 + number * 113 % 180),
        backdrop=list(Backdrop)[number % 4],
        backdrop_seed=number,
    )
    return Person(name or f"{NAMES[number % len(NAMES)]}", portraits[number % len(portraits)], look)


def make_scene(count: int, style: GalleryStyle | None = None, width: int = 1280, height: int = 720) -> Scene:
    """A gallery of `count` visible people."""
    tiles = tuple(SceneTile(make_person(n), pose=Pose(x=0.45 + 0.02 * (n % 5), noise_seed=n)) for n in range(count))
    return Scene(width, height, tiles, style or GalleryStyle())


def make_mixed_scene(style: GalleryStyle | None = None) -> Scene:
    """A gallery with every kind of tile."""
    state = ParticipantState
    tiles = (
        SceneTile(make_person(0), speaking=True),
        SceneTile(make_person(1), muted=True),
        SceneTile(make_person(2), upright=True),
        SceneTile(make_person(3), state.NO_FACE, absence=Absence.EMPTY_CHAIR),
        SceneTile(make_person(4), state.NO_FACE, absence=Absence.BACK_OF_HEAD),
        SceneTile(make_person(5), state.CAMERA_OFF, camera_off=CameraOff.NAME),
        SceneTile(make_person(6), state.CAMERA_OFF, camera_off=CameraOff.INITIALS),
        SceneTile(make_person(7), state.CAMERA_OFF, camera_off=CameraOff.PICTURE),
    )
    return Scene(1280, 720, tiles, style or GalleryStyle())
