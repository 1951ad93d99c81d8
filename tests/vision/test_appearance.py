import csv
from pathlib import Path

import cv2
import numpy as np
import pytest

from classroom.domain import Box, Image
from classroom.synthetic.call_plan import View
from classroom.synthetic.thumbnails import draw_thumbnail
from classroom.vision.appearance import (
    Appearance,
    appearance_distance,
    appearance_distances,
    describe_appearance,
    is_person_alike,
    is_room_alike,
)
from classroom.vision.clues import ALIKE, UNLIKE

PORTRAITS = Path(__file__).parents[3] / "shared" / "data" / "portraits"


def look(image: Image) -> Appearance:
    return describe_appearance(image, Box(0, 0, image.shape[1], image.shape[0]))


def picture(view: View, width: int = 320) -> Image:
    """The view as large as a tile."""
    return np.asarray(cv2.resize(draw_thumbnail(view), (width, width * 9 // 16)), np.uint8)


LOOKS = [look(picture(View(person))) for person in range(40)]


def test_people_look_like_themselves_in_another_pose_and_unlike_others() -> None:
    later = [look(picture(View(person, pose=1))) for person in range(40)]

    distances = appearance_distances(later, LOOKS)

    others = distances[~np.eye(40, dtype=bool)]
    assert (distances.argmin(axis=1) == np.arange(40)).mean() >= 0.97
    assert np.median(distances.diagonal()) < ALIKE / 2
    assert np.percentile(others, 1) > UNLIKE


def test_many_distances_are_the_same_as_one_by_one() -> None:
    table = appearance_distances(LOOKS[:3], LOOKS[5:7])

    single = [[appearance_distance(a, b) for b in LOOKS[5:7]] for a in LOOKS[:3]]
    assert table == pytest.approx(np.array(single), abs=1e-5)


def test_no_looks_have_no_distances() -> None:
    assert appearance_distances([], LOOKS).shape == (0, 40)
    assert appearance_distances(LOOKS, []).shape == (40, 0)


@pytest.mark.parametrize("width", [96, 160, 640])
def test_the_tiles_size_changes_little(width: int) -> None:
    assert appearance_distance(look(picture(View(1), width)), LOOKS[1]) < 0.1


@pytest.mark.parametrize("light", [0, 4])
def test_daylight_changes_little(light: int) -> None:
    distances = [appearance_distance(look(picture(View(n, light=light))), LOOKS[n]) for n in range(20)]

    assert max(distances) < ALIKE


def test_compression_changes_little() -> None:
    _, packed = cv2.imencode(".jpg", picture(View(3)), [cv2.IMWRITE_JPEG_QUALITY, 20])

    assert appearance_distance(look(np.asarray(cv2.imdecode(packed, 1), np.uint8)), LOOKS[3]) < 0.15


def test_label_and_speakers_border_do_not_matter() -> None:
    image = picture(View(4)).copy()
    image[-22:, :150] = 20
    cv2.rectangle(image, (1, 1), (image.shape[1] - 2, image.shape[0] - 2), (60, 230, 120), 3)

    assert appearance_distance(look(image), LOOKS[4]) < 0.05


def test_dark_sides_of_an_upright_video_are_left_out() -> None:
    inner = np.asarray(cv2.resize(draw_thumbnail(View(5)), (101, 180)), np.uint8)
    framed = np.zeros((180, 320, 3), np.uint8)
    framed[:, 110:211] = inner

    assert appearance_distance(look(framed), look(inner)) < 0.2


def test_a_black_tile_has_a_look() -> None:
    assert np.isfinite(look(np.zeros((90, 160, 3), np.uint8))).all()


def test_an_empty_chair_is_in_the_same_room() -> None:
    same = [is_room_alike(look(picture(View(n, away=True, pose=2))), LOOKS[n]) for n in range(40)]
    others = [is_room_alike(LOOKS[n], LOOKS[n + 1]) for n in range(39)]

    assert np.mean(same) > 0.5
    assert not any(others)


def test_a_virtual_background_rarely_makes_two_people_one() -> None:
    others = [
        is_person_alike(look(picture(View(n, virtual=7))), LOOKS[m]) for n in range(20) for m in range(20) if n != m
    ]

    assert np.mean(others) < 0.05


@pytest.mark.skipif(not (PORTRAITS / "faces.csv").exists(), reason="the portraits are not here")
def test_photographed_people_are_told_apart() -> None:
    first, second = [], []
    random = np.random.default_rng(1)
    with (PORTRAITS / "faces.csv").open() as file:
        names = [row["image"] for row in csv.DictReader(file) if row["image"].startswith("a")][:120]
    for name in names:
        image = np.asarray(cv2.imread(str(PORTRAITS / "images" / name)), np.uint8)
        first.append(look(zoomed(image, random)))
        second.append(look(zoomed(image, random)))

    distances = appearance_distances(first, second)

    assert (distances.argmin(axis=1) == np.arange(len(names))).mean() > 0.9


def zoomed(image: Image, random: np.random.Generator) -> Image:
    """The upper part as a wide tile, moved, brightened and compressed a little."""
    height, width = image.shape[:2]
    side = random.uniform(0.88, 1.0)
    wide, high = round(width * side), round(min(height, width * 9 / 16) * side)
    left, top = (int(random.uniform(0, space)) for space in (width - wide, (height - high) * 0.1))
    cut = cv2.resize(image[top : top + high, left : left + wide], (160, 90), interpolation=cv2.INTER_AREA)
    light = np.clip(cut * random.uniform(0.85, 1.15), 0, 255).astype(np.uint8)
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", light, [cv2.IMWRITE_JPEG_QUALITY, 40])[1], 1), np.uint8)
