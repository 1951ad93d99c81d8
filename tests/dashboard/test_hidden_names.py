"""Whoever hides names gets none: every page, callback, file and answer of the API is walked, in a session of its own.

Names stand wherever one can stand: read, given, of the roster, aliases, e-mail addresses, school's ids, of participants
who were merged, in markers, parts left out and notes, in the title of the window that was recorded, in the consent
register.
"""

import base64
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from classroom.config import Settings
from classroom.control import Note
from classroom.domain import Box, Exclusion
from classroom.errors import DataError
from classroom.privacy.consents import ConsentEntry, Decision
from classroom.roster.types import RosterEntry
from classroom.storage import Store
from dashboard.callback_guard import PATH
from dashboard.components.events import list_events
from dashboard.hidden_screens import hide_quoted
from dashboard.launching import Look, Outline, Target, TargetKind
from dashboard.lesson import LessonEdits
from dashboard.name_source import hide_source
from dashboard.names import FIELD, HIDE, SHOW
from dashboard.names import PATH as SWITCH
from tests.dashboard.classes import START, Script, play
from tests.dashboard.launchers import STATE, ScriptedLauncher
from tests.dashboard.site import Site, build_site
from tests.dashboard.test_rights import METHODS, content, csrf
from tests.dashboard.test_try_it import Answering

COURSE = "Zymurgy 9"
READ = ("Xanthippe Quux", "Zebedee Plugh", "Ygritte Fnord", "Wolfram Xyzzy", "iPad von Thud", "Xanni Q.")
GIVEN = "Tertius Grault"
ROSTER = ("Xanthippe Quux", "Zebedee Plugh", "Absalom Waldo", "Philomena Corge")
WORDS = (
    *("Xanthippe", "Quux", "Zebedee", "Plugh", "Ygritte", "Fnord", "Wolfram", "Xyzzy", "Thud", "Tertius", "Grault"),
    *("Absalom", "Waldo", "Philomena", "Corge", "Xanni", "ID-77123", "quux@", "Garply"),
)
WHERE_NAMES_ARE = (
    *("/observations.csv", "/summary.csv", "/timeline.csv", "/flags.csv", ".html", "course.zip", "history.csv"),
    *("'/students/", "'/roster/", "'/live/", "session-timeline.figure", "session-heat.figure", "figure-table-data"),
    *("session-moment-panel", "session-events.children", "session-note.value", "session-flags.children"),
    *("session-table.rowData", "student-drawer", "student-form", "live-now.data", "course-lead", "roster-dialog"),
    *("roster-compared", "consent-list", "student-found", "start-targets.children", "start-run-body.children"),
)
UPLOAD = "data:text/csv;base64," + base64.b64encode(b"Name,Consent\nAda Lovelace,yes\n").decode()
ATTENDANCE = "data:text/csv;base64," + base64.b64encode(b"Name,Join time,Leave time\nAda,09:00,10:00\n").decode()
NOTE = "Xanthippe and ABSALOM WALDO presented; Xanni was glad, Ygritte was ill."


@pytest.fixture
def site(class_store: Store, settings: Settings) -> Site:
    """With a picture inspector, which reads names too, and an agent that records a window called after somebody."""
    return build_site(class_store, settings, inspector=Answering(), launcher=named_launcher())


def named_launcher() -> ScriptedLauncher:
    """Names stand in titles, on tiles, in what is recorded, in notes and in the error."""
    title = 'Room of Garply\'s friend "Thud"'
    notes = (f'window "{title}" is covered', f'following id:7 "{title}" (Zoom, 800x600) from now on', f'"{title}'[:12])
    state = replace(
        STATE,
        owner="mira",
        source=f'window "{title}" (Zoom, 1280x720)',
        notes=tuple(Note(STATE.started_at, text) for text in notes),
        error=f'no window\'s title contains {title!r}: open the call, or name one of these: "{title}"',
    )
    launcher = ScriptedLauncher(state)
    problem = f'"{title}" is minimised'
    tiles = (Outline(Box(0, 0, 9, 9), "Ygritte Fnord", has_face=True),)
    target = Target("window:7", TargetKind.WINDOW, 7, title, "zoom", None, None, 0, 20, 20, tiles, None)
    found = (target, replace(target, key="window:8", problem=problem))
    launcher.look_found = Look(False, datetime.now(UTC), found, f'"{title}" cannot be seen', problem)
    return launcher


