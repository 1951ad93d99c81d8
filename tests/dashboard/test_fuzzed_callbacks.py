"""Every callback of the dashboard, sent values that no page of ours would send: one line, never a trace in the log."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from classroom.config import Settings
from classroom.storage import Store
from dashboard.callback_guard import PATH
from dashboard.security import CSRF_COOKIE, CSRF_HEADER
from tests.dashboard.classes import NAMES, Script, play
from tests.dashboard.launchers import ScriptedLauncher
from tests.dashboard.site import Site, build_site
from tests.faults.soak import CASES

FEW = examples(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), database=None, derandomize=True)
MANY = examples(FEW, max_examples=max(1, CASES // 100), derandomize=False)  # each asks all callbacks
COURSE = "Physics 101"
ALLOWED = {200, 204, 400}

odd_numbers = st.one_of(
    st.integers(-3, 3),
    st.sampled_from([2**63, -(2**63), 10**30, 1e308, -1e308, 1e-320, 0.5, float("nan"), float("inf")]),
)
odd_texts = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "",
            "\x00",
            "a\x00b",
            "\ud800",
            "\u202e",
            "9" * 5_000,
            "x" * 70_000,
            "=1+1",
            "../../x",
            "%00",
            "25:99",
            "12:30",
        ]
    ),
    st.sampled_from(
        ["/session/x", "/courses/%ff", "/students/1", "/settings/users", "/roster/", "data:text/csv;base64,%%"]
    ),
    st.sampled_from(["2026-03-10T09:00:00", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00-23:59", "2026-99-99"]),
)
odd_values = st.recursive(
    st.one_of(st.none(), st.booleans(), odd_numbers, odd_texts),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(odd_texts, st.sampled_from(["id", "number", "at", "from", "value", "name", "session", "action"])),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)
deep = st.integers(1, 400).map(lambda depth: json.loads("[" * depth + "]" * depth))


@contextmanager
def watching() -> Iterator[list[str]]:
    """What was logged with a trace, or as an error, meanwhile."""
    found: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info or record.levelno >= logging.ERROR:
                found.append(f"{record.getMessage()}: {logging.Formatter().format(record)[-1500:]}")

    handler = Keep()
    logging.getLogger().addHandler(handler)
    try:
        yield found
    finally:
        logging.getLogger().removeHandler(handler)


@pytest.fixture
def whole(class_store: Store, settings: Settings) -> Site:
    """With every part that a page can work with."""
    return build_site(class_store, settings, launcher=ScriptedLauncher())


def fuzz(site: Site, data: st.DataObject) -> None:
    client = site.logged_in("mira")
    client.get("/_dash-layout")
    token = client.get_cookie(CSRF_COOKIE)
    assert token is not None
    headers = {CSRF_HEADER: token.value, "Content-Type": "application/json"}
    for key, callback in site.app.callback_map.items():
        if "callback" not in callback or key.startswith("..account-"):  # argon2 takes its time: on its own below
            continue
        body = draw_body(data, site, key, callback)
        with watching() as traces:
            answer = client.post(PATH, data=body.encode("utf-8", "surrogatepass"), headers=headers)
        assert answer.status_code in ALLOWED, (key, body[:2000], answer.text[:300])
        assert not traces, (key, body[:2000], traces)
        if answer.status_code == 400:
            assert "\n" not in answer.get_json()["error"]


def draw_body(data: st.DataObject, site: Site, key: str, callback: dict[str, Any]) -> str:
    """A request to the callback; what names the class is right three times in four, the rest is odd."""
    reference = session_of(site)
    likely = st.sampled_from(
        [1, 2, "1", True, [], {}, COURSE, "Demo", "light", reference, f"/session/{reference}", NAMES[0]]
    )
    values = st.one_of(likely, odd_values, odd_values, deep)

    def fill(one: dict[str, str]) -> Any:
        named = one["id"].endswith(("reference", "live-session"))
        right = named and data.draw(st.integers(0, 3)) > 0
        if one["property"] in {"n_clicks", "n_submit", "n_intervals"}:
            value = data.draw(st.one_of(st.just(1), st.just(1), st.just(1), odd_values))
        else:
            value = reference if right else data.draw(values)
        if not one["id"].startswith("{"):
            return {**one, "value": value}
        pattern = json.loads(one["id"])
        identifier = {
            name: data.draw(st.one_of(st.just(reference), likely, odd_values)) if isinstance(given, list) else given
            for name, given in pattern.items()
        }
        filled = {
            "id": identifier,
            "property": one["property"],
            "value": identifier if one["property"] == "id" else value,
        }
        return filled if '["MATCH"]' in one["id"] else [filled] * data.draw(st.integers(0, 2))

    inputs, state = [fill(one) for one in callback["inputs"]], [fill(one) for one in callback["state"]]
    flat = [one for each in inputs for one in (each if isinstance(each, list) else [each])]
    changed = [f"{written(one['id'])}.{one['property']}" for one in flat]
    outputs = [place(one, flat) for one in key.strip(".").split("...")]
    return json.dumps(
        {
            "output": key,
            "outputs": outputs if key.startswith("..") else outputs[0],
            "inputs": inputs,
            "state": state,
            "changedPropIds": data.draw(st.sampled_from([changed[:1], changed[-1:], []])),
        }
    )


def session_of(site: Site) -> str:
    """A class of the asking teacher; a new one where the last was deleted."""
    for session in site.store.sessions(visible_to="mira"):
        if session.course == COURSE and session.owner == "mira":
            return str(session.id)
    return str(play(site.store, Script(names=NAMES[:3], interval_s=30, minutes=5, owner="mira")))


def written(identifier: Any) -> str:
    return identifier if isinstance(identifier, str) else json.dumps(identifier, sort_keys=True, separators=(",", ":"))


def place(output: str, inputs: list[dict[str, Any]]) -> dict[str, Any]:
    """An output as the browser names it; one with a pattern has the id of the input that matches."""
    identifier, _, name = output.rpartition(".")
    identifier = identifier.replace("\\.", ".")
    if not identifier.startswith("{"):
        return {"id": identifier, "property": name}
    pattern = json.loads(identifier)
    known = next((one["id"] for one in inputs if isinstance(one["id"], dict)), {})
    return {"id": {key: known.get(key, "x") if isinstance(value, list) else value for key, value in pattern.items()},
            "property": name}  # fmt: skip


@FEW
@given(data=st.data())
def test_no_callback_breaks_whatever_a_teacher_sends(whole: Site, data: st.DataObject) -> None:
    fuzz(whole, data)


@pytest.mark.soak
@MANY
@given(data=st.data())
def test_no_callback_breaks_whatever_a_teacher_sends_at_length(whole: Site, data: st.DataObject) -> None:
    fuzz(whole, data)
