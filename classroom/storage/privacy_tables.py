"""The tables about what may be read and what was deleted. Owner and course keys are "" for everyone's and for all."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from classroom.privacy.consents import Decision
from classroom.privacy.policies import Place
from classroom.storage.column_types import CleanText, Word
from classroom.storage.tables import NAME_LENGTH, Base

_KEYED = {"sqlite_with_rowid": False}


class PolicyRow(Base):
    """An answer to whether expressions may be read in a course, or in general."""

    __tablename__ = "policies"
    __table_args__ = (_KEYED,)

    owner_key: Mapped[str] = mapped_column(CleanText(NAME_LENGTH), primary_key=True)
    course_key: Mapped[str] = mapped_column(CleanText(NAME_LENGTH), primary_key=True)
    owner: Mapped[str | None] = mapped_column(CleanText(NAME_LENGTH))
    course: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    reads_expressions: Mapped[bool]
    place: Mapped[Place] = mapped_column(Word(Place))
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))


class ConsentRow(Base):
    """A student's decision for a course; `key` is the name as it is compared."""

    __tablename__ = "consents"
    __table_args__ = (Index(None, "student_id"), _KEYED)

    owner_key: Mapped[str] = mapped_column(CleanText(NAME_LENGTH), primary_key=True)
    course_key: Mapped[str] = mapped_column(CleanText(NAME_LENGTH), primary_key=True)
    key: Mapped[str] = mapped_column(CleanText(NAME_LENGTH), primary_key=True)
    owner: Mapped[str | None] = mapped_column(CleanText(NAME_LENGTH))
    course: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    name: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    decision: Mapped[Decision] = mapped_column(Word(Decision))
    student_id: Mapped[UUID | None] = mapped_column(ForeignKey("students.id", ondelete="SET NULL"))
    given_at: Mapped[datetime]
    given_by: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))


class PurgeRow(Base):
    """A session that was deleted because its time was over; who was in it is gone with it."""

    __tablename__ = "purges"
    __table_args__ = (Index(None, "at"), _KEYED)

    session: Mapped[UUID] = mapped_column(primary_key=True)
    owner_key: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    course: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    started_at: Mapped[datetime]
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(CleanText(NAME_LENGTH))
    participant_count: Mapped[int]
    observation_count: Mapped[int]
