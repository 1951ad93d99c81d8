"""Leaves the teacher's own tile out of what is recorded of a class."""

from typing import Protocol

from classroom.domain import FrameAnalysis, Observation, Participant
from classroom.vision.name_likeness import are_alike


class Tracker(Protocol):
    """Tells whom each tile shows, in the frames' order."""

    def observe(self, analysis: FrameAnalysis) -> tuple[tuple[Participant, ...], tuple[Observation, ...]]:
        """Participants new or renamed on this frame, and the observations."""


class ClassTracker:
    """A tracker without the participant of one name: the teacher, who is in the gallery but not in the class.

    A name misread by a letter is recognised too. What was observed of the tile before its name was read stays.
    """

    def __init__(self, tracker: Tracker, own_name: str) -> None:
        self._tracker = tracker
        self._own_name = own_name
        self._own: set[int] = set()  # numbers of participants

    def observe(self, analysis: FrameAnalysis) -> tuple[tuple[Participant, ...], tuple[Observation, ...]]:
        """What the tracker observes, less the teacher."""
        told, seen = self._tracker.observe(analysis)
        for person in told:
            if person.name_is_read and are_alike(person.display_name, self._own_name):
                self._own.add(person.number)
            else:
                self._own.discard(person.number)
        return (
            tuple(person for person in told if person.number not in self._own),
            tuple(observation for observation in seen if observation.participant not in self._own),
        )
