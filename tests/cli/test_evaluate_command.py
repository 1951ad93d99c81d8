"""`classroom evaluate emotions` from the command line, with the shipped model on drawn faces."""

import importlib.util
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from classroom.datasets import FaceSet
from classroom.domain import EMOTIONS
from classroom.errors import DataError, ModelError, OutputError
from classroom.vision.cards import card_path
from classroom.vision.emotions import SHIPPED_MODEL
from tests.browser import chromium
from tests.cli.conftest import Cli
from tests.datasets.builders import add_others, draw_shapes, write_npz, write_pictures


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "faces.npz"
    write_npz(path, add_others(draw_shapes(13, seed=1)))
    return path


def test_json_stands_alone_and_predictions_give_the_same_accuracy(cli: Cli, data: Path, tmp_path: Path) -> None:
    result = cli("evaluate", "emotions", str(data), "--json", "--predictions", str(tmp_path / "p.csv"))

    figures = json.loads(result.out)
    table = pd.read_csv(tmp_path / "p.csv")
    heads = {head: table[[f"{head}_{emotion}" for emotion in EMOTIONS]].to_numpy() for head in ("reading", "fer2013")}
    truth = np.array([EMOTIONS.index(label) for label in table["fer2013"]])
    assert (result.code, result.err) == (0, "")
    assert figures["n"] == len(table) == 20
    assert figures["accuracy"] == pytest.approx(float((heads["fer2013"].argmax(axis=1) == truth).mean()))
    majority = [EMOTIONS.index(label) for label in table["ferplus"].dropna()]
    reading = heads["reading"][table["ferplus"].notna()].argmax(axis=1)
    assert figures["plus_n"] == len(majority)
    assert figures["plus_accuracy"] == pytest.approx(float((reading == np.array(majority)).mean()))
    np.testing.assert_allclose(heads["reading"].sum(axis=1), 1, atol=1e-5)
    assert not list(tmp_path.glob("*.html"))


def test_json_and_a_report_can_be_had_together(cli: Cli, data: Path, tmp_path: Path) -> None:
    result = cli("evaluate", "emotions", str(data), "--json", "--out", str(tmp_path / "r.html"))

    assert json.loads(result.out)["against"] is None
    assert (tmp_path / "r.html").exists()


def test_the_report_lies_in_the_present_folder_and_that_is_said(
    cli: Cli, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = cli("evaluate", "emotions", str(data))

    assert result.code == 0
    assert result.out.endswith("Wrote emotions-report.html\n")
    assert (tmp_path / "emotions-report.html").exists()


def copy_model(folder: Path) -> Path:
    """The shipped model and its card, somewhere else."""
    for source in (SHIPPED_MODEL, card_path(SHIPPED_MODEL)):
        shutil.copy(source, folder / source.name)
    return folder / SHIPPED_MODEL.name


def test_a_named_model_is_measured(cli: Cli, data: Path, tmp_path: Path) -> None:
    result = cli("evaluate", "emotions", str(data), "--json", "--model", str(copy_model(tmp_path)))

    assert json.loads(result.out)["n"] == 20


def cut_model(model: Path) -> None:
    model.write_bytes(model.read_bytes()[:1000])


def cut_card(model: Path) -> None:
    card_path(model).write_text('{"format": 2', encoding="utf-8")


def remove_card(model: Path) -> None:
    card_path(model).unlink()


@pytest.mark.parametrize(
    ("spoil", "said"), [(cut_model, "damaged or altered"), (cut_card, "cannot be read"), (remove_card, "is missing")]
)
def test_a_spoilt_model_is_one_clear_line(
    cli: Cli, data: Path, tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    model = copy_model(tmp_path)
    spoil(model)

    result = cli("evaluate", "emotions", str(data), "--json", "--model", str(model))

    assert (result.code, result.out) == (ModelError.exit_code, "")
    assert said in result.err
    assert result.err.count("\n") == 1


def test_a_library_that_is_not_installed_is_said_before_anything_is_measured(cli: Cli, data: Path) -> None:
    if importlib.util.find_spec("deepface") is not None:
        pytest.skip("deepface is installed")

    result = cli("evaluate", "emotions", str(data), "--json", "--against", "deepface")

    assert (result.code, result.out) == (ModelError.exit_code, "")
    assert result.err == "error: deepface is not installed; pip install deepface, or compare without it\n"


@pytest.mark.parametrize("option", ["--predictions", "--out"])
def test_the_data_are_never_replaced(cli: Cli, data: Path, option: str) -> None:
    before = data.read_bytes()

    result = cli("evaluate", "emotions", str(data), option, str(data))

    assert result.code == OutputError.exit_code
    assert data.read_bytes() == before


@pytest.mark.parametrize("option", ["--predictions", "--out"])
@pytest.mark.parametrize("name", ["emotion.onnx", "emotion.json"])
def test_the_model_and_its_card_are_never_replaced(
    cli: Cli, data: Path, tmp_path: Path, option: str, name: str
) -> None:
    for file in (SHIPPED_MODEL, card_path(SHIPPED_MODEL)):
        shutil.copy(file, tmp_path / file.name)
    before = (tmp_path / name).read_bytes()

    result = cli(
        "evaluate", "emotions", str(data), "--model", str(tmp_path / SHIPPED_MODEL.name), option, str(tmp_path / name)
    )

    assert result.code == OutputError.exit_code
    assert (tmp_path / name).read_bytes() == before


def test_one_place_does_not_hold_two_files(cli: Cli, data: Path, tmp_path: Path) -> None:
    place = str(tmp_path / "both")

    result = cli("evaluate", "emotions", str(data), "--predictions", place, "--out", place)

    assert result.code == OutputError.exit_code
    assert "named twice" in result.err
    assert not (tmp_path / "both").exists()


def test_pictures_of_folders_keep_their_names_in_the_predictions(cli: Cli, tmp_path: Path) -> None:
    folder = write_pictures(tmp_path / "faces", draw_shapes(4, seed=1))

    cli("evaluate", "emotions", str(folder), "--json", "--predictions", str(tmp_path / "p.csv"))

    table = pd.read_csv(tmp_path / "p.csv")
    assert sorted(table["file"]) == ["happy/0000.png", "happy/0002.png", "sad/0001.png", "sad/0003.png"]
    assert list(table["index"]) == [0, 1, 2, 3]


def test_class_folders_have_no_votes_and_that_is_null(cli: Cli, tmp_path: Path) -> None:
    result = cli("evaluate", "emotions", str(write_pictures(tmp_path / "faces", draw_shapes(6, seed=1))), "--json")

    figures = json.loads(result.out)
    assert figures["plus_accuracy"] is None
    assert figures["plus_n"] is None
    assert figures["n"] == 6


def test_the_report_is_one_page_without_pictures(cli: Cli, data: Path, tmp_path: Path) -> None:
    result = cli("evaluate", "emotions", str(data), "--out", str(tmp_path / "r.html"))

    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert result.code == 0
    assert str(tmp_path / "r.html") in result.out
    assert "never use them for grading" in page
    assert "<img" not in page
    assert "data:image" not in page.split("</script>")[-1]


@pytest.mark.browser
def test_the_report_draws_its_charts_offline(cli: Cli, data: Path, tmp_path: Path) -> None:
    cli("evaluate", "emotions", str(data), "--out", str(tmp_path / "r.html"))
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 800}, offline=True)
        page.goto(f"file://{tmp_path}/r.html")
        page.wait_for_selector(".main-svg")

        assert page.locator(".js-plotly-plot").count() == 5
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def save(path: Path, **arrays: np.ndarray) -> None:
    np.savez(path, **arrays)  # type: ignore[arg-type]


