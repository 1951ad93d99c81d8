"""Trying pictures and the camera in a real browser, with the real models behind it."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from classroom.cli.inspecting import PictureInspector
from classroom.config import Settings
from classroom.storage import Store
from classroom.synthetic import draw_gallery, load_portraits
from dashboard.security import MAX_BODY
from tests.browser import chromium
from tests.dashboard.site import build_site
from tests.dashboard.test_browser import Visit, serving
from tests.dashboard.test_try_it import BAD
from tests.synthetic.scenes import make_scene

pytestmark = pytest.mark.browser

PEOPLE = 4
# How many of the overlay's points are not clear inside a box given in shares of the picture, 0-1.
DRAWN = """(box) => {
  const canvas = document.querySelector("#try-stage canvas"), pen = canvas.getContext("2d");
  const [left, top, width, height] = [box[0] * canvas.width, box[1] * canvas.height, box[2] * canvas.width,
    box[3] * canvas.height].map(Math.round);
  return pen.getImageData(left, top, width, height).data.filter((value, at) => at % 4 === 3 && value > 0).length;
}"""


@pytest.fixture(scope="module")
def camera(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film of two people for the browser's pretended camera."""
    face = [cv2.resize(portrait.image[:, :, :3], (300, 360)) for portrait in load_portraits()]
    frame = np.full((480, 640, 3), 70, np.uint8)
    frame[60:420, 10:310], frame[60:420, 330:630] = face[0], face[1]
    film = tmp_path_factory.mktemp("camera") / "film.mjpeg"
    film.write_bytes(b"".join(cv2.imencode(".jpg", np.roll(frame, n, axis=1))[1].tobytes() for n in range(5)))
    return film


@pytest.fixture(scope="module")
def browser(camera: Path) -> Iterator[Browser]:
    fake = ("--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={camera}")
    with chromium(arguments=fake) as running:
        yield running


@pytest.fixture(scope="module")
def inspector(settings: Settings) -> PictureInspector:
    return PictureInspector(settings)


