import csv
import os
import shutil
import subprocess
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from pathlib import Path

import pandas as pd
import pytest

from classroom.domain import Emotion, Exclusion, FlagVerdict, Participant, SessionRecords, Verdict
from classroom.engagement import find_flags
from classroom.errors import OutputError
from classroom.report import REPORT_KINDS, build_report, clean_text, report_csv, unique_names, write_csv
from tests.engagement.builders import (
    ANGRY,
    LEFT,
    NEUTRAL,
    NO_FACE,
    OFF_PAGE,
    SAD,
    START,
    Seen,
    minutes,
    session_of,
    session_of_one,
    shipped_settings,
)

ENGAGEMENT, FLAGS = shipped_settings()
EMOTIONS = ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
COLUMNS = {
    "summary": [
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
    ],
    "timeline": ["bin_start", "scope", "participant", "engagement", "coverage", "visible", "in_call"],
    "observations": [
        "taken_at",
        "participant",
        "state",
        "left",
        "top",
        "width",
        "height",
        "score",
        *EMOTIONS,
        "yaw",
        "pitch",
        "roll",
        "excluded",
    ],
    "flags": ["participant", "from", "to", "reason", "evidence", "verdict"],
}
NASTY = {
    1: '=HYPERLINK("http://example.org","x")',
    2: "Łukasz 😀, 山田\r\nzweite Zeile",
    3: '"Bob; the, Builder"',
}


def nasty_session() -> SessionRecords:
    """Three students with names that hurt: one is flagged, one leaves, one is hardly read."""
    leaning = Seen(moods={Emotion.HAPPY: 1 / 3}, pose=(-12.345, 4.0), eyes_closed=0.1)
    rows = [{1: leaning, 2: ANGRY, 3: OFF_PAGE if index % 3 else NO_FACE} for index in range(80)]
    return session_of([*rows, {1: NEUTRAL, 2: LEFT}, None, {1: NEUTRAL}], names=NASTY)


def cells(kind: str, records: SessionRecords) -> list[dict[str, str]]:
    text = report_csv(kind, records, ENGAGEMENT, FLAGS).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("kind", REPORT_KINDS)
class TestEveryKind:
    def test_has_the_columns_of_the_contract(self, kind: str) -> None:
        records = nasty_session()

        assert list(build_report(kind, records, ENGAGEMENT, FLAGS).columns) == COLUMNS[kind]
        assert list(cells(kind, records)[0]) == COLUMNS[kind]

    def test_is_utf_8_with_a_bom_and_crlf_line_ends(self, kind: str) -> None:
        content = report_csv(kind, nasty_session(), ENGAGEMENT, FLAGS)

        assert content.startswith(b"\xef\xbb\xbf")
        assert content.count(b"\xef\xbb\xbf") == 1
        assert content.endswith(b"\r\n")
        assert content.replace(b"\r\n", b"").count(b"\n") == 0

    def test_has_a_header_without_any_row(self, kind: str) -> None:
        content = report_csv(kind, session_of([]), ENGAGEMENT, FLAGS).decode("utf-8-sig")

        lines = content.split("\r\n")
        assert lines[0] == ",".join(COLUMNS[kind])
        assert len(lines) == (3 if kind == "summary" else 2)  # the summary has its class line

    def test_round_trips_through_pandas(self, kind: str) -> None:
        records = nasty_session()
        report = build_report(kind, records, ENGAGEMENT, FLAGS)

        read = pd.read_csv(BytesIO(report_csv(kind, records, ENGAGEMENT, FLAGS)))

        assert list(read.columns) == list(report.columns)
        assert len(read) == len(report)
        for name in report.columns:
            for written, found in zip(report[name], read[name], strict=True):
                if pd.isna(written):
                    assert pd.isna(found)
                else:
                    assert found == (clean_text(written) if isinstance(written, str) else written)


