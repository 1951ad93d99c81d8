"""Who a participant is: name, same person as, split, student of the roster; every edit can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass

import dash_mantine_components as dmc
from dash import dcc, html

from classroom.domain import Session, Summary
from classroom.roster.types import ParticipantDetails, Student
from dashboard import formats
from dashboard.components.basics import Component, aria
from dashboard.components.clock_field import clock_field
from dashboard.texts import people as words

STUDENT_PATH = "/students/"
UNMERGE_TYPE = "unmerge-participant"
NAME_LENGTH = 120


class Ids:
    NAME = "person-name"
    NAME_SAVE = "person-name-save"
    NAME_RESET = "person-name-reset"
    OTHER = "person-other"
    MERGE = "person-merge"
    ASK = "person-merge-ask"
    ASK_TEXT = "person-merge-ask-text"
    ASKED = "person-merge-asked"  # Participant.number of the one whom the question is about
    MERGE_YES = "person-merge-yes"
    MERGE_NO = "person-merge-no"
    SPLIT_AT = "person-split-at"
    SPLIT = "person-split"
    STUDENT = "person-student"
    STUDENT_SAVE = "person-student-save"
    STUDENT_ADD = "person-student-add"


@dataclass(frozen=True, slots=True)
class Person:
    """What the form is drawn from."""

    session: Session
    details: ParticipantDetails
    others: tuple[ParticipantDetails, ...]
    students: tuple[Student, ...]  # of the course's roster
    summary: Summary | None
    hides_names: bool

    @property
    def name(self) -> str:
        return formats.plain(self.details.participant.display_name, NAME_LENGTH)


def person_form(person: Person) -> Component:
    if person.hides_names:
        return html.P(words.NAMES_HIDDEN.capitalize(), className="quiet")
    return html.Section(
        [
            html.H3(words.EDIT_TITLE),
            html.P(words.EDIT_LEAD, className="quiet"),
            *_name_part(person),
            *_roster_part(person),
            *_merge_part(person),
            *_split_part(person),
        ],
        className="person-form",
    )


def student_link(student: Student | None) -> Component | None:
    """The way to the student's own page; None for nobody of the roster."""
    if student is None:
        return None
    name = formats.plain(student.name, NAME_LENGTH)
    return dmc.Anchor(
        words.STUDENT_PAGE.format(name=name), href=f"{STUDENT_PATH}{student.id}", className="student-link"
    )


def _name_part(person: Person) -> list[Component]:
    field = dmc.TextInput(
        id=Ids.NAME, label=words.NAME, value=person.name, inputProps={"maxLength": words.LONGEST_NAME}, className="grow"
    )
    read = formats.plain(person.details.read_name, 60)
    # Always there, since a callback listens to it; hidden where there is nothing to go back to.
    reset = html.Button(
        words.NAME_RESET.format(name=read),
        id=Ids.NAME_RESET,
        className="link-button",
        hidden=not person.details.name_is_given,
    )
    return [_line(field, dmc.Button(words.NAME_SAVE, id=Ids.NAME_SAVE, variant="default")), reset]


def _roster_part(person: Person) -> list[Component]:
    linked = person.details.student
    options = [{"value": str(one.id), "label": _student_label(one)} for one in person.students]
    if linked is not None and all(one.id != linked.id for one in person.students):
        options.insert(0, {"value": str(linked.id), "label": _student_label(linked)})
    field = dmc.Select(
        id=Ids.STUDENT,
        label=words.STUDENT,
        description=words.STUDENT_HINT if options else words.NO_ROSTER,
        data=options,
        value=None if linked is None else str(linked.id),
        placeholder=words.STUDENT_PLACE,
        searchable=True,
        clearable=True,
        comboboxProps={"withinPortal": True, "zIndex": 400},
        className="grow",
        disabled=not options,
    )
    add = html.Button(
        words.STUDENT_ADD.format(name=formats.plain(person.name, 60)),
        id=Ids.STUDENT_ADD,
        className="link-button",
        hidden=linked is not None or not person.details.participant.name_is_read,
    )
    save = dmc.Button(words.STUDENT_SAVE, id=Ids.STUDENT_SAVE, variant="default", disabled=not options)
    return [_line(field, save), add]


