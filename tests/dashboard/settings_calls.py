"""A dashboard with a settings file, and what a browser on its settings' pages would send."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from classroom.config import Settings
from classroom.domain import Role, User
from classroom.settings_file import SettingsFile
from classroom.storage import Store
from dashboard.preferences import Draft
from dashboard.security import CSRF_COOKIE, CSRF_HEADER
from dashboard.setting_fields import engagement_fields, flag_fields, profile_fields, values_of
from tests.dashboard.site import Site, build_site

MIRA = User("mira", Role.TEACHER, True)
FILE = "# ours\nengagement:\n  profile: expression-1  # the class has no head direction\n"


@dataclass(frozen=True)
class Tuned:
    """A dashboard with a settings file."""

    site: Site
    file: SettingsFile
    path: Path


def tune(class_store: Store, settings: Settings, tmp_path: Path) -> Tuned:
    """A dashboard over the recorded classes, with a settings file of its own."""
    path = tmp_path / "config.yaml"
    path.write_text(FILE, encoding="utf-8")
    file = SettingsFile(path)
    return Tuned(build_site(class_store, settings, preferences=file), file, path)


def show(site: Site, part: str, name: str) -> str:
    client = site.logged_in(name)
    return send(client, site, "page.children", {"address.pathname": f"/settings/{part}"}, changed="address.pathname")


def send(
    client: FlaskClient, site: Site, output: str, given: dict[str, Any], *, pressed: Any = None, changed: str = ""
) -> str:
    """What the server answers to a callback: `given` by `id.property`, of many by `type.property` as {name: value}."""
    site.app.server.test_client().get("/healthz")
    key = next(key for key in site.app.callback_map if re.split(r"[@.]{2,}|@", key.strip("."))[0] == output)
    entry = site.app.callback_map[key]
    body = {
        "output": key,
        "outputs": [split(one) for one in key.strip(".").split("...")] if key.startswith("..") else split(key),
        "inputs": [_given(one, given) for one in entry["inputs"]],
        "state": [_given(one, given) for one in entry["state"]],
        "changedPropIds": [changed or f"{json.dumps(pressed, sort_keys=True, separators=(',', ':'))}.n_clicks"],
    }
    if isinstance(pressed, dict):
        body["inputs"] = [
            [{"id": pressed, "property": "n_clicks", "value": 1}]
            if isinstance(one, list) and _is_press(one, spec)
            else one
            for one, spec in zip(body["inputs"], entry["inputs"], strict=True)
        ]
    token = client.get_cookie(CSRF_COOKIE)
    assert token is not None
    answer = client.post("/_dash-update-component", json=body, headers={CSRF_HEADER: token.value})
    assert answer.status_code in {200, 204}, answer.text
    return plain(answer.text)


def plain(answer: str) -> str:
    """The answer as its JSON means it, as far as tests look at it."""
    for code, character in (("002f", "/"), ("003c", "<"), ("003e", ">")):
        answer = answer.replace(f"\\u{code}", character)
    return answer


def _is_press(_one: list[Any], spec: dict[str, Any]) -> bool:
    return bool(spec["property"] == "n_clicks")


def _given(spec: dict[str, Any], given: dict[str, Any]) -> Any:
    identifier, name = spec["id"], spec["property"]
    if not identifier.startswith("{"):
        return {**spec, "value": given.get(f"{identifier}.{name}")}
    pattern = json.loads(identifier)
    if pattern.get("name") != ["ALL"]:
        return {"id": pattern, "property": name, "value": given.get(f"{pattern['type']}.{name}")}
    values = given.get(f"{pattern['type']}.value", {})
    return [
        {"id": {**pattern, "name": one}, "property": name, "value": {**pattern, "name": one} if name == "id" else value}
        for one, value in values.items()
    ]


def split(output: str) -> dict[str, str]:
    identifier, _, name = output.rpartition(".")
    return {"id": identifier, "property": name}


def form_of(tuned: Tuned, section: str, **changes: Any) -> dict[str, Any]:
    """The page's state as a browser would hold it, with some fields changed."""
    settings = tuned.file.load()
    kept = Draft(settings.engagement, settings.flags)
    fields = (*engagement_fields(), *profile_fields()) if section == "engagement" else flag_fields()
    base = values_of(kept, fields, kept.engagement.profile)
    shown = {name: ("on" if value else "off") if isinstance(value, bool) else value for name, value in base.items()}
    return {
        "settings-section.data": section,
        "settings-base.data": base,
        "settings-field.value": {**shown, **changes},
        "settings-session.value": str(tuned.site.session("Physics 101").id),
        "scheme.data": "light",
    }


def press(tuned: Tuned, name: str, action: str, given: dict[str, Any]) -> str:
    button = {"name": action, "type": "settings-action"}
    return send(tuned.site.logged_in(name), tuned.site, "settings-body.children", given, pressed=button)


def preview(tuned: Tuned, name: str, given: dict[str, Any]) -> str:
    return send(
        tuned.site.logged_in(name), tuned.site, "settings-figure.figure", given, changed="settings-session.value"
    )


def audit(site: Site) -> list[tuple[str, str, str]]:
    return [(one.actor, one.action, one.subject) for one in site.store.audit(count=50)]