@pytest.fixture
def named(site: Site) -> tuple[UUID, UUID]:
    """Mira's session and the student of the roster who was seen in it."""
    store, now = site.store, START + timedelta(days=1)
    edit: dict[str, Any] = {"actor": "mira", "now": now}
    entries = [RosterEntry(name, "ID-77123", "quux@school.example") if not place else RosterEntry(name)
               for place, name in enumerate(ROSTER)]  # fmt: skip
    store.import_roster(COURSE, entries, owner="mira", **edit)
    window = 'window "Room of Garply" (Zoom, 1280x720)'
    session = play(
        store,
        Script(course=COURSE, names=READ, owner="mira", minutes=20, interval_s=20, started_at=START, source=window),
        markers=[(5, "Xanthippe Quux presents"), (6, "wolfram xyzzy asks Zebedee"), (7, "Xanni answers")],
    )
    students = {one.name: one.id for one in store.students(COURSE)}
    store.link_participant(session, 2, students["Zebedee Plugh"], **edit)
    store.rename_participant(session, 5, GIVEN, **edit)
    store.link_participant(session, 6, students["Philomena Corge"], **edit)
    store.merge_participants(session, 4, 6, **edit)
    part = Exclusion(START + timedelta(minutes=8), START + timedelta(minutes=9), "Fnord was late")
    store.exclude(session, part, **edit)
    store.write_session_note(session, NOTE, seen=None, **edit)
    store.save_consents(COURSE, [ConsentEntry("Philomena Corge", Decision.NO)], owner="mira", **edit)
    return session, students["Xanthippe Quux"]


@dataclass(frozen=True)
class Ask:
    """One question of the browser's."""

    changed: int  # place of the input that has changed
    given: dict[str, Any]  # values by `id.property`, before those that `fill` gives
    event: str  # key of the line in the list of events that is pressed


def browser(site: Site, who: str, *, hidden: bool) -> FlaskClient:
    client = site.logged_in(who)
    client.get("/")
    client.post(SWITCH, data={FIELD: HIDE if hidden else SHOW}, headers=csrf(client))
    return client


def told(text: str) -> set[str]:
    """Names that stand in what a browser got."""
    return {word for word in WORDS if word.casefold() in text.casefold()}


def routes(site: Site, named: tuple[UUID, UUID]) -> Iterator[tuple[str, str]]:
    """Method and address of every route, about the class with names."""
    session, student = named
    site.app.server.test_client().get("/healthz")  # Dash adds its own routes at the first request
    for rule in site.app.server.url_map.iter_rules():
        for kind in ("summary", "timeline", "observations", "flags"):
            known = {"kind": kind, "participant": 1, "package_name": "dash", "course": COURSE, "session": str(session)}
            is_student = rule.rule.startswith("/students")
            known["reference"] = str(student if is_student else session)
            _, address = rule.build({name: known.get(name, "x") for name in rule.arguments}, append_unknown=False) or (
                "",
                "",
            )
            for method in METHODS:
                if method in (rule.methods or ()) and not address.startswith(("/logout", "/names")):
                    yield method, f"{address}?course={COURSE}&session={session}&student={student}&kind={kind}"
    for kind in ("csv", "html"):
        yield "GET", f"/reports/course.zip?course={COURSE}&kind={kind}"


def walk_routes(site: Site, named: tuple[UUID, UUID], client: FlaskClient) -> dict[str, set[str]]:
    """Address -> the names that were told there, in content or headers (names of files)."""
    found = {}
    for method, address in dict.fromkeys(routes(site, named)):
        answer = client.open(address, method=method, headers=csrf(client), data={})
        assert answer.status_code != 500, (method, address)
        found[f"{method} {address}"] = told(content(answer) + str(answer.headers))
    return found


def paths(named: tuple[UUID, UUID]) -> tuple[str, ...]:
    session, student = named
    own = (f"/session/{session}", f"/live/{session}", f"/students/{student}", f"/courses/{COURSE}", f"/roster/{COURSE}")
    settings = (f"/settings/{name}" for name in ("privacy", "engagement", "flags", "audit", "users", "keys", "account"))
    return (*own, *settings, "/", "/courses", "/try", "/start", "/about")


