"""Which participants are which students of the course, by a platform's attendance list; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classroom.roster.comparison import SeenEntry
from classroom.roster.keys import plain_key
from classroom.roster.matching import match_names
from classroom.roster.seen import SeenPerson
from classroom.roster.types import AttendanceEntry, Confidence, Student


@dataclass(frozen=True, slots=True)
class AttendanceLink:
    """A participant without a student, and the student that the list says it is."""

    person: SeenPerson
    student: Student
    entry: int  # index of the list's entry between the two
    score: float  # 0-1, of the participant and the entry
    confidence: Confidence


def find_links(
    seen: Sequence[SeenEntry],
    entries: Sequence[AttendanceEntry],
    people: Mapping[int, SeenPerson],
    students: Sequence[Student],
) -> tuple[AttendanceLink, ...]:
    """Participants whose listed entry is a student of the course, by e-mail address, else by an equal name.

    Who is linked already is left out, student or participant; nobody is in two links.

    Args:
        seen: who of the list was seen.
        entries: the list.
        people: by Participant.number.
        students: of the course.
    """
    linked = {person.details.student.id for person in people.values() if person.details.student is not None}
    links = []
    for one in seen:
        student = find_student(entries[one.entry], students)
        person = people[one.participant]
        if student is not None and student.id not in linked and person.details.student is None:
            links.append(AttendanceLink(person, student, one.entry, one.score, one.confidence))
            linked.add(student.id)
    return tuple(links)


def find_student(entry: AttendanceEntry, students: Sequence[Student]) -> Student | None:
    """The student of an entry: of its e-mail address, else the only one of an equal name; None = nobody's sure."""
    if entry.email:
        for student in students:
            if student.email and plain_key(student.email) == plain_key(entry.email):
                return student
    known = [(student.name, *student.aliases) for student in students]
    for name in (entry.name, *entry.other_names):
        (match,) = match_names([name], known)
        if match.confidence is Confidence.EXACT and match.person is not None:
            return students[match.person]
    return None
