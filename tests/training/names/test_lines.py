from pathlib import Path

import numpy as np
import pytest

from classroom.errors import DataError
from classroom.training.names.alphabet import LETTERS, encode
from classroom.training.names.fonts import LabelFont, digest_fonts, load_fonts
from classroom.training.names.grounds import Grounds, load_pictures, wear
from classroom.training.names.lettering import join_dots, set_text
from classroom.training.names.lines import DrawnLine, LineDrawer, mark_steps
from classroom.vision.line_network import LINE_PX, REJECT
from classroom.vision.scripts import fold_scripts
from tests.training.names.fonts import link_fonts


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> list[LabelFont]:
    return load_fonts(link_fonts(tmp_path_factory.mktemp("fonts")), places=())


@pytest.fixture
def drawer(fonts: list[LabelFont]) -> LineDrawer:
    return LineDrawer(fonts, Grounds([np.tile(np.arange(200, dtype=np.uint8), (150, 1))]))


def make_line(text: str, centres: tuple[float, ...], width: int = 64) -> DrawnLine:
    return DrawnLine(np.zeros((LINE_PX, width), np.float32), text, tuple(encode(text)), centres, 10.0, "Sans")


def test_a_drawn_line_says_what_is_drawn_and_where(drawer: LineDrawer) -> None:
    random = np.random.default_rng(4)

    lines = [drawer.draw(random) for _ in range(60)]

    for line in lines:
        assert line.picture.shape[0] == LINE_PX
        assert line.picture.shape[1] % 4 == 0
        assert "".join(LETTERS[number - 1] for number in line.numbers) == fold_scripts(line.text)
        assert len(line.centres) == len(line.text)
        assert list(line.centres) == sorted(line.centres)
        assert abs(float(line.picture.mean())) < 0.1
    assert max(line.cap_px for line in lines) > 14
    assert min(line.cap_px for line in lines) < 8


def test_the_same_seed_draws_the_same_line(drawer: LineDrawer) -> None:
    first, again = (drawer.draw(np.random.default_rng(9)) for _ in range(2))

    assert first.text == again.text
    np.testing.assert_array_equal(first.picture, again.picture)


def test_letters_stand_where_their_centres_are(fonts: list[LabelFont]) -> None:
    lettering = set_text(np.random.default_rng(2), "I      I", fonts[0], 20.0)

    assert lettering is not None
    ink = lettering.ink.sum(axis=0)
    for centre in (lettering.centres[0], lettering.centres[-1]):
        assert ink[max(0, int(centre) - 2) : int(centre) + 3].sum() > 0.35 * ink.sum()
    assert ink[int(lettering.centres[3])] == pytest.approx(0.0, abs=0.05)


def test_three_dots_are_one_letter_at_the_middle_one() -> None:
    centres = join_dots("ab...", np.array([1, 2, 3, 4, 5], np.float32))

    assert centres.tolist() == [1, 2, 4]


def test_each_step_is_told_its_letter_and_its_neighbours_it_or_nothing() -> None:
    steps = mark_steps(make_line("ab", (11.0, 31.0)), 2)

    a, b = encode("ab")
    assert steps[5] == a
    assert steps[15] == b
    assert steps[4] == steps[6] == -1 - a
    assert steps[14] == steps[16] == -1 - b
    assert steps[10] == 0


def test_twins_are_kept_apart_by_nothing_between_them() -> None:
    steps = mark_steps(make_line("ll", (11.0, 15.0)), 2)

    assert steps[5:8].tolist() == [encode("l")[0], 0, encode("l")[0]]


def test_wear_keeps_letters_large_enough_to_be_read() -> None:
    random = np.random.default_rng(0)
    picture = np.full((40, 100), 128, np.float32)

    scales = [wear(random, picture, 6.0)[1] for _ in range(200)]

    assert min(scales) * 6.0 >= 5.5
    assert max(scales) > 1.5


def test_unknown_scripts_are_taught_to_be_rejected(drawer: LineDrawer) -> None:
    random = np.random.default_rng(1)

    assert any(REJECT in drawer.draw(random).text for _ in range(300))


def test_backgrounds_are_small_and_grey(tmp_path: Path) -> None:
    import cv2

    cv2.imwrite(str(tmp_path / "a.png"), np.full((800, 600, 3), 90, np.uint8))
    (tmp_path / "broken.jpg").write_bytes(b"no picture")

    pictures = load_pictures(tmp_path)

    assert [picture.shape for picture in pictures] == [(200, 150)]


def test_a_machine_without_fonts_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")

    with pytest.raises(DataError, match="no font"):
        load_fonts(tmp_path, places=())


def test_the_fonts_digest_is_theirs(fonts: list[LabelFont]) -> None:
    assert digest_fonts(fonts) == digest_fonts(fonts)
    assert digest_fonts(fonts) != digest_fonts([])
