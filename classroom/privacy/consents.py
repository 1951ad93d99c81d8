"""The consent register: who may be read, who may be recorded at all; pure.

Names are compared as rosters do it (without case, accents, punctuation, pronouns). A "yes" holds for exactly that name.
A "no" also holds for whatever label may be the student's (other word order, initials, a first name alone, devices and
numbers beside it, misread letters), unless exactly that name has said yes: a mistake may only ever lead to less being
read.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from classroom.domain import Participant
from classroom.privacy.likeness import may_be_called
from classroom.roster.keys import name_key, plain_key

_TWIN = re.compile(r" \(\d+\)$")  # the second Maria of a call is "Maria (2)"
Likeness = Callable[[str, str], bool]  # whether two names may be readings of one


class Decision(StrEnum):
    YES = "yes"
    NO = "no"


class Treatment(StrEnum):
    """What happens to a participant; a later one is stricter."""

    READ = "read"
    STATE_ONLY = "state_only"  # presence alone: the face is never classified, nothing measured of it is kept
    DROP = "drop"  # not recorded at all


@dataclass(frozen=True, slots=True)
class Consent:
    """One line of the register."""

    course: str
    name: str
    decision: Decision
    owner: str | None  # username whose classes it is about; None = everyone's
    student: UUID | None  # of the roster; its other names count too
    given_at: datetime  # aware UTC
    given_by: str  # who wrote it down


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One line of a list that is imported; None takes the line out of the register."""

    name: str
    decision: Decision | None


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """What writing down a list did: numbers of lines."""

    added: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class ConsentRegister:
    """The decisions on one class, by name and by participant."""

    by_key: Mapping[str, Decision] = field(default_factory=dict)  # `name_key` of every name a student is known by
    names: Mapping[str, Decision] = field(default_factory=dict)  # each name as written
    called: Mapping[int, str] = field(default_factory=dict)  # Participant.number -> name the teacher gave

    def decide_on(self, person: Participant, alike: Likeness) -> Decision | None:
        """As `decide`; whom the teacher says a participant is counts before the name that is read."""
        called = self.called.get(person.number)
        known = None if called is None else self.decide(called, alike)
        if known is None and person.name_is_read:
            return self.decide(person.display_name, alike)
        return known

    def decide(self, name: str, alike: Likeness) -> Decision | None:
        """The decision on that name; None = the register does not know it.

        Of two of one name in a call nobody knows which of them has said yes: the yes is the first one's.
        """
        if not self.by_key:  # most classes: nothing was written down
            return None
        single = _TWIN.sub("", name)
        known = self.by_key.get(consent_key(single))
        if known is Decision.NO or (known is not None and single == name):
            return known
        refused = (other for other, one in self.names.items() if one is Decision.NO)
        return Decision.NO if any(alike(single, other) or may_be_called(single, other) for other in refused) else None


@dataclass(frozen=True, slots=True)
class ConsentRules:
    """What the decisions mean: `policy.without_consent` and `policy.unknown_names`."""

    without_consent: Treatment
    unknown_names: Treatment

    @property
    def may_drop(self) -> bool:
        """Whether somebody may be left out wholly."""
        return Treatment.DROP in (self.without_consent, self.unknown_names)

    def treat(self, decision: Decision | None) -> Treatment:
        match decision:
            case Decision.YES:
                return Treatment.READ
            case Decision.NO:
                return self.without_consent
            case None:
                return self.unknown_names


def make_register(known: Iterable[tuple[Decision, Iterable[str]]], called: Mapping[int, str]) -> ConsentRegister:
    """The register of decisions, each with all names it holds for; a no counts before a yes."""
    by_key: dict[str, Decision] = {}
    names: dict[str, Decision] = {}
    for decision, spellings in known:
        for name in spellings:
            for table, key in ((by_key, consent_key(name)), (names, name)):
                if table.get(key) is not Decision.NO:
                    table[key] = decision
    return ConsentRegister(by_key, names, called)


def consent_key(name: str) -> str:
    """The name as it is compared; a name of signs alone is compared as it is."""
    return name_key(name) or plain_key(name)
