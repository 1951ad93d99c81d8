"""Who may log in: passwords (argon2), one-time links to set one, one-time links to log in."""

import hmac
import secrets
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Protocol
from urllib.parse import quote

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from itsdangerous import BadSignature, URLSafeTimedSerializer

from classroom.config import ServerSettings
from classroom.domain import Role, User
from classroom.errors import DataError, NotFoundError
from classroom.storage.users import Left
from dashboard.logins import Logins, LoginStore
from dashboard.passes import MemoryPasses, Passes
from dashboard.passwords import MAX_PASSWORD, checked_password

MAX_NAME = 64


class AccountStore(LoginStore, Protocol):
    """What accounts need of `classroom.storage.Store`."""

    def add_user(self, name: str, role: Role, password_hash: str | None) -> None: ...

    def find_user(self, name: str) -> User: ...

    def count_left(self, name: str) -> Left: ...

    def password_hash(self, name: str) -> str | None: ...

    def set_password_hash(self, name: str, password_hash: str) -> None: ...

    def add_audit(self, at: datetime, actor: str, action: str, subject: str) -> None: ...


class Accounts:
    """Users of the dashboard over the Store; safe to share between threads."""

    def __init__(
        self,
        store: AccountStore,
        secret_key: bytes,
        settings: ServerSettings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        hasher: PasswordHasher | None = None,
        passes: Passes | None = None,
    ) -> None:
        self._store = store
        self._secret_key = secret_key
        self._setup = URLSafeTimedSerializer(secret_key, salt="setup-link")
        self._login = URLSafeTimedSerializer(secret_key, salt="login-link")
        self._link_s = settings.setup_link_minutes * 60
        self._now = now
        self._hasher = hasher or PasswordHasher()  # argon2id, RFC 9106 low-memory profile
        # Verified when there is no such user, so that the answer takes as long either way.
        self._decoy = self._hasher.hash(secrets.token_urlsafe(24))
        self._passes = passes or MemoryPasses()  # login links given out and not used yet
        self.logins = Logins(store, lasts=timedelta(hours=settings.session_hours), now=now)

    def create(self, name: str, role: Role, password: str | None) -> User:
        """The new user; without a password, one is set through `setup_link`.

        Raises:
            DataError: the name or the password breaks a rule.
            StorageError: the name is taken, or the database does not answer.
        """
        name = checked_name(name)
        hashed = None if password is None else self._hasher.hash(checked_password(password, name))
        self._store.add_user(name, role, hashed)
        self._audit(name, "account created")
        return self._store.find_user(name)

    def check_nothing_left(self, name: str, way: str) -> None:
        """Nothing, unless a new account of that name would see what somebody else has recorded.

        Args:
            name: the new account's.
            way: how the asking person may allow it, for the error's line.

        Raises:
            DataError: classes or students are kept under that name.
            StorageError: the database does not answer.
        """
        left = self._store.count_left(checked_name(name))
        if left.classes or left.students:
            found = f"{_count(left.classes, 'recorded class', 'es')} and {_count(left.students, 'student', 's')}"
            raise DataError(
                f"a new account of the name {name!r} would see {found} kept under that name, which may be somebody "
                f"else's: choose another name, or {way}"
            )

    def verify(self, name: str, password: str) -> User | None:
        """The user when name and password match, else None; takes the same time either way."""
        user = self._find(name)
        hashed = self._store.password_hash(user.name) if user else None
        matches = self._matches(hashed or self._decoy, password[:MAX_PASSWORD])
        known = user is not None and hashed is not None
        if known and matches and len(password) <= MAX_PASSWORD:
            return user
        if user is not None:
            self._audit(user.name, "wrong password")
        return None

    def find(self, name: str) -> User | None:
        """The user of that name, or None."""
        return self._find(name)

    def set_password(self, name: str, password: str) -> None:
        """Raises: DataError (rule broken), NotFoundError (no such user), StorageError."""
        user = self._store.find_user(name)
        self._store.set_password_hash(user.name, self._hasher.hash(checked_password(password, user.name)))
        self._audit(name, "password set")

    def change_own_password(self, name: str, old: str, new: str) -> None:
        """A new password for who knows the old one; an account without one needs none.

        Raises: DataError (the old one is wrong, or the new one breaks a rule), NotFoundError, StorageError.
        """
        self._check_own(name, old)
        self.set_password(name, new)

    def end_logins(self, name: str, password: str) -> None:
        """Ends all logins of the account: the same password is kept under another salt, and so has another stamp.

        Raises: DataError (wrong password), NotFoundError, StorageError.
        """
        user = self._store.find_user(name)
        if not user.has_password:
            raise DataError("this account has no password yet: set one first, which ends all other logins too")
        self._check_own(name, password)
        self._store.set_password_hash(user.name, self._hasher.hash(password))
        self._audit(name, "logged out everywhere")

    def _check_own(self, name: str, password: str) -> None:
        user = self._store.find_user(name)
        if user.has_password and self.verify(user.name, password) is None:
            raise DataError("the password you have now is wrong: type it again")

    def setup_link(self, name: str, base_url: str) -> str:
        """A link under which the user sets a password, once, within `setup_link_minutes`.

        Raises: NotFoundError (no such user), StorageError.
        """
        user = self._store.find_user(name)
        token = self._setup.dumps({"name": user.name, "state": self.stamp(user.name)})
        return f"{base_url.rstrip('/')}/setup/{quote(token)}"

    def login_link(self, name: str, base_url: str) -> str:
        """A link that logs the user in, once, within `setup_link_minutes`, wherever its pass is kept.

        Raises: NotFoundError (no such user), StorageError.
        """
        user = self._store.find_user(name)
        nonce = secrets.token_urlsafe(16)
        self._passes.add(nonce)
        token = self._login.dumps({"name": user.name, "nonce": nonce})
        return f"{base_url.rstrip('/')}/enter/{quote(token)}"

    def read_setup_token(self, token: str) -> User | None:
        """The user a setup link is for; None when it is forged, expired or used."""
        content = self._read(self._setup, token)
        user = self._find(content.get("name", ""))
        if user is None or not hmac.compare_digest(content.get("state", ""), self.stamp(user.name)):
            return None
        return user

    def use_login_token(self, token: str) -> User | None:
        """The user a login link logs in; None when it is forged, expired or used. Uses it up."""
        content = self._read(self._login, token)
        if not self._passes.take(content.get("nonce", "")):
            return None
        return self._find(content.get("name", ""))

    def stamp(self, name: str) -> str:
        """A value that changes whenever the user's password does; says nothing about it."""
        hashed = self._store.password_hash(name) or ""
        return hmac.new(self._secret_key, f"stamp\0{name}\0{hashed}".encode(), sha256).hexdigest()[:32]

    def note(self, name: str, action: str) -> None:
        """Write a line to the audit log."""
        self._audit(name, action)

    def _read(self, serializer: URLSafeTimedSerializer, token: str) -> dict[str, str]:
        try:
            content = serializer.loads(token, max_age=int(self._link_s))
        except BadSignature:  # forged, damaged or expired
            return {}
        return content if isinstance(content, dict) else {}

    def _find(self, name: str) -> User | None:
        try:
            return self._store.find_user(checked_name(name))
        except (DataError, NotFoundError):
            return None

    def _matches(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError, UnicodeEncodeError):
            return False

    def _audit(self, name: str, action: str) -> None:
        self._store.add_audit(self._now(), name, action, name)


def _count(number: int, word: str, plural: str) -> str:
    return f"{number} {word}{'' if number == 1 else plural}"


def checked_name(name: str) -> str:
    """The name in its normal form.

    Raises:
        DataError: not 1-64 printable characters.
    """
    name = unicodedata.normalize("NFC", name.strip())
    if not 1 <= len(name) <= MAX_NAME or not name.isprintable():
        raise DataError(f"a user name has 1 to {MAX_NAME} printable characters: choose another")
    return name
