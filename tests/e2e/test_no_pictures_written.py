"""No program of ours writes a picture, in a whole recorded class with crash, resume, server and errors.

Every byte that goes into a file is looked at, also of files that are deleted again, and all that is left at the end:
database cells, logs, temporary files. What is seen is known, pixel by pixel, because the test paints it.
"""

import base64
import io
import os
import pickle
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from classroom.domain import Image
from classroom.synthetic import Drawing, draw_gallery
from tests.dashboard.test_try_it import PASSWORD, exchange, log_in_by_http
from tests.e2e.drawn_screen import moving_screen
from tests.e2e.picture_detector import PictureDetector
from tests.e2e.written_files import WatchedPrograms, can_trace, program_of
from tests.synthetic.scenes import make_scene

COURSE = "Physics 101"
MOST_BYTES_OF_A_CELL = 64  # of a binary one: ids and hashes
MOST_LETTERS_OF_A_CELL = 2000
PEOPLE = 4
NEEDS_STRACE = pytest.mark.skipif(not can_trace(), reason="needs strace, and the right to use it")


# ---------------------------------------------------------------- what is seen
def draw_frames(count: int) -> list[Drawing]:
    """A call in which everybody moves a little."""
    scene = make_scene(PEOPLE)
    moved = (
        replace(
            scene,
            tiles=tuple(
                replace(tile, pose=replace(tile.pose, x=tile.pose.x + 0.01 * number, noise_seed=10 * number + place))
                for place, tile in enumerate(scene.tiles)
            ),
        )
        for number in range(count)
    )
    return [draw_gallery(one) for one in moved]


def write_recording(path: Path, frames: list[Image]) -> list[Image]:
    """A recording of the frames, one a second; what a reader of it sees."""
    height, width = frames[0].shape[:2]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 1.0, (width, height))
    for frame in frames:
        writer.write(frame)
    writer.release()
    reader = cv2.VideoCapture(str(path))
    seen = [frame for ok, frame in (reader.read() for _ in frames) if ok]
    reader.release()
    return seen


def encoded(image: Image, ending: str) -> bytes:
    return cv2.imencode(ending, image)[1].tobytes()


