"""Accounts and the audit; a transaction is given."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from classroom.domain import Role, User
from classroom.errors import DataError, NotFoundError, StorageError
from classroom.storage.ids import new_id
from classroom.storage.statements import insert_new
from classroom.storage.tables import NAME_LENGTH, AuditRow, SessionRow, StudentRow, UserRow


@dataclass(frozen=True, slots=True)
class Account:
    """An account as administrators see it."""

    name: str
    role: Role
    has_password: bool  # False until the one-time link was used
    is_disabled: bool


@dataclass(frozen=True, slots=True)
class Left:
    """What is kept under the name of an account that is not there (any more)."""

    classes: int  # recorded, without demos
    students: int  # of rosters


def user_key(name: str) -> str:
    """The name as it is compared: without regard to case, outer spaces and the way an accent is coded."""
    return unicodedata.normalize("NFKC", name.strip()).casefold()


def add_user(connection: Connection, name: str, role: Role, password_hash: str | None) -> None:
    """Raises: StorageError when the name is taken, empty, too long or not printable."""
    shown = name.strip()
    if not shown or len(user_key(shown)) > NAME_LENGTH or not shown.isprintable():
        raise StorageError(f"{name!r} cannot be a user's name: use 1 to {NAME_LENGTH} printable characters")
    row = {"key": user_key(shown), "name": shown, "role": role, "password_hash": password_hash}
    if connection.execute(insert_new(connection, UserRow), row).rowcount == 0:
        raise StorageError(f"user {shown!r} exists already: choose another name, or remove the old one first")


def list_users(connection: Connection) -> tuple[User, ...]:
    """By name."""
    rows = connection.execute(select(UserRow.name, UserRow.role, UserRow.password_hash).order_by(UserRow.key))
    return tuple(User(row.name, row.role, row.password_hash is not None) for row in rows)


def list_accounts(connection: Connection) -> tuple[Account, ...]:
    """By name, those disabled too."""
    columns = (UserRow.name, UserRow.role, UserRow.password_hash, UserRow.disabled)
    rows = connection.execute(select(*columns).order_by(UserRow.key))
    return tuple(Account(row.name, row.role, row.password_hash is not None, row.disabled) for row in rows)


def count_left(connection: Connection, name: str) -> Left:
    """Nothing while there is such an account, disabled or not."""
    key = user_key(name)
    if connection.scalar(select(UserRow.key).where(UserRow.key == key)) is not None:
        return Left(0, 0)
    classes = select(func.count()).select_from(SessionRow).where(SessionRow.owner_key == key, ~SessionRow.is_demo)
    students = select(func.count()).select_from(StudentRow).where(StudentRow.owner_key == key)
    return Left(connection.scalar(classes) or 0, connection.scalar(students) or 0)


def find_user(connection: Connection, name: str) -> User:
    """Raises: NotFoundError, also when disabled."""
    columns = (UserRow.name, UserRow.role, UserRow.password_hash)
    active = (UserRow.key == user_key(name), UserRow.disabled.is_(False))
    row = connection.execute(select(*columns).where(*active)).first()
    if row is None:
        raise _unknown(name)
    return User(row.name, row.role, row.password_hash is not None)


def find_password_hash(connection: Connection, name: str) -> str | None:
    """None when the user is unknown, disabled, or has set no password yet."""
    active = (UserRow.key == user_key(name), UserRow.disabled.is_(False))
    return connection.scalar(select(UserRow.password_hash).where(*active))


def set_password_hash(connection: Connection, name: str, password_hash: str) -> None:
    """Raises: NotFoundError."""
    change = update(UserRow).where(UserRow.key == user_key(name)).values(password_hash=password_hash)
    if connection.execute(change).rowcount == 0:
        raise _unknown(name)


def remove_user(connection: Connection, name: str) -> None:
    """The account only: the user's sessions stay and an administrator sees them. Raises: NotFoundError."""
    if connection.execute(delete(UserRow).where(UserRow.key == user_key(name))).rowcount == 0:
        raise _unknown(name)


def change_role(connection: Connection, name: str, role: Role) -> None:
    """Raises: NotFoundError; DataError when no administrator would be left."""
    if role is not Role.ADMIN:
        keep_administrator(connection, name)
    _change(connection, name, role=role)


def disable_user(connection: Connection, name: str, *, disabled: bool) -> None:
    """Raises: NotFoundError; DataError when no administrator would be left."""
    if disabled:
        keep_administrator(connection, name)
    _change(connection, name, disabled=disabled)


def keep_administrator(connection: Connection, name: str) -> None:
    """Raises: DataError when without this account no administrator could log in."""
    # Locked where the database can (SQLite has one writer anyway): two administrators may dismiss each other at once.
    active = (UserRow.role == Role.ADMIN, UserRow.disabled.is_(False))
    rows = connection.execute(select(UserRow.key, UserRow.password_hash).where(*active).with_for_update()).all()
    own = next((row for row in rows if row.key == user_key(name)), None)
    if own is None:
        return
    others = [row for row in rows if row is not own]
    if not any(row.password_hash for row in others) and (own.password_hash or not others):
        raise DataError(f"{name} is the last administrator who can log in: make another account one first")


def _change(connection: Connection, name: str, **values: object) -> None:
    if connection.execute(update(UserRow).where(UserRow.key == user_key(name)).values(**values)).rowcount == 0:
        raise _unknown(name)


def add_audit(connection: Connection, at: datetime, actor: str, action: str, subject: str) -> None:
    row = {"id": new_id(), "at": at, "actor": actor, "action": action, "subject": subject}
    connection.execute(insert(AuditRow), row)


def _unknown(name: str) -> NotFoundError:
    return NotFoundError(f"there is no user {name!r}: `classroom users list` shows them")
