"""Connections that do not wait for slow or hostile programs: bounds that waitress itself does not have.

Waitress closes a connection that says nothing. One that says a byte now and then it keeps for ever, and once all places
are taken nobody else gets in. Here a request must be complete within a time, and where places are short, the one who
has been waited for longest makes room. An answer must be taken at a pace, and a request whose end is told in two ways,
which a proxy may understand otherwise, is refused.
"""

import logging
import re
import socket
from collections.abc import Callable
from time import monotonic
from typing import Any

from waitress.adjustments import Adjustments  # type: ignore[import-untyped]
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser, ParsingError  # type: ignore[import-untyped]
from waitress.server import TcpWSGIServer  # type: ignore[import-untyped]
from waitress.task import WSGITask  # type: ignore[import-untyped]

from dashboard.instance import SOCKET_PLACE

HEAD_S = 15.0  # from a request's first byte to the end of its headers
WHOLE_S = 60.0  # to the end of its body: 4 MiB at 0.6 Mbit/s
UNREAD_S = 60.0  # an answer of which not a byte was taken for so long is not waited for: its reader is gone
# Who takes an answer more slowly than this over `UNREAD_S` is gone, too; a poor mobile network has it.
SLOWEST = 16 * 2**10  # bytes/s
SPARE_PLACES = 16  # waitress counts its own sockets too, and stops listening when its limit is reached
LOG = logging.getLogger(__name__)
CROWDED = "%d connections are open, more than wanted: those waited for longest are closed (server.connections)"


_FRAMED_BY_CHUNKS = re.compile(rb"(?im)^transfer-encoding[ \t]*:")
_FRAMED_BY_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:")


class StrictParser(HTTPRequestParser):  # type: ignore[misc]
    """Refuses what a proxy in front may have understood as another request (RFC 9112, sections 6.1 and 6.3).

    Several lengths waitress refuses itself. Whatever came behind a refused request is dropped with its connection.
    """

    def parse_header(self, header_plus: bytes) -> None:
        """Raises: ParsingError: answered by 400, and the connection is closed."""
        super().parse_header(header_plus)
        if not _FRAMED_BY_CHUNKS.search(header_plus):
            return
        if _FRAMED_BY_LENGTH.search(header_plus):
            raise ParsingError("Both Content-Length and Transfer-Encoding")
        if not self.chunked:  # HTTP/1.0 does not know it, and an empty one says nothing
            raise ParsingError("Transfer-Encoding is invalid")


class PlacedTask(WSGITask):  # type: ignore[misc]
    """Tells the application where its connection arrived: no header can claim another place."""

    def get_environment(self) -> dict[str, Any]:
        environment: dict[str, Any] = super().get_environment()
        environment[SOCKET_PLACE] = self.channel.place
        return environment


class BoundedChannel(HTTPChannel):  # type: ignore[misc]
    """A connection whose requests have to arrive within a time."""

    task_class = PlacedTask
    parser_class = StrictParser

    def __init__(self, server: "BoundedServer", sock: socket.socket, *further: Any, **named: Any) -> None:
        self.place = sock.getsockname()[:2]
        self.waits_since = monotonic()  # for the first request, or since the last answer
        self._begun: float | None = None  # when the first byte of a request came that is not complete
        self._due_s: float | None = None  # until when more of the answer must be taken; None = nothing waits
        super().__init__(server, sock, *further, **named)

    def received(self, data: bytes) -> bool:
        # Empty lines before a request begin it too: they must not hold the connection either.
        if self._begun is None:
            self._begun = monotonic()
        taken = bool(super().received(data))
        if self.requests:  # one is complete: what came behind it begins the next
            self._begun = None if self.request is None else monotonic()
        return taken

    def service(self) -> None:
        super().service()
        self.waits_since = monotonic()
        self._begun = self.waits_since if self.request is not None else None  # the next one may have come in part

    def is_late(self, now_s: float) -> bool:
        """Whether a request takes too long to arrive; not while one is being answered."""
        if self.requests or self._begun is None:
            return False
        whole = self.request is not None and bool(self.request.headers_finished)
        limit_s: float = self.server.whole_s if whole else self.server.head_s
        return now_s - self._begun > limit_s

    def writable(self) -> bool:
        """Whether the loop has something to do here; not while a thread is handing over its answer by itself.

        Waitress says yes then, can do nothing, and asks again without a pause, in the way of the very thread.
        """
        if self.will_close or self.close_when_flushed:
            return True
        if not self.total_outbufs_len:
            return False
        if self.requests and self.total_outbufs_len <= self.adj.outbuf_high_watermark:
            if not self.outbuf_lock.acquire(blocking=False):
                return False
            self.outbuf_lock.release()
        return True

    def write_soon(self, data: bytes) -> int:
        taken = int(super().write_soon(data))
        if self.total_outbufs_len:  # the loop may have looked when it was still being handed over
            self.server.pull_trigger()
        return taken

    def send(self, data: bytes, do_close: bool = True) -> int:
        now_s, limit_s = monotonic(), self.server.unread_s
        due_s = now_s + limit_s if self._due_s is None else self._due_s
        sent = int(super().send(data, do_close=do_close))
        # What is taken gives time for more of it, but is no credit: who took a lot may not hold the rest for long.
        later_s = min(due_s + sent / self.server.slowest, now_s + limit_s)
        self._due_s = None if sent >= self.total_outbufs_len else later_s
        return sent

    def is_unread(self, now_s: float) -> bool:
        """Whether an answer waits that is taken too slowly; also while it, or one behind it, is being made."""
        if not self.total_outbufs_len:
            return False
        if self._due_s is None:  # it began to wait just now
            self._due_s = now_s + self.server.unread_s
        return now_s > self._due_s

    def give_up(self) -> None:
        """Closes it, whatever waits; a thread that waits to add to the answer goes on to others."""
        if self.server.active_channels.get(self._fileno) is self:
            self.handle_close()

    def can_be_closed(self) -> bool:
        """Whether nothing is being answered."""
        return not self.requests


