"""The page "Try it" and the address behind it: who may ask, what each bad picture is told, and that nothing is kept."""

import io
import logging
import re
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from flask.testing import FlaskClient
from PIL import Image as Pictures
from werkzeug.test import TestResponse

from classroom.cli.inspecting import PictureInspector
from classroom.config import Settings
from classroom.domain import Box, FaceQuality, FrameStatus, HeadPose, Image, ParticipantState
from classroom.errors import (
    AnalysisError,
    BusyError,
    CaptureError,
    ClassroomError,
    ModelError,
    NoPictureError,
    PictureSizeError,
)
from classroom.storage import Store
from classroom.synthetic import draw_gallery, load_portraits
from dashboard.inspecting import InspectedFace, InspectedTile, Inspection, InspectMode, Inspector, Unread
from dashboard.security import CSRF_COOKIE, CSRF_HEADER, MAX_BODY
from tests.dashboard.site import HOSTILE_NAMES, PASSWORD, Site, build_site, call
from tests.dashboard.test_server import visit
from tests.synthetic.scenes import make_scene

SEEN = Inspection(
    InspectMode.GALLERY,
    640,
    360,
    FrameStatus.GALLERY,
    tuple(
        InspectedTile(Box(0, 10 * n, 300, 9), ParticipantState.VISIBLE, name, 0 if n == 0 else None, n)
        for n, name in enumerate(HOSTILE_NAMES)
    ),
    (
        InspectedFace(
            Box(1, 2, 30, 40), 0.91234, FaceQuality(40, 55.55, 100.0), (0.1,) * 6 + (0.4,), HeadPose(1.26, -2, 3), 0.2,
            None,
        ),
        InspectedFace(Box(5, 6, 7, 8), 0.5, None, None, None, None, Unread.TOO_SMALL),
    ),
    {"decode": 1.234, "total": 5.678},
)  # fmt: skip


class Answering:
    """An inspector that gives one answer and remembers what it was asked."""

    def __init__(self, answer: Inspection | ClassroomError = SEEN, *, expressions: bool = True) -> None:
        self.answer = answer
        self.expressions = expressions
        self.asked: list[tuple[int, InspectMode, str]] = []

    def reads_expressions(self, user: str) -> bool:
        return self.expressions

    def inspect(self, picture: bytes, mode: InspectMode, user: str) -> Inspection:
        self.asked.append((len(picture), mode, user))
        if isinstance(self.answer, ClassroomError):
            raise self.answer
        return self.answer


@pytest.fixture(scope="module")
def real(settings: Settings) -> Inspector:
    return PictureInspector(settings)


def browser(store: Store, settings: Settings, inspector: Inspector | None) -> FlaskClient:
    return build_site(store, settings, inspector=inspector).logged_in()


def post(client: FlaskClient, data: bytes, kind: str = "image/png", mode: str = "faces", **more: Any) -> TestResponse:
    token = client.get_cookie(CSRF_COOKIE)
    headers = {CSRF_HEADER: token.value if token else ""}
    return client.post(f"/try/inspect?mode={mode}", data=data, content_type=kind, headers=headers, **more)


# ---------------------------------------------------------------- who may ask, and how
def test_only_who_is_logged_in_may_ask(class_store: Store, settings: Settings) -> None:
    inspector = Answering()
    stranger = build_site(class_store, settings, inspector=inspector).browser()

    answer = post(stranger, b"picture")

    assert (answer.status_code, inspector.asked) == (401, [])


def test_another_site_cannot_ask(class_store: Store, settings: Settings) -> None:
    inspector = Answering()
    client = browser(class_store, settings, inspector)

    answer = client.post("/try/inspect", data=b"picture", content_type="image/png")

    assert (answer.status_code, inspector.asked) == (403, [])