@pytest.fixture
def trying(
    browser: Browser, class_store: Store, settings: Settings, inspector: PictureInspector
) -> Iterator[tuple[Visit, str]]:
    """The page "Try it", open, and the dashboard's address."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, permissions=["camera"])
    with serving(build_site(class_store, settings, inspector=inspector)) as address:
        visit = Visit(context.new_page())
        visit.log_in(address, "/try")
        expect(visit.page.locator("#try-root input[type=file]")).to_be_attached()
        yield visit, address
        context.close()


def give(page: Page, data: bytes, kind: str = "image/png") -> None:
    page.set_input_files("#try-root input[type=file]", {"name": "picture", "mimeType": kind, "buffer": data})


def draw_class() -> bytes:
    return cv2.imencode(".png", draw_gallery(make_scene(PEOPLE)).image)[1].tobytes()


def test_an_uploaded_gallery_is_shown_with_boxes_names_and_probabilities(trying: tuple[Visit, str]) -> None:
    visit, _ = trying
    page = visit.page
    truth = draw_gallery(make_scene(PEOPLE)).truth[0].box

    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose a picture").press("Enter")
    chooser.value.set_files({"name": "class.png", "mimeType": "image/png", "buffer": draw_class()})

    expect(page.locator(".try-row")).to_have_count(PEOPLE)
    expect(page.get_by_role("status")).to_contain_text(
        f"{PEOPLE} participants on the gallery. {PEOPLE} faces found, all read."
    )
    expect(page.get_by_role("button", name="Amara Diallo")).to_have_attribute("aria-expanded", "true")
    table = page.get_by_role("table", name="Expressions of Amara Diallo")
    expect(table.get_by_role("row")).to_have_count(1 + 7)
    shares = table.locator(".try-share").all_inner_texts()
    assert sum(int(share.split()[0]) for share in shares) == pytest.approx(100, abs=4)
    assert page.evaluate(DRAWN, [truth.left / 1280, truth.top / 720, truth.width / 1280, truth.height / 720]) > 100

    page.get_by_role("button", name="Ben Carter").press("Enter")
    expect(page.get_by_role("table", name="Expressions of Ben Carter")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(1)
    assert visit.width() == 1280
    assert visit.problems == []


@pytest.mark.parametrize("what", ["a text", "100 megapixels", "a cut JPEG"])
def test_a_bad_picture_is_explained_and_the_page_stays_usable(trying: tuple[Visit, str], what: str) -> None:
    visit, _ = trying
    page = visit.page
    give(page, draw_class())
    expect(page.locator(".try-row")).to_have_count(PEOPLE)

    give(page, BAD[what][0])

    expect(page.locator("#try-problem")).to_contain_text(BAD[what][2])
    expect(page.locator(".try-row")).to_have_count(0)
    expect(page.get_by_text("Drop a picture here")).to_be_visible()
    give(page, draw_class())
    expect(page.locator(".try-row")).to_have_count(PEOPLE)
    expect(page.locator("#try-problem")).to_be_hidden()


def test_a_file_of_another_kind_is_not_even_sent(trying: tuple[Visit, str]) -> None:
    visit, _ = trying
    page = visit.page
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))

    give(page, b"%PDF-1.7", "application/pdf")

    expect(page.locator("#try-problem")).to_contain_text("no PNG, JPEG or WebP")
    assert sent == []


def test_a_file_above_the_limit_is_sent_smaller(trying: tuple[Visit, str]) -> None:
    visit, _ = trying
    page = visit.page
    drawing = draw_gallery(make_scene(PEOPLE)).image
    noise = np.random.default_rng(1).integers(0, 5, (1440, 2560, 3), np.uint8)
    large = cv2.imencode(".png", cv2.add(cv2.resize(drawing, (2560, 1440)), noise))[1].tobytes()
    assert len(large) > MAX_BODY

    with page.expect_request("**/try/inspect**") as request:
        give(page, large)

    assert request.value.headers["content-type"] == "image/jpeg"
    expect(page.locator(".try-row")).to_have_count(PEOPLE)
    assert visit.problems == []


def test_the_camera_is_read_live_and_goes_off_when_it_is_stopped_or_left(trying: tuple[Visit, str]) -> None:
    visit, _ = trying
    page = visit.page
    tracks = "window.classroomTry.desk.stream.getTracks()"

    page.get_by_role("button", name="Use the camera").click()
    expect(page.locator(".try-row")).to_have_count(2)
    expect(page.locator("#try-rate")).to_contain_text("pictures a second")
    page.evaluate(f"window.first = {tracks}")
    page.get_by_role("button", name="Stop the camera").click()
    expect(page.get_by_role("status")).to_have_text("The camera is off.")
    assert page.evaluate("window.first.map((track) => track.readyState)") == ["ended"]
    expect(page.locator("video")).to_be_hidden()

    page.get_by_role("button", name="Use the camera").click()
    expect(page.locator(".try-row")).to_have_count(2)
    page.evaluate(f"window.second = {tracks}")
    page.get_by_role("link", name="Sessions", exact=True).click()
    expect(page.get_by_role("heading", name="Physics 101")).to_be_visible()
    assert page.evaluate("window.second.map((track) => track.readyState)") == ["ended"]
    assert visit.problems == []


def test_a_camera_that_may_not_be_used_is_explained(trying: tuple[Visit, str]) -> None:
    visit, address = trying
    page = visit.page
    page.context.clear_permissions()

    page.get_by_role("button", name="Use the camera").click()

    expect(page.locator("#try-problem")).to_contain_text("The browser may not use the camera")
    expect(page.get_by_role("button", name="Use the camera")).to_be_enabled()
    assert visit.problems == []
    assert page.url == f"{address}/try"
