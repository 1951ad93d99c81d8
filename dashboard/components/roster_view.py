"""The parts of a course's roster page: the list, what an upload would change, and a compared attendance list."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import dcc, html

from classroom.privacy.consents import Decision
from classroom.roster.attendance_links import AttendanceLink
from classroom.roster.comparison import Proposal, ProposalKind
from classroom.roster.seen import SeenPerson
from classroom.roster.types import Confidence, RosterStep, Student
from dashboard import formats
from dashboard.addresses import SESSION, student_address
from dashboard.components.basics import Component, aria
from dashboard.components.terms import term_table
from dashboard.rosters import MAX_FILE, MAX_LINKS, ComparedClass, RosterPlan, link_key
from dashboard.texts import rosters as texts

REMOVE_TYPE = "roster-remove"
NAME_LENGTH = 120
MOST_STEPS = 200  # rows of a preview; the counts are of all
MOST_NAMES = 8  # in a sentence


def student_list(students: Sequence[Student]) -> Component:
    """The roster by name, each with a button that removes."""
    if not students:
        return html.P(texts.NO_STUDENTS, className="quiet")
    by_name = sorted(students, key=lambda one: (one.name.casefold(), one.id))
    head = (texts.COLUMN_NAME, texts.COLUMN_ID, texts.COLUMN_EMAIL, texts.COLUMN_ALIASES, texts.COLUMN_ACTIONS)
    return term_table(head, [_student_row(one) for one in by_name], texts.LIST_TITLE)


def _student_row(student: Student) -> Component:
    name = formats.plain(student.name, NAME_LENGTH)
    remove = html.Button(
        texts.REMOVE,
        id={"type": REMOVE_TYPE, "student": str(student.id)},
        className="quiet-button",
        **aria(label=texts.REMOVE_LABEL.format(name=name), haspopup="dialog"),
    )
    link = dmc.Anchor(name, href=student_address(student.id), inherit=True)
    return html.Tr(
        [
            html.Th(link, scope="row", dir="auto"),
            _cell(student.external_id),
            _cell(student.email),
            _cell(", ".join(student.aliases)),
            html.Td(remove),
        ]
    )


def plan_view(plan: RosterPlan) -> Component:
    """What saving would do, before anything is saved."""
    steps = plan.steps
    added = sum(one.known_as is None for one in steps)
    changed = sum(one.known_as is not None and bool(one.changes) for one in steps)
    counts = texts.PREVIEW_COUNTS.format(
        file=plan.file, added=added, updated=changed, unchanged=len(steps) - added - changed
    )
    # What changes first: of a long list only the beginning is shown.
    ordered = sorted(steps, key=lambda one: 0 if one.known_as is None else 1 if one.changes else 2)
    table = term_table(texts.PREVIEW_HEAD, [_step_row(one) for one in ordered[:MOST_STEPS]], texts.PREVIEW_TITLE)
    more = len(steps) - MOST_STEPS
    return html.Div(
        [
            html.H3(texts.PREVIEW_TITLE),
            html.P(counts, dir="auto"),
            *(html.P(line, className="quiet", dir="auto") for line in _remarks(plan)),
            table,
            html.P(texts.MORE.format(count=more), className="quiet") if more > 0 else None,
        ]
    )


def _remarks(plan: RosterPlan) -> list[str]:
    lines = [_whose(plan.owner)]
    if plan.read.duplicates:
        lines.append(texts.PREVIEW_DUPLICATES.format(names=_some(plan.read.duplicates)))
    if plan.read.nameless:
        lines.append(texts.PREVIEW_NAMELESS.format(lines=_some([str(one) for one in plan.read.nameless])))
    if plan.consents:
        decisions = [one.decision for one in plan.consents]
        lines.append(texts.PREVIEW_CONSENTS.format(yes=decisions.count(Decision.YES), no=decisions.count(Decision.NO)))
    return lines


def _whose(owner: str | None) -> str:
    return texts.PREVIEW_EVERYONE if owner is None else texts.PREVIEW_OWNER.format(owner=formats.plain(owner, 60))


def _step_row(step: RosterStep) -> Component:
    entry = step.entry
    if step.known_as is None:
        what = html.Span(texts.STEP_NEW, className="pill pill-new")
    elif step.changes:
        before = formats.plain(step.known_as, 60)
        fields = ", ".join(texts.FIELDS[one].format(before=before) for one in step.changes)
        what = html.Span(texts.STEP_CHANGED.format(what=fields))
    else:
        what = html.Span(texts.STEP_SAME, className="quiet")
    name = html.Th(formats.plain(entry.name, NAME_LENGTH), scope="row", dir="auto")
    return html.Tr([name, _cell(entry.external_id), _cell(entry.email), html.Td(what, dir="auto")])


def comparison_view(compared: ComparedClass) -> Component:
    """Who of the list was seen, who was not, who was seen without being listed."""
    found, session = compared.found, compared.session
    counts = texts.COMPARED.format(
        file=compared.file,
        seen=len(found.seen),
        listed=len(compared.entries),
        not_seen=len(found.not_seen),
        unlisted=len(found.unlisted),
    )
    unlisted = [_shown(compared.people[number]) for number in found.unlisted]
    return html.Div(
        [
            html.P([counts, " ", dcc.Link(texts.OPEN_CLASS, href=f"{SESSION}{session.id}")], dir="auto"),
            html.P(texts.UNLISTED.format(names=_some(unlisted)), className="quiet", dir="auto") if unlisted else None,
            _proposals(compared),
            term_table(texts.COMPARED_HEAD, _compared_rows(compared), texts.ATTENDANCE_TITLE),
        ]
    )


def _compared_rows(compared: ComparedClass) -> list[Component]:
    pairs = {one.entry: one for one in compared.found.seen}
    zone = compared.session.time_zone
    rows = []
    for index, entry in enumerate(compared.entries):
        pair = pairs.get(index)
        person = None if pair is None else compared.people[pair.participant]
        stay = None if person is None else person.stay
        rows.append(
            html.Tr(
                [
                    html.Th(formats.plain(entry.name, NAME_LENGTH), scope="row", dir="auto"),
                    _cell(None if entry.minutes is None else f"{entry.minutes:.0f}"),
                    _cell(texts.NOT_SEEN if person is None else _shown(person)),
                    _cell(None if stay is None else formats.clock(stay.start, zone)),
                    _cell(None if stay is None else formats.clock(stay.end, zone)),
                    _cell(None if pair is None else texts.SURE[pair.confidence]),
                ]
            )
        )
    return rows


def link_table(compared: ComparedClass) -> Component:
    """What linking would do, a line each, ticked by the `CheckboxGroup` around it; or why nothing can be linked."""
    if not compared.links:
        why = texts.LINKS_NONE if compared.has_roster else texts.LINKS_NO_ROSTER
        return html.P(why, className="quiet")
    rows = [_link_row(one, compared) for one in compared.links[:MAX_LINKS]]
    return html.Div(
        [html.P(texts.LINKS_LEAD, className="quiet"), term_table(texts.LINKS_HEAD, rows, texts.LINKS_TITLE)]
    )


def sure_links(compared: ComparedClass) -> list[str]:
    """The keys of those that are ticked at first, as `classroom roster attendance --yes` would link them."""
    sure = (Confidence.EXACT, Confidence.LIKELY)
    return [link_key(one) for one in compared.links[:MAX_LINKS] if one.confidence in sure]


def _link_row(link: AttendanceLink, compared: ComparedClass) -> Component:
    seen, student = _shown(link.person), formats.plain(link.student.name, NAME_LENGTH)
    label = texts.LINK_LABEL.format(name=seen, student=student)
    tick = dmc.Checkbox(label=seen, value=link_key(link), **aria(label=label))
    return html.Tr(
        [
            html.Th(tick, scope="row", dir="auto"),
            html.Td(student, dir="auto"),
            _cell(compared.entries[link.entry].name),
            html.Td(texts.SURE[link.confidence]),
        ]
    )


def _proposals(compared: ComparedClass) -> Component | None:
    if not compared.found.proposals:
        return None
    lines = [html.Li(_say(one, compared), dir="auto") for one in compared.found.proposals]
    return html.Div([html.P(texts.PROPOSALS), html.Ul(lines)])


def _say(proposal: Proposal, compared: ComparedClass) -> str:
    listed = formats.plain(compared.entries[proposal.entry].name)
    name = _shown(compared.people[proposal.participant])
    if proposal.kind is ProposalKind.SAME_PERSON and proposal.keep is not None:
        return texts.SAME_PERSON.format(name=name, other=_shown(compared.people[proposal.keep]), listed=listed)
    return texts.TIMES_FIT.format(name=name, listed=listed)


def upload_area(identifier: str, label: str) -> Component:
    """Where a CSV file is chosen or dropped; `assets/terms.js` says when it is too large to be sent."""
    said = [html.Span(texts.CHOOSE, className="plain-button"), html.Span(texts.DROP.format(size=MAX_FILE // 10**6))]
    area = dcc.Upload(
        html.Div(said, className="roster-drop-text"),
        id=identifier,
        accept=".csv,.txt,.tsv,text/csv,text/plain",
        multiple=False,
        className="roster-drop",
        className_active="roster-drop roster-drop-active",
    )
    told: dict[str, Any] = {
        "data-limit": str(MAX_FILE),
        "data-upload-label": label,
        "data-refusal": texts.TOO_LARGE.format(size=MAX_FILE // 10**6),
    }
    return html.Div(area, className="roster-upload", **told)


def _cell(text: str | None) -> Component:
    return html.Td(formats.plain(text, NAME_LENGTH) if text else formats.DASH, dir="auto")


def _shown(person: SeenPerson) -> str:
    return formats.plain(person.participant.display_name)


def _some(names: Sequence[str]) -> str:
    shown = ", ".join(formats.plain(one, 40) for one in names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return f"{shown} {texts.MORE.format(count=more)}" if more > 0 else shown
