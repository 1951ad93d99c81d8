"""Verdicts are withdrawn and counted; a session is deleted with its audit line."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from classroom.domain import FlagReason, FlagVerdict, Verdict, VerdictCount
from classroom.errors import NotFoundError
from classroom.storage import Store
from classroom.storage.tables import AuditRow
from tests.storage.examples import AGENT, START, frame, new_session, people, seen

BY = {"actor": "anna", "now": START}
WHY = FlagReason.NO_FACE


def word(participant: int, verdict: Verdict, *, minute: int = 0, reason: FlagReason = WHY) -> FlagVerdict:
    start = START + timedelta(minutes=minute)
    return FlagVerdict(participant, reason, start, None, "1", verdict, START + timedelta(hours=participant))


def record(store: Store, *words: FlagVerdict, owner: str | None = "anna", is_demo: bool = False) -> UUID:
    session = store.create_session(new_session(owner=owner, demo=is_demo), agent=AGENT)
    store.save_frame(session, frame(0, seen(1), seen(2), seen(3), new=people(1, 2, 3)))
    for one in words:
        store.save_verdict(session, one)
    return session


def test_a_withdrawn_verdict_is_gone_and_the_others_stay(store: Store) -> None:
    session = record(store, word(1, Verdict.RIGHT), word(1, Verdict.WRONG, minute=9), word(2, Verdict.RIGHT))

    withdrawn = store.delete_verdict(session, 1, WHY, START)

    kept = [(one.participant, one.start) for one in store.load_records(session).verdicts]
    assert withdrawn is True
    assert kept == [(2, START), (1, START + timedelta(minutes=9))]
    assert store.delete_verdict(session, 1, WHY, START) is False


def test_all_verdicts_on_one_flag_go_when_several_participants_are_one(store: Store) -> None:
    session = record(store, word(1, Verdict.RIGHT), word(2, Verdict.WRONG), word(3, Verdict.WRONG))
    store.merge_participants(session, 1, 2, **BY)

    store.delete_verdict(session, 1, WHY, START)

    store.unmerge_participant(session, 2, **BY)
    assert [one.participant for one in store.load_records(session).verdicts] == [3]


def test_a_verdict_of_a_session_that_is_gone_cannot_be_withdrawn(store: Store) -> None:
    with pytest.raises(NotFoundError):
        store.delete_verdict(uuid4(), 1, WHY, START)


def test_verdicts_are_counted_over_a_teachers_own_and_nobodys_sessions_but_no_demo(store: Store) -> None:
    record(store, word(1, Verdict.RIGHT), word(2, Verdict.RIGHT), word(3, Verdict.WRONG))
    record(store, word(1, Verdict.RIGHT, reason=FlagReason.EYES_CLOSED), owner=None)
    record(store, word(1, Verdict.IGNORE), owner="paul")
    record(store, word(1, Verdict.WRONG), owner=None, is_demo=True)

    assert set(store.count_verdicts(visible_to="Anna")) == {
        VerdictCount(FlagReason.EYES_CLOSED, Verdict.RIGHT, 1),
        VerdictCount(WHY, Verdict.RIGHT, 2),
        VerdictCount(WHY, Verdict.WRONG, 1),
    }
    assert VerdictCount(WHY, Verdict.IGNORE, 1) in store.count_verdicts()


def test_a_session_is_removed_with_an_audit_line(store: Store) -> None:
    session, other = record(store, word(1, Verdict.RIGHT)), record(store)

    store.remove_session(session, **BY)

    assert [one.id for one in store.sessions()] == [other]
    with store._database.read() as connection:
        rows = connection.execute(select(AuditRow.actor, AuditRow.action, AuditRow.subject)).all()
    assert [tuple(row) for row in rows] == [("anna", "session deleted", session.hex)]
    with pytest.raises(NotFoundError):
        store.remove_session(session, **BY)


def test_verdicts_of_many_sessions_come_at_once_and_follow_merges(store: Store) -> None:
    first = record(store, word(1, Verdict.RIGHT), word(2, Verdict.WRONG, minute=9))
    second, silent = record(store, word(3, Verdict.IGNORE)), record(store)
    store.merge_participants(first, 1, 2, **BY)

    found = store.load_verdicts([first, second, silent])

    assert found[first] == store.load_records(first).verdicts
    assert [one.participant for one in found[first]] == [1, 1]
    assert [one.verdict for one in found[second]] == [Verdict.IGNORE]
    assert set(found) == {first, second}
