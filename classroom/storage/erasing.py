"""Erases one student; a transaction is given.

Observations stay stored under the number that the agent gave them, whatever was merged and split since (`edits.py`).
So rows of the erased may lie under the number of somebody else, and rows of somebody else under a number that goes:
whose each row is, is settled first; then rows of others are moved to them, and only then participants are deleted.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, delete, select, update

from classroom.domain import Departure, ParticipantState
from classroom.errors import DataError, NotFoundError
from classroom.privacy.consents import consent_key
from classroom.privacy.student_data import Erasure, StudentTraces
from classroom.storage.edits import Edit, begin_edit, find_departures, find_owner, load_edits, lock_session
from classroom.storage.participants import recount
from classroom.storage.people import Person, group_people, load_people
from classroom.storage.policies import course_key, owner_key
from classroom.storage.privacy_tables import ConsentRow
from classroom.storage.roster import remove_students
from classroom.storage.sessions import list_sessions
from classroom.storage.statements import insert_new
from classroom.storage.student_search import (
    SPLIT_MARK,
    TEXTS,
    Wanted,
    find_mentions,
    find_wanted,
    gather,
    is_of_course,
    mention_pattern,
    spell,
)
from classroom.storage.tables import (
    FlagVerdictRow,
    FrameRow,
    MinuteFactsRow,
    ObservationRow,
    ParticipantRow,
    SessionFactsRow,
    StudentAliasRow,
)

ERASED = "(erased)"  # in place of a name in texts

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Where observations are stored, (n,) each, and where they belong once the erased are gone."""

    frame: NDArray[np.int64]
    stored: Numbers  # the number they are stored under
    place: Numbers  # the number they have to be stored under; 0 = they are the erased one's


def erase_student(connection: Connection, name: str, course: str | None, visible_to: str | None) -> Erasure:
    """Deletes every row about the student and takes the name out of texts; others' rows stay what they show.

    A teacher (`visible_to`) deletes the own lines of roster and register; everyone's stay.

    Raises:
        DataError: the name is two students', or one of the sessions is being recorded.
        NotFoundError: nothing is kept of such a student that the teacher may erase.
    """
    wanted = find_wanted(connection, name, course, visible_to)
    traces = _of_owner(gather(connection, name, wanted), visible_to)
    if any(one.is_live for one in traces.appearances):
        raise DataError("the student is in a class that is being recorded: end it first")
    observations = participants = 0
    for one in traces.appearances:
        gone, rows = erase_participants(connection, one.session, one.numbers)
        participants, observations = participants + gone, observations + rows
    _forget_names(connection, wanted)
    mentions = _clear_texts(connection, name, wanted) if course is None else 0
    _delete_consents(connection, traces)
    students = remove_students(connection, {one.id for one in traces.students})
    return Erasure(students, len(traces.appearances), participants, observations, len(traces.consents), mentions)


def _of_owner(traces: StudentTraces, owner: str | None) -> StudentTraces:
    """Without everyone's lines of roster and register, which a teacher reads only; None = all."""
    if owner is None:
        return traces
    own = replace(
        traces,
        students=tuple(one for one in traces.students if owner_key(one.owner) == owner_key(owner)),
        consents=tuple(one for one in traces.consents if owner_key(one.owner) == owner_key(owner)),
    )
    if own.is_empty:
        raise NotFoundError(f"what is kept of {traces.name!r} is everyone's: an administrator erases it")
    return own


def erase_participants(connection: Connection, session: UUID, shown: Collection[int]) -> tuple[int, int]:
    """Deletes participants of a session as they are shown, with all merged into them; (participants, rows) deleted.

    Raises:
        NotFoundError: the session is gone.
    """
    lock_session(connection, session)
    people = load_people(connection, session)
    groups = [group for group in group_people(people) if group.root.number in shown]
    gone = {one.number for group in groups for one in (group.root, *group.members)}
    if not gone:
        return 0, 0
    edits = load_edits(connection, session)
    begin_edit(connection, session)
    erased = _settle_rows(connection, session, _follow_rows(connection, session, edits, gone))
    _move_verdicts(connection, session, edits, gone)
    _free_from(connection, session, people, gone)
    ended = [one for one in find_departures(edits) if one.participant not in gone]
    for facts in (MinuteFactsRow, SessionFactsRow):  # made anew when somebody asks
        connection.execute(delete(facts).where(facts.session_id == session))
    one = ParticipantRow
    connection.execute(delete(one).where(one.session_id == session, one.number.in_(gone)))
    _keep_ends(connection, session, ended)
    recount(connection, session)
    return len(gone), erased


