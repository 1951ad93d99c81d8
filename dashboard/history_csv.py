"""A student's classes as CSV: one line a class, nothing a spreadsheet would run, empty cells where nothing is known."""

import pandas as pd

from classroom.domain import EMOTIONS
from classroom.report import class_zone, csv_bytes, iso_time
from dashboard.term_views import ClassOfStudent, StudentTerm, judge

COUNTS = ("flags", "flags_right", "flags_wrong", "flags_ignored")
COLUMNS = (
    "student",
    "course",
    "session",
    "session_start",
    "seen",
    "engagement",
    "usual_engagement",
    "difference",
    "coverage",
    "minutes_in_call",
    "minutes_visible",
    "minutes_camera_off",
    *(f"share_{emotion}" for emotion in EMOTIONS),
    *COUNTS,
)


def history_csv(term: StudentTerm) -> bytes:
    """The bytes of the file, in the order of the classes; its columns are `COLUMNS`.

    `difference` is from the median of the student's other classes; both are empty with fewer than three classes.
    """
    lines = [_line(term, one) for one in term.classes]
    table = pd.DataFrame(lines, columns=list(COLUMNS))
    return csv_bytes(table.astype(dict.fromkeys(COUNTS, "Int64")))  # whole numbers also beside empty cells


def _line(term: StudentTerm, one: ClassOfStudent) -> list[object]:
    session, row = one.session, one.row
    start = iso_time(session.started_at, class_zone(session.time_zone))
    usual = None if term.usual is None else round(term.usual.middle, 1)
    first = [term.student.name, session.course, str(session.id), start, "no" if row is None else "yes"]
    if row is None:
        return [*first, None, usual, *[None] * (len(COLUMNS) - 7)]
    shares = row.emotions or (None,) * len(EMOTIONS)
    judged = None if one.flags is None else judge(one.flags)
    counts = (None,) * 4 if judged is None else (judged.count, judged.right, judged.wrong, judged.ignored)
    return [
        *first,
        _rounded(row.mean_engagement, 1),
        usual,
        _rounded(row.difference, 1),
        _rounded(row.coverage, 3),
        _rounded(row.minutes_in_call, 1),
        _rounded(row.minutes_visible, 1),
        _rounded(row.minutes_camera_off, 1),
        *(_rounded(share, 4) for share in shares),
        *counts,
    ]


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
