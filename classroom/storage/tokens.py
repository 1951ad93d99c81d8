"""Keys to the JSON API, by their SHA-256 alone; a transaction is given."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, or_, select

from classroom.domain import User
from classroom.storage.tables import ApiTokenRow, UserRow
from classroom.storage.users import find_user, user_key


@dataclass(frozen=True, slots=True)
class ApiToken:
    """What is known of a key once it was handed out."""

    label: str  # what it is for, in its owner's words; "" = not said
    created_at: datetime  # aware UTC
    expires_at: datetime | None  # aware UTC; None = never


def add_token(connection: Connection, name: str, token_hash: str, token: ApiToken) -> None:
    """Raises: NotFoundError when there is no such user."""
    row = {
        "token_hash": token_hash,
        "user_key": user_key(find_user(connection, name).name),
        "label": token.label,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
    }
    connection.execute(insert(ApiTokenRow), row)


def list_tokens(connection: Connection, name: str) -> tuple[ApiToken, ...]:
    """A user's, oldest first, expired ones too."""
    one = ApiTokenRow
    mine = select(one.label, one.created_at, one.expires_at).where(one.user_key == user_key(name))
    return tuple(ApiToken(*row) for row in connection.execute(mine.order_by(one.created_at, one.token_hash)))


def find_owner(connection: Connection, token_hash: str, now: datetime) -> User | None:
    """The active user whose unexpired key has that hash, or None."""
    one = ApiTokenRow
    valid = (one.token_hash == token_hash, or_(one.expires_at.is_(None), one.expires_at > now))
    owner = select(UserRow.name, UserRow.role, UserRow.password_hash).join(one, one.user_key == UserRow.key)
    row = connection.execute(owner.where(*valid, UserRow.disabled.is_(False))).first()
    return None if row is None else User(row.name, row.role, row.password_hash is not None)


def remove_tokens(connection: Connection, name: str, label: str | None) -> int:
    """How many there were."""
    where = [ApiTokenRow.user_key == user_key(name)]
    if label is not None:
        where.append(ApiTokenRow.label == label)
    return connection.execute(delete(ApiTokenRow).where(*where)).rowcount
