"""The API's addresses: what each answers to whom. Routes and the OpenAPI document are both made from this table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar, cast

from classroom.domain import Session, User
from classroom.errors import NotFoundError
from classroom.roster.keys import plain_key
from dashboard.api import bodies, schemas
from dashboard.api.schemas import Body
from dashboard.queries import Queries

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    queries: Queries
    user: User
    query: schemas.Query  # of the endpoint's `query` type
    session: str = ""
    participant: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What to say; `version` changes whenever the body may have changed, None = look at the body."""

    body: Callable[[], Body]
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    path: str  # below /api/v1, as Flask writes it
    name: str  # operationId
    summary: str
    query: type[schemas.Query]
    result: type[Body]
    answer: Callable[[Asked], Answer]


def _sessions(asked: Asked) -> Answer:
    query = cast(schemas.SessionQuery, asked.query)
    # By id, which grows with the recording: `after` must mean the same on every page.
    known = sorted(asked.queries.sessions(asked.user), key=lambda session: session.id, reverse=True)
    found = [
        session
        for session in known
        if (query.course is None or plain_key(session.course) == plain_key(query.course))
        and (query.after is None or session.id < query.after)  # ids grow with time, the newest leads
    ]
    page = found[: query.limit]
    return Answer(
        lambda: schemas.SessionPage(
            items=tuple(map(bodies.session_body, page)), next=page[-1].id if len(found) > len(page) else None
        )
    )


def _session(asked: Asked) -> Answer:
    session = asked.queries.session(asked.user, asked.session)
    return Answer(lambda: bodies.session_body(session), _row_version(session))


def _participants(asked: Asked) -> Answer:
    view = asked.queries.view(asked.user, asked.session)
    return Answer(
        lambda: bodies.participants_body(view, asked.queries.people(asked.user, str(view.session.id))), view.version
    )


def _class_timeline(asked: Asked) -> Answer:
    view = asked.queries.view(asked.user, asked.session)
    return Answer(lambda: bodies.class_timeline_body(view), view.version)


def _timeline(asked: Asked) -> Answer:
    view = asked.queries.view(asked.user, asked.session)
    timeline = view.timelines.get(asked.participant)
    if timeline is None:
        raise NotFoundError(f"there is no participant {asked.participant} in this session")
    return Answer(lambda: bodies.timeline_body(view, timeline), view.version)


def _summary(asked: Asked) -> Answer:
    view = asked.queries.view(asked.user, asked.session)
    return Answer(lambda: bodies.summary_body(view), view.version)


def _flags(asked: Asked) -> Answer:
    view = asked.queries.view(asked.user, asked.session)
    return Answer(lambda: bodies.flags_body(view), view.version)


def _observations(asked: Asked) -> Answer:
    query = cast(schemas.FrameQuery, asked.query)
    session = asked.queries.session(asked.user, asked.session)

    def read() -> Body:
        records = asked.queries.frames(asked.user, str(session.id), after=query.after, count=query.limit)
        return bodies.frames_body(records, query.limit)

    return Answer(read, _row_version(session))


def _courses(asked: Asked) -> Answer:
    query = cast(schemas.CourseQuery, asked.query)
    known = bodies.course_bodies(asked.queries.sessions(asked.user), asked.queries.students(asked.user))
    found = [one for one in known if query.after is None or plain_key(one.name) > plain_key(query.after)]
    page = found[: query.limit]
    return Answer(lambda: schemas.CoursePage(items=tuple(page), next=page[-1].name if len(found) > len(page) else None))


def _students(asked: Asked) -> Answer:
    query = cast(schemas.StudentQuery, asked.query)
    known = asked.queries.students(asked.user, query.course)
    found = known if query.after is None else _behind(known, [one.id for one in known], query.after)
    page = found[: query.limit]
    return Answer(
        lambda: schemas.StudentPage(
            items=tuple(map(bodies.student_body, page)), next=page[-1].id if len(found) > len(page) else None
        )
    )


def _behind(items: Sequence[Item], ids: Sequence[Any], after: Any) -> Sequence[Item]:
    if after not in ids:
        raise NotFoundError("what `after` names is no longer there: begin again without it")
    return items[ids.index(after) + 1 :]


def _row_version(session: Session) -> str:
    """The counts and the revision of a session's row change with everything that observations show."""
    return sha256(repr(session).encode("utf-8", "backslashreplace")).hexdigest()[:16]


_ONE = "/sessions/<session>"
ENDPOINTS = (
    Endpoint(
        "/sessions",
        "listSessions",
        "Sessions, newest recorded first",
        schemas.SessionQuery,
        schemas.SessionPage,
        _sessions,
    ),
    Endpoint(_ONE, "getSession", "One session", schemas.NoQuery, schemas.Session, _session),
    Endpoint(
        f"{_ONE}/participants",
        "listParticipants",
        "The session's participants, by number",
        schemas.NoQuery,
        schemas.ParticipantList,
        _participants,
    ),
    Endpoint(
        f"{_ONE}/timeline",
        "getClassTimeline",
        "The class's engagement and presence over time, its dips and marked moments",
        schemas.NoQuery,
        schemas.ClassTimeline,
        _class_timeline,
    ),
    Endpoint(
        f"{_ONE}/participants/<int:participant>/timeline",
        "getParticipantTimeline",
        "One participant's engagement and presence over time",
        schemas.NoQuery,
        schemas.Timeline,
        _timeline,
    ),
    Endpoint(
        f"{_ONE}/summary",
        "getSummary",
        "One line for the class and one a participant, as in the summary CSV",
        schemas.NoQuery,
        schemas.Summary,
        _summary,
    ),
    Endpoint(
        f"{_ONE}/flags",
        "listFlags",
        "What was worth a look, with the teacher's verdicts",
        schemas.NoQuery,
        schemas.FlagList,
        _flags,
    ),
    Endpoint(
        f"{_ONE}/observations",
        "listObservations",
        "Everything that was read, frame by frame",
        schemas.FrameQuery,
        schemas.FramePage,
        _observations,
    ),
    Endpoint("/courses", "listCourses", "Courses, by name", schemas.CourseQuery, schemas.CoursePage, _courses),
    Endpoint(
        "/students",
        "listStudents",
        "The rosters' students, by course and name",
        schemas.StudentQuery,
        schemas.StudentPage,
        _students,
    ),
)