# ---------------------------------------------------------------- the programs
@dataclass
class Computer:
    """One teacher's, or the school's."""

    home: Path
    programs: WatchedPrograms
    said: Path  # what programs print
    display: str = ":none"
    outputs: "dict[subprocess.Popen[bytes], Path]" = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name.startswith(("PATH", "LANG", "LC_"))}
        folders = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "TMPDIR")
        (self.home / "tmp").mkdir(parents=True, exist_ok=True)
        places = {name: str(self.home / "tmp" if name == "TMPDIR" else self.home) for name in folders}
        return {**kept, **places, "DISPLAY": self.display, "CLASSROOM_LOGGING__LEVEL": "debug", **more}

    def start(self, *arguments: str, stdin: bytes | None = None, **more: str) -> "subprocess.Popen[bytes]":
        output = self.said / f"{len(list(self.said.iterdir()))}-{self.home.name}-{arguments[0]}.txt"
        with output.open("wb") as file:
            process = self.programs.start(
                [sys.executable, "-m", "classroom", *arguments],
                self.environment(**more),
                cwd=self.home,
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        assert process.stdin is not None
        process.stdin.write(stdin or b"")
        process.stdin.close()
        self.outputs[process] = output
        return process

    def run(self, *arguments: str, fails: bool = False, stdin: bytes | None = None, **more: str) -> str:
        """What the command says when it has ended."""
        return self.end(self.start(*arguments, stdin=stdin, **more), fails=fails)

    def end(self, process: "subprocess.Popen[bytes]", *, fails: bool = False) -> str:
        """As `run`, of a program that was started."""
        code = process.wait(timeout=180)
        said = self.outputs[process].read_text()
        assert (code != 0) == fails, said
        assert "Traceback" not in said
        return said

    @property
    def database(self) -> Path:
        return next(self.home.rglob("classroom.db"))

    def frames(self, course: str = COURSE) -> int:
        """How many frames of the course are kept on which a face was read."""
        joined = "observations JOIN sessions ON sessions.id = observations.session_id"
        question = f"SELECT count(DISTINCT frame) FROM {joined} WHERE course = ? AND happy IS NOT NULL"
        try:
            return int(self.ask(question, course)[0])
        except (StopIteration, sqlite3.OperationalError):  # no database, or no tables yet
            return 0

    def ask(self, question: str, *values: str) -> tuple[Any, ...]:
        """The first row of the answer."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            row: tuple[Any, ...] = connection.execute(question, values).fetchone()
            return row

    @contextmanager
    def serving(self, port: int) -> Iterator[None]:
        """Its dashboard runs."""
        process = self.start("dashboard", "--port", str(port))
        wait_for(lambda: is_open(port), process)
        try:
            yield
        finally:
            program_of(process).send_signal(signal.SIGTERM)
            assert process.wait(timeout=60) == 0


def find_pictures(detector: PictureDetector, programs: WatchedPrograms, computers: list[Computer]) -> list[str]:
    """Where picture data was written."""
    found = [(write.path, detector.find(write.data, is_whole=False)) for write in programs.traced()]
    found += [(str(path), detector.find(path.read_bytes())) for path in programs.kept()]
    for computer in computers:
        for path in (*computer.home.rglob("*"), *computer.outputs.values()):
            if path.is_file():
                found += [(str(path), one) for one in look_into(detector, path)]
    return [f"{path}: {what}" for path, what in found if what is not None]


def look_into(detector: PictureDetector, path: Path) -> Iterator[str | None]:
    """What of pictures is in the file: anywhere, in a database's cells, as text."""
    data = path.read_bytes()
    yield detector.find(data)
    if data.startswith(b"SQLite format 3\0"):
        for cell in cells(path):
            yield look_at_cell(detector, cell)
    elif path.suffix not in {".db-wal", ".db-shm"} and len(data) > MOST_BYTES_OF_A_CELL:  # a key is shorter
        data.decode()  # all else that we write is text
        yield detector.find(data, is_text=True)


def cells(path: Path) -> Iterator[object]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in connection.execute(f'SELECT * FROM "{table}"'):
                yield from row


def look_at_cell(detector: PictureDetector, cell: object) -> str | None:
    if isinstance(cell, bytes):
        return f"a cell of {len(cell)} bytes" if len(cell) > MOST_BYTES_OF_A_CELL else detector.find(cell)
    if isinstance(cell, str) and len(cell) > MOST_LETTERS_OF_A_CELL:
        return f"a cell of {len(cell)} letters"
    if isinstance(cell, str):
        return detector.find(cell.encode(), is_text=True)
    return None


def find_strays(programs: WatchedPrograms, computers: list[Computer]) -> list[str]:
    """What was written outside the computers' data folders, temporary files included."""
    ours = tuple(f"{computer.home}/{name}" for computer in computers for name in ("classroom/", "backup.db"))
    told = {str(path) for computer in computers for path in computer.outputs.values()}
    written = {write.path for write in programs.traced()}
    written |= {f"{event} {path}" if event == "unnamed" else path for event, path in programs.audited()}
    plain = {path.removeprefix("file://") for path in written} - told - {os.devnull}
    return sorted(path for path in plain if not path.startswith((*ours, str(programs.folder))))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_for(holds: Callable[[], bool], process: "subprocess.Popen[bytes]", seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert process.poll() is None, "the program has ended"
        assert time.monotonic() < end
        time.sleep(0.1)


# ---------------------------------------------------------------- the whole class
def record_with_a_crash(teacher: Computer) -> None:
    agent = teacher.start("start", "--course", COURSE, "--interval", "0.5")
    wait_for(lambda: teacher.frames() >= 2, agent)
    program_of(agent).kill()
    agent.wait()
    before = teacher.frames()
    teacher.run("start", "--course", COURSE, "--resume", "--duration", "2")
    assert teacher.frames() > before


def look_at_files(teacher: Computer, pictures: Path) -> None:
    """Recording, demo and picture; and what goes wrong with each kind of source. Two at a time."""
    analysis = teacher.start("analyze", str(pictures / "class.mp4"), "--course", "Analysed", "--interval", "1")
    failing = [
        teacher.start("inspect", str(pictures / "broken.png")),
        teacher.start("analyze", str(pictures / "broken.mp4"), "--course", "Broken"),
        teacher.start("start", "--course", "No screen", DISPLAY=":4711"),
    ]
    for one in failing:
        teacher.end(one, fails=True)
    demo = teacher.start("demo", "--no-serve", "--minutes", "1")
    assert "visible" in teacher.run("inspect", str(pictures / "screen.png"), "--json")
    for one in (analysis, demo):
        teacher.end(one)
    assert teacher.frames("Analysed") >= 2


def send_to_the_school(teacher: Computer, school: Computer, picture: Image) -> None:
    """First into the spool, because the server is away, then to the server, which is asked for pages and pictures."""
    school.run("users", "add", "mira", "--role", "teacher", "--password-stdin", stdin=PASSWORD.encode())
    said = school.run("users", "token", "mira", "--record")
    token = next(word for word in said.split() if word.startswith("classroom-record"))
    port = free_port()
    sending = {"CLASSROOM_DELIVERY__TOKEN": token, "CLASSROOM_POLICY__EMOTIONS": "on"}
    to_school = ("start", "--course", COURSE, "--interval", "0.5", "--server", f"http://127.0.0.1:{port}")
    agent = teacher.start(*to_school, **sending)
    wait_for(lambda: any(path.stat().st_size > 4000 for path in teacher.home.rglob("*.spool")), agent)
    program_of(agent).kill()
    agent.wait()
    with school.serving(port):
        said = teacher.run(*to_school, "--duration", "2", **sending)
        assert "that an earlier class had to keep here" in said
        assert school.frames() >= 1
        use_the_pages("127.0.0.1", port, school, picture)
    assert not list(teacher.home.rglob("*.spool"))


def use_the_pages(host: str, port: int, school: Computer, picture: Image) -> None:
    """Pictures to try, also broken and large ones, and the downloads of the recorded class."""
    headers = log_in_by_http(host, port)
    large = np.vstack([picture, picture])
    uploads = [encoded(large, ".png"), encoded(picture, ".jpg"), encoded(picture, ".webp")]
    for data, kind in zip(uploads, ("png", "jpeg", "webp"), strict=True):
        for mode in ("gallery", "faces"):
            sent = headers | {"Content-Type": f"image/{kind}"}
            assert exchange(host, port, f"/try/inspect?mode={mode}", data, sent) == 200
    assert exchange(host, port, "/try/inspect?mode=faces", uploads[0][:-5000], headers) in {200, 422}
    assert exchange(host, port, "/try/inspect?mode=faces", b"no picture", headers) == 415
    (session,) = school.ask("SELECT max(lower(hex(id))) FROM sessions")
    for path in (f"/download/{session}/observations.csv", f"/reports/{session}.html", "/", f"/session/{session}"):
        assert fetch(host, port, path, headers) == 200


def fetch(host: str, port: int, path: str, headers: dict[str, str]) -> int:
    connection = HTTPConnection(host, port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def care_for_the_database(teacher: Computer) -> None:
    teacher.run("db", "backup", str(teacher.home / "backup.db"))
    teacher.run("student", "erase", teacher.ask("SELECT display_name FROM participants WHERE name_is_read")[0], "--yes")
    teacher.run("db", "restore", str(teacher.home / "backup.db"), "--yes")


# ---------------------------------------------------------------- the proof
@pytest.mark.display
def test_a_whole_class_writes_no_picture(tmp_path: Path) -> None:
    pictures, screen, said = (tmp_path / name for name in ("pictures", "screen", "said"))
    for folder in (pictures, screen, said):
        folder.mkdir()
    drawn = draw_frames(4)
    frames = [one.image for one in drawn]
    detector = PictureDetector()
    recorded = write_recording(pictures / "class.mp4", frames)
    for image in (*frames, *recorded):
        detector.learn(image, (tile.box for tile in drawn[0].truth))
    (pictures / "screen.png").write_bytes(encoded(frames[0], ".png"))
    (pictures / "broken.png").write_bytes(encoded(frames[0], ".png")[:-20_000])
    (pictures / "broken.mp4").write_bytes((pictures / "class.mp4").read_bytes()[:5000])
    with WatchedPrograms(tmp_path / "watch") as programs:
        teacher, school = (Computer(tmp_path / name, programs, said) for name in ("teacher", "school"))
        with moving_screen(frames, screen) as display:
            teacher.display = display
            record_with_a_crash(teacher)
            send_to_the_school(teacher, school, frames[0])
        look_at_files(teacher, pictures)
        care_for_the_database(teacher)

    assert detector.row_count > 500
    assert find_pictures(detector, programs, [teacher, school]) == []
    assert find_strays(programs, [teacher, school]) == []


# ---------------------------------------------------------------- it would be found
def crop() -> Image:
    drawn = draw_frames(1)[0]
    face = drawn.truth[0].face_box
    assert face is not None
    return np.ascontiguousarray(drawn.image[face.top : face.bottom, face.left : face.right])


def informed() -> PictureDetector:
    detector, drawn = PictureDetector(), draw_frames(1)[0]
    detector.learn(drawn.image, (tile.box for tile in drawn.truth))
    return detector


def saved(save: Callable[[Any, Any], object]) -> bytes:
    buffer = io.BytesIO()
    save(buffer, crop())
    return buffer.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        *(
            pytest.param(lambda e=e: b"header" + encoded(crop(), e), id=e[1:])
            for e in (".png", ".jpg", ".webp", ".bmp")
        ),
        pytest.param(lambda: encoded(crop(), ".tiff"), id="tiff"),
        pytest.param(lambda: saved(np.save), id="npy"),
        pytest.param(lambda: saved(np.savez), id="npz"),
        pytest.param(lambda: saved(lambda file, image: file.write(pickle.dumps(image))), id="pickle"),
        pytest.param(lambda: b"\x01" + crop().tobytes(), id="BGR"),
        pytest.param(lambda: cv2.cvtColor(crop(), cv2.COLOR_BGR2RGB).tobytes(), id="RGB"),
        pytest.param(lambda: cv2.cvtColor(crop(), cv2.COLOR_BGR2BGRA).tobytes(), id="BGRA"),
        pytest.param(lambda: cv2.cvtColor(crop(), cv2.COLOR_BGR2RGBA).tobytes(), id="RGBA"),
        pytest.param(lambda: cv2.cvtColor(crop(), cv2.COLOR_BGR2GRAY).tobytes(), id="grey"),
        pytest.param(lambda: np.moveaxis(crop(), 2, 0).tobytes(), id="planes"),
        pytest.param(lambda: crop().astype(np.float32).tobytes(), id="floats"),
        pytest.param(lambda: b'{"a":"' + base64.b64encode(crop().tobytes()) + b'"}', id="base64 of pixels"),
        pytest.param(lambda: b"DEBUG " + base64.b64encode(encoded(crop(), ".png")), id="base64 of a picture"),
    ],
)
def test_a_picture_that_is_written_is_found(data: Callable[[], bytes]) -> None:
    assert informed().find(data()) is not None


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(lambda: repr(crop()[:8]), id="array"),
        pytest.param(lambda: str(crop()[:2, :20].tolist()), id="numbers"),
        pytest.param(lambda: repr(encoded(crop(), ".png")[:200]), id="bytes"),
        pytest.param(lambda: crop().tobytes().hex(), id="hex"),
        pytest.param(lambda: "data:image/png;base64,iVBORw0KGgo", id="address"),
    ],
)
def test_a_picture_in_a_log_line_is_found(line: Callable[[], str]) -> None:
    detector = informed()

    assert detector.find(f"DEBUG classroom: {line()}".encode(), is_text=True) is not None
    assert detector.find(b"DEBUG classroom: 4 tiles, 4 faces, 250 ms; boxes [[8, 9, 620, 348]]", is_text=True) is None


