"""What a teacher says of a lesson: markers, parts that do not count, a note."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from classroom.domain import Exclusion, Marker, SessionRecords
from classroom.engagement import collect_facts
from classroom.errors import DataError, NotFoundError
from classroom.storage import Store
from classroom.storage.ids import new_id
from classroom.storage.tables import LINE_LENGTH, NOTE_LENGTH
from tests.engagement.builders import shipped_settings
from tests.storage.examples import AGENT, START, frame, moment, new_session, people, seen

ENGAGEMENT, _ = shipped_settings()
NOW = START + timedelta(days=1)
WHO = {"actor": "mira", "now": NOW}
BREAK = Exclusion(moment(2), moment(4), "Break")


@pytest.fixture
def session(store: Store) -> UUID:
    found = store.create_session(new_session(), agent=AGENT)
    for number in range(6):
        store.save_frame(found, frame(number, seen(1), new=() if number else people(1)))
    return found


def load(store: Store, session: UUID) -> SessionRecords:
    return store.load_records(session)


# ---------------------------------------------------------------- markers


def test_a_marker_is_set_renamed_and_removed(store: Store, session: UUID) -> None:
    store.place_marker(session, Marker(moment(1), "  Exercise \n starts "), **WHO)
    set_at_first = load(store, session).markers
    store.rename_marker(session, moment(1), "Exercise", **WHO)
    renamed = load(store, session).markers
    removed = store.remove_marker(session, moment(1), **WHO)

    assert set_at_first == (Marker(moment(1), "Exercise starts"),)
    assert renamed == (removed,) == (Marker(moment(1), "Exercise"),)
    assert load(store, session).markers == ()


def test_a_marker_set_twice_is_one_and_never_takes_the_place_of_another(store: Store, session: UUID) -> None:
    store.place_marker(session, Marker(moment(1), "Exercise"), **WHO)
    store.place_marker(session, Marker(moment(1), "Exercise"), **WHO)

    with pytest.raises(DataError, match="another marker is at that moment"):
        store.place_marker(session, Marker(moment(1), "Break"), **WHO)
    assert load(store, session).markers == (Marker(moment(1), "Exercise"),)


@pytest.mark.parametrize("text", ["", "  \n", "\0", "x" * (LINE_LENGTH + 1)])
def test_a_marker_needs_a_text_that_fits(store: Store, session: UUID, text: str) -> None:
    store.place_marker(session, Marker(moment(1), "Exercise"), **WHO)

    with pytest.raises(DataError):
        store.place_marker(session, Marker(moment(2), text), **WHO)
    with pytest.raises(DataError):
        store.rename_marker(session, moment(1), text, **WHO)


def test_a_marker_that_is_gone_cannot_be_changed(store: Store, session: UUID) -> None:
    with pytest.raises(NotFoundError, match="no marker"):
        store.rename_marker(session, moment(1), "Exercise", **WHO)
    with pytest.raises(NotFoundError, match="no marker"):
        store.remove_marker(session, moment(1), **WHO)


# ---------------------------------------------------------------- parts that do not count


def test_a_part_is_left_out_named_anew_and_counted_again(store: Store, session: UUID) -> None:
    store.exclude(session, BREAK, **WHO)
    first = load(store, session).exclusions
    store.exclude(session, replace(BREAK, text=""), **WHO)
    unnamed = store.exclusions(session)
    included = store.include(session, BREAK.start, BREAK.end, **WHO)

    assert first == (BREAK,)
    assert unnamed == (included,) == (replace(BREAK, text=""),)
    assert store.exclusions(session) == load(store, session).exclusions == ()


def test_parts_may_overlap_and_each_can_be_taken_back(store: Store, session: UUID) -> None:
    later = Exclusion(moment(3), moment(5), "Exam")
    for part in (later, BREAK):
        store.exclude(session, part, **WHO)

    assert store.exclusions(session) == (BREAK, later)
    store.include(session, BREAK.start, BREAK.end, **WHO)
    assert store.exclusions(session) == (later,)


def test_each_change_of_what_counts_is_another_revision_and_layout(store: Store, session: UUID) -> None:
    seen_at = []
    for change in (
        lambda: None,
        lambda: store.exclude(session, BREAK, **WHO),
        lambda: store.exclude(session, BREAK, **WHO),  # changes nothing
        lambda: store.include(session, BREAK.start, BREAK.end, **WHO),
    ):
        change()
        records = load(store, session)
        assert records.layout == store.layout(session)
        seen_at.append((records.session.revision, records.layout))

    assert [revision for revision, _ in seen_at] == [0, 1, 1, 2]
    assert seen_at[0][1] == seen_at[3][1] == ""
    assert seen_at[1][1] != ""


def test_a_part_has_to_end_after_its_start(store: Store, session: UUID) -> None:
    with pytest.raises(DataError, match="end after its start"):
        store.exclude(session, Exclusion(moment(4), moment(4), ""), **WHO)


def test_what_counts_already_cannot_be_counted_again(store: Store, session: UUID) -> None:
    store.exclude(session, BREAK, **WHO)

    with pytest.raises(NotFoundError, match="counts already"):
        store.include(session, BREAK.start, moment(5), **WHO)


def test_facts_of_before_an_exclusion_are_not_kept_after_it(store: Store, session: UUID) -> None:
    facts = collect_facts(load(store, session), ENGAGEMENT)
    store.exclude(session, BREAK, **WHO)

    assert not store.save_facts(session, facts)
    assert store.save_facts(session, collect_facts(load(store, session), ENGAGEMENT))


def test_an_agent_goes_on_with_a_session_of_which_a_part_is_left_out(store: Store, session: UUID) -> None:
    store.exclude(session, Exclusion(moment(5), moment(9), "Break"), **WHO)

    for number in range(6, 11):
        store.save_frame(session, frame(number, seen(1)))

    assert load(store, session).session.observation_count == 11


def test_a_session_that_is_copied_keeps_what_was_left_out(store: Store, session: UUID) -> None:
    store.exclude(session, BREAK, **WHO)

    copy = store.add_session(load(store, session), agent=AGENT)

    assert load(store, copy).exclusions == (BREAK,)


# ---------------------------------------------------------------- the note


def test_a_note_is_kept_with_its_writer(store: Store, session: UUID) -> None:
    before = store.session_note(session)
    written = store.write_session_note(session, " Ask Ada \0 about it\n", seen=None, **WHO)

    assert before is None
    assert written == store.session_note(session)
    assert written is not None
    assert (written.text, written.actor, written.changed_at) == ("Ask Ada  about it", "mira", NOW)


def test_who_has_not_seen_the_last_note_does_not_write_over_it(store: Store, session: UUID) -> None:
    first = store.write_session_note(session, "one", seen=None, **WHO)
    assert first is not None
    second = store.write_session_note(session, "two", seen=first.changed_at, **WHO)
    late = store.write_session_note(session, "three", seen=first.changed_at, actor="paul", now=NOW)
    blind = store.write_session_note(session, "four", seen=None, actor="paul", now=NOW)

    assert second is not None
    assert second.changed_at > first.changed_at  # written in the same moment
    assert late is blind is None
    assert store.session_note(session) == second


def test_the_same_note_is_nobodys_change(store: Store, session: UUID) -> None:
    first = store.write_session_note(session, "one", seen=None, **WHO)

    again = store.write_session_note(session, "one", seen=None, actor="paul", now=NOW + timedelta(hours=1))

    assert again == first


def test_a_note_has_a_length(store: Store, session: UUID) -> None:
    assert store.write_session_note(session, "x" * NOTE_LENGTH, seen=None, **WHO) is not None
    with pytest.raises(DataError, match="shorten it"):
        store.write_session_note(session, "x" * (NOTE_LENGTH + 1), seen=None, **WHO)


# ---------------------------------------------------------------- all of them

EDITS: dict[str, Callable[[Store, UUID], object]] = {
    "place": lambda store, session: store.place_marker(session, Marker(moment(1), "x"), **WHO),
    "rename": lambda store, session: store.rename_marker(session, moment(1), "x", **WHO),
    "remove": lambda store, session: store.remove_marker(session, moment(1), **WHO),
    "exclude": lambda store, session: store.exclude(session, BREAK, **WHO),
    "include": lambda store, session: store.include(session, BREAK.start, BREAK.end, **WHO),
    "note": lambda store, session: store.write_session_note(session, "x", seen=None, **WHO),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_a_session_that_is_gone_is_told(store: Store, edit: Callable[[Store, UUID], object]) -> None:
    with pytest.raises(NotFoundError):
        edit(store, new_id())


def test_all_of_it_goes_with_its_session(store: Store, session: UUID) -> None:
    store.exclude(session, BREAK, **WHO)
    store.place_marker(session, Marker(moment(1), "x"), **WHO)
    store.write_session_note(session, "x", seen=None, **WHO)

    store.delete_session(session)

    assert store.exclusions(session) == ()
    assert store.session_note(session) is None


def test_each_change_has_its_line_in_the_audit_log(store: Store, session: UUID) -> None:
    for edit in ("place", "place", "rename", "remove", "exclude", "exclude", "include", "note", "note"):
        EDITS[edit](store, session)

    lines = [(one.actor, one.action, one.subject) for one in store.audit(count=20)]
    done = ["note changed", "part included again", "part excluded", "marker removed", "marker set"]
    assert lines == [("mira", what, session.hex) for what in done]
