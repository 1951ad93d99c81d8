"""What the API says: the figures of the pages, in the types of its own OpenAPI document."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from classroom.domain import EMOTIONS, Role, User, Verdict
from classroom.report import build_report
from classroom.roster.types import RosterEntry
from dashboard.api import PREFIX
from dashboard.api.endpoints import ENDPOINTS, Endpoint
from dashboard.api.openapi import openapi_path
from dashboard.api.schemas import Problem
from dashboard.views import flag_key
from tests.dashboard.classes import START
from tests.dashboard.site import HOSTILE_NAMES, SilentStore, Site, build_site

MIRA = User("mira", Role.TEACHER, has_password=True)


class Program:
    """A program that asks the API with one account's key."""

    def __init__(self, site: Site, name: str) -> None:
        self._client: FlaskClient = site.browser()
        self._headers = {"Authorization": f"Bearer {site.tokens.create(name, actor=name)}"}

    def ask(self, path: str, **headers: str) -> TestResponse:
        return self._client.get(f"{PREFIX}{path}", headers={**self._headers, **headers})

    def read(self, path: str) -> Any:
        answer = self.ask(path)
        assert answer.status_code == 200, answer.text
        return answer.json

    def pages(self, path: str) -> Iterator[Any]:
        """Every page, following `next`."""
        after = ""
        while True:
            page = self.read(f"{path}{after}")
            yield page
            if page["next"] is None:
                return
            after = f"&after={page['next']}"


@pytest.fixture
def mira(site: Site) -> Program:
    return Program(site, "mira")


@pytest.fixture
def root(site: Site) -> Program:
    return Program(site, "root")


def physics(site: Site) -> str:
    return str(site.session("Physics 101").id)


def filled(endpoint: Endpoint, session: str) -> str:
    return endpoint.path.replace("<session>", session).replace("<int:participant>", "1")


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.name)
@pytest.mark.parametrize("course", ["Physics 101", "<script>alert(1)</script>", "Nothing"])
def test_every_answer_has_the_type_that_the_document_promises(site: Site, endpoint: Endpoint, course: str) -> None:
    site.store.import_roster(course, [RosterEntry("Ada Okafor", "7")], actor="root", now=START)
    answer = Program(site, "root").ask(filled(endpoint, str(site.session(course).id)))

    if course == "Nothing" and "participant" in endpoint.path and endpoint.name.endswith("Timeline"):
        assert answer.status_code == 404
        Problem.model_validate_json(answer.data, strict=True)
    else:
        assert answer.status_code == 200
        endpoint.result.model_validate_json(answer.data)
        # Nothing is left out: every name of the type is there, null or not.
        assert set(answer.json or {}) == set(endpoint.result.model_json_schema(mode="serialization")["properties"])


def test_the_document_describes_every_route_and_needs_no_token(site: Site) -> None:
    document = site.browser().get(f"{PREFIX}/openapi.json").json

    assert document is not None
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {openapi_path(endpoint.path) for endpoint in ENDPOINTS}
    rules = {rule.rule for rule in site.app.server.url_map.iter_rules() if rule.rule.startswith(PREFIX)}
    assert rules == {f"{PREFIX}{endpoint.path}" for endpoint in ENDPOINTS} | {f"{PREFIX}/openapi.json"}


def test_every_reference_within_the_document_leads_somewhere(site: Site) -> None:
    document = site.browser().get(f"{PREFIX}/openapi.json").json

    def references(part: Any) -> Iterator[str]:
        if isinstance(part, dict):
            for key, value in part.items():
                if key == "$ref":
                    yield value
                else:
                    yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    found = set(references(document))
    assert found
    for reference in found:
        target = document
        for step in reference.removeprefix("#/").split("/"):
            assert target is not None
            target = target[step]


def test_the_summary_says_what_the_csv_says(site: Site, mira: Program) -> None:
    view = site.queries.view(MIRA, physics(site))
    table = build_report("summary", view.records, site.queries.engagement, site.queries.flags)

    summary = mira.read(f"/sessions/{physics(site)}/summary")

    lines = [summary["class"], *summary["participants"]]
    assert [line["name"] for line in lines[1:]] == table["participant"].tolist()[1:]
    for name in ("minutes_in_call", "minutes_visible", "minutes_camera_off", "mean_engagement", "flags"):
        assert [line[name] for line in lines] == pytest.approx(
            [None if value != value else value for value in table[name].tolist()]
        )
    assert set(summary["class"]["emotions"]) == set(map(str, EMOTIONS))


