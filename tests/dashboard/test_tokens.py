"""Keys to the API: what is kept of them, and who is told."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from classroom.errors import DataError
from dashboard.tokens import PREFIX, Tokens
from tests.dashboard.site import Site

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)


def dump(site: Site) -> str:
    """All that the database holds of keys and of the audit."""
    with site.store._database.read() as connection:
        return "".join(
            repr(row) for table in ("api_tokens", "audit") for row in connection.execute(text(f"SELECT * FROM {table}"))
        )


def test_the_key_itself_is_nowhere_in_the_database(site: Site) -> None:
    token = site.tokens.create("mira", label="timetable", actor="mira")

    content = dump(site)

    assert "timetable" in content
    assert "token to read created" in content
    assert token not in content
    assert token.removeprefix(PREFIX) not in content


def test_no_two_keys_are_alike(site: Site) -> None:
    keys = {site.tokens.create("mira", actor="mira") for _ in range(20)}

    assert len(keys) == 20
    assert min(map(len, keys)) == len(PREFIX) + 43  # 32 random bytes


@pytest.mark.parametrize(("day", "owner"), [(0, "mira"), (29, "mira"), (30, None)])
def test_a_key_works_until_its_last_day(site: Site, day: int, owner: str | None) -> None:
    token = Tokens(site.store, now=lambda: NOW).create("mira", days=30, actor="mira")

    found = Tokens(site.store, now=lambda: NOW + timedelta(days=day)).verify(token)

    assert (found.name if found else None) == owner


@pytest.mark.parametrize("wrong", ["", PREFIX, "x" * 200, f"{PREFIX}{'x' * 43}", f"{PREFIX}\udcff", "mira"])
def test_what_is_no_key_opens_nothing(site: Site, wrong: str) -> None:
    site.tokens.create("mira", actor="mira")

    assert site.tokens.verify(wrong) is None


def test_revoking_is_noted_and_revoking_nothing_is_not(site: Site) -> None:
    site.tokens.create("mira", actor="mira")

    assert site.tokens.revoke("MIRA", actor="root") == 1
    assert site.tokens.revoke("mira", actor="root") == 0
    assert dump(site).count("API tokens revoked") == 1


@pytest.mark.parametrize("label", ["x" * 65, "two\nlines", "\u202e"])
def test_a_label_is_one_short_line(site: Site, label: str) -> None:
    with pytest.raises(DataError, match="at most 64 printable"):
        site.tokens.create("mira", label=label, actor="mira")
