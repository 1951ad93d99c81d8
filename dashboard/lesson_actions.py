"""Edits of a lesson together with the offer to take them back; what an offer says is read from its parts."""

from collections.abc import Mapping
from datetime import datetime

from classroom.domain import Exclusion, Session, User
from dashboard import formats
from dashboard.class_time import from_key, to_key
from dashboard.components.events import Event, Kind
from dashboard.components.undo import UndoActions, offer
from dashboard.lesson import LessonEdits
from dashboard.queries import Queries
from dashboard.texts import lesson as texts

MARK, UNMARK, RENAME = "lesson.mark", "lesson.unmark", "lesson.rename"
EXCLUDE, INCLUDE = "lesson.exclude", "lesson.include"


class LessonActions:
    """One user's edits at a time, each with its Undo; called within callbacks.

    All raise NotFoundError and StorageError as `LessonEdits` does, and DataError for times and texts that cannot be.
    """

    def __init__(self, queries: Queries, lesson: LessonEdits) -> None:
        self._queries = queries
        self._lesson = lesson

    def mark(self, user: User, session: Session, text: str, at: datetime) -> None:
        marker = self._lesson.mark(user, str(session.id), text, at)
        said = _marked(formats.clock(marker.at, session.time_zone), marker.text)
        offer(said, UNMARK, session=str(session.id), at=to_key(marker.at))

    def exclude(self, user: User, session: Session, span: tuple[datetime, datetime], text: str) -> None:
        part = self._lesson.exclude(user, str(session.id), *span, text)
        said = texts.DONE_EXCLUDED.format(span=formats.span(part.start, part.end, session.time_zone))
        offer(said, INCLUDE, session=str(session.id), **_times(part))

    def delete(self, user: User, session: Session, event: Event) -> None:
        """Deletes a marker, or counts a part again."""
        reference, zone = str(session.id), session.time_zone
        if event.kind is Kind.PART and event.end is not None:
            part = self._lesson.include(user, reference, event.start, event.end)
            said = texts.DONE_INCLUDED.format(span=formats.span(part.start, part.end, zone))
            offer(said, EXCLUDE, session=reference, name=part.text, **_times(part))
            return
        marker = self._lesson.unmark(user, reference, event.start)
        said = texts.DONE_UNMARKED.format(time=formats.clock(marker.at, zone))
        offer(said, MARK, session=reference, at=to_key(marker.at), name=marker.text)

    def rename(self, user: User, session: Session, event: Event, text: str) -> None:
        """Gives a marker or a part another text."""
        reference = str(session.id)
        said = texts.DONE_RENAMED.format(time=formats.clock(event.start, session.time_zone))
        if event.kind is Kind.PART and event.end is not None:
            part = self._lesson.exclude(user, reference, event.start, event.end, text)
            offer(said, EXCLUDE, session=reference, name=event.text, **_times(part))
            return
        self._lesson.rename_mark(user, reference, event.start, text)
        offer(said, RENAME, session=reference, at=to_key(event.start), name=event.text)

    def register(self, undo: UndoActions) -> None:
        """Tells how each of these is taken back."""
        undo.add(MARK, self._mark_again)
        undo.add(UNMARK, self._unmark)
        undo.add(RENAME, self._rename_back)
        undo.add(EXCLUDE, self._exclude_again)
        undo.add(INCLUDE, self._include_again)

    def _mark_again(self, user: User, values: Mapping[str, str]) -> str:
        marker = self._lesson.mark(user, values["session"], values["name"], from_key(values["at"]))
        return _marked(self._clock(user, values), marker.text)

    def _unmark(self, user: User, values: Mapping[str, str]) -> str:
        self._lesson.unmark(user, values["session"], from_key(values["at"]))
        return texts.DONE_UNMARKED.format(time=self._clock(user, values))

    def _rename_back(self, user: User, values: Mapping[str, str]) -> str:
        self._lesson.rename_mark(user, values["session"], from_key(values["at"]), values["name"])
        return texts.DONE_RENAMED.format(time=self._clock(user, values))

    def _exclude_again(self, user: User, values: Mapping[str, str]) -> str:
        start, end = from_key(values["start"]), from_key(values["end"])
        self._lesson.exclude(user, values["session"], start, end, values["name"])
        return texts.DONE_EXCLUDED.format(span=self._span(user, values))

    def _include_again(self, user: User, values: Mapping[str, str]) -> str:
        self._lesson.include(user, values["session"], from_key(values["start"]), from_key(values["end"]))
        return texts.DONE_INCLUDED.format(span=self._span(user, values))

    def _clock(self, user: User, values: Mapping[str, str]) -> str:
        return formats.clock(from_key(values["at"]), self._queries.session(user, values["session"]).time_zone)

    def _span(self, user: User, values: Mapping[str, str]) -> str:
        zone = self._queries.session(user, values["session"]).time_zone
        return formats.span(from_key(values["start"]), from_key(values["end"]), zone)


def _marked(time: str, text: str) -> str:
    return texts.DONE_MARKED.format(time=time, text=formats.plain(text, 60))


def _times(part: Exclusion) -> dict[str, str]:
    return {"start": to_key(part.start), "end": to_key(part.end)}
