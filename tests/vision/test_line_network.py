import json
from pathlib import Path

import numpy as np
import pytest

from classroom.errors import ModelError
from classroom.vision.line_network import LINE_PX, REJECT, fit_line, load_line_network, spell

LETTERS = "abÅ " + REJECT


def make_steps(said: str, sure: float = 0.99) -> np.ndarray:
    """Probabilities of one step a letter; "_" = nothing."""
    rows = np.full((len(said), len(LETTERS) + 1), (1 - sure) / len(LETTERS), np.float32)
    for step, letter in enumerate(said):
        rows[step, 0 if letter == "_" else LETTERS.index(letter) + 1] = sure
    return rows


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("_aa_b_", "ab"),
        ("a_a", "aa"),
        ("aa", "a"),
        ("Åb", "Åb"),
        ("__", ""),
        ("a  _ b", "a b"),
        (" a ", "a"),
    ],
)
def test_a_repeated_step_is_one_letter_unless_nothing_is_between(said: str, text: str) -> None:
    assert spell(make_steps(said), LETTERS).text == text


def test_a_line_is_as_sure_as_its_least_sure_letter() -> None:
    steps = make_steps("_a_b_")
    steps[3, LETTERS.index("b") + 1] = 0.6

    assert spell(steps, LETTERS).confidence == pytest.approx(0.6, abs=0.01)


def test_a_line_of_nothing_is_not_sure() -> None:
    assert spell(make_steps("___"), LETTERS).confidence == 0.0


@pytest.mark.parametrize("shape", [(17, 120, 3), (60, 200, 3), (8, 9, 3), (20, 4000, 3)])
def test_a_line_is_fitted_to_the_networks_height_and_whole_cells(shape: tuple[int, int, int]) -> None:
    image = np.random.default_rng(0).integers(0, 255, shape, np.uint8)

    line = fit_line(image)

    assert line.shape[0] == LINE_PX
    assert line.shape[1] % 4 == 0
    assert abs(float(line.mean())) < 0.1
    assert np.abs(line).max() <= 4


def test_light_and_contrast_of_a_line_do_not_matter() -> None:
    image = np.random.default_rng(0).integers(60, 120, (20, 90, 3), np.uint8)

    np.testing.assert_allclose(fit_line(image), fit_line(image + 100), atol=0.15)


def test_a_missing_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model"):
        load_line_network(tmp_path / "name.onnx")


def test_a_model_made_for_other_lines_is_refused(tmp_path: Path) -> None:
    (tmp_path / "name.onnx").write_bytes(b"x")
    (tmp_path / "name.json").write_text(json.dumps({"recipe": "name-1"}))

    with pytest.raises(ModelError, match="is missing in the model's card"):
        load_line_network(tmp_path / "name.onnx")