@pytest.mark.parametrize(
    "program",
    [
        pytest.param("open(path, 'wb').write(data); os.remove(path)", id="deleted"),
        pytest.param("open(path, 'wb').write(data); open(path, 'w').close()", id="emptied"),
        pytest.param(
            "open(path, 'wb').write(data); open(path + '2', 'w').close(); os.replace(path + '2', path)", id="replaced"
        ),
        pytest.param("tempfile.TemporaryFile().write(data)", id="unnamed", marks=NEEDS_STRACE),
        pytest.param("cv2.imwrite(path, image); os.remove(path)", id="written by a library", marks=NEEDS_STRACE),
    ],
)
def test_a_picture_that_is_gone_again_is_found(tmp_path: Path, program: str) -> None:
    (tmp_path / "crop.bin").write_bytes(encoded(crop(), ".png"))
    path = tmp_path / "home" / "tmp" / "face.png"
    lines = (
        "import cv2, numpy, os, sys, tempfile",
        f"data, path = open({str(tmp_path / 'crop.bin')!r}, 'rb').read(), {str(path)!r}",
        "image = cv2.imdecode(numpy.frombuffer(data, numpy.uint8), 1)",
        program,
    )
    (tmp_path / "said").mkdir()
    with WatchedPrograms(tmp_path / "watch") as programs:
        computer = Computer(tmp_path / "home", programs, tmp_path / "said")
        assert programs.start([sys.executable, "-c", "\n".join(lines)], computer.environment()).wait(60) == 0

    assert find_pictures(informed(), programs, [computer]) != []
    assert any("tmp" in path for path in find_strays(programs, [computer]))
