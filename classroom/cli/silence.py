"""Notices while the dashboard is served that a recording has died: nobody starts a command on a school's server."""

import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from classroom.cli.repeating import repeating
from classroom.errors import StorageError
from classroom.storage import Store

LOOK_S = 60.0
LOG = logging.getLogger(__name__)
IsAlive = Callable[[str], bool | None]


def noticing_dead_agents(
    store: Store, is_alive: IsAlive, now: Callable[[], datetime], *, pause_s: float = LOOK_S
) -> AbstractContextManager[None]:
    """Marks classes whose agent has died as interrupted, in a thread of its own, until the block is left.

    Otherwise they would be live for ever: never offered to go on with, never deleted by retention.
    """
    before: Mapping[UUID, datetime] = {}
    is_told = False

    def work() -> None:
        nonlocal before, is_told
        try:
            before = mark_silent(store, before, now(), is_alive)
            is_told = False
        except StorageError as error:  # a database that can only be read would say so each time
            if not is_told:
                LOG.warning("classes that were cut off could not be marked: %s", error)
            is_told = True

    return repeating(work, pause_s=pause_s, name="silence")


def mark_silent(
    store: Store, before: Mapping[UUID, datetime], now: datetime, is_alive: IsAlive
) -> Mapping[UUID, datetime]:
    """Who is silent now, for the next look; who was so at the look before, with no frame since, is marked.

    Two looks, since an agent's clock may be slow: then each of its frames seems old, but another one has come.

    Raises: StorageError.
    """
    silent = store.find_silent(now, is_alive)
    store.interrupt({one: last for one, last in silent.items() if before.get(one) == last})
    return silent
