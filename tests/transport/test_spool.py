"""The spool keeps what was appended, whatever happens to the process or the disk."""

import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from classroom.errors import StorageError
from classroom.transport.messages import Message, Seen
from classroom.transport.spool import Spool, left_spools, open_spool
from tests.transport.messages import a_begin, a_record


def everything(spool: Spool) -> list[Message]:
    return [message for batch in spool.waiting() for message in batch]


def test_messages_come_back_in_their_order_after_the_process_has_ended(tmp_path: Path) -> None:
    begin = a_begin()
    sent: list[Message] = [begin, *(Seen(begin.session, a_record(number)) for number in range(3))]
    spool = open_spool(tmp_path, begin.session)
    for message in sent:
        spool.append(message)
    spool.close()

    (left,) = left_spools(tmp_path)

    assert everything(left) == sent
    left.close()


def test_an_empty_spool_leaves_no_file(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, a_begin().session)
    spool.append(a_begin())
    assert len(everything(spool)) == 1

    spool.close()

    assert list(tmp_path.iterdir()) == []


def test_a_message_counts_as_delivered_only_when_the_next_is_asked_for(tmp_path: Path) -> None:
    begin = a_begin()
    spool = open_spool(tmp_path, begin.session)
    spool.append(begin)

    next(spool.waiting())

    assert not spool.is_empty
    assert next(spool.waiting()) == (begin,)
    spool.close()


def test_a_spool_in_use_is_refused_and_not_listed(tmp_path: Path) -> None:
    spool = open_spool(tmp_path, a_begin().session)
    path = spool.path
    session = a_begin().session
    spool.close()
    spool = open_spool(tmp_path, session)
    spool.append(a_begin(session))

    with pytest.raises(StorageError, match="in use"):
        open_spool(tmp_path, session)
    assert list(left_spools(tmp_path)) == []
    assert path != spool.path
    spool.close()


@pytest.mark.parametrize("cut", [2, 5, 9, 40])
def test_a_line_that_a_crash_cut_off_is_left_out_and_the_rest_is_kept(tmp_path: Path, cut: int) -> None:
    begin = a_begin()
    spool = open_spool(tmp_path, begin.session)
    spool.append(begin)
    spool.append(Seen(begin.session, a_record(0)))
    spool.close()
    path = next(tmp_path.iterdir())
    path.write_bytes(path.read_bytes()[:-cut])

    spool = open_spool(tmp_path, begin.session)
    spool.append(Seen(begin.session, a_record(1)))

    assert everything(spool) == [begin, Seen(begin.session, a_record(1))]
    spool.close()


def test_a_changed_line_is_left_out(tmp_path: Path) -> None:
    begin = a_begin()
    spool = open_spool(tmp_path, begin.session)
    spool.append(begin)
    spool.append(Seen(begin.session, a_record(1)))
    spool.close()
    path = next(tmp_path.iterdir())
    path.write_bytes(path.read_bytes().replace(b"Physics", b"Chymics"))

    (left,) = left_spools(tmp_path)

    assert everything(left) == [Seen(begin.session, a_record(1))]
    left.close()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_only_its_owner_reads_a_spool(tmp_path: Path) -> None:
    spool = open_spool(tmp_path / "spool", a_begin().session)

    assert spool.path.stat().st_mode & 0o777 == 0o600
    assert spool.path.parent.stat().st_mode & 0o777 == 0o700
    spool.close()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit of file sizes")
def test_a_full_disk_is_told_and_what_was_kept_stays(tmp_path: Path) -> None:
    begin = a_begin()
    spool = open_spool(tmp_path, begin.session)
    spool.append(begin)
    spool.append(Seen(begin.session, a_record(0)))
    earlier = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (spool.path.stat().st_size + 100, limits[1]))
    try:
        with pytest.raises(StorageError, match="free some space"):
            spool.append(Seen(begin.session, a_record(1)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, earlier)

    spool.append(Seen(begin.session, a_record(2)))

    assert everything(spool)[1:] == [
        Seen(begin.session, a_record(0)),
        Seen(begin.session, a_record(2)),
    ]
    spool.close()


_WRITER = """
import sys
from pathlib import Path
from classroom.transport.messages import Message, Seen
from classroom.transport.spool import open_spool
from tests.transport.messages import a_begin, a_record
begin = a_begin()
spool = open_spool(Path(sys.argv[1]), begin.session)
spool.append(begin)
number = 0
while True:
    spool.append(Seen(begin.session, a_record(number)))
    print(number, flush=True)
    number += 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_what_was_appended_before_a_kill_is_there_once_and_in_order(tmp_path: Path) -> None:
    writer = subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for _ in range(25):
        told = int(writer.stdout.readline())
    writer.kill()
    writer.wait()
    writer.stdout.close()

    (left,) = left_spools(tmp_path)
    numbers = [message.record.number for message in everything(left) if isinstance(message, Seen)]

    assert numbers == list(range(len(numbers)))
    assert len(numbers) > told
    left.close()
