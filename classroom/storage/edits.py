"""The teacher's merges and splits of participants; a transaction is given.

Observations stay stored under the number that the agent gave them, so that an agent that goes on writing to a merged
or split number stays right and every edit can be taken back. Whose an observation is now follows from the edits,
applied in the order in which they were made: a merge gives all of one participant's rows to another, a split gives
those from a moment on to a new one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, func, select, update

from classroom.domain import Departure, Exclusion
from classroom.domain.records import LAYOUT_SIGN
from classroom.errors import NotFoundError
from classroom.storage.sessions import not_found
from classroom.storage.tables import ParticipantRow, SessionRow

# The agent counts from 1 and does not know what the Store adds: participants made by a split count from here.
FIRST_SPLIT_NUMBER = 100_001


@dataclass(frozen=True, slots=True)
class Edit:
    """From this edit on, the rows of `source` are those of `target`."""

    revision: int
    source: int
    target: int
    since: datetime | None  # a split: its rows from then on; None = a merge: all


_REVISION = select(SessionRow.revision).where(SessionRow.id == bindparam("session")).with_for_update()


def lock_session(connection: Connection, session: UUID) -> int:
    """The session's revision; nobody else changes the session until the transaction ends.

    Raises:
        NotFoundError: the session is gone.
    """
    revision = connection.scalar(_REVISION, {"session": session})
    if revision is None:
        raise not_found(session)
    return revision


def begin_edit(connection: Connection, session: UUID) -> int:
    """The session's next revision, already stored. Raises: NotFoundError."""
    revision = lock_session(connection, session) + 1
    connection.execute(update(SessionRow).where(SessionRow.id == session).values(revision=revision))
    return revision


def load_edits(connection: Connection, session: UUID) -> tuple[Edit, ...]:
    """Those in force, in the order in which they were made."""
    one = ParticipantRow
    rows = connection.execute(
        select(one.number, one.merged_into, one.merge_revision, one.split_from, one.split_at, one.split_revision).where(
            one.session_id == session, one.merged_into.is_not(None) | one.split_from.is_not(None)
        )
    ).all()
    merges = [
        Edit(row.merge_revision, row.number, row.merged_into, None) for row in rows if row.merged_into is not None
    ]
    splits = [
        Edit(row.split_revision, row.split_from, row.number, row.split_at) for row in rows if row.split_from is not None
    ]
    return tuple(sorted([*merges, *splits], key=_revision))


def describe_layout(edits: Sequence[Edit], exclusions: Sequence[Exclusion] = ()) -> str:
    """A short name of these edits: another one whenever an observation may have become another participant's, or may
    count now and not before. What is said of exclusions follows `LAYOUT_SIGN`."""
    whose = _shorten(
        [(edit.revision, edit.source, edit.target, edit.since and f"{edit.since.isoformat()} ends") for edit in edits]
    )
    counts = _shorten([(part.start.isoformat(), part.end.isoformat()) for part in exclusions])
    return f"{whose}{LAYOUT_SIGN}{counts}" if counts else whose


def _shorten(facts: Sequence[tuple[object, ...]]) -> str:
    return sha256(repr(facts).encode()).hexdigest()[:16] if facts else ""


def find_owner(edits: Sequence[Edit], participant: int, at: datetime) -> int:
    """Whose a row is that is stored for `participant` at that time."""
    for edit in edits:
        if edit.source == participant and (edit.since is None or at >= edit.since):
            participant = edit.target
    return participant


def find_departures(edits: Sequence[Edit]) -> tuple[Departure, ...]:
    """Where splits end a participant, as merges and splits show it, by time.

    A split that was undone by merging the new participant back ends nobody.

    Args:
        edits: in the order in which they were made.
    """
    found: set[tuple[datetime, int]] = set()
    for place, edit in enumerate(edits):
        if edit.since is None:
            continue
        later = edits[place + 1 :]
        ended = edit.source
        for one in later:  # whose the last moment before the split is
            if one.source == ended and (one.since is None or one.since < edit.since):
                ended = one.target
        if ended != find_owner(later, edit.target, edit.since):
            found.add((edit.since, ended))
    return tuple(Departure(participant, at) for at, participant in sorted(found))


def find_owners(
    edits: Sequence[Edit], participants: NDArray[np.int32], taken_at: NDArray[np.float64]
) -> NDArray[np.int32]:
    """Whose each row is.

    Args:
        edits: in the order in which they were made.
        participants: (n,) the numbers the rows are stored under.
        taken_at: (n,) seconds since 1970, UTC.
    """
    owners = participants.copy()
    for edit in edits:
        concerned = owners == edit.source
        if edit.since is not None:
            concerned &= taken_at >= edit.since.timestamp()
        owners[concerned] = edit.target
    return owners


def require_visible(connection: Connection, session: UUID, number: int) -> None:
    """Raises: NotFoundError when there is no such participant, or it is merged into another."""
    root = find_root(connection, session, number)
    if root != number:
        raise NotFoundError(
            f"participant {number} is merged into participant {root}: name that one, or unmerge {number} first"
        )


def find_root(connection: Connection, session: UUID, number: int) -> int:
    """The participant that shows the given one: itself, or what it is merged into, also by several steps.

    Raises:
        NotFoundError: there is no such participant.
    """
    while True:
        one = ParticipantRow
        row = connection.execute(select(one.merged_into).where(one.session_id == session, one.number == number)).first()
        if row is None:
            raise unknown_participant(number)
        if row.merged_into is None:
            return number
        number = row.merged_into


def next_split_number(connection: Connection, session: UUID) -> int:
    largest = connection.scalar(select(func.max(ParticipantRow.number)).where(ParticipantRow.session_id == session))
    return max(FIRST_SPLIT_NUMBER, (largest or 0) + 1)


def unknown_participant(number: int) -> NotFoundError:
    return NotFoundError(f"there is no participant {number} in this session: `classroom participants list` shows them")


def _revision(edit: Edit) -> int:
    return edit.revision
