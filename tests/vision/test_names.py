from dataclasses import replace

import numpy as np
import pytest

from classroom.config import NameSettings
from classroom.domain import Box, Image, ParticipantState, Tile
from classroom.synthetic import (
    MEET_LIGHT,
    TEAMS_DARK,
    ZOOM_DARK,
    Drawing,
    GalleryStyle,
    LabelStyle,
    Pose,
    Scene,
    SceneTile,
    draw_gallery,
)
from classroom.synthetic.lettering import draw_text, text_width
from classroom.vision.label_memory import LabelMemory
from classroom.vision.labels import LabelPlace
from classroom.vision.names import NameReader, clean_name
from classroom.vision.ocr import TextEngine, TextLine
from tests.synthetic.scenes import make_mixed_scene, make_person, make_scene


class CountingEngine(TextEngine):
    """The real engine, and how many lines it was asked to read."""

    def __init__(self) -> None:
        super().__init__()
        self.lines_read = 0

    def read_line(self, image: Image) -> TextLine:
        self.lines_read += 1
        return super().read_line(image)


@pytest.fixture(scope="module")
def loaded() -> CountingEngine:
    return CountingEngine()


@pytest.fixture
def engine(loaded: CountingEngine) -> CountingEngine:
    loaded.lines_read = 0
    return loaded


def make_reader(engine: TextEngine) -> NameReader:
    return NameReader(NameSettings(enabled=True), engine)


def tiles_of(drawing: Drawing) -> tuple[Tile, ...]:
    return tuple(Tile(truth.box, truth.state) for truth in drawing.truth)


def names_of(tiles: tuple[Tile, ...]) -> list[str | None]:
    return [tile.name for tile in tiles]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ben Carter", "Ben Carter"),
        ("  Ben   Carter ", "Ben Carter"),
        ("Ben Carter (Host, me)", "Ben Carter"),
        ("Ben Carter(Host,me)", "Ben Carter"),
        ("Ben Carter (Co-host)", "Ben Carter"),
        ("Ben Carter (You)", "Ben Carter"),
        ("Ben Carter (Guest)", "Ben Carter"),
        ("Ben Carter (me", "Ben Carter"),
        ("Arielle Bennett (she/her)", "Arielle Bennett"),
        ("Arielle Bennett (she/her, Host)", "Arielle Bennett"),
        ("Arielle Bennett [they/them]", "Arielle Bennett"),
        ("Arielle Bennett (they/th...", "Arielle Bennett"),
        ("Arielle Bennett (H…", "Arielle Bennett"),
        ("Arielle Bennett (10b)", "Arielle Bennett (10b)"),
        ("Lab 204 (Second Fl...", "Lab 204 (Second Fl…"),
        ("Ben Carter ❤", "Ben Carter"),
        ("Ben Carter 第", "Ben Carter"),
        ("Ben Carter 第,&", "Ben Carter"),
        ("A㐀,&", None),
        ("+ Ben Carter", "Ben Carter"),
        ("Ben Carter]", "Ben Carter"),
        ("% Ben Carter", "Ben Carter"),
        ("/ Ben Carter", "Ben Carter"),
        ("Maximilian Con...", "Maximilian Con…"),
        ("Maximilian Con…", "Maximilian Con…"),
        ("Maximilian Con. ..", "Maximilian Con…"),
        ("Ben Carter Jr.", "Ben Carter Jr."),
        ("Büşra Mutlu lpek", "Büşra Mutlu Ipek"),
        ("llan Levy", "llan Levy"),
        ("+43 660 1234567", "+43 660 1234567"),
        ("李明", "李明"),
        ("J", None),
        ("...", None),
        ("(Host)", None),
        ("", None),
    ],
)
def test_a_name_is_the_label_without_what_the_call_program_adds(text: str, name: str | None) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    ("style", "width", "height"),
    [
        pytest.param(ZOOM_DARK, 1280, 720, id="zoom"),
        pytest.param(MEET_LIGHT, 1280, 720, id="meet"),
        pytest.param(TEAMS_DARK, 1600, 1000, id="teams"),
    ],
)
def test_drawn_labels_are_read_exactly(engine: CountingEngine, style: GalleryStyle, width: int, height: int) -> None:
    scene = make_mixed_scene(style)
    drawing = draw_gallery(replace(scene, width=width, height=height))

    tiles = make_reader(engine).read(drawing.image, tiles_of(drawing))

    assert names_of(tiles) == [truth.label for truth in drawing.truth]


@pytest.mark.parametrize("place", list(LabelPlace))
def test_labels_are_found_wherever_the_call_program_writes_them(engine: CountingEngine, place: LabelPlace) -> None:
    image, tiles = draw_labelled(place, ["Ben Carter", "Nora Winter", "Paul Summer", "Lea Spring"])
    reader = make_reader(engine)

    first, second = reader.read(image, tiles), reader.read(image, tiles)

    assert names_of(first) == ["Ben Carter", "Nora Winter", "Paul Summer", "Lea Spring"]
    assert names_of(second) == names_of(first)
    assert engine.lines_read == 4