def fill(name: str, named: tuple[UUID, UUID], event: str) -> Any:
    """What stands in that property (`id.property`, or the part of a pattern) while the class is looked at."""
    session, student = named
    table = {
        "student-chosen.data": {"number": "1"}, "person.data": 1, "person-other.value": "3", "figure": "heat",
        "session-moment-at.data": "2026-03-10T10:06:00", "session-moment-time.value": "10:06", "event": event,
        "consent-search.value": "", "student-name.value": "Xanthippe Quux", "roster-chosen.data": str(student),
        "roster-upload.contents": UPLOAD, "consent-upload.contents": UPLOAD, "roster-attendance.contents": ATTENDANCE,
        "roster-upload.filename": "list.csv", "roster-class.value": str(session), "number": 6,
        "session-heat-sort.value": "name", "student-kept.data": {"name": "Xanthippe Quux", "course": COURSE},
        "scheme.data": "light", "student": str(student), "course": COURSE, "session": str(session), "verdict": "right",
        "settings-section.data": "flags", "settings-session.value": str(session), "delete-session-sure.checked": False,
        "move-session-course.value": "",  # a class that is moved would not be in the other pages of the walk
        "start-form.hidden": False, "start-course.value": COURSE, "start-target.value": "window:8",
        "start-consent.checked": True, "start-place.value": "eu", "session-note-conflict.hidden": True, "act": "delete",
        "name": "Philomena Corge", "session-events-drawn.data": None,
    }  # fmt: skip
    if name in table:
        return table[name]
    if name.endswith((".n_clicks", ".n_intervals", ".n_blur", ".n_submit")):
        return 1
    if name.startswith(("roster-course", "course-name", "consent-course", "student-course", "privacy-course")):
        return COURSE
    if name.startswith("history-student"):
        return str(student)
    return str(session) if "reference" in name or "session" in name else None


def ask(client: FlaskClient, key: str, callback: dict[str, Any], named: tuple[UUID, UUID], what: Ask) -> str:
    """What the browser gets when that input has changed."""

    def read(one: dict[str, str]) -> dict[str, Any]:
        name = f"{one['id']}.{one['property']}"
        return {
            "id": place(one["id"]),
            "property": one["property"],
            "value": what.given.get(name, fill(name, named, what.event)),
        }

    def place(identifier: str) -> Any:
        if not identifier.startswith("{"):
            return identifier
        return {
            part: fill(part, named, what.event) if isinstance(value, list) else value
            for part, value in json.loads(identifier).items()
        }

    inputs = [[read(one)] if "ALL" in one["id"] else read(one) for one in callback["inputs"]]
    first = inputs[what.changed][0] if isinstance(inputs[what.changed], list) else inputs[what.changed]
    plain = isinstance(first["id"], str)
    changed = first["id"] if plain else json.dumps(first["id"], sort_keys=True, separators=(",", ":"))
    outputs = []
    for output in key.strip(".").split("..."):
        identifier, _, name = output.rpartition(".")
        outputs.append({"id": place(identifier.replace("\\.", ".")), "property": name})
    body = {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": inputs,
        "state": [[read(one)] if "ALL" in one["id"] else read(one) for one in callback["state"]],
        "changedPropIds": [f"{changed}.{first['property']}"],
    }
    answer = client.post(PATH, json=body, headers=csrf(client))
    assert answer.status_code in {200, 204, 400}, key
    return json.dumps(answer.get_json(silent=True), ensure_ascii=False)


def walk_callbacks(site: Site, named: tuple[UUID, UUID], client: FlaskClient) -> dict[str, set[str]]:
    """Callback and what has changed -> the names that were told."""
    client.get("/_dash-layout")
    view = site.queries.view(site.store.find_user("mira"), str(named[0]))
    events = [one.key for one in list_events(view)]
    found = {}
    pages_first = sorted(site.app.callback_map.items(), key=lambda one: "page.children" not in one[0])
    for key, callback in pages_first:
        if "callback" not in callback:
            continue  # it runs in the browser
        for changed, one in enumerate(callback["inputs"]):
            for given in [{"address.pathname": path} for path in paths(named)] if one["id"] == "address" else [{}]:
                for event in events if "lesson-event" in one["id"] else events[:1]:
                    text = ask(client, key, callback, named, Ask(changed, given, event))
                    found[f"{key} {changed} {given} {event}"] = told(text)
    return found


@pytest.mark.parametrize("who", ["mira", "root"])
def test_no_route_and_no_file_tells_a_hidden_name(site: Site, named: tuple[UUID, UUID], who: str) -> None:
    found = walk_routes(site, named, browser(site, who, hidden=True))

    assert {address: names for address, names in found.items() if names} == {}


@pytest.mark.parametrize("who", ["mira", "root"])
def test_no_callback_tells_a_hidden_name(site: Site, named: tuple[UUID, UUID], who: str) -> None:
    found = walk_callbacks(site, named, browser(site, who, hidden=True))

    assert {callback: names for callback, names in found.items() if names} == {}
    assert site.store.session_note(named[0]).text == NOTE  # and nobody's pseudonym is kept in the place of a name


def test_the_walks_find_names_where_they_are_shown(site: Site, named: tuple[UUID, UUID]) -> None:
    client = browser(site, "root", hidden=False)

    files = walk_routes(site, named, client)
    pages = walk_callbacks(site, named, client)

    shown = " ".join(key for key, names in {**files, **pages}.items() if names)
    assert [one for one in WHERE_NAMES_ARE if one not in shown] == []