def test_the_summary_is_the_class_then_the_participants() -> None:
    class_row, first, second, third = cells("summary", nasty_session())

    assert (class_row["scope"], class_row["participant"], class_row["flags"]) == ("class", "", "1")
    assert first["participant"] == f"'{NASTY[1]}"
    assert (second["scope"], second["participant"]) == ("participant", NASTY[2])
    assert second["first_seen"] == "2026-03-02T09:00:00.000+01:00"
    assert second["last_seen"] == "2026-03-02T09:03:57.000+01:00"
    assert (second["minutes_in_call"], second["minutes_visible"]) == ("4.0", "4.0")
    assert (second["coverage"], second["mean_engagement"]) == ("1.0", "27.8")
    assert (second["share_angry"], second["share_neutral"], second["flags"]) == ("1.0", "0.0", "1")
    assert (third["coverage"], third["mean_engagement"], third["share_sad"]) == ("0.0", "", "")


def test_the_timeline_is_the_class_then_the_participants() -> None:
    rows = cells("timeline", nasty_session())

    bins = len(rows) // 4
    assert [row["scope"] for row in rows] == ["class"] * bins + ["participant"] * 3 * bins
    assert [row["bin_start"] for row in rows[:2]] == ["2026-03-02T09:00:00.000+01:00", "2026-03-02T09:01:00.000+01:00"]
    assert (rows[0]["participant"], rows[0]["in_call"], rows[0]["visible"]) == ("", "3.0", "2.0")
    assert rows[0]["coverage"] == "0.667"
    unread = rows[3 * bins]
    assert (unread["participant"], unread["engagement"], unread["coverage"]) == (NASTY[3], "", "0.0")


def test_observations_hold_what_was_seen_and_nothing_else() -> None:
    first, second, third = cells("observations", nasty_session())[:3]

    assert [first[name] for name in ("left", "top", "width", "height")] == ["10", "20", "160", "90"]
    assert (first["state"], first["score"], first["happy"], first["neutral"]) == ("visible", "0.9", "0.3333", "0.6667")
    assert (first["yaw"], first["pitch"], first["roll"]) == ("-12.3", "4.0", "0.0")
    assert (second["angry"], second["yaw"]) == ("1.0", "")
    assert third["state"] == "no_face"
    assert [third[name] for name in ("score", *EMOTIONS, "yaw")] == [""] * 9


def test_observations_of_an_excluded_part_are_kept_and_named() -> None:
    records = session_of([{1: NEUTRAL}] * 4)
    second = timedelta(seconds=3)
    part = Exclusion(START + second, START + 3 * second, "Break")

    found = cells("observations", replace(records, exclusions=(part,)))

    assert [row["excluded"] for row in found] == ["", "yes", "yes", ""]


def test_the_other_reports_leave_an_excluded_part_out() -> None:
    records = session_of_one([*minutes(5, NEUTRAL), *minutes(5, SAD), *minutes(5, NEUTRAL)])
    part = Exclusion(START + timedelta(minutes=5), START + timedelta(minutes=10), "Exam")

    whole, lesson = (replace(records, exclusions=said) for said in ((), (part,)))

    assert [len(cells("flags", one)) for one in (whole, lesson)] == [1, 0]
    assert cells("summary", lesson)[0]["mean_engagement"] == "100.0"
    assert [row["engagement"] for row in cells("timeline", lesson)[4:11]] == ["100.0", *[""] * 5, "100.0"]


def test_a_participant_off_the_page_has_no_box() -> None:
    (only,) = cells("observations", session_of([{1: OFF_PAGE}]))

    assert [only[name] for name in ("left", "top", "width", "height")] == [""] * 4


