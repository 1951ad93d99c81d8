"""Single settings are changed in a user's own file; the rest of it stays as it is."""

from pathlib import Path

import pytest
import yaml

from classroom.cli.config_file import change_capture, save_capture
from classroom.errors import ConfigError

WINDOW = {"window": 'Zoom "Meeting" – Physik: #1', "region": ""}

FILES = {
    "empty": "",
    "comment only": "# my settings\n",
    "other sections": "server:\n  port: 9000  # mine\n",
    "no newline at the end": "server: {port: 9000}",
    "empty section": "capture:\nserver: {port: 9000}\n",
    "empty section with comment": "capture:  # later\nserver: {port: 9000}\n",
    "block": "# top\ncapture:\n  # pace\n  interval_s: 5   # slow\n\nserver:\n  port: 9000\n",
    "deep block": "capture:\n      interval_s: 5\n      monitor: 2\n",
    "given before": "capture:\n  window: old   # the call\n  region: '1,2,3,4'\n  monitor: 2\n",
    "given in quotes": 'capture:\n  window: "old: #x"   # the call\n  monitor: 2\n',
    "given without a value": "capture:\n  window:\n  monitor: 2\n",
    "flow": "capture: {interval_s: 5, monitor: 2}  # short\n",
    "empty flow": "capture: {}\n",
    "flow given before": "capture: {interval_s: 5, window: old}\n",
    "windows line ends": "capture:\r\n  interval_s: 5\r\nserver: {port: 9000}\r\n",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES.keys())
def test_only_the_chosen_settings_change_and_comments_stay(text: str) -> None:
    changed = change_capture(text, WINDOW)

    assert changed is not None
    before, after = yaml.safe_load(text) or {}, yaml.safe_load(changed)
    capture = before.pop("capture", None) or {}
    expected = {**capture, "window": WINDOW["window"], **({"region": ""} if "region" in capture else {})}
    assert after.pop("capture") == expected
    assert after == before
    for comment in ("# my settings", "# mine", "# later", "# top", "# pace", "# slow", "# the call", "# short"):
        assert (comment in changed) == (comment in text)


def test_changing_twice_is_changing_once() -> None:
    once = change_capture(FILES["block"], WINDOW)

    assert once is not None
    assert change_capture(once, WINDOW) == once


def test_a_monitor_replaces_the_window_saved_before() -> None:
    changed = change_capture("capture:\n  window: Zoom\n", {"window": "", "region": "", "monitor": 2})

    assert changed is not None
    assert yaml.safe_load(changed) == {"capture": {"window": "", "monitor": 2}}


@pytest.mark.parametrize(
    "text",
    ["base: &b {monitor: 2}\ncapture: *b\n", "capture: [1]\n", "capture: {", "- 1\n", "capture: nonsense\n"],
    ids=["alias", "list", "broken", "no sections", "word"],
)
def test_a_file_that_cannot_be_changed_safely_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match=r"only you can change: set capture: \{window: "):
        save_capture(path, WINDOW)

    assert path.read_text(encoding="utf-8") == text
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_file_is_made_with_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.yaml"

    save_capture(path, WINDOW)

    assert yaml.safe_load(path.read_text(encoding="utf-8")) == {"capture": {"window": WINDOW["window"]}}


def test_a_private_file_stays_private(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text("capture: {}\n", encoding="utf-8")
    path.chmod(0o600)

    save_capture(path, WINDOW)

    assert path.stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="cannot be"):
        save_capture(tmp_path / "file" / "config.yaml", WINDOW)
