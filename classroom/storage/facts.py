"""The rollup of facts per participant and minute, kept and read; a transaction is given."""

from collections.abc import Sequence
from dataclasses import fields
from uuid import UUID

import numpy as np
from sqlalchemy import Connection, bindparam, delete, func, insert, select

from classroom.facts import FACTS, Basis, KeptTotals, SessionFacts, Totals
from classroom.storage.bulk import insert_rows
from classroom.storage.edits import describe_layout, load_edits, lock_session
from classroom.storage.lesson import load_exclusions
from classroom.storage.records import fetch_numbers
from classroom.storage.tables import MinuteFactsRow, SessionFactsRow

_BASIS = [field.name for field in fields(Basis)]
_TIMES = ("any_in_call_s", "any_visible_s", "first_seen", "last_seen")
_AT_ONCE = 400  # sessions asked for in one statement: databases bound the number of values


def save_facts(connection: Connection, session: UUID, facts: SessionFacts) -> bool:
    """Replaces what is kept; False = merges, splits or exclusions have changed since they were made, nothing is kept.

    Raises:
        NotFoundError: the session is gone.
    """
    revision = lock_session(connection, session)
    edits = load_edits(connection, session) if revision else ()
    exclusions = load_exclusions(connection, session) if revision else ()
    if describe_layout(edits, exclusions) != facts.basis.layout:
        return False
    for table in (MinuteFactsRow, SessionFactsRow):
        connection.execute(delete(table).where(table.session_id == session))
    totals = facts.totals
    row = {name: getattr(facts.basis, name) for name in _BASIS} | {name: getattr(totals, name) for name in _TIMES}
    values = dict(zip(FACTS, totals.values, strict=True))
    connection.execute(insert(SessionFactsRow), {"session_id": session, "revision": revision, **row, **values})
    key = session if connection.dialect.name == "postgresql" else session.bytes
    rows = zip(facts.participant.tolist(), facts.minute.tolist(), facts.values.tolist(), strict=True)
    columns = ("session_id", "participant", "minute", *FACTS)
    insert_rows(connection, MinuteFactsRow, columns, ((key, who, minute, *sums) for who, minute, sums in rows))
    return True


def load_totals(connection: Connection, sessions: Sequence[UUID]) -> dict[UUID, KeptTotals]:
    """Those kept of these sessions."""
    names = ["session_id", "revision", *_BASIS, *_TIMES, *FACTS]
    wanted = select(*(getattr(SessionFactsRow, name) for name in names))
    found: dict[UUID, KeptTotals] = {}
    for start in range(0, len(sessions), _AT_ONCE):
        part = sessions[start : start + _AT_ONCE]
        for session, revision, *rest in connection.execute(wanted.where(SessionFactsRow.session_id.in_(part))):
            basis, times = Basis(*rest[: len(_BASIS)]), rest[len(_BASIS) : len(_BASIS) + len(_TIMES)]
            found[session] = KeptTotals(basis, Totals(tuple(rest[len(_BASIS) + len(_TIMES) :]), *times), revision)
    return found


def load_facts(connection: Connection, session: UUID) -> SessionFacts | None:
    """All that is kept of a session; None = nothing is."""
    kept = load_totals(connection, [session]).get(session)
    if kept is None:
        return None
    table = MinuteFactsRow.__table__.c
    names = ("participant", "minute", *FACTS)
    numbers = fetch_numbers(
        connection,
        select(*(table[name] for name in names))
        .where(table.session_id == session)
        .order_by(table.participant, table.minute),
    )
    return SessionFacts(
        basis=kept.basis,
        totals=kept.totals,
        participant=numbers[:, 0].astype(np.int32),
        minute=numbers[:, 1].astype(np.int32),
        values=numbers[:, 2:].astype(np.float32),
    )


def sum_participants(
    connection: Connection, participants: Sequence[tuple[UUID, int]]
) -> dict[tuple[UUID, int], tuple[float, ...]]:
    """The sums over all minutes of these participants (session, number), in the order of `FACTS`."""
    row = MinuteFactsRow
    # One after the other: SQLite finds none by an index when it is asked for several pairs at once.
    wanted = (
        select(func.count(), *(func.sum(getattr(row, name)) for name in FACTS))
        .where(row.session_id == bindparam("session"), row.participant == bindparam("number"))
        .select_from(row)
    )
    found: dict[tuple[UUID, int], tuple[float, ...]] = {}
    for session, number in participants:
        minutes, *values = connection.execute(wanted, {"session": session, "number": number}).one()
        if minutes:
            found[session, number] = tuple(map(float, values))
    return found
