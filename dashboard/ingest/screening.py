"""What of an agent's frames may be kept, whatever the agent knows: the server's own word on expressions and consent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from classroom.domain import FrameRecord, Observation, Participant
from classroom.errors import DataError
from classroom.privacy.consents import ConsentRegister, ConsentRules, Decision, Likeness, Treatment

MAX_PEOPLE = 5000  # of one class: a call shows 1000, and one whom the agent loses may be a new one
MAX_NAME = 200  # characters; the tables cut there, too
_PERSON_BYTES, _CLASS_BYTES = 2 * 2**10, 8 * 2**10  # at most of a participant with such a name; of a class without
_MADE = re.compile(r"Participant \d{1,10}")  # what agents call somebody whose name is not read


@dataclass(frozen=True, slots=True)
class ClassRules:
    """What holds for one class on the server."""

    reads_expressions: bool
    register: ConsentRegister
    means: ConsentRules
    alike: Likeness

    def treat(self, person: Participant) -> Treatment:
        """A "no" also holds for a name that the agent says it has not read: the name would be stored all the same."""
        decision = self.register.decide_on(person, self.alike)
        if decision is None and not _MADE.fullmatch(person.display_name):
            decision = Decision.NO if self._refuses(person.display_name) else None
        return self.means.treat(decision)

    def _refuses(self, name: str) -> bool:
        return self.register.decide(name, self.alike) is Decision.NO


@dataclass(slots=True, eq=False)
class Screen:
    """One class's frames, less what must not be stored; `lock` is held from screening to the frames' storing."""

    course: str
    owner: str
    rules: ClassRules
    checked_at: float  # seconds of a clock of its own
    people: dict[int, Participant] = field(default_factory=dict)  # as told last, also those who are dropped
    stored: dict[int, Participant] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    _treatments: dict[int, tuple[Participant, Treatment]] = field(default_factory=dict)
    _has_dropped: bool = False

    @property
    def nbytes(self) -> int:
        """About what it takes, rather more than less."""
        return _CLASS_BYTES + _PERSON_BYTES * len(self.people)

    def learn(self, rules: ClassRules, now: float) -> None:
        """From now on these rules hold."""
        self.rules = rules
        self.checked_at = now
        self._treatments.clear()

    def knows(self, records: Sequence[FrameRecord]) -> bool:
        """Whether everybody seen on the frames was introduced here."""
        told = self.people.keys() | {one.number for record in records for one in record.new_participants}
        return all(seen.participant in told for record in records for seen in record.observations)

    def remember(self, participants: Sequence[Participant]) -> None:
        """These are stored, by this process or another."""
        told = {one.number: one for one in participants}
        self.stored |= told
        self.people = told | self.people

    def recall(self, participants: Sequence[Participant]) -> None:
        """These alone are stored: what was taken for stored was refused (a backup came back)."""
        self.stored = {}
        self.remember(participants)

    def screen(self, records: Sequence[FrameRecord]) -> tuple[FrameRecord, ...]:
        """The frames as they may be stored: those who are dropped are neither named nor seen.

        Who agrees in mid-class is introduced then. Of somebody nobody introduced nothing is kept where some are
        dropped: it may be one of them, told of to a process that is gone.

        Raises:
            DataError: more people than a class has.
        """
        self._require_room(records)
        return tuple(self._screen(record) for record in records)

    def _require_room(self, records: Sequence[FrameRecord]) -> None:
        told = [one.number for record in records for one in record.new_participants]
        if len(self.people) + len(told) > MAX_PEOPLE and len(self.people.keys() | told) > MAX_PEOPLE:
            raise DataError(f"a class has at most {MAX_PEOPLE} participants: end this one and begin another")

    def _screen(self, record: FrameRecord) -> FrameRecord:
        self.people |= {one.number: _cut(one) for one in record.new_participants}
        told = {one.number for one in record.new_participants} | {one.participant for one in record.observations}
        treatments = {number: self._treat(self.people[number]) for number in told if number in self.people}
        self._has_dropped = self._has_dropped or Treatment.DROP in treatments.values()
        kept = [self.people[number] for number in sorted(treatments) if treatments[number] is not Treatment.DROP]
        news = tuple(one for one in kept if self.stored.get(one.number) != one)
        seen = (self._limit(one, treatments.get(one.participant)) for one in record.observations)
        return replace(record, new_participants=news, observations=tuple(one for one in seen if one is not None))

    def _limit(self, seen: Observation, treatment: Treatment | None) -> Observation | None:
        match treatment:
            case None:
                return None if self._may_have_dropped() else seen
            case Treatment.DROP:
                return None
            case Treatment.STATE_ONLY:
                return replace(seen, score=None, reading=None, quality=None)
            case Treatment.READ:
                return seen if self.rules.reads_expressions else without_expressions(seen)

    def _may_have_dropped(self) -> bool:
        return self._has_dropped or self.rules.means.may_drop

    def _treat(self, person: Participant) -> Treatment:
        found = self._treatments.get(person.number)
        if found is None or found[0] != person:
            found = self._treatments[person.number] = (person, self.rules.treat(person))
        return found[1]


def _cut(person: Participant) -> Participant:
    name = person.display_name
    return person if len(name) <= MAX_NAME else replace(person, display_name=name[:MAX_NAME])


def without_expressions(seen: Observation) -> Observation:
    """The observation without the seven probabilities; the head's direction and the eyes stay."""
    if seen.reading is None or seen.reading.probabilities is None:
        return seen
    reading = replace(seen.reading, probabilities=None)
    return replace(seen, reading=None if reading.head_pose is None and reading.eyes_closed is None else reading)
