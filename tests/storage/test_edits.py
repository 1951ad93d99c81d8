"""Participants are renamed, merged and split without touching what was recorded; every edit can be taken back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from classroom.domain import STATES, FlagReason, FlagVerdict, Participant, ParticipantState, Verdict
from classroom.errors import DataError, NotFoundError
from classroom.storage import Store
from classroom.storage.edits import FIRST_SPLIT_NUMBER
from classroom.storage.tables import AuditRow
from tests.storage.examples import AGENT, START, frame, moment, new_session, people, seen, unseen

BY = {"actor": "anna", "now": START}


@pytest.fixture
def session(store: Store) -> UUID:
    """Participants 1 (frames 0-3), 2 (frames 2-3) and 3 (frame 0, then off the page)."""
    made = store.create_session(new_session(), agent=AGENT)
    store.save_frame(made, frame(0, seen(1), seen(3), new=people(1, 3)))
    store.save_frame(made, frame(1, seen(1), unseen(3)))
    store.save_frame(made, frame(2, unseen(1), seen(2), unseen(3), new=people(2)))
    store.save_frame(made, frame(3, unseen(1, ParticipantState.LEFT), seen(2), unseen(3)))
    return made


def view(store: Store, session: UUID) -> list[tuple[int, int, str]]:
    """(frame, participant, state) as the pages see them."""
    table = store.load_records(session).observations
    states = [str(STATES[code]) for code in table.state]
    return list(zip(table.frame.tolist(), table.participant.tolist(), states, strict=True))


def numbers(store: Store, session: UUID) -> list[int]:
    return [one.number for one in store.participants(session)]


def audit_lines(store: Store) -> list[str]:
    with store._database.read() as connection:
        return list(connection.scalars(select(AuditRow.action).order_by(AuditRow.id)))


# ---------------------------------------------------------------- names


def test_the_teachers_name_outranks_what_the_agent_reads_later(store: Store, session: UUID) -> None:
    store.rename_participant(session, 1, "Ann Lee", **BY)

    store.save_frame(session, frame(4, seen(1), new=(Participant(1, "Arm Lee", name_is_read=True),)))

    assert store.participants(session)[0] == Participant(1, "Ann Lee", name_is_read=True)
    assert store.load_records(session).participants[0].display_name == "Ann Lee"
    assert store.recorded_participants(session)[0].display_name == "Arm Lee"


def test_a_name_that_is_taken_back_shows_the_read_one(store: Store, session: UUID) -> None:
    store.rename_participant(session, 1, "Ann Lee", **BY)

    store.rename_participant(session, 1, None, **BY)

    assert store.participants(session)[0].display_name == "Student 1"


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "a\x07b"])
def test_a_name_that_cannot_be_shown_is_refused(store: Store, session: UUID, name: str) -> None:
    with pytest.raises(DataError, match="printable"):
        store.rename_participant(session, 1, name, **BY)


# ---------------------------------------------------------------- merging


def test_of_two_observations_in_one_frame_the_better_seen_counts(store: Store, session: UUID) -> None:
    store.merge_participants(session, 1, 2, **BY)

    of_one = [(at, state) for at, number, state in view(store, session) if number == 1]
    assert of_one == [(0, "visible"), (1, "visible"), (2, "visible"), (3, "visible")]
    assert numbers(store, session) == [1, 3]


@pytest.mark.parametrize(
    "better_and_worse",
    [
        "visible frozen",
        "visible too_small",
        "frozen no_face",
        "too_small no_face",
        "no_face camera_off",
        "camera_off off_page",
        "off_page left",
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_better_seen_is_a_fixed_order(store: Store, better_and_worse: str, order: int) -> None:
    made = store.create_session(new_session(), agent=AGENT)
    better, worse = (ParticipantState(word) for word in better_and_worse.split())
    first, second = (better, worse)[::order]
    store.save_frame(made, frame(0, unseen(1, first), unseen(2, second), new=people(1, 2)))

    store.merge_participants(made, 1, 2, **BY)

    assert view(store, made) == [(0, 1, str(better))]


def test_a_face_that_was_read_counts_before_one_that_was_not(store: Store) -> None:
    made = store.create_session(new_session(), agent=AGENT)
    store.save_frame(made, frame(0, unseen(1, ParticipantState.VISIBLE), seen(2), new=people(1, 2)))

    store.merge_participants(made, 1, 2, **BY)

    assert store.load_records(made).observations.score.tolist() == [0.875]


def test_the_counts_of_the_session_are_those_of_the_merged_view(store: Store, session: UUID) -> None:
    before = store.find_session(str(session))

    store.merge_participants(session, 1, 2, **BY)
    store.save_frame(session, frame(4, seen(1), seen(2)))

    after = store.find_session(str(session))
    assert (before.participant_count, after.participant_count) == (3, 2)
    assert after.observation_count == len(view(store, session)) == before.observation_count - 2 + 1
    assert after.revision > before.revision


def test_an_agent_that_goes_on_writing_to_the_merged_number_stays_right(store: Store, session: UUID) -> None:
    store.merge_participants(session, 1, 2, **BY)

    store.save_frame(session, frame(4, seen(2), new=(Participant(2, "Ann Lee", name_is_read=True),)))

    assert (4, 1, "visible") in view(store, session)
    assert numbers(store, session) == [1, 3]
    assert view(store, session)[-1:] == [(4, 1, "visible")]


def test_only_newer_frames_are_merged_alike(store: Store, session: UUID) -> None:
    store.merge_participants(session, 1, 2, **BY)

    newer = store.load_records(session, after_frame=1).observations

    assert list(zip(newer.frame.tolist(), newer.participant.tolist(), strict=True)) == [(2, 1), (2, 3), (3, 1), (3, 3)]


def test_unmerging_gives_back_what_was(store: Store, session: UUID) -> None:
    before, counts = view(store, session), store.find_session(str(session))

    store.merge_participants(session, 1, 2, **BY)
    store.unmerge_participant(session, 2, **BY)

    again = store.find_session(str(session))
    assert view(store, session) == before
    assert (again.participant_count, again.observation_count) == (counts.participant_count, counts.observation_count)


def test_merges_of_merged_ones_are_followed_and_taken_back_one_by_one(store: Store, session: UUID) -> None:
    store.merge_participants(session, 1, 2, **BY)
    store.merge_participants(session, 3, 1, **BY)
    assert numbers(store, session) == [3]

    store.unmerge_participant(session, 1, **BY)

    assert numbers(store, session) == [1, 3]
    assert store.participant_details(session)[0].merged == people(2)


def test_a_merged_participant_to_keep_stands_for_what_shows_it(store: Store, session: UUID) -> None:
    store.merge_participants(session, 1, 2, **BY)

    store.merge_participants(session, 2, 3, **BY)

    assert numbers(store, session) == [1]


def test_a_merge_made_twice_changes_nothing(store: Store, session: UUID) -> None:
    store.merge_participants(session, 1, 2, **BY)
    before = store.find_session(str(session))

    store.merge_participants(session, 1, 2, **BY)

    assert store.find_session(str(session)) == before
    assert audit_lines(store) == ["participant 2 merged into 1"]


def test_cycles_and_merges_of_hidden_participants_are_refused(store: Store, session: UUID) -> None:
    store.merge_participants(session, 1, 2, **BY)

    with pytest.raises(DataError, match="with itself"):
        store.merge_participants(session, 1, 1, **BY)
    with pytest.raises(DataError, match="already"):
        store.merge_participants(session, 2, 1, **BY)
    with pytest.raises(NotFoundError, match="merged into participant 1"):
        store.merge_participants(session, 3, 2, **BY)
    with pytest.raises(NotFoundError, match="no participant 9"):
        store.merge_participants(session, 9, 1, **BY)
    with pytest.raises(NotFoundError, match="no participant 9"):
        store.merge_participants(session, 1, 9, **BY)
    with pytest.raises(NotFoundError, match="merged into participant 1"):
        store.rename_participant(session, 2, "Ann", **BY)
    with pytest.raises(NotFoundError, match="no session"):
        store.merge_participants(uuid4(), 1, 2, **BY)


def test_a_read_name_is_better_than_none(store: Store) -> None:
    made = store.create_session(new_session(), agent=AGENT)
    nameless = Participant(1, "Participant 1", name_is_read=False)
    store.save_frame(made, frame(0, seen(1), seen(2), new=(nameless, *people(2))))

    store.merge_participants(made, 1, 2, **BY)

    assert store.participants(made) == (Participant(1, "Student 2", name_is_read=True),)


def verdict(participant: int, *, at: int = 2, given: int = 0, word: Verdict = Verdict.RIGHT) -> FlagVerdict:
    given_at = START + timedelta(hours=1, seconds=given)
    return FlagVerdict(participant, FlagReason.NO_FACE, moment(at), None, "1", word, given_at)


def test_verdicts_go_with_the_participant(store: Store, session: UUID) -> None:
    store.save_verdict(session, verdict(2))

    store.merge_participants(session, 1, 2, **BY)

    assert store.load_records(session).verdicts == (verdict(1),)


def test_of_two_verdicts_on_one_flag_the_later_given_counts(store: Store, session: UUID) -> None:
    store.save_verdict(session, verdict(1, given=5, word=Verdict.WRONG))
    store.save_verdict(session, verdict(2))

    store.merge_participants(session, 1, 2, **BY)

    assert store.load_records(session).verdicts == (verdict(1, given=5, word=Verdict.WRONG),)


# ---------------------------------------------------------------- splitting


def test_a_split_gives_what_follows_to_a_new_participant(store: Store, session: UUID) -> None:
    new = store.split_participant(session, 3, moment(2), **BY)

    assert new.number == FIRST_SPLIT_NUMBER
    assert new.display_name == "Student 3 (from 10:00:06)"  # the class's zone
    assert [(at, number) for at, number, _ in view(store, session) if number in (3, new.number)] == [
        (0, 3),
        (1, 3),
        (2, new.number),
        (3, new.number),
    ]
    assert numbers(store, session) == [1, 2, 3, new.number]


def test_later_frames_of_a_live_session_go_to_the_new_participant(store: Store, session: UUID) -> None:
    new = store.split_participant(session, 3, moment(2), **BY)

    store.save_frame(session, frame(4, seen(3), seen(4), new=people(4)))

    assert view(store, session)[-2:] == [(4, 4, "visible"), (4, new.number, "visible")]
    assert [one.number for one in store.recorded_participants(session)] == [1, 2, 3, 4]


def test_merging_the_new_one_back_undoes_a_split(store: Store, session: UUID) -> None:
    before = view(store, session)
    new = store.split_participant(session, 3, moment(2), **BY)

    store.merge_participants(session, 3, new.number, **BY)

    assert view(store, session) == before
    assert store.split_participant(session, 3, moment(2), **BY) == new


def test_a_split_of_a_merged_pair_takes_both_and_unmerging_gives_both_halves_back(store: Store, session: UUID) -> None:
    before = view(store, session)
    store.merge_participants(session, 1, 2, **BY)
    new = store.split_participant(session, 1, moment(3), **BY)
    assert (3, new.number, "visible") in view(store, session)

    store.merge_participants(session, 1, new.number, **BY)
    store.unmerge_participant(session, 2, **BY)

    assert view(store, session) == before


@pytest.mark.parametrize("at", [-1, 0, 4])
def test_a_time_outside_what_was_seen_is_refused(store: Store, session: UUID, at: int) -> None:
    with pytest.raises(DataError, match="seen from 10:00:00 to 10:00:09 on 2026-03-02"):
        store.split_participant(session, 3, moment(at), **BY)


def test_a_split_made_twice_gives_the_same_participant(store: Store, session: UUID) -> None:
    first = store.split_participant(session, 3, moment(2), **BY)

    assert store.split_participant(session, 3, moment(2), **BY) == first
    assert audit_lines(store) == [f"participant 3 split into {first.number}"]


def test_a_verdict_goes_with_the_half_in_which_its_flag_began(store: Store, session: UUID) -> None:
    store.save_verdict(session, verdict(3, at=1))
    store.save_verdict(session, verdict(3, at=3))

    new = store.split_participant(session, 3, moment(2), **BY)

    assert store.load_records(session).verdicts == (verdict(3, at=1), verdict(new.number, at=3))


def test_a_session_with_edits_can_be_deleted(store: Store, session: UUID) -> None:
    store.merge_participants(session, 1, 2, **BY)
    store.merge_participants(session, 3, 1, **BY)
    store.split_participant(session, 3, moment(2), **BY)

    store.delete_session(session)

    assert store.sessions() == ()


def test_edits_while_the_agent_writes_leave_the_counts_right(store: Store, session: UUID) -> None:
    def record() -> None:
        for number in range(4, 24):
            store.save_frame(session, frame(number, seen(1), seen(2), seen(3)))

    def edit() -> None:
        for _ in range(6):
            store.merge_participants(session, 1, 2, **BY)
            store.unmerge_participant(session, 2, **BY)
        store.merge_participants(session, 3, 1, **BY)

    with ThreadPoolExecutor(2) as pool:
        for done in (pool.submit(record), pool.submit(edit)):
            done.result()

    found = store.find_session(str(session))
    assert found.observation_count == len(view(store, session))
    assert (found.participant_count, found.revision) == (2, 13)


# ---------------------------------------------------------------- where a split ends somebody


def ends(store: Store, session: UUID) -> list[tuple[int, int]]:
    """(participant, frame) of each end."""
    found = store.load_records(session).departures
    return [(one.participant, round((one.at - START).total_seconds() / 3)) for one in found]


def test_a_split_ends_the_first_half_and_nobody_else(store: Store, session: UUID) -> None:
    assert ends(store, session) == []

    store.split_participant(session, 3, moment(2), **BY)

    assert ends(store, session) == [(3, 2)]


def test_each_of_two_splits_ends_whom_it_cut(store: Store, session: UUID) -> None:
    later = store.split_participant(session, 3, moment(3), **BY)
    middle = store.split_participant(session, 3, moment(1), **BY)

    assert ends(store, session) == [(3, 1), (middle.number, 3)]
    assert later.number in numbers(store, session)


def test_a_split_that_was_undone_ends_nobody(store: Store, session: UUID) -> None:
    new = store.split_participant(session, 3, moment(2), **BY)

    store.merge_participants(session, 3, new.number, **BY)

    assert ends(store, session) == []


def test_a_first_half_that_is_merged_into_another_ends_under_that_name(store: Store, session: UUID) -> None:
    store.split_participant(session, 3, moment(2), **BY)

    store.merge_participants(session, 1, 3, **BY)

    assert ends(store, session) == [(1, 2)]


def test_figures_that_were_kept_before_a_split_are_out_of_date_after_it(store: Store, session: UUID) -> None:
    before = store.load_records(session).layout

    store.split_participant(session, 3, moment(2), **BY)

    assert store.load_records(session).layout != before
