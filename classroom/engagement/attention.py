"""Who is worth a look now, the weightiest hint first: an order for a glance, not a judgement."""

from collections.abc import Sequence

from classroom.domain import Flag, FlagReason, Verdict

# What may be waiting for a word comes before what a camera or a window may explain.
WEIGHTIEST_FIRST = (
    FlagReason.BELOW_OWN_MEDIAN,
    FlagReason.LOW_ENGAGEMENT,
    FlagReason.EYES_CLOSED,
    FlagReason.TURNED_AWAY,
    FlagReason.NO_FACE,
    FlagReason.CAMERA_OFF,
)
_DISMISSED = (Verdict.WRONG, Verdict.IGNORE)


def worth_a_look(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    """The flags that are up and not dismissed, one a participant: by reason, then those that last longest.

    The order changes only when a flag comes or goes, so that names do not jump while somebody reads them.
    """
    found: dict[int, Flag] = {}
    for flag in sorted(flags, key=_order):
        if flag.end is None and flag.verdict not in _DISMISSED:
            found.setdefault(flag.participant, flag)
    return tuple(found.values())


def _order(flag: Flag) -> tuple[int, float, int]:
    return WEIGHTIEST_FIRST.index(flag.reason), flag.start.timestamp(), flag.participant
