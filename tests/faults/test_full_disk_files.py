"""A disk that is really full under what is written once: one line, no half file, and the old one stays whole."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from classroom.cli import run
from classroom.config import StorageSettings, load_settings
from classroom.errors import ConfigError
from classroom.settings_file import Setting, SettingsFile
from classroom.storage import open_store
from classroom.storage.maintenance import check
from tests.faults.test_full_disk import fill
from tests.storage.examples import AGENT, frame, new_session, people, seen

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a small disk is mounted")
SETTINGS = StorageSettings(url="default", busy_timeout_s=5)
COURSE = "Physics 101"
PEOPLE = range(1, 26)
Command = Callable[..., str]


@pytest.fixture
def refused(small_disk: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """`refused("db", "backup", "x.db")` -> the one line that the command ends with; all folders are on the disk."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.setenv(name, str(small_disk))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "CLASSROOM_CONFIG"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> str:
        capfd.readouterr()
        code = run(list(arguments))
        told = capfd.readouterr()
        assert code != 0, told
        assert "Traceback" not in told.err + told.out
        lines = [line for line in told.err.splitlines() if line and not line.startswith("note: ")]
        assert len(lines) == 1, told.err
        return lines[0]

    return call


@pytest.fixture
def data(small_disk: Path, refused: Command) -> Path:
    """The data folder, with a class of half an hour in its database."""
    folder = small_disk / "classroom"
    with open_store(SETTINGS, default_folder=folder) as store:
        session = store.create_session(new_session(course=COURSE), agent=AGENT)
        for number in range(200):
            new = people(*PEOPLE) if number == 0 else ()
            store.save_frame(session, frame(number, *(seen(one) for one in PEOPLE), new=new))
    return folder


def shelter(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "options",
    [
        ("latest", "--what", "observations", "-o", "{}/report.csv"),
        ("latest", "--kind", "html", "-o", "{}/report.csv"),
        ("--course", COURSE, "-o", "{}/report.csv.zip"),
        ("--course", COURSE, "-o", "{}/reports"),
    ],
)
def test_an_export_leaves_the_old_one(small_disk: Path, data: Path, refused: Command, options: tuple[str, ...]) -> None:
    old = [small_disk / name for name in ("report.csv", "report.csv.zip")]
    for path in old:
        path.write_bytes(b"the old one")
    fill(small_disk)
    before = shelter(small_disk)

    line = refused("export", *(one.format(small_disk) for one in options))

    assert "No space left" in line or "full" in line
    assert [path.read_bytes() for path in old] == [b"the old one"] * 2
    assert {path for path in shelter(small_disk) if path.suffix in {".part", ".csv"}} <= before


def test_a_backup_leaves_no_half_copy(small_disk: Path, data: Path, refused: Command) -> None:
    fill(small_disk)

    line = refused("db", "backup", str(small_disk / "copy.db"))

    assert "full" in line or "No space left" in line or "no space left" in line
    assert not (small_disk / "copy.db").exists()


def test_a_restore_leaves_the_database(small_disk: Path, tmp_path: Path, data: Path, refused: Command) -> None:
    copy = tmp_path / "copy.db"
    assert run(["db", "backup", str(copy)]) == 0
    fill(small_disk)

    line = refused("db", "restore", str(copy), "--yes")

    assert "full" in line or "space" in line
    assert check(SETTINGS, data).counts["frames"] == 200
    assert not list(data.glob("*.restoring*"))


@pytest.mark.parametrize("what", ["roster", "consent"])
def test_an_import_is_there_whole_or_not_at_all(
    small_disk: Path, tmp_path: Path, data: Path, refused: Command, what: str
) -> None:
    names = tmp_path / "list.csv"
    names.write_text("Full name,Email,Consent\n" + "".join(f"Student {n},s{n}@a.example,yes\n" for n in range(900)))
    filler = fill(small_disk)

    line = refused(what, "import", str(names), "--course", COURSE, "--yes")

    assert "full" in line
    filler.unlink()
    with open_store(SETTINGS, default_folder=data) as store:
        assert store.students(COURSE) == ()
        assert store.find_session("latest").frame_count == 200


@pytest.mark.parametrize("old", [None, "# mine\nflags:\n  low_score: 40.0\n"])
def test_settings_that_cannot_be_saved_are_as_they_were(small_disk: Path, old: str | None) -> None:
    path = small_disk / "config.yaml"
    if old is not None:
        path.write_text(old)
    fill(small_disk)

    with pytest.raises(ConfigError, match=f"settings file {path} cannot be written: No space left") as caught:
        SettingsFile(path).save([Setting(("flags", "low_score"), 30.0)])

    assert "\n" not in str(caught.value)
    assert (path.read_text() if path.exists() else None) == old
    assert not list(small_disk.glob(".config.yaml.[0-9]*"))
    if old is not None:
        assert load_settings(path).flags.low_score == 40.0


def test_a_key_that_cannot_be_made_is_told(small_disk: Path, data: Path, refused: Command) -> None:
    fill(small_disk)

    line = refused("export", "latest", "--what", "summary", "--pseudonyms", "-o", "-")

    assert "secret key" in line
    assert not list(data.glob(".*key*"))
