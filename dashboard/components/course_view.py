"""The parts of a course's page that are made of its figures."""

from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from classroom.counting import Count
from dashboard import formats
from dashboard.addresses import SESSION, roster_address, student_address
from dashboard.components.basics import Component
from dashboard.components.terms import class_cells, class_name, legend, precision, rounded, session_seconds, term_table
from dashboard.term_views import ClassOfTerm, CourseTerm, judge
from dashboard.texts import terms as texts


def course_lead(term: CourseTerm) -> str:
    """How many classes, from when to when."""
    sessions = [one.row.session for one in term.classes]
    if not sessions:
        return texts.COURSE_LEAD_NONE
    count = texts.CLASSES_ONE if term.ended == 1 else texts.CLASSES_MANY.format(count=term.ended)
    first, last = (formats.short_day(one.started_at, one.time_zone) for one in (sessions[0], sessions[-1]))
    if first == last:
        return texts.COURSE_LEAD_ONE.format(classes=count, first=first)
    return texts.COURSE_LEAD.format(classes=count, first=first, last=last)


def live_line(term: CourseTerm) -> Component | None:
    """Which classes are still recorded, with links."""
    if not term.live:
        return None
    links: list[Component] = []
    for one in term.live:
        links += [", " if links else "", dcc.Link(class_name(one), href=f"{SESSION}{one.id}")]
    return html.P([html.Span(className="live-dot"), texts.STILL_LIVE, *links], className="term-live", role="status")


def class_rows(term: CourseTerm) -> list[dict[str, Any]]:
    """One row a class, newest first; None where nothing was read or counted."""
    return [_class_row(one) for one in reversed(term.classes)]


def _class_row(one: ClassOfTerm) -> dict[str, Any]:
    row, hints = one.row, one.hints
    return {
        **class_cells(row.session),
        "length": rounded(session_seconds(row.session) / 60, 0),
        "participants": row.session.participant_count,
        "in_call": rounded(row.mean_in_call),
        "visible": rounded(row.mean_visible),
        "engagement": rounded(row.mean_engagement),
        "coverage": None if row.coverage is None else round(row.coverage * 100),
        "flags": None if hints is None else len(hints.flags),
        "dips": None if hints is None else hints.dips,
        "precision": formats.DASH if hints is None else precision(judge(hints.flags)),
    }


def student_table(term: CourseTerm) -> Component:
    """The roster by name, with how often each was seen; no figure by which anybody could be ranked."""
    if not term.students:
        link = dmc.Anchor(texts.STUDENTS_TO_ROSTER, href=roster_address(term.name), className="button")
        return html.Div([html.P(texts.STUDENTS_NONE, className="quiet"), link])
    rows = [
        html.Tr(
            [
                html.Th(
                    dmc.Anchor(
                        formats.plain(one.student.name, 120), href=student_address(one.student.id), inherit=True
                    ),
                    scope="row",
                    dir="auto",
                ),
                html.Td(texts.SEEN_IN.format(seen=one.seen, classes=one.classes) if one.classes else formats.DASH),
                html.Td(formats.length(one.minutes * 60) if one.seen else formats.DASH),
            ]
        )
        for one in term.students
    ]
    return term_table(texts.STUDENT_HEAD, rows, texts.STUDENTS_TITLE)


def legends(term: CourseTerm) -> tuple[Component, Component, Component]:
    """Of the three figures."""
    hints = [
        ("undecided", texts.LEGEND_UNDECIDED),
        ("right", texts.LEGEND_RIGHT),
        ("wrong", texts.LEGEND_WRONG),
        ("ignored", texts.LEGEND_IGNORED),
    ]
    if any(one.hints is not None and one.hints.dips for one in term.classes):
        hints.append(("dips", texts.LEGEND_DIPS))
    return (
        legend([("line", texts.LEGEND_ENGAGEMENT), ("coverage", texts.LEGEND_COVERAGE)]),
        legend([("coverage", texts.LEGEND_IN_CALL), ("right", texts.LEGEND_VISIBLE)]),
        legend(hints),
    )


def engagement_words(term: CourseTerm) -> str:
    values = sorted(one.row.mean_engagement for one in term.classes if one.row.mean_engagement is not None)
    if not values:
        return texts.NOTHING_READ if term.classes else texts.NOTHING_ENDED
    low, middle, high = (formats.score(one) for one in (values[0], values[len(values) // 2], values[-1]))
    gaps = len(term.classes) - len(values)
    return texts.ENGAGEMENT_WORDS.format(known=len(values), low=low, middle=middle, high=high, gaps=gaps)


def presence_words(term: CourseTerm) -> str:
    known = [
        (one.row.mean_in_call, one.row.mean_visible)
        for one in term.classes
        if one.row.mean_in_call is not None and one.row.mean_visible is not None
    ]
    if not known:
        return texts.HOVER_NOBODY
    in_call, visible = (sum(values) / len(known) for values in zip(*known, strict=True))
    return texts.PRESENCE_WORDS.format(in_call=formats.count(in_call), visible=formats.count(visible))


def hints_words(term: CourseTerm) -> str:
    counted = [one.hints for one in term.classes if one.hints is not None]
    flags, dips = sum(len(one.flags) for one in counted), sum(one.dips for one in counted)
    return texts.HINTS_WORDS.format(flags=Count(flags), dips=Count(dips), classes=Count(len(counted)))
