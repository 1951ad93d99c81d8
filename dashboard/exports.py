"""What leaves the dashboard as a file: reports of a class, and all classes of a course."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain

from classroom.course_report import ExportFile, course_files, of_course, zip_parts
from classroom.domain import Session, SessionRecords, User
from classroom.errors import NotFoundError
from classroom.report import REPORT_KINDS, report_csv
from dashboard.file_names import file_name, file_slug, report_name
from dashboard.queries import Queries
from dashboard.report_page import render_report
from dashboard.views import Download, Stream


def export_report(queries: Queries, user: User, reference: str, kind: str) -> Download:
    """One kind of report (`classroom.report.REPORT_KINDS`) as a CSV file; noted in the audit log.

    Raises:
        NotFoundError: no such session, or not this user's.
        StorageError: the database does not answer.
    """
    session = queries.session(user, reference)
    records = queries.names(user).load_records(session.id)
    content = report_csv(kind, records, queries.engagement, queries.flags)
    queries.note(user, f"download {kind}", str(session.id))
    return Download(file_name(session, kind), content)


def export_page(queries: Queries, user: User, reference: str) -> Download:
    """The session as one printable HTML file; noted in the audit log.

    Raises:
        NotFoundError: no such session, or not this user's.
        StorageError: the database does not answer.
    """
    view = queries.view(user, reference)
    content = render_report(view, queries.now()).encode()
    queries.note(user, "report", str(view.session.id))
    return Download(file_name(view.session, "report", "html"), content)


def export_course(queries: Queries, user: User, course: str, kind: str) -> Stream:
    """`course_exports` as a zip; noted in the audit log.

    Raises: as `course_exports`; a database that stops to answer while the zip is read ends it early (StorageError).
    """
    parts = zip_parts(course_exports(queries, user, course, kind), queries.now().astimezone())
    begun = next(parts)  # what does not work at all is said before anything is sent
    queries.note(user, f"download course as {kind}", course)
    return Stream(f"{file_slug(course)}-{kind}.zip", chain((begun,), parts))


def course_exports(
    queries: Queries, user: User, course: str, kind: str, *, reports: Sequence[str] = REPORT_KINDS
) -> Iterator[ExportFile]:
    """All sessions of a course that the user may see, oldest first: one CSV a report, or one HTML file a session.

    Args:
        kind: "csv" or "html".
        reports: which CSV files.

    Raises:
        NotFoundError: no such course, or none of this user's; no such kind.
        StorageError: the database does not answer.
    """
    sessions = of_course(queries.sessions(user), course)
    names = queries.names(user)

    def load(session: Session) -> SessionRecords:
        return names.load_records(session.id)

    if kind == "csv":
        return course_files(sessions, load, queries.engagement, queries.flags, kinds=reports)
    if kind == "html":
        return _course_pages(queries, sessions, load)
    raise NotFoundError(f"there is no export {kind!r}: choose csv or html")


def _course_pages(
    queries: Queries, sessions: Sequence[Session], load: Callable[[Session], SessionRecords]
) -> Iterator[ExportFile]:
    for session in sessions:
        try:
            records = load(session)
        except NotFoundError:  # deleted meanwhile
            continue
        # Computed beside the cache: a term's sessions would push out the few that somebody is looking at.
        page = render_report(queries.make(records), queries.now()).encode()
        yield ExportFile(report_name(session), (page,))
