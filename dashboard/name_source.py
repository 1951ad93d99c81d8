"""Where names come from, and how they are hidden.

Everything that holds names is asked of a `NameSource`; the hidden one gives pseudonyms in their place, so that pages,
reports, exports and the API cannot show what they do not have.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from classroom.domain import SessionRecords
from classroom.privacy.pseudonyms import Pseudonyms
from classroom.roster.types import ParticipantDetails, Student

_SHORTEST = 3  # letters of a name that is looked for in texts


class NameSource(Protocol):
    """What of `classroom.storage.Store` holds students' names."""

    def load_records(
        self, session: UUID, *, after_frame: int = -1, max_frames: int | None = None, readings_only: bool = False
    ) -> SessionRecords: ...

    def participant_details(self, session: UUID) -> tuple[ParticipantDetails, ...]: ...

    def students(self, course: str | None = None, *, visible_to: str | None = None) -> tuple[Student, ...]: ...


class LinkedSource(NameSource, Protocol):
    def linked_names(self, session: UUID) -> Mapping[int, str]: ...


@dataclass(frozen=True, slots=True)
class HiddenNames:
    """A store's answers with a pseudonym in place of every student's name."""

    store: LinkedSource
    pseudonyms: Pseudonyms

    def load_records(
        self, session: UUID, *, after_frame: int = -1, max_frames: int | None = None, readings_only: bool = False
    ) -> SessionRecords:
        records = self.store.load_records(
            session, after_frame=after_frame, max_frames=max_frames, readings_only=readings_only
        )
        return hide_records(records, self.store.linked_names(session), self.pseudonyms)

    def participant_details(self, session: UUID) -> tuple[ParticipantDetails, ...]:
        details = self.store.participant_details(session)
        linked = self.store.linked_names(session)
        shown = {one.number: one for one in self.pseudonyms.hide((one.participant for one in details), linked)}
        return tuple(self._hide_details(one, shown[one.participant.number].display_name) for one in details)

    def students(self, course: str | None = None, *, visible_to: str | None = None) -> tuple[Student, ...]:
        known = self.store.students(course, visible_to=visible_to)
        return tuple(sorted(map(self._hide_student, known), key=lambda one: (one.course, one.name, one.id)))

    def _hide_details(self, one: ParticipantDetails, name: str) -> ParticipantDetails:
        return replace(
            one,
            participant=replace(one.participant, display_name=name),
            read_name=name,
            student=None if one.student is None else self._hide_student(one.student),
            merged=self.pseudonyms.hide(one.merged, {}),
        )

    def _hide_student(self, student: Student) -> Student:
        name = self.pseudonyms.of_name(student.name)
        return replace(student, name=name, external_id=None, email=None, aliases=())


def hide_records(records: SessionRecords, linked: Mapping[int, str], pseudonyms: Pseudonyms) -> SessionRecords:
    """The records under pseudonyms; names of the class are hidden in markers and the source's description too.

    Args:
        linked: Participant.number -> name of the roster's student whom it is linked to.
    """
    hidden = pseudonyms.hide(records.participants, linked)
    spoken = {one.display_name: to.display_name for one, to in zip(records.participants, hidden, strict=True)}
    spoken |= {name: one.display_name for one in hidden if (name := linked.get(one.number))}
    texts = _Replacing(spoken)
    return replace(
        records,
        session=replace(records.session, source=texts(records.session.source)),
        participants=hidden,
        markers=tuple(replace(one, text=texts(one.text)) for one in records.markers),
        exclusions=tuple(replace(one, text=texts(one.text)) for one in records.exclusions),
    )


class _Replacing:
    """Names of a class in a text -> their pseudonyms, whole words and without regard to case."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._by_key = {name.casefold(): to for name, to in names.items() if len(name) >= _SHORTEST and name != to}
        self._pattern = _any_of(self._by_key)

    def __call__(self, text: str) -> str:
        if self._pattern is None:
            return text
        return self._pattern.sub(lambda found: self._by_key.get(found[0].casefold(), "…"), text)


def _any_of(names: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(names, key=len, reverse=True)
    words = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if longest_first else None
