"""`classroom data` from the command line."""

import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest

from classroom.datasets import read_all
from classroom.domain import EMOTIONS, Emotion
from tests.browser import chromium
from tests.cli.conftest import Cli
from tests.datasets.builders import add_others, draw_shapes, write_folder, write_pictures, write_table

TRAIN, VALIDATION = add_others(draw_shapes(20, seed=1)), draw_shapes(6, seed=2)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two splits with votes; all ten taggers see sad on the first picture, which is labelled happy."""
    train = add_others(draw_shapes(20, seed=1))
    assert train.votes is not None
    train.votes[0] = train.votes[1]
    return write_folder(tmp_path / "data", train, VALIDATION)


def hash_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_report_is_one_page_without_faces(cli: Cli, data: Path, tmp_path: Path) -> None:
    result = cli("data", "report", str(data), "--out", str(tmp_path / "r.html"))

    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert (result.code, result.err) == (0, "")
    assert str(tmp_path / "r.html") in result.out
    assert "<img" not in page
    assert "data:image" not in page.split("</script>")[-1]


def test_json_stands_alone_and_writes_nothing(
    cli: Cli, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    result = cli("data", "report", str(data), "--json")

    figures = json.loads(result.out)
    assert (result.code, result.err) == (0, "")
    assert set(figures["splits"]) == {"train", "validation"}
    assert figures["agreement"]["n"] == len(TRAIN) + len(VALIDATION)
    assert list((tmp_path / "here").iterdir()) == []


def test_faces_are_shown_only_when_asked_for_and_that_is_said(cli: Cli, data: Path, tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="the extra 'train' is not installed")

    result = cli("data", "report", str(data), "--out", str(tmp_path / "r.html"), "--samples", "--feature-maps")

    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert result.code == 0
    assert "it holds faces" in result.out
    assert "This file holds faces" in page
    assert page.count("<img") > len(EMOTIONS)


@pytest.mark.parametrize("form", ["csv", "folders"])
def test_other_forms_are_described_too(cli: Cli, tmp_path: Path, form: str) -> None:
    if form == "csv":
        place = write_table(tmp_path / "fer2013.csv", {"Training": TRAIN, "PrivateTest": VALIDATION})
    else:
        place = write_pictures(tmp_path / "faces", TRAIN)
        (place / "sad" / "broken.png").write_bytes(b"no picture")

    figures = json.loads(cli("data", "report", str(place), "--json").out)

    assert list(figures["splits"]) == (["train", "test"] if form == "csv" else ["all"])
    assert figures["agreement"] is None
    assert ("sad/broken.png" in "".join(figures["notes"])) == (form == "folders")


@pytest.mark.browser
def test_the_report_draws_its_charts_offline_and_fits_a_phone(cli: Cli, data: Path, tmp_path: Path) -> None:
    cli("data", "report", str(data), "--out", str(tmp_path / "r.html"), "--samples")
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 800}, offline=True)
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"file://{tmp_path}/r.html")
        page.wait_for_selector(".main-svg")

        assert page.locator(".js-plotly-plot").count() == 6
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert errors == []


def test_a_reviewed_list_becomes_a_corrected_copy_and_the_data_stay(cli: Cli, data: Path, tmp_path: Path) -> None:
    before = hash_files(data)
    made = cli("data", "clean", str(data), "--no-model", "--out", str(tmp_path / "list.csv"))
    with (tmp_path / "list.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert (made.code, made.err) == (0, "")
    assert [(row["split"], row["index"], row["label"], row["suggestion"]) for row in rows] == [
        ("train", "0", "happy", "sad")
    ]

    rows[0]["decision"] = "sad"
    with (tmp_path / "reviewed.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), delimiter=";")
        table.writeheader()
        table.writerows(rows)
    done = cli("data", "clean", str(data), "--apply", str(tmp_path / "reviewed.csv"), "--to", str(tmp_path / "new"))

    splits = read_all(tmp_path / "new").splits
    assert (done.code, done.err) == (0, "")
    assert "1 label changed, 0 pictures dropped, 0 kept" in done.out
    assert EMOTIONS[splits["train"].fer2013[0]] is Emotion.SAD
    np.testing.assert_array_equal(splits["train"].images, TRAIN.images)
    assert hash_files(data) == before


def test_the_network_is_asked_unless_told_not_to(cli: Cli, data: Path, tmp_path: Path) -> None:
    result = cli("data", "clean", str(data), "--out", str(tmp_path / "list.csv"))

    assert result.code == 0
    assert "reads 27 faces" in result.err
    assert "labels look wrong" in result.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("report", "{}", "--json", "--samples"), 2, "name it with --out"),
        (("report", "{}", "--model", "m.onnx"), 2, "--model is for --feature-maps"),
        (("report", "{}", "--feature-maps", "--model", "m.onnx"), 4, "no such model"),
        (("report", "{}/missing"), 8, "no such file or folder"),
        (("report", "{}", "--out", "/nowhere/r.html"), 7, "cannot be written"),
        (("clean", "{}", "--apply", "l.csv"), 2, "belong together"),
        (("clean", "{}", "--to", "new"), 2, "belong together"),
        (("clean", "{}", "--model", "m.onnx", "--no-model"), 2, "--apply takes only --to"),
        (("clean", "{}", "--model", "m.onnx"), 4, "no such model"),
        (("clean", "{}", "--apply", "{}/missing.csv", "--to", "new"), 8, "cannot be read"),
        (("clean", "{}", "--no-model", "--out", "/nowhere/l.csv"), 7, "cannot be written"),
    ],
)
def test_wrong_use_is_one_clear_line(cli: Cli, data: Path, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = cli("data", *(argument.format(data) for argument in arguments))

    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert result.err.count("\n") == 1


def test_a_copy_is_never_written_over_the_data(cli: Cli, data: Path, tmp_path: Path) -> None:
    before = hash_files(data)
    (tmp_path / "list.csv").write_text("split,index,label,decision\ntrain,0,happy,sad\n", encoding="utf-8")

    result = cli("data", "clean", str(data), "--apply", str(tmp_path / "list.csv"), "--to", str(data))

    assert result.code == 7
    assert "is not empty" in result.err
    assert hash_files(data) == before


@pytest.mark.parametrize("command", [("report",), ("report", "--json"), ("clean", "--no-model"), ("clean",)])
@pytest.mark.parametrize("form", ["npz file", "npz in the folder", "csv"])
def test_reports_and_lists_are_never_written_over_the_data(
    cli: Cli, data: Path, tmp_path: Path, command: tuple[str, ...], form: str
) -> None:
    table = write_table(tmp_path / "mine.csv", {"Training": TRAIN})
    given, place = {
        "npz file": (data / "validation.npz", data / "validation.npz"),
        "npz in the folder": (data, data / "validation.npz"),
        "csv": (table, table),
    }[form]
    before = place.read_bytes()

    result = cli("data", *command, str(given), "--out", str(place))

    assert (result.code, result.out, result.err.count("\n")) == (7, "", 1)
    assert place.read_bytes() == before


def test_a_list_that_holds_decisions_is_not_replaced(
    cli: Cli, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli("data", "clean", str(data), "--no-model").code == 0
    assert cli("data", "clean", str(data), "--no-model").code == 0
    filled = (tmp_path / "suspicious.csv").read_text(encoding="utf-8").rstrip("\n") + "keep\n"
    (tmp_path / "suspicious.csv").write_text(filled, encoding="utf-8")

    result = cli("data", "clean", str(data), "--no-model")

    assert (result.code, result.out) == (7, "")
    assert result.err == "error: suspicious.csv holds decisions: --apply it, or name another place with --out\n"
    assert (tmp_path / "suspicious.csv").read_text(encoding="utf-8") == filled


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("mode", [0, 0o444, 0o111], ids=["nothing allowed", "only listing", "only looking"])
def test_data_that_may_not_be_read_are_wrong_data_and_not_wrong_use(cli: Cli, data: Path, mode: int) -> None:
    data.chmod(mode)

    results = [cli("data", "report", str(data), "--json"), cli("evaluate", "emotions", str(data), "--json")]

    data.chmod(0o700)
    for result in results:
        assert (result.code, result.out) == (8, "")
        assert "cannot be read" in result.err
