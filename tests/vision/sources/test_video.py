import socket
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from classroom.errors import CaptureError
from classroom.vision.sources import VideoSource, open_video
from classroom.vision.sources.video import VideoClock
from tests.vision.sources.recordings import read_number, write_uneven_video, write_video

STARTED_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def play(source: VideoSource) -> list[tuple[int, float]]:
    """(number drawn on the frame, seconds since the start) of every sample; closes the source."""
    with closing(source):
        samples = []
        while (frame := source.grab()) is not None:
            samples.append((read_number(frame.image), (frame.taken_at - STARTED_AT).total_seconds()))
    return samples


@pytest.mark.parametrize(("suffix", "codec"), [("mp4", "mp4v"), ("avi", "MJPG")])
@pytest.mark.parametrize("fps", [10.0, 25.0, 30000 / 1001])
@pytest.mark.parametrize("interval_s", [0.01, 0.35, 0.5, 2.0])
def test_each_sample_carries_the_time_of_the_very_frame_it_shows(
    tmp_path: Path, suffix: str, codec: str, fps: float, interval_s: float
) -> None:
    path = write_video(tmp_path / f"class.{suffix}", frames=101, fps=fps, codec=codec)

    samples = play(open_video(path, interval_s=interval_s, started_at=STARTED_AT))

    for number, time_s in samples:
        assert time_s == pytest.approx(number / fps, abs=0.0006)


@pytest.mark.parametrize("fps", [10.0, 25.0, 30000 / 1001])
@pytest.mark.parametrize("interval_s", [0.35, 0.5, 2.0, 60.0])
def test_a_sample_is_the_first_frame_at_or_after_each_multiple_of_the_interval(
    tmp_path: Path, fps: float, interval_s: float
) -> None:
    path = write_video(tmp_path / "class.mp4", frames=101, fps=fps)
    wished = [step * interval_s for step in range(int(100 / fps / interval_s + 1e-9) + 1)]
    expected = [next(n for n in range(101) if n / fps >= wish - 0.001) for wish in wished]

    source = open_video(path, interval_s=interval_s, started_at=STARTED_AT)
    promised = source.frame_count
    samples = play(source)

    assert [number for number, _ in samples] == expected
    assert promised == len(expected)
    assert source.ended_early is None


def test_an_interval_below_the_frame_spacing_gives_every_frame_once(tmp_path: Path) -> None:
    path = write_video(tmp_path / "class.mp4", frames=20, fps=5)

    source = open_video(path, interval_s=0.05, started_at=STARTED_AT)
    promised = source.frame_count
    samples = play(source)

    assert [number for number, _ in samples] == list(range(20))
    assert promised == 20


def test_a_changing_frame_rate_keeps_the_frames_own_times(tmp_path: Path) -> None:
    # Ten ticks a second: one second, a still of 2 s, four frames, a still of 3 s, then two seconds.
    ticks = [*range(10), *range(30, 34), *range(64, 84)]
    path = write_uneven_video(tmp_path / "call.mkv", ticks, fps=10)

    samples = play(open_video(path, interval_s=1, started_at=STARTED_AT))

    assert [(ticks[number] / 10, time_s) for number, time_s in samples] == [
        (0.0, 0.0),
        (3.0, 3.0),
        (6.4, 6.4),
        (7.0, 7.0),
        (8.0, 8.0),
    ]


def test_a_recording_trimmed_at_its_beginning_starts_at_zero_and_is_whole(tmp_path: Path) -> None:
    path = write_uneven_video(tmp_path / "trimmed.mkv", range(200, 230), fps=10)

    source = open_video(path, interval_s=1, started_at=STARTED_AT)
    samples = play(source)

    assert samples == [(0, 0.0), (10, 1.0), (20, 2.0)]
    assert source.ended_early is None


def test_a_recording_without_a_start_begins_at_its_files_modification_time(tmp_path: Path) -> None:
    path = write_video(tmp_path / "class.mp4", frames=5, fps=5)

    with closing(open_video(path, interval_s=1)) as source:
        frame = source.grab()

    assert frame is not None
    assert frame.taken_at == source.started_at
    assert frame.taken_at.timestamp() == pytest.approx(path.stat().st_mtime, abs=1e-5)


def test_a_cut_off_recording_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    path = write_video(tmp_path / "class.avi", frames=100, fps=10, codec="MJPG")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])

    source = open_video(path, interval_s=1, started_at=STARTED_AT)
    samples = play(source)

    assert 3 <= len(samples) <= 6
    assert [number for number, _ in samples] == [10 * step for step in range(len(samples))]
    assert source.ended_early is not None
    assert source.ended_early.startswith("pictures end at 0:0")
    assert "of 0:10: class.avi may be cut off" in source.ended_early


