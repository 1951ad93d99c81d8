"""Saves an agent's frames where they belong; when that place is silent the class goes on, and it is caught up later.

A frame is handed to a thread that writes to the sink, and the agent waits for it a moment. If the sink fails or takes
too long, the frame goes into the spool, and all that follow with it, in order, until the thread has delivered them.
What is delivered twice (a slow answer that came after all) is one: the sink knows frames by their number.
"""

import queue
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LateError
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Event, Lock, Thread

from classroom.domain import FrameRecord, Participant
from classroom.errors import ClassroomError, DataError, NotFoundError, StorageError
from classroom.transport.messages import Begin, End, Message, Seen
from classroom.transport.refused import SetAside, deliver_all
from classroom.transport.spool import Spool, left_spools, open_spool, spool_path

PATIENCE_S = 1.0  # a frame's writing may take so long before the class goes on without it
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 15.0
FINISH_S = 10.0  # the end of a class waits so long for what is still to be delivered
MOST_IN_MEMORY = 4000  # frames, when neither sink nor disk takes them: over three hours at 3 s


Deliver = Callable[[Sequence[Message]], None]
"""Takes messages of one session, in their order: into the Store, or to a server. Each may come again and changes
nothing then. Raises StorageError when it does not work now, RefusedError when it never will with these messages,
NotFoundError when the session was deleted there."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds; shorter in tests."""

    patience_s: float = PATIENCE_S
    first_pause_s: float = FIRST_PAUSE_S
    longest_pause_s: float = LONGEST_PAUSE_S
    finish_s: float = FINISH_S


