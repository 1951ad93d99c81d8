"""What the live page's script draws, in words and numbers: small, and the same for all who watch."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from classroom.domain import Flag, FrameStatus, Session, SessionStatus, Timeline
from classroom.privacy.policies import Ruling
from dashboard import formats
from dashboard import texts as words
from dashboard.live import LiveClass, PersonNow
from dashboard.running import is_analysed
from dashboard.seats import Place
from dashboard.texts import live as texts
from dashboard.theme import EMOTION_COLORS
from dashboard.views import SessionView, flag_key

MOST_NAMES = 3
MARKS_SHOWN = 3
NAME_LENGTH = 60
MARK_LENGTH = 80
TICK_S = 120
LINE_S = 600.0
YOUNG_S = 120.0  # a line of one point is told to have just begun, not to be broken
UNSEEN = "unseen"


def live_now(live: LiveClass) -> dict[str, Any]:
    """What may change with every frame."""
    session, zone = live.view.session, live.view.session.time_zone
    marks = live.view.markers
    return {
        "panel": panel(session),
        "engagement": formats.score(live.engagement),
        "engagementName": texts.KEY_PRESENCE if live.view.expressions_read is False else texts.KEY_ENGAGEMENT,
        "engagementNote": _engagement_note(live),
        "visible": _visible(live),
        "visibleNote": _visible_note(live),
        "coverage": formats.percent(live.recent.coverage),
        "last": formats.DASH if live.last_at is None else _clock(live.last_at, zone),
        "look": [_hint(flag, live) for flag in live.attention[:MOST_NAMES]],
        "more": _more(live),
        "dip": _dip(live),
        "seatsNote": texts.SEATS_LEAD,
        "columns": live.seating.columns,
        "seats": _seats(live),
        "others": _others(live),
        "marks": [
            {
                "at": one.at.timestamp(),
                "time": formats.clock(one.at, zone),
                "text": formats.plain(one.text, MARK_LENGTH),
            }
            for one in marks
            if live.last_at is None or (live.last_at - one.at).total_seconds() < LINE_S or one in marks[-MARKS_SHOWN:]
        ],
        "lastMark": marks[-1].at.isoformat() if marks else None,
    }


def trends(live: LiveClass) -> dict[str, Any]:
    """What changes when a short bin is over: the line of the class, and everybody's own."""
    recent, zone = live.recent, live.view.session.time_zone
    bins = recent.timeline.bins
    begun = live.view.session.started_at
    # Room for the bin that still runs: what is not over is not drawn.
    end = (bins[-1].start + timedelta(seconds=2 * recent.bin_s)) if bins else begun + timedelta(seconds=recent.bin_s)
    start = end - timedelta(seconds=LINE_S + recent.bin_s)
    return {
        "key": trends_key(live),
        "from": start.timestamp(),
        "to": end.timestamp(),
        "bin": recent.bin_s,
        "line": [[one.start.timestamp(), _whole(one.engagement)] for one in bins],
        "hidden": [one.start.timestamp() for one in bins if one.in_call is None],
        "ticks": _ticks(start, end, zone),
        "words": line_words(recent.timeline),
        "begun": begun_words(recent.timeline),
        "label": texts.TREND_LABEL,
        "students": {str(line.participant): [_whole(one.engagement) for one in line.bins] for line in recent.timelines},
    }


def trends_key(live: LiveClass) -> str:
    """Another text whenever `trends` gives something else."""
    bins = live.recent.timeline.bins
    who = ",".join(str(line.participant) for line in live.recent.timelines)
    view = live.view
    return f"{bins[-1].start.timestamp() if bins else ''} {who} {view.records.layout} {view.profile}"


def line_words(line: Timeline) -> str:
    """The line in one sentence."""
    values = [one.engagement for one in line.bins if one.engagement is not None]
    if not values:
        return texts.LINE_NOTHING.format(bin=formats.length(line.bin_s))
    if begun_words(line):
        return texts.LINE_BEGUN_WORDS.format(value=formats.score(values[0]))
    low, high, last = (formats.score(value) for value in (min(values), max(values), values[-1]))
    return texts.LINE_WORDS.format(low=low, high=high, last=last)


def begun_words(line: Timeline) -> str:
    """What stands beside the only point that there is yet; "" = there is a line, or nothing."""
    values = [one.engagement for one in line.bins if one.engagement is not None]
    is_young = len(line.bins) * line.bin_s <= YOUNG_S
    return texts.LINE_BEGUN.format(value=formats.score(values[0])) if len(values) == 1 and is_young else ""


def panel(session: Session) -> list[str] | None:
    """Title and text of what there is to say of a class that does not run; None = it runs."""
    if is_analysed(session):
        return list(texts.PANEL_ANALYSED)
    if session.status is SessionStatus.FINISHED:
        return list(texts.PANEL_ENDED)
    return list(texts.PANEL_INTERRUPTED) if session.status is SessionStatus.INTERRUPTED else None


def unknown_now(live: LiveClass) -> dict[str, str]:
    """What stands in the place of the figures of now, and above the seats, while nobody looks."""
    at = None if live.last_at is None else formats.clock(live.last_at, live.view.session.time_zone)
    return {
        "seatsNote": texts.SEATS_LEAD if at is None else texts.SEATS_OLD.format(time=at),
        "engagement": formats.DASH,
        "engagementNote": texts.KEY_NOT_LOOKED,
        "visible": formats.DASH,
        "visibleNote": texts.KEY_VISIBLE_HIDDEN.format(in_call=live.in_call),
    }


