"""Runs migrations: on the connection the program hands over, else (the `alembic` command, for
developers) on the database of the settings in force.
"""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.util import CommandError
from sqlalchemy import Connection

from classroom.config import data_folder, load_settings
from classroom.storage.column_types import CleanText, Code, Id, UtcDateTime, Word
from classroom.storage.engine import open_database
from classroom.storage.partitions import is_partition
from classroom.storage.tables import Base


def render_item(kind: str, item: Any, autogen_context: AutogenContext) -> str | Literal[False]:
    """How a column's type is written: enumerations as what they are stored as, so that a migration
    stays true when the enumeration grows.
    """
    if kind != "type" or not isinstance(item, (CleanText, Code, Id, UtcDateTime, Word)):
        return False
    if isinstance(item, (Id, UtcDateTime)):
        autogen_context.imports.add("from classroom.storage import column_types")
        return f"column_types.{type(item).__name__}()"
    if isinstance(item, Code):
        return "sa.SmallInteger()"
    return f"sa.String(length={item.impl_instance.length})"


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Partitions are no tables of the models."""
    return kind != "table" or name is None or not is_partition(name)


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        render_item=render_item,
        include_name=include_name,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    raise CommandError("migrations need a database: --sql is not supported")
given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with open_database(load_settings().storage, data_folder()).migrate() as own:
        run(own)
