"""One student is handed out and erased everywhere, and nobody else loses anything."""

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from classroom.domain import STATES, Exclusion, FlagReason, FlagVerdict, Marker, Participant, SessionRecords, Verdict
from classroom.engagement import collect_facts
from classroom.errors import DataError, NotFoundError
from classroom.privacy.consents import ConsentEntry, Decision
from classroom.roster.types import RosterEntry
from classroom.storage import Store
from classroom.storage.compacting import compact
from classroom.storage.edits import Edit, find_owner
from classroom.storage.erasing import follow
from classroom.storage.tables import AuditRow, Base
from tests.engagement.builders import shipped_settings
from tests.storage.examples import AGENT, START, frame, moment, new_session, seen

BY = {"actor": "mira", "now": START}
COURSE = "Physics 101"
ANN = "Ann Verylonglee"
ENGAGEMENT, _ = shipped_settings()


def named(number: int, name: str) -> Participant:
    return Participant(number, name, name_is_read=True)


def record(store: Store, *names: str, frames: int = 4, course: str = COURSE, end: bool = True) -> UUID:
    """A finished session with one participant a name, all seen in every frame."""
    session = store.create_session(new_session(course), agent=AGENT)
    new = tuple(named(number, name) for number, name in enumerate(names, 1))
    for number in range(frames):
        store.save_frame(session, frame(number, *(seen(one.number) for one in new), new=() if number else new))
    if end:
        store.finish_session(session, START + timedelta(hours=1))
    return session


def rows(records: SessionRecords) -> list[tuple[int, int, float]]:
    table = records.observations
    return list(zip(table.frame.tolist(), table.participant.tolist(), table.score.tolist(), strict=True))


def cells(store: Store) -> Iterator[str]:
    """Every value of every table, as text."""
    with store._database.read() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                yield from map(str, row)


def erase(store: Store, name: str = ANN, **where: str) -> None:
    store.erase_student(name, **where, **BY)  # type: ignore[arg-type]


def test_a_student_is_gone_from_every_table_and_the_others_are_as_before(store: Store) -> None:
    store.import_roster(COURSE, [RosterEntry(ANN, "7", "ann@x.example"), RosterEntry("Bob Ray")], **BY)
    store.save_consents(COURSE, [ConsentEntry(ANN, Decision.YES)], owner=None, **BY)
    session = record(store, ANN, "Bob Ray")
    store.add_marker(session, Marker(START, f"{ANN.upper()} presents, then Bob Ray"))
    store.write_session_note(session, f"ask {ANN} why", seen=None, **BY)
    store.exclude(session, Exclusion(START - timedelta(hours=2), START - timedelta(hours=1), f"{ANN} late"), **BY)
    store.save_verdict(session, verdict(1))
    store.save_facts(session, collect_facts(store.load_records(session), ENGAGEMENT))
    store.add_audit(START, "mira", "told", f"about {ANN}")
    before = [row for row in rows(store.load_records(session)) if row[1] == 2]

    done = store.erase_student(ANN, **BY)

    assert (done.students, done.sessions, done.participants, done.observations, done.consents) == (1, 1, 1, 4, 1)
    assert not [cell for cell in cells(store) if "verylonglee" in cell.casefold()]
    records = store.load_records(session)
    assert rows(records) == before
    assert (records.session.participant_count, records.session.observation_count) == (1, 4)
    assert [one.text for one in records.markers] == ["(erased) presents, then Bob Ray"]
    assert (records.verdicts, store.load_facts(session)) == ((), None)
    assert [one.name for one in store.students()] == ["Bob Ray"]


def test_the_audit_log_says_that_somebody_was_erased_and_not_who(store: Store) -> None:
    record(store, ANN)

    erase(store)

    with store._database.read() as connection:
        lines = connection.execute(select(AuditRow.action, AuditRow.subject, AuditRow.actor)).all()
    assert [tuple(line) for line in lines] == [("student erased", "1 session, 4 observations", "mira")]


def test_rows_of_others_under_the_erased_ones_number_stay_theirs(store: Store) -> None:
    """The trap: participant 1 was Ann, from frame 2 on Bob; the rows lie under 1."""
    session = record(store, ANN, "Cy")
    other = store.split_participant(session, 1, moment(2), **BY)
    store.rename_participant(session, other.number, "Bob", **BY)
    store.save_verdict(session, verdict(1, at=3))
    before = [row for row in rows(store.load_records(session)) if row[1] != 1]

    erase(store)

    records = store.load_records(session)
    assert rows(records) == before
    assert [one.display_name for one in records.participants] == ["Cy", "Bob"]
    assert [one.participant for one in records.verdicts] == [other.number]
    assert records.session.observation_count == len(before)