def notice(live: LiveClass, *, silent: bool, paused: bool) -> str:
    """Why the seats are not those of now; "" = they are."""
    zone = live.view.session.time_zone
    last = live.last_at or live.view.session.started_at
    if paused:
        return texts.NOTICE_PAUSED.format(time=formats.clock(last, zone))
    if silent:
        return texts.NOTICE_SILENT.format(time=_clock(last, zone))
    if live.last_at is None or live.status is None or live.since is None:
        return texts.NOTICE_WAITING
    if live.excluded is not None:
        until, text = formats.clock(live.excluded.end, zone), live.excluded.text
        form = texts.NOTICE_EXCLUDED_TEXT if text else texts.NOTICE_EXCLUDED
        return form.format(time=until, text=formats.plain(text, MARK_LENGTH))
    if live.status is FrameStatus.GALLERY:
        return ""
    said = texts.NOTICES[live.status].format(time=formats.clock(live.since, zone))
    return f"{said} {texts.NOTICE_SEEN}" if live.seating.places else said


def expressions_notice(view: SessionView, ruling: Ruling | None) -> str:
    """That they were switched off in mid-class; "" = they were not.

    Args:
        ruling: what is decided of the course now, for a class that is recorded on this computer and keeps what held
            when it began; None = it follows the decision.
    """
    zone = view.session.time_zone
    if view.expressions_end is not None:
        return texts.EXPRESSIONS_ENDED.format(time=formats.clock(view.expressions_end, zone))
    decided = None if ruling is None or ruling.reads_expressions is not False else ruling.policy
    if decided is None or decided.decided_at < view.session.started_at or not view.expressions_read:
        return ""
    return texts.EXPRESSIONS_NEXT.format(time=formats.clock(decided.decided_at, zone))


def _engagement_note(live: LiveClass) -> str:
    if live.engagement is None:
        return texts.KEY_ENGAGEMENT_LITTLE if live.view.expressions_end is None else texts.KEY_ENGAGEMENT_ENDED
    return texts.KEY_ENGAGEMENT_NOTE.format(seconds=formats.length(live.smoothing_s), profile=live.view.profile)


def _visible(live: LiveClass) -> str:
    if live.visible is None:
        return formats.DASH
    return texts.KEY_VISIBLE_VALUE.format(visible=live.visible, in_call=live.in_call)


def _visible_note(live: LiveClass) -> str:
    return texts.KEY_VISIBLE_HIDDEN.format(in_call=live.in_call) if live.visible is None else texts.KEY_VISIBLE_NOTE


def _hint(flag: Flag, live: LiveClass) -> dict[str, str]:
    return {
        "id": flag_key(flag),
        "name": formats.plain(live.view.names.get(flag.participant, "?"), NAME_LENGTH),
        "reason": words.REASONS[flag.reason],
        "why": formats.plain(flag.evidence, 200),
        "since": texts.LOOK_SINCE.format(time=formats.clock(flag.start, live.view.session.time_zone)),
    }


def _more(live: LiveClass) -> str:
    """How many hints there are beside those named; all of them are of earlier where none is named."""
    named = len(live.attention[:MOST_NAMES])
    count = len(live.view.flags) - named
    said = texts.LOOK_MORE if named else texts.LOOK_EARLIER
    return said.format(count=count) if count else ""


def _dip(live: LiveClass) -> str:
    recent = [
        dip
        for dip in live.view.dips
        if live.last_at is not None and (live.last_at - dip.end).total_seconds() < LINE_S / 2
    ]
    if not recent:
        return ""
    dip, zone = recent[-1], live.view.session.time_zone
    return texts.LINE_DIP.format(fell=dip.fell, visible=dip.visible, time=formats.clock(dip.start, zone))


def _seats(live: LiveClass) -> list[dict[str, Any]]:
    people = {one.participant: one for one in live.people}
    return [_seat(people[place.participant], place) for place in live.seating.places if place.participant in people]


def _seat(person: PersonNow, place: Place) -> dict[str, Any]:
    return {**_person(person), "row": place.row, "column": place.column}


def _person(person: PersonNow) -> dict[str, Any]:
    emotion = person.emotion
    return {
        "id": str(person.participant),
        "name": formats.plain(person.name, NAME_LENGTH),
        "state": UNSEEN if person.state is None else person.state.value,
        "stateText": texts.STATE_UNSEEN if person.state is None else texts.STATES[person.state],
        "expression": None if emotion is None else words.EMOTIONS[emotion],
        "color": None if emotion is None else EMOTION_COLORS[emotion],
    }


def _others(live: LiveClass) -> list[dict[str, Any]]:
    seated = {place.participant for place in live.seating.places}
    return [_person(one) for one in live.people if one.is_in_call and one.participant not in seated]


def _ticks(start: datetime, end: datetime, zone: str) -> list[list[Any]]:
    """Seconds since 1970 and clock time of every other full minute."""
    first = ceil(start.timestamp() / TICK_S) * TICK_S
    moments: Sequence[int] = range(first, int(end.timestamp()), TICK_S)
    return [[moment, formats.clock(datetime.fromtimestamp(moment, start.tzinfo), zone)] for moment in moments]


def _clock(moment: datetime, zone: str) -> str:
    return f"{formats.local(moment, zone):%H:%M:%S}"


def _whole(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
