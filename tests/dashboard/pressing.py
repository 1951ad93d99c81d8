"""Buttons that are pressed, as a browser tells it."""

import json
import re
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient

from dashboard.security import CSRF_COOKIE, CSRF_HEADER
from tests.dashboard.site import Site

Button = str | dict[str, Any]


def press(
    client: FlaskClient, site: Site, button: Button, state: Mapping[str, Any], *, also: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """What the server answers when the button is pressed.

    Args:
        client: logged in.
        site: the dashboard.
        button: its id.
        state: by `id.property`; what is not named is None.
        also: further inputs by `id.property`.
    """
    site.app.server.test_client().get("/healthz")  # Dash collects the callbacks at the first request
    key, entry = _find(site, button)
    outputs = [_property(one) for one in re.split(r"\.\.\.", key.strip("."))]
    name = button if isinstance(button, str) else json.dumps(button, sort_keys=True, separators=(",", ":"))
    token = client.get_cookie(CSRF_COOKIE)
    assert token is not None
    body = {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": [_input(one, button, also or {}) for one in entry["inputs"]],
        "state": [{**one, "value": state.get(_name(one))} for one in entry["state"]],
        "changedPropIds": [f"{name}.n_clicks"],
    }
    answer = client.post("/_dash-update-component", json=body, headers={CSRF_HEADER: token.value})
    return {} if answer.status_code == 204 else dict(answer.get_json())


def _find(site: Site, button: Button) -> tuple[str, Any]:
    """The callback that listens to the button and nothing before it."""
    for key, entry in site.app.callback_map.items():
        for one in entry["inputs"]:
            if one["property"] == "n_clicks" and _fits(one["id"], button) and "callback" in entry:
                return key, entry
    raise AssertionError(f"no callback listens to {button}")


def _fits(identifier: str, button: Button) -> bool:
    if isinstance(button, str):
        return identifier == button
    return identifier.startswith("{") and json.loads(identifier)["type"] == button["type"]


def _input(one: dict[str, Any], button: Button, also: Mapping[str, Any]) -> Any:
    if one["property"] == "n_clicks" and _fits(one["id"], button):
        pressed = {"id": button, "property": "n_clicks", "value": 1}
        return pressed if isinstance(button, str) else [pressed]
    return {**one, "value": also.get(_name(one))}


def _property(output: str) -> dict[str, str]:
    identifier, _, name = output.rpartition(".")
    return {"id": identifier, "property": name}


def _name(dependency: dict[str, Any]) -> str:
    return f"{dependency['id']}.{dependency['property']}"
