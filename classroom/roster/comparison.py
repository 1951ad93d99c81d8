"""A platform's attendance list beside what was seen on the screen; pure.

Who is in the list and was never seen is "not seen", never "absent": a camera that is off on another page of the
gallery, or a tile whose name nobody could read, is not seen either.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from classroom.roster.matching import LIKELY, match_names, score_names
from classroom.roster.types import AttendanceEntry, Confidence, Interval, NameMatch

TIMES_FIT_S = (
    150.0  # joining and leaving as listed and as seen may differ so much: a grab takes seconds, a reorder more
)


@dataclass(frozen=True, slots=True)
class SeenParticipant:
    """A participant of the session, as far as it can be compared."""

    number: int
    names: tuple[str, ...]  # shown, then the linked student's; () = no name was read
    stay: Interval | None  # first to last time in the call; None = never on a frame
    frames: frozenset[int]  # numbers of frames in which it had a tile


@dataclass(frozen=True, slots=True)
class SeenEntry:
    entry: int  # index of the list's entry
    participant: int  # SeenParticipant.number
    score: float  # 0-1
    confidence: Confidence


class ProposalKind(StrEnum):
    SAME_PERSON = "same_person"  # the participant is another tile of one that is paired already: merge
    TIMES_FIT = "times_fit"  # the participant has no fitting name, but came and went with that entry


@dataclass(frozen=True, slots=True)
class Proposal:
    """Worth asking the teacher about; never taken without."""

    kind: ProposalKind
    participant: int  # SeenParticipant.number
    entry: int
    keep: int | None = None  # to merge: the participant that the entry is paired with


@dataclass(frozen=True, slots=True)
class Comparison:
    seen: tuple[SeenEntry, ...]  # in the list's order
    not_seen: tuple[int, ...]  # entries
    unlisted: tuple[int, ...]  # numbers of participants
    proposals: tuple[Proposal, ...]


def compare_attendance(
    entries: Sequence[AttendanceEntry], participants: Sequence[SeenParticipant], recorded: Interval
) -> Comparison:
    """Who of the list was seen, who was not, and who was seen without being in it.

    Args:
        entries: the platform's list.
        participants: those the session shows.
        recorded: from the first to the last frame: what was before and after it nobody could see.
    """
    people = [(entry.name, *entry.other_names) for entry in entries]
    pairs = {match.name: match for match in _match(participants, people) if match.person is not None}
    seen = [
        SeenEntry(match.person, participants[index].number, match.score, match.confidence)
        for index, match in pairs.items()
        if match.person is not None
    ]
    listed = {one.entry for one in seen}
    not_seen = tuple(index for index in range(len(entries)) if index not in listed)
    left = [one for index, one in enumerate(participants) if index not in pairs]
    same = _find_same_person(left, seen, participants, people)
    taken = {proposal.participant for proposal in same}
    nameless = [one for one in left if one.number not in taken]
    times = _find_times_that_fit(nameless, not_seen, entries, recorded)
    return Comparison(
        seen=tuple(sorted(seen, key=lambda one: one.entry)),
        not_seen=not_seen,
        unlisted=tuple(one.number for one in left),
        proposals=(*same, *times),
    )


def is_of_another_time(entries: Sequence[AttendanceEntry], recorded: Interval) -> bool:
    """Whether the list has times, and none of them is in the class: it is another day's, or in another zone."""
    stays = [stay for entry in entries for stay in entry.intervals]
    return bool(stays) and all(stay.end <= recorded.start or stay.start >= recorded.end for stay in stays)


def _match(participants: Sequence[SeenParticipant], people: Sequence[Sequence[str]]) -> tuple[NameMatch, ...]:
    """By the name shown; a participant whose student's name fits better is matched by that."""
    by_shown = [one.names[0] if one.names else "" for one in participants]
    best = []
    for shown, one in zip(by_shown, participants, strict=True):
        scores = {name: float(score_names([name], people).max(initial=0.0)) for name in one.names}
        best.append(max(scores, key=lambda name: (scores[name], name == shown)) if scores else shown)
    return match_names(best, people)


def _find_same_person(
    left: Sequence[SeenParticipant],
    seen: Sequence[SeenEntry],
    participants: Sequence[SeenParticipant],
    people: Sequence[Sequence[str]],
) -> tuple[Proposal, ...]:
    """Those whose name is clearly that of an entry paired already, and who never stood beside its participant."""
    frames = {one.number: one.frames for one in participants}
    found = []
    for one in left:
        for pair in seen:
            scores = score_names(one.names, [people[pair.entry]])
            if scores.max(initial=0.0) >= LIKELY and not one.frames & frames[pair.participant]:
                found.append(Proposal(ProposalKind.SAME_PERSON, one.number, pair.entry, pair.participant))
                break
    return tuple(found)


def _find_times_that_fit(
    left: Sequence[SeenParticipant], entries: Sequence[int], listed: Sequence[AttendanceEntry], recorded: Interval
) -> tuple[Proposal, ...]:
    """Pairs that came and went together and fit nobody else."""
    fits = [(one.number, entry) for one in left for entry in entries if _times_fit(one.stay, listed[entry], recorded)]
    numbers, indices = [number for number, _ in fits], [entry for _, entry in fits]
    return tuple(
        Proposal(ProposalKind.TIMES_FIT, number, entry)
        for number, entry in fits
        if numbers.count(number) == 1 and indices.count(entry) == 1
    )


def _times_fit(stay: Interval | None, entry: AttendanceEntry, recorded: Interval) -> bool:
    if stay is None or not entry.intervals:
        return False
    start = max(entry.intervals[0].start, recorded.start)
    end = min(entry.intervals[-1].end, recorded.end)
    near = timedelta(seconds=TIMES_FIT_S)
    return start < end and abs(stay.start - start) <= near and abs(stay.end - end) <= near
