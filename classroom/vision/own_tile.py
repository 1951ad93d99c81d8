"""Leaves the teacher's own tile out of what is recorded of a class."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from classroom.domain import FrameAnalysis, FrameStatus, Observation, Participant
from classroom.vision.name_likeness import are_alike

LOOKED_FOR = timedelta(minutes=1)  # of a gallery with names: by then a name is read
NOBODY = "tracking.own_name fits nobody in the gallery: if you are in it, you are recorded too; correct the name"


class Tracker(Protocol):
    """Tells whom each tile shows, in the frames' order."""

    def observe(self, analysis: FrameAnalysis) -> tuple[tuple[Participant, ...], tuple[Observation, ...]]:
        """Participants new or renamed on this frame, and the observations."""


class ClassTracker:
    """A tracker without the participant of one name: the teacher, who is in the gallery but not in the class.

    A name misread by a letter is recognised too. What was observed of the tile before its name was read stays.
    """

    def __init__(self, tracker: Tracker, own_name: str, note: Callable[[str], None]) -> None:
        """`note` is told once when after a minute of class nobody has that name."""
        self._note = note
        self._since: datetime | None = None  # when the first name was read
        self._is_told = False
        self._tracker = tracker
        self._own_name = own_name
        self._own: set[int] = set()  # numbers of participants

    def observe(self, analysis: FrameAnalysis) -> tuple[tuple[Participant, ...], tuple[Observation, ...]]:
        """What the tracker observes, less the teacher."""
        told, seen = self._tracker.observe(analysis)
        for person in told:
            if person.name_is_read and are_alike(person.display_name, self._own_name):
                self._own.add(person.number)
                self._is_told = True  # found once: later silence means that the teacher has left the gallery
            else:
                self._own.discard(person.number)
        self._tell_nobody(analysis, told)
        return (
            tuple(person for person in told if person.number not in self._own),
            tuple(observation for observation in seen if observation.participant not in self._own),
        )

    def _tell_nobody(self, analysis: FrameAnalysis, told: tuple[Participant, ...]) -> None:
        if self._since is None and any(person.name_is_read for person in told):
            self._since = analysis.taken_at
        if self._own or self._is_told or self._since is None or analysis.status is not FrameStatus.GALLERY:
            return
        if analysis.taken_at - self._since >= LOOKED_FOR:
            self._is_told = True
            self._note(NOBODY)