def follow(edits: Sequence[Edit], stored: Numbers, taken_at: NDArray[np.float64], gone: Collection[int]) -> Numbers:
    """Under which number each row belongs once `gone` are deleted; 0 = it is one of theirs.

    A row that passes through one of them on its way to somebody else is put where it left them, since the edits that
    led it there go with them. Rows leave them by a split alone: what is merged into them is deleted with them.

    Args:
        edits: in the order in which they were made.
        stored: (n,) the numbers the rows are stored under.
        taken_at: (n,) seconds since 1970, UTC.
        gone: numbers with all that is merged into them.
    """
    deleted = list(gone)
    owner, place = stored.copy(), stored.copy()
    for edit in edits:
        concerned = owner == edit.source
        if edit.since is not None:
            concerned &= taken_at >= edit.since.timestamp()
        leaving = concerned & np.isin(owner, deleted)
        owner[concerned] = edit.target
        place[leaving] = edit.target
    place[np.isin(owner, deleted)] = 0
    return place


def _follow_rows(connection: Connection, session: UUID, edits: Sequence[Edit], gone: Collection[int]) -> _Rows:
    """The rows under the numbers that are deleted, and under those that edits lead to them from."""
    near = set(gone)
    for edit in reversed(edits):
        if edit.target in near:
            near.add(edit.source)
    row = ObservationRow
    found = connection.execute(
        select(row.frame, row.participant, FrameRow.taken_at)
        .join(FrameRow, (FrameRow.session_id == row.session_id) & (FrameRow.number == row.frame))
        .where(row.session_id == session, row.participant.in_(near))
    ).all()
    frame = np.array([one.frame for one in found], np.int64)
    stored = np.array([one.participant for one in found], np.int32)
    taken_at = np.array([one.taken_at.timestamp() for one in found], np.float64)
    return _Rows(frame, stored, follow(edits, stored, taken_at, gone))


def _settle_rows(connection: Connection, session: UUID, rows: _Rows) -> int:
    """Deletes the erased one's rows, moves those of others; how many were deleted."""
    row = ObservationRow
    here = (row.session_id == session, row.frame == bindparam("f"), row.participant == bindparam("p"))
    erased, moved = rows.place == 0, (rows.place != rows.stored) & (rows.place != 0)
    doomed = [{"f": f, "p": p} for f, p in zip(rows.frame[erased].tolist(), rows.stored[erased].tolist(), strict=True)]
    if doomed:
        connection.execute(delete(row).where(*here), doomed)
    steps = zip(rows.frame[moved].tolist(), rows.stored[moved].tolist(), rows.place[moved].tolist(), strict=True)
    taken = {tuple(one) for one in _stored_at(connection, session, rows.place[moved])}
    for f, p, to in steps:
        if (f, to) in taken:  # both were seen on one frame: one row is all that can be kept
            connection.execute(delete(row).where(*here), [{"f": f, "p": p}])
        else:
            connection.execute(update(row).where(*here).values(participant=to), [{"f": f, "p": p}])
            taken.add((f, to))
    return len(doomed)


def _stored_at(connection: Connection, session: UUID, numbers: Numbers) -> list[tuple[int, int]]:
    row = ObservationRow
    wanted = select(row.frame, row.participant).where(
        row.session_id == session, row.participant.in_(sorted(set(numbers.tolist())))
    )
    return [(one.frame, one.participant) for one in connection.execute(wanted)]


