"""The page "Start class": what can be recorded, what is, and who may do what."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.test import TestResponse

from classroom.config import Settings
from classroom.control import AgentState, Phase
from classroom.domain import Session
from classroom.privacy.law import class_notice
from classroom.storage import Store
from dashboard import ids
from dashboard.app import show
from dashboard.components import law_question
from dashboard.pages import start
from dashboard.pages.start import Ids
from dashboard.texts import start as texts
from tests.dashboard.launchers import HOSTILE, STATE, ScriptedLauncher
from tests.dashboard.site import Site, build_site, call
from tests.dashboard.test_browser import Visit, serving

FORM = {
    f"{Ids.COURSE}.value": "Physics 101",
    f"{Ids.TARGET}.value": "window:7",
    f"{Ids.CAMERA}.value": 0,
    f"{Ids.INTERVAL}.value": 2,
    f"{Ids.CONSENT}.checked": True,
    f"{law_question.PLACE}.value": "elsewhere",
}


@pytest.fixture
def launcher() -> ScriptedLauncher:
    return ScriptedLauncher()


@pytest.fixture
def started(class_store: Store, settings: Settings, launcher: ScriptedLauncher) -> Site:
    return build_site(class_store, settings, launcher=launcher)


def begin(site: Site, name: str = "mira", **changed: Any) -> TestResponse:
    form = {**FORM, **changed}
    return call(site.logged_in(name), site, f"{Ids.PROBLEM}.children", {f"{Ids.BEGIN}.n_clicks": 1}, form)


def test_nothing_is_recorded_before_somebody_says_where_the_class_takes_place(
    started: Site, launcher: ScriptedLauncher
) -> None:
    for wrong in (None, "mars", ["eu"], 7):
        assert "Say where the class takes place" in problem(begin(started, **{f"{law_question.PLACE}.value": wrong}))
    assert (started.store.policies(), launcher.requests) == ((), [])

    begin(started, **{f"{law_question.PLACE}.value": "eu"})
    launcher.agent = None
    begin(started, **{f"{law_question.PLACE}.value": None})  # it is not asked again

    assert [(one.reads_expressions, one.owner) for one in started.store.policies()] == [(False, "mira")]
    assert len(launcher.requests) == 2


def press(site: Site, button: str, name: str = "mira") -> TestResponse:
    key = f"{button}.n_clicks"
    return call(site.logged_in(name), site, f"{Ids.ORDERED}.data", {key: 1}, changed=key)


def refresh(site: Site, name: str = "mira", shown: str | None = None) -> TestResponse:
    state = {f"{Ids.SHOWN}.data": shown}
    return call(site.logged_in(name), site, f"{Ids.RUN}.hidden", {f"{Ids.TICKS}.n_intervals": 1}, state)


def problem(answer: TestResponse) -> str:
    """The sentence beside the start button."""
    assert answer.status_code == 200
    return str(answer.get_json()["response"][Ids.PROBLEM]["children"])


def alert(answer: TestResponse) -> str:
    """The sentence at the top of the page."""
    assert answer.status_code == 200
    return str(answer.get_json()["sideUpdate"][f"{ids.PROBLEM}"]["children"])


def test_a_class_is_started_with_what_was_chosen(started: Site, launcher: ScriptedLauncher) -> None:
    answer = begin(started)

    assert answer.status_code == 200
    (request,) = launcher.requests
    assert (request.course, request.target, request.interval_s) == ("Physics 101", "window:7", 2)
    assert launcher.agent is not None
    assert launcher.agent.owner == "mira"


def test_a_camera_is_named_by_its_number(started: Site, launcher: ScriptedLauncher) -> None:
    begin(started, **{f"{Ids.TARGET}.value": "webcam", f"{Ids.CAMERA}.value": 2})

    assert launcher.requests[0].target == "webcam:2"


def test_a_second_start_is_refused_beside_the_button(started: Site, launcher: ScriptedLauncher) -> None:
    launcher.agent = STATE

    assert problem(begin(started)).startswith('"Physics 101" is being recorded')
    assert launcher.requests == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({f"{Ids.COURSE}.value": "  "}, texts.NEEDS_COURSE),
        ({f"{Ids.COURSE}.value": None}, texts.NEEDS_COURSE),
        ({f"{Ids.COURSE}.value": {"a": ["b"]}}, texts.NEEDS_COURSE),
        ({f"{Ids.TARGET}.value": None}, texts.NEEDS_TARGET),
        ({f"{Ids.TARGET}.value": 7}, texts.NEEDS_TARGET),
        ({f"{Ids.CONSENT}.checked": False}, texts.NEEDS_CONSENT),
        ({f"{Ids.INTERVAL}.value": "often"}, texts.INTERVAL),
        ({f"{Ids.INTERVAL}.value": [3]}, texts.INTERVAL),
    ],
)
def test_what_is_missing_is_said_beside_the_button(
    started: Site, launcher: ScriptedLauncher, changed: dict[str, Any], told: str
) -> None:
    assert problem(begin(started, **changed)).startswith(told)
    assert launcher.requests == []


def test_a_running_class_is_paused_resumed_and_stopped(started: Site, launcher: ScriptedLauncher) -> None:
    launcher.agent = STATE
    phases = []
    for button in (Ids.PAUSE, Ids.RESUME, Ids.YES):
        assert press(started, button).status_code == 200
        phases.append(launcher.agent.phase)

    assert phases == [Phase.PAUSED, Phase.RECORDING, Phase.ENDED]


def test_what_does_not_run_cannot_be_stopped(started: Site) -> None:
    assert "no class of yours" in alert(press(started, Ids.YES))


def test_a_class_of_another_account_is_neither_shown_nor_stopped(started: Site, launcher: ScriptedLauncher) -> None:
    launcher.agent = replace(STATE, course="Secret course")

    answer = refresh(started, "paul").get_json()["response"]

    assert "Secret" not in str(answer)
    assert (answer[Ids.RUN]["hidden"], answer[Ids.OF_ANOTHER]["hidden"], answer[Ids.FORM]["hidden"]) == (
        True,
        False,
        True,
    )
    assert "no class of yours" in alert(press(started, Ids.YES, "paul"))
    assert launcher.agent.phase is Phase.RECORDING
    assert refresh(started, "root").get_json()["response"][Ids.RUN]["hidden"] is False


@pytest.mark.parametrize(
    ("phase", "buttons"),
    [
        (Phase.STARTING, {Ids.STOP}),
        (Phase.RECORDING, {Ids.PAUSE, Ids.STOP}),
        (Phase.PAUSED, {Ids.RESUME, Ids.STOP}),
        (Phase.STOPPING, set()),
        (Phase.ENDED, set()),
        (Phase.FAILED, set()),
    ],
)
def test_each_phase_has_its_buttons(started: Site, launcher: ScriptedLauncher, phase: Phase, buttons: set[str]) -> None:
    launcher.agent = replace(STATE, phase=phase)

    answer = refresh(started).get_json()["response"]

    assert {one for one in (Ids.PAUSE, Ids.RESUME, Ids.STOP) if not answer[one]["hidden"]} == buttons
    assert answer[Ids.FORM]["hidden"] is not phase.is_over
    assert texts.PHASES[phase] in str(answer[Ids.RUN_HEAD])


def test_an_unchanged_agent_is_not_drawn_again(started: Site, launcher: ScriptedLauncher) -> None:
    launcher.agent = STATE
    shown = refresh(started).get_json()["response"][Ids.SHOWN]["data"]

    assert refresh(started, shown=shown).status_code == 204
    launcher.agent = replace(STATE, phase=Phase.PAUSED)
    assert refresh(started, shown=shown).status_code == 200


@pytest.mark.parametrize(
    "state",
    [
        replace(STATE, phase=Phase.FAILED, session=None, last=None, source=None, time_zone=None, error="no display"),
        replace(STATE, course=HOSTILE * 500, source="\u202e" * 100, error="x" * 10_000, time_zone="Mars/Base"),
        replace(STATE, phase=Phase.PAUSED, last=None, interval_s=None, notes=()),
    ],
)
def test_any_state_can_be_drawn(started: Site, launcher: ScriptedLauncher, state: AgentState) -> None:
    launcher.agent = state

    assert len(refresh(started).get_data(as_text=True)) < 12_000


@pytest.mark.parametrize(("phase", "path"), [(Phase.RECORDING, "/live/"), (Phase.ENDED, "/session/")])
def test_the_way_on_leads_to_the_live_page_while_the_class_runs(
    started: Site, launcher: ScriptedLauncher, phase: Phase, path: str
) -> None:
    launcher.agent = replace(STATE, phase=phase)

    assert f"{path}{STATE.session}" in str(refresh(started).get_json()["response"][Ids.RUN_BODY])


def test_the_notices_are_those_of_the_documentation() -> None:
    page = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text(encoding="utf-8")

    quoted = ["".join(part) for part in re.findall(r"^> .*(?:\n> .*)*", page, re.MULTILINE)]
    written = [" ".join(one.replace("> ", "").split()) for one in quoted]
    assert written == [
        texts.NOTICE,
        class_notice(reads_expressions=True, retention_days=None, to_server=True),
    ]


def test_a_pause_shows_no_engagement(started: Site, launcher: ScriptedLauncher) -> None:
    assert STATE.last is not None
    launcher.agent = replace(STATE, phase=Phase.PAUSED, last=replace(STATE.last, engagement=None))

    body = str(refresh(started).get_json()["response"][Ids.RUN_BODY])

    assert "71" not in body


def look(site: Site, launcher: ScriptedLauncher) -> dict[str, Any]:
    key = f"{Ids.LOOK}.n_clicks"
    answer = call(site.logged_in(), site, f"{Ids.TARGETS}.children", {key: 1}, changed=key)
    assert answer.status_code == 200
    response: dict[str, Any] = answer.get_json()["response"]
    return response


def test_what_could_be_recorded_is_drawn_as_outlines_with_the_best_one_chosen(
    started: Site, launcher: ScriptedLauncher
) -> None:
    found = look(started, launcher)

    drawn = str(found[Ids.TARGETS]["children"])
    assert launcher.looks == 1
    assert "2 tiles, 1 face, 20 % covered" in drawn
    assert "'width': '50.00%'" in drawn
    assert "data:image" not in drawn
    assert len(drawn) < 20_000
    assert found[Ids.OFFERED]["data"] == {"keys": ["webcam", "window:7", "monitor:1"], "best": "window:7"}


def test_what_stands_in_the_way_of_looking_is_told(started: Site, launcher: ScriptedLauncher) -> None:
    launcher.look_found = replace(launcher.look_found, problem="no display: log in with Xorg", targets=())
    key = f"{Ids.LOOK_TICKS}.n_intervals"

    answer = call(started.logged_in(), started, f"{Ids.TARGETS}.children", {key: 3}, changed=key)

    assert "no display: log in with Xorg" in str(answer.get_json()["response"][Ids.LOOK_STATUS])


def test_courses_are_offered_newest_first_without_doubles_demos_or_impossible_ones() -> None:
    def taught(course: str, *, is_demo: bool = False) -> Session:
        return replace(SESSION, course=course, is_demo=is_demo)

    sessions = (taught("B"), taught("A"), taught("B"), taught("Demo", is_demo=True), taught("x" * 201), taught("a\nb"))

    assert start.known_courses(sessions) == ["B", "A"]


def test_a_server_elsewhere_says_how_to_start(site: Site) -> None:
    with site.app.server.test_request_context():
        title, content = show("/start", _parts(site))

    assert title == texts.TITLE
    assert texts.COMMAND in str(content)


def _parts(site: Site) -> Any:
    from dashboard.parts import Parts

    return Parts(queries=site.queries, settings=None, accounts=site.accounts)  # type: ignore[arg-type]


SESSION = Session(
    id=STATE.session,  # type: ignore[arg-type]
    course="A",
    started_at=STATE.started_at,
    ended_at=None,
    status=None,  # type: ignore[arg-type]
    source="",
    interval_s=3.0,
    time_zone="UTC",
    is_demo=False,
    owner=None,
    frame_count=0,
    gallery_frame_count=0,
    participant_count=0,
    observation_count=0,
    last_frame_at=None,
)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_a_teacher_starts_and_stops_a_class(
    browser: Browser, started: Site, launcher: ScriptedLauncher, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme="light")
    visit = Visit(context.new_page())
    page = visit.page
    with serving(started) as address:
        visit.log_in(address, "/start")
        expect(page.get_by_role("radio", name="Zoom")).to_be_checked()
        assert visit.width() == width

        page.get_by_role("textbox", name="Course").fill("Biology")
        page.get_by_role("button", name="Start recording").click()
        expect(page.get_by_text(texts.NEEDS_CONSENT)).to_be_visible()
        page.get_by_label(texts.CONSENT).check()
        page.get_by_role("radio", name="Nowhere in the European Union").check()
        page.get_by_role("button", name="Start recording").click()
        expect(page.get_by_role("heading", name="Biology")).to_be_visible()
        expect(page.get_by_text("Recording", exact=True)).to_be_visible()
        assert visit.width() == width

        page.get_by_role("button", name="Pause").click()
        expect(page.get_by_text("Paused", exact=True)).to_be_visible()
        page.get_by_role("button", name="Go on").click()
        page.get_by_role("button", name="Stop", exact=True).click()
        page.get_by_role("dialog").get_by_role("button", name="Stop recording").click()
        expect(page.get_by_text("Ended", exact=True)).to_be_visible()
        expect(page.get_by_role("textbox", name="Course")).to_be_visible()
    assert visit.problems == []
    assert launcher.requests[0].course == "Biology"
    context.close()


def test_the_notice_follows_the_answer_that_is_chosen(started: Site) -> None:
    client = started.logged_in()
    answers = ("eu", "elsewhere", "unsure", ["junk"])

    shown = [
        call(client, started, f"{Ids.NOTICE}.children", {f"{law_question.PLACE}.value": one}).text for one in answers
    ]

    assert ["estimate of expressions" in text for text in shown] == [False, True, False, True]
