"""Settings: closed, bounded, explained; the shipped file is their only home."""

from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from classroom.config import Settings, load_settings, resource
from classroom.errors import ConfigError


@pytest.fixture(autouse=True)
def _no_own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.delenv("CLASSROOM_CONFIG", raising=False)


def write(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_shipped_file_is_complete_and_valid() -> None:
    settings = load_settings()

    assert settings.capture.interval_s == 3
    assert settings.engagement.profile in settings.engagement.profiles


def test_every_setting_stands_in_the_shipped_file_with_a_comment() -> None:
    text = resource("config.yaml").read_text(encoding="utf-8")
    lines = {line.split(":")[0].strip(): line for line in text.splitlines() if ":" in line}

    for section, field in Settings.model_fields.items():
        assert section in yaml.safe_load(text)
        assert isinstance(field.annotation, type)
        assert issubclass(field.annotation, BaseModel)
        for key in field.annotation.model_fields:
            assert "#" in lines[key], f"{section}.{key} has no comment"


def test_an_own_file_needs_only_what_it_changes(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, "capture:\n  interval_s: 5\n"))

    assert settings.capture.interval_s == 5
    assert settings.capture.monitor == 1


def test_a_variable_outranks_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLASSROOM_CAPTURE__INTERVAL_S", "7")

    assert load_settings(write(tmp_path, "capture: {interval_s: 5}")).capture.interval_s == 7


def test_the_file_can_be_named_by_a_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLASSROOM_CONFIG", str(write(tmp_path, "server: {port: 9000}")))

    assert load_settings().server.port == 9000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("capture:\n  interval_s: 3\n  intervall: 4\n", "line 3: capture.intervall: unknown key"),
        ("capture:\n  interval_s: soon\n", "line 2: capture.interval_s: Input should be a valid number"),
        ("capture:\n\n  interval_s: 0\n", "line 3: capture.interval_s: Input should be greater"),
        ("camera: {}\n", "line 1: camera: unknown key"),
        ("engagement: {profile: best}\n", "profile 'best' is not one of"),
        ("engagement: {profiles: {mine: {version: 1}}}\n", "Field required"),
        ("capture: [1, 2]\n", "capture"),
        ("- 1\n", "must hold sections"),
        ("capture: {interval_s: 3\n", "not valid YAML"),
        ("server: {host: 127.0.0.1, port: 99999}\n", "server.port"),
        ("capture: {interval_s: .nan}\n", "capture.interval_s"),
        ("1: 2\n", "line 1: a key must be a word"),
        ("capture: {~: 2}\n", "line 1: a key must be a word"),
        ("capture: {}\nserver: {}\ncapture: {}\n", "line 3: capture is given twice"),
        ("capture: {monitor: 2001-99-99}\n", "cannot be understood"),
        ("capture: " + "[" * 3000, "cannot be understood"),
        ("capture: {monitor: " + "9" * 5000 + "}\n", "cannot be understood"),
        (
            "a: &a [x, x, x, x, x, x, x, x]\n"
            + "".join(
                f"{new}: &{new} [" + ", ".join([f"*{old}"] * 9) + "]\n"
                for old, new in zip("abcdefgh", "bcdefghi", strict=True)
            ),
            "a: unknown key",
        ),
    ],
)
def test_a_wrong_file_is_refused_in_one_line_that_says_where(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(write(tmp_path, text))

    assert message in str(caught.value)
    assert "own.yaml" in str(caught.value)


def test_a_binary_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"\xff\xfe\x00\x01")

    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        load_settings(tmp_path / "none.yaml")


@pytest.mark.parametrize("name", ["CLASSROOM_CAMERA__X", "CLASSROOM_STORAGE__ULR", "CLASSROOM_CAPTURE__INTERVAL_S"])
def test_a_wrong_variable_is_refused_by_its_name(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "x")

    with pytest.raises(ConfigError, match=name):
        load_settings()


@pytest.mark.parametrize(("word", "value"), [("on", "on"), ("off", "off"), ('"off"', "off")])
def test_on_and_off_may_be_written_bare(tmp_path: Path, word: str, value: str) -> None:
    assert load_settings(write(tmp_path, f"policy: {{emotions: {word}}}")).policy.emotions == value
