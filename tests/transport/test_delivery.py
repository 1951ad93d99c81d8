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
from classroom.errors import NotFoundError, StorageError
from classroom.storage import open_store
from classroom.transport.delivery import Delivery, Timing, deliver_left
from classroom.transport.messages import Message
from classroom.transport.recorder import record_messages
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
        self.may_go_on = Event()
        self.may_go_on.set()

    def begin_session(self, session: UUID, new: NewSession, *, agent: str) -> None:
        self._answer()
        if session not in self.sessions:
            self.sessions.append(session)

    def save_frame(self, session: UUID, record: FrameRecord) -> None:
        self._answer()
        if record.number not in self.numbers:
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
