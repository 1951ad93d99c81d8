"""Whatever the teacher merges, splits and takes back, the merged view is what a plain model says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.config import StorageSettings
from classroom.domain import STATES, ParticipantState
from classroom.errors import ClassroomError
from classroom.storage import Store, open_store
from tests.storage.examples import AGENT, START, frame, moment, new_session, people, unseen

PEOPLE, FRAMES = (1, 2, 3, 4), 5
BY = {"actor": "anna", "now": START}
BEST_FIRST = ("visible", "frozen too_small", "no_face", "camera_off", "off_page", "left")

Rows = dict[tuple[int, int], ParticipantState]  # (frame, number as recorded) -> state
Step = tuple[str, int, int]

rows_of = st.dictionaries(
    st.tuples(st.integers(0, FRAMES - 1), st.sampled_from(PEOPLE)), st.sampled_from(list(STATES)), min_size=1
)
steps_of = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), st.integers(0, 5), st.integers(0, 5)),
        st.tuples(st.just("unmerge"), st.integers(0, 5), st.just(0)),
        st.tuples(st.just("split"), st.integers(0, 5), st.integers(0, FRAMES - 1)),
    ),
    max_size=7,
)


@dataclass
class Model:
    """The edits as a list of functions from (frame, owner) to owner; taking back a merge removes one."""

    edits: list[tuple[str, int, Callable[[int, int], int]]] = field(default_factory=list)

    def merge(self, keep: int, other: int) -> None:
        self.edits.append(("merge", other, lambda at, owner: keep if owner == other else owner))

    def split(self, number: int, at: int, new: int) -> None:
        self.edits.append(("split", new, lambda now, owner: new if owner == number and now >= at else owner))

    def unmerge(self, number: int) -> None:
        self.edits = [edit for edit in self.edits if edit[:2] != ("merge", number)]

    def view(self, rows: Rows) -> dict[tuple[int, int], int]:
        """(frame, participant) -> rank of the best state."""
        best: dict[tuple[int, int], int] = {}
        for (at, owner), state in rows.items():
            for _, _, change in self.edits:
                owner = change(at, owner)  # noqa: PLW2901 - the fold is the point
            rank = next(place for place, words in enumerate(BEST_FIRST) if str(state) in words.split())
            best[at, owner] = min(rank, best.get((at, owner), 9))
        return best


def record(store: Store, rows: Rows) -> UUID:
    session = store.create_session(new_session(), agent=AGENT)
    for at in range(FRAMES):
        seen = [unseen(number, state) for (when, number), state in sorted(rows.items()) if when == at]
        store.save_frame(session, frame(at, *seen, new=people(*PEOPLE) if at == 0 else ()))
    return session


def apply(store: Store, session: UUID, model: Model, known: list[int], step: Step) -> None:
    """The step in the Store, and in the model when the Store took it and it changed something."""
    kind, first, second = step
    one, other = known[first % len(known)], known[second % len(known)]
    before = store.find_session(str(session)).revision
    try:
        if kind == "merge":
            store.merge_participants(session, one, other, **BY)
        elif kind == "unmerge":
            store.unmerge_participant(session, one, **BY)
        else:
            new = store.split_participant(session, one, moment(second), **BY).number
    except ClassroomError:
        assert store.find_session(str(session)).revision == before
        return
    if store.find_session(str(session)).revision == before:
        return
    if kind == "merge":
        model.merge(root(store, session, one), other)
    elif kind == "unmerge":
        model.unmerge(one)
    elif new in known:
        model.unmerge(new)
    else:
        known.append(new)
        model.split(one, second, new)


def root(store: Store, session: UUID, number: int) -> int:
    """The one shown for `number`: found in the details, by the merged ones' numbers."""
    above = {
        merged.number: one.participant.number for one in store.participant_details(session) for merged in one.merged
    }
    return above.get(number, number)


def shown_view(store: Store, session: UUID) -> dict[tuple[int, int], int]:
    table = store.load_records(session).observations
    keys = list(zip(table.frame.tolist(), table.participant.tolist(), strict=True))
    assert keys == sorted(set(keys)), "one row per frame and participant, in order"
    ranks = [
        next(p for p, words in enumerate(BEST_FIRST) if str(STATES[code]) in words.split()) for code in table.state
    ]
    return dict(zip(keys, ranks, strict=True))


@pytest.fixture(scope="module")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One for all examples, each of which makes its own session."""
    settings_ = StorageSettings(url="default", busy_timeout_s=5)
    with open_store(settings_, default_folder=tmp_path_factory.mktemp("edits")) as opened:
        yield opened


@settings(max_examples=40, deadline=None)
@given(rows=rows_of, steps=steps_of, later=rows_of)
def test_the_merged_view_is_the_models(sqlite_store: Store, rows: Rows, steps: list[Step], later: Rows) -> None:
    store = sqlite_store
    session, model, known = record(store, rows), Model(), list(PEOPLE)
    for step in steps:
        apply(store, session, model, known, step)
        assert shown_view(store, session) == model.view(rows)
    more = {(at + FRAMES, number): state for (at, number), state in later.items()}
    for at in sorted({at for at, _ in more}):
        store.save_frame(session, frame(at, *(unseen(n, state) for (when, n), state in more.items() if when == at)))

    everything = model.view(rows | more)
    found = store.find_session(str(session))
    assert shown_view(store, session) == everything
    assert found.observation_count == len(everything)
    assert found.participant_count == len(store.participants(session))
    assert {number for _, number in everything} <= {one.number for one in store.participants(session)}

    while hidden := [merged.number for one in store.participant_details(session) for merged in one.merged]:
        store.unmerge_participant(session, hidden[0], **BY)
        model.unmerge(hidden[0])
    assert shown_view(store, session) == model.view(rows | more)
