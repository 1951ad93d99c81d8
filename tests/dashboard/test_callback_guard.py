"""Requests that no page would make are refused with one line; those of pages go through."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.callback_guard import PATH, REFUSED
from dashboard.security import CSRF_COOKIE, CSRF_HEADER
from tests.dashboard.site import Site, call

DEEP = b'{"output":' + b"[" * 50_000


def post(client: FlaskClient, body: bytes) -> int:
    token = client.get_cookie(CSRF_COOKIE)
    assert token is not None
    headers = {CSRF_HEADER: token.value, "Content-Type": "application/json"}
    return client.post(PATH, data=body, headers=headers).status_code


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b"{}",
        b"null",
        b'"x"',
        b"\xff\xfe",
        DEEP,
        b'{"output":5,"inputs":[]}',
        b'{"output":"nowhere.data","outputs":{"id":"nowhere","property":"data"},"inputs":[],"changedPropIds":[]}',
        b'{"output":"page-title.data","inputs":{"id":"x"}}',
    ],
    ids=lambda body: str(body[:40]),
)
def test_what_is_no_request_of_a_page_is_refused(site: Site, body: bytes) -> None:
    client = site.logged_in()
    client.get("/_dash-layout")

    assert post(client, body) == 400


VALUES: list[Any] = [None, "junk", -1, {"x": [1]}, [[]], "9" * 10_000, "\x00\u202e", 1e308]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:12])
def test_no_callback_breaks_on_junk_values(site: Site, value: Any) -> None:
    client = site.logged_in()
    client.get("/_dash-layout")
    for key, callback in site.app.callback_map.items():
        filled = [[{**one, "value": value} for one in callback[part]] for part in ("inputs", "state")]
        outputs = [_place(one) for one in key.strip(".").split("...")]
        body = {
            "output": key,
            "outputs": outputs if key.startswith("..") else outputs[0],
            "inputs": filled[0],
            "state": filled[1],
            "changedPropIds": [f"{one['id']}.{one['property']}" for one in callback["inputs"][:1]],
        }

        assert post(client, json.dumps(body).encode()) in {200, 204, 400}, key


@pytest.mark.parametrize(
    ("output", "given"),
    [
        ("page.children", {"address.pathname": {"id": 1}}),
        ("sessions-list.children", {"sessions-more.n_clicks": "many"}),
        ("sessions-list.children", {"sessions-more.n_clicks": 10**30}),
        ("sessions-list.children", {"sessions-more.n_clicks": True}),
        ("page.children", {"address.pathname": ["/"]}),
        ("roster-preview.children", {"roster-upload.contents": {"a": 1}}),
    ],
)
def test_what_no_browser_can_hold_is_refused_with_one_line(site: Site, output: str, given: dict[str, Any]) -> None:
    answer = call(site.logged_in(), site, output, given)

    assert answer.status_code == 400
    assert answer.get_json()["error"] == REFUSED


@pytest.mark.parametrize("kind", ["session-digest", "course-digest"])
@pytest.mark.parametrize("odd", [None, {"x": 1}, [1]])
def test_an_id_that_dash_does_not_make_is_refused(site: Site, kind: str, odd: object) -> None:
    client = site.logged_in()
    client.get("/_dash-layout")
    key, entry = next(
        (key, entry) for key, entry in site.app.callback_map.items() if f'"type":"{kind}"' in entry["inputs"][-1]["id"]
    )
    named = {
        name: odd if isinstance(value, list) else value for name, value in json.loads(entry["inputs"][-1]["id"]).items()
    }
    body = {
        "output": key,
        "outputs": [{"id": named, "property": one.rpartition(".")[2]} for one in key.strip(".").split("...")],
        "inputs": [{"id": {**named, "type": json.loads(one["id"])["type"]}, "property": one["property"], "value": None}
                   for one in entry["inputs"]],
        "changedPropIds": [],
    }  # fmt: skip
    if not key.startswith(".."):
        body["outputs"] = body["outputs"][0]

    assert post(client, json.dumps(body).encode()) == 400


@pytest.mark.parametrize(
    ("output", "given", "state"),
    [
        ("sessions-list.children", {"sessions-filter.value": 5}, {}),
        ("session-flags.children", {"session-flags-filter.value": ["open"]}, {}),
    ],
)
def test_an_odd_value_leaves_no_trace_in_the_log(
    site: Site, caplog: pytest.LogCaptureFixture, output: str, given: dict[str, Any], state: dict[str, Any]
) -> None:
    reference = {"session-reference.data": str(site.session("Physics 101").id)}

    answer = call(site.logged_in(), site, output, given, reference | state)

    assert answer.status_code == 200
    assert [record for record in caplog.records if record.exc_info] == []


def test_a_request_of_a_page_goes_through(site: Site) -> None:
    assert call(site.logged_in(), site, "sessions-list.children", {}).status_code == 200


def _place(output: str) -> dict[str, str]:
    identifier, _, name = output.rpartition(".")
    return {"id": identifier, "property": name}
