"""Files are replaced whole or not at all, and only files."""

import os
import resource
from pathlib import Path

import pytest

from classroom.errors import OutputError
from classroom.evaluation.files import check_place, check_places, write_file


def test_a_file_is_replaced_and_nothing_is_left_beside(tmp_path: Path) -> None:
    place = tmp_path / "page.html"
    place.write_text("old", encoding="utf-8")

    check_place(place)
    write_file(place, "new")

    assert place.read_text(encoding="utf-8") == "new"
    assert list(tmp_path.iterdir()) == [place]


def test_asking_leaves_no_trace(tmp_path: Path) -> None:
    check_place(tmp_path / "page.html")

    assert not list(tmp_path.iterdir())


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.html").write_text("old", encoding="utf-8")
    (tmp_path / "link.html").symlink_to("real.html")

    write_file(tmp_path / "link.html", "new")

    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "real.html").read_text(encoding="utf-8") == "new"


def test_a_name_that_is_no_text_can_be_written(tmp_path: Path) -> None:
    write_file(tmp_path / "page.html", os.fsdecode(b"happy/\xff.png"))

    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "happy/\\udcff.png"


def make_folder(path: Path) -> Path:
    (path / "there").mkdir()
    return path / "there"


def make_pipe(path: Path) -> Path:
    os.mkfifo(path / "pipe")
    return path / "pipe"


def go_below_a_file(path: Path) -> Path:
    (path / "file").write_text("kept", encoding="utf-8")
    return path / "file" / "page.html"


@pytest.mark.parametrize("act", [check_place, lambda path: write_file(path, "text")], ids=["asked", "written"])
@pytest.mark.parametrize(
    "choose",
    [
        make_folder,
        make_pipe,
        go_below_a_file,
        lambda path: path / "nowhere" / "page.html",
        lambda path: path / ".",
        lambda path: Path("/"),
    ],
    ids=["a folder", "a pipe", "below a file", "no folder", "the folder itself", "the root"],
)
def test_a_place_that_takes_no_file_is_refused(choose, act, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    place = choose(tmp_path)
    before = sorted(tmp_path.rglob("*"))

    with pytest.raises(OutputError, match="name a"):
        act(place)

    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("length", [254, 300], ids=["with what is written beside", "by itself"])
def test_a_name_that_is_too_long_is_told(length: int, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        write_file(tmp_path / ("x" * length), "text")


def test_a_name_that_is_too_long_is_told_when_asked(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="cannot be written"):
        check_place(tmp_path / ("x" * 300))


def test_a_disk_that_fills_leaves_the_old_file(tmp_path: Path) -> None:
    place = tmp_path / "page.html"
    place.write_text("old", encoding="utf-8")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))  # larger files end as on a full disk
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            write_file(place, "new" * 1000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert place.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [place]


@pytest.mark.parametrize(
    "name", ["train-0.npz", "emotion.onnx", "happy.PNG", "epoch-001.keras", "fer2013.csv", "FER2013new.csv"]
)
def test_what_is_named_like_data_or_a_model_is_never_written(name: str, tmp_path: Path) -> None:
    (tmp_path / "report.html").symlink_to(tmp_path / name)

    for place in (tmp_path / name, tmp_path / "report.html"):
        with pytest.raises(OutputError, match="is a name of data or of a model"):
            check_places([], place)


def test_what_must_stay_and_what_is_named_twice_is_refused(tmp_path: Path) -> None:
    place, other = tmp_path / "page.html", tmp_path / "sub" / ".." / "page.html"
    (tmp_path / "sub").mkdir()

    check_places([tmp_path / "data.csv"], place, None, tmp_path / "table.csv")

    with pytest.raises(OutputError, match="named twice"):
        check_places([], place, other)
    with pytest.raises(OutputError, match="is read here"):
        check_places([place], other)