def _student_label(student: Student) -> str:
    """Two students of one name are told apart by what the school calls them."""
    more = student.external_id or student.email
    name = formats.plain(student.name, NAME_LENGTH)
    return f"{name} ({formats.plain(more, 60)})" if more else name


def _merge_part(person: Person) -> list[Component]:
    field = dmc.Select(
        id=Ids.OTHER,
        label=words.SAME,
        description=words.SAME_HINT,
        data=[
            {"value": str(one.participant.number), "label": formats.plain(one.participant.display_name, NAME_LENGTH)}
            for one in person.others
        ],
        placeholder=words.SAME_PLACE,
        searchable=True,
        comboboxProps={"withinPortal": True, "zIndex": 400},
        className="grow",
        disabled=not person.others,
    )
    merge = dmc.Button(words.MERGE, id=Ids.MERGE, variant="default", disabled=not person.others)
    return [_line(field, merge), _merge_question(), _merged_list(person.details)]


def _merge_question() -> Component:
    """Asked before two are merged who were seen side by side."""
    yes = dmc.Button(words.MERGE_YES, id=Ids.MERGE_YES, variant="default")
    no = dmc.Button(words.MERGE_NO, id=Ids.MERGE_NO, variant="default")
    text = html.P(id=Ids.ASK_TEXT, role="alert")
    return html.Div(
        [dcc.Store(id=Ids.ASKED), text, html.Div([no, yes], className="form-line")],
        id=Ids.ASK,
        className="merge-question",
        hidden=True,
    )


def _merged_list(details: ParticipantDetails) -> Component | None:
    if not details.merged:
        return None
    lines = [
        html.Li(
            [
                html.Span(name, dir="auto"),
                html.Button(
                    words.UNMERGE,
                    id={"type": UNMERGE_TYPE, "number": one.number},
                    className="link-button",
                    **aria(label=words.UNMERGE_LABEL.format(name=name)),
                ),
            ]
        )
        for one, name in ((one, formats.plain(one.display_name, NAME_LENGTH)) for one in details.merged)
    ]
    return html.Div([html.P(words.MERGED_TITLE, className="quiet"), html.Ul(lines, className="merged-names")])


def _split_part(person: Person) -> list[Component]:
    summary, zone = person.summary, person.session.time_zone
    first = summary.first_seen if summary else None
    last = summary.last_seen if summary else None
    can = first is not None and last is not None and first < last
    hint = words.SPLIT_HINT.format(
        first=formats.DASH if first is None else f"{formats.local(first, zone):%H:%M:%S}",
        last=formats.DASH if last is None else f"{formats.local(last, zone):%H:%M:%S}",
    )
    field = clock_field(
        Ids.SPLIT_AT, seconds=True, label=words.SPLIT, description=hint, className="grow", disabled=not can
    )
    return [
        _line(field, dmc.Button(words.SPLIT_BUTTON, id=Ids.SPLIT, variant="default", disabled=not can)),
        _origin(person),
    ]


def _origin(person: Person) -> Component | None:
    details = person.details
    if details.split_from is None or details.split_at is None:
        return None
    named = next((one for one in person.others if one.participant.number == details.split_from), None)
    name = formats.DASH if named is None else formats.plain(named.participant.display_name, 60)
    at = f"{formats.local(details.split_at, person.session.time_zone):%H:%M:%S}"
    return html.P(words.SPLIT_FROM.format(name=name, time=at), className="quiet")


def _line(*parts: Component) -> Component:
    return html.Div(list(parts), className="form-line")


def without(people: Sequence[ParticipantDetails], number: int) -> tuple[ParticipantDetails, ...]:
    return tuple(one for one in people if one.participant.number != number)


def problem_line(identifier: str) -> Component:
    """Where an edit says what it could not do; read out at once."""
    return html.P(id=identifier, className="form-problem", role="alert", **aria(live="assertive"))
