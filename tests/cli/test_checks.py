"""What the doctor says of each thing, sound and broken."""

import sys
from pathlib import Path

import pytest

from classroom.cli.checks import (
    check_agent,
    check_delivery,
    check_disk,
    check_names,
    check_policy,
    check_secrets,
    check_server,
)
from classroom.config import Settings, load_settings, resource


@pytest.fixture
def settings() -> Settings:
    return load_settings(resource("config.yaml"))


def changed(settings: Settings, section: str, **values: object) -> Settings:
    return settings.model_copy(update={section: getattr(settings, section).model_copy(update=values)})


def test_a_sound_installation_is_all_right(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch(mode=0o600)
    tmp_path.chmod(0o700)
    found = [
        *(*check_names(settings), *check_policy(settings), *check_disk(tmp_path / "not" / "yet")),
        *(*check_secrets(tmp_path), *check_agent(tmp_path), *check_delivery(settings), *check_server(settings)),
    ]

    assert {check.level for check in found} == {"ok"}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_a_key_that_others_may_read_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch()
    (tmp_path / "secret.key").chmod(0o644)

    (check,) = check_secrets(tmp_path)

    assert (check.level, "secret.key" in check.what) == ("problem", True)
    assert check.advice is not None


def test_names_switched_off_and_endless_keeping_are_noted(settings: Settings) -> None:
    names = list(check_names(changed(settings, "names", enabled=False)))
    policy = list(check_policy(changed(settings, "retention", days=0)))

    assert [check.level for check in names] == ["note"]
    assert [check.level for check in policy] == ["ok", "note"]


def test_what_waits_to_be_delivered_is_noted(tmp_path: Path) -> None:
    (tmp_path / "spool" / "place").mkdir(parents=True)
    (tmp_path / "spool" / "place" / "one.spool").touch()

    (check,) = check_agent(tmp_path)

    assert check.advice == "classroom db deliver"


@pytest.mark.parametrize(
    ("server", "token"), [("https://127.0.0.1:9", "x"), ("http://school.example", "x"), ("https://a", "")]
)
def test_a_server_that_cannot_be_reached_or_is_none_is_a_problem(settings: Settings, server: str, token: str) -> None:
    (check,) = check_delivery(changed(settings, "delivery", server=server, token=token))

    assert check.level == "problem"


def test_an_address_that_others_reach_without_a_proxy_is_a_problem(settings: Settings) -> None:
    (check,) = check_server(changed(settings, "server", host="192.0.2.1"))

    assert check.level == "problem"