def draw_labelled(place: LabelPlace, names: list[str]) -> tuple[Image, tuple[Tile, ...]]:
    """Four grey tiles with a name each, written in that place."""
    image = np.full((640, 1000, 3), 30, np.uint8)
    boxes = [Box(20 + 490 * column, 20 + 310 * row, 470, 264) for row in range(2) for column in range(2)]
    for box, name in zip(boxes, names, strict=True):
        image[box.top : box.bottom, box.left : box.right] = (96, 104, 100)
        centred = box.left + (box.width - text_width(name, 18)) // 2
        left = box.left + 12 if place is LabelPlace.BOTTOM else centred
        top = {LabelPlace.TOP: box.top + 6, LabelPlace.BELOW: box.bottom + 6}.get(place, box.bottom - 32)
        draw_text(image, name, left, top, 18)
    return image, tuple(Tile(box, ParticipantState.NO_FACE) for box in boxes)


def test_roles_are_left_out_of_a_drawn_label(engine: CountingEngine) -> None:
    person = make_person(1)
    tiles = (SceneTile(person, label=f"{person.name} (Host, me)"), SceneTile(make_person(2)))
    drawing = draw_gallery(Scene(1280, 720, tiles, ZOOM_DARK))

    named = make_reader(engine).read(drawing.image, tiles_of(drawing))

    assert named[0].name == person.name


def test_tiles_without_labels_have_no_name(engine: CountingEngine) -> None:
    drawing = draw_gallery(make_scene(6, GalleryStyle(label=LabelStyle.NONE)))

    assert names_of(make_reader(engine).read(drawing.image, tiles_of(drawing))) == [None] * 6


def test_other_fields_of_a_tile_are_kept(engine: CountingEngine) -> None:
    drawing = draw_gallery(make_scene(2, ZOOM_DARK))
    tiles = tuple(replace(tile, extra_faces=2) for tile in tiles_of(drawing))

    named = make_reader(engine).read(drawing.image, tiles)

    assert [(tile.box, tile.state, tile.extra_faces) for tile in named] == [(t.box, t.state, 2) for t in tiles]


def test_reading_switched_off_changes_nothing(engine: CountingEngine) -> None:
    drawing = draw_gallery(make_scene(2, ZOOM_DARK))
    tiles = tiles_of(drawing)

    assert NameReader(NameSettings(enabled=False), engine).read(drawing.image, tiles) == tiles
    assert engine.lines_read == 0


def test_no_tiles_give_no_names(engine: CountingEngine) -> None:
    assert make_reader(engine).read(np.zeros((100, 100, 3), np.uint8), ()) == ()


def test_a_label_is_read_once_while_the_video_moves(engine: CountingEngine) -> None:
    reader = make_reader(engine)
    scene = make_scene(6, ZOOM_DARK)
    first = draw_gallery(scene)
    reader.read(first.image, tiles_of(first))
    engine.lines_read = 0
    moved = tuple(replace(t, pose=Pose(x=0.56, y=0.5, brightness=0.85, noise_seed=99)) for t in scene.tiles)
    second = draw_gallery(replace(scene, tiles=moved))

    names = names_of(reader.read(second.image, tiles_of(second)))

    assert names == [truth.label for truth in second.truth]
    assert engine.lines_read <= 1


def test_a_label_is_known_again_after_the_grid_reorders(engine: CountingEngine) -> None:
    reader = make_reader(engine)
    scene = make_scene(6, ZOOM_DARK)
    first = draw_gallery(scene)
    reader.read(first.image, tiles_of(first))
    engine.lines_read = 0
    second = draw_gallery(replace(scene, tiles=scene.tiles[::-1]))

    names = names_of(reader.read(second.image, tiles_of(second)))

    assert names == [truth.label for truth in second.truth]
    assert engine.lines_read <= 1


def test_a_tile_found_two_pixels_elsewhere_has_the_same_label(engine: CountingEngine) -> None:
    reader = make_reader(engine)
    drawing = draw_gallery(make_scene(4, ZOOM_DARK))
    tiles = tiles_of(drawing)
    reader.read(drawing.image, tiles)
    engine.lines_read = 0
    shifted = tuple(replace(t, box=replace(t.box, left=t.box.left + 2, top=t.box.top - 2)) for t in tiles)

    assert names_of(reader.read(drawing.image, shifted)) == [truth.label for truth in drawing.truth]
    assert engine.lines_read == 0


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Ann Lee", "Ann Lea"),
        ("Ann", "Anna"),
        ("Anna", "Ann"),
        ("Ann", "Ann Bell"),
        ("Marie Berg", "Maria Berg"),
        ("Student 1", "Student 2"),
        ("Kim", "Kin"),
    ],
)
def test_one_other_letter_is_read_anew(engine: CountingEngine, before: str, after: str) -> None:
    reader = make_reader(engine)
    drawings = [
        draw_gallery(Scene(1280, 720, (SceneTile(make_person(0, name)), SceneTile(make_person(1))) * 4, ZOOM_DARK))
        for name in (before, after)
    ]

    names = [names_of(reader.read(drawing.image, tiles_of(drawing)))[0] for drawing in drawings]

    assert names == [before, after]


def test_a_full_memory_forgets_the_longest_unused_label() -> None:
    drawing = draw_gallery(make_scene(3, ZOOM_DARK))
    boxes = [truth.box for truth in drawing.truth]
    labels = [Box(box.left + 3, box.bottom - 24, 90, 20) for box in boxes]
    memory = LabelMemory(capacity=2)
    for box, label, name in zip(boxes, labels, "ABC", strict=True):
        memory.remember(drawing.image, box, LabelPlace.BOTTOM, label, name)

    assert [memory.recall(drawing.image, box, LabelPlace.BOTTOM) for box in boxes] == [
        (False, None),
        (True, "B"),
        (True, "C"),
    ]