def test_the_erased_ones_rows_under_anothers_number_go(store: Store) -> None:
    session = record(store, "Bob", "Cy")
    other = store.split_participant(session, 1, moment(2), **BY)
    store.rename_participant(session, other.number, ANN, **BY)

    erase(store)

    records = store.load_records(session)
    seen_rows = [(at, who) for at, who, score in rows(records) if not np.isnan(score)]
    assert seen_rows == [(0, 1), (0, 2), (1, 1), (1, 2), (2, 2), (3, 2)]
    assert [one.number for one in records.participants] == [1, 2]


def test_all_that_is_merged_into_the_student_goes_too(store: Store) -> None:
    session = record(store, ANN, "Iphone of somebody", "Cy")
    store.merge_participants(session, 1, 2, **BY)

    erase(store)

    assert {who for _, who, _ in rows(store.load_records(session))} == {3}
    assert not [cell for cell in cells(store) if "Iphone" in cell]


def test_what_was_split_off_and_not_named_since_is_the_students_and_goes_too(store: Store) -> None:
    session = record(store, ANN, "Iphone of somebody", "Cy", "Dee", frames=6)
    for other, at in ((1, 2), (2, 4)):
        store.split_participant(session, other, moment(at), **BY)
    store.merge_participants(session, 1, 2, **BY)
    named = store.split_participant(session, 1, moment(1), **BY)
    store.rename_participant(session, named.number, "Eve", **BY)
    before = [row for row in rows(store.load_records(session)) if row[1] in (3, 4)]

    traces = store.find_student(ANN)
    done = store.erase_student(ANN, **BY)

    assert [(one.number, one.merged_into, one.split_from) for one in traces.appearances[0].people] == [
        (1, None, None),
        (2, 1, None),
        (100_001, None, 1),
        (100_002, None, 2),
    ]
    assert traces.describe_people()[0].startswith(f"{COURSE}, 2026-03-02 10:00: {ANN} (no. 1); Iphone")
    assert ANN + " (from 10:00:06) (no. 100001, split off from no. 1)" in traces.describe_people()[0]
    assert done.participants == 4
    assert [one.display_name for one in store.participants(session)] == ["Cy", "Dee", "Eve"]
    assert [row for row in rows(store.load_records(session)) if row[1] in (3, 4)] == before
    assert not [cell for cell in cells(store) if "verylonglee" in cell.casefold() or "Iphone" in cell]


def test_what_was_split_off_a_student_known_by_id_alone_goes_too(store: Store) -> None:
    store.import_roster(COURSE, [RosterEntry(ANN, "7")], **BY)
    session = record(store, "Nickname", "Cy")
    store.link_participant(session, 1, store.students(COURSE)[0].id, **BY)
    store.split_participant(session, 1, moment(2), **BY)

    erase(store, "7")

    assert [one.display_name for one in store.participants(session)] == ["Cy"]
    assert not [cell for cell in cells(store) if "Nickname" in cell]


def test_the_name_that_a_split_left_at_somebody_else_is_forgotten(store: Store) -> None:
    store.import_roster(COURSE, [RosterEntry(ANN), RosterEntry("Bob Ray")], **BY)
    session = record(store, ANN, "Cy")
    other = store.split_participant(session, 1, moment(2), **BY)
    bob = next(one for one in store.students(COURSE) if one.name == "Bob Ray")
    store.link_participant(session, other.number, bob.id, **BY)

    erase(store)

    assert [one.display_name for one in store.participants(session)] == ["Cy", f"Participant {other.number}"]


def test_one_course_is_erased_alone(store: Store) -> None:
    physics, maths = record(store, ANN, "Bob"), record(store, ANN, course="Maths")

    erase(store, course="maths")

    assert [one.display_name for one in store.participants(physics)] == [ANN, "Bob"]
    assert store.participants(maths) == ()
    with pytest.raises(NotFoundError):
        erase(store, course="maths")


