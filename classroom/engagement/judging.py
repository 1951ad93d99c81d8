"""Which of the teacher's verdicts belongs to which flag; pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from classroom.domain import Flag, FlagReason, FlagVerdict

_OPEN_END = datetime.max.replace(tzinfo=UTC)

_Key = tuple[int, FlagReason]


def match_verdicts(flags: Sequence[Flag], verdicts: Sequence[FlagVerdict]) -> dict[int, FlagVerdict]:
    """The verdict of each flag that has one, by the flag's index; each verdict belongs to one flag at most.

    A verdict is that of the flag with the same participant, reason and start. A flag begins elsewhere when a part of
    it is left out of the lesson, or a threshold has changed: a verdict whose flag is not there belongs to the flag of
    the same participant and reason that overlaps it most, if that one has none of its own.
    """
    places = {(flag.participant, flag.reason, flag.start): index for index, flag in enumerate(flags)}
    found: dict[int, FlagVerdict] = {}
    left: dict[_Key, list[FlagVerdict]] = defaultdict(list)
    for verdict in verdicts:
        place = places.get((verdict.participant, verdict.reason, verdict.start))
        if place is None:
            left[verdict.participant, verdict.reason].append(verdict)
        else:
            found[place] = verdict
    if left:
        open_flags: dict[_Key, list[int]] = defaultdict(list)
        for index, flag in enumerate(flags):
            if index not in found:
                open_flags[flag.participant, flag.reason].append(index)
        for key, some in left.items():
            found.update(_match_overlapping(flags, open_flags.get(key, ()), some))
    return found


def join_verdicts(flags: Sequence[Flag], verdicts: Sequence[FlagVerdict]) -> tuple[Flag, ...]:
    """The flags with the teacher's word on each, as `match_verdicts` finds it."""
    found = match_verdicts(flags, verdicts)
    return tuple(
        replace(flag, verdict=found[index].verdict if index in found else None) for index, flag in enumerate(flags)
    )


def _match_overlapping(
    flags: Sequence[Flag], indices: Iterable[int], verdicts: Sequence[FlagVerdict]
) -> dict[int, FlagVerdict]:
    """Pairs of one participant and reason, the longest overlap first."""
    overlaps = [
        (seconds, index, place)
        for index in indices
        for place, verdict in enumerate(verdicts)
        if (seconds := _overlap_s(flags[index], verdict)) > 0
    ]
    found: dict[int, FlagVerdict] = {}
    taken: set[int] = set()
    for _, index, place in sorted(overlaps, key=lambda one: (-one[0], one[1], one[2])):
        if index not in found and place not in taken:
            found[index] = verdicts[place]
            taken.add(place)
    return found


def _overlap_s(flag: Flag, verdict: FlagVerdict) -> float:
    # A flag that was up when it was judged had been seen until then, and nobody knows how long it went on.
    judged_until = max(verdict.given_at, verdict.start) if verdict.end is None else verdict.end
    end = min(flag.end or _OPEN_END, judged_until)
    return (end - max(flag.start, verdict.start)).total_seconds()
