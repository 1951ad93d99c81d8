"""Addresses of courses, rosters and students; a course may be called anything.

A course's name is quoted as in any URL. Servers and browsers take "/" and names of dots apart even when they are
quoted, so these are written as in RFC 6901 (JSON pointers) before: "~" as "~0", "/" as "~1"; and a first dot of a name
of dots alone as "~2".
"""

from urllib.parse import quote, unquote
from uuid import UUID

from classroom.errors import NotFoundError

COURSES, COURSE, ROSTER, STUDENT, SESSION = "/courses", "/courses/", "/roster/", "/students/", "/session/"
LONGEST = 2_000  # of what is unquoted; names in the database are shorter


def course_address(course: str) -> str:
    return COURSE + write_course(course)


def roster_address(course: str) -> str:
    return ROSTER + write_course(course)


def student_address(student: UUID) -> str:
    return f"{STUDENT}{student}"


def history_address(student: UUID) -> str:
    """Of the student's classes as CSV."""
    return f"{STUDENT}{student}/history.csv"


def archive_address(course: str, kind: str) -> str:
    """Of the whole course as a zip; `kind` is "csv" or "html"."""
    return f"/reports/course.zip?course={quote(course, safe='', errors='replace')}&kind={kind}"


def write_course(course: str) -> str:
    """The name as one part of an address."""
    plain = course.replace("~", "~0").replace("/", "~1")
    if plain and not plain.strip("."):
        plain = f"~2{plain[1:]}"
    return quote(plain, safe="~", errors="replace")


def read_course(text: str) -> str:
    """The name that `write_course`, or a plain quoting, has written.

    Raises:
        NotFoundError: it is no name.
    """
    if not text or len(text) > LONGEST * 9:
        raise NotFoundError("there is no such course: the list of courses shows them")
    plain = unquote(text)
    if not plain.strip() or len(plain) > LONGEST:
        raise NotFoundError("there is no such course: the list of courses shows them")
    return plain.replace("~2", ".").replace("~1", "/").replace("~0", "~")


def read_student(text: str) -> UUID:
    """Raises: NotFoundError when it is no id."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFoundError("there is no such student: the roster shows them") from error
