"""Whatever the sink does, every frame arrives there once and in order, at once or later."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest

from classroom.config import StorageSettings
from classroom.domain import FrameRecord, NewSession, SessionStatus
from classroom.errors import NotFoundError, RefusedError, StorageError
from classroom.storage import open_store
from classroom.transport.delivery import Delivery, Timing, deliver_left
from classroom.transport.messages import Begin, Message, Seen, read_message
from classroom.transport.recorder import record_messages
from classroom.transport.refused import forget_refused, try_again
from classroom.transport.spool import SUFFIX
from tests.transport.messages import START, a_begin, a_record

QUICK = Timing(patience_s=2, first_pause_s=0.01, longest_pause_s=0.02, finish_s=5)
IMPATIENT = Timing(patience_s=0.02, first_pause_s=0.01, longest_pause_s=0.02, finish_s=5)


class Book:
    """A sink that notes what it gets, and is silent or slow when told so."""

    def __init__(self) -> None:
        self.sessions: list[UUID] = []
        self.numbers: list[int] = []
        self.ended: datetime | None = None
        self.silent = False
        self.deleted = False
        self.refuses: frozenset[int] = frozenset()
        self.introduced: list[int] = []
        self.may_go_on = Event()
        self.may_go_on.set()

    def begin_session(self, session: UUID, new: NewSession, *, agent: str) -> None:
        self._answer()
        if session not in self.sessions:
            self.sessions.append(session)

    def save_frame(self, session: UUID, record: FrameRecord) -> None:
        self._answer()
        if record.number in self.refuses:
            raise RefusedError("the server refuses what was sent")
        if record.number not in self.numbers:
            self.introduced.append(len(record.new_participants))
            self.numbers.append(record.number)

    def finish_session(self, session: UUID, ended_at: datetime) -> None:
        self._answer()
        self.ended = ended_at

    def _answer(self) -> None:
        self.may_go_on.wait(5)
        if self.deleted:
            raise NotFoundError("the session is gone")
        if self.silent:
            raise StorageError("the database is silent")


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def deliver(tmp_path: Path) -> Iterator[Callable[..., Delivery]]:
    opened: list[Delivery] = []

    def make(sink: Book, timing: Timing = QUICK, folder: Path = tmp_path / "spool") -> Delivery:
        opened.append(Delivery(partial(record_messages, sink), a_begin(), folder, note=lambda _: None, timing=timing))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def test_a_frame_is_in_the_sink_when_save_returns(book: Book, deliver: Callable[..., Delivery], tmp_path: Path) -> None:
    delivery = deliver(book)
    delivery.begin()

    delivery.save(a_record(0))

    assert book.numbers == [0]
    assert not (tmp_path / "spool").exists()


def test_what_a_silent_sink_missed_arrives_in_order_when_it_is_back(
    book: Book, deliver: Callable[..., Delivery], tmp_path: Path
) -> None:
    delivery = deliver(book)
    delivery.save(a_record(0))
    book.silent = True
    for number in range(1, 20):
        delivery.save(a_record(number))
    assert book.numbers == [0]
    book.silent = False

    assert delivery.finish(START)

    assert book.numbers == list(range(20))
    assert book.ended == START
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_sink_that_does_not_answer_in_time_holds_nobody_up(book: Book, deliver: Callable[..., Delivery]) -> None:
    delivery = deliver(book, IMPATIENT)
    book.may_go_on.clear()
    for number in range(5):
        delivery.save(a_record(number))
    assert delivery.waits
    book.may_go_on.set()

    assert delivery.finish(START)

    assert book.numbers == list(range(5))


def test_an_end_without_an_answer_leaves_a_spool_for_the_next_start(
    book: Book, deliver: Callable[..., Delivery], tmp_path: Path
) -> None:
    delivery = deliver(book, Timing(patience_s=1, first_pause_s=0.01, longest_pause_s=0.02, finish_s=0.05))
    book.silent = True
    delivery.begin()
    delivery.save(a_record(0))
    assert not delivery.finish(START)
    book.silent = False

    count = deliver_left(tmp_path / "spool", partial(record_messages, book))

    assert count == 4  # the beginning twice: once as the spool's own, once as it was handed over
    assert (book.numbers, book.ended) == ([0], START)
    assert list((tmp_path / "spool").iterdir()) == []


def test_a_silent_sink_leaves_left_spools_for_the_next_time(
    book: Book, deliver: Callable[..., Delivery], tmp_path: Path
) -> None:
    delivery = deliver(book, Timing(patience_s=1, first_pause_s=0.01, longest_pause_s=0.02, finish_s=0.05))
    book.silent = True
    delivery.save(a_record(0))
    delivery.close()

    with pytest.raises(StorageError):
        deliver_left(tmp_path / "spool", partial(record_messages, book))

    assert len(list((tmp_path / "spool").iterdir())) == 1


def test_frames_are_kept_in_memory_when_the_disk_takes_nothing_either(
    book: Book, deliver: Callable[..., Delivery], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way of the folder")
    delivery = deliver(book, QUICK, tmp_path / "file")
    book.silent = True
    for number in range(3):
        delivery.save(a_record(number))
    book.silent = False

    assert delivery.finish(START)

    assert book.numbers == [0, 1, 2]


def test_frames_that_could_be_kept_nowhere_are_told(
    book: Book, deliver: Callable[..., Delivery], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way of the folder")
    delivery = deliver(book, Timing(patience_s=1, first_pause_s=0.01, finish_s=0.02), tmp_path / "file")
    book.silent = True
    delivery.save(a_record(0))

    with pytest.raises(StorageError, match="kept nowhere"):
        delivery.close()


def test_what_is_in_memory_goes_to_the_disk_as_soon_as_that_takes_it(
    book: Book, deliver: Callable[..., Delivery], tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.write_text("in the way of the folder")
    delivery = deliver(book, Timing(patience_s=1, first_pause_s=60, finish_s=0.02), folder)
    book.silent = True
    for number in range(3):
        delivery.save(a_record(number))
    folder.unlink()

    delivery.save(a_record(3))

    assert not delivery.close()
    book.silent = False
    assert deliver_left(folder, partial(record_messages, book)) == 5
    assert book.numbers == [0, 1, 2, 3]


def test_a_session_deleted_meanwhile_ends_the_recording(book: Book, deliver: Callable[..., Delivery]) -> None:
    delivery = deliver(book)
    book.deleted = True

    with pytest.raises(NotFoundError):
        delivery.save(a_record(0))
    with pytest.raises(NotFoundError):
        delivery.save(a_record(1))


def test_what_is_left_of_a_deleted_session_is_dropped(
    book: Book, deliver: Callable[..., Delivery], tmp_path: Path
) -> None:
    delivery = deliver(book, Timing(patience_s=1, first_pause_s=0.01, longest_pause_s=0.02, finish_s=0.05))
    book.silent = True
    delivery.save(a_record(0))
    delivery.close()
    book.silent, book.deleted = False, True

    deliver_left(tmp_path / "spool", partial(record_messages, book))

    assert book.numbers == []
    assert list((tmp_path / "spool").iterdir()) == []


def test_the_store_is_a_sink(tmp_path: Path) -> None:
    begin = a_begin()
    with open_store(StorageSettings(url="default", busy_timeout_s=5), default_folder=tmp_path) as store:
        delivery = Delivery(
            partial(record_messages, store), begin, tmp_path / "spool", note=lambda _: None, timing=QUICK
        )
        delivery.begin()
        for number in range(4):
            delivery.save(a_record(number))
        delivery.begin()  # again changes nothing

        assert delivery.finish(START)

        session = store.find_session("latest")
        assert (session.id, session.frame_count, session.status) == (begin.session, 4, SessionStatus.FINISHED)


def test_a_database_locked_by_another_program_is_caught_up(tmp_path: Path) -> None:
    with (
        open_store(StorageSettings(url="default", busy_timeout_s=0.1), default_folder=tmp_path) as store,
        _locked(tmp_path / "classroom.db") as unlock,
    ):
        delivery = Delivery(
            partial(record_messages, store), a_begin(), tmp_path / "spool", note=lambda _: None, timing=QUICK
        )
        for number in range(3):
            delivery.save(a_record(number))
        assert delivery.waits
        unlock()

        assert delivery.finish(START)

        assert store.find_session("latest").frame_count == 3


@contextmanager
def _locked(path: Path) -> Iterator[Callable[[], None]]:
    """Holds the write lock of a database until the function given is called."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")

    def unlock() -> None:
        connection.execute("ROLLBACK")

    yield unlock
    connection.close()