def test_timelines_keep_gaps_as_null_and_times_in_utc(site: Site, mira: Program) -> None:
    timeline = mira.read(f"/sessions/{physics(site)}/timeline")

    assert timeline["participant"] is None
    assert timeline["bins"][0]["start"] == "2026-03-10T09:00:00Z"
    hidden = timeline["bins"][20]  # a shared screen hid the gallery
    assert (hidden["engagement"], hidden["visible"], hidden["emotions"]) == (None, None, None)
    assert timeline["dips"]
    assert [marker["text"] for marker in timeline["markers"]] == ["Exercise <b>starts</b>"]
    one = mira.read(f"/sessions/{physics(site)}/participants/2/timeline")
    assert one["bins"][0]["engagement"] is None  # comes late
    assert (one["participant"], len(one["bins"])) == (2, len(timeline["bins"]))


def test_flags_carry_their_verdict_and_the_measured_precision(site: Site, mira: Program) -> None:
    session = physics(site)
    before = mira.read(f"/sessions/{session}/flags")
    first, second = site.queries.view(MIRA, session).flags[:2]
    for flag, verdict in ((first, Verdict.RIGHT), (second, Verdict.WRONG)):
        site.queries.give_verdict(MIRA, session, flag_key(flag), verdict)

    after = mira.read(f"/sessions/{session}/flags")

    assert before["judgement"] == {
        "right": 0,
        "wrong": 0,
        "ignore": 0,
        "open": len(before["items"]),
        "precision": None,
    }
    assert [flag["verdict"] for flag in after["items"][:2]] == ["right", "wrong"]
    assert after["judgement"]["precision"] == 0.5
    assert datetime.fromisoformat(after["items"][0]["from"]) == first.start


def test_observations_come_a_few_frames_at_a_time_and_complete(site: Site, root: Program) -> None:
    session = site.session("<script>alert(1)</script>")

    pages = list(root.pages(f"/sessions/{session.id}/observations?limit=25"))

    frames = [frame for page in pages for frame in page["items"]]
    assert [frame["number"] for frame in frames] == list(range(session.frame_count))
    assert max(len(page["items"]) for page in pages) == 25
    assert sum(len(frame["observations"]) for frame in frames) == session.observation_count
    assert frames[0]["taken_at"].endswith("Z")


def test_what_was_not_read_is_null(site: Site, mira: Program) -> None:
    (frame,) = mira.read(f"/sessions/{physics(site)}/observations?limit=1")["items"]
    states = {one["state"]: one for one in frame["observations"]}

    assert states["camera_off"]["reading"] is None
    assert states["camera_off"]["score"] is None
    reading = states["visible"]["reading"]
    assert sum(reading[str(emotion)] for emotion in EMOTIONS) == pytest.approx(1, abs=0.001)
    assert (reading["yaw"], reading["eyes_closed"]) == (None, None)


def test_sessions_are_paged_newest_recorded_first(site: Site, root: Program) -> None:
    pages = list(root.pages("/sessions?limit=2"))

    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    assert [one["id"] for page in pages for one in page["items"]] == [str(one.id) for one in site.store.sessions()]


def test_a_course_is_found_whatever_its_case(mira: Program) -> None:
    found = mira.read("/sessions?course=physics%20101")["items"]

    assert [session["course"] for session in found] == ["Physics 101"]


def test_courses_count_sessions_and_students_of_both_lists(site: Site, mira: Program) -> None:
    entries = [RosterEntry("Ada Okafor"), RosterEntry("Ben Fischer")]
    for course in ("physics 101", "Chemistry"):
        site.store.import_roster(course, entries, owner="mira", actor="mira", now=START)

    courses = {course["name"]: course for course in mira.read("/courses")["items"]}

    assert (courses["Physics 101"]["sessions"], courses["Physics 101"]["students"]) == (1, 2)
    assert courses["Physics 101"]["first_started_at"] == "2026-03-10T09:00:00Z"
    assert (courses["Chemistry"]["sessions"], courses["Chemistry"]["last_started_at"]) == (0, None)
    assert "Secrets" not in courses
    paged = [course["name"] for page in mira.pages("/courses?limit=1") for course in page["items"]]
    assert paged == list(courses)


