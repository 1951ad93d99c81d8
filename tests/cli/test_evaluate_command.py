"""`classroom evaluate emotions` from the command line, with the shipped model on drawn faces."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from classroom.datasets import FaceSet
from classroom.domain import EMOTIONS
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
    np.testing.assert_allclose(heads["reading"].sum(axis=1), 1, atol=1e-5)
    assert not list(tmp_path.glob("*.html"))


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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "cannot be read as npz", id="empty"),
        pytest.param(b"PK\x03\x04 cut off", "cannot be read as npz", id="truncated"),
    ],
)
def test_a_broken_file_is_one_clear_line(cli: Cli, tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "faces.npz").write_bytes(content)

    result = cli("evaluate", "emotions", str(tmp_path / "faces.npz"), "--json")

    assert result.code != 0
    assert result.out == ""
    assert said in result.err
    assert result.err.count("\n") == 1


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
