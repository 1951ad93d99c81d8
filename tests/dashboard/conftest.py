"""A dashboard over recorded classes; every test gets its own copy of the database."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from classroom.config import Settings, StorageSettings, load_settings, resource
from classroom.storage import Store, open_store
from tests.browser import chromium
from tests.dashboard.classes import NAMES, START, Script, new_session, play
from tests.dashboard.site import HOSTILE_NAMES, Site, build_site

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.dashboard.test_browser import Visit

STORAGE = StorageSettings(url="default", busy_timeout_s=5)


@pytest.fixture(scope="session")
def settings() -> Settings:
    """The shipped ones, less facing: the scripted classes have no head direction."""
    shipped = load_settings(resource("config.yaml"))
    engagement = shipped.engagement.model_copy(update={"profile": "expression-1"})
    return shipped.model_copy(update={"engagement": engagement})


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a database with five classes: mine, another teacher's, a demo, a hostile one, an empty one."""
    folder = tmp_path_factory.mktemp("recorded")
    with open_store(STORAGE, default_folder=folder) as store:
        play(
            store,
            Script(names=NAMES[:8], interval_s=10, owner="mira"),
            markers=[(12, "Exercise <b>starts</b>")],
        )
        day = timedelta(days=1)
        play(store, Script(course="Secrets", owner="paul", minutes=5, interval_s=20, started_at=START - day))
        play(store, Script(course="Demo", is_demo=True, minutes=5, interval_s=20, started_at=START - 2 * day))
        play(
            store,
            Script(
                course="<script>alert(1)</script>",
                names=HOSTILE_NAMES,
                minutes=20,
                interval_s=20,
                started_at=START - 3 * day,
            ),
        )
        empty = store.create_session(
            new_session(Script(course="Nothing", started_at=START - 4 * day)), agent="test:1:1"
        )
        store.finish_session(empty, START - 4 * day + timedelta(seconds=20))
    return folder


@pytest.fixture
def class_store(recorded: Path, tmp_path: Path) -> Iterator[Store]:
    folder = tmp_path / "data"
    shutil.copytree(recorded, folder)
    with open_store(STORAGE, default_folder=folder) as store:
        yield store


@pytest.fixture
def site(class_store: Store, settings: Settings) -> Site:
    """The dashboard with the teachers mira and paul and the administrator root."""
    return build_site(class_store, settings)


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    with chromium() as running:
        yield running


@pytest.fixture
def visit(browser: "Browser") -> "Iterator[Visit]":
    """A visitor on a laptop's screen."""
    from tests.dashboard.test_browser import Visit

    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light")
    yield Visit(context.new_page())
    context.close()