def test_the_api_tells_no_hidden_name(site: Site, named: tuple[UUID, UUID]) -> None:
    headers = {"Authorization": f"Bearer {site.tokens.create('mira', actor='mira')}"}
    addresses = {address.partition("?")[0] for method, address in routes(site, named) if address.startswith("/api/v1/")}

    def ask_all(pseudonyms: str) -> set[str]:
        answers = [site.browser().get(f"{one}?pseudonyms={pseudonyms}", headers=headers) for one in addresses]
        return set().union(*(told(answer.text + str(answer.headers)) for answer in answers))

    assert ask_all("true") == set()
    assert ask_all("false") >= {"Xanthippe", "Garply"}


def test_a_sessions_own_row_and_the_lists_tell_no_title_of_a_window(site: Site, named: tuple[UUID, UUID]) -> None:
    mira = replace(site.store.find_user("mira"), hides_names=True)
    headers = {"Authorization": f"Bearer {site.tokens.create('mira', actor='mira')}"}

    rows = (site.queries.session(mira, str(named[0])), *site.queries.sessions(mira))
    pages = [browser(site, "mira", hidden=True).get(f"/live/{named[0]}")]
    pages.append(site.browser().get("/api/v1/sessions?pseudonyms=true", headers=headers))

    assert {one.source for one in rows if one.id == named[0]} == {'window "…" (Zoom, 1280x720)'}
    assert [told(one.text) for one in pages] == [set(), set()]
    assert [one.status_code for one in pages] == [200, 200]


def test_a_name_that_is_read_on_a_tried_picture_is_hidden(site: Site) -> None:
    client = browser(site, "mira", hidden=True)

    answer = client.post("/try/inspect?mode=gallery", data=b"picture", content_type="image/png", headers=csrf(client))

    names = {tile["name"] for tile in answer.get_json()["tiles"]}
    assert names == {"name hidden"}


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('window "Ada\'s "room" (Zoom, 1280x720)', 'window "…" (Zoom, 1280x720)'),
        ("video Ada Okafor.mp4", "video …"),
        ("folder Ada (12 pictures)", "folder … (12 pictures)"),
        ("monitor 1 (1920x1080)", "monitor 1 (1920x1080)"),
    ],
)
def test_the_title_of_a_window_and_the_name_of_a_file_are_hidden(source: str, shown: str) -> None:
    assert hide_source(source) == shown


def test_a_note_with_a_name_is_read_with_a_pseudonym_and_not_changed(site: Site, named: tuple[UUID, UUID]) -> None:
    session = str(named[0])
    lesson = LessonEdits(site.store, site.queries)
    mira = replace(site.store.find_user("mira"), hides_names=True)

    note = lesson.note(mira, session)

    assert note is not None
    assert told(note.text) == set()
    assert note.text.count("Student ") == 4
    for edit in (
        lambda: lesson.write_note(mira, session, "Student 2345 presented", note.changed_at),
        lambda: lesson.rename_mark(mira, session, START + timedelta(minutes=5), "Student 2345 presents"),
        lambda: lesson.unmark(mira, session, START + timedelta(minutes=6)),
        lambda: lesson.include(mira, session, START + timedelta(minutes=8), START + timedelta(minutes=9)),
    ):
        with pytest.raises(DataError, match="names are hidden"):
            edit()
    lesson.mark(mira, session, "Exercise", START + timedelta(minutes=12))
    lesson.rename_mark(mira, session, START + timedelta(minutes=12), "Exercise 2")  # what names nobody is free


def test_first_names_are_replaced_and_words_are_not(site: Site) -> None:
    """ "Will" is a name only where it is written as one; two Adas are nobody in particular."""
    people = ("Will Marsh", "Ada Okafor", "Ada Lovelace")
    session = play(site.store, Script(course="Words", names=people, owner="mira", minutes=2, interval_s=20))
    mira = replace(site.store.find_user("mira"), hides_names=True)

    said = site.queries.hide_text(mira, str(session), "Will says the marshes will flood; Ada asks ADA OKAFOR.")

    assert re.fullmatch(r"Student \w{4} says the marshes will flood; … asks Student \w{4}\.", said)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('window "Ada\'s "room"" is back', 'window "…" is back'),
        ("no window's title contains 'Ada'", 'no window\'s title contains "…"'),
        ('following "Ada Oka', 'following "…"'),
        ('2 match: id:1 "Ada" (Zoom); id:2 "Ben" (Zoom)', '2 match: id:1 "…" (Zoom)'),
        ("ended: 'classroom start' says more", "ended: 'classroom start' says more"),
        ("the picture is back", "the picture is back"),
    ],
)
def test_whatever_the_agent_quotes_is_hidden(text: str, shown: str) -> None:
    assert hide_quoted(text) == shown
