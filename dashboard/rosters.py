"""A course's list of students on the pages: looked at before it is saved, and beside what a class has shown.

Files come from the browser as text and are read in memory; none is ever written.
"""

import base64
import binascii
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from classroom.domain import Role, Session, SessionStatus, User
from classroom.errors import DataError, NotFoundError
from classroom.privacy.consent_list import find_consents
from classroom.privacy.consents import ConsentChange, ConsentEntry
from classroom.roster.attendance import parse_attendance
from classroom.roster.attendance_links import AttendanceLink, find_links
from classroom.roster.comparison import Comparison, compare_attendance, is_of_another_time
from classroom.roster.csv_rows import Rows, parse_rows
from classroom.roster.keys import plain_key
from classroom.roster.reading import RosterFile, find_entries
from classroom.roster.seen import SeenPerson, recorded_time, see_people
from classroom.roster.types import AttendanceEntry, RosterChange, RosterEntry, RosterStep, Student
from dashboard import formats
from dashboard.people import find_candidates
from dashboard.queries import Queries
from dashboard.texts import rosters as texts

MAX_FILE = 2_000_000  # bytes; what the browser sends is a third more, and bounded by `security.MAX_BODY`
MAX_STUDENTS = 2_000  # of one list: more are a school's, not a course's
MAX_LISTED = 1_000  # people of an attendance list
MAX_LINKS = 800  # made at once, so that the offer to undo them holds all
LONGEST_FILE_NAME = 80


