"""Makes what pages of many sessions need, in a thread of its own while the dashboard is served."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from classroom.errors import ClassroomError
from dashboard.queries import Queries
from dashboard.terms import Terms

LOOK_S = 60.0  # until new finished sessions are looked for
RETRY_S = 15.0  # until a silent database is asked again
STOP_S = 10.0
LOG = logging.getLogger(__name__)


@contextmanager
def keeping_terms(
    queries: Queries, terms: Terms, *, look_s: float = LOOK_S, retry_s: float = RETRY_S
) -> Iterator[None]:
    """Facts of every session that has ended, and the hints that pages ask for, are made until the block is left.

    A database that does not answer is asked again, for as long as it takes; that it is silent is logged once.
    """
    stop = Event()
    thread = Thread(target=_work, args=(queries, terms, stop, look_s, retry_s), name="terms", daemon=True)
    terms.book.is_filled = True
    thread.start()
    try:
        yield
    finally:
        terms.book.is_filled = False
        stop.set()
        terms.book.asked.set()
        thread.join(STOP_S)


def _work(queries: Queries, terms: Terms, stop: Event, look_s: float, retry_s: float) -> None:
    asked, is_silent = terms.book.asked, False
    while not stop.is_set():
        asked.clear()
        if stop.is_set():  # set before `asked` was, which is cleared now
            return
        try:
            terms.fill(stop)
            # Who opens a page of a course is served before the sessions nobody looks at: a question ends this early.
            queries.fill_rollup(asked)
        except ClassroomError as error:
            if not is_silent:
                LOG.warning("figures of courses and students wait: %s", error)
            is_silent = True
            stop.wait(retry_s)
            continue
        is_silent = False
        asked.wait(look_s)
