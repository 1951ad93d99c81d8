"""Large answers name students: they wait for their reader in memory, never in a temporary file."""

from http.client import HTTPConnection

import pytest

from classroom.config import Settings
from classroom.storage import Store
from tests.dashboard.classes import NAMES, Script, play
from tests.dashboard.site import build_site
from tests.dashboard.test_server import visit
from tests.dashboard.test_try_it import Watch, log_in_by_http

COURSE = "Long course"
MEGABYTE = 1024**2  # from which waitress as it comes writes an answer to a file


@pytest.fixture(scope="module")
def watch() -> Watch:
    return Watch()


def fetch(host: str, port: int, path: str, headers: dict[str, str]) -> bytes:
    connection = HTTPConnection(host, port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    assert answer.status == 200, content[:200]
    return content


def test_a_download_of_megabytes_is_written_nowhere(class_store: Store, settings: Settings, watch: Watch) -> None:
    play(class_store, Script(course=COURSE, names=NAMES, minutes=20, interval_s=1.5, owner="mira"))
    site = build_site(class_store, settings)
    session = site.session(COURSE).id
    paths = (f"/download/{session}/observations.csv", "/reports/course.zip?course=Long%20course&kind=csv")

    def download(host: str, port: int) -> tuple[list[int], list[str]]:
        headers = log_in_by_http(host, port)
        with watch.watching() as written:
            sizes = [len(fetch(host, port, path, headers)) for path in paths]
        return sizes, list(written)

    sizes, written = visit(site, settings, download)

    assert max(sizes) > MEGABYTE
    assert written == []