def cut_npz(path: Path) -> None:
    write_npz(path, draw_shapes(8, seed=1))
    path.write_bytes(path.read_bytes()[:9000])


IMAGES, LABELS = np.zeros((3, 48, 48), np.uint8), np.zeros(3, np.uint8)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        pytest.param(lambda path: None, "no such file", id="missing"),
        pytest.param(lambda path: path.write_bytes(b""), "cannot be read as npz", id="empty"),
        pytest.param(lambda path: path.write_bytes(b"PK\x03\x04 cut off"), "cannot be read as npz", id="broken"),
        pytest.param(cut_npz, "cannot be read as npz", id="truncated"),
        pytest.param(lambda path: path.mkdir(), "no pictures found", id="empty folder"),
        pytest.param(lambda path: save(path, images=IMAGES), "fer2013 is missing", id="no labels"),
        pytest.param(lambda path: save(path, images=IMAGES[:0], fer2013=LABELS[:0]), "images must be", id="no picture"),
        pytest.param(lambda path: save(path, images=IMAGES[:, :40], fer2013=LABELS), "images must be", id="wrong size"),
        pytest.param(lambda path: save(path, images=IMAGES, fer2013=LABELS[:2]), "3 whole numbers", id="fewer labels"),
        pytest.param(lambda path: save(path, images=IMAGES, fer2013=LABELS + 7), "must lie in 0-6", id="eighth label"),
        pytest.param(
            lambda path: save(path, images=IMAGES, fer2013=LABELS, votes=np.zeros((3, 8), np.uint8)),
            "votes must be",
            id="votes for eight",
        ),
    ],
)
def test_wrong_data_are_one_clear_line(cli: Cli, tmp_path: Path, make: Callable[[Path], object], said: str) -> None:
    make(tmp_path / "faces.npz")
    before = sorted(tmp_path.iterdir())

    result = cli("evaluate", "emotions", str(tmp_path / "faces.npz"), "--out", str(tmp_path / "r.html"))

    assert (result.code, result.out) == (DataError.exit_code, "")
    assert said in result.err
    assert result.err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--model", "missing.onnx"), "no such model"),
        (("--predictions", "/nowhere/p.csv"), "cannot be written"),
        (("--split", "test"), None),
    ],
)
def test_wrong_use_is_told(cli: Cli, data: Path, arguments: tuple[str, ...], said: str | None) -> None:
    result = cli("evaluate", "emotions", str(data), "--json", *arguments)

    assert (result.code == 0) == (said is None)
    assert said is None or said in result.err


def test_faces_nobody_voted_on_can_be_written_out(cli: Cli, tmp_path: Path) -> None:
    faces = draw_shapes(5, seed=1)
    write_npz(tmp_path / "faces.npz", FaceSet(faces.images, faces.fer2013, None))

    result = cli(
        "evaluate", "emotions", str(tmp_path / "faces.npz"), "--json", "--predictions", str(tmp_path / "p.csv")
    )

    assert result.code == 0
    assert pd.read_csv(tmp_path / "p.csv")["ferplus"].isna().all()
