"""The short account of a session that `start`, `analyze` and `demo` print at the end."""

import click

from classroom.config import Settings
from classroom.domain import FRAME_STATUSES, STATES, FrameStatus, ParticipantState, SessionRecords


def print_summary(records: SessionRecords, settings: Settings) -> None:
    """Print what was found."""
    click.echo(describe_records(records, settings))


def describe_records(records: SessionRecords, settings: Settings) -> str:
    """What was found, as lines of text; every figure comes from the stored records."""
    from classroom.engagement import find_flags, fit_profile, has_expressions, summarize

    session = records.session
    engagement = fit_profile(records, settings.engagement)
    whole = summarize(records, engagement, settings.flags)[0]
    flags = find_flags(records, engagement, settings.flags)
    what = "engagement" if has_expressions(records) is not False else "presence"
    lines = [
        f"Session {session.id.hex[:13]} ({session.course}): {session.status}",
        f"  frames        {session.frame_count} ({_statuses(records)})",
        f"  participants  {session.participant_count}",
        f"  observations  {session.observation_count} ({_read_share(records)})",
        f"  {what:12}  {_engagement(whole.mean_engagement)}, coverage {whole.coverage:.0%}",
        f"  worth a look  {len(flags)} {'moment' if len(flags) == 1 else 'moments'}",
        "Next: 'classroom dashboard' shows it, 'classroom export latest' writes the CSV report.",
    ]
    if what == "presence":
        lines.insert(-1, "  expressions   were not read: the figures are presence and facing alone")
    return "\n".join(lines)


def _statuses(records: SessionRecords) -> str:
    counts = {status: int((records.frames.status == code).sum()) for code, status in enumerate(FRAME_STATUSES)}
    shown = [f"{count} {status}" for status, count in counts.items() if count or status is FrameStatus.GALLERY]
    return ", ".join(shown).replace("_", " ")


def _read_share(records: SessionRecords) -> str:
    visible = int((records.observations.state == STATES.index(ParticipantState.VISIBLE)).sum())
    return f"{visible} with a visible face"


def _engagement(value: float | None) -> str:
    return "nothing read" if value is None else f"{value:.0f} of 100 on average"