def _move_verdicts(connection: Connection, session: UUID, edits: Sequence[Edit], gone: Collection[int]) -> None:
    """Verdicts on flags of others that are stored under a number that goes, or the other way round."""
    row = FlagVerdictRow
    found = connection.execute(
        select(row.participant, row.reason, row.start).where(row.session_id == session).order_by(row.start)
    ).all()
    stored = np.array([one.participant for one in found], np.int32)
    places = follow(edits, stored, np.array([one.start.timestamp() for one in found], np.float64), gone)
    known = {(one.participant, one.reason, one.start) for one in found}
    for one, place in zip(found, places.tolist(), strict=True):
        here = (row.session_id == session, row.participant == one.participant, row.reason == one.reason)
        target = (place, one.reason, one.start)
        if place == one.participant:
            continue
        if place == 0 or target in known:
            connection.execute(delete(row).where(*here, row.start == one.start))
        else:
            connection.execute(update(row).where(*here, row.start == one.start).values(participant=place))


def _free_from(connection: Connection, session: UUID, people: Sequence[Person], gone: Collection[int]) -> None:
    """Participants that were split from one that goes stand by themselves, without the name it gave them."""
    for one in people:
        if one.split_from in gone and one.number not in gone:
            values = {"split_from": None, "split_at": None, "split_revision": None}
            here = (ParticipantRow.session_id == session, ParticipantRow.number == one.number)
            connection.execute(update(ParticipantRow).where(*here).values(values))


def _keep_ends(connection: Connection, session: UUID, ended: Sequence[Departure]) -> None:
    """Who ended at a split from which the erased one went on has left there: the split that says so is gone."""
    edits = load_edits(connection, session)
    known = set(find_departures(edits))
    frame = FrameRow
    for one in ended:
        here = (frame.session_id == session, frame.taken_at >= one.at)
        first = connection.execute(select(frame.number, frame.taken_at).where(*here).order_by(frame.number)).first()
        if one in known or first is None or find_owner(edits, one.participant, first.taken_at) != one.participant:
            continue
        left = {"session_id": session, "frame": first.number, "participant": one.participant}
        connection.execute(insert_new(connection, ObservationRow), left | {"state": ParticipantState.LEFT})


def _forget_names(connection: Connection, wanted: Wanted) -> None:
    """The name where it stands for somebody else: read wrongly, or kept from before a split."""
    if wanted.others:  # it is their name too
        return
    alias = StudentAliasRow
    connection.execute(delete(alias).where(alias.key.in_(wanted.keys)))
    for session in list_sessions(connection, wanted.visible_to, None):
        if not is_of_course(session.course, wanted.course):
            continue
        for one in load_people(connection, session.id):
            values: dict[str, str | bool | None] = {}
            if consent_key(SPLIT_MARK.sub("", one.display_name)) in wanted.keys:
                values = {"display_name": f"Participant {one.number}", "name_is_read": False}
            if one.given_name is not None and consent_key(SPLIT_MARK.sub("", one.given_name)) in wanted.keys:
                values["given_name"] = None
            if values:
                here = (ParticipantRow.session_id == session.id, ParticipantRow.number == one.number)
                connection.execute(update(ParticipantRow).where(*here).values(values))


def _clear_texts(connection: Connection, name: str, wanted: Wanted) -> int:
    """How many lines of markers, sources and the audit log held the name."""
    if wanted.others:
        return 0
    spellings = spell(name, wanted.students)
    sessions = [one.id for one in list_sessions(connection, wanted.visible_to, None)]
    found = find_mentions(connection, spellings, sessions, wanted.visible_to)
    for place, key, text in found:
        keys, column = TEXTS[place]
        here = [column == value for column, value in zip(keys, key, strict=True)]
        clean = mention_pattern(spellings).sub(ERASED, text)
        connection.execute(update(column.class_).where(*here).values({column: clean}))
    return len(found)


def _delete_consents(connection: Connection, traces: StudentTraces) -> None:
    row = ConsentRow
    for one in traces.consents:
        key = (
            row.owner_key == owner_key(one.owner),
            row.course_key == course_key(one.course),
            row.key == consent_key(one.name),
        )
        connection.execute(delete(row).where(*key))
