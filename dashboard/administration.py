"""What administrators do with accounts, and who may read the audit log."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from classroom.domain import Role, User
from classroom.errors import DataError
from classroom.storage.audit import AuditEntry
from classroom.storage.users import Account
from dashboard.accounts import Accounts

AUDIT_PAGE = 50
INHERITING = "say that it inherits them"


class AdministrationStore(Protocol):
    """What administration needs of `classroom.storage.Store`."""

    def accounts(self) -> tuple[Account, ...]: ...

    def find_user(self, name: str) -> User: ...

    def remove_user(self, name: str, *, keep_administrator: bool = False) -> None: ...

    def change_role(self, name: str, role: Role) -> None: ...

    def disable_user(self, name: str, *, disabled: bool) -> None: ...

    def audit(self, *, count: int, before: UUID | None = None) -> Sequence[AuditEntry]: ...

    def add_audit(self, at: datetime, actor: str, action: str, subject: str) -> None: ...


class Administration:
    """Accounts and audit for one administrator at a time; safe to share between threads.

    All raise DataError when the asking user is no administrator or nobody could administrate afterwards,
    NotFoundError when there is no such account, StorageError when the database does not answer.
    """

    def __init__(
        self, store: AdministrationStore, accounts: Accounts, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._accounts = accounts
        self._now = now

    def list(self, user: User) -> Sequence[Account]:
        """By name, those disabled too."""
        _require_admin(user)
        return self._store.accounts()

    def add(self, user: User, name: str, role: Role, base_url: str, *, inherit: bool = False) -> str:
        """A link under which the new user sets the password, once; nobody can read it again.

        Args:
            user: who asks.
            name: the new account's.
            role: the new account's.
            base_url: of the link.
            inherit: the new account may see the classes that are kept under its name.
        """
        _require_admin(user)
        if not inherit:
            self._accounts.check_nothing_left(name, INHERITING)
        added = self._accounts.create(name, role, None)
        self.note(user, f"added as {role.value}", added.name)
        return self._accounts.setup_link(added.name, base_url)

    def renew_link(self, user: User, name: str, base_url: str) -> str:
        """A link under which the user sets a new password, once; the old one works until then."""
        _require_admin(user)
        link = self._accounts.setup_link(name, base_url)
        self.note(user, "password link made", name)
        return link

    def change_role(self, user: User, name: str, role: Role) -> None:
        """The user's logins end."""
        _require_admin(user)
        self._store.change_role(name, role)
        self.note(user, f"made {role.value}", name)

    def disable(self, user: User, name: str, *, disabled: bool) -> None:
        """Locks an account out at once, or lets it in again."""
        _require_admin(user)
        self._store.disable_user(name, disabled=disabled)
        self.note(user, "disabled" if disabled else "enabled", name)

    def remove(self, user: User, name: str) -> None:
        """The account and its keys; the sessions stay for administrators."""
        _require_admin(user)
        self._store.remove_user(name, keep_administrator=True)
        self.note(user, "user removed", name)

    def audit(self, user: User, *, before: UUID | None = None, count: int = AUDIT_PAGE) -> Sequence[AuditEntry]:
        """Who did what, newest first; of what is older than the entry `before`."""
        _require_admin(user)
        return self._store.audit(count=count, before=before)

    def note(self, user: User, action: str, subject: str) -> None:
        """Writes a line to the audit log; for whoever was let in already."""
        self._store.add_audit(self._now(), user.name, action, subject)


def _require_admin(user: User) -> None:
    if user.role is not Role.ADMIN:
        raise DataError("only an administrator can do that: ask one")