class Delivery:
    """One session's way into a sink; `save` and `finish` are called by one thread."""

    def __init__(
        self,
        deliver: Deliver,
        begin: Begin,
        folder: Path,
        *,
        note: Callable[[str], None],
        timing: Timing = Timing(),
        known: Sequence[Participant] = (),
    ) -> None:
        """`known`: of a session that goes on, the participants so far."""
        self._people = {one.number: one for one in known}
        self._sink = deliver
        self._aside = SetAside(spool_path(folder, begin.session), begin, self._tell)
        self._begin = begin
        self._folder = folder
        self._note = note
        self._timing = timing
        self._spool: Spool | None = None
        self._memory: deque[Message] = deque()  # what the spool could not take either
        self._behind = False  # messages wait: new ones go behind them
        self._guard = Lock()
        self._gone: ClassroomError | None = None
        self._hurry = Event()  # the class is over: no long pauses any more
        self._closing = Event()
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        # A daemon: a sink that never answers must not keep the program from ending.
        self._thread = Thread(target=self._work, name="delivery", daemon=True)
        self._thread.start()

    def tell(self, note: Callable[[str], None]) -> None:
        """From now on tells `note` what happens."""
        self._note = note

    def _tell(self, text: str) -> None:
        self._note(text)

    @property
    def refused(self) -> int:
        """How many messages the sink refused for good; they are set aside in a file."""
        return self._aside.count

    @property
    def waits(self) -> bool:
        """True while something is kept here that the sink does not have."""
        return self._behind

    def begin(self) -> None:
        """Tells the sink that the session starts; may be left out when it knows. Raises: as `save`."""
        self._hand_over(self._begin)

    def save(self, record: FrameRecord) -> None:
        """Keeps the frame: in the sink, else in the spool.

        Raises:
            NotFoundError: the session was deleted in the sink.
            StorageError: neither sink nor disk has taken anything for hours.
        """
        self._people |= {one.number: one for one in record.new_participants}
        self._hand_over(Seen(self._begin.session, record))

    def finish(self, ended_at: datetime) -> bool:
        """Ends the session; True when the sink has everything, False when a spool is left for `deliver_left`.

        Raises:
            NotFoundError: the session was deleted in the sink.
            StorageError: frames could be kept nowhere.
        """
        self._hand_over(End(self._begin.session, ended_at))
        return self.close()

    def close(self) -> bool:
        """As `finish`, of a session that is not over. Harmless when called twice."""
        if self._closing.is_set():
            return not self._behind
        deadline = time.monotonic() + self._timing.finish_s
        self._jobs.put(None)
        self._hurry.set()
        while self._behind and self._thread.is_alive() and (left_s := deadline - time.monotonic()) > 0:
            self._thread.join(min(left_s, 0.1))
        self._closing.set()
        self._thread.join(self._timing.patience_s)
        with self._guard, suppress(StorageError):
            if self._memory:  # the disk may have space again
                self._spool_memory()
        if self._spool is not None and not self._thread.is_alive():
            self._spool.close()
        if self._memory:
            raise StorageError(f"{len(self._memory)} frames could be kept nowhere: free some space on the disk")
        return not self._behind

    # ------------------------------------------------------------ the agent's thread

    def _hand_over(self, message: Message) -> None:
        if self._gone is not None:
            raise self._gone
        if self._behind or not self._try_now(message):
            self._keep(message)

    def _try_now(self, message: Message) -> bool:
        sent: Future[None] = Future()
        self._jobs.put(lambda: self._send_for(message, sent))
        try:
            sent.result(self._timing.patience_s)
        except LateError:
            self._note("the database is slow: what is seen is kept on this computer meanwhile")
            return False
        except NotFoundError as error:
            self._gone = error
            raise
        except StorageError as error:
            self._note(f"{error}. Recording goes on; what is seen is kept on this computer meanwhile")
            return False
        return True

    def _keep(self, message: Message) -> None:
        with self._guard:
            self._store_away(message if self._behind else self._with_people(message))
            if self._behind:
                return
            self._behind = True
        self._jobs.put(self._catch_up)

    def _with_people(self, message: Message) -> Message:
        """With all participants so far, so that what is kept here can be delivered into a new database, too."""
        if not isinstance(message, Seen):
            return message
        return replace(message, record=replace(message.record, new_participants=tuple(self._people.values())))

    def _store_away(self, message: Message) -> None:
        """Behind what waits already: in the spool, or in memory for as long as the disk takes nothing."""
        if len(self._memory) >= MOST_IN_MEMORY:
            raise StorageError("neither the database nor the disk takes anything: free some space, then start again")
        was_in_memory = bool(self._memory)
        self._memory.append(message)
        try:
            self._spool_memory()
        except StorageError as error:
            if not was_in_memory:
                self._note(f"{error}. Recording goes on in memory: do not end the program")

    def _spool_memory(self) -> None:
        """Brings what is in memory to the disk, as much of it as that takes. Raises: StorageError."""
        if self._spool is None:
            self._spool = open_spool(self._folder, self._begin.session)
            self._memory.appendleft(self._begin)
        while self._memory:
            self._spool.append(self._memory[0])
            self._memory.popleft()

    # ------------------------------------------------------------ the delivering thread

    def _deliver(self, messages: Sequence[Message]) -> None:
        deliver_all(self._sink, messages, self._aside, self._introduce)

    def _introduce(self, message: Message) -> Message | None:
        """With all participants, for a sink that has forgotten some (a backup was restored); None = it has them."""
        completed = self._with_people(message)
        return None if completed == message else completed

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()

    def _send_for(self, message: Message, sent: "Future[None]") -> None:
        try:
            self._deliver((message,))
        except ClassroomError as error:
            sent.set_exception(error)
        else:
            sent.set_result(None)

    def _catch_up(self) -> None:
        """Delivers all that waits; tries again until it works or the session is closed."""
        pause_s = self._timing.first_pause_s
        while not self._closing.is_set():
            try:
                if self._deliver_waiting():
                    self._note("the database has everything again")
                    return
            except NotFoundError as error:
                self._gone = error
                return
            except ClassroomError:  # whatever it is, what waits stays where it is
                if self._hurry.wait(pause_s):
                    self._closing.wait(self._timing.first_pause_s / 4)
                pause_s = min(pause_s * 2, self._timing.longest_pause_s)

    def _deliver_waiting(self) -> bool:
        """True when nothing is left; False when closed meanwhile."""
        while not self._closing.is_set():
            if self._spool is not None:
                for messages in self._spool.waiting():
                    self._deliver(messages)
                    if self._closing.is_set():
                        break
            while not self._closing.is_set() and (message := self._next_in_memory()) is not None:
                self._deliver((message,))
                self._forget_in_memory(message)
            with self._guard:
                if not self._memory and (self._spool is None or self._spool.is_empty):
                    self._drop_spool()
                    self._behind = False
                    return True
        return False

    def _next_in_memory(self) -> Message | None:
        """None while something waits in the spool, which is older."""
        with self._guard:
            spooled = self._spool is not None and not self._spool.is_empty
            return None if spooled or not self._memory else self._memory[0]

    def _forget_in_memory(self, message: Message) -> None:
        with self._guard:
            if self._memory and self._memory[0] is message:  # else it was brought to the disk meanwhile
                self._memory.popleft()

    def _drop_spool(self) -> None:
        if self._spool is not None:
            self._spool.close()
        self._spool = None


def _everyone(_: Begin) -> bool:
    return True


def _tell_nobody(_: str) -> None:
    return


def deliver_left(
    folder: Path,
    deliver: Deliver,
    *,
    accepts: Callable[[Begin], bool] = _everyone,
    note: Callable[[str], None] = _tell_nobody,
) -> int:
    """How many messages of agents that are gone were delivered; their spools are deleted then.

    Spools of sessions that were deleted meanwhile are deleted as well: nothing of them is wanted.

    What the sink refuses for good is set aside in a file, and `note` is told.

    Args:
        accepts: whether a session may be delivered now; another account's waits on.

    Raises:
        StorageError: the sink does not answer; what is left stays for the next time, the others are delivered.
        DataError: a spool holds what this version cannot read; it stays.
    """
    count = 0
    failed: ClassroomError | None = None
    for spool in left_spools(folder):
        try:
            begin = next((one for first in spool.waiting(1) for one in first), None)
            if isinstance(begin, Begin) and not accepts(begin):
                continue
            aside = SetAside(spool.path, begin if isinstance(begin, Begin) else None, note)
            for messages in spool.waiting():
                deliver_all(deliver, messages, aside)
                count += len(messages)
            count -= aside.count
        except NotFoundError:
            spool.forget()
        except (StorageError, DataError) as error:  # the next one may be taken
            failed = failed or error
        finally:
            spool.close()
    if failed is not None:
        raise failed
    return count
