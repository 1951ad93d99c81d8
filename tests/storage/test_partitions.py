"""On PostgreSQL, each month's observations lie in a table of their own; everything works across them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, make_url, text

from classroom.config import StorageSettings
from classroom.storage import Store, open_store
from classroom.storage.ids import new_id
from classroom.storage.partitions import coming_months, first_id
from tests.storage.examples import frame, new_session, people, seen

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_the_months_follow_each_other_across_the_year() -> None:
    months = list(coming_months(NOW))

    assert [month.name[-7:] for month in months] == ["2026_11", "2026_12", "2027_01", "2027_02"]
    assert all(one.end == two.first for one, two in pairwise(months))


def test_an_id_lies_in_the_month_in_which_it_was_made() -> None:
    november = next(iter(coming_months(NOW)))

    assert november.first <= new_id(int(NOW.timestamp() * 1e9)) < november.end
    assert new_id(int(datetime(2026, 12, 1, tzinfo=UTC).timestamp() * 1e9)) >= november.end
    assert first_id(datetime(2026, 11, 1, tzinfo=UTC)) == november.first


def test_sqlite_has_no_partitions(tmp_path: Path) -> None:
    with open_store(StorageSettings(url="default", busy_timeout_s=5), default_folder=tmp_path) as store:
        assert store.make_partitions(NOW) == 0


@pytest.fixture
def school(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Store, str]]:
    with open_store(StorageSettings(url=postgres_url, busy_timeout_s=5), default_folder=tmp_path) as store:
        yield store, postgres_url


def session_of(store: Store, moment: datetime) -> UUID:
    session = new_id(int(moment.timestamp() * 1e9))
    store.begin_session(session, new_session(), agent="test:1:1")
    store.save_frame(session, frame(0, seen(1), new=people(1)))
    return session


def rows(url: str, table: str) -> int:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        count: int = connection.scalar(text(f"SELECT count(*) FROM ONLY {table}")) or 0
    engine.dispose()
    return count


@pytest.mark.postgres
def test_each_month_gets_its_partition_once(school: tuple[Store, str]) -> None:
    store, url = school

    assert (store.make_partitions(NOW), store.make_partitions(NOW)) == (4, 0)

    december = session_of(store, datetime(2026, 12, 24, tzinfo=UTC))
    long_ago = session_of(store, datetime(2024, 1, 1, tzinfo=UTC))
    assert rows(url, "observations_2026_12") > 0
    assert rows(url, "observations_rest") == rows(url, "observations_2026_12")
    for session in (december, long_ago):
        assert len(store.load_records(session).observations.frame) > 0
        store.delete_session(session)
    assert rows(url, "observations_2026_12") == rows(url, "observations_rest") == 0


@pytest.mark.postgres
def test_a_month_that_has_begun_in_the_rest_stays_there(school: tuple[Store, str]) -> None:
    store, url = school
    session = session_of(store, NOW)

    assert store.make_partitions(NOW) == 3

    assert rows(url, "observations_rest") > 0
    assert len(store.load_records(session).observations.frame) > 0