def test_what_was_kept_here_can_be_delivered_into_a_new_database(
    book: Book, deliver: Callable[..., Delivery], tmp_path: Path
) -> None:
    delivery = deliver(book, Timing(patience_s=1, first_pause_s=60, finish_s=0.02))
    delivery.save(a_record(0))
    book.silent = True
    delivery.save(a_record(1))
    delivery.close()

    with open_store(StorageSettings(url="default", busy_timeout_s=1), default_folder=tmp_path) as store:
        deliver_left(tmp_path / "spool", partial(record_messages, store))
        records = store.load_records(store.find_session("latest").id)

    assert records.frames.number.tolist() == [1]
    assert [one.display_name for one in records.participants] == ["Ada Okafor", "Бен"]


def test_a_spool_that_is_refused_does_not_stop_the_next_one(
    book: Book, deliver: Callable[..., Delivery], tmp_path: Path
) -> None:
    hasty = Timing(patience_s=1, first_pause_s=0.01, longest_pause_s=0.02, finish_s=0.05)
    book.silent = True
    for _ in range(2):
        one = deliver(book, hasty)
        one.save(a_record(0))
        one.close()
    book.silent = False
    first = min((tmp_path / "spool").iterdir()).stem

    def take(messages: Sequence[Message]) -> None:
        if messages[0].session.hex == first:
            raise StorageError("this one cannot be taken")
        record_messages(book, messages)

    with pytest.raises(StorageError, match="cannot be taken"):
        deliver_left(tmp_path / "spool", take)

    assert [path.stem for path in (tmp_path / "spool").iterdir()] == [first]
    assert book.numbers == [0]