def test_a_teacher_erases_in_the_own_sessions_alone(store: Store) -> None:
    foreign = store.create_session(new_session(owner="paul"), agent=AGENT)
    store.save_frame(foreign, frame(0, seen(1), new=(named(1, ANN),)))
    store.finish_session(foreign, START)

    with pytest.raises(NotFoundError):
        erase(store, visible_to="mira")

    assert [one.display_name for one in store.participants(foreign)] == [ANN]


def test_nobody_reads_or_rewrites_the_audit_log_by_a_name_that_is_none(store: Store) -> None:
    store.add_marker(store.create_session(new_session(COURSE, owner="mira"), agent=AGENT), Marker(START, "as root"))
    store.add_audit(START, "root", "login", "root")
    store.add_audit(START, "mira", "told", f"{ANN} and root")

    for name, teacher in (("login", "paul"), ("root", "paul"), ("told", None)):
        with pytest.raises(NotFoundError):
            store.find_student(name, visible_to=teacher)
    erase(store, "root")
    with store._database.read() as connection:
        actions = connection.execute(select(AuditRow.action)).scalars().all()
    assert actions == ["login", "told", "student erased"]


def test_a_teacher_rewrites_own_lines_of_the_audit_log_alone(store: Store) -> None:
    session = store.create_session(new_session(COURSE, owner="mira"), agent=AGENT)
    store.save_frame(session, frame(0, seen(1), new=(named(1, ANN),)))
    store.finish_session(session, START + timedelta(hours=1))
    store.add_audit(START, "root", "told", f"about {ANN}")
    store.add_audit(START, "Mira", "told", f"about {ANN}")

    erase(store, visible_to="mira")

    with store._database.read() as connection:
        lines = connection.execute(select(AuditRow.actor, AuditRow.subject).where(AuditRow.action == "told")).all()
    assert [tuple(line) for line in lines] == [("root", f"about {ANN}"), ("Mira", "about (erased)")]


def test_a_teacher_leaves_everyones_lines_of_roster_and_register(store: Store) -> None:
    store.import_roster(COURSE, [RosterEntry(ANN)], **BY)
    for owner in (None, "mira"):
        store.save_consents(COURSE, [ConsentEntry(ANN, Decision.NO)], owner=owner, **BY)

    done = store.erase_student(ANN, visible_to="mira", **BY)

    assert (done.students, done.consents) == (0, 1)
    assert [one.owner for one in store.consents()] == [None]
    with pytest.raises(NotFoundError, match="administrator"):
        erase(store, visible_to="mira")
    assert [one.name for one in store.students()] == [ANN]
    erase(store)
    assert (store.consents(), store.students()) == ((), ())


def test_two_students_of_one_name_are_told_apart_by_the_schools_id(store: Store) -> None:
    store.import_roster(COURSE, [RosterEntry(ANN, "1"), RosterEntry(ANN, "2")], **BY)
    session = record(store, ANN, f"{ANN} (2)")
    first, second = store.students(COURSE)
    store.link_participant(session, 1, first.id, **BY)
    store.link_participant(session, 2, second.id, **BY)

    with pytest.raises(DataError, match="two students"):
        erase(store)
    erase(store, first.external_id or "")

    assert [one.number for one in store.participants(session)] == [2]
    assert [one.external_id for one in store.students(COURSE)] == [second.external_id]


def test_a_student_in_a_class_that_is_recorded_is_not_erased_yet(store: Store) -> None:
    record(store, ANN, end=False)

    with pytest.raises(DataError, match="being recorded"):
        erase(store)


def test_nothing_is_found_of_a_stranger(store: Store) -> None:
    record(store, "Bob")

    for name in ("Nobody", "", "%", "x" * 5000, "a\x00"):
        with pytest.raises((NotFoundError, DataError)):
            store.find_student(name)