def test_the_answer_says_all_that_was_seen_and_shows_names_harmlessly(class_store: Store, settings: Settings) -> None:
    inspector = Answering()

    answer = post(browser(class_store, settings, inspector), b"picture", mode="gallery")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    seen = answer.get_json()
    assert inspector.asked == [(7, InspectMode.GALLERY, "mira")]
    assert (seen["mode"], seen["width"], seen["height"], seen["status"]) == ("gallery", 640, 360, "gallery")
    assert seen["timings_ms"] == {"decode": 1.2, "total": 5.7}
    assert seen["faces"][0] == {
        "box": [1, 2, 30, 40],
        "score": 0.912,
        "probabilities": [0.1] * 6 + [0.4],
        "head_pose": [1.3, -2, 3],
        "eyes_closed": 0.2,
        "height_px": 40,
        "sharpness": 55.5,
        "unread": None,
    }
    assert (seen["faces"][1]["unread"], seen["faces"][1]["probabilities"]) == ("too_small", None)
    names = [tile["name"] for tile in seen["tiles"]]
    assert len(names) == len(HOSTILE_NAMES)
    assert all(len(name) <= 60 and "\x00" not in name and "\u202e" not in name for name in names)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (BusyError("busy: try\nagain"), 503),
        (NoPictureError("no picture"), 415),
        (PictureSizeError("too large"), 413),
        (CaptureError("damaged"), 422),
        (AnalysisError("odd"), 422),
        (ModelError("no model"), 500),
    ],
)
def test_each_failure_is_one_line_with_its_status(
    class_store: Store, settings: Settings, error: ClassroomError, status: int
) -> None:
    answer = post(browser(class_store, settings, Answering(error)), b"picture")

    assert (answer.status_code, answer.get_json()) == (status, {"error": " ".join(str(error).split())})
    assert ("Retry-After" in answer.headers) == (status == 503)


@pytest.mark.parametrize(
    ("kind", "mode", "size", "status", "words"),
    [
        ("text/html", "faces", 10, 415, "no PNG, JPEG or WebP"),
        ("image/svg+xml", "faces", 10, 415, "no PNG, JPEG or WebP"),
        ("multipart/form-data; boundary=x", "faces", 10, 415, "no PNG, JPEG or WebP"),
        ("image/png", "mood", 10, 400, "mode is unknown: use one of gallery, faces"),
        ("image/png", "faces", MAX_BODY + 1, 413, "more than 4 MB"),
    ],
)
def test_what_is_asked_wrongly_is_refused_before_it_is_looked_at(
    class_store: Store, settings: Settings, kind: str, mode: str, size: int, status: int, words: str
) -> None:
    inspector = Answering()

    answer = post(browser(class_store, settings, inspector), b"x" * size, kind, mode)

    assert answer.status_code == status
    assert words in answer.get_json()["error"]
    assert inspector.asked == []


def test_a_dashboard_without_an_inspector_says_what_to_run(class_store: Store, settings: Settings) -> None:
    client = browser(class_store, settings, None)

    answer = post(client, b"picture")

    assert answer.status_code == 501
    assert "classroom inspect FILE" in answer.get_json()["error"]


# ---------------------------------------------------------------- bad pictures, through the real decoder
def encode(suffix: str, image: Any, *options: int) -> bytes:
    return cv2.imencode(suffix, image, options)[1].tobytes()


