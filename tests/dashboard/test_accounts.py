"""Accounts: passwords, one-time links, rules."""

from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from classroom.config import Settings
from classroom.domain import Role
from classroom.errors import DataError, NotFoundError
from classroom.storage import Store
from dashboard.accounts import Accounts

KEY = b"s" * 32
BASE = "http://127.0.0.1:8050/"
GOOD = "correct horse"


@pytest.fixture
def accounts(class_store: Store, settings: Settings) -> Accounts:
    return build(class_store, settings)


def build(store: Store, settings: Settings) -> Accounts:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return Accounts(store, KEY, settings.server, now=lambda: datetime(2026, 1, 1, tzinfo=UTC), hasher=cheap)


class OldSigner(TimestampSigner):
    """Signs as if it were 2001."""

    def get_timestamp(self) -> int:
        return 1_000_000_000


def token(link: str) -> str:
    return link.rsplit("/", 1)[1]


def test_a_user_is_verified_by_the_right_password_only(accounts: Accounts) -> None:
    accounts.create("ada", Role.TEACHER, GOOD)

    user = accounts.verify("ada", GOOD)
    assert user is not None
    assert user.role is Role.TEACHER
    assert accounts.verify("ada", "wrong horse") is None
    assert accounts.verify("nobody", GOOD) is None


def test_passwords_are_stored_as_argon2_hashes(accounts: Accounts, class_store: Store) -> None:
    accounts.create("ada", Role.TEACHER, GOOD)

    assert str(class_store.password_hash("ada")).startswith("$argon2id$")


def test_a_user_without_a_password_cannot_log_in(accounts: Accounts) -> None:
    accounts.create("ada", Role.TEACHER, None)

    assert accounts.verify("ada", "") is None


@pytest.mark.parametrize("password", ["", "1234567", "x" * 1025])
def test_a_password_has_8_to_1024_characters(accounts: Accounts, password: str) -> None:
    with pytest.raises(DataError, match="8 to 1024"):
        accounts.create("ada", Role.TEACHER, password)


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "line\nbreak", "x" * 65])
def test_a_name_has_1_to_64_printable_characters(accounts: Accounts, name: str) -> None:
    with pytest.raises(DataError, match="printable"):
        accounts.create(name, Role.TEACHER, GOOD)


@pytest.mark.parametrize("name", ["\ud800", "x" * 100_000, "a\x00", "'; DROP TABLE users; --"])
def test_a_strange_name_is_simply_not_verified(accounts: Accounts, name: str) -> None:
    assert accounts.verify(name, GOOD) is None


def test_a_password_longer_than_allowed_never_matches(accounts: Accounts) -> None:
    accounts.create("ada", Role.TEACHER, ("tea party " * 103)[:1024])

    assert accounts.verify("ada", ("tea party " * 103)[:1025]) is None


def test_a_setup_link_dies_once_the_password_is_set(accounts: Accounts) -> None:
    accounts.create("ada", Role.TEACHER, None)
    link = accounts.setup_link("ada", BASE)

    before = accounts.read_setup_token(token(link))
    accounts.set_password("ada", GOOD)

    assert link.startswith("http://127.0.0.1:8050/setup/")
    assert before is not None
    assert before.name == "ada"
    assert accounts.read_setup_token(token(link)) is None


def test_an_expired_or_forged_setup_link_is_no_link(class_store: Store, settings: Settings) -> None:
    accounts = build(class_store, settings)
    accounts.create("ada", Role.TEACHER, None)
    content = {"name": "ada", "state": accounts.stamp("ada")}
    forged = URLSafeTimedSerializer(b"other key" * 4, salt="setup-link").dumps(content)
    old = URLSafeTimedSerializer(KEY, salt="setup-link", signer=OldSigner).dumps(content)

    assert accounts.read_setup_token(str(forged)) is None
    assert accounts.read_setup_token(str(old)) is None
    assert accounts.read_setup_token("rubbish") is None


def test_a_login_link_works_once(accounts: Accounts) -> None:
    accounts.create("ada", Role.TEACHER, None)
    link = accounts.login_link("ada", BASE)

    first, second = accounts.use_login_token(token(link)), accounts.use_login_token(token(link))

    assert first is not None
    assert first.name == "ada"
    assert second is None


def test_a_login_link_of_another_process_is_no_link(class_store: Store, settings: Settings) -> None:
    accounts, other = build(class_store, settings), build(class_store, settings)
    accounts.create("ada", Role.TEACHER, None)

    assert other.use_login_token(token(accounts.login_link("ada", BASE))) is None


def test_a_setup_link_is_no_login_link(accounts: Accounts) -> None:
    accounts.create("ada", Role.TEACHER, None)

    assert accounts.use_login_token(token(accounts.setup_link("ada", BASE))) is None
    assert accounts.read_setup_token(token(accounts.login_link("ada", BASE))) is None


def test_there_are_no_links_for_strangers(accounts: Accounts) -> None:
    with pytest.raises(NotFoundError):
        accounts.setup_link("nobody", BASE)
    with pytest.raises(NotFoundError):
        accounts.login_link("nobody", BASE)
