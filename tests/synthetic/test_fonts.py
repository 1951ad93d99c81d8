import numpy as np
import pytest

from classroom.synthetic.fonts import family_for, find_font, load_font
from classroom.synthetic.lettering import capital_height, cut_text, text_mask, text_width
from classroom.synthetic.names import SCRIPTS, decorate_name, sample_name


def test_plain_names_need_no_font_of_the_machine() -> None:
    assert family_for("Ann Lee (she/her)") == ""


def test_letters_nobody_has_are_not_drawn() -> None:
    assert family_for("\U0010fffd") is None


def test_a_wanted_family_that_is_missing_gives_way_to_the_bundled_font() -> None:
    assert find_font("no such family") is None
    assert load_font("no such family", 20).getbbox("A") == load_font(None, 20).getbbox("A")


def test_a_wanted_family_is_taken_when_it_has_the_letters() -> None:
    if find_font("dejavu") is None:
        pytest.skip("none of this family's fonts is installed")

    assert family_for("Ann Lee", "dejavu") == "dejavu"


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_written_with_letters_or_not_at_all(script: str) -> None:
    name = sample_name(np.random.default_rng(3), script)
    family = family_for(name)
    if family is None:
        pytest.skip(f"no font of this machine has {script}")

    mask = text_mask(name, 24, family)
    assert (mask > 128).sum() > 30


def test_capitals_are_measured() -> None:
    assert capital_height(20) == pytest.approx(14, abs=2)


def test_dots_are_as_the_style_has_them() -> None:
    text = cut_text("Bartholomew", 16, 60, dots="…")

    assert text.endswith("…")
    assert text_width(text, 16) <= 60


def test_decorated_names_begin_with_the_name() -> None:
    random = np.random.default_rng(1)

    labels = {decorate_name(random, "Ann") for _ in range(200)}

    assert all(label.startswith("Ann") for label in labels)
    assert len(labels) > 8
