"""Every route and every callback, asked by everybody about another teacher's class: nothing of it comes out.

The class that is asked for is named in every argument and every property that could name one.
"""

import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from classroom.roster.types import RosterEntry
from dashboard.callback_guard import PATH
from dashboard.security import CSRF_COOKIE, CSRF_HEADER
from tests.dashboard.classes import START, Script, play
from tests.dashboard.site import Site

COURSE = "Zymurgy 9"
NAMES = ("Xanthippe Quux", "Zebedee Plugh", "Ygritte Fnord", "Wolfram Xyzzy")
WORDS = (COURSE, *NAMES, "Xanthippe", "Plugh", "Fnord", "Xyzzy", "hush-hush")
METHODS = ("GET", "POST", "PUT", "DELETE")


@pytest.fixture
def secret(site: Site) -> tuple[UUID, UUID]:
    """Paul's session with a marker, and his student."""
    session = play(
        site.store,
        Script(course=COURSE, names=NAMES, owner="paul", minutes=20, interval_s=20, started_at=START),
        markers=[(5, "hush-hush")],
    )
    now = START + timedelta(days=1)
    site.store.import_roster(COURSE, [RosterEntry(name) for name in NAMES], owner="paul", actor="paul", now=now)
    student = next(one for one in site.store.students(COURSE) if one.name == NAMES[0])
    return session, student.id


def routes(site: Site, secret: tuple[UUID, UUID]) -> Iterator[tuple[str, str]]:
    """Method and address of every route, with the secret wherever something is named."""
    session, student = secret
    site.app.server.test_client().get("/healthz")  # Dash adds its own routes at the first request
    for rule in site.app.server.url_map.iter_rules():
        arguments = {name: _fitting(name, session, student) for name in rule.arguments}
        _, address = rule.build(arguments, append_unknown=False) or ("", "")
        for method in METHODS:
            if method in (rule.methods or ()):
                yield method, f"{address}?course={COURSE}&session={session}&student={student}&kind=csv"


def _fitting(name: str, session: UUID, student: UUID) -> Any:
    known = {"kind": "summary", "participant": 1, "student": student, "package_name": "dash", "course": COURSE}
    return known.get(name, str(session))


def leaks(text: str) -> list[str]:
    return [word for word in WORDS if word in text]


def content(answer: TestResponse) -> str:
    """What stands in it, also in an archive."""
    if answer.mimetype != "application/zip":
        return answer.get_data().decode(errors="replace")
    with ZipFile(io.BytesIO(answer.get_data())) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


def csrf(client: FlaskClient) -> dict[str, str]:
    cookie = client.get_cookie(CSRF_COOKIE)
    return {CSRF_HEADER: cookie.value} if cookie else {}


@pytest.mark.parametrize("who", ["nobody", "mira", "a token of mira's"])
def test_no_route_shows_another_teachers_class(site: Site, secret: tuple[UUID, UUID], who: str) -> None:
    client = site.logged_in("mira") if who == "mira" else site.browser()
    headers = csrf(client)
    if who.startswith("a token"):
        headers["Authorization"] = f"Bearer {site.tokens.create('mira', actor='mira')}"
    asked = list(routes(site, secret))

    found = {}
    for method, address in asked:
        if address.startswith("/logout"):
            continue
        answer = client.open(address, method=method, headers=headers, data={})
        assert answer.status_code != 500, (method, address)
        # The address itself, with the course's name in it, may be told: in a login's `next`, or as what was not found.
        text = content(answer).replace(f"course={COURSE}", "")
        if leaks(text.replace(COURSE, "")):
            found[method, address] = leaks(text)

    assert found == {}
    assert len(asked) > 30


@pytest.mark.parametrize("who", ["mira", "nobody"])
def test_no_callback_shows_or_changes_another_teachers_class(site: Site, secret: tuple[UUID, UUID], who: str) -> None:
    session, student = secret
    before = _state(site, session)
    client = site.logged_in("mira") if who == "mira" else site.browser()
    client.get("/_dash-layout")
    site.app.server.test_client().get("/healthz")
    values: list[Any] = [
        *(str(session), session.hex, f"/session/{session}", f"/live/{session}", f"/students/{student}"),
        *(f"/courses/{COURSE}", f"/roster/{COURSE}", COURSE, 1, "1", [str(session)], {"id": "1"}),
    ]

    found = {}
    for key, callback in site.app.callback_map.items():
        for value in values:
            answer = client.post(PATH, json=_body(key, callback, value, str(session)), headers=csrf(client))
            assert answer.status_code in {200, 204, 400, 401, 403}, key
            if who == "nobody":
                assert answer.status_code in {400, 401, 403}
            if leaks(answer.text.replace(COURSE, "")):
                found[key, str(value)] = leaks(answer.text)

    assert found == {}
    assert _state(site, session) == before
    assert len(site.app.callback_map) > 20


def test_an_administrator_reaches_what_the_walk_asks_for(site: Site, secret: tuple[UUID, UUID]) -> None:
    """The walk would find something, if it were shown."""
    client = site.logged_in("root")
    text = "".join(
        content(client.get(address, headers=csrf(client)))
        for method, address in routes(site, secret)
        if method == "GET"
    )
    site.app.server.test_client().get("/healthz")
    shown = "".join(
        client.post(PATH, json=_body(key, callback, str(secret[0]), str(secret[0])), headers=csrf(client)).text
        for key, callback in site.app.callback_map.items()
    )

    assert set(leaks(text)) >= {"Xanthippe", "hush-hush"}
    assert set(leaks(shown)) >= {"Xanthippe", "hush-hush"}


def _state(site: Site, session: UUID) -> str:
    records = site.store.load_records(session)
    return repr((records.session, records.participants, records.markers, records.verdicts, site.store.students(COURSE),
                 site.store.users()))  # fmt: skip


def _body(key: str, callback: dict[str, Any], value: Any, reference: str) -> dict[str, Any]:
    def fill(one: dict[str, str]) -> dict[str, Any]:
        named = "reference" in one["id"]
        identifier = _pattern(one["id"], reference)
        return {"id": identifier, "property": one["property"], "value": reference if named else value}

    outputs = [_place(one, reference) for one in key.strip(".").split("...")]
    inputs = [[fill(one)] if "ALL" in one["id"] else fill(one) for one in callback["inputs"]]
    first = inputs[0][0] if isinstance(inputs[0], list) else inputs[0]
    name = (
        first["id"] if isinstance(first["id"], str) else json.dumps(first["id"], sort_keys=True, separators=(",", ":"))
    )
    return {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": inputs,
        "state": [[fill(one)] if "ALL" in one["id"] else fill(one) for one in callback["state"]],
        "changedPropIds": [f"{name}.{first['property']}"],
    }


def _pattern(identifier: str, reference: str) -> str | dict[str, Any]:
    """An id as the browser sends it; what a pattern leaves open names the class."""
    if not identifier.startswith("{"):
        return identifier
    return {name: reference if isinstance(value, list) else value for name, value in json.loads(identifier).items()}


def _place(output: str, reference: str) -> dict[str, Any]:
    identifier, _, name = output.rpartition(".")
    return {"id": _pattern(identifier.replace("\\.", "."), reference), "property": name}
