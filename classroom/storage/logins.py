"""Logins that were ended before they expired; a transaction is given."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from classroom.storage.statements import insert_new
from classroom.storage.tables import EndedLoginRow


def end_login(connection: Connection, login_hash: str, until: datetime, now: datetime) -> None:
    """Keeps it, and forgets those that would have expired by now."""
    connection.execute(delete(EndedLoginRow).where(EndedLoginRow.until < now))
    connection.execute(insert_new(connection, EndedLoginRow), {"login_hash": login_hash, "until": until})


def list_ended(connection: Connection, now: datetime) -> frozenset[str]:
    """The hashes of those that would not have expired yet."""
    return frozenset(connection.scalars(select(EndedLoginRow.login_hash).where(EndedLoginRow.until >= now)))