class RosterStore(Protocol):
    """What is needed of `classroom.storage.Store`."""

    def plan_roster(
        self, course: str, entries: Sequence[RosterEntry], *, owner: str | None = None
    ) -> tuple[RosterStep, ...]: ...

    def import_roster(
        self, course: str, entries: Sequence[RosterEntry], *, owner: str | None = None, actor: str, now: datetime
    ) -> RosterChange: ...

    def save_consents(
        self, course: str, entries: Sequence[ConsentEntry], *, owner: str | None, actor: str, now: datetime
    ) -> ConsentChange: ...

    def remove_students(self, students: Collection[UUID], *, actor: str, now: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as `dcc.Upload` hands it over; anything a browser may send."""

    contents: object  # "data:...;base64,..."
    name: object


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """What saving a list would do."""

    file: str  # its name, fit to be shown
    steps: tuple[RosterStep, ...]  # in the file's order
    read: RosterFile
    consents: tuple[ConsentEntry, ...]
    owner: str | None  # whose students they would be; None = everyone's


@dataclass(frozen=True, slots=True)
class ComparedClass:
    """A platform's attendance list beside one class."""

    file: str
    session: Session
    entries: tuple[AttendanceEntry, ...]
    people: dict[int, SeenPerson]  # by Participant.number
    found: Comparison
    links: tuple[AttendanceLink, ...]  # to the course's students, as far as they are not made yet
    has_roster: bool

    @property
    def is_of_another_time(self) -> bool:
        """Whether all times of the list are outside the class."""
        return is_of_another_time(self.entries, recorded_time(self.session))


class Rosters:
    """For one user at a time; safe to share between threads.

    All raise DataError (a file that cannot be read; names are hidden), NotFoundError (no such course, student or
    session, or not this user's) and StorageError (the database does not answer).
    """

    def __init__(
        self, store: RosterStore, queries: Queries, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._store = store
        self._queries = queries
        self._now = now

    def plan(self, user: User, course: str, upload: Upload) -> RosterPlan:
        """What saving that list would do; nothing is changed."""
        _require_names(user)
        file, rows = _read_rows(upload)
        read = find_entries(rows, file)
        if len(read.entries) > MAX_STUDENTS:
            raise DataError(f"{file} lists {len(read.entries)} students: a course has at most {MAX_STUDENTS}")
        owner = self._owner(user, course)
        steps = self._store.plan_roster(course, read.entries, owner=owner)
        return RosterPlan(file, steps, read, find_consents(rows, file) or (), owner)

    def save(self, user: User, course: str, upload: Upload) -> RosterChange:
        """Adds the list's new students, updates the known ones, and keeps its decisions; nobody is removed."""
        plan = self.plan(user, course, upload)
        owner, actor, now = plan.owner, user.name, self._now()
        change = self._store.import_roster(course, plan.read.entries, owner=owner, actor=actor, now=now)
        if plan.consents:
            by = None if user.role is Role.ADMIN else user.name  # nobody's class is no reason to write on everyone's
            self._store.save_consents(course, plan.consents, owner=by, actor=actor, now=now)
        return change

    def find(self, user: User, course: str, student: object) -> Student:
        """The student of that id, as text, in the course's roster."""
        known = {str(one.id): one for one in self._queries.students(user, course)}
        found = known.get(student) if isinstance(student, str) else None
        if found is None:
            raise NotFoundError(texts.NOT_IN_ROSTER)
        return found

    def remove(self, user: User, course: str, student: object) -> Student:
        """The student who is in the roster no more; recorded participants stay, without their link."""
        _require_names(user)
        found = self.find(user, course, student)
        self._store.remove_students((found.id,), actor=user.name, now=self._now())
        return found

    def classes(self, user: User, course: str) -> tuple[Session, ...]:
        """The course's sessions that have ended, newest first."""
        key = plain_key(course)
        sessions = (one for one in self._queries.sessions(user) if plain_key(one.course) == key)
        return tuple(one for one in sessions if one.status is not SessionStatus.LIVE)

    def compare(self, user: User, course: str, session: object, upload: Upload) -> ComparedClass:
        """An attendance list beside the class of that id, as text; nothing is kept."""
        _require_names(user)
        chosen = next((one for one in self.classes(user, course) if str(one.id) == session), None)
        if chosen is None:
            raise DataError(texts.CHOOSE_CLASS)
        data, file = _decode(upload)
        entries = parse_attendance(data, file, formats.zone(chosen.time_zone), chosen.started_at)
        if len(entries) > MAX_LISTED:
            raise DataError(f"{file} lists {len(entries)} people: a class has at most {MAX_LISTED}")
        records = self._queries.view(user, str(chosen.id)).records
        people = see_people(self._queries.people(user, str(chosen.id)), records)
        found = compare_attendance(entries, [one.compared for one in people], recorded_time(chosen))
        by_number = {one.participant.number: one for one in people}
        students = find_candidates(self._queries, user, chosen)
        links = find_links(found.seen, entries, by_number, students)
        return ComparedClass(file, chosen, entries, by_number, found, links, bool(students))

    def _owner(self, user: User, course: str) -> str | None:
        """Whose students new ones are: his or hers whose the course's newest class is, so that they can be linked."""
        own = (one for one in self._queries.sessions(user) if not one.is_demo)
        newest = next((one for one in own if plain_key(one.course) == plain_key(course)), None)
        if newest is not None:
            return newest.owner
        return None if user.role is Role.ADMIN else user.name


def link_key(link: AttendanceLink) -> str:
    """One link's name within its class, fit for a browser."""
    return f"{link.person.participant.number}={link.student.id.hex}"


def choose_links(compared: ComparedClass, chosen: object) -> dict[int, UUID]:
    """The students by participant's number of the links with those keys, which the browser sends.

    Raises:
        DataError: none is chosen, or one of them is not offered any more.
    """
    known = {link_key(one): one for one in compared.links}
    keys = {one for one in chosen if isinstance(one, str)} if isinstance(chosen, list) else set()
    if not keys:
        raise DataError(texts.CHOOSE_LINKS)
    if len(keys) > MAX_LINKS or any(key not in known for key in keys):
        raise DataError(texts.LINKS_CHANGED)
    return {one.person.participant.number: one.student.id for key, one in known.items() if key in keys}


def file_name(name: object) -> str:
    """The file's name as it can be shown; hostile ones too."""
    return formats.plain(name, LONGEST_FILE_NAME) if isinstance(name, str) and name.strip() else texts.FILE


def _read_rows(upload: Upload) -> tuple[str, Rows]:
    data, file = _decode(upload)
    return file, parse_rows(data, file)


def _decode(upload: Upload) -> tuple[bytes, str]:
    """The bytes and the name. Raises: DataError."""
    contents = upload.contents
    if not isinstance(contents, str) or "," not in contents[:500]:
        raise DataError(texts.NO_FILE)
    encoded = contents.partition(",")[2]
    if len(encoded) * 3 // 4 > MAX_FILE + 2:
        raise DataError(texts.TOO_LARGE.format(size=MAX_FILE // 10**6))
    try:
        return base64.b64decode(encoded, validate=True), file_name(upload.name)
    except (binascii.Error, ValueError) as error:
        raise DataError(texts.NO_FILE) from error


def _require_names(user: User) -> None:
    """Who sees pseudonyms must not write them down as names."""
    if user.hides_names:
        raise DataError(texts.NAMES_HIDDEN)
