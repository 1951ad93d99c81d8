"""The lesson on a session's page, callback by callback, as a browser asks for it."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from classroom.domain import Exclusion, Marker, Role, User
from dashboard.class_time import to_key
from dashboard.components import undo
from dashboard.components.events import ACTION, TEXT, list_events
from dashboard.components.legends import presence_legend
from dashboard.security import CSRF_COOKIE, CSRF_HEADER
from tests.dashboard.classes import START
from tests.dashboard.site import Site, call
from tests.dashboard.terms import walk

MIRA = User("mira", Role.TEACHER, True)


def at(minutes: float) -> Any:
    return START + timedelta(minutes=minutes)


def ask(site: Site, output: str, course: str = "Physics 101", **given: Any) -> Any:
    """The answer of the callback with that output; `given` are `component__property` of inputs and states."""
    values = {_property(name): value for name, value in given.items() if name != "changed"}
    state = {"session-reference.data": str(site.session(course).id), **values}
    inputs = {"session-version.data": "x", "scheme.data": "light", **state}
    answer = call(site.logged_in(), site, output, inputs, state, changed=given.get("changed"))
    assert answer.status_code in {200, 204}
    return answer.get_json() if answer.status_code == 200 else None


def _property(name: str) -> str:
    identifier, _, prop = name.partition("__")
    return f"{identifier.replace('_', '-')}.{prop}"


def said(answer: Any) -> str:
    """What the notice with Undo says."""
    return str(answer["sideUpdate"][undo.Ids.OFFER]["data"]["text"])


def take_back(site: Site, answer: Any) -> Any:
    offered = answer["sideUpdate"][undo.Ids.OFFER]["data"]
    client = site.logged_in()
    return call(
        client, site, f"{undo.Ids.DONE}.data", {f"{undo.Ids.BUTTON}.n_clicks": 1}, {f"{undo.Ids.OFFER}.data": offered}
    ).get_json()


def problem(answer: Any) -> str:
    return str(answer["sideUpdate"]["problem"]["children"])


def records(site: Site, course: str = "Physics 101") -> Any:
    return site.store.load_records(site.session(course).id)


def press(site: Site, button: dict[str, str], text: str | None = None, shown: str | None = None) -> Any:
    """What the browser sends when a button of an event is pressed."""
    site.app.server.test_client().get("/healthz")
    client = site.logged_in()
    key = next(key for key in site.app.callback_map if key.startswith("..session-events-editing.data"))
    token = client.get_cookie(CSRF_COOKIE)
    assert token is not None
    box = {"type": TEXT, "event": button["event"]}
    outputs = [one.rpartition(".") for one in key.strip(".").split("...")]
    body = {
        "output": key,
        "outputs": [{"id": name, "property": prop} for name, _, prop in outputs],
        "inputs": [[{"id": button, "property": "n_clicks", "value": 1}], []],
        "state": [
            [] if text is None else [{"id": box, "property": "value", "value": text}],
            {"id": "session-reference", "property": "data", "value": str(site.session("Physics 101").id)},
            {"id": "session-version", "property": "data", "value": shown},
        ],
        "changedPropIds": [f"{json.dumps(button, sort_keys=True, separators=(',', ':'))}.n_clicks"],
    }
    return client.post("/_dash-update-component", json=body, headers={CSRF_HEADER: token.value}).get_json()


# ---------------------------------------------------------------- one moment


def test_a_moment_shows_who_was_how_the_least_engaged_first(site: Site) -> None:
    answer = ask(site, "session-moment-panel.children", session_moment_at__data="2026-03-10T10:12:00.000")

    panel = str(answer["response"]["session-moment-panel"]["children"])
    assert "At 10:12:00" in panel
    assert "in the call could be seen" in panel
    assert "Camera off" in panel  # Elif
    assert "Neutral" in panel
    assert answer["response"]["session-moment-box"]["hidden"] is False
    moment = site.queries.moment(MIRA, str(site.session("Physics 101").id), at(12))
    assert moment is not None
    scores = {one.name: one.engagement for one in moment.people if one.engagement is not None}
    places = [panel.index(name) for name in sorted(scores, key=lambda name: scores[name])]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-03-10T10:20:00.000", "No gallery was on the screen"),
        ("2026-03-10T09:00:00.000", "Nothing was recorded yet at 09:00:00"),
        ("2026-03-10T10:40:00.000", "You have excluded this part"),
    ],
)
def test_a_moment_in_which_nobody_can_be_shown_says_why(site: Site, moment: str, words: str) -> None:
    part = Exclusion(at(38), at(45), "Break")
    site.store.exclude(site.session("Physics 101").id, part, actor="mira", now=START)

    assert words in str(ask(site, "session-moment-panel.children", session_moment_at__data=moment)["response"])


@pytest.mark.parametrize("moment", [7, [], {}, "now", "x" * 5_000, "9999-99-99"])
def test_a_hostile_moment_is_told(site: Site, moment: object) -> None:
    assert "not a time" in problem(ask(site, "session-moment-panel.children", session_moment_at__data=moment))


# ---------------------------------------------------------------- students over time, tables


def test_the_heat_map_waits_until_the_reader_is_near(site: Site) -> None:
    far = ask(site, "session-heat-place.children", session_heat_near__data=None)
    near = ask(site, "session-heat-place.children", session_heat_near__data=True, session_heat_sort__value="flags")
    room = ask(site, "session-heat-frame.style")

    figure = near["response"]["session-heat-place"]["children"]["props"]["figure"]
    assert far["response"] == {}
    (trace,) = figure["data"]
    assert trace["type"] == "heatmap"
    assert "bdata" in trace["z"]
    assert room["response"]["session-heat-frame"]["style"]["height"] == f"{8 * 17 + 64}px"


def test_the_heat_map_is_renewed_with_another_order(site: Site) -> None:
    answer = ask(site, "session-heat.figure", session_heat_sort__value="flags")

    changes = {one["location"][0] for one in answer["response"]["session-heat"]["figure"]["operations"]}
    assert changes == {"data", "layout"}


@pytest.mark.parametrize("figure", ["mix", "presence"])
def test_a_figure_far_down_is_drawn_when_the_reader_is_near(site: Site, figure: str) -> None:
    far = ask(site, f"session-{figure}-place.children", **{f"session_{figure}_near__data": None})
    near = ask(site, f"session-{figure}-place.children", **{f"session_{figure}_near__data": True})

    assert far["response"] == {}
    drawn = near["response"][f"session-{figure}-place"]["children"]["props"]
    assert drawn["id"] == f"session-{figure}"
    assert drawn["figure"]["data"]
    assert drawn["figure"]["layout"]["xaxis"]["visible"] is True


def test_the_table_is_made_when_the_reader_is_near_with_what_was_searched_for(site: Site) -> None:
    far = ask(site, "session-table-place.children", session_table_near__data=None)
    near = ask(site, "session-table-place.children", session_table_near__data=True, session_table_filter__value="ada")

    assert far["response"] == {}
    table = near["response"]["session-table-place"]["children"]["props"]
    assert len(table["rowData"]) == 8
    assert table["dashGridOptions"]["quickFilterText"] == "ada"


def test_figures_of_nothing_say_so(site: Site) -> None:
    assert "Nothing was read of anyone" in str(
        ask(site, "session-heat.figure", "Nothing", session_heat_near__data=True)
    )


# ---------------------------------------------------------------- events


def test_events_stand_in_the_order_of_time(site: Site) -> None:
    session = site.session("Physics 101").id
    site.store.exclude(session, Exclusion(at(5), at(8), "<script>"), actor="mira", now=START)

    shown = str(ask(site, "session-events.children")["response"])

    found = list_events(site.queries.view(MIRA, str(session)))
    assert [one.kind.value for one in found] == ["part", "marker", "dip"]
    assert "<script> (not counted)" in shown  # as text: React escapes it
    assert "10:05–10:08" in shown
    assert "Exercise <b>starts</b>" in shown


def test_a_moment_is_marked_and_unmarked_by_undo(site: Site) -> None:
    answer = ask(
        site,
        "session-mark-text-sent.data",
        session_mark__n_clicks=1,
        session_mark_at__value="10:30",
        session_mark_text__value="Second half",
        changed="session-mark.n_clicks",
    )
    marked = records(site).markers
    take_back(site, answer)

    assert said(answer) == "Marked 10:30: Second half"
    assert Marker(at(30), "Second half") in marked
    assert Marker(at(30), "Second half") not in records(site).markers


@pytest.mark.parametrize(
    ("time", "text"), [("", "x"), ("10:30", ""), ("33:00", "x"), (None, None), ("04:00", "x"), ([], {})]
)
def test_a_marker_that_cannot_be_is_told_and_nothing_is_kept(site: Site, time: object, text: object) -> None:
    before = records(site).markers

    answer = ask(
        site,
        "session-mark-text-sent.data",
        session_mark__n_clicks=1,
        session_mark_at__value=time,
        session_mark_text__value=text,
        changed="session-mark.n_clicks",
    )

    assert problem(answer)
    assert records(site).markers == before


def test_a_part_is_left_out_and_counted_again_by_undo(site: Site) -> None:
    answer = ask(
        site,
        "session-part-text-sent.data",
        session_part__n_clicks=1,
        session_part_from__value="10:33",
        session_part_until__value="10:40",
        session_part_text__value="Break",
        changed="session-part.n_clicks",
    )
    left_out = records(site).exclusions
    back = take_back(site, answer)

    assert said(answer) == "10:33–10:40 does not count any more"
    assert left_out == (Exclusion(at(33), at(40), "Break"),)
    assert "10:33–10:40 counts again" in said(back)
    assert records(site).exclusions == ()


def test_what_the_timeline_shows_is_left_out(site: Site) -> None:
    zoom = {"from": "2026-03-10 10:33:00", "to": "2026-03-10 10:40:30.5"}

    answer = press_shown(site, zoom)

    assert said(answer) == "10:33–10:40 does not count any more"
    assert records(site).exclusions == (Exclusion(at(33), at(40) + timedelta(seconds=30.5), ""),)


@pytest.mark.parametrize("zoom", [None, "all", [], {}, {"from": "x", "to": "y"}, {"from": "2026-03-10 10:33:00"}])
def test_a_hostile_zoom_leaves_nothing_out(site: Site, zoom: object) -> None:
    assert problem(press_shown(site, zoom))
    assert records(site).exclusions == ()


def press_shown(site: Site, zoom: object) -> Any:
    site.app.server.test_client().get("/healthz")
    client = site.logged_in()
    key = next(
        key
        for key, entry in site.app.callback_map.items()
        if [one["id"] for one in entry["inputs"]] == ["session-exclude-shown"]
    )
    token = client.get_cookie(CSRF_COOKIE)
    assert token is not None
    body = {
        "output": key,
        "outputs": {"id": "session-version", "property": key.rpartition(".")[2]},
        "inputs": [{"id": "session-exclude-shown", "property": "n_clicks", "value": 1}],
        "state": [
            {"id": "session-timeline-zoom", "property": "data", "value": zoom},
            {"id": "session-reference", "property": "data", "value": str(site.session("Physics 101").id)},
        ],
        "changedPropIds": ["session-exclude-shown.n_clicks"],
    }
    return client.post("/_dash-update-component", json=body, headers={CSRF_HEADER: token.value}).get_json()


def test_a_marker_is_renamed_and_deleted_and_both_are_undone(site: Site) -> None:
    (marker,) = records(site).markers
    event = f"marker-{to_key(marker.at)}"

    renamed = press(site, {"type": ACTION, "act": "save", "event": event}, "Exercise")
    after_rename = records(site).markers
    take_back(site, renamed)
    after_undo = records(site).markers
    deleted = press(site, {"type": ACTION, "act": "delete", "event": event})
    after_delete = records(site).markers
    take_back(site, deleted)

    assert after_rename == (Marker(marker.at, "Exercise"),)
    assert after_undo == (marker,)
    assert after_delete == ()
    assert records(site).markers == (marker,)
    assert said(deleted) == "Marker at 10:12 deleted"


@pytest.mark.parametrize("event", ["marker-1", "part-1-2", "", "x" * 3_000, "dip-1"])
def test_an_event_that_is_not_there_is_told(site: Site, event: str) -> None:
    assert "no longer in the lesson" in problem(press(site, {"type": ACTION, "act": "delete", "event": event}))


@pytest.mark.parametrize(
    ("drawn", "is_drawn"), [(None, True), ("marker-9", True), ("marker-1", False)], ids=["nothing", "another", "it"]
)
def test_a_frame_takes_no_words_away_and_no_form_either(site: Site, drawn: str | None, is_drawn: bool) -> None:
    """The answer that draws the form may be under way when a frame comes: the browser then waits for this one."""
    answer = ask(
        site,
        "session-events.children",
        changed="session-version.data",
        session_events_editing__data="marker-1",
        session_events_drawn__data=drawn,
    )

    assert bool(answer["response"]) is is_drawn
    if is_drawn:
        assert answer["response"]["session-events-drawn"]["data"] == "marker-1"


@pytest.mark.parametrize("shown", ["old", None])
def test_whoever_names_an_event_sees_what_was_deleted_meanwhile(site: Site, shown: str | None) -> None:
    (marker,) = list_events(site.queries.view(MIRA, str(site.session("Physics 101").id)))[:1]
    version = site.queries.view(MIRA, str(site.session("Physics 101").id)).version

    stale, fresh = (
        press(site, {"type": ACTION, "act": "edit", "event": marker.key}, shown=one)["response"]
        for one in (shown, version)
    )

    assert stale["session-version"]["data"] == version
    assert "session-version" not in fresh


# ---------------------------------------------------------------- the note


def write(site: Site, text: str, seen: object, **more: Any) -> Any:
    given = {"changed": "session-note.n_blur", "session_note__n_blur": 1, "session_note_conflict__hidden": True} | more
    return ask(site, "session-note-conflict.hidden", session_note__value=text, session_note_seen__data=seen, **given)[
        "response"
    ]


def test_a_note_is_saved_when_the_box_is_left_and_read_again(site: Site) -> None:
    saved = write(site, "Ask Ada", None)
    read = ask(site, "session-note.value")["response"]

    assert saved["session-note-said"]["children"] == "Saved"
    assert read["session-note"]["value"] == "Ask Ada"
    assert read["session-note-seen"]["data"] == saved["session-note-seen"]["data"]
    assert "by mira" in read["session-note-said"]["children"]


@pytest.mark.parametrize(
    ("button", "kept"),
    [
        ("session-note-keep-mine", "second"),
        ("session-note-keep-theirs", "first"),
        ("session-note-keep-both", "first\n\nsecond"),
    ],
)
def test_the_later_writer_is_shown_both_and_chooses(site: Site, button: str, kept: str) -> None:
    write(site, "first", None)
    conflict = write(site, "second", None)
    chosen = write(
        site,
        "second",
        None,
        changed=f"{button}.n_clicks",
        session_note_conflict__hidden=False,
        session_note_theirs__children=conflict["session-note-theirs"]["children"],
        session_note_theirs_seen__data=conflict["session-note-theirs-seen"]["data"],
        **{f"{button.replace('-', '_')}__n_clicks": 1},
    )

    assert conflict["session-note-conflict"]["hidden"] is False
    assert conflict["session-note-theirs"]["children"] == "first"
    assert "session-note" not in conflict  # what is in the box is the later writer's, who may be writing again
    assert "changed meanwhile by mira" in conflict["session-note-conflict-words"]["children"]
    assert chosen["session-note-conflict"]["hidden"] is True
    assert ask(site, "session-note.value")["response"]["session-note"]["value"] == kept


@pytest.mark.parametrize(("sent", "is_settled"), [(["Ask", "Ask Ada"], True), (["Ask Ada"], False), (["Ask", 7], True)])
def test_what_the_page_itself_wrote_last_stands_in_nobodys_way(site: Site, sent: list[Any], is_settled: bool) -> None:
    write(site, "Ask", None)

    again = write(site, "Ask Ada", None, session_note_sent__data=sent)

    assert again["session-note-conflict"]["hidden"] is is_settled
    kept = ask(site, "session-note.value")["response"]["session-note"]["value"]
    assert kept == ("Ask Ada" if is_settled else "Ask")


def test_the_box_of_the_note_can_be_written_in_once_the_note_is_there(site: Site) -> None:
    opened = call(
        site.logged_in(), site, "page.children", {"address.pathname": f"/session/{site.session('Physics 101').id}"}
    ).get_json()
    box = next(
        one["props"] for one in walk(opened["response"]["page"]["children"]) if one["props"].get("id") == "session-note"
    )

    assert box["readOnly"] is True
    assert ask(site, "session-note.value")["response"]["session-note"]["readOnly"] is False


def test_the_legend_of_presence_shows_areas_as_the_figure_draws_them(site: Site) -> None:
    view = site.queries.view(MIRA, str(site.session("Physics 101").id))

    assert re.findall(r"swatch-\w+", str(presence_legend(view))) == [
        "swatch-coverage",
        "swatch-right",
        "swatch-hidden",
    ]
