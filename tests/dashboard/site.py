"""A dashboard in this process, and what a browser would do with it."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from dash import Dash
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from classroom.config import Settings
from classroom.domain import FlagVerdict, Role, Session, SessionRecords
from classroom.errors import StorageError
from classroom.privacy.pseudonyms import Pseudonyms
from classroom.storage import Store
from dashboard.access import SessionStore
from dashboard.accounts import Accounts
from dashboard.administration import Administration
from dashboard.app import create_app
from dashboard.ingest.intake import Intake
from dashboard.inspecting import Inspector
from dashboard.launching import Launcher
from dashboard.lesson import LessonEdits
from dashboard.moving import SessionMoves
from dashboard.name_source import HiddenNames
from dashboard.parts import Parts
from dashboard.people import PeopleEdits
from dashboard.preferences import Preferences
from dashboard.privacy import Privacy
from dashboard.queries import Queries
from dashboard.rosters import Rosters
from dashboard.security import CSRF_COOKIE, CSRF_HEADER
from dashboard.terms import Terms
from dashboard.tokens import Tokens
from dashboard.verdicts import Verdicts

PASSWORD = "correct horse battery"
HOSTILE_NAMES = ("<script>alert(1)</script>", "=cmd|' /C calc'!A0", "N" * 10_000, "\u202etxt.exe", "a\x00b & <i>c</i>")
BASE_URL = "http://localhost"


@dataclass(frozen=True)
class Site:
    app: Dash
    store: Store
    accounts: Accounts
    queries: Queries
    tokens: Tokens

    def browser(self) -> FlaskClient:
        client: FlaskClient = self.app.server.test_client()
        return client

    def logged_in(self, name: str = "mira") -> FlaskClient:
        client = self.browser()
        answer = log_in(client, name)
        assert answer.status_code == 302
        return client

    def session(self, course: str) -> Session:
        return next(session for session in self.store.sessions() if session.course == course)


class SilentStore(Store):
    """A Store whose database goes away when told to."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._database)
        self.silent = False

    def sessions(self, *, visible_to: str | None = None, course: str | None = None) -> tuple[Session, ...]:
        self._refuse()
        return super().sessions(visible_to=visible_to, course=course)

    def find_session(self, reference: str, *, visible_to: str | None = None) -> Session:
        self._refuse()
        return super().find_session(reference, visible_to=visible_to)

    def load_records(
        self, session: UUID, *, after_frame: int = -1, max_frames: int | None = None, readings_only: bool = False
    ) -> SessionRecords:
        self._refuse()
        return super().load_records(
            session, after_frame=after_frame, max_frames=max_frames, readings_only=readings_only
        )

    def save_verdict(self, session: UUID, verdict: FlagVerdict) -> None:
        self._refuse()
        super().save_verdict(session, verdict)

    def _refuse(self) -> None:
        if self.silent:
            raise StorageError("database classroom.db is locked")


def build_site(
    store: Store,
    settings: Settings,
    *,
    pages: SessionStore | None = None,
    inspector: Inspector | None = None,
    launcher: Launcher | None = None,
    preferences: Preferences | None = None,
    **server: Any,
) -> Site:
    """`pages` is the store the pages read, if not `store` itself; `server` changes the server's settings."""
    section = settings.server.model_copy(update=server)
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    accounts = Accounts(store, b"k" * 32, section, hasher=cheap)
    for name, role in (("mira", Role.TEACHER), ("paul", Role.TEACHER), ("root", Role.ADMIN)):
        accounts.create(name, role, PASSWORD)
    hidden = HiddenNames(store, Pseudonyms(b"k" * 32))
    queries = Queries(pages or store, settings.engagement, settings.flags, hidden=hidden)
    privacy = Privacy(store, queries, policy=settings.policy, retention=settings.retention)
    tokens = Tokens(store)
    parts = Parts(
        queries=queries,
        settings=section,
        accounts=accounts,
        tokens=tokens,
        lesson=LessonEdits(store, queries),
        people=PeopleEdits(store, queries),
        verdicts=Verdicts(store, queries),
        terms=Terms(store, queries),
        rosters=Rosters(store, queries),
        moves=SessionMoves(store, queries),
        inspector=inspector,
        launcher=launcher,
        privacy=privacy,
        administration=Administration(store, accounts),
        preferences=preferences,
    )
    app = create_app(parts, secret_key=b"k" * 32, intake=Intake(store, settings.policy))
    return Site(app, store, accounts, queries, tokens)


def form_token(client: FlaskClient, path: str = "/login") -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get(path).text)
    assert found
    return found.group(1)


def log_in(client: FlaskClient, name: str = "mira", password: str = PASSWORD, *, path: str = "/login") -> TestResponse:
    return client.post(path, data={"username": name, "password": password, "csrf": form_token(client, path)})


def call(
    client: FlaskClient,
    site: Site,
    output: str,
    inputs: dict[str, Any],
    state: dict[str, Any] | None = None,
    *,
    changed: str | None = None,
) -> TestResponse:
    """What the browser sends when the callback with that output (`id.property`) runs."""
    site.app.server.test_client().get("/healthz")  # Dash collects the callbacks at the first request
    key = next(key for key in site.app.callback_map if output in re.split(r"\.\.\.|^\.\.|\.\.$", key))
    entry = site.app.callback_map[key]
    outputs = [_property(one) for one in re.split(r"\.\.\.", key.strip("."))]
    body = {
        "output": key,
        "outputs": outputs if key.startswith("..") else outputs[0],
        "inputs": [_valued(one, inputs) for one in entry["inputs"]],
        "state": [_valued(one, state or {}) for one in entry["state"]],
        "changedPropIds": [changed or _name(entry["inputs"][0])],
    }
    token = client.get_cookie(CSRF_COOKIE)
    headers = {CSRF_HEADER: token.value} if token else {}
    return client.post("/_dash-update-component", json=body, headers=headers)


def _valued(dependency: dict[str, Any], values: dict[str, Any]) -> Any:
    """A property with its value; for a pattern of ids the list of those on the page, none unless they are given."""
    if dependency["id"].startswith("{"):
        return values.get(_name(dependency), [])
    return {**dependency, "value": values.get(_name(dependency))}


def _property(output: str) -> dict[str, str]:
    identifier, _, name = output.rpartition(".")
    return {"id": identifier, "property": name}


def _name(dependency: dict[str, Any]) -> str:
    return f"{dependency['id']}.{dependency['property']}"
