"""The part of the Store about accounts, keys to the API and the audit."""

from datetime import datetime
from uuid import UUID

from classroom.domain import Role, User
from classroom.storage import audit, logins, tokens, users
from classroom.storage.audit import AuditEntry
from classroom.storage.engine import Database
from classroom.storage.tokens import ApiToken
from classroom.storage.users import Account, Left


class AccountStore:
    """Who may log in or ask the API, and who did what; one method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add_user(self, name: str, role: Role, password_hash: str | None) -> None:
        """Raises: StorageError when the name is taken (in any case) or cannot be a name."""
        with self._database.write() as connection:
            users.add_user(connection, name, role, password_hash)

    def users(self) -> tuple[User, ...]:
        """By name."""
        with self._database.read() as connection:
            return users.list_users(connection)

    def accounts(self) -> tuple[Account, ...]:
        """By name, those disabled too."""
        with self._database.read() as connection:
            return users.list_accounts(connection)

    def find_user(self, name: str) -> User:
        """Without regard to case. Raises: NotFoundError."""
        with self._database.read() as connection:
            return users.find_user(connection, name)

    def count_left(self, name: str) -> Left:
        """What a new account of that name would find; nothing while there is one."""
        with self._database.read() as connection:
            return users.count_left(connection, name)

    def password_hash(self, name: str) -> str | None:
        """None when the user is unknown or has set no password yet."""
        with self._database.read() as connection:
            return users.find_password_hash(connection, name)

    def set_password_hash(self, name: str, password_hash: str) -> None:
        """Raises: NotFoundError."""
        with self._database.write() as connection:
            users.set_password_hash(connection, name, password_hash)

    def remove_user(self, name: str, *, keep_administrator: bool = False) -> None:
        """The account; the user's sessions stay for an administrator.

        Raises:
            NotFoundError: there is no such user.
            DataError: no administrator would be left, and one is to be kept.
        """
        with self._database.write() as connection:
            if keep_administrator:
                users.keep_administrator(connection, name)
            users.remove_user(connection, name)

    def change_role(self, name: str, role: Role) -> None:
        """Raises: NotFoundError; DataError when no administrator would be left."""
        with self._database.write() as connection:
            users.change_role(connection, name, role)

    def disable_user(self, name: str, *, disabled: bool) -> None:
        """Locks an account out, or lets it in again. Raises: NotFoundError; DataError when no administrator is left."""
        with self._database.write() as connection:
            users.disable_user(connection, name, disabled=disabled)

    def add_token(self, name: str, token_hash: str, token: ApiToken) -> None:
        """A key to the JSON API for a user, by its SHA-256. Raises: NotFoundError."""
        with self._database.write() as connection:
            tokens.add_token(connection, name, token_hash, token)

    def end_login(self, login_hash: str, until: datetime, now: datetime) -> None:
        """The login of that hash no longer counts; `until` is when it would have expired."""
        with self._database.write() as connection:
            logins.end_login(connection, login_hash, until, now)

    def ended_logins(self, now: datetime) -> frozenset[str]:
        """The hashes of logins that were ended and would not have expired yet."""
        with self._database.read() as connection:
            return logins.list_ended(connection, now)

    def tokens(self, name: str) -> tuple[ApiToken, ...]:
        """A user's, by age, expired ones too; none for an unknown user."""
        with self._database.read() as connection:
            return tokens.list_tokens(connection, name)

    def token_user(self, token_hash: str, now: datetime) -> User | None:
        """Whose key it is; None when it is unknown or expired, or the user is disabled."""
        with self._database.read() as connection:
            return tokens.find_owner(connection, token_hash, now)

    def remove_tokens(self, name: str, *, label: str | None = None) -> int:
        """How many there were; all of a user's, or those of that label."""
        with self._database.write() as connection:
            return tokens.remove_tokens(connection, name, label)

    def add_audit(self, at: datetime, actor: str, action: str, subject: str) -> None:
        """Notes who did what to whose data."""
        with self._database.write() as connection:
            users.add_audit(connection, at, actor, action, subject)

    def audit(self, *, count: int, before: UUID | None = None) -> tuple[AuditEntry, ...]:
        """The newest entries, newest first; of those older than the entry `before`."""
        with self._database.read() as connection:
            return audit.read_audit(connection, count, before)
