"""The live page as the browser asks for it: what it says of a running class, and what it lets a teacher do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from classroom.config import Settings
from classroom.domain import (
    Box,
    Exclusion,
    FrameStatus,
    HeadPose,
    Observation,
    ParticipantState,
    Reading,
    Role,
    Session,
    SessionStatus,
    User,
)
from classroom.engagement import ClassMonitor
from classroom.privacy.policies import Place, Policy, Ruling
from classroom.storage import Store
from dashboard.components.live_layout import Ids
from dashboard.components.live_now import expressions_notice, live_now, notice, trends
from dashboard.pages import live as page
from dashboard.running import find_running, is_analysed, is_running
from dashboard.texts import live as texts
from tests.dashboard.classes import NAMES, frames, new_session
from tests.dashboard.live_classes import add_frame, data, look, record, record_sad_class, running_script, visible
from tests.dashboard.site import HOSTILE_NAMES, Site, call

MIRA = User("mira", Role.TEACHER, True)
ROOT = User("root", Role.ADMIN, True)


def show(site: Site, path: str, name: str = "mira") -> str:
    return call(site.logged_in(name), site, "page.children", {"address.pathname": path}).text.replace("\\u002f", "/")


# ---------------------------------------------------------------- which class


def test_without_an_id_the_own_running_class_is_shown(site: Site, class_store: Store) -> None:
    record(class_store, running_script(minutes=1, owner=None), course="Everybody's")
    session = record(class_store, running_script(minutes=1))

    shown = show(site, "/live/")

    assert str(session) in shown
    assert "Live: Now" in shown


def test_an_admin_without_an_own_class_sees_the_one_begun_last(class_store: Store) -> None:
    record(class_store, running_script(minutes=1))
    last = record(class_store, running_script(minutes=1, owner="paul"))

    found = find_running(class_store.sessions(), ROOT)

    assert found is not None
    assert found.id == last


def test_where_no_class_runs_the_page_leads_to_the_start(site: Site) -> None:
    shown = show(site, "/live/")

    assert texts.NONE_TITLE in shown
    assert '"/start"' in shown


def test_another_teachers_class_is_closed(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=1, owner="paul"))

    assert "not here" in show(site, f"/live/{session}")
    assert "no session" in str(look(site, session))


@pytest.mark.parametrize("reference", [None, 7, [], {}, "x" * 5000, "%", "' or 1=1"])
def test_a_reference_that_names_nothing_is_told(site: Site, reference: Any) -> None:
    state = {f"{Ids.SESSION}.data": reference}

    answer = call(site.logged_in(), site, f"{Ids.NOW}.data", {}, state)

    assert answer.status_code == 200
    assert "unexpected" not in answer.text.lower()
    assert "problem" in answer.text


@pytest.mark.parametrize(
    ("changes", "runs"),
    [
        ({}, True),
        ({"source": "video lecture.mp4"}, False),
        ({"source": "folder pictures (9 pictures)"}, False),
        ({"is_demo": True}, False),
        ({"started_at": datetime(2026, 1, 1, tzinfo=UTC)}, False),
        ({"started_at": datetime.now(UTC) + timedelta(days=1)}, False),
    ],
)
def test_a_recording_under_analysis_is_not_a_class_of_now(
    class_store: Store, changes: dict[str, Any], runs: bool
) -> None:
    new = replace(new_session(running_script()), **changes)
    session = class_store.find_session(str(class_store.create_session(new, agent="test:1:1")))

    assert is_running(session) is runs
    assert is_analysed(session) is not runs


def test_a_paused_class_still_runs(class_store: Store) -> None:
    script = running_script(minutes=1)
    session = record(class_store, script)

    known = replace(class_store.find_session(str(session)), last_frame_at=script.started_at)

    assert is_running(known)


@pytest.mark.parametrize("course", ["Physics 101", "Nothing"])
def test_a_class_that_has_ended_leads_to_the_review(site: Site, course: str) -> None:
    session = site.session(course)

    body = look(site, session.id)

    assert data(body, Ids.NOW)["panel"] == list(texts.PANEL_ENDED)
    assert body["response"][Ids.INTERVAL]["disabled"] is True
    assert f"/session/{session.id}" in show(site, f"/live/{session.id}")


def test_a_recording_under_analysis_says_so_everywhere(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=1), source="video lecture.mp4")

    assert data(look(site, session), Ids.NOW)["panel"] == list(texts.PANEL_ANALYSED)
    listed = call(site.logged_in(), site, "sessions-list.children", {}).text
    assert texts.ANALYSED in listed
    assert texts.LIVE_NOW not in listed
    assert "–now" not in listed


def test_the_list_leads_to_the_class_of_now(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=1))

    listed = call(site.logged_in(), site, "sessions-list.children", {}).text.replace("\\u002f", "/")

    assert texts.LIVE_NOW in listed
    assert f"/live/{session}" in listed
    assert f"/live/{session}" not in call(site.logged_in("paul"), site, "sessions-list.children", {}).text


# ---------------------------------------------------------------- what it says


def test_engagement_now_is_what_the_agent_itself_tells(site: Site, class_store: Store, settings: Settings) -> None:
    script = running_script()
    session = record(class_store, script)
    monitor = ClassMonitor(settings.engagement, settings.flags, script.interval_s)
    for one in frames(script):
        monitor.update(one)

    live = site.queries.live(MIRA, str(session))

    assert live.engagement is not None
    assert live.engagement == pytest.approx(monitor.engagement(), abs=1e-9)


def test_the_page_has_numbers_names_and_states_of_the_last_frame(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script())

    now = data(look(site, session), Ids.NOW)

    assert now["panel"] is None
    assert 40 < float(now["engagement"]) < 100
    assert now["visible"].endswith(" of 7")  # one has left
    seats = {seat["name"]: seat for seat in now["seats"]}
    assert len(seats) == 7
    assert seats["Elif Yılmaz"]["stateText"] == "Camera off"
    assert seats["Elif Yılmaz"]["expression"] is None
    read = [seat for seat in now["seats"] if seat["state"] == "visible"]
    assert read
    assert all(seat["expression"] and seat["color"].startswith("#") for seat in read)


def test_who_is_not_on_the_page_shown_is_listed_below(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=1))
    away = tuple(Observation(number, ParticipantState.OFF_PAGE, None, None, None, None) for number in (1, 2))
    add_frame(class_store, session, seen=(*away, visible(4)))

    now = data(look(site, session), Ids.NOW)

    assert [seat["name"] for seat in now["seats"]] == ["Daniel Novák"]
    others = {one["name"]: one["stateText"] for one in now["others"]}
    assert others["Ada Okafor"] == "Not on the page"


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (FrameStatus.NO_GALLERY, "not on the screen since"),
        (FrameStatus.BLACK, "black since"),
        (FrameStatus.FROZEN, "stands still since"),
    ],
)
def test_what_hides_the_gallery_is_told_since_when(
    site: Site, class_store: Store, status: FrameStatus, word: str
) -> None:
    script = running_script(minutes=1)
    session = record(class_store, script)
    for _ in range(3):
        add_frame(class_store, session, status)

    body = look(site, session)

    since = (script.started_at + timedelta(minutes=1)).astimezone(zone(class_store, session))
    assert word in data(body, Ids.STATE)["notice"]
    assert f"{since:%H:%M}" in data(body, Ids.STATE)["notice"]
    now = data(body, Ids.NOW)
    assert now["visible"] == "–"
    assert {seat["stateText"] for seat in now["seats"]} == {texts.STATE_UNSEEN}
    assert not any(seat["expression"] for seat in now["seats"])


def switch_off_now(store: Store, session: UUID) -> datetime:
    """Pictures whose expressions are no longer read; when the first was taken."""
    first = store.find_session(str(session))
    for _ in range(8):
        seen = Observation(
            1, ParticipantState.VISIBLE, Box(0, 0, 312, 172), 0.9, Reading(None, HeadPose(0, 0, 0), 0.1), None
        )
        add_frame(store, session, seen=(seen,))
    assert first.last_frame_at is not None
    return first.last_frame_at + timedelta(seconds=first.interval_s)


def test_expressions_that_are_switched_off_in_mid_class_are_told_there_and_with_the_session(
    site: Site, class_store: Store
) -> None:
    session = record(class_store, running_script(minutes=1))
    before = data(look(site, session), Ids.STATE)["expressions"]

    since = switch_off_now(class_store, session).astimezone(zone(class_store, session))

    body = look(site, session)
    said = f"Expressions are no longer read since {since:%H:%M}"
    assert before == ""
    assert said in data(body, Ids.STATE)["expressions"]
    assert data(body, Ids.NOW)["engagementNote"] == texts.KEY_ENGAGEMENT_ENDED
    assert said in show(site, f"/session/{session}")


@pytest.mark.parametrize(
    ("reads", "minutes", "said"), [(False, 0.5, "no longer from the next class on"), (True, 0.5, ""), (False, -9, "")]
)
def test_a_switch_to_off_that_holds_from_the_next_class_on_is_told_in_the_class_that_runs(
    site: Site, class_store: Store, reads: bool, minutes: float, said: str
) -> None:
    script = running_script(minutes=1)
    live = site.queries.live(MIRA, str(record(class_store, script)))
    at = script.started_at + timedelta(minutes=minutes)
    ruling = Ruling(reads, "course", Policy("Now", reads, Place.NOT_ASKED, "mira", at, "mira"))

    told = expressions_notice(live.view, ruling)

    assert said in told
    assert bool(told) == bool(said)
    assert expressions_notice(live.view, None) == ""


@pytest.mark.parametrize(("minutes", "begun"), [(0.5, True), (3, False)])
def test_a_line_of_one_point_is_told_to_have_just_begun(
    site: Site, class_store: Store, minutes: float, begun: bool
) -> None:
    session = record(class_store, running_script(minutes=minutes))

    line = data(look(site, session), Ids.TRENDS)

    assert line["begun"].startswith("just begun: ") is begun
    assert ("has just begun" in line["words"]) is begun


def test_a_class_without_news_is_told_and_paused_is_another_thing(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=1))
    live = site.queries.live(MIRA, str(session))

    assert notice(live, silent=False, paused=False) == ""
    assert "No picture has come since" in notice(live, silent=True, paused=False)
    assert "Paused since" in notice(live, silent=True, paused=True)


def test_a_class_before_its_first_frame_waits(site: Site, class_store: Store) -> None:
    session = class_store.create_session(new_session(running_script(minutes=0)), agent="test:1:1")

    body = look(site, session)

    assert data(body, Ids.STATE)["notice"] == texts.NOTICE_WAITING
    now = data(body, Ids.NOW)
    assert (now["engagement"], now["visible"], now["coverage"], now["last"]) == ("–", "–", "–", "–")
    assert now["seats"] == []


def test_a_part_that_does_not_count_is_told(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=2))
    now = datetime.now(UTC)
    part = Exclusion(now - timedelta(minutes=1), now + timedelta(minutes=5), "Break")
    class_store.exclude(session, part, actor="mira", now=now)

    body = look(site, session)

    assert "does not count" in data(body, Ids.STATE)["notice"]
    assert "Break" in data(body, Ids.STATE)["notice"]


def test_at_most_three_are_named_and_the_others_are_counted(site: Site, class_store: Store) -> None:
    script = replace(running_script(minutes=0), names=NAMES[:8], interval_s=10)
    session = record_sad_class(class_store, script, sad=5)

    now = data(look(site, session), Ids.NOW)

    assert len(now["look"]) == 3
    assert {hint["reason"] for hint in now["look"]} == {"Low engagement"}
    assert all(hint["why"] and hint["since"] for hint in now["look"])
    assert now["more"] == "and 2 more in the review"


def test_a_quiet_class_names_nobody(site: Site, class_store: Store) -> None:
    script = replace(running_script(minutes=0), names=NAMES[:8], interval_s=10)
    session = record_sad_class(class_store, script, sad=0)

    now = data(look(site, session), Ids.NOW)

    assert now["look"] == []
    assert now["more"] == ""


def test_hints_that_are_over_are_not_counted_as_more_of_none(site: Site, class_store: Store) -> None:
    script = replace(running_script(minutes=0), names=NAMES[:4], interval_s=10)
    session = record_sad_class(class_store, script, sad=2)
    for _ in range(30):
        add_frame(class_store, session, seen=tuple(visible(number) for number in (1, 2, 3, 4)))

    now = data(look(site, session), Ids.NOW)

    assert now["look"] == []
    assert now["more"] == "2 from earlier in the review"


def test_the_line_draws_no_bin_that_still_runs(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=12))
    live = site.queries.live(MIRA, str(session))

    line = trends(live)

    assert live.last_at is not None
    last = line["line"][-1][0] + line["bin"]
    assert last <= live.last_at.timestamp() < last + line["bin"]
    assert line["to"] - line["from"] == pytest.approx(600 + line["bin"])
    assert len(line["line"]) in {30, 31}
    assert len(line["students"]) == 8
    assert "of 100" in line["words"]


def test_what_did_not_change_is_not_sent_again(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=1))
    first = look(site, session)
    sent = data(first, Ids.SENT)

    same = look(site, session, sent=sent)
    add_frame(class_store, session, seen=(visible(1),))
    newer = look(site, session, sent=sent)

    assert {Ids.NOW, Ids.TRENDS, Ids.STATE} <= set(first["response"])
    assert not {Ids.NOW, Ids.TRENDS, Ids.STATE, Ids.SENT} & set(same["response"])
    assert Ids.NOW in newer["response"]
    assert Ids.STATE not in newer["response"]


@pytest.mark.parametrize("sent", ["x", 7, [], {"frame": []}, {"frame": "x" * 100_000}])
def test_what_the_browser_says_it_knows_may_be_anything(site: Site, class_store: Store, sent: Any) -> None:
    session = record(class_store, running_script(minutes=1))

    assert data(look(site, session, sent=sent), Ids.NOW)["seats"]


def test_all_who_watch_share_what_is_drawn(site: Site, class_store: Store) -> None:
    session = record(class_store, running_script(minutes=1))

    first, second = (site.queries.live(user, str(session)) for user in (MIRA, ROOT))

    assert first is second


def test_hostile_names_are_plain_text(site: Site, class_store: Store) -> None:
    script = replace(running_script(minutes=1), names=HOSTILE_NAMES)
    session = record(class_store, script)

    live = live_now(site.queries.live(MIRA, str(session)))

    names = [one["name"] for one in (*live["seats"], *live["others"])]
    assert "<script>alert(1)</script>" in names  # set as text by the browser's script
    assert all(len(name) <= 60 and name.isprintable() for name in names)


@pytest.mark.parametrize(("refresh_s", "interval_s", "expected"), [(3, 5, 3000), (30, 5, 5000), (3, 0.5, 1000)])
def test_the_page_asks_as_often_as_frames_come(refresh_s: float, interval_s: float, expected: float) -> None:
    session = replace(SESSION, interval_s=interval_s)

    assert page.interval_ms(session, refresh_s) == expected


# ---------------------------------------------------------------- parts of a class

SESSION = Session(
    UUID(int=7),
    "Now",
    datetime.now(UTC),
    None,
    SessionStatus.LIVE,
    "monitor 1",
    3.0,
    "UTC",
    False,
    None,
    0,
    0,
    0,
    0,
    None,
)


def zone(store: Store, session: UUID) -> ZoneInfo:
    return ZoneInfo(store.find_session(str(session)).time_zone)
