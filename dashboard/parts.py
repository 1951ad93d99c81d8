"""What the pages work with, put together once by `create_app`."""

from dataclasses import dataclass, field
from typing import Protocol

from dash import Dash

from classroom.config import ServerSettings
from dashboard.accounts import Accounts
from dashboard.administration import Administration
from dashboard.components.basics import Component
from dashboard.components.undo import UndoActions
from dashboard.inspecting import Inspector
from dashboard.launching import Launcher
from dashboard.lesson import LessonEdits
from dashboard.moving import SessionMoves
from dashboard.people import PeopleEdits
from dashboard.preferences import Preferences
from dashboard.privacy import Privacy
from dashboard.queries import Queries
from dashboard.rosters import Rosters
from dashboard.terms import Terms
from dashboard.tokens import Tokens
from dashboard.verdicts import Verdicts


@dataclass(frozen=True, slots=True)
class Parts:
    """Each part checks the asking user's rights itself; None = this server cannot do it."""

    queries: Queries
    settings: ServerSettings
    accounts: Accounts
    inspector: Inspector | None = None
    lesson: LessonEdits | None = None
    launcher: Launcher | None = None
    tokens: Tokens | None = None
    administration: Administration | None = None
    preferences: Preferences | None = None
    people: PeopleEdits | None = None
    verdicts: Verdicts | None = None
    privacy: Privacy | None = None
    terms: Terms | None = None
    rosters: Rosters | None = None
    moves: SessionMoves | None = None
    undo: UndoActions = field(default_factory=UndoActions)


class Page(Protocol):
    """A module of `dashboard.pages`."""

    @property
    def PATH(self) -> str:  # noqa: N802 - a module's constant
        """Its address; one that ends with "/" also answers to everything below it."""

    def show(self, parts: Parts, rest: str) -> tuple[str, Component]:
        """Title and content.

        Args:
            rest: what follows `PATH` in the address; "" for a page with one address.

        Raises:
            NotFoundError: there is nothing at that address, or not for this user.
            StorageError: the database does not answer.
        """

    def register(self, app: Dash, parts: Parts) -> None:
        """Add the page's callbacks."""
