"""What the drawer shows of one student: numbers, engagement, how they could be seen, expressions, hints."""

from statistics import median

from dash import html

from classroom.domain import Flag, Participant, ParticipantState, Timeline
from classroom.engagement import find_gaps, merge_exclusions
from dashboard import formats, texts
from dashboard.components.basics import Component, aria
from dashboard.components.graphs import graph
from dashboard.components.legends import emotion_legend, student_legend
from dashboard.figures.base import empty_figure
from dashboard.figures.marks import LessonMarks
from dashboard.figures.student import STATE_COLORS, add_median, states_figure
from dashboard.figures.timeline import timeline_figure
from dashboard.states import StateBins, Stretch, state_bins, stretches
from dashboard.texts import people as words
from dashboard.theme import Scheme
from dashboard.views import SessionView


def student_view(view: SessionView, participant: Participant, scheme: Scheme) -> Component:
    """Figures, timeline, expressions and hints of one student."""
    number = participant.number
    flags = tuple(flag for flag in view.flags if flag.participant == number)
    summary = view.summaries.get(number)
    timeline = view.timelines.get(number)
    bin_name = formats.bin_name(view.timeline.bin_s)
    return html.Div(
        [
            _numbers(view, number),
            html.H3(texts.STUDENT_ENGAGEMENT.format(bin=bin_name)),
            _engagement(view, timeline, flags, scheme),
            student_legend(has_median=own_median(timeline) is not None, flagged=bool(flags)),
            html.H3(words.STATES_TITLE),
            html.P(words.STATES_LEAD.format(bin=bin_name), className="quiet"),
            *_states(view, number, scheme),
            html.H3(texts.STUDENT_MIX),
            _mix(summary.emotions if summary else None),
            html.H3(texts.STUDENT_FLAGS),
            _flags(flags, view.session.time_zone),
        ],
        className="student",
    )


def own_median(timeline: Timeline | None) -> float | None:
    """Of the bins in which enough was read; None = there are none."""
    values = [] if timeline is None else [one.engagement for one in timeline.bins if one.engagement is not None]
    return median(values) if values else None


def _engagement(view: SessionView, timeline: Timeline | None, flags: tuple[Flag, ...], scheme: Scheme) -> Component:
    if timeline is None:
        return graph(figure=empty_figure(texts.NOTHING_READ_STUDENT, scheme))
    middle = own_median(timeline)
    happened = LessonMarks(
        exclusions=merge_exclusions(view.records.exclusions), gaps=find_gaps(view.records), markers=view.markers
    )
    figure = timeline_figure(
        timeline,
        zone=view.session.time_zone,
        scheme=scheme,
        key=f"{view.session.id.hex}-{timeline.participant}",
        happened=happened,
        flags=flags,
        until=view.until,
    )
    said = words.MEDIAN_WORDS.format(
        median=formats.score(middle),
        coverage=_coverage(view, timeline.participant),
        flags=words.FLAGS_COUNT.get(len(flags), words.FLAGS_COUNT[2]).format(count=len(flags)),
    )
    shown = add_median(figure, middle, scheme)
    return html.Div(graph(figure=shown), role="figure", **aria(label=said))


def _coverage(view: SessionView, number: int | None) -> str:
    summary = view.summaries.get(number or 0)
    return formats.percent(None if summary is None else summary.coverage)


def _numbers(view: SessionView, number: int) -> Component | None:
    summary = view.summaries.get(number)
    if summary is None:
        return None
    zone = view.session.time_zone
    seen = formats.DASH
    if summary.first_seen is not None and summary.last_seen is not None:
        seen = formats.span(summary.first_seen, summary.last_seen, zone)
    pairs = [
        (texts.COLUMNS["engagement"], formats.score(summary.mean_engagement)),
        (words.MEDIAN.capitalize(), formats.score(own_median(view.timelines.get(number)))),
        (texts.COLUMNS["coverage"], formats.percent(summary.coverage)),
        (texts.STUDENT_SEEN, seen),
        (texts.COLUMNS["in_call"], formats.minutes(summary.minutes_in_call)),
        (texts.COLUMNS["visible"], formats.minutes(summary.minutes_visible)),
        (texts.COLUMNS["camera_off"], formats.minutes(summary.minutes_camera_off)),
    ]
    return html.Dl([html.Div([html.Dt(name), html.Dd(value)]) for name, value in pairs], className="numbers")


def _states(view: SessionView, number: int, scheme: Scheme) -> list[Component]:
    states = state_bins(view, number)
    key = f"{view.session.id.hex}-{number}-states"
    figure = states_figure(states, zone=view.session.time_zone, scheme=scheme, key=key)
    said = ", ".join(f"{words.STATES[state.value]} {formats.percent(share)}" for state, share in _shares(states))
    shown = html.Div(graph("graph graph-states", figure=figure), role="figure", **aria(label=said or words.STATES_NONE))
    return [shown, _states_legend(states), _states_table(states, view.session.time_zone)]


def _shares(states: StateBins) -> list[tuple[ParticipantState, float]]:
    return sorted(states.totals.items(), key=lambda pair: -pair[1])


def _states_legend(states: StateBins) -> Component:
    return html.Ul(
        [
            html.Li(
                [
                    html.Span(className="swatch", style={"backgroundColor": STATE_COLORS[state]}),
                    words.STATES[state.value],
                    html.Span(formats.percent(share), className="legend-value"),
                ]
            )
            for state, share in states.totals.items()
        ],
        className="legend",
    )


def _states_table(states: StateBins, zone: str) -> Component:
    head = html.Tr([html.Th(name, scope="col") for name in words.STATES_COLUMNS])
    rows = [_stretch(one, zone) for one in stretches(states)]
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="trust")
    return html.Details([html.Summary(words.STATES_TABLE), table], className="as-table")


def _stretch(one: Stretch, zone: str) -> Component:
    state = formats.DASH if one.state is None else words.STATES[one.state.value]
    cells = (formats.span(one.start, one.end, zone), state, formats.percent(one.share))
    return html.Tr([html.Th(cells[0], scope="row"), *[html.Td(cell) for cell in cells[1:]]])


def _mix(emotions: tuple[float, ...] | None) -> Component:
    if emotions is None:
        return html.P(texts.NOTHING_READ_STUDENT, className="quiet")
    return emotion_legend(emotions)


def _flags(flags: tuple[Flag, ...], zone: str) -> Component:
    if not flags:
        return html.P(texts.FLAGS_NONE, className="quiet")
    return html.Ul([_flag(flag, zone) for flag in flags], className="flags")


def _flag(flag: Flag, zone: str) -> Component:
    when = formats.span(flag.start, flag.end, zone, open_end=texts.FLAG_OPEN)
    return html.Li(
        [
            html.Div(
                [html.Span(texts.REASONS[flag.reason], className="flag-name"), html.Span(when, className="flag-when")],
                className="flag-head",
            ),
            html.P(formats.plain(flag.evidence, 300), className="flag-evidence"),
        ],
        className="flag",
    )
