"""`classroom data gallery` from the command line."""

import json
from pathlib import Path

import cv2
import pytest

from tests.cli.conftest import Cli
from tests.synthetic.folder import write_portrait_folder

SIZE = ("--width", "960", "--height", "540")


def test_screens_lie_beside_their_truth(cli: Cli, tmp_path: Path) -> None:
    out = tmp_path / "out"

    result = cli("data", "gallery", str(out), "--count", "2", "--seed", "3", *SIZE)

    assert (result.code, result.err) == (0, "")
    assert str(out) in result.out
    assert sorted(path.name for path in out.iterdir()) == [
        "gallery-0.json", "gallery-0.png", "gallery-1.json", "gallery-1.png",
    ]  # fmt: skip
    for number in range(2):
        truth = json.loads((out / f"gallery-{number}.json").read_text(encoding="utf-8"))
        picture = cv2.imread(str(out / f"gallery-{number}.png"))
        assert picture is not None
        assert picture.shape == (truth["height"], truth["width"], 3) == (540, 960, 3)
        assert truth["gallery"] == bool(truth["tiles"])


def test_the_same_seed_writes_the_same_files(cli: Cli, tmp_path: Path) -> None:
    for name in ("a", "b"):
        cli("data", "gallery", str(tmp_path / name), "--count", "1", "--seed", "8", *SIZE)

    first, second = ((tmp_path / name / "gallery-0.png").read_bytes() for name in ("a", "b"))
    assert first == second


def test_people_come_from_a_folder(cli: Cli, tmp_path: Path) -> None:
    portraits = write_portrait_folder(tmp_path / "p")

    result = cli("data", "gallery", str(tmp_path / "out"), "--count", "1", "--portraits", str(portraits), *SIZE)

    assert result.code == 0
    assert (tmp_path / "out" / "gallery-0.png").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        pytest.param(("--width", "1280"), 2, "belong together", id="width alone"),
        pytest.param(("--width", "99", "--height", "99"), 8, "cannot be drawn", id="too small"),
        pytest.param(("--portraits", "nowhere"), 8, "no such file", id="no portraits"),
        pytest.param(("--count", "0"), 2, "--count", id="none"),
    ],
)
def test_wrong_wishes_are_refused_before_anything_is_written(
    cli: Cli, tmp_path: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    result = cli("data", "gallery", str(tmp_path / "out"), *arguments)

    assert result.code == code
    assert message in result.err
    assert not (tmp_path / "out").exists()


def test_a_full_folder_is_left_alone(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "mine.png").write_bytes(b"x")

    result = cli("data", "gallery", str(tmp_path), "--count", "1")

    assert result.code == 7
    assert [path.name for path in tmp_path.iterdir()] == ["mine.png"]