def test_students_are_paged_and_a_teacher_sees_no_other_teachers(site: Site, mira: Program, root: Program) -> None:
    site.store.import_roster(
        "Physics", [RosterEntry(f"Student {letter}") for letter in "ABC"], owner="mira", actor="mira", now=START
    )
    site.store.import_roster("Physics", [RosterEntry("Paul's Own")], owner="paul", actor="paul", now=START)

    mine = [one["name"] for page in mira.pages("/students?course=physics&limit=2") for one in page["items"]]

    assert mine == ["Student A", "Student B", "Student C"]
    assert len(root.read("/students")["items"]) == 4
    assert mira.ask("/students?after=00000000-0000-0000-0000-000000000000").status_code == 404


def test_a_renamed_and_linked_participant_is_told_from_what_was_read(site: Site, mira: Program) -> None:
    session = UUID(physics(site))
    site.store.import_roster("Physics 101", [RosterEntry("Ada O.")], owner="mira", actor="mira", now=START)
    (student,) = site.store.students()
    by = {"actor": "mira", "now": START}
    site.store.rename_participant(session, 2, "Ada Okafor", **by)  # type: ignore[arg-type]
    site.store.link_participant(session, 1, student.id, **by)  # type: ignore[arg-type]
    site.store.merge_participants(session, 3, 4, **by)  # type: ignore[arg-type]

    people = mira.read(f"/sessions/{session}/participants")["items"]

    assert [one["number"] for one in people] == [1, 2, 3, 5, 6, 7, 8]
    assert [one["name"] for one in people[:2]] == ["Ada Okafor", "Ada Okafor (2)"]
    assert [one["given"] for one in people[:2]] == [False, True]
    assert [one["student_id"] for one in people[:2]] == [str(student.id), None]
    assert people[2]["merged"] == [4]


def test_hostile_names_come_as_they_were_stored(site: Site, root: Program) -> None:
    answer = root.ask(f"/sessions/{site.session('<script>alert(1)</script>').id}/participants")

    names = [one["display_name"] for one in (answer.json or {})["items"]]
    assert names[0] == HOSTILE_NAMES[0]
    assert len(names[2]) == 200
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/sessions", "/sessions/latest/summary", "/sessions/latest/observations?limit=3"])
def test_an_unchanged_answer_is_not_sent_twice(mira: Program, path: str) -> None:
    first = mira.ask(path)
    again = mira.ask(path, **{"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_the_etag_changes_with_the_session_the_query_and_the_settings(site: Site, mira: Program) -> None:
    session = physics(site)
    flags = f"/sessions/{session}/flags"
    before = mira.ask(flags).headers["ETag"]
    site.queries.give_verdict(MIRA, session, flag_key(site.queries.view(MIRA, session).flags[0]), Verdict.RIGHT)
    after = mira.ask(flags).headers["ETag"]
    site.queries.basis = "other settings"

    pages = [mira.ask(f"/sessions/{session}/observations?limit={limit}").headers["ETag"] for limit in (1, 2)]
    assert len({before, after, mira.ask(flags).headers["ETag"], *pages}) == 5


def test_a_silent_database_is_said_and_over_when_it_is_back(site: Site, settings: Any) -> None:
    pages = SilentStore(site.store)
    for user in site.store.users():
        site.store.remove_user(user.name)
    program = Program(build_site(site.store, settings, pages=pages), "root")

    pages.silent = True
    silent = program.ask("/sessions")
    pages.silent = False

    assert silent.status_code == 503
    assert silent.headers["Retry-After"]
    assert "is locked" in Problem.model_validate_json(silent.data).detail
    assert program.ask("/sessions").status_code == 200


def test_times_are_aware_utc_everywhere(mira: Program) -> None:
    session = mira.read("/sessions")["items"][0]

    assert datetime.fromisoformat(session["started_at"]).tzinfo == UTC
