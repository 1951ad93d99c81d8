"""Keys to the JSON API: random, shown once, kept as their SHA-256, with the rights of the account they belong to.

A key is 256 random bits: unlike a password it cannot be guessed, so that a slow hash would protect nothing.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Protocol

from classroom.domain import User
from classroom.errors import DataError
from classroom.storage.tokens import ApiToken

PREFIX = "classroom_"  # lets scanners for leaked secrets and people recognise a key
RECORD_PREFIX = "classroom-record_"
RANDOM_BYTES = 32
MAX_TOKEN = 128  # characters; longer ones are not ours
MAX_LABEL = 64
MAX_DAYS = 3660.0


class Purpose(StrEnum):
    """What a key opens; it stands in the key, whose hash nobody can change."""

    READ = "read"  # the JSON API
    RECORD = "record"  # an agent's sending, and nothing else


_PREFIXES = {Purpose.READ: PREFIX, Purpose.RECORD: RECORD_PREFIX}


def purpose_of(token: str) -> Purpose:
    """What the key says of itself, whether it is a right one or not."""
    return Purpose.RECORD if token.startswith(RECORD_PREFIX) else Purpose.READ


class TokenStore(Protocol):
    """What keys need of `classroom.storage.Store`."""

    def find_user(self, name: str) -> User: ...

    def add_token(self, name: str, token_hash: str, token: ApiToken) -> None: ...

    def tokens(self, name: str) -> tuple[ApiToken, ...]: ...

    def token_user(self, token_hash: str, now: datetime) -> User | None: ...

    def remove_tokens(self, name: str, *, label: str | None = None) -> int: ...

    def add_audit(self, at: datetime, actor: str, action: str, subject: str) -> None: ...


class Tokens:
    """The keys of all accounts over the Store; safe to share between threads."""

    def __init__(self, store: TokenStore, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._now = now

    def create(
        self, name: str, *, label: str = "", days: float | None = None, actor: str, purpose: Purpose = Purpose.READ
    ) -> str:
        """A new key of that user; nobody can read it again afterwards.

        Args:
            name: the account whose rights the key has.
            label: what it is for, so that it can be revoked alone.
            days: until it expires; None = never.
            actor: who asked for it, for the audit log.
            purpose: what it opens.

        Raises:
            DataError: label or days break a rule.
            NotFoundError: there is no such user.
            StorageError: the database does not answer.
        """
        user, label = self._store.find_user(name), checked_label(label)
        if days is not None and not 0 < days <= MAX_DAYS:
            raise DataError(f"a token is valid for more than 0 and at most {MAX_DAYS:.0f} days: give another number")
        now = self._now()
        token = _PREFIXES[purpose] + secrets.token_urlsafe(RANDOM_BYTES)
        expires_at = None if days is None else now + timedelta(days=days)
        self._store.add_token(user.name, _hash(token), ApiToken(label, now, expires_at))
        self._store.add_audit(now, actor, f"token to {purpose.value} created", user.name)
        return token

    def verify(self, token: str, purpose: Purpose = Purpose.READ) -> User | None:
        """The user whose key it is; None when it is wrong, revoked, expired or for something else.

        Raises: StorageError.
        """
        if len(token) > MAX_TOKEN or not token.startswith(_PREFIXES[purpose]):
            return None
        return self._store.token_user(_hash(token), self._now())

    def known(self, name: str) -> tuple[ApiToken, ...]:
        """The user's keys, oldest first, without what opens the API. Raises: NotFoundError, StorageError."""
        return self._store.tokens(self._store.find_user(name).name)

    def revoke(self, name: str, *, label: str | None = None, actor: str) -> int:
        """How many keys were there; all of the user's, or those of that label.

        Raises: NotFoundError (no such user), StorageError.
        """
        user = self._store.find_user(name)
        count = self._store.remove_tokens(user.name, label=None if label is None else checked_label(label))
        if count:
            self._store.add_audit(self._now(), actor, f"API tokens revoked: {count}", user.name)
        return count


def checked_label(label: str) -> str:
    """The label without outer spaces.

    Raises:
        DataError: too long or not printable.
    """
    label = label.strip()
    if len(label) > MAX_LABEL or not label.isprintable():
        raise DataError(f"a token's label has at most {MAX_LABEL} printable characters: choose another")
    return label


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
