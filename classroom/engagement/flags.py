""" "Worth a look": the flags of a session, from the same machine that watches a running class."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from json import dumps

from classroom.config import EngagementSettings, FlagSettings
from classroom.domain import Flag, FlagReason, SessionRecords, SessionStatus
from classroom.engagement.board import Board
from classroom.engagement.conditions import Rules, Spell
from classroom.engagement.judging import join_verdicts

RULE_REVISION = 1  # raise it when the code of the rules changes what is flagged


def find_flags(records: SessionRecords, engagement: EngagementSettings, flags: FlagSettings) -> tuple[Flag, ...]:
    """The session's flags by start, with the verdicts given on them.

    What is still up at the last frame has no end while the session is live, else it ends there.
    """
    board = Board(Rules(engagement, flags, records.session.interval_s))
    board.replay(records)
    return finish_flags(board, records)


def finish_flags(board: Board, records: SessionRecords) -> tuple[Flag, ...]:
    """The flags of a board that has taken in all frames of those records, as `find_flags` gives them."""
    found = make_flags(board)
    if records.session.status is not SessionStatus.LIVE and board.now is not None:
        last = to_datetime(board.now)
        found = tuple(replace(flag, end=last) if flag.end is None else flag for flag in found)
    return join_verdicts(found, records.verdicts)


def make_flags(board: Board) -> tuple[Flag, ...]:
    """The flags that a board has up to now, by start; those still up have no end."""
    version = rule_version(board.rules.engagement, board.rules.flags)
    now = board.now
    return tuple(
        Flag(
            participant=number,
            start=to_datetime(spell.start),
            end=None if spell.end is None else to_datetime(spell.end),
            reason=spell.reason,
            evidence=_evidence(spell, board.rules, now),
            rule_version=version,
        )
        for number, spell in board.spells()
        if now is not None
    )


def rule_version(engagement: EngagementSettings, flags: FlagSettings) -> str:
    """Profile, its version and a short hash of every threshold, e.g. `expression-1.1-3f9a2c1b`."""
    profile = engagement.profiles[engagement.profile]
    thresholds = {
        "revision": RULE_REVISION,
        "profile": profile.model_dump(mode="json"),
        "engagement": engagement.model_dump(mode="json", exclude={"profiles", "bin_s"}),
        "flags": flags.model_dump(mode="json", exclude={"dip_share", "dip_points", "dip_window_s"}),
    }
    short = sha256(dumps(thresholds, sort_keys=True).encode()).hexdigest()[:8]
    return f"{engagement.profile}.{profile.version}-{short}"


def to_datetime(seconds: float) -> datetime:
    """Aware UTC of seconds since 1970, to the microsecond."""
    return datetime.fromtimestamp(seconds, UTC)


def _evidence(spell: Spell, rules: Rules, now: float) -> str:
    lasted = _duration((now if spell.end is None else spell.end) - spell.start)
    match spell.reason:
        case FlagReason.BELOW_OWN_MEDIAN:
            return f"engagement {spell.score:.0f} against the usual {spell.usual:.0f}, for {lasted}"
        case FlagReason.LOW_ENGAGEMENT:
            return f"engagement {spell.score:.0f}, under the limit of {rules.flags.low_score:.0f}, for {lasted}"
        case FlagReason.NO_FACE:
            return f"camera on but no face for {lasted}"
        case FlagReason.CAMERA_OFF:
            return f"camera off for {lasted}"
        case FlagReason.EYES_CLOSED:
            return f"eyes closed in {spell.share:.0%} of the readings, for {lasted}"
        case FlagReason.TURNED_AWAY:
            angle = f"{rules.flags.turned_away_deg:.0f} degrees or more"
            return f"head turned away by {angle} in {spell.share:.0%} of the readings, for {lasted}"


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
