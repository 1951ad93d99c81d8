"""Whether expressions may be read in a course: the settings' word, and the answers that teachers gave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from classroom.roster.keys import plain_key

GENERAL = ""  # in place of a course: every course that has no answer of its own


class Place(StrEnum):
    """Where a class takes place, as far as the law about expressions goes."""

    EU = "eu"  # European Union or European Economic Area
    ELSEWHERE = "elsewhere"
    UNSURE = "unsure"
    NOT_ASKED = "not_asked"  # switched without the question


@dataclass(frozen=True, slots=True)
class Policy:
    """One answer; it holds until the next one about the same course."""

    course: str  # GENERAL, or a course's name
    reads_expressions: bool
    place: Place
    owner: str | None  # username whose classes it is about; None = everyone's
    decided_at: datetime  # aware UTC
    decided_by: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds for one course, and by whose word."""

    reads_expressions: bool | None  # None = nobody has answered yet: ask
    source: Literal["course", "settings", "general", "nobody"]
    policy: Policy | None = None  # the answer it follows from, if any


def read_answer(place: Place) -> bool:
    """Whether expressions are read after that answer: only where it is surely not the European Union."""
    return place is Place.ELSEWHERE


def find_ruling(
    policies: Iterable[Policy], setting: Literal["ask", "on", "off"], owner: str | None, course: str
) -> Ruling:
    """What counts: a "no" of the settings or of an administrator, else the course's own answer, else the settings'
    `policy.emotions`, else the general answer, else nobody's.

    What a school forbids no teacher allows: a "no" that is everyone's (owner None) counts before a teacher's "yes".

    Args:
        policies: all answers; of two on one course the owner's counts before everyone's.
        setting: `policy.emotions`.
        owner: of the class; None = everyone's.
        course: its name; compared without regard to case and spaces.
    """
    known = tuple(policies)
    if setting == "off":
        return Ruling(False, "settings")
    forbidden = _find_ban(known, course)
    if forbidden is not None:
        return Ruling(False, "course" if plain_key(forbidden.course) != GENERAL else "general", forbidden)
    own = _pick(known, owner, course) if plain_key(course) != GENERAL else None
    if own is not None:
        return Ruling(own.reads_expressions, "course", own)
    if setting != "ask":
        return Ruling(setting == "on", "settings")
    general = _pick(known, owner, GENERAL)
    return Ruling(None, "nobody") if general is None else Ruling(general.reads_expressions, "general", general)


def _find_ban(policies: Iterable[Policy], course: str) -> Policy | None:
    """The "no" that is everyone's, about the course or in general without a "yes" of everyone's on the course."""
    about = {plain_key(one.course): one for one in policies if one.owner is None}
    own = about.get(plain_key(course)) if plain_key(course) != GENERAL else None
    found = own or about.get(GENERAL)
    return found if found is not None and not found.reads_expressions else None


def _pick(policies: Iterable[Policy], owner: str | None, course: str) -> Policy | None:
    """The answer about the course that counts for a class of that owner; None = there is none.

    A class that is everyone's heeds every account's answer, and one of them that says no is enough.
    """
    about = [one for one in policies if plain_key(one.course) == plain_key(course)]
    if owner is None:
        return next((one for one in about if not one.reads_expressions), next(iter(about), None))
    fitting = [one for one in about if one.owner is None or plain_key(one.owner) == plain_key(owner)]
    return next((one for one in fitting if one.owner is not None), next(iter(fitting), None))
