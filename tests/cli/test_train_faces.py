"""Face recipes from the command line."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.training.faces.builders import write_portraits


def test_a_face_recipe_wants_portraits(cli: Cli, tmp_path: Path) -> None:
    pytest.importorskip("keras", reason="the train extra is not installed")

    result = cli("train", "--recipe", "face-1", "--data", str(tmp_path), "--out", str(tmp_path / "run"))

    assert result.code != 0
    assert "faces.csv: no such file" in result.err


@pytest.mark.parametrize("option", [("--find-rate",), ("--folds", "3"), ("--weights", "none"), ("--patience", "2")])
def test_what_a_face_recipe_does_not_know_is_said(cli: Cli, tmp_path: Path, option: tuple[str, ...]) -> None:
    write_portraits(tmp_path / "p")

    result = cli("train", "--recipe", "face-1", "--data", str(tmp_path / "p"), "--out", str(tmp_path / "run"), *option)

    assert result.code != 0
    assert "a face recipe knows neither" in result.err
    assert not (tmp_path / "run").exists()


def test_a_wrong_name_lists_all_recipes(cli: Cli, tmp_path: Path) -> None:
    result = cli("train", "--recipe", "vgg", "--data", str(tmp_path), "--out", str(tmp_path / "run"))

    assert "classroom-2" in result.err
    assert "face-1" in result.err
