"""Name recipes from the command line."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli


def test_a_name_recipe_wants_a_folder(cli: Cli, tmp_path: Path) -> None:
    pytest.importorskip("keras", reason="the train extra is not installed")

    result = cli("train", "--recipe", "name-1", "--data", str(tmp_path / "absent"), "--out", str(tmp_path / "run"))

    assert result.code != 0
    assert "no folder" in result.err


@pytest.mark.parametrize("option", [("--folds", "2"), ("--find-rate",), ("--weights", "none"), ("--patience", "3")])
def test_a_name_recipe_refuses_options_of_the_emotion_recipes(
    cli: Cli, tmp_path: Path, option: tuple[str, ...]
) -> None:
    result = cli("train", "--recipe", "name-1", "--data", str(tmp_path), "--out", str(tmp_path / "run"), *option)

    assert result.code != 0
    assert "a name recipe knows neither" in result.err


def test_name_recipes_are_among_those_that_exist(cli: Cli, tmp_path: Path) -> None:
    result = cli("train", "--recipe", "nothing", "--data", str(tmp_path), "--out", str(tmp_path / "run"))

    assert "name-1" in result.err
