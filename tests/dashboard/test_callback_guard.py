"""Requests that no page would make are refused with one line; those of pages go through."""

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.callback_guard import PATH
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


def test_a_request_of_a_page_goes_through(site: Site) -> None:
    assert call(site.logged_in(), site, "sessions-list.children", {}).status_code == 200


def _place(output: str) -> dict[str, str]:
    identifier, _, name = output.rpartition(".")
    return {"id": identifier, "property": name}