def test_another_accounts_spool_waits_for_its_own(book: Book, deliver: Callable[..., Delivery], tmp_path: Path) -> None:
    book.silent = True
    delivery = deliver(book, Timing(patience_s=1, first_pause_s=0.01, longest_pause_s=0.02, finish_s=0.05))
    delivery.save(a_record(0))
    delivery.close()
    book.silent = False

    count = deliver_left(
        tmp_path / "spool", partial(record_messages, book), accepts=lambda begin: begin.new.owner == "eve"
    )

    assert count == 0
    assert len(list((tmp_path / "spool").iterdir())) == 1


# ---------------------------------------------------------------- what is refused for good


def lines(path: Path) -> list[int]:
    """The numbers of the frames that were set aside."""
    read = [read_message(line.partition(b" ")[2]) for line in path.read_bytes().splitlines()]
    return [one.record.number for one in read if isinstance(one, Seen)]


def test_a_frame_that_is_refused_for_good_is_set_aside_and_the_class_goes_on(book: Book, tmp_path: Path) -> None:
    begin, notes, folder = a_begin(), list[str](), tmp_path / "spool"
    book.refuses = frozenset({1, 3})
    delivery = Delivery(partial(record_messages, book), begin, folder, note=notes.append, timing=QUICK)
    for number in range(5):
        delivery.save(a_record(number))
    assert delivery.finish(START)

    (kept,) = folder.iterdir()
    assert book.numbers == [0, 2, 4]
    assert delivery.refused == 2
    assert (kept.name, lines(kept)) == (f"{begin.session.hex}.refused", [1, 3])
    assert kept.stat().st_mode & 0o077 == 0
    assert len(notes) == 1
    assert str(kept) in notes[0]


def test_one_refused_frame_of_a_batch_holds_no_other_up(
    book: Book, deliver: Callable[..., Delivery], tmp_path: Path
) -> None:
    book.refuses = frozenset({7})
    book.silent = True
    delivery = deliver(book)
    for number in range(20):
        delivery.save(a_record(number))
    book.silent = False

    assert delivery.finish(START)

    assert book.numbers == [one for one in range(20) if one != 7]
    assert book.ended == START
    assert [one.suffix for one in (tmp_path / "spool").iterdir()] == [".refused"]


def test_a_sink_that_has_forgotten_the_participants_is_told_them_again(book: Book, tmp_path: Path) -> None:
    def forgetful(messages: Sequence[Message]) -> None:
        (one,) = messages
        if isinstance(one, Seen) and not one.record.new_participants:
            raise RefusedError("nobody was introduced")
        record_messages(book, messages)

    delivery = Delivery(forgetful, a_begin(), tmp_path / "spool", note=lambda _: None, timing=QUICK)
    delivery.save(a_record(0))
    delivery.save(a_record(1))
    assert delivery.finish(START)

    assert (book.numbers, book.introduced, delivery.refused) == ([0, 1], [2, 2], 0)


def test_a_session_whose_beginning_is_refused_waits_whole(book: Book, tmp_path: Path) -> None:
    def strict(messages: Sequence[Message]) -> None:
        if any(isinstance(one, Begin) for one in messages):
            raise RefusedError("a zone that nobody knows")
        record_messages(book, messages)

    delivery = Delivery(strict, a_begin(), tmp_path / "spool", note=lambda _: None, timing=QUICK)
    delivery.begin()
    delivery.save(a_record(0))

    assert not delivery.close()
    assert [one.suffix for one in (tmp_path / "spool").iterdir()] == [".spool"]


def test_what_an_earlier_agent_left_is_delivered_but_for_what_is_refused_and_can_be_tried_again(
    book: Book, deliver: Callable[..., Delivery], tmp_path: Path
) -> None:
    folder, notes = tmp_path / "spool", list[str]()
    book.silent = True
    delivery = deliver(book, Timing(2, 5, 5, 0.01))
    for number in range(3):
        delivery.save(a_record(number))
    delivery.close()
    book.silent, book.refuses = False, frozenset({1})

    assert deliver_left(folder, partial(record_messages, book), note=notes.append) == 3  # the beginning and two frames
    assert (book.numbers, len(notes)) == ([0, 2], 1)
    book.refuses = frozenset()
    assert try_again(folder, SUFFIX) == 1
    assert deliver_left(folder, partial(record_messages, book)) == 2  # the beginning came again
    assert (book.numbers, list(folder.iterdir())) == ([0, 2, 1], [])


def test_what_was_set_aside_is_kept_no_longer_than_a_session(tmp_path: Path) -> None:
    kept = tmp_path / "place" / "one.refused"
    kept.parent.mkdir()
    kept.touch()
    made = kept.stat().st_mtime

    forget_refused(tmp_path, 0, made + 1e9)
    forget_refused(tmp_path, 100, made + 99)
    assert kept.exists()

    forget_refused(tmp_path, 100, made + 101)
    assert not kept.exists()
