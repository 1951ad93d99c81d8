"""Tables, migrations and the program's words fit together."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Table, create_engine, inspect

from classroom.config import StorageSettings, resource
from classroom.domain import EMOTIONS, FRAME_STATUSES, STATES, FlagReason, Role, SessionStatus, Verdict
from classroom.storage import open_store
from classroom.storage.column_types import WORD_LENGTH
from classroom.storage.engine import open_database
from classroom.storage.partitions import is_partition
from classroom.storage.schema import HEAD, upgrade_schema
from classroom.storage.tables import Base, ObservationRow

TABLES = list(Base.metadata.tables.values())
OF_A_SESSION = [table for table in TABLES if "session_id" in table.columns]


def _is_modelled(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name is None or not is_partition(name)


def test_migrations_make_the_tables_of_the_models(storage_settings: StorageSettings, tmp_path: Path) -> None:
    database = open_database(storage_settings, tmp_path)
    upgrade_schema(database)

    with database.read() as connection:
        options = {"compare_type": True, "compare_server_default": True, "include_name": _is_modelled}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, Base.metadata)

    assert differences == []
    database.engine.dispose()


def test_migrations_and_models_give_sqlite_the_very_same_tables(tmp_path: Path) -> None:
    """What a comparison of columns does not see: WITHOUT ROWID, cascades, names of constraints."""
    open_store(StorageSettings(url="default", busy_timeout_s=5), default_folder=tmp_path).close()
    modelled = create_engine("sqlite://")
    Base.metadata.create_all(modelled)
    migrated = create_engine(f"sqlite:///{tmp_path / 'classroom.db'}")

    def definitions(engine: object) -> dict[str, list[str]]:
        """A table that a migration rebuilt is quoted, and its constraints may stand in another order."""
        with engine.connect() as connection:  # type: ignore[attr-defined]
            rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            found = {name: " ".join(sql.replace('"', "").split()) for name, sql in rows if name != "alembic_version"}
            return {
                name: sorted(sql.replace(" ) WITHOUT", ", WITHOUT").removesuffix(" )").split(", "))
                for name, sql in found.items()
            }

    assert definitions(migrated) == definitions(modelled)
    modelled.dispose()
    migrated.dispose()


def test_the_newest_migration_is_the_one_the_program_expects() -> None:
    assert ScriptDirectory(resource("migrations")).get_heads() == [HEAD]


def test_migrations_can_be_taken_back(storage_settings: StorageSettings, tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    database = open_database(storage_settings, tmp_path)
    upgrade_schema(database)
    config = Config()
    config.set_main_option("script_location", str(resource("migrations")))

    with database.migrate() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")

    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.engine.dispose()


@pytest.mark.parametrize("table", OF_A_SESSION, ids=str)
def test_the_session_leads_the_key_of_every_table_of_a_session(table: Table) -> None:
    assert next(iter(table.columns)).name == "session_id"
    assert next(iter(table.primary_key.columns)).name == "session_id"


def test_the_tables_of_a_session_are_known() -> None:
    names = {table.name for table in OF_A_SESSION}

    known = {"participants", "frames", "observations", "flag_verdicts", "markers", "session_facts", "minute_facts"}
    assert names == known | {"exclusions", "session_notes"}


def test_every_emotion_has_a_column_of_its_name() -> None:
    assert {str(emotion) for emotion in EMOTIONS} <= set(ObservationRow.__table__.columns.keys())


def test_stored_codes_of_states_never_change() -> None:
    """New ones go to the end: existing databases hold these numbers."""
    assert [*STATES][:7] == ["visible", "no_face", "camera_off", "frozen", "too_small", "off_page", "left"]
    assert [*FRAME_STATUSES][:4] == ["gallery", "no_gallery", "black", "frozen"]


@pytest.mark.parametrize("words", [SessionStatus, FlagReason, Verdict, Role])
def test_every_stored_word_fits_its_column(words: type[SessionStatus]) -> None:
    assert max(len(word) for word in words) <= WORD_LENGTH
