"""The tables, typed. The session's id leads every key of a session's tables, so that they can be
partitioned or distributed later; what belongs to a session goes with it (cascade). Absent is NULL.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from sqlalchemy import REAL, Double, ForeignKey, ForeignKeyConstraint, Index, MetaData, Text, false, func, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from classroom.domain import FlagReason, FrameStatus, ParticipantState, Role, SessionStatus, Verdict
from classroom.facts import FACTS
from classroom.storage.column_types import CleanText, Code, Id, UtcDateTime, Word

NAME_LENGTH = 200  # characters of a display, course or user name; longer ones are cut
HASH_LENGTH = 64  # hexadecimal digits of a SHA-256
LINE_LENGTH = 500  # characters of a source, marker or audit line
NOTE_LENGTH = 10_000  # characters of a teacher's note

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

SessionKey = Annotated[UUID, mapped_column(Id, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True)]
Number = Annotated[int, mapped_column(primary_key=True, autoincrement=False)]
Real = Annotated[float | None, mapped_column(REAL)]

# The key is the row: half the size of a table with a hidden row number beside its key.
_KEYED = {"sqlite_with_rowid": False}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {UUID: Id, datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy reads it from the class


class SessionRow(Base):
    """One recorded class; the counts are of the merged view; kept, so that a list of sessions is cheap."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "started_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    course: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    status: Mapped[SessionStatus] = mapped_column(Word(SessionStatus))
    source: Mapped[str] = mapped_column(CleanText(LINE_LENGTH))
    interval_s: Mapped[float] = mapped_column(Double)
    time_zone: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    is_demo: Mapped[bool]
    owner: Mapped[str | None] = mapped_column(CleanText(NAME_LENGTH))
    owner_key: Mapped[str | None] = mapped_column(CleanText(NAME_LENGTH))  # UserRow.key of the owner
    agent: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))  # the recording process, host:pid:start
    last_frame_at: Mapped[datetime | None]
    frame_count: Mapped[int]
    gallery_frame_count: Mapped[int]
    participant_count: Mapped[int]
    observation_count: Mapped[int]
    revision: Mapped[int] = mapped_column(server_default="0")  # grows with every edit of what was recorded


