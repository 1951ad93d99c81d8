"""`classroom users token`: made, listed, revoked; shown once."""

import pytest

from classroom.cli.wiring import open_default_store
from classroom.config import load_settings
from classroom.domain import Role
from dashboard.tokens import PREFIX, Tokens
from tests.cli.conftest import Cli


@pytest.fixture
def with_anna(cli: Cli) -> Cli:
    with open_default_store(load_settings()) as store:
        store.add_user("Anna", Role.TEACHER, None)
    return cli


def owner_of(token: str) -> str | None:
    with open_default_store(load_settings()) as store:
        user = Tokens(store).verify(token)
    return None if user is None else user.name


def test_a_token_alone_is_on_standard_output_and_opens_the_account(with_anna: Cli) -> None:
    made = with_anna("users", "token", "anna")

    assert made.code == 0
    assert made.out.startswith(PREFIX)
    assert made.out.count("\n") == 1
    assert owner_of(made.out.strip()) == "Anna"
    assert "once" in made.err


def test_the_list_names_what_a_token_is_for_and_not_the_token(with_anna: Cli) -> None:
    token = with_anna("users", "token", "anna", "--label", "timetable", "--days", "30").out.strip()

    listed = with_anna("users", "token", "anna", "--list")

    assert "timetable" in listed.out
    assert "expires" in listed.out
    assert token not in listed.out + listed.err


def test_revoking_by_label_leaves_the_others(with_anna: Cli) -> None:
    one = with_anna("users", "token", "anna", "--label", "one").out.strip()
    two = with_anna("users", "token", "anna", "--label", "two").out.strip()

    revoked = with_anna("users", "token", "anna", "--revoke", "--label", "one")

    assert revoked.out == "Revoked 1 token of anna.\n"
    assert (owner_of(one), owner_of(two)) == (None, "Anna")
    assert with_anna("users", "token", "anna", "--revoke").out == "Revoked 1 token of anna.\n"
    assert owner_of(two) is None


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("nobody",), 6, "there is no user 'nobody'"),
        (("nobody", "--list"), 6, "there is no user 'nobody'"),
        (("anna", "--list", "--revoke"), 2, "--list stands alone"),
        (("anna", "--revoke", "--days", "3"), 2, "--revoke goes with --label only"),
        (("anna", "--days", "0"), 8, "valid for more than 0"),
        (("anna", "--days", "nan"), 8, "valid for more than 0"),
        (("anna", "--label", "x" * 65), 8, "at most 64 printable"),
    ],
)
def test_wrong_use_is_said_in_one_line(with_anna: Cli, arguments: tuple[str, ...], code: int, said: str) -> None:
    result = with_anna("users", "token", *arguments)

    assert result.code == code
    assert said in result.err
    assert result.out == ""
