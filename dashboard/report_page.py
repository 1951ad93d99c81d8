"""A session -> one printable HTML file: figures drawn as SVG, no script, nothing loaded from anywhere."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from classroom import __version__
from classroom.domain import EMOTIONS, Exclusion, Flag, Participant, SessionStatus, Timeline, Verdict
from classroom.engagement import find_gaps, merge_exclusions
from dashboard import formats, report_figures, texts
from dashboard.components.headline import length_note, why_no_engagement
from dashboard.texts import lesson
from dashboard.theme import EMOTION_COLORS, EMOTION_ORDER, FONT, palette
from dashboard.views import SessionView

TEMPLATES = Path(__file__).parent / "templates"
NAME_LENGTH = 80
LEAST_HIDDEN_S = 30.0  # less is not worth a sentence


@dataclass(frozen=True, slots=True)
class KeyFigure:
    name: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class Event:
    """Something in the lesson: a marked moment (with its number in the drawing), a dip, or a part left out."""

    at: datetime
    when: str
    what: str
    number: int | None
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class StudentLine:
    name: str
    stay: str
    in_call: str
    visible: str
    camera_off: str
    coverage: str
    engagement: str
    trend: Markup
    mostly: str
    flags: int


@dataclass(frozen=True, slots=True)
class FlagLine:
    when: str
    name: str
    reason: str
    evidence: str
    verdict: str


def render_report(view: SessionView, made_at: datetime) -> str:
    """The whole file as text.

    Args:
        view: the session.
        made_at: aware; stands at the report's top.
    """
    session = view.session
    zone = session.time_zone
    end = None if session.status is SessionStatus.LIVE else view.end
    has_bins = bool(view.timeline.bins)
    when = f"{formats.day(made_at, zone)}, {formats.clock(made_at, zone)}"
    return _template().render(
        texts=texts,
        font=Markup(FONT),  # noqa: S704 - a constant of the theme; its quotes belong to CSS
        colors=palette("light"),
        emotions=[(texts.EMOTIONS[emotion], EMOTION_COLORS[emotion]) for emotion in EMOTION_ORDER],
        course=formats.plain(session.course, NAME_LENGTH),
        is_demo=session.is_demo,
        is_live=session.status is SessionStatus.LIVE,
        day=formats.day(session.started_at, zone),
        span=formats.span(session.started_at, end, zone),
        zone=formats.plain(zone, NAME_LENGTH),
        source=formats.plain(session.source, NAME_LENGTH),
        made=texts.REPORT_MADE.format(when=when, version=__version__, profile=view.profile),
        key_figures=_key_figures(view),
        bin=formats.bin_name(view.timeline.bin_s),
        timeline=report_figures.timeline_drawing(
            view.timeline,
            zone,
            dips=view.dips,
            markers=view.markers,
            exclusions=_exclusions(view),
            label=_timeline_words(view),
        ),
        timeline_words=_timeline_words(view),
        hidden_words=_hidden_words(view),
        mix=report_figures.mix_drawing(view.timeline, zone, texts.MIX_TITLE),
        mix_words=_mix_words(view.summary.emotions),
        attendance=report_figures.attendance_drawings(_timelines(view), zone, texts.REPORT_ATTENDANCE_LEAD)
        if has_bins
        else [],
        events=_events(view),
        has_dips=bool(view.dips),
        has_markers=bool(view.markers),
        has_exclusions=bool(view.records.exclusions),
        excluded_words=lesson.LEGEND_EXCLUDED,
        students=[_student_line(view, one) for one in view.participants],
        flags=[_flag_line(view, flag) for flag in view.flags],
        precision=_precision(view.flags),
    )


@cache
def _template_environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _template() -> Template:
    return _template_environment().get_template("report.html")


def _key_figures(view: SessionView) -> list[KeyFigure]:
    summary = view.summary
    seen = sum(line.minutes_visible > 0 for line in view.summaries.values())
    undecided = sum(flag.verdict is None for flag in view.flags)
    return [
        KeyFigure(
            texts.KEY_ENGAGEMENT,
            formats.score(summary.mean_engagement),
            texts.KEY_ENGAGEMENT_NOTE.format(profile=view.profile),
        ),
        KeyFigure(
            texts.KEY_COVERAGE,
            formats.percent(summary.coverage if summary.minutes_in_call > 0 else None),
            texts.KEY_COVERAGE_NOTE,
        ),
        KeyFigure(
            texts.KEY_PARTICIPANTS, str(len(view.participants)), texts.KEY_PARTICIPANTS_NOTE.format(visible=seen)
        ),
        KeyFigure(
            texts.KEY_MINUTES,
            formats.length(view.seconds),
            length_note(view),
        ),
        KeyFigure(
            texts.KEY_FLAGS,
            str(len(view.flags)),
            texts.KEY_FLAGS_NOTE.format(open=undecided) if view.flags else texts.KEY_FLAGS_NONE,
        ),
    ]


def _timeline_words(view: SessionView) -> str:
    values = [one.engagement for one in view.timeline.bins if one.engagement is not None]
    if not values:
        return why_no_engagement(view)
    return texts.TIMELINE_WORDS.format(
        low=formats.score(min(values)),
        high=formats.score(max(values)),
        mean=formats.score(view.summary.mean_engagement),
        coverage=formats.percent(view.summary.coverage),
    )


def _hidden_words(view: SessionView) -> str | None:
    seconds = sum((gap.end - gap.start).total_seconds() for gap in find_gaps(view.records))
    whole = len(view.timeline.bins) * view.timeline.bin_s / 60
    if seconds < LEAST_HIDDEN_S:
        return None
    return texts.REPORT_HIDDEN_NOTE.format(minutes=f"{seconds / 60:.0f}", all=f"{whole:.0f}")


def _exclusions(view: SessionView) -> tuple[Exclusion, ...]:
    return merge_exclusions(view.records.exclusions)


def _mix_words(shares: tuple[float, ...] | None) -> str:
    if shares is None:
        return texts.NOTHING_READ
    named = sorted(zip(shares, EMOTIONS, strict=True), reverse=True)
    return ", ".join(f"{texts.EMOTIONS[emotion]} {formats.percent(share)}" for share, emotion in named)


def _timelines(view: SessionView) -> list[tuple[str, Timeline]]:
    return [
        (view.names[one.number], view.timelines[one.number])
        for one in view.participants
        if one.number in view.timelines
    ]


def _events(view: SessionView) -> list[Event]:
    zone = view.session.time_zone
    marked = [
        Event(marker.at, formats.clock(marker.at, zone), formats.plain(marker.text, 300), number)
        for number, marker in enumerate(view.markers, start=1)
    ]
    fell = [
        Event(
            dip.start,
            formats.span(dip.start, dip.end, zone),
            texts.REPORT_DIP.format(fell=dip.fell, visible=dip.visible),
            None,
        )
        for dip in view.dips
    ]
    left_out = [
        Event(
            part.start,
            formats.span(part.start, part.end, zone),
            lesson.excluded_words(formats.plain(part.text, 300) if part.text else ""),
            None,
            is_excluded=True,
        )
        for part in _exclusions(view)
    ]
    return sorted([*marked, *fell, *left_out], key=_moment)


def _moment(event: Event) -> datetime:
    return event.at


def _student_line(view: SessionView, participant: Participant) -> StudentLine:
    line, timeline = view.summaries[participant.number], view.timelines[participant.number]
    zone = view.session.time_zone
    strongest = None if line.emotions is None else max(zip(line.emotions, EMOTIONS, strict=True))
    return StudentLine(
        name=formats.plain(view.names[participant.number], NAME_LENGTH),
        stay=formats.DASH if line.first_seen is None else formats.span(line.first_seen, line.last_seen, zone),
        in_call=formats.minutes(line.minutes_in_call),
        visible=formats.minutes(line.minutes_visible),
        camera_off=formats.minutes(line.minutes_camera_off),
        coverage=formats.percent(line.coverage if line.minutes_in_call > 0 else None),
        engagement=formats.score(line.mean_engagement),
        trend=report_figures.trend_drawing(timeline),
        mostly=formats.DASH if strongest is None else f"{texts.EMOTIONS[strongest[1]]} {formats.percent(strongest[0])}",
        flags=line.flags,
    )


def _flag_line(view: SessionView, flag: Flag) -> FlagLine:
    return FlagLine(
        when=formats.span(flag.start, flag.end, view.session.time_zone, open_end=texts.FLAG_OPEN),
        name=formats.plain(view.names[flag.participant], NAME_LENGTH),
        reason=texts.REASONS[flag.reason],
        evidence=formats.plain(flag.evidence, 300),
        verdict=texts.REPORT_NO_VERDICT if flag.verdict is None else texts.VERDICTS[flag.verdict],
    )


def _precision(flags: tuple[Flag, ...]) -> str | None:
    """What the verdicts say so far; None without flags."""
    if not flags:
        return None
    right, wrong, ignore = (sum(flag.verdict is one for flag in flags) for one in Verdict)
    judged = right + wrong
    known = (
        texts.REPORT_PRECISION_KNOWN.format(percent=formats.percent(right / judged), right=right, judged=judged)
        if judged
        else texts.REPORT_PRECISION_UNKNOWN
    )
    return texts.REPORT_PRECISION.format(
        right=right, wrong=wrong, ignore=ignore, open=len(flags) - judged - ignore, precision=known
    )
