"""What the JSON API answers: the one home of its names, also for the OpenAPI document.

Times are ISO 8601 in UTC; null = not read, not known or not so; shares are 0-1, engagement is 0-100.
"""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from classroom.domain import FlagReason, FrameStatus, ParticipantState, SessionStatus, Verdict

Share = Annotated[float, Field(ge=0, le=1)]
Score = Annotated[float, Field(ge=0, le=100)]
Number = Annotated[int, Field(ge=1, description="the participant's number within the session")]


class Body(BaseModel):
    """Closed and frozen: an answer has exactly these names."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)


def _named(name: str, attribute: str, description: str | None = None) -> Any:
    """A field whose name in JSON is a word that Python, or the domain, uses otherwise."""
    return Field(serialization_alias=name, validation_alias=AliasChoices(name, attribute), description=description)


class Problem(Body):
    """RFC 9457: what happened and what to do."""

    type: str = Field(description="always about:blank: the status says which kind of problem it is")
    title: str
    status: int
    detail: str


class Session(Body):
    """One recorded class."""

    id: UUID
    course: str
    owner: str | None = Field(description="the account whose session it is; null = every account's")
    started_at: datetime
    ended_at: datetime | None = Field(description="null while live")
    last_frame_at: datetime | None
    status: SessionStatus
    source: str
    demo: bool
    interval_s: float
    time_zone: str = Field(description="IANA name of the class's zone; times here are UTC all the same")
    frames: int
    gallery_frames: int = Field(description="frames on which a gallery was seen")
    participants: int
    observations: int
    revision: int = Field(description="grows when participants are renamed, merged, split or linked")


class SessionPage(Body):
    """Newest recorded first."""

    items: tuple[Session, ...]
    next: UUID | None = Field(description="value of `after` for the next page; null = this is the last one")


class Participant(Body):
    """One person of one session."""

    number: Number
    name: str = Field(description="unique within the session, as in the reports: the second Maria is Maria (2)")
    display_name: str
    named: bool = Field(description="false: nobody could read a name, `display_name` was made up")
    given: bool = Field(description="the teacher wrote the name")
    student_id: UUID | None = Field(description="the student of the roster, if linked")
    merged: tuple[int, ...] = Field(description="numbers of participants that the teacher merged into this one")
    split_from: int | None


class ParticipantList(Body):
    session: UUID
    items: tuple[Participant, ...]


class Emotions(Body):
    """Mean of the model's probabilities. What a face shows is not what a person feels."""

    angry: Share
    disgust: Share
    fear: Share
    happy: Share
    sad: Share
    surprise: Share
    neutral: Share


class TimelineBin(Body):
    start: datetime
    engagement: Score | None = Field(description="null = too little was read to say")
    coverage: Share = Field(description="share of the bin's participant-time that was really read")
    visible: float | None = Field(description="mean number with a visible face (0-1 for one); null = no gallery")
    in_call: float | None = Field(description="mean number in the call (0-1 for one); null = no gallery")
    emotions: Emotions | None
    gallery_s: float = Field(description="seconds in which a gallery was seen; visible and in_call are means over them")


class Dip(Body):
    """Many visible students fell at the same time: about the lesson, not about a student."""

    start: datetime
    end: datetime
    fell: int
    visible: int


class Marker(Body):
    """A moment the teacher marked."""

    at: datetime
    text: str


class Timeline(Body):
    session: UUID
    participant: Number | None = Field(description="null = the class")
    profile: str = Field(description="name and version of the engagement profile")
    bin_s: float
    bins: tuple[TimelineBin, ...]


class ClassTimeline(Timeline):
    dips: tuple[Dip, ...]
    markers: tuple[Marker, ...]


class SummaryLine(Body):
    participant: Number | None = Field(description="null = the class")
    name: str | None
    first_seen: datetime | None
    last_seen: datetime | None
    minutes_in_call: float
    minutes_visible: float
    minutes_camera_off: float
    coverage: Share
    mean_engagement: Score | None
    emotions: Emotions | None
    flags: int


