"""The recogniser trained for real on a few drawn lines, exported, and run as capture runs it."""

from pathlib import Path

import numpy as np
import pytest

from classroom.errors import DataError, ModelError, OutputError
from classroom.training.names.recipes import find_name_recipe
from classroom.vision.cards import NameCard, check_model
from classroom.vision.line_network import load_line_network
from tests.training.names.fonts import link_fonts

pytest.importorskip("keras", reason="the train extra is not installed")
pytest.importorskip("tensorflow", reason="the train extra is not installed")

pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


def train_lines(folder: Path, *, resume: bool = False, seed: int = 1, epochs: int = 1) -> tuple[Path, NameCard]:
    """A tiny run with one of the machine's fonts."""
    from classroom.training.names.runs import run_name_training

    return run_name_training(
        "name-tiny",
        link_fonts(folder / "data"),
        folder / "run",
        epochs=epochs,
        seed=seed,
        resume=resume,
        on_progress=lambda line: None,
        places=(),
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, NameCard]:
    return train_lines(tmp_path_factory.mktemp("names"))


def test_the_written_recogniser_runs_in_capture(trained: tuple[Path, NameCard]) -> None:
    model, card = trained
    reader = load_line_network(model)

    line = reader.read(np.full((20, 90, 3), 40, np.uint8)).line

    assert check_model(model, NameCard) == card
    assert card.recipe in reader.version
    assert 0.0 <= line.confidence <= 1.0


def test_the_card_says_how_well_it_reads_and_where_it_fails(trained: tuple[Path, NameCard]) -> None:
    text = trained[0].with_suffix(".md").read_text(encoding="utf-8")

    assert "Validation legible exact" in text
    assert "other scripts" in text


def test_an_interrupted_run_goes_on_and_another_does_not(trained: tuple[Path, NameCard]) -> None:
    folder = trained[0].parent.parent

    with pytest.raises(OutputError, match="holds a run already"):
        train_lines(folder)
    assert train_lines(folder, resume=True)[1].best_epoch == 1
    with pytest.raises(DataError, match="another run"):
        train_lines(folder, resume=True, seed=2)
    (folder / "run" / "checkpoints" / "last.keras").write_bytes(b"cut")
    with pytest.raises(ModelError, match="damaged"):
        train_lines(folder, resume=True)


def test_an_overfitted_network_reads_the_line_it_has_seen() -> None:
    import keras

    from classroom.training.names.alphabet import LETTERS, encode
    from classroom.training.names.lines import DrawnLine
    from classroom.training.names.network import build_reader, reading_loss
    from classroom.training.names.train import stack_lines
    from classroom.vision.line_network import spell

    keras.utils.set_random_seed(1)
    picture = np.zeros((32, 64), np.float32)
    picture[6:26, 10:13], picture[6:10, 30:44], picture[20:26, 50:54] = 2, 2, 2
    line = DrawnLine(picture, "IT.", tuple(encode("IT.")), (11.5, 37.0, 52.0), 12.0, "Sans")
    pictures, targets = stack_lines([line] * 4)
    model = build_reader(find_name_recipe("name-tiny"))
    model.compile(keras.optimizers.Adam(2e-2), loss=reading_loss)

    model.fit(pictures, targets, epochs=80, verbose=0)

    logits = model(pictures[:1], training=True)  # so few steps leave the running means behind
    assert spell(keras.ops.convert_to_numpy(keras.ops.softmax(logits))[0], LETTERS).text == "IT."


def test_the_rate_rises_and_falls() -> None:
    from classroom.training.names.train import rate_at

    recipe = find_name_recipe("name-1")
    rates = [rate_at(recipe, epoch, 40) for epoch in (0.0, 1.0, 20.0, 30.0, 40.0)]

    assert rates[0] < 0.1 * rates[1]
    assert rates[1] <= recipe.learning_rate
    assert rates[1] > rates[2] > rates[3] > rates[4] > 0


def test_a_recipe_that_does_not_exist_is_told() -> None:
    with pytest.raises(ModelError, match="name-1"):
        find_name_recipe("name-9")


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    from classroom.training.names.runs import run_name_training

    with pytest.raises(DataError, match="no folder"):
        run_name_training(
            "name-tiny",
            tmp_path / "absent",
            tmp_path / "run",
            epochs=1,
            seed=1,
            resume=False,
            on_progress=lambda line: None,
            places=(),
        )
