"""Suspicious labels as a table for a person to decide on, and the decisions carried out on a copy of the data."""

import contextlib
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from classroom.csv_cells import defuse
from classroom.datasets import FaceSet
from classroom.datasets.validation import Place, pick_faces
from classroom.domain import EMOTIONS, Emotion
from classroom.errors import DataError, OutputError
from classroom.evaluation.files import write_file
from classroom.evaluation.label_check import DROP, KEEP, Suspicion

COLUMNS = ("split", "index", "file", "label", "suggestion", "reason", "confidence", "decision")
DECISIONS = (KEEP, DROP, *(emotion.value for emotion in EMOTIONS))
FIRST_ROW = 2  # as spreadsheets count
MOST_DIGITS = 9  # of an index

_NEEDED = ("split", "index", "label", "decision")


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer decided on one picture."""

    place: Place
    label: str  # the label that was reviewed
    verdict: str  # one of DECISIONS
    row: int  # in the table


@dataclass(frozen=True, slots=True)
class Corrected:
    """A corrected copy of the data."""

    splits: Mapping[str, FaceSet]
    relabelled: int  # pictures
    dropped: int
    kept: int  # decided to be right as they are


def write_suspicions(path: Path, suspicions: Sequence[Suspicion]) -> None:
    """Writes one row per picture with an empty column `decision` for the reviewer.

    Raises:
        OutputError: the file cannot be written.
    """
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for one in suspicions:
        file, reason = _make_safe(one.file or ""), "; ".join(one.reasons)
        confidence = f"{one.confidence:.2f}"
        table.writerow((one.place.split, one.place.index, file, one.label, one.suggestion, reason, confidence, ""))
    write_file(path, f"\ufeff{text.getvalue()}")  # spreadsheets know UTF-8 by the mark


def check_undecided(path: Path) -> None:
    """Raises OutputError when there is a list in which somebody has decided: hours of work a new one would replace."""
    with contextlib.suppress(DataError):  # something else, or nothing, lies there
        if any((row["decision"] or "").strip() for _, row in _read_rows(path)):
            raise OutputError(f"{path} holds decisions: --apply it, or name another place with --out")


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """The rows with a decision; a spreadsheet may have saved them with commas, semicolons or tabs.

    Raises:
        DataError: the file cannot be read, lacks a column, or a row says something that is no decision.
    """
    return tuple(_parse(row, number, path) for number, row in _read_rows(path) if (row["decision"] or "").strip())


def apply_decisions(splits: Mapping[str, FaceSet], decisions: Sequence[Decision], path: Path) -> Corrected:
    """The data with other labels, and without what was dropped; votes stay. The given data are not changed.

    Args:
        path: of the decisions, for messages.

    Raises:
        DataError: a decision is about a picture that is not there or has another label, or two contradict.
    """
    verdicts: dict[Place, str] = {}
    for one in decisions:
        _check(one, splits, path)
        if verdicts.setdefault(one.place, one.verdict) != one.verdict:
            raise DataError(f"{path}, row {one.row}: {_name(one.place)} was decided otherwise in a row before")
    counts = list(verdicts.values())
    return Corrected(
        {name: _correct(name, faces, verdicts, path) for name, faces in splits.items()},
        relabelled=sum(verdict not in (KEEP, DROP) for verdict in counts),
        dropped=counts.count(DROP),
        kept=counts.count(KEEP),
    )


def _read_rows(path: Path) -> list[tuple[int, dict[str, str | None]]]:
    """Each row's number, as spreadsheets count, and cells."""
    try:
        # Only file names can hold other letters, and they are not read.
        text = path.read_text(encoding="utf-8-sig", errors="replace")
        head = text.partition("\n")[0]
        reader = csv.DictReader(io.StringIO(text), delimiter=max(",;\t", key=head.count))
        missing = [name for name in _NEEDED if name not in (reader.fieldnames or ())]
        if missing:
            raise DataError(f"{path}: column {missing[0]} is missing; use the file that classroom data clean wrote")
        return list(enumerate(reader, FIRST_ROW))
    except (OSError, csv.Error) as error:
        raise DataError(f"{path} cannot be read as csv ({error})") from error


def _parse(row: Mapping[str, str | None], number: int, path: Path) -> Decision:
    split, index, label, verdict = ((row[name] or "").strip() for name in _NEEDED)
    verdict = verdict.lower()
    if verdict not in DECISIONS:
        raise DataError(f"{path}, row {number}: {verdict[:30]!r} is no decision; write {', '.join(DECISIONS)}")
    if not index.isascii() or not index.isdigit() or len(index) > MOST_DIGITS:
        raise DataError(f"{path}, row {number}: {index[:30]!r} is no index; leave that column as it was")
    return Decision(Place(split, int(index)), label, verdict, number)


def _check(decision: Decision, splits: Mapping[str, FaceSet], path: Path) -> None:
    place, where = decision.place, f"{path}, row {decision.row}"
    if place.split not in splits or place.index >= len(splits[place.split]):
        raise DataError(f"{where}: there is no picture {_name(place)}: these are decisions on other data")
    label = EMOTIONS[splits[place.split].fer2013[place.index]].value
    if label != decision.label:
        raise DataError(
            f"{where}: {_name(place)} is labelled {label}, not {decision.label[:30]}: these are decisions on other data"
        )


def _correct(name: str, faces: FaceSet, verdicts: Mapping[Place, str], path: Path) -> FaceSet:
    labels, keep = faces.fer2013.copy(), np.ones(len(faces), bool)
    for place, verdict in verdicts.items():
        if place.split == name and verdict == DROP:
            keep[place.index] = False
        elif place.split == name and verdict != KEEP:
            labels[place.index] = EMOTIONS.index(Emotion(verdict))
    if not keep.any():
        raise DataError(f"{path}: every picture of {name} would be dropped: nothing is left to write")
    return pick_faces(FaceSet(faces.images, labels, faces.votes, faces.files), keep)


def _name(place: Place) -> str:
    return f"{place.split} {place.index}"


def _make_safe(text: str) -> str:
    """The text as a cell may hold it: nothing a spreadsheet would run, on one line."""
    line = " ".join(text.split("\n")).replace("\r", " ").replace("\0", "")
    return defuse(line)