class StudentRow(Base):
    """The roster: one person of one course, whom participants of many sessions may be linked to."""

    __tablename__ = "students"
    __table_args__ = (Index(None, "course_key"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    display_name: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    external_id: Mapped[str | None] = mapped_column(CleanText(NAME_LENGTH))  # the school's own number
    course: Mapped[str] = mapped_column(CleanText(NAME_LENGTH), server_default=text("''"))
    course_key: Mapped[str] = mapped_column(CleanText(NAME_LENGTH), server_default=text("''"))  # as it is compared
    name_key: Mapped[str] = mapped_column(CleanText(NAME_LENGTH), server_default=text("''"))  # as it is compared
    email: Mapped[str | None] = mapped_column(CleanText(NAME_LENGTH))
    owner: Mapped[str | None] = mapped_column(CleanText(NAME_LENGTH))
    owner_key: Mapped[str | None] = mapped_column(CleanText(NAME_LENGTH))  # UserRow.key of the owner


class StudentAliasRow(Base):
    """A display name that a student was seen under; `key` is the name as it is compared."""

    __tablename__ = "student_aliases"
    __table_args__ = (_KEYED,)

    student_id: Mapped[UUID] = mapped_column(ForeignKey("students.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(CleanText(NAME_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))


class ParticipantRow(Base):
    """A participant as recorded (name and number of the agent), and what the teacher changed.

    An edit (merge or split) is kept beside the participant that it made or hid, with the session's revision at
    that time, so that edits can be applied in their order to rows that are never moved: see `edits.py`.
    """

    __tablename__ = "participants"
    __table_args__ = (
        Index(None, "student_id"),
        ForeignKeyConstraint(
            ["session_id", "merged_into"], ["participants.session_id", "participants.number"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["session_id", "split_from"], ["participants.session_id", "participants.number"], ondelete="CASCADE"
        ),
        _KEYED,
    )

    session_id: Mapped[SessionKey]
    number: Mapped[Number]
    display_name: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    name_is_read: Mapped[bool]
    student_id: Mapped[UUID | None] = mapped_column(ForeignKey("students.id", ondelete="SET NULL"))
    given_name: Mapped[str | None] = mapped_column(CleanText(NAME_LENGTH))  # the teacher's; outranks display_name
    link_is_given: Mapped[bool] = mapped_column(server_default=false())  # True: student_id is the teacher's word
    merged_into: Mapped[int | None]  # number of the participant whose this one's rows are now
    merge_revision: Mapped[int | None]
    split_from: Mapped[int | None]  # number of the participant whose rows from split_at on are this one's
    split_at: Mapped[datetime | None]
    split_revision: Mapped[int | None]


class FrameRow(Base):
    __tablename__ = "frames"
    __table_args__ = (_KEYED,)

    session_id: Mapped[SessionKey]
    number: Mapped[Number]
    taken_at: Mapped[datetime]
    status: Mapped[FrameStatus] = mapped_column(Code(FrameStatus))
    elapsed_ms: Mapped[float] = mapped_column(REAL)


class ObservationRow(Base):
    """Participant x frame; units as in `classroom.domain`, the seven emotions by their names."""

    __tablename__ = "observations"
    __table_args__ = (
        ForeignKeyConstraint(["session_id", "frame"], ["frames.session_id", "frames.number"], ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["session_id", "participant"], ["participants.session_id", "participants.number"], ondelete="CASCADE"
        ),
        _KEYED,
    )

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    frame: Mapped[Number]
    participant: Mapped[Number]
    state: Mapped[ParticipantState] = mapped_column(Code(ParticipantState))
    box_left: Mapped[int | None]
    box_top: Mapped[int | None]
    box_width: Mapped[int | None]
    box_height: Mapped[int | None]
    score: Mapped[Real]
    angry: Mapped[Real]
    disgust: Mapped[Real]
    fear: Mapped[Real]
    happy: Mapped[Real]
    sad: Mapped[Real]
    surprise: Mapped[Real]
    neutral: Mapped[Real]
    yaw: Mapped[Real]
    pitch: Mapped[Real]
    roll: Mapped[Real]
    eyes_closed: Mapped[Real]
    face_height_px: Mapped[int | None]
    sharpness: Mapped[Real]
    brightness: Mapped[Real]


class FlagVerdictRow(Base):
    __tablename__ = "flag_verdicts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "participant"], ["participants.session_id", "participants.number"], ondelete="CASCADE"
        ),
        _KEYED,
    )

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    participant: Mapped[Number]
    reason: Mapped[FlagReason] = mapped_column(Word(FlagReason), primary_key=True)
    start: Mapped[datetime] = mapped_column(primary_key=True)
    end: Mapped[datetime | None]
    rule_version: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    verdict: Mapped[Verdict] = mapped_column(Word(Verdict))
    given_at: Mapped[datetime]


class MarkerRow(Base):
    __tablename__ = "markers"
    __table_args__ = (_KEYED,)

    session_id: Mapped[SessionKey]
    at: Mapped[datetime] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(CleanText(LINE_LENGTH))


class ExclusionRow(Base):
    """A part of a session that does not count; parts may overlap."""

    __tablename__ = "exclusions"
    __table_args__ = (_KEYED,)

    session_id: Mapped[SessionKey]
    start: Mapped[datetime] = mapped_column(primary_key=True)
    end: Mapped[datetime] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(CleanText(LINE_LENGTH))


class SessionNoteRow(Base):
    __tablename__ = "session_notes"
    __table_args__ = (_KEYED,)

    session_id: Mapped[SessionKey]
    text: Mapped[str] = mapped_column(CleanText(NOTE_LENGTH))
    changed_at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))


class SessionFactsRow(Base):
    """The rollup of a session in one row, and what it was made from; see `classroom.facts`."""

    __tablename__ = "session_facts"
    __table_args__ = (_KEYED,)

    session_id: Mapped[SessionKey]
    frame_count: Mapped[int]
    observation_count: Mapped[int]
    revision: Mapped[int]
    layout: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    rule: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    any_in_call_s: Mapped[float] = mapped_column(Double)
    any_visible_s: Mapped[float] = mapped_column(Double)
    first_seen: Mapped[datetime | None]
    last_seen: Mapped[datetime | None]
    for _name in FACTS:
        vars()[_name] = mapped_column(Double, nullable=False)
    del _name


class MinuteFactsRow(Base):
    """The rollup: sums per participant (as the edits show them) and minute; it can be made anew at any time."""

    __tablename__ = "minute_facts"
    __table_args__ = (
        ForeignKeyConstraint(
            ["session_id", "participant"], ["participants.session_id", "participants.number"], ondelete="CASCADE"
        ),
        _KEYED,
    )

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    participant: Mapped[Number]
    minute: Mapped[Number]
    for _name in FACTS:
        vars()[_name] = mapped_column(REAL, nullable=False)
    del _name


class UserRow(Base):
    """An account; `key` is the name as it is compared, so that Anna and anna are one."""

    __tablename__ = "users"

    key: Mapped[str] = mapped_column(CleanText(NAME_LENGTH), primary_key=True)
    name: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    role: Mapped[Role] = mapped_column(Word(Role))
    password_hash: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    disabled: Mapped[bool] = mapped_column(server_default=false())


class ApiTokenRow(Base):
    """A key to the JSON API with its owner's rights; what the program was given is not kept, only its SHA-256."""

    __tablename__ = "api_tokens"
    __table_args__ = (Index(None, "user_key"), _KEYED)

    token_hash: Mapped[str] = mapped_column(CleanText(HASH_LENGTH), primary_key=True)
    user_key: Mapped[str] = mapped_column(CleanText(NAME_LENGTH), ForeignKey("users.key", ondelete="CASCADE"))
    label: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class EndedLoginRow(Base):
    """A login of the pages that was ended before it expired; its number is kept as its SHA-256, until it would have."""

    __tablename__ = "ended_logins"
    __table_args__ = (_KEYED,)

    login_hash: Mapped[str] = mapped_column(CleanText(HASH_LENGTH), primary_key=True)
    until: Mapped[datetime]


class AuditRow(Base):
    """Who did what to whose data; rows are only ever added."""

    __tablename__ = "audit"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    action: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    subject: Mapped[str] = mapped_column(CleanText(LINE_LENGTH))