def test_flags_hold_their_evidence_and_the_verdict() -> None:
    records = nasty_session()
    (flag,) = find_flags(records, ENGAGEMENT, FLAGS)
    verdict = FlagVerdict(2, flag.reason, flag.start, flag.end, flag.rule_version, Verdict.RIGHT, START)

    (before,) = cells("flags", records)
    (after,) = cells("flags", replace(records, verdicts=(verdict,)))

    assert before == {
        "participant": NASTY[2],
        "from": "2026-03-02T09:00:00.000+01:00",
        "to": "2026-03-02T09:04:00.000+01:00",
        "reason": "low_engagement",
        "evidence": flag.evidence,
        "verdict": "",
    }
    assert after == before | {"verdict": "right"}


def test_times_carry_the_offset_of_the_classs_zone() -> None:
    records = nasty_session()
    records = replace(records, session=replace(records.session, time_zone="America/New_York"))

    (row, *_) = cells("observations", records)

    assert row["taken_at"] == "2026-03-02T03:00:00.000-05:00"
    assert datetime.fromisoformat(row["taken_at"]) == START


@pytest.mark.parametrize("zone", ["Nowhere/Land", "", "../etc"])
def test_a_zone_that_is_not_known_here_is_written_in_utc(zone: str) -> None:
    records = nasty_session()
    records = replace(records, session=replace(records.session, time_zone=zone))

    assert cells("observations", records)[0]["taken_at"] == "2026-03-02T08:00:00.000+00:00"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+49 170", "'+49 170"),
        ("-Max", "'-Max"),
        ("@anna", "'@anna"),
        ("\tAnna", "'\tAnna"),
        ("\rAnna", "'\rAnna"),
        ("\n=1+1", "'\n'=1+1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠SUM(1)", "'＠SUM(1)"),
        ("x;=1+1;y", "x;'=1+1;y"),
        ("x; =1+1", "x; '=1+1"),
        ("x;+1;-1;@a", "x;'+1;'-1;'@a"),
        ("x\t=1+1", "x\t'=1+1"),
        ("x|=1+1", "x|'=1+1"),
        ("x\r\n=1+1", "x\r\n'=1+1"),
        ("x;＝1+1", "x;'＝1+1"),
        ('x;"=1+1', "x;\"'=1+1"),
        ("  =1+1", "  '=1+1"),
        ("x;y=1|z - a", "x;y=1|z - a"),
        ("\0=1+1", "'=1+1"),
        ("\ud800=1+1", "'=1+1"),
        *(
            (f"{lead}=1+1", f"{lead}'=1+1")
            for lead in ("\ufeff", "\u200b", "\u202e", "\xa0", "\u2060", "\u3164", "\x01")
        ),
        ("\ufeff\u200b ＋1", "\ufeff\u200b '＋1"),
        ("\u200b@a", "\u200b'@a"),
        ("\u200b\tAnna", "'\u200b\tAnna"),
        (" \rAnna", "' \rAnna"),
        ("x;\u200b=1", "x;\u200b'=1"),
        ("﹢1", "'﹢1"),
        ("−1", "'−1"),
        ("\ufeffAnna", "\ufeffAnna"),
        ("An\0na", "Anna"),
        ("Anna\udc00", "Anna"),
        ("Anna-Maria = @home", "Anna-Maria = @home"),
        ("Ana 😀", "Ana 😀"),
        ("", ""),
    ],
)
def test_no_text_is_run_as_a_formula(text: str, safe: str) -> None:
    assert clean_text(text) == safe


@pytest.mark.parametrize("kind", REPORT_KINDS)
def test_negative_numbers_stay_numbers(kind: str) -> None:
    content = report_csv(kind, nasty_session(), ENGAGEMENT, FLAGS).decode("utf-8-sig")

    assert "'-" not in content


