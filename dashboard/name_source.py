"""Where names come from, and how they are hidden.

Everything that holds names is asked of a `NameSource`; the hidden one gives pseudonyms in their place, so that pages,
reports, exports and the API cannot show what they do not have.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import UUID

from classroom.domain import Participant, Session, SessionRecords
from classroom.privacy.pseudonyms import KnownNames, Pseudonyms
from classroom.roster.types import ParticipantDetails, Student

_SHORTEST = 3  # letters of a name that is looked for in texts
_OURS = {"Student", "Participant"}  # words of pseudonyms
_NO_TITLE = '"…"'
_TWO_PEOPLE = "…"  # in place of a first name that two of a class have
# What a source says of itself may be the title of a window or the name of a file, in which anything may stand.
_TOLD = re.compile(r'^(window )".*"(?= \(|$)|^(video ).*|^(folder ).*?(?= \(\d+ pictures\)$|$)', re.DOTALL)


class NameSource(Protocol):
    """What of `classroom.storage.Store` holds students' names."""

    def load_records(
        self, session: UUID, *, after_frame: int = -1, max_frames: int | None = None, readings_only: bool = False
    ) -> SessionRecords: ...

    def participant_details(self, session: UUID) -> tuple[ParticipantDetails, ...]: ...

    def students(self, course: str | None = None, *, visible_to: str | None = None) -> tuple[Student, ...]: ...


class LinkedSource(NameSource, Protocol):
    def known_names(self, session: UUID) -> Mapping[int, KnownNames]: ...


class HidingSource(NameSource, Protocol):
    """One that gives no names."""

    def hide_session(self, session: Session) -> Session:
        """Without what its source may tell of people."""

    def hide_text(self, session: Session, text: str) -> str:
        """With pseudonyms for the names of the class in it."""


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
        linked, texts = self._read_class(records.session, records.participants)
        return hide_records(records, linked, texts, self.pseudonyms)

    def participant_details(self, session: UUID) -> tuple[ParticipantDetails, ...]:
        details = self.store.participant_details(session)
        linked = _linked(self.store.known_names(session))
        shown = {one.number: one for one in self.pseudonyms.hide((one.participant for one in details), linked)}
        return tuple(self._hide_details(one, shown[one.participant.number].display_name) for one in details)

    def students(self, course: str | None = None, *, visible_to: str | None = None) -> tuple[Student, ...]:
        known = self.store.students(course, visible_to=visible_to)
        return tuple(sorted(map(self._hide_student, known), key=lambda one: (one.course, one.name, one.id)))

    def hide_session(self, session: Session) -> Session:
        return replace(session, source=hide_source(session.source))

    def hide_text(self, session: Session, text: str) -> str:
        _, texts = self._read_class(
            session, tuple(one.participant for one in self.store.participant_details(session.id))
        )
        return texts(text)

    def _read_class(
        self, session: Session, participants: tuple[Participant, ...]
    ) -> tuple[Mapping[int, str], "_Replacing"]:
        """The roster's names of the participants who are linked, and what replaces every name of class and course."""
        known = self.store.known_names(session.id)
        linked = _linked(known)
        names = {one.name: self.pseudonyms.of_name(one.name) for one in self.store.students(session.course)}
        for one, hidden in zip(participants, self.pseudonyms.hide(participants, linked), strict=True):
            of_one = known.get(one.number, KnownNames(None))
            for name in (one.display_name, of_one.roster, *of_one.others):
                if name is not None:
                    names[name] = hidden.display_name
        return linked, _Replacing(names)

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


def hide_records(
    records: SessionRecords, linked: Mapping[int, str], texts: "_Replacing", pseudonyms: Pseudonyms
) -> SessionRecords:
    """The records under pseudonyms, also in what was written about the lesson.

    Args:
        linked: Participant.number -> name of the roster's student whom it is linked to.
        texts: takes names out of texts.
    """
    return replace(
        records,
        session=replace(records.session, source=hide_source(records.session.source)),
        participants=pseudonyms.hide(records.participants, linked),
        markers=tuple(replace(one, text=texts(one.text)) for one in records.markers),
        exclusions=tuple(replace(one, text=texts(one.text)) for one in records.exclusions),
    )


def hide_source(source: str) -> str:
    """What a class was recorded from, without the title of a window and the name of a file."""
    return _TOLD.sub(
        lambda found: f"{found[1] or found[2] or found[3]}{'…' if found[1] is None else _NO_TITLE}", source
    )


def _linked(known: Mapping[int, KnownNames]) -> dict[int, str]:
    return {number: names.roster for number, names in known.items() if names.roster is not None}


class _Replacing:
    """Names in a text -> their pseudonyms: whole names in any case, first and last names as they are written.

    A name of one word that is written small ("may", "will") is taken for the word.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._whole = {name.casefold(): to for name, to in names.items() if len(name) >= _SHORTEST and name != to}
        self._words = _single_words(names)
        self._patterns = _any_of(self._whole, re.IGNORECASE), _any_of(self._words, re.NOFLAG)

    def __call__(self, text: str) -> str:
        whole, words = self._patterns
        if whole is not None:
            text = whole.sub(lambda found: self._whole.get(found[0].casefold(), _TWO_PEOPLE), text)
        return text if words is None else words.sub(lambda found: self._words[found[0]], text)


def _single_words(names: Mapping[str, str]) -> dict[str, str]:
    """First, middle and last names; those of two people become a sign that names neither."""
    words: dict[str, str] = {}
    for name, to in names.items():
        for word in re.findall(r"[^\W\d_]{3,}", name):
            if word[0].isupper() and word not in _OURS and name != to:
                words[word] = to if words.get(word, to) == to else _TWO_PEOPLE
    return words


def _any_of(names: Iterable[str], flags: re.RegexFlag) -> re.Pattern[str] | None:
    longest_first = sorted(names, key=len, reverse=True)
    words = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", flags) if longest_first else None
