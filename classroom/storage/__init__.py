"""The database: tables, migrations, and the Store that speaks domain types."""

from classroom.storage.store import Store, open_store

__all__ = ["Store", "open_store"]
