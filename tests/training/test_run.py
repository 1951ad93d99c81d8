"""What `run_training` refuses before any network is built; needs no keras."""

import subprocess
import sys
from pathlib import Path

import pytest

from classroom.cli import run
from classroom.errors import DataError, ModelError
from classroom.training import TrainingRequest, run_training
from classroom.training.recipes import RECIPES, find_recipe, stage_px


def start(recipe: str, data: Path, out: Path) -> None:
    run_training(TrainingRequest(recipe, data, out, 1, 1), lambda line: None)


def test_an_unknown_recipe_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="recipe vgg does not exist; choose one of classroom-1, classroom-2"):
        start("vgg", tmp_path, tmp_path)


def test_weights_for_a_recipe_that_borrows_none_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("keras", reason="the train extra is not installed")

    with pytest.raises(ModelError, match=r"tiny borrows no trunk.*resnet50 or mobilenet"):
        run_training(TrainingRequest("tiny", tmp_path, tmp_path, weights="none"), lambda line: None)


def test_a_range_test_is_neither_resumed_nor_cut_into_folds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option in (["--resume"], ["--folds", "3"]):
        code = run(["train", "--recipe", "tiny", "--data", "x", "--out", str(tmp_path), "--find-rate", *option])

        assert code == 2
        assert "leave --folds and --resume away" in capsys.readouterr().err


def test_an_empty_data_folder_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("keras", reason="the train extra is not installed")

    with pytest.raises(DataError, match="no train"):
        start("tiny", tmp_path, tmp_path)


def test_without_the_extra_the_message_says_what_to_install(tmp_path: Path) -> None:
    # A child Python for which keras does not exist.
    code = (
        "import sys\n"
        "sys.modules['keras'] = None\n"
        "from pathlib import Path\n"
        "from classroom.errors import ModelError\n"
        "from classroom.training import TrainingRequest, run_training\n"
        "try: run_training(TrainingRequest('tiny', Path('x'), Path('y')), print)\n"
        "except ModelError as error: print(error)\n"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path, check=True)

    assert "pip install '.[train]'" in done.stdout


def test_training_is_imported_without_keras() -> None:
    code = "import sys, classroom.training; print([name for name in ('keras', 'tensorflow') if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_every_recipe_ends_at_the_size_capture_uses(name: str) -> None:
    recipe = find_recipe(name)

    assert stage_px(recipe, recipe.epochs - 1, recipe.epochs) == 48
    assert sum(stage.share for stage in recipe.stages) == pytest.approx(1)
