"""What a teacher does on the live page: marking moments, and controlling the agent of this computer."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from classroom.config import Settings
from classroom.control import Phase
from classroom.domain import User
from classroom.storage import Store
from dashboard import ids
from dashboard.components import undo
from dashboard.components.live_layout import TEXT_LENGTH, Ids
from dashboard.components.problem import OUTAGE, REFUSAL
from dashboard.launching import Look, Running, StartRequest
from dashboard.texts import live as texts
from tests.control.states import recording_state
from tests.dashboard.live_classes import data, look, record, running_script
from tests.dashboard.site import Site, build_site, call
from tests.dashboard.terms import texts_of, walk


class Launcher:
    """An agent that does as it is told."""

    interval_s = 3.0

    def __init__(self, session: UUID | None = None) -> None:
        self.phase = Phase.RECORDING
        self.session = session

    def look(self) -> None: ...

    def found(self) -> Look:
        return Look(False, None, (), None, None)

    def start(self, request: StartRequest, user: User) -> None: ...

    def state(self, _user: User) -> Running:
        now = datetime.now(UTC)
        state = recording_state(now, phase=self.phase, owner=None, session=self.session, last=None, notes=())
        return Running(state if self.session else None)

    def pause(self, _user: User) -> None:
        self.phase = Phase.PAUSED

    def resume(self, _user: User) -> None:
        self.phase = Phase.RECORDING

    def stop(self, _user: User) -> None:
        self.phase = Phase.STOPPING


# ---------------------------------------------------------------- marking


def mark(site: Site, session: UUID, text: Any = "Exercise starts", **state: Any) -> Any:
    return call(
        site.logged_in(),
        site,
        f"{Ids.MARK_PROBLEM}.children",
        {f"{Ids.MARK}.n_clicks": 1},
        {f"{Ids.TEXT}.value": text, f"{Ids.SESSION}.data": state.get("reference", str(session))},
    )


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Exercise starts", "Exercise starts"),
        ("", texts.MARK_DEFAULT),
        (None, texts.MARK_DEFAULT),
        ("  ", texts.MARK_DEFAULT),
    ],
)
def test_a_moment_is_marked_with_or_without_words(site: Site, class_store: Store, text: Any, kept: str) -> None:
    session = record(class_store, running_script(minutes=1))

    mark(site, session, text)

    (marker,) = class_store.load_records(session).markers
    assert marker.text == kept
    assert abs(marker.at - datetime.now(UTC)) < timedelta(minutes=1)
    assert data(look(site, session), Ids.NOW)["marks"][-1]["text"] == kept


def test_the_last_mark_can_be_taken_back_by_its_button(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=1))
    mark(site, session, "One")
    mark(site, session, "Two")
    now = data(look(site, session), Ids.NOW)

    call(
        site.logged_in(),
        site,
        unmark_output(site),
        {f"{Ids.UNMARK}.n_clicks": 1},
        {f"{Ids.NOW}.data": now, f"{Ids.SESSION}.data": str(session)},
    )

    assert [one.text for one in class_store.load_records(session).markers] == ["One"]


def test_a_mark_can_be_undone_by_the_notice(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=1))
    offered = mark(site, session).get_json()["sideUpdate"][undo.Ids.OFFER]["data"]

    call(
        site.logged_in(),
        site,
        f"{undo.Ids.DONE}.data",
        {f"{undo.Ids.BUTTON}.n_clicks": 1},
        {f"{undo.Ids.OFFER}.data": offered},
    )

    assert class_store.load_records(session).markers == ()


@pytest.mark.parametrize("text", [7, ["x"], {"a": 1}, "x" * (TEXT_LENGTH + 1)])
def test_a_mark_that_is_no_line_is_refused(site: Site, class_store: Store, text: Any) -> None:
    session = record(class_store, running_script(minutes=1))

    answer = mark(site, session, text)

    assert texts.MARK_NO_TEXT in answer.text
    assert class_store.load_records(session).markers == ()


def test_a_class_that_has_ended_is_not_marked_here(site: Site) -> None:
    session = site.session("Physics 101").id
    before = site.store.load_records(session).markers

    answer = mark(site, session)

    assert texts.MARK_TOO_LATE in answer.text
    assert site.store.load_records(session).markers == before


def test_another_teachers_class_is_not_marked(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=1, owner="paul"))

    answer = mark(site, session)

    assert "no session" in answer.text
    assert class_store.load_records(session).markers == ()


@pytest.mark.parametrize(
    "now", [None, {}, {"lastMark": 7}, {"lastMark": "yesterday"}, {"lastMark": "2026-01-01T00:00:00"}]
)
def test_taking_back_nothing_is_told(site: Site, class_store: Store, now: Any) -> None:
    session = record(class_store, running_script(minutes=1))

    answer = call(
        site.logged_in(),
        site,
        unmark_output(site),
        {f"{Ids.UNMARK}.n_clicks": 1},
        {f"{Ids.NOW}.data": now, f"{Ids.SESSION}.data": str(session)},
    )

    assert "no mark to take back" in answer.text


# ---------------------------------------------------------------- control


@pytest.mark.parametrize(
    ("button", "phase"), [(Ids.PAUSE, Phase.PAUSED), (Ids.RESUME, Phase.RECORDING), (Ids.YES, Phase.STOPPING)]
)
def test_the_agent_is_controlled_from_the_page(
    class_store: Store, settings: Settings, button: str, phase: Phase
) -> None:
    session = record(class_store, running_script(minutes=1))
    launcher = Launcher(session)
    site = build_site(class_store, settings, launcher=launcher)

    control(site, session, button)

    assert launcher.phase is phase


@pytest.mark.parametrize(("button", "closes"), [(Ids.PAUSE, False), (Ids.RESUME, False), (Ids.YES, True)])
def test_a_late_answer_does_not_close_the_question_that_was_asked_meanwhile(
    class_store: Store, settings: Settings, button: str, closes: bool
) -> None:
    session = record(class_store, running_script(minutes=1))
    site = build_site(class_store, settings, launcher=Launcher(session))

    response = control(site, session, button).get_json()["response"]

    assert response.get(Ids.CONFIRM) == ({"opened": False} if closes else None)


@pytest.mark.parametrize(
    ("is_hidden", "kind", "ends"), [(False, OUTAGE, True), (False, REFUSAL, False), (True, OUTAGE, False)]
)
def test_a_look_takes_away_only_the_outage_that_was_told_before_it(
    site: Site, class_store: Store, is_hidden: bool, kind: str, ends: bool
) -> None:
    session = record(class_store, running_script(minutes=1))
    shown = {f"{ids.PROBLEM}.hide": is_hidden, f"{ids.PROBLEM}.className": kind}
    known = {f"{Ids.SESSION}.data": str(session), **shown}

    answer = call(site.logged_in(), site, f"{Ids.NOW}.data", {f"{Ids.INTERVAL}.n_intervals": 1}, known).get_json()

    assert answer.get("sideUpdate", {}) == ({ids.PROBLEM: {"hide": True}} if ends else {})


def test_the_page_shows_what_may_be_asked_of_the_agent(class_store: Store, settings: Settings) -> None:
    session = record(class_store, running_script(minutes=1))
    launcher = Launcher(session)
    site = build_site(class_store, settings, launcher=launcher)
    first = look(site, session)
    launcher.phase = Phase.PAUSED

    second = look(site, session, sent=data(first, Ids.SENT))

    assert data(first, Ids.STATE)["phase"] == "recording"
    assert data(second, Ids.STATE)["phase"] == "paused"
    assert "Paused since" in data(second, Ids.STATE)["notice"]
    assert data(first, Ids.STATE)["stale"] is None
    old = data(second, Ids.STATE)["stale"]
    assert (old["engagement"], old["engagementNote"], old["visible"]) == ("–", "nothing is looked at now", "–")
    assert old["seatsNote"].startswith("As last seen, at ")
    assert data(first, Ids.NOW)["seatsNote"].startswith("As in the gallery.")
    assert Ids.NOW not in second["response"]


def test_the_badge_says_what_the_class_does_now(class_store: Store, settings: Settings) -> None:
    session = record(class_store, running_script(minutes=1))
    launcher = Launcher(session)
    site = build_site(class_store, settings, launcher=launcher)

    told = []
    for launcher.phase in (Phase.RECORDING, Phase.PAUSED, Phase.STOPPING):
        told.append(data(look(site, session), Ids.STATE)["badge"])
    class_store.finish_session(session, datetime.now(UTC))
    told.append(data(look(site, session), Ids.STATE)["badge"])

    assert [(one["text"], one["kind"]) for one in told] == [
        ("Live", "live"),
        ("Paused", "interrupted"),
        ("Stopping", "interrupted"),
        ("Finished", "finished"),
    ]


@pytest.mark.parametrize(
    ("phase", "said"), [(Phase.RECORDING, "Live"), (Phase.PAUSED, "Paused"), (Phase.STOPPING, "Stopping")]
)
def test_the_list_and_the_review_say_it_with_the_same_word(
    class_store: Store, settings: Settings, phase: Phase, said: str
) -> None:
    session = record(class_store, running_script(minutes=1))
    launcher = Launcher(session)
    site = build_site(class_store, settings, launcher=launcher)
    launcher.phase = phase

    listed = call(site.logged_in(), site, "sessions-list.children", {}).get_json()["response"]
    page = call(site.logged_in(), site, "page.children", {"address.pathname": f"/session/{session}"}).get_json()

    banner = "Live now" if phase is Phase.RECORDING else said
    assert badges_of(listed["sessions-list"])[:2] == [banner, said]  # the class that runs is the newest
    assert badges_of(page) == [said]


def test_the_list_is_drawn_again_when_a_class_is_paused(class_store: Store, settings: Settings) -> None:
    launcher = Launcher(record(class_store, running_script(minutes=1)))
    client = (site := build_site(class_store, settings, launcher=launcher)).logged_in()
    shown = call(client, site, "sessions-list.children", {}).get_json()["response"]["sessions-shown"]["data"]

    same = call(client, site, "sessions-list.children", {}, {"sessions-shown.data": shown}).get_json()["response"]
    launcher.phase = Phase.PAUSED
    other = call(client, site, "sessions-list.children", {}, {"sessions-shown.data": shown}).get_json()["response"]

    assert "sessions-list" not in same
    assert badges_of(other["sessions-list"])[:2] == ["Paused", "Paused"]


def badges_of(shown: Any) -> list[str]:
    """The words of what is drawn as a pill and says what a class does."""
    pills = [one for one in walk(shown) if "pill" in str(one["props"].get("className", "")).split()]
    return [next(text for text in texts_of(one) if text) for one in pills]


def test_an_agent_that_records_something_else_is_left_alone(class_store: Store, settings: Settings) -> None:
    session = record(class_store, running_script(minutes=1))
    launcher = Launcher(UUID(int=1))
    site = build_site(class_store, settings, launcher=launcher)

    answer = control(site, session, Ids.YES)

    assert "not recorded on this computer" in answer.text
    assert launcher.phase is Phase.RECORDING
    assert data(look(site, session), Ids.STATE)["phase"] is None


def control(site: Site, session: UUID, button: str) -> Any:
    return call(
        site.logged_in(),
        site,
        next(
            key for key in site_outputs(site) if key.startswith(f"{Ids.MARKED}.data@") and is_for(site, key, Ids.PAUSE)
        ),
        {f"{button}.n_clicks": 1},
        {f"{Ids.SESSION}.data": str(session)},
        changed=f"{button}.n_clicks",
    )


def unmark_output(site: Site) -> str:
    return next(
        key for key in site_outputs(site) if key.startswith(f"{Ids.MARKED}.data@") and is_for(site, key, Ids.UNMARK)
    )


def site_outputs(site: Site) -> list[str]:
    site.app.server.test_client().get("/healthz")
    return [one for key in site.app.callback_map for one in key.strip(".").split("...")]


def is_for(site: Site, output: str, identifier: str) -> bool:
    key = next(key for key in site.app.callback_map if output in key)
    return any(one["id"] == identifier for one in site.app.callback_map[key]["inputs"])