@pytest.mark.parametrize(
    ("names", "told_apart"),
    [
        (["Maria", "Ben", "Maria"], ["Maria", "Ben", "Maria (2)"]),
        (["Maria", "Maria", "Maria (2)"], ["Maria", "Maria (3)", "Maria (2)"]),
        (["Maria (2)", "Maria", "Maria"], ["Maria (2)", "Maria", "Maria (3)"]),
        (["\0=1", "'=1", "=1"], ["\0=1", "'=1 (2)", "=1 (3)"]),
        (["Ma\0ria", "Maria"], ["Ma\0ria", "Maria (2)"]),
        (["", " ", "\0"], ["Participant 1", "Participant 2", "Participant 3"]),
        (["Participant 2", ""], ["Participant 2", "Participant 2 (2)"]),
    ],
)
def test_students_of_one_name_are_told_apart(names: list[str], told_apart: list[str]) -> None:
    people = tuple(Participant(number, name, True) for number, name in enumerate(names, start=1))
    records = replace(session_of([]), participants=people)

    assert list(unique_names(records).values()) == told_apart
    assert len({clean_text(name) for name in unique_names(records).values()}) == len(names)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("kind", REPORT_KINDS)
def test_no_formula_appears_where_another_list_separator_is_usual(kind: str, separator: str) -> None:
    names = {
        1: f"x{separator}=1+1{separator}y",
        2: f'x, {separator}"=1+1',
        3: f"x{separator} ＝1+1\r\n=2+2",
    }
    records = session_of([{1: NEUTRAL, 2: ANGRY, 3: ANGRY}] * 80, names=names)

    text = report_csv(kind, records, ENGAGEMENT, FLAGS).decode("utf-8-sig")

    starts = ("=", "+", "@", "＝", "＋", "＠")
    found = [cell for row in csv.reader(StringIO(text, newline=""), delimiter=separator) for cell in row]
    assert not [cell for cell in found if cell.strip().startswith(starts)]


def test_a_report_is_written_to_a_file_or_a_stream(tmp_path: Path) -> None:
    report = build_report("flags", nasty_session(), ENGAGEMENT, FLAGS)
    path, stream = tmp_path / "flags.csv", BytesIO()

    write_csv(report, path)
    write_csv(report, stream)

    assert path.read_bytes() == stream.getvalue() == report_csv("flags", nasty_session(), ENGAGEMENT, FLAGS)


def test_a_file_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    report = build_report("flags", nasty_session(), ENGAGEMENT, FLAGS)

    with pytest.raises(OutputError, match=r"flags\.csv cannot be written \(No such file or directory\)"):
        write_csv(report, tmp_path / "folder" / "flags.csv")


def test_an_unknown_kind_names_the_known_ones() -> None:
    with pytest.raises(OutputError, match="summary, timeline, observations, flags"):
        build_report("faces", nasty_session(), ENGAGEMENT, FLAGS)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_every_kind_round_trips_through_libreoffice(tmp_path: Path) -> None:
    records = nasty_session()
    paths = []
    for kind in REPORT_KINDS:
        paths.append(tmp_path / f"{kind}.csv")
        paths[-1].write_bytes(report_csv(kind, records, ENGAGEMENT, FLAGS))

    # 44 comma, 34 quote, 76 UTF-8, 1 first line; the spreadsheet is then saved as CSV again.
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--infilter=CSV:44,34,76,1",
            "--convert-to",
            "csv:Text - txt - csv (StarCalc):44,34,76,1",
            "--outdir",
            str(tmp_path / "back"),
            *map(str, paths),
        ],
        env={**os.environ, "HOME": str(tmp_path)},
        check=True,
        capture_output=True,
        timeout=120,
    )

    for kind, path in zip(REPORT_KINDS, paths, strict=True):
        assert _sheet(tmp_path / "back" / path.name) == _sheet(path), kind


def _sheet(path: Path) -> list[list[object]]:
    """Cells as a spreadsheet holds them: numbers are numbers, a line end in a cell is one character."""
    text = path.read_bytes().decode("utf-8-sig")
    return [[_cell(cell) for cell in row] for row in csv.reader(StringIO(text, newline=""))]


def _cell(cell: str) -> object:
    try:
        return float(cell)
    except ValueError:
        return cell.replace("\r\n", "\n")
