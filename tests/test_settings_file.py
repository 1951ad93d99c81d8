"""Saving settings: only what was changed, whole or not at all, and nothing that the next start would refuse."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from classroom.config import load_settings, resource
from classroom.errors import ConfigError
from classroom.settings_file import Setting, SettingsFile, describe_settings, open_settings_file, value_of
from classroom.settings_text import Key, Scalar, change_text

LOW: Key = ("flags", "low_score")
HAPPY: Key = ("engagement", "profiles", "classroom-1", "emotion_weights", "happy")
OWN = """# mine
flags:
  low_score: 40.0   # stricter
  # a thought of my own
capture: {interval_s: 5}
"""


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.upper().startswith("CLASSROOM_")]:
        monkeypatch.delenv(name)
    return tmp_path / "own" / "config.yaml"


def write(path: Path, text: str = OWN) -> SettingsFile:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return SettingsFile(path)


@pytest.mark.parametrize(
    ("text", "key", "value", "expected"),
    [
        ("", LOW, 30.0, "flags:\n  low_score: 30.0\n"),
        ("# only this", LOW, 30.0, "# only this\nflags:\n  low_score: 30.0\n"),
        ("flags:", LOW, 1.5, "flags:\n  low_score: 1.5\n"),
        ("flags: {}", LOW, 1.5, "flags: {low_score: 1.5}"),
        ("flags: {a: 1}  # c", LOW, 1.5, "flags: {a: 1, low_score: 1.5}  # c"),
        ("flags:\r\n  a: 1\r\n", LOW, 2.0, "flags:\r\n  a: 1\r\n  low_score: 2.0\r\n"),
        ("a:\n  b: 1  # c\n\n# end\n", ("a", "d"), True, "a:\n  b: 1  # c\n  d: true\n\n# end\n"),
        ("a: |\n  x\n", ("b",), "y", 'a: |\n  x\nb: "y"\n'),
        ("a: 1\n", ("b", "c", "d"), 1, "a: 1\nb:\n  c:\n    d: 1\n"),
        ("a: {b: 1}", ("a", "c", "d"), 2, "a: {b: 1, c: {d: 2}}"),
        ("a: 1\n", ("no",), 2, 'a: 1\n"no": 2\n'),
        ("a: 1\n", ("a",), 1e-7, "a: 0.00000010\n"),
        ("a: &x {n: 1}\nb: *x\n", ("b", "n"), 2, 'a: {n: 1}\nb: {"n": 2}\n'),
        ("a: 1\nb:\n  c: 1\n# end\n", ("b", "c"), None, "a: 1\n# end\n"),
        ("a: 1\nb:\n  c: 1\n  d: 2\n", ("b", "c"), None, "a: 1\nb:\n  d: 2\n"),
        ("a: 1\n", ("b", "c"), None, "a: 1\n"),
    ],
)
def test_one_key_changes_and_the_rest_of_the_text_stays(
    text: str, key: Key, value: Scalar | None, expected: str
) -> None:
    assert change_text(text, [(key, value)]) == expected


@pytest.mark.parametrize(
    "text", ["- a\n", "a: [1\n", "flags: 3\n", "a: {low: 1, b: {c: 1}}\n", "---\na: 1\n---\nb: 2\n"]
)
def test_a_text_that_cannot_be_changed_without_harm_is_left_alone(text: str) -> None:
    changes: list[tuple[Key, Scalar | None]] = [(LOW, 30.0), (("a", "b", "c"), None)]

    assert change_text(text, changes) is None


def test_a_copy_of_the_shipped_file_can_be_changed_though_its_profiles_share_their_weights(path: Path) -> None:
    shipped = resource("config.yaml").read_text(encoding="utf-8")
    file = write(path, shipped)

    file.save([Setting(HAPPY, 0.7)])

    after, before = load_settings(path), load_settings(resource("config.yaml"))
    assert value_of(after, HAPPY) == 0.7
    assert after.engagement.profiles["expression-1"] == before.engagement.profiles["expression-1"]
    kept = [line for line in shipped.splitlines() if line not in path.read_text(encoding="utf-8").splitlines()]
    assert all("emotion_weights" in line for line in kept)


def test_saving_keeps_comments_and_other_keys(path: Path) -> None:
    file = write(path)

    saved = file.save([Setting(LOW, 30.0), Setting(("flags", "camera_off"), True)], base=[Setting(LOW, 40.0)])

    assert path.read_text() == OWN.replace("40.0", "30.0").replace("stricter\n", "stricter\n  camera_off: true\n")
    assert (saved.settings.flags.low_score, saved.settings.capture.interval_s) == (30.0, 5)


def test_a_file_that_is_not_there_is_made_for_its_owner_alone(path: Path) -> None:
    file = SettingsFile(path)

    saved = file.save([Setting(LOW, 30.0)])

    assert path.read_text() == "flags:\n  low_score: 30.0\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    file.undo(saved.undo)
    assert not path.exists()


def test_undo_brings_the_file_back_to_the_letter(path: Path) -> None:
    file = write(path)
    path.chmod(0o640)

    settings = file.undo(file.save([Setting(LOW, 30.0)]).undo)

    assert (path.read_text(), settings.flags.low_score) == (OWN, 40.0)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_undo_is_refused_once_the_file_was_changed_again(path: Path) -> None:
    file = write(path)
    first = file.save([Setting(LOW, 30.0)])
    file.save([Setting(LOW, 31.0)])

    with pytest.raises(ConfigError, match="changed again since"):
        file.undo(first.undo)

    assert load_settings(path).flags.low_score == 31.0


def test_a_change_decided_on_old_values_is_refused_and_says_what_moved(path: Path) -> None:
    file = write(path)
    base = [Setting(LOW, 40.0)]
    file.save([Setting(LOW, 30.0)], base=base)

    with pytest.raises(ConfigError, match=r"changed elsewhere meanwhile \(flags.low_score is 30.0\)"):
        file.save([Setting(LOW, 20.0)], base=base)

    assert load_settings(path).flags.low_score == 30.0


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        (LOW, 101.0, "less than or equal to 100"),
        (LOW, "x" * 100_000, "too long"),
        (LOW, "\x00\ud800", "low_score"),
        (("flags", "no_such_key"), 1, "unknown key"),
        (("engagement", "profile"), "nobody", "is not one of"),
        (("engagement", "facing_full_deg"), 90.0, "facing_zero_deg must be larger"),
        (("engagement", "profiles", "a: {b", "version"), 1, "a: {b"),
        (("engagement", "profiles", "half", "version"), 1, "half"),
        (("storage",), "x", "storage"),
    ],
)
def test_values_that_the_next_start_would_refuse_are_refused_before_writing(
    path: Path, key: Key, value: Scalar, reason: str
) -> None:
    file = write(path)

    with pytest.raises(ConfigError) as told:
        file.save([Setting(key, value)])

    assert reason in str(told.value)
    assert "\n" not in str(told.value)
    assert path.read_text() == OWN
    assert sorted(one.name for one in path.parent.iterdir()) == [".config.yaml.lock", "config.yaml"]


@pytest.mark.parametrize(
    ("variable", "content"), [("CLASSROOM_FLAGS__LOW_SCORE", "20"), ("classroom_flags", '{"low_score": 20}')]
)
def test_a_key_that_a_variable_outranks_is_refused_with_its_name(
    path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, content: str
) -> None:
    file = write(path)
    monkeypatch.setenv(variable, content)

    with pytest.raises(ConfigError, match=f"the variable {variable} outranks flags.low_score"):
        file.save([Setting(LOW, 30.0)])
    file.save([Setting(("flags", "majority"), 0.5)])

    assert "majority: 0.5" in path.read_text()


def test_a_file_in_a_folder_that_cannot_be_written_is_told_in_one_line(path: Path, tmp_path: Path) -> None:
    (tmp_path / "own").write_text("a file where a folder should be")

    with pytest.raises(ConfigError, match="cannot be written"):
        SettingsFile(path).save([Setting(LOW, 30.0)])


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="nothing is read-only for an administrator")
def test_a_read_only_file_is_refused(path: Path) -> None:
    file = write(path)
    path.chmod(0o400)

    with pytest.raises(ConfigError, match="read-only"):
        file.save([Setting(LOW, 30.0)])


def test_many_writers_at_once_lose_nothing(path: Path) -> None:
    files = [write(path), SettingsFile(path)]
    keys = ["min_duration_s", "warm_up_s", "no_face_s", "cool_down_s", "camera_off_s", "dip_window_s"]

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda at: files[at % 2].save([Setting(("flags", keys[at]), 50.0 + at)]), range(6)))

    flags = load_settings(path).flags
    assert [getattr(flags, key) for key in keys] == [50.0, 51.0, 52.0, 53.0, 54.0, 55.0]


def test_a_link_to_the_file_stays_a_link(path: Path, tmp_path: Path) -> None:
    write(path)
    link = tmp_path / "link.yaml"
    link.symlink_to(path)

    SettingsFile(link).save([Setting(LOW, 30.0)])

    assert link.is_symlink()
    assert load_settings(path).flags.low_score == 30.0


def test_the_file_in_use_is_the_one_the_program_reads(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(path)
    monkeypatch.setenv("CLASSROOM_CONFIG", str(path))

    assert open_settings_file().place == str(path)
    with pytest.raises(ConfigError, match="does not exist"):
        open_settings_file(path.with_name("other.yaml"))


def test_every_key_of_the_pages_has_a_meaning() -> None:
    comments = describe_settings()
    settings = load_settings(resource("config.yaml"))

    assert all(("flags", key) in comments for key in settings.flags.model_dump())
    assert comments[LOW] == "engagement (0-100) that is low for anyone"


KILLED_WHILE_IT_SAVES = """
import os, sys
from pathlib import Path
from classroom.settings_file import Setting, SettingsFile

at_last = os.fsync
os.fsync = lambda handle: (at_last(handle), os.kill(os.getpid(), 9))
SettingsFile(Path(sys.argv[1])).save([Setting(("flags", "low_score"), 30.0)])
"""


@pytest.mark.skipif(os.name == "nt", reason="kill -9")
def test_what_a_kill_during_a_save_leaves_is_gone_after_the_next_one(path: Path) -> None:
    file = write(path)
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_IT_SAVES, str(path)], check=False, timeout=60)
    assert killed.returncode == -9
    assert path.read_text(encoding="utf-8") == OWN
    live = path.with_name(f".{path.name}.{os.getppid()}")
    live.write_text("of another program")
    assert len(list(path.parent.glob(f".{path.name}.[0-9]*"))) == 2

    file.save([Setting(LOW, 30.0)])

    assert load_settings(path).flags.low_score == 30.0
    assert list(path.parent.glob(f".{path.name}.[0-9]*")) == [live]
