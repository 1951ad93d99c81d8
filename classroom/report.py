"""A session -> CSV: the session report, its timeline, its observations and its flags.

UTF-8 with BOM, RFC 4180, header first, times ISO 8601 with the zone of the class, empty cell = nothing
read. The columns are a public contract: more may follow on the right, none may change.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from pathlib import Path
from typing import IO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import pandas as pd

from classroom.config import EngagementSettings, FlagSettings
from classroom.csv_cells import defuse
from classroom.domain import EMOTIONS, STATES, Flag, Participant, SessionRecords
from classroom.engagement import all_timelines, find_counted, find_flags, fit_profile, summarize
from classroom.errors import OutputError

REPORT_KINDS = ("summary", "timeline", "observations", "flags")

SUMMARY_COLUMNS = (
    "scope",
    "participant",
    "first_seen",
    "last_seen",
    "minutes_in_call",
    "minutes_visible",
    "coverage",
    "mean_engagement",
    *(f"share_{emotion}" for emotion in EMOTIONS),
    "flags",
    "minutes_camera_off",
)
TIMELINE_COLUMNS = ("bin_start", "scope", "participant", "engagement", "coverage", "visible", "in_call")
FLAG_COLUMNS = ("participant", "from", "to", "reason", "evidence", "verdict")


def build_report(
    kind: str,
    records: SessionRecords,
    engagement: EngagementSettings,
    flags: FlagSettings,
    *,
    raised: Sequence[Flag] | None = None,
) -> pd.DataFrame:
    """The table of one kind of report; a session without data gives the columns alone.

    `raised` are the session's flags where the caller has them already: finding them is most of the work.

    Raises:
        OutputError: there is no such kind.
    """
    engagement = fit_profile(records, engagement)
    match kind:
        case "summary":
            return _summary(records, engagement, flags, raised)
        case "timeline":
            return _timeline(records, engagement)
        case "observations":
            return _observations(records)
        case "flags":
            return _flags(records, find_flags(records, engagement, flags) if raised is None else raised)
    raise OutputError(f"there is no report {kind!r}: choose one of {', '.join(REPORT_KINDS)}")


def report_csv(kind: str, records: SessionRecords, engagement: EngagementSettings, flags: FlagSettings) -> bytes:
    """One report as the bytes of its CSV file.

    Raises:
        OutputError: there is no such kind.
    """
    buffer = BytesIO()
    write_csv(build_report(kind, records, engagement, flags), buffer)
    return buffer.getvalue()


def write_csv(frame: pd.DataFrame, target: IO[bytes] | Path | str) -> None:
    """Write a report as CSV to a binary stream or a file.

    Raises:
        OutputError: the file or stream cannot be written.
    """
    content = csv_bytes(frame)
    try:
        if isinstance(target, str | Path):
            Path(target).write_bytes(content)
        else:
            target.write(content)
    except OSError as error:
        name = target if isinstance(target, str | Path) else "the output"
        raise OutputError(f"{name} cannot be written ({error.strerror or error}): choose another file") from error


def csv_bytes(frame: pd.DataFrame, *, with_header: bool = True) -> bytes:
    """The table as CSV; without its header line (and the BOM before it) where it continues another one."""
    safe = frame.copy(deep=False)
    for name in frame.select_dtypes(["object", "str"]):
        safe[name] = frame[name].map(clean_text, na_action="ignore")
    text = safe.to_csv(index=False, lineterminator="\r\n", header=with_header)
    return text.encode("utf-8-sig" if with_header else "utf-8")


def clean_text(text: str) -> str:
    """The text as a cell may hold it: nothing a spreadsheet would run (`csv_cells`), no NUL, no half characters."""
    whole = text.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")
    return defuse(whole)


def unique_names(records: SessionRecords) -> dict[int, str]:
    """Participant.number -> a name that nobody else in the session has, also once cleaned for a cell.

    The second Maria is "Maria (2)"; who has no name is "Participant 7".
    """
    called = {one.number: _call(one) for one in records.participants}
    names: dict[int, str] = {}
    taken = {clean_text(name) for name in called.values()}
    used: set[str] = set()
    for number, plain in called.items():
        name, count = plain, 1
        while clean_text(name) in used or (count > 1 and clean_text(name) in taken):
            count += 1
            name = f"{plain} ({count})"
        used.add(clean_text(name))
        names[number] = name
    return names


def _call(participant: Participant) -> str:
    name = participant.display_name
    return name if clean_text(name).strip() else f"Participant {participant.number}"


def _summary(
    records: SessionRecords, engagement: EngagementSettings, flags: FlagSettings, raised: Sequence[Flag] | None
) -> pd.DataFrame:
    names, zone = unique_names(records), class_zone(records.session.time_zone)
    rows = [
        (
            "class" if line.participant is None else "participant",
            None if line.participant is None else names[line.participant],
            iso_time(line.first_seen, zone),
            iso_time(line.last_seen, zone),
            line.minutes_in_call,
            line.minutes_visible,
            line.coverage,
            line.mean_engagement,
            *(line.emotions or (None,) * len(EMOTIONS)),
            line.flags,
            line.minutes_camera_off,
        )
        for line in summarize(records, engagement, flags, raised=raised)
    ]
    minutes = dict.fromkeys(("minutes_in_call", "minutes_visible", "minutes_camera_off"), 2)
    decimals = minutes | {"coverage": 3, "mean_engagement": 1}
    table = _table(rows, SUMMARY_COLUMNS, decimals | {f"share_{emotion}": 4 for emotion in EMOTIONS})
    return table.astype({"flags": "int64"})


def _timeline(records: SessionRecords, engagement: EngagementSettings) -> pd.DataFrame:
    names, zone = unique_names(records), class_zone(records.session.time_zone)
    rows = [
        (
            iso_time(part.start, zone),
            "class" if timeline.participant is None else "participant",
            None if timeline.participant is None else names[timeline.participant],
            part.engagement,
            part.coverage,
            part.visible,
            part.in_call,
        )
        for timeline in all_timelines(records, engagement)
        for part in timeline.bins
    ]
    return _table(rows, TIMELINE_COLUMNS, {"engagement": 1, "coverage": 3, "visible": 3, "in_call": 3})


def _observations(records: SessionRecords) -> pd.DataFrame:
    seen, zone, names = records.observations, class_zone(records.session.time_zone), unique_names(records)
    moments = np.array(
        [iso_time(datetime.fromtimestamp(at, UTC), zone) for at in records.frames.taken_at.tolist()], dtype=object
    )
    boxes = pd.DataFrame(seen.box, columns=["left", "top", "width", "height"]).round().astype("Int64")
    emotions = pd.DataFrame(seen.probabilities.astype(np.float64).round(4), columns=[str(one) for one in EMOTIONS])
    angles = pd.DataFrame(seen.head_pose.astype(np.float64).round(1), columns=["yaw", "pitch", "roll"])
    first = pd.DataFrame(
        {
            "taken_at": moments[np.searchsorted(records.frames.number, seen.frame)],
            "participant": [names[number] for number in seen.participant.tolist()],
            "state": [str(STATES[code]) for code in seen.state.tolist()],
        },
        dtype="object",
    )
    score = pd.DataFrame({"score": seen.score.astype(np.float64).round(4)})
    rows = np.searchsorted(records.frames.number, seen.frame)
    counted = find_counted(records.frames.taken_at, records.exclusions)[rows]
    excluded = pd.DataFrame({"excluded": [None if counts else "yes" for counts in counted.tolist()]}, dtype="object")
    return pd.concat([first, boxes, score, emotions, angles, excluded], axis=1)


def _flags(records: SessionRecords, raised: Sequence[Flag]) -> pd.DataFrame:
    names, zone = unique_names(records), class_zone(records.session.time_zone)
    rows = [
        (
            names[flag.participant],
            iso_time(flag.start, zone),
            iso_time(flag.end, zone),
            str(flag.reason),
            flag.evidence,
            None if flag.verdict is None else str(flag.verdict),
        )
        for flag in raised
    ]
    return _table(rows, FLAG_COLUMNS, {})


def _table(rows: Iterable[tuple[object, ...]], columns: tuple[str, ...], decimals: Mapping[str, int]) -> pd.DataFrame:
    """A table of rows; the columns in `decimals` are numbers, rounded, NaN = empty."""
    table = pd.DataFrame(list(rows), columns=list(columns), dtype="object")
    for name, places in decimals.items():
        table[name] = table[name].astype("float64").round(places)
    return table


def class_zone(name: str) -> tzinfo:
    """The zone of that IANA name; UTC when this computer does not know it (the offset in the cells says so)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def iso_time(moment: datetime | None, zone: tzinfo) -> str | None:
    """ISO 8601 with the zone's offset, to the millisecond; None for no moment."""
    return None if moment is None else moment.astimezone(zone).isoformat(timespec="milliseconds")
