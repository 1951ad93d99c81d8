from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from classroom.domain import ParticipantState
from classroom.errors import DataError
from classroom.synthetic import Platform, PortraitFolder, draw_gallery, load_portraits, sample_drawing, sample_scene
from classroom.synthetic.casting import usable_scripts
from classroom.synthetic.fonts import family_for
from classroom.synthetic.styles import LEAST_TILE_PX
from tests.synthetic.folder import write_portrait_folder

SIZE = {"width": 1280, "height": 720}


def test_the_same_seed_gives_the_same_screen() -> None:
    first, second = (sample_drawing(3, load_portraits(), **SIZE) for _ in range(2))

    assert np.array_equal(first.image, second.image)
    assert first.truth == second.truth
    assert first.conditions == second.conditions


def test_two_seeds_give_two_screens() -> None:
    first, second = (sample_scene(seed, load_portraits(), **SIZE) for seed in (1, 2))

    assert first != second


@pytest.mark.parametrize("seed", range(8))
def test_the_truth_of_a_random_screen_holds_together(seed: int) -> None:
    drawing = draw_gallery(sample_scene(seed, load_portraits(), **SIZE))

    height, width = drawing.image.shape[:2]
    assert (width, height) == (1280, 720)
    for tile in drawing.truth:
        assert 0 <= tile.box.left < tile.box.right <= width
        assert 0 <= tile.box.top < tile.box.bottom <= height
        assert (tile.face_box is None) or tile.state is ParticipantState.VISIBLE
        if tile.face_box is not None:
            assert tile.face_box.intersection(tile.box) >= 0.95 * tile.face_box.area
        assert (tile.label is None) == (tile.label_px is None)
    assert len({tile.person for tile in drawing.truth}) == len(drawing.truth)
    assert sum(tile.speaking for tile in sample_scene(seed, load_portraits(), **SIZE).tiles) <= 1


def test_hundred_scenes_show_every_platform_and_condition() -> None:
    scenes = [sample_scene(seed, load_portraits()) for seed in range(150)]

    tags = Counter(tag for scene in scenes for tag in scene.conditions)
    wanted = {
        "zoom", "meet", "teams", "other", "light", "dark", "1-4 tiles", "5-9", "10-25", "26-49", "720p", "1080p",
        "1440p", "2160p", "film strip", "side panel", "browser", "small window", "scaled", "compressed", "upright",
        "posters", "photo avatars", "covered faces", "two people", "turned away", "low light", "cameras off",
    }  # fmt: skip
    assert wanted <= set(tags)
    assert tags["dark"] > tags["light"]


def test_no_tile_is_too_small_to_be_seen() -> None:
    for seed in range(40):
        scene = sample_scene(seed, load_portraits(), count=49, width=1280, height=720)
        if scene.scale == 1.0:
            assert min(tile.box.height for tile in draw_gallery(scene).truth) >= LEAST_TILE_PX
            return
    pytest.fail("no scene without zoom among forty")


def test_names_are_written_only_in_scripts_this_machine_has_letters_for() -> None:
    scenes = [sample_scene(seed, load_portraits(), count=20) for seed in range(40)]

    labels = [tile.label or tile.person.name for scene in scenes for tile in scene.tiles]
    assert all(family_for(label) is not None for label in labels)
    assert "latin" in usable_scripts()


def test_what_is_asked_for_is_drawn() -> None:
    scene = sample_scene(5, load_portraits(), width=1920, height=1080, count=7, platform=Platform.MEET)

    assert (scene.width, scene.height, len(scene.tiles)) == (1920, 1080, 7)
    assert scene.conditions[0] == "meet"
    assert {"5-9", "1080p"} <= set(scene.conditions)


@pytest.mark.parametrize("seed", range(12))
def test_a_screen_without_a_gallery_has_no_tiles(seed: int) -> None:
    drawing = sample_drawing(seed, load_portraits(), other_share=1.0, **SIZE)

    assert not drawing.gallery
    assert drawing.truth == ()
    assert drawing.conditions[0] == "no gallery"
    assert drawing.image.shape == (720, 1280, 3)
    assert bool(drawing.ignore) <= ("speaker view" in drawing.conditions)


def test_people_come_from_the_folder(tmp_path: Path) -> None:
    folder = PortraitFolder(write_portrait_folder(tmp_path / "p"))

    scene = sample_scene(1, folder, count=4, **SIZE)

    assert {tile.person.portrait.credit for tile in scene.tiles} == {"a0.png", "a1.png"}
    assert draw_gallery(scene).image.std() > 10


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        pytest.param({"width": 200, "height": 100}, "cannot be drawn", id="small"),
        pytest.param({"width": 1280}, "both width and height", id="width alone"),
        pytest.param({"count": 50}, "1 to 49", id="many"),
    ],
)
def test_what_cannot_be_drawn_is_refused(wish: dict[str, int], message: str) -> None:
    with pytest.raises(DataError, match=message):
        sample_scene(0, load_portraits(), **wish)  # type: ignore[arg-type]


def test_no_portrait_no_screen() -> None:
    with pytest.raises(DataError, match="no portrait"):
        sample_scene(0, ())
