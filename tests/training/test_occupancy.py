"""Two runs cannot mix in one folder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from classroom.errors import OutputError
from classroom.training.occupancy import LOCK, occupy


def test_a_folder_is_free_again_after_a_run(tmp_path: Path) -> None:
    with occupy(tmp_path / "run"):
        assert (tmp_path / "run" / LOCK).read_text(encoding="ascii") == str(os.getpid())

    assert list((tmp_path / "run").iterdir()) == []


def test_another_process_in_the_folder_is_named(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        (tmp_path / LOCK).write_text(str(other.pid), encoding="ascii")

        with pytest.raises(OutputError, match=f"in use by another run \\(process {other.pid}\\)"), occupy(tmp_path):
            pass
        assert (tmp_path / LOCK).exists()
    finally:
        other.communicate(b"\n")


@pytest.mark.parametrize("left", ["999999999", "", "not a number"])
def test_what_a_dead_run_left_is_taken_over(tmp_path: Path, left: str) -> None:
    (tmp_path / LOCK).write_text(left, encoding="ascii")

    with occupy(tmp_path):
        pass

    assert not (tmp_path / LOCK).exists()


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("", encoding="utf-8")

    with pytest.raises(OutputError, match="cannot be made"), occupy(tmp_path / "run"):
        pass