def scene(width: int = 320, height: int = 200) -> Image:
    rows, columns = np.mgrid[0:height, 0:width]
    return np.stack([rows, columns // 2, 255 - rows], axis=2).astype(np.uint8)


def portrait() -> Image:
    return np.ascontiguousarray(load_portraits()[0].image[:, :, :3])


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, packed: bytes, *extra: bytes, bits: int = 1) -> bytes:
    """A grey PNG of that size whose pixels are what `packed` unpacks to."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def zeros(count: int) -> bytes:
    return zlib.compress(bytes(count), 9)


def moving(form: str) -> bytes:
    out = io.BytesIO()
    first, second = Pictures.fromarray(scene()), Pictures.fromarray(scene()[::-1])
    first.save(out, form, save_all=True, append_images=[second], duration=100)
    return out.getvalue()


def many_scans() -> bytes:
    """A JPEG that is unpacked over and over: its last scan is repeated."""
    data = encode(".jpg", scene(64, 64), cv2.IMWRITE_JPEG_PROGRESSIVE, 1)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * 200 + data[-2:]


BAD: dict[str, tuple[bytes, int, str]] = {
    "nothing": (b"", 415, "is empty"),
    "a text": (b"<!doctype html><title>no picture</title>", 415, "no PNG, JPEG or WebP"),
    "a gif": (b"GIF89a" + bytes(100), 415, "no PNG, JPEG or WebP"),
    "a bmp": (encode(".bmp", scene()), 415, "no PNG, JPEG or WebP"),
    "a cut PNG": (encode(".png", scene())[:-500], 422, "damaged or cut off"),
    "a cut JPEG": (encode(".jpg", scene())[:-500], 422, "damaged or cut off"),
    "a cut WebP": (encode(".webp", scene())[:-50], 422, "damaged or cut off"),
    "a mere signature": (b"\x89PNG\r\n\x1a\n", 422, "damaged or cut off"),
    "100 megapixels": (png(10_000, 10_000, zeros(10_000 * 1251)), 413, "too large (10000x10000)"),
    "100 megapixels of lies": (png(10_000, 10_000, zeros(10)), 413, "too large (10000x10000)"),
    "a very long picture": (png(20_000, 20, zeros(20 * 2501)), 413, "12000 pixels a side"),
    "no pixels": (png(0, 20, zeros(20)), 422, "damaged"),
    "an animated PNG": (moving("PNG"), 415, "is animated"),
    "an animated WebP": (moving("WEBP"), 415, "is animated"),
    "a JPEG of 200 scans": (many_scans(), 422, "takes too long"),
}


@pytest.mark.parametrize("what", BAD)
def test_each_bad_picture_is_told_apart(class_store: Store, settings: Settings, real: Inspector, what: str) -> None:
    data, status, words = BAD[what]

    answer = post(browser(class_store, settings, real), data)

    assert answer.status_code == status
    line = answer.get_json()["error"]
    assert words in line
    assert "\n" not in line
    assert len(line) < 200


def cmyk() -> bytes:
    out = io.BytesIO()
    Pictures.fromarray(portrait()[:, :, ::-1]).convert("CMYK").save(out, "JPEG", quality=90)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        pytest.param(encode(".jpg", portrait()), "image/jpeg", id="JPEG"),
        pytest.param(encode(".webp", portrait()), "image/webp", id="WebP"),
        pytest.param(encode(".png", portrait().astype(np.uint16) * 257), "image/png", id="16 bits"),
        pytest.param(encode(".png", np.dstack([portrait(), portrait()[:, :, 0] | 255])), "image/png", id="see-through"),
        pytest.param(encode(".png", cv2.cvtColor(portrait(), cv2.COLOR_BGR2GRAY)), "image/png", id="grey"),
        pytest.param(cmyk(), "image/jpeg", id="CMYK"),
        pytest.param(encode(".png", portrait()), "image/jpeg", id="called otherwise"),
    ],
)
def test_unusual_but_good_pictures_are_read(
    class_store: Store, settings: Settings, real: Inspector, data: bytes, kind: str
) -> None:
    answer = post(browser(class_store, settings, real), data, kind)

    assert answer.status_code == 200
    faces = answer.get_json()["faces"]
    assert len(faces) == 1
    assert len(faces[0]["probabilities"]) == 7


def peak_mb() -> float:
    """The most memory this process has used since it was reset."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return int(found.group(1)) / 1024


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of memory is read from /proc")
@pytest.mark.parametrize(
    "bomb",
    [
        pytest.param(BAD["100 megapixels"][0], id="too many pixels"),
        pytest.param(png(100, 100, zeros(500_000_000), bits=8), id="more pixels than the header says"),
        pytest.param(png(100, 100, zeros(10_100), chunk(b"zTXt", b"k\0\0" + zeros(500_000_000)), bits=8), id="a text"),
        pytest.param(png(100, 100, zeros(10_100), chunk(b"iCCP", b"k\0\0" + zeros(500_000_000)), bits=8), id="colours"),
    ],
)
def test_a_picture_that_unpacks_to_very_much_takes_no_memory(
    class_store: Store, settings: Settings, real: Inspector, bomb: bytes
) -> None:
    client = browser(class_store, settings, real)
    post(client, encode(".png", scene()))  # loads the models
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = peak_mb()

    post(client, bomb)

    assert peak_mb() - before < 100


# ---------------------------------------------------------------- nothing is kept
class Watch:
    """Every file that Python opens for writing, and every temporary one, while it is on."""

    def __init__(self) -> None:
        self.on = False
        self.written: list[str] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event.startswith("tempfile.") or (event == "open" and self._is_writing(arguments)):
            self.written.append(f"{event} {arguments[0]!r}")

    @staticmethod
    def _is_writing(arguments: tuple[Any, ...]) -> bool:
        _, mode, flags = arguments
        return bool(set(mode or "") & set("wax+")) or bool((flags or 0) & 3)

    @contextmanager
    def watching(self) -> Iterator[list[str]]:
        self.written.clear()
        self.on = True
        try:
            yield self.written
        finally:
            self.on = False


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


def draw_call() -> bytes:
    return encode(".png", draw_gallery(make_scene(2, width=640, height=360)).image)


def large_picture() -> bytes:
    """More than 1 MB, which servers commonly put aside in a temporary file."""
    noise = np.random.default_rng(1).integers(0, 256, (600, 800, 3), np.uint8)
    noise[:400, :400] = cv2.resize(portrait(), (400, 400))
    data = encode(".png", noise)
    assert len(data) > 1024**2
    return data


def test_the_watch_sees_what_is_written(watch: Watch, tmp_path: Path) -> None:
    with watch.watching() as written:
        (tmp_path / "picture").write_bytes(b"picture")
        with tempfile.TemporaryFile():
            pass

    assert any("picture" in one for one in written)
    assert any("tmp" in one for one in written[1:])


def test_a_large_picture_is_written_nowhere(
    class_store: Store, settings: Settings, real: Inspector, watch: Watch, caplog: pytest.LogCaptureFixture
) -> None:
    site = build_site(class_store, settings, inspector=real)
    picture = large_picture()

    def send(host: str, port: int) -> tuple[int, list[str]]:
        headers = log_in_by_http(host, port)
        exchange(host, port, "/try/inspect?mode=gallery", draw_call(), headers)  # loads what is loaded once
        with watch.watching() as written:
            statuses = {exchange(host, port, f"/try/inspect?mode={m}", picture, headers) for m in InspectMode}
            exchange(host, port, "/try/inspect?mode=faces", picture[:-9], headers)
            chunked = headers | {"Transfer-Encoding": "chunked"}
            statuses.add(exchange(host, port, "/try/inspect?mode=faces", picture, chunked))
        return max(statuses), list(written)

    with caplog.at_level(logging.DEBUG):
        assert visit(site, settings, send) == (200, [])
    assert all(len(record.getMessage()) < 400 for record in caplog.records)


def test_a_form_with_a_file_is_not_put_aside_either(class_store: Store, settings: Settings, watch: Watch) -> None:
    client = browser(class_store, settings, Answering())
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="picture.png"\r\n\r\n'
    form = io.BytesIO(head + large_picture() + b"\r\n--x--\r\n")
    kind = "multipart/form-data; boundary=x"

    with watch.watching() as written:
        answer = client.post("/try/inspect", input_stream=form, content_length=len(form.getvalue()), content_type=kind)

    assert answer.status_code == 403
    assert written == []


def log_in_by_http(host: str, port: int) -> dict[str, str]:
    """The headers of a browser that has logged in."""
    connection = HTTPConnection(host, port, timeout=60)
    connection.request("GET", "/login")
    page = connection.getresponse()
    cookies = [value.split(";")[0] for value in page.headers.get_all("Set-Cookie") or []]
    token = re.search(r'name="csrf" value="([^"]+)"', page.read().decode())
    assert token
    body = f"username=mira&password={PASSWORD.replace(' ', '+')}&csrf={token.group(1)}"
    form = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": "; ".join(cookies)}
    connection.request("POST", "/login", body, form)
    entered = connection.getresponse()
    entered.read()
    connection.close()
    given = dict(value.split(";")[0].split("=", 1) for value in entered.headers.get_all("Set-Cookie") or [])
    cookie = "; ".join(f"{name}={value}" for name, value in given.items())
    return {"Cookie": cookie, CSRF_HEADER: given[CSRF_COOKIE], "Content-Type": "image/png"}


def exchange(host: str, port: int, path: str, body: bytes, headers: dict[str, str]) -> int:
    connection = HTTPConnection(host, port, timeout=60)
    parts = [body[at : at + 65_536] for at in range(0, len(body), 65_536)] if "Transfer-Encoding" in headers else body
    connection.request("POST", path, parts, headers, encode_chunked="Transfer-Encoding" in headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


# ---------------------------------------------------------------- the page
def page_text(site: Site) -> str:
    client = site.logged_in()
    client.get("/try")
    return call(client, site, "page.children", {"address.pathname": "/try"}).text


def test_the_page_offers_a_picture_and_the_camera(class_store: Store, settings: Settings) -> None:
    text = page_text(build_site(class_store, settings, inspector=Answering()))

    assert "Choose a picture" in text
    assert "Use the camera" in text
    assert "cannot know what somebody feels" in text


def test_with_expressions_off_the_page_says_so(class_store: Store, settings: Settings) -> None:
    text = page_text(build_site(class_store, settings, inspector=Answering(expressions=False)))

    assert "The reading of expressions is switched off" in text


def test_without_an_inspector_the_page_says_what_to_run(class_store: Store, settings: Settings) -> None:
    text = page_text(build_site(class_store, settings))

    assert "classroom inspect FILE" in text
    assert "Choose a picture" not in text


def test_only_this_site_may_use_the_camera_and_show_pictures_of_the_browser(site: Site) -> None:
    headers = site.logged_in().get("/try").headers

    assert "camera=(self)" in headers["Permissions-Policy"]
    assert "img-src 'self' data: blob:" in headers["Content-Security-Policy"]
    assert "connect-src 'self'" in headers["Content-Security-Policy"]
