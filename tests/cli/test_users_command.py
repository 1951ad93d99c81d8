"""`classroom users add`: nobody gets the classes of somebody else by name."""

import io
from datetime import UTC, datetime

import pytest

from classroom.cli.wiring import open_default_store
from classroom.config import load_settings
from classroom.domain import NewSession, Role
from classroom.roster.types import RosterEntry
from tests.cli.conftest import Cli

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
PASSWORD = "three otters on the roof"


@pytest.fixture
def with_classes(cli: Cli) -> Cli:
    """Mira, who is no longer there, has recorded two classes."""
    with open_default_store(load_settings()) as store:
        store.add_user("Mira", Role.TEACHER, None)
        for _ in range(2):
            session = store.create_session(
                NewSession("Physics", NOW, "monitor 1", 3.0, "UTC", is_demo=False, owner="Mira"), agent="test:1:1"
            )
            store.finish_session(session, NOW)
        store.import_roster("Physics", [RosterEntry("Ada")], owner="Mira", actor="Mira", now=NOW)
        store.remove_user("Mira")
    return cli


def names() -> list[str]:
    with open_default_store(load_settings()) as store:
        return [user.name for user in store.users()]


@pytest.mark.parametrize("name", ["Mira", "mira", " MIRA "])
def test_a_removed_accounts_name_is_refused_with_the_number_of_its_classes(
    with_classes: Cli, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    give(monkeypatch)

    added = with_classes("users", "add", name, "--password-stdin")

    assert added.code != 0
    assert "2 recorded classes and 1 student kept under that name" in added.err
    assert "--inherit-classes" in added.err
    assert added.err.count("\n") == 1
    assert names() == []


def test_who_is_told_to_inherits_them(with_classes: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    give(monkeypatch)

    added = with_classes("users", "add", "mira", "--password-stdin", "--inherit-classes")

    assert added.code == 0
    with open_default_store(load_settings()) as store:
        assert len(store.sessions(visible_to="mira")) == 2


def test_another_name_needs_no_word_and_a_taken_one_is_told_as_such(
    with_classes: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch)
    assert with_classes("users", "add", "paul", "--password-stdin").code == 0
    give(monkeypatch)

    again = with_classes("users", "add", "paul", "--password-stdin")

    assert "exists already" in again.err


@pytest.mark.parametrize("password", ["classroom", "paul2024", "password1"])
def test_a_password_that_anybody_would_try_is_refused_in_one_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    give(monkeypatch, password)

    added = cli("users", "add", "paul", "--password-stdin")

    assert added.code != 0
    assert "choose another" in added.err
    assert added.err.count("\n") == 1
    assert names() == []


def give(monkeypatch: pytest.MonkeyPatch, password: str = PASSWORD) -> None:
    """The next command reads it from its standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