def test_an_export_holds_every_row_and_nobody_elses(store: Store) -> None:
    store.import_roster(COURSE, [RosterEntry(ANN, "7", "ann@x.example"), RosterEntry("Bob Ray")], **BY)
    store.save_consents(
        COURSE, [ConsentEntry(ANN, Decision.NO), ConsentEntry("Bob Ray", Decision.YES)], owner=None, **BY
    )
    session = record(store, ANN, "Bob Ray")
    store.save_verdict(session, verdict(1))
    store.save_facts(session, collect_facts(store.load_records(session), ENGAGEMENT))
    store.add_marker(session, Marker(START, f"{ANN} presents"))

    tables = {one.name: one for one in store.export_student(ANN, **BY)}

    counts = {name: len(one.rows) for name, one in tables.items()}
    assert counts == {
        "roster": 1, "aliases": 0, "consents": 1, "participants": 1, "observations": 4, "verdicts": 1, "minutes": 1,
        "mentions": 1, "audit": 0,
    }  # fmt: skip
    everything = " ".join(str(cell) for one in tables.values() for row in one.rows for cell in row)
    assert "Bob" not in everything
    assert {"ann@x.example", str(session), "no", "right"} <= set(everything.replace(",", " ").split())
    first = dict(zip(tables["observations"].columns, tables["observations"].rows[0], strict=True))
    assert (first["taken_at"], first["state"], first["happy"]) == (START.isoformat(), "visible", 0.5)


def test_the_name_does_not_linger_in_the_files(tmp_path: Path, store: Store) -> None:
    """Deleted rows stay in a database's pages until they are overwritten."""
    if store._database.file is None:
        pytest.skip("the files are the server's")
    session = record(store, ANN, "Bob Ray", frames=200)
    store.add_marker(session, Marker(START, f"{ANN} presents"))
    assert any(b"Verylonglee" in path.read_bytes() for path in tmp_path.iterdir())

    erase(store)

    assert store.compact()
    assert not [path.name for path in tmp_path.iterdir() if b"Verylonglee" in path.read_bytes()]


def test_nothing_is_sorted_or_copied_in_the_systems_folder(store: Store) -> None:
    if store._database.file is None:
        pytest.skip("the files are the server's")
    record(store, ANN)

    assert compact(store._database, most_in_memory=0)

    with store._database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA temp_store").scalar() == 2  # in memory
        assert not connection.exec_driver_sql("PRAGMA temp_store_directory").scalar()


def test_a_database_that_is_in_use_is_compacted_later(tmp_path: Path, store: Store) -> None:
    if store._database.file is None:
        assert store.compact()
        return
    reader = sqlite3.connect(store._database.file)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM sessions").fetchone()
    record(store, "Bob")

    assert not store.compact()

    reader.close()
    assert store.compact()


def verdict(participant: int, at: int = 0) -> FlagVerdict:
    return FlagVerdict(participant, FlagReason.NO_FACE, moment(at), None, "1", Verdict.RIGHT, START)


# ---------------------------------------------------------------- whose a row is


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Edit], set[int]]:
    """Merges and splits as teachers may make them, and the numbers of one who is erased."""
    shown, edits, parents = [1, 2, 3], [], {}
    for revision in range(1, draw(st.integers(1, 7))):
        if draw(st.booleans()) and len(shown) > 1:
            source, target = draw(st.permutations(shown))[:2]
            shown.remove(source)
            parents[source] = target
            edits.append(Edit(revision, source, target, None))
        else:
            source, target = draw(st.sampled_from(shown)), 100_000 + revision
            shown.append(target)
            edits.append(Edit(revision, source, target, moment(draw(st.integers(0, 9)))))
    erased = {draw(st.sampled_from(shown))}
    while more := {one for one, parent in parents.items() if parent in erased} - erased:
        erased |= more
    return edits, erased


@given(histories())
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_after_any_edits_each_row_shows_whom_it_showed_before(history: tuple[list[Edit], set[int]]) -> None:
    edits, gone = history
    left = [one for one in edits if not (one.source in gone or one.target in gone)]
    for number in (1, 2, 3):
        for at in range(10):
            owner = find_owner(edits, number, moment(at))
            place = follow(edits, np.array([number], np.int32), np.array([moment(at).timestamp()]), gone)[0]
            shown_now = 0 if place == 0 else find_owner(left, int(place), moment(at))
            assert shown_now == (0 if owner in gone else owner)


def test_whose_second_half_was_erased_has_still_left_at_the_split(store: Store) -> None:
    session = record(store, "Bob Ray", "Mia Poe")
    half = store.split_participant(session, 1, moment(2), **BY)
    store.rename_participant(session, half.number, ANN, **BY)

    erase(store)

    table = store.load_records(session).observations
    of_bob = [
        (at, str(STATES[code]))
        for at, who, code in zip(table.frame.tolist(), table.participant.tolist(), table.state.tolist(), strict=True)
        if who == 1
    ]
    assert of_bob == [(0, "visible"), (1, "visible"), (2, "left")]