class Summary(Body):
    session: UUID
    profile: str
    whole: SummaryLine = _named("class", "whole")
    participants: tuple[SummaryLine, ...]


class Flag(Body):
    """Worth a look: a hint, never a judgement."""

    participant: Number
    name: str
    start: datetime = _named("from", "start")
    end: datetime | None = _named("to", "end", "null = still so at the last frame")
    reason: FlagReason
    evidence: str
    rule_version: str
    verdict: Verdict | None = Field(description="the teacher's word; null = none yet")


class Judgement(Body):
    """What the teacher's verdicts say about this session's flags."""

    right: int
    wrong: int
    ignore: int
    open: int = Field(description="without a verdict")
    precision: Share | None = Field(description="right / (right + wrong); null before the first of them")


class FlagList(Body):
    session: UUID
    items: tuple[Flag, ...]
    judgement: Judgement


class Reading(Body):
    """What the models said of one face; null = not measured, or expressions were switched off."""

    angry: Share | None
    disgust: Share | None
    fear: Share | None
    happy: Share | None
    sad: Share | None
    surprise: Share | None
    neutral: Share | None
    yaw: float | None = Field(description="degrees from the viewer; + = nose towards the picture's right")
    pitch: float | None = Field(description="degrees; + = down")
    roll: float | None = Field(description="degrees; + = counter-clockwise")
    eyes_closed: Share | None


class Box(Body):
    """Pixels from the frame's top left corner."""

    left: int
    top: int
    width: int
    height: int


class Observation(Body):
    participant: Number
    state: ParticipantState
    box: Box | None = Field(description="the tile; null = not on the frame")
    score: Share | None = Field(description="the face detector's confidence; null = no face")
    reading: Reading | None = Field(description="null = no face was read")


class Frame(Body):
    number: Annotated[int, Field(ge=0)]
    taken_at: datetime
    status: FrameStatus
    observations: tuple[Observation, ...]


class FramePage(Body):
    session: UUID
    items: tuple[Frame, ...]
    next: int | None = Field(description="value of `after` for the next page; null = this is the last one for now")


class Course(Body):
    name: str
    sessions: int
    first_started_at: datetime | None
    last_started_at: datetime | None
    students: int = Field(description="in the roster")


class CoursePage(Body):
    """By name."""

    items: tuple[Course, ...]
    next: str | None = Field(description="value of `after` for the next page; null = this is the last one")


class Student(Body):
    """One person of a course's roster."""

    id: UUID
    course: str
    name: str
    external_id: str | None = Field(description="the school's own number")
    email: str | None
    aliases: tuple[str, ...] = Field(description="names the student was seen under")
    owner: str | None = Field(description="the account whose student it is; null = every account's")


class StudentPage(Body):
    """By course and name."""

    items: tuple[Student, ...]
    next: UUID | None = Field(description="value of `after` for the next page; null = this is the last one")


# ---------------------------------------------------------------- what may stand behind the `?`


class Query(Body):
    """What every question may say."""

    pseudonyms: bool | None = Field(
        None, description="true: pseudonyms in place of students' names; by default as the server is set up"
    )


class NoQuery(Query):
    pass


Limit = Annotated[int, Field(ge=1, le=200, description="items of one page at most")]


class SessionQuery(Query):
    course: Annotated[str, Field(max_length=200)] | None = Field(None, description="of this course only")
    limit: Limit = 50
    after: UUID | None = Field(None, description="`next` of the page before")


class CourseQuery(Query):
    limit: Limit = 50
    after: Annotated[str, Field(max_length=200)] | None = Field(None, description="`next` of the page before")


class StudentQuery(Query):
    course: Annotated[str, Field(max_length=200)] | None = Field(None, description="of this course only")
    limit: Limit = 50
    after: UUID | None = Field(None, description="`next` of the page before")


class FrameQuery(Query):
    limit: Annotated[int, Field(ge=1, le=200, description="frames of one page at most")] = 50
    after: int = Field(-1, ge=-1, le=2**53, description="`next` of the page before: a frame's number")
