"""One-time links open once, in whichever process they are used."""

import os
import stat
import time
from pathlib import Path

import pytest

from classroom.errors import StorageError
from dashboard.passes import MAX_WAITING, FolderPasses, MemoryPasses, Passes

NONCE = "n" * 22


@pytest.fixture(params=["memory", "folder"])
def passes(request: pytest.FixtureRequest, tmp_path: Path) -> Passes:
    return MemoryPasses() if request.param == "memory" else FolderPasses(tmp_path / "entrances", 3600)


def test_a_pass_opens_once(passes: Passes) -> None:
    passes.add(NONCE)

    assert passes.take(NONCE)
    assert not passes.take(NONCE)


@pytest.mark.parametrize("nonce", ["", "x" * 22, "../../secret.key", "n" * 10_000, "a\x00b" * 8])
def test_what_was_never_given_out_opens_nothing(passes: Passes, nonce: str) -> None:
    passes.add(NONCE)

    assert not passes.take(nonce)
    assert passes.take(NONCE)


def test_a_pass_left_by_another_process_opens(tmp_path: Path) -> None:
    FolderPasses(tmp_path / "entrances", 3600).add(NONCE)

    assert FolderPasses(tmp_path / "entrances", 3600).take(NONCE)


def test_passes_in_a_folder_are_the_users_alone_and_old_ones_go(tmp_path: Path) -> None:
    folder = tmp_path / "entrances"
    passes = FolderPasses(folder, 3600)
    passes.add(NONCE)
    long_ago = time.time() - 4000
    os.utime(folder / NONCE, (long_ago, long_ago))

    passes.add("m" * 22)

    assert [path.name for path in folder.iterdir()] == ["m" * 22]
    if os.name != "nt":
        assert stat.S_IMODE((folder / ("m" * 22)).stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "entrances").write_text("a file")

    with pytest.raises(StorageError, match="cannot be written"):
        FolderPasses(tmp_path / "entrances", 3600).add(NONCE)


def test_passes_in_memory_do_not_pile_up() -> None:
    passes = MemoryPasses()
    for number in range(MAX_WAITING + 1):
        passes.add(f"{number:022d}")

    assert not passes.take(f"{0:022d}")
    assert passes.take(f"{MAX_WAITING:022d}")
