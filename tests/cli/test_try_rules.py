"""What may be read of tried pictures follows the account's answer and its consent registers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from classroom.cli.try_rules import account_rules
from classroom.config import PolicySettings, StorageSettings, load_settings, resource
from classroom.privacy.consents import ConsentEntry, Decision
from classroom.privacy.policies import GENERAL, Place, Policy
from classroom.storage import Store, open_store

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(StorageSettings(url="default", busy_timeout_s=5), default_folder=tmp_path) as opened:
        yield opened


def policy(emotions: Literal["ask", "on", "off"] = "ask", unknown: str = "read") -> PolicySettings:
    shipped = load_settings(resource("config.yaml")).policy
    return shipped.model_copy(update={"emotions": emotions, "unknown_names": unknown})


@pytest.mark.parametrize(
    ("setting", "answer", "reads"),
    [("on", None, True), ("off", None, False), ("ask", None, True), ("ask", True, True), ("ask", False, False)],
)
def test_the_answer_about_the_law_holds(
    store: Store, setting: Literal["ask", "on", "off"], answer: bool | None, reads: bool
) -> None:
    if answer is not None:
        place = Place.ELSEWHERE if answer else Place.EU
        store.save_policy(Policy(GENERAL, answer, place, "mira", NOW, "mira"))

    assert account_rules(store, policy(setting))("mira").expressions is reads


def test_an_answer_is_each_accounts_own_and_holds_at_once(store: Store) -> None:
    ask = account_rules(store, policy())
    assert ask("mira").expressions

    store.save_policy(Policy(GENERAL, False, Place.EU, "mira", NOW, "mira"))

    assert not ask("mira").expressions
    assert ask("paul").expressions


@pytest.mark.parametrize(("unknown", "read"), [("read", True), ("state_only", False), ("drop", False)])
def test_names_outside_the_register_follow_the_setting(store: Store, unknown: str, read: bool) -> None:
    may_read = account_rules(store, policy(unknown=unknown))("mira").may_read

    assert may_read is not None
    assert (may_read("Ada Okafor"), may_read(None)) == (read, read)


def test_who_refused_in_any_course_is_not_read(store: Store) -> None:
    store.save_consents("Physics", [ConsentEntry("Ada Okafor", Decision.YES)], owner="mira", actor="mira", now=NOW)
    store.save_consents("Chemistry", [ConsentEntry("Ada Okafor", Decision.NO)], owner="mira", actor="mira", now=NOW)
    store.save_consents("Physics", [ConsentEntry("Ben Fischer", Decision.YES)], owner="mira", actor="mira", now=NOW)

    may_read = account_rules(store, policy(unknown="state_only"))("mira").may_read

    assert may_read is not None
    assert [may_read(name) for name in ("Ada Okafor", "ada  okafor", "Ben Fischer", "Chiara Rossi")] == [
        False,
        False,
        True,
        False,
    ]
