"""What downloaded files are called: letters, digits and dashes only, whatever the course is called."""

import re
import unicodedata

from classroom.domain import Session
from dashboard import formats


def file_name(session: Session, kind: str, suffix: str = "csv") -> str:
    """`physics-101-2026-03-14-summary.csv`: letters, digits and dashes only."""
    day = formats.local(session.started_at, session.time_zone)
    return f"{file_slug(session.course)}-{day:%Y-%m-%d}-{kind}.{suffix}"


def file_slug(course: str) -> str:
    """`physics-101`: a course in letters, digits and dashes."""
    plain = unicodedata.normalize("NFKD", course).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "session"


def report_name(session: Session) -> str:
    """`2026-03-14-1000-0197f3a2.html`: sorts by the class's own clock, and no two sessions share it."""
    return f"{formats.local(session.started_at, session.time_zone):%Y-%m-%d-%H%M}-{session.id.hex[-8:]}.html"
