"""Deletes what is older than `retention.days`: when an agent starts, and every day while the dashboard is served."""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime

import click

from classroom.cli.repeating import repeating
from classroom.config import RetentionSettings
from classroom.counting import Count, tell_days
from classroom.errors import StorageError
from classroom.privacy.retention import Expired, keep_since
from classroom.storage import Store

ACTOR = "retention"
DAY_S = 86_400.0
LOG = logging.getLogger(__name__)


def purge_at_start(store: Store, settings: RetentionSettings, owner: str | None, now: datetime) -> None:
    """Deletes what is over before a class begins, and says so in one line; a failure is told and stops nothing.

    On a server that several share, an agent deletes the sessions alone that its own account sees.
    """
    try:
        purged = purge(store, settings, now, visible_to=owner)
        future = describe_future(store.future(now, visible_to=owner))
    except StorageError as error:
        click.echo(f"note: older sessions could not be deleted: {error}", err=True)
        return
    if future:
        click.echo(f"note: {future}", err=True)
    if purged:
        click.echo(
            f"Deleted {Count(len(purged)):session|sessions} older than {tell_days(settings.days)} (retention.days).",
            err=True,
        )


def describe_future(found: Sequence[Expired]) -> str | None:
    """One line about sessions whose dates retention cannot go by, and what to do; None = there are none."""
    if not found:
        return None
    first = found[0]
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    return (
        f"{Count(len(found)):session is|sessions are} dated in the future by a wrong clock "
        f"({first.session.hex[:13]}, {first.started_at:%Y-%m-%d}{more}): retention counts from when it noticed; "
        "`classroom sessions delete ID` deletes at once"
    )


def purge(
    store: Store, settings: RetentionSettings, now: datetime, *, visible_to: str | None = None
) -> tuple[Expired, ...]:
    """The sessions that were deleted. Raises: StorageError."""
    before = keep_since(now, settings.days)
    purged = () if before is None else store.purge(before, actor=ACTOR, now=now, visible_to=visible_to)
    if purged:
        store.compact()
    return purged


def purging_daily(
    store: Store, settings: RetentionSettings, now: Callable[[], datetime], *, pause_s: float = DAY_S
) -> AbstractContextManager[None]:
    """Purges at once and then every day, in a thread of its own, until the block is left."""

    def work() -> None:
        try:
            purge(store, settings, now())
            if future := describe_future(store.future(now())):
                LOG.warning("%s", future)
            store.make_partitions(now())
        except StorageError as error:
            LOG.warning("older sessions could not be deleted: %s", error)

    return repeating(work, pause_s=pause_s, name="retention")