class BoundedServer(TcpWSGIServer):  # type: ignore[misc]
    """Waitress on a socket that is bound already, with room for whoever comes.

    Args:
        application: WSGI.
        bound: the socket.
        places: connections at once.
        per_address: of them for one remote address.
        head_s: from a request's first byte to the end of its headers.
        whole_s: to the end of its body.
        unread_s: without a byte of an answer taken, until its reader counts as gone.
        slowest: bytes a second of an answer that its reader must take on average over that time.
        adjustments: waitress' own.
    """

    channel_class = BoundedChannel

    def __init__(
        self,
        application: Callable[..., Any],
        bound: socket.socket,
        *,
        places: int,
        per_address: int,
        head_s: float = HEAD_S,
        whole_s: float = WHOLE_S,
        unread_s: float = UNREAD_S,
        slowest: float = SLOWEST,
        **adjustments: Any,
    ) -> None:
        self._places = places
        self._per_address = per_address
        self.head_s, self.whole_s, self.unread_s, self.slowest = head_s, whole_s, unread_s, slowest
        self._crowded = False
        limits = Adjustments(sockets=[bound], connection_limit=places + SPARE_PLACES, **adjustments)
        about = (bound.family, bound.type, bound.proto, bound.getsockname())
        super().__init__(application, None, True, bound, adj=limits, bind_socket=False, sockinfo=about)

    def set_reuse_addr(self) -> None:
        """Nothing: who bound the socket has decided."""

    def handle_accept(self) -> None:
        known = set(self.active_channels)
        super().handle_accept()
        for number in set(self.active_channels) - known:
            self._make_room(self.active_channels[number])

    def maintenance(self, now: float) -> None:
        """Closes what has said nothing for long, as waitress does, and what takes too long to say it."""
        super().maintenance(now)
        for channel in self.active_channels.values():
            if channel.is_late(monotonic()):
                channel.will_close = True
            if channel.is_unread(monotonic()):
                # What is only marked is closed when it can be written to, which it never will be. Not here, where the
                # sockets are gathered that are waited for: they must all be open.
                self.trigger.pull_trigger(channel.give_up)
        if len(self.active_channels) < self._places // 2:
            self._crowded = False  # to be told again

    def _make_room(self, new: BoundedChannel) -> None:
        channels = list(self.active_channels.values())
        neighbours = [one for one in channels if one.addr[0] == new.addr[0]]
        if len(neighbours) > self._per_address:
            self._close_longest(neighbours, new)
        elif len(channels) > self._places:
            self._close_longest(channels, new)

    def _close_longest(self, channels: list[BoundedChannel], new: BoundedChannel) -> None:
        if not self._crowded:
            self._crowded = True
            LOG.warning(CROWDED, len(channels) - 1)
        waiting = [one for one in channels if one is not new and one.can_be_closed()]
        # Who still reads an answer goes last; where all are being answered, nobody new is let in.
        victim = min(waiting, key=lambda one: (bool(one.total_outbufs_len), one.waits_since), default=new)
        victim.handle_close()
