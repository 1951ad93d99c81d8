"""Keys to the API: found by their hash, gone with their user."""

from datetime import timedelta

import pytest

from classroom.domain import Role
from classroom.errors import NotFoundError
from classroom.storage import Store
from classroom.storage.tokens import ApiToken
from tests.storage.examples import START

HASH = "a1" * 32
LATER = START + timedelta(days=30)


def with_user(store: Store) -> Store:
    store.add_user("Anna", Role.TEACHER, None)
    return store


def test_a_key_leads_to_its_user_whatever_the_case_of_the_name(store: Store) -> None:
    with_user(store).add_token("ANNA", HASH, ApiToken("timetable", START, None))

    owner = store.token_user(HASH, START)

    assert owner is not None
    assert (owner.name, owner.role) == ("Anna", Role.TEACHER)
    assert store.tokens("anna") == (ApiToken("timetable", START, None),)


def test_an_unknown_key_leads_to_nobody(store: Store) -> None:
    with_user(store).add_token("Anna", HASH, ApiToken("", START, None))

    assert store.token_user("b2" * 32, START) is None


@pytest.mark.parametrize(("moment", "works"), [(LATER - timedelta(seconds=1), True), (LATER, False)])
def test_a_key_ends_when_it_expires(store: Store, moment: object, works: bool) -> None:
    with_user(store).add_token("Anna", HASH, ApiToken("", START, LATER))

    assert (store.token_user(HASH, moment) is not None) is works  # type: ignore[arg-type]


def test_keys_go_with_their_user(store: Store) -> None:
    with_user(store).add_token("Anna", HASH, ApiToken("", START, None))

    store.remove_user("anna")
    store.add_user("Anna", Role.ADMIN, None)

    assert store.token_user(HASH, START) is None
    assert store.tokens("Anna") == ()


def test_keys_are_revoked_by_label_or_all(store: Store) -> None:
    with_user(store)
    for number, label in enumerate(("one", "two", "two")):
        store.add_token("Anna", f"{number}" * 64, ApiToken(label, START, None))

    assert store.remove_tokens("anna", label="two") == 2
    assert store.token_user("0" * 64, START) is not None
    assert store.remove_tokens("Anna") == 1
    assert store.token_user("0" * 64, START) is None


def test_nobody_gets_a_key_without_an_account(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no user 'Bob'"):
        store.add_token("Bob", HASH, ApiToken("", START, None))
