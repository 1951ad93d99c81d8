"""Accounts change their role and rights, and an administrator is always left; the audit is read newest first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from classroom.domain import Role
from classroom.errors import DataError, NotFoundError
from classroom.storage import Store
from classroom.storage.users import Account
from tests.storage.examples import START

DISMISSALS: list[Callable[[Store, str], None]] = [
    lambda store, name: store.change_role(name, Role.TEACHER),
    lambda store, name: store.disable_user(name, disabled=True),
    lambda store, name: store.remove_user(name, keep_administrator=True),
]


def test_a_role_and_a_lock_out_show_in_the_list(store: Store) -> None:
    store.add_user("Anna", Role.ADMIN, "hash")
    store.add_user("Ben", Role.TEACHER, None)

    store.change_role("BEN", Role.ADMIN)
    store.disable_user("ben", disabled=True)

    assert store.accounts() == (Account("Anna", Role.ADMIN, True, False), Account("Ben", Role.ADMIN, False, True))
    with pytest.raises(NotFoundError):
        store.find_user("Ben")
    store.disable_user("Ben", disabled=False)
    assert store.find_user("Ben").role is Role.ADMIN


@pytest.mark.parametrize("dismiss", DISMISSALS)
def test_the_last_administrator_who_can_log_in_stays(store: Store, dismiss: Callable[[Store, str], None]) -> None:
    store.add_user("Anna", Role.ADMIN, "hash")
    store.add_user("Ben", Role.TEACHER, "hash")
    store.add_user("Cem", Role.ADMIN, None)  # has not used the link yet
    store.add_user("Dana", Role.ADMIN, "hash")
    store.disable_user("Dana", disabled=True)

    with pytest.raises(DataError, match="Anna is the last administrator"):
        dismiss(store, "Anna")
    dismiss(store, "Ben")
    dismiss(store, "Cem")
    store.disable_user("Dana", disabled=False)
    dismiss(store, "Anna")

    assert [one.name for one in store.accounts() if one.role is Role.ADMIN and not one.is_disabled] == ["Dana"]


@pytest.mark.parametrize("dismiss", DISMISSALS)
def test_an_unknown_account_is_told(store: Store, dismiss: Callable[[Store, str], None]) -> None:
    with pytest.raises(NotFoundError, match="there is no user 'nobody'"):
        dismiss(store, "nobody")


def test_two_administrators_who_dismiss_each_other_at_once_do_not_both_go(store: Store) -> None:
    store.add_user("Anna", Role.ADMIN, "hash")
    store.add_user("Ben", Role.ADMIN, "hash")

    def dismiss(name: str) -> bool:
        try:
            store.change_role(name, Role.TEACHER)
        except DataError:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(dismiss, ["Anna", "Ben"]))

    assert sorted(done) == [False, True]


def test_the_audit_is_read_page_by_page_newest_first(store: Store) -> None:
    for number in range(5):
        store.add_audit(START + timedelta(seconds=number // 2), "anna", f"action {number}", "x" * 10_000)

    first = store.audit(count=3)
    rest = store.audit(count=3, before=first[-1].id)

    assert [one.action for one in first + rest] == [f"action {number}" for number in (4, 3, 2, 1, 0)]
    assert store.audit(count=3, before=rest[-1].id) == ()
    assert store.audit(count=3, before=uuid4()) == ()
