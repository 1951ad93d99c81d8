"""The edits of the drawer: each says what it did and offers to take it back, or says why it was not done."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID, uuid4

from dash import ALL, Dash, Input, Output, State, ctx, no_update

from classroom.counting import Count
from classroom.domain import User
from classroom.errors import DataError, NotFoundError
from classroom.roster.types import ParticipantDetails
from dashboard import formats, ids
from dashboard.auth import asking_user
from dashboard.class_time import read_clock
from dashboard.components import undo
from dashboard.components.person_form import UNMERGE_TYPE
from dashboard.components.person_form import Ids as FormIds
from dashboard.pages.participant_values import read_number, read_student
from dashboard.parts import Parts
from dashboard.people import Added, PeopleEdits
from dashboard.texts import people as words

RENAME, MERGE, UNMERGE, SPLIT, LINK, ADD = (
    f"people.{name}" for name in ("rename", "merge", "unmerge", "split", "link", "add")
)

Seen = dict[str, str]
Values = Mapping[str, str]


class Ids:
    PERSON = "person"  # Participant.number of the one who is shown
    SEEN = "person-seen"  # what the form showed of them
    EDITED = "person-edited"  # changes after each edit
    PROBLEM = "person-problem"


def what_is_seen(person: ParticipantDetails) -> Seen:
    """What an edit must not overwrite unseen."""
    student = person.student
    return {"name": person.participant.display_name[:2_000], "student": "" if student is None else str(student.id)}


def register(app: Dash, parts: Parts) -> None:
    if parts.people is None:
        return
    _register_names(app, parts, parts.people)
    _register_merges(app, parts, parts.people)
    _register_unmerge(app, parts, parts.people)
    _register_split(app, parts, parts.people)
    _register_links(app, parts, parts.people)
    _register_undo(parts, parts.people)


OUTPUTS = (
    Output(Ids.EDITED, "data", allow_duplicate=True),
    Output(Ids.PROBLEM, "children", allow_duplicate=True),
    Output(Ids.SEEN, "data", allow_duplicate=True),
    Output(ids.VERSION, "data", allow_duplicate=True),
)
NOTHING = (no_update,) * len(OUTPUTS)
ASKING = (  # whether two who were seen side by side are one all the same
    Output(FormIds.ASK_TEXT, "children", allow_duplicate=True),
    Output(FormIds.ASK, "hidden", allow_duplicate=True),
    Output(FormIds.ASKED, "data", allow_duplicate=True),
)
NOT_ASKED = (no_update,) * len(ASKING)


def _edit(parts: Parts, reference: str, number: object, do: Callable[[User, int], None]) -> tuple[Any, ...]:
    """What the outputs get: an edit that was not made keeps what was typed, and shows how things are now."""
    user, people = asking_user(), parts.people
    if people is None:
        return NOTHING
    problem, edited = "", uuid4().hex
    shown = read_number(number)
    try:
        do(user, shown)
    except (DataError, NotFoundError) as error:
        problem = str(error)
    version = parts.queries.view(user, reference).version
    if not problem:
        return edited, "", no_update, version
    seen = next((one for one in parts.queries.people(user, reference) if one.participant.number == shown), None)
    return no_update, problem, no_update if seen is None else what_is_seen(seen), version


def _register_names(app: Dash, parts: Parts, people: PeopleEdits) -> None:
    @app.callback(
        *OUTPUTS,
        Input(FormIds.NAME_SAVE, "n_clicks"),
        Input(FormIds.NAME, "n_submit"),
        Input(FormIds.NAME_RESET, "n_clicks"),
        State(FormIds.NAME, "value"),
        State(Ids.PERSON, "data"),
        State(Ids.SEEN, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def rename(
        save: int | None,
        enter: int | None,
        reset: int | None,
        typed: str | None,
        number: int,
        seen: Seen,
        reference: str,
    ) -> tuple[Any, ...]:
        if not (save or enter or reset):
            return NOTHING
        name = None if ctx.triggered_id == FormIds.NAME_RESET else str(typed or "")[:1_000]

        def do(user: User, who: int) -> None:
            shown = _text(seen, "name")
            before = people.rename(user, reference, who, name, seen=shown)
            now = people.person(user, reference, who).participant.display_name
            said = words.RENAMED.format(before=formats.plain(shown), name=formats.plain(now))
            undo.offer(said, RENAME, session=reference, number=str(who), before=before or "", after=now)

        return _edit(parts, reference, number, do)


def _register_merges(app: Dash, parts: Parts, people: PeopleEdits) -> None:
    @app.callback(
        *OUTPUTS,
        *ASKING,
        Input(FormIds.MERGE, "n_clicks"),
        State(FormIds.OTHER, "value"),
        State(Ids.PERSON, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def merge(clicks: int | None, chosen: str | None, number: int, reference: str) -> tuple[Any, ...]:
        if not clicks:
            return NOTHING + NOT_ASKED
        question = _question(people, reference, number, chosen)
        if question:
            return (*NOTHING[:1], "", *NOTHING[2:], question, False, chosen)
        return (*_edit(parts, reference, number, merge_with(reference, chosen)), "", True, None)

    @app.callback(
        *OUTPUTS,
        Input(FormIds.MERGE_YES, "n_clicks"),
        State(FormIds.ASKED, "data"),
        State(Ids.PERSON, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def merge_asked(clicks: int | None, asked: str | None, number: int, reference: str) -> tuple[Any, ...]:
        return _edit(parts, reference, number, merge_with(reference, asked)) if clicks else NOTHING

    @app.callback(
        *ASKING,
        Input(FormIds.MERGE_NO, "n_clicks"),
        Input(FormIds.OTHER, "value"),
        prevent_initial_call=True,
    )
    def leave(_no: int | None, _other: str | None) -> tuple[Any, ...]:
        return "", True, None

    def merge_with(reference: str, chosen: str | None) -> Callable[[User, int], None]:
        def do(user: User, who: int) -> None:
            if not chosen:
                raise DataError(words.NO_CHOICE)
            other = read_number(chosen)
            said = words.MERGED.format(
                other=_name(people, user, reference, other), keep=_name(people, user, reference, who)
            )
            people.merge(user, reference, who, other)
            undo.offer(said, MERGE, session=reference, keep=str(who), other=str(other))

        return do


def _register_unmerge(app: Dash, parts: Parts, people: PeopleEdits) -> None:

    @app.callback(
        *OUTPUTS,
        Input({"type": UNMERGE_TYPE, "number": ALL}, "n_clicks"),
        State(Ids.PERSON, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def unmerge(_clicks: list[int | None], number: int, reference: str) -> tuple[Any, ...]:
        if not ctx.triggered or not ctx.triggered[0]["value"]:  # the buttons were only drawn
            return NOTHING
        pressed = ctx.triggered_id

        def do(user: User, who: int) -> None:
            other = read_number(pressed["number"])
            people.unmerge(user, reference, who, other)
            said = words.UNMERGED.format(other=_name(people, user, reference, other))
            undo.offer(said, UNMERGE, session=reference, keep=str(who), other=str(other))

        return _edit(parts, reference, number, do)


def _question(people: PeopleEdits, reference: str, number: object, chosen: str | None) -> str:
    """What is asked before a merge; "" when there is nothing to ask, or the merge itself will say what is wrong."""
    user = asking_user()
    try:
        keep, other = read_number(number), read_number(chosen)
        names = {"keep": _name(people, user, reference, keep), "other": _name(people, user, reference, other)}
    except (DataError, NotFoundError):
        return ""
    seen = people.overlap(user, reference, keep, other)
    if keep == other or not seen.both:
        return ""
    return words.MERGE_ASK.format(**names, both=Count(seen.both), any=Count(seen.any))


def _register_split(app: Dash, parts: Parts, people: PeopleEdits) -> None:
    @app.callback(
        *OUTPUTS,
        Input(FormIds.SPLIT, "n_clicks"),
        State(FormIds.SPLIT_AT, "value"),
        State(Ids.PERSON, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def split(clicks: int | None, typed: str | None, number: int, reference: str) -> tuple[Any, ...]:
        if not clicks:
            return NOTHING

        def do(user: User, who: int) -> None:
            view = parts.queries.view(user, reference)
            session = view.session
            at = read_clock(typed, session, view.end)
            name = _name(people, user, reference, who)
            new = people.split(user, reference, who, at)
            clock = f"{formats.local(at, session.time_zone):%H:%M:%S}"
            said = words.SPLIT_DONE.format(name=name, time=clock, new=formats.plain(new.display_name))
            undo.offer(said, SPLIT, session=reference, number=str(who), new=str(new.number))

        return _edit(parts, reference, number, do)


def _register_links(app: Dash, parts: Parts, people: PeopleEdits) -> None:
    @app.callback(
        *OUTPUTS,
        Input(FormIds.STUDENT_SAVE, "n_clicks"),
        State(FormIds.STUDENT, "value"),
        State(Ids.PERSON, "data"),
        State(Ids.SEEN, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def link(clicks: int | None, chosen: str | None, number: int, seen: Seen, reference: str) -> tuple[Any, ...]:
        if not clicks:
            return NOTHING

        def do(user: User, who: int) -> None:
            student, before = read_student(chosen), read_student(_text(seen, "student"))
            people.link(user, reference, who, student, seen=before)
            said = _linked_words(people, user, reference, who)
            undo.offer(said, LINK, session=reference, number=str(who), before=_id(before), after=_id(student))

        return _edit(parts, reference, number, do)

    @app.callback(
        *OUTPUTS,
        Input(FormIds.STUDENT_ADD, "n_clicks"),
        State(Ids.PERSON, "data"),
        State(ids.REFERENCE, "data"),
        prevent_initial_call=True,
    )
    def add(clicks: int | None, number: int, reference: str) -> tuple[Any, ...]:
        if not clicks:
            return NOTHING

        def do(user: User, who: int) -> None:
            name = people.person(user, reference, who).participant.display_name
            added = people.add_student(user, reference, who, name)
            values = {"student": _id(added.student), "before": _id(added.before), "new": str(added.is_new)}
            said = words.STUDENT_ADDED.format(name=formats.plain(name))
            undo.offer(said, ADD, session=reference, number=str(who), **values)

        return _edit(parts, reference, number, do)


def _register_undo(parts: Parts, people: PeopleEdits) -> None:
    def rename(user: User, values: Values) -> str:
        session, who = values["session"], read_number(values["number"])
        people.rename(user, session, who, values["before"] or None, seen=values["after"])
        return words.NAME_BACK.format(name=_name(people, user, session, who))

    def merge(user: User, values: Values) -> str:
        session, keep, other = values["session"], read_number(values["keep"]), read_number(values["other"])
        people.unmerge(user, session, keep, other)
        return words.UNMERGED.format(other=_name(people, user, session, other))

    def unmerge(user: User, values: Values) -> str:
        return _join(people, user, values["session"], values["keep"], values["other"])

    def split(user: User, values: Values) -> str:
        _join(people, user, values["session"], values["number"], values["new"])
        return words.SPLIT_BACK.format(name=_name(people, user, values["session"], read_number(values["number"])))

    def link(user: User, values: Values) -> str:
        session, who = values["session"], read_number(values["number"])
        people.link(user, session, who, read_student(values["before"]), seen=read_student(values["after"]))
        return _linked_words(people, user, session, who)

    def add(user: User, values: Values) -> str:
        session, who, student = values["session"], read_number(values["number"]), read_student(values["student"])
        if student is None:
            raise DataError(words.NO_STUDENT)
        added = Added(student, values["new"] == "True", read_student(values["before"]))
        people.remove_added(user, session, who, added)
        return _linked_words(people, user, session, who)

    for action, handler in ((RENAME, rename), (MERGE, merge), (UNMERGE, unmerge), (SPLIT, split)):
        parts.undo.add(action, handler)
    parts.undo.add(LINK, link)
    parts.undo.add(ADD, add)


def _join(people: PeopleEdits, user: User, session: str, keep: str, other: str) -> str:
    first, second = read_number(keep), read_number(other)
    said = words.MERGED.format(other=_name(people, user, session, second), keep=_name(people, user, session, first))
    people.merge(user, session, first, second)
    return said


def _linked_words(people: PeopleEdits, user: User, session: str, number: int) -> str:
    person = people.person(user, session, number)
    name = formats.plain(person.participant.display_name)
    if person.student is None:
        return words.STUDENT_UNLINKED.format(name=name)
    return words.STUDENT_LINKED.format(name=name, student=formats.plain(person.student.name))


def _name(people: PeopleEdits, user: User, session: str, number: int) -> str:
    return formats.plain(people.person(user, session, number).participant.display_name)


def _id(student: UUID | None) -> str:
    return "" if student is None else str(student)


def _text(seen: object, key: str) -> str:
    """What the form showed; hostile browsers may send anything."""
    value = seen.get(key) if isinstance(seen, dict) else None
    return value if isinstance(value, str) else ""