def test_a_damaged_stretch_does_not_end_the_recording(tmp_path: Path) -> None:
    path = write_video(tmp_path / "class.mp4", frames=100, fps=10)
    data = bytearray(path.read_bytes())
    third = data.index(b"moov") // 3
    data[third : 2 * third] = bytes(third)
    path.write_bytes(bytes(data))

    source = open_video(path, interval_s=1, started_at=STARTED_AT)
    samples = play(source)

    assert samples[-1] == (90, 9.0)
    assert source.ended_early is None


BROKEN = {
    "text": (b"this is a text, whatever its name\n" * 50, "is not a video"),
    "empty": (b"", r"is empty \(0 bytes\)"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_file_that_is_no_video_is_refused_in_one_line(tmp_path: Path, kind: str) -> None:
    content, told = BROKEN[kind]
    path = tmp_path / "class.mp4"
    path.write_bytes(content)

    with pytest.raises(CaptureError, match=told) as caught:
        open_video(path, interval_s=1)

    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_video_without_its_index_is_refused(tmp_path: Path) -> None:
    # An .mp4 has its index at the end: a recording that was killed lacks it.
    path = write_video(tmp_path / "class.mp4", frames=50, fps=10)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])

    with pytest.raises(CaptureError, match="is not a video, or is damaged"):
        open_video(path, interval_s=1)


def test_a_missing_video_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="does not exist"):
        open_video(tmp_path / "none.mp4", interval_s=1)


def test_a_folder_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="is a folder"):
        open_video(tmp_path, interval_s=1)


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no such files on this system")
def test_a_socket_is_no_video(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's name must be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("class.mp4")

        with pytest.raises(CaptureError, match="device or pipe"):
            open_video(tmp_path / "class.mp4", interval_s=1)


UNREADABLE = Path("/proc/self/mem")  # a file of which even root cannot read the first byte


@pytest.mark.skipif(not UNREADABLE.is_file(), reason="needs Linux's /proc")
def test_a_video_that_cannot_be_read_is_refused_with_the_reason() -> None:
    with pytest.raises(CaptureError, match=r"cannot be read \(.+\): check its access rights"):
        open_video(UNREADABLE, interval_s=1)


def test_opencv_and_ffmpeg_write_nothing_to_stderr(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_bytes(BROKEN["text"][0])
    cut = write_video(tmp_path / "cut.avi", frames=50, fps=10, codec="MJPG")
    cut.write_bytes(cut.read_bytes()[:-2000])
    program = (
        "import sys, pathlib\n"
        "from classroom.errors import CaptureError\n"
        "from classroom.vision.sources import open_video\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n"
        "        source = open_video(pathlib.Path(name), interval_s=1)\n"
        "        while source.grab(): pass\n"
        "    except CaptureError: pass\n"
    )

    # A process of its own, because FFmpeg's silence is decided at its first use.
    done = subprocess.run(
        [sys.executable, "-c", program, str(text), str(cut)], capture_output=True, text=True, check=True
    )

    assert done.stderr == ""
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("stamps", "times"),
    [
        pytest.param([0.0, 0.5, 1.0], [0.0, 0.5, 1.0], id="plain"),
        pytest.param([7.0, 7.5, 8.0], [0.0, 0.5, 1.0], id="starts late"),
        pytest.param([0.0, 0.0, 0.0], [0.0, 0.1, 0.2], id="no stamps"),
        pytest.param([0.0, float("nan"), float("nan")], [0.0, 0.1, 0.2], id="not numbers"),
        pytest.param([0.0, 5.0, 0.0, 0.5], [0.0, 5.0, 5.1, 5.6], id="joined recordings"),
    ],
)
def test_the_clock_only_goes_forward(stamps: list[float], times: list[float]) -> None:
    clock = VideoClock(fps=10)

    assert [clock.advance(stamp) for stamp in stamps] == pytest.approx(times)


@pytest.mark.parametrize("fps", [0.0, -1.0, 90_000.0, float("nan")])
def test_a_video_without_stamps_and_rate_is_refused(fps: float) -> None:
    clock = VideoClock(fps)
    clock.advance(0.0)

    with pytest.raises(CaptureError, match="neither time stamps nor a frame rate"):
        clock.advance(0.0)
