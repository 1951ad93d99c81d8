"""All sessions of a course -> one CSV a kind of report, each line with its session; and their zip.

Sessions are read one after the other: the memory needed is that of the largest one.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from classroom.config import EngagementSettings, FlagSettings
from classroom.domain import Session, SessionRecords
from classroom.engagement import find_flags, fit_profile
from classroom.errors import NotFoundError
from classroom.report import REPORT_KINDS, build_report, class_zone, csv_bytes, iso_time
from classroom.roster.keys import plain_key

SESSION_COLUMNS = ("session", "course", "session_start")  # before those of the report
LARGE = "observations"  # handed on session by session; the others are small enough to wait


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file of an export; `parts` are to be taken before the next file is asked for."""

    name: str
    parts: Iterable[bytes]


def of_course(sessions: Iterable[Session], course: str) -> tuple[Session, ...]:
    """Those of the course, oldest first; names are compared without regard to case and spaces.

    Raises:
        NotFoundError: there are none.
    """
    found = [session for session in sessions if plain_key(session.course) == plain_key(course)]
    if not found:
        raise NotFoundError(f"there is no session of the course {course!r}: `classroom sessions` lists them")
    return tuple(sorted(found, key=_start))


def course_files(
    sessions: Sequence[Session],
    load: Callable[[Session], SessionRecords],
    engagement: EngagementSettings,
    flags: FlagSettings,
    *,
    kinds: Sequence[str] = REPORT_KINDS,
) -> Iterator[ExportFile]:
    """One CSV a kind, over all sessions; a session that is deleted meanwhile is left out."""
    pages = _Pages(kinds)

    def read() -> Iterator[bytes]:
        for session in sessions:
            try:
                records = load(session)
            except NotFoundError:
                continue
            yield from pages.add(records, engagement, flags)

    if LARGE in kinds:
        yield ExportFile(f"{LARGE}.csv", read())
    else:
        for _ in read():
            pass
    for kind, content in pages.small.items():
        yield ExportFile(f"{kind}.csv", (bytes(content),))


def zip_parts(files: Iterable[ExportFile], made_at: datetime) -> Iterator[bytes]:
    """The zip of the files, in parts as they come, so that it can be sent while it is made.

    Args:
        files: in the order in which they are written.
        made_at: the files' time in the zip, which knows no zones: as it is to be shown.
    """
    target = _Parts()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            about = zipfile.ZipInfo(file.name, made_at.timetuple()[:6])
            about.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(about, "w", force_zip64=True) as entry:
                for part in file.parts:
                    entry.write(part)
                    yield from target.take()
            yield from target.take()
    yield from target.take()


class _Pages:
    """The CSV files while they grow."""

    def __init__(self, kinds: Sequence[str]) -> None:
        self._kinds = kinds
        self._begun: set[str] = set()
        self.small: dict[str, bytearray] = {
            kind: bytearray() for kind in REPORT_KINDS if kind in kinds and kind != LARGE
        }

    def add(self, records: SessionRecords, engagement: EngagementSettings, flags: FlagSettings) -> Iterator[bytes]:
        """The session's lines of the large file; those of the small ones are kept."""
        engagement = fit_profile(records, engagement)
        raised = find_flags(records, engagement, flags) if {"summary", "flags"} & self.small.keys() else ()
        for kind, content in self.small.items():
            table = build_report(kind, records, engagement, flags, raised=raised)
            content.extend(self._lines(kind, records.session, table))
        if LARGE in self._kinds:
            yield self._lines(LARGE, records.session, build_report(LARGE, records, engagement, flags))

    def _lines(self, kind: str, session: Session, table: pd.DataFrame) -> bytes:
        start = iso_time(session.started_at, class_zone(session.time_zone))
        for place, (name, value) in enumerate(
            zip(SESSION_COLUMNS, (str(session.id), session.course, start), strict=True)
        ):
            table.insert(place, name, pd.Series([value] * len(table), index=table.index, dtype="object"))
        first = kind not in self._begun
        self._begun.add(kind)
        return csv_bytes(table, with_header=first)


class _Parts(io.RawIOBase):
    """A file that cannot be wound back, and gives out what was written to it."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        part = bytes(data)  # type: ignore[call-overload]
        self._written.append(part)
        return len(part)

    def take(self) -> Iterator[bytes]:
        parts, self._written = self._written, []
        if parts:
            yield b"".join(parts)


def _start(session: Session) -> tuple[object, ...]:
    return session.started_at, session.id
