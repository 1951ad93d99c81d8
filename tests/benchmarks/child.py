"""One peer in a process of its own, so that its memory is its own: `python -m tests.benchmarks.child PEER FOLDER`.

A number on standard input asks for so many frames; the answer is one line of JSON with their times, the faces found
and the peak memory so far.
"""

import json
import resource
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from classroom.domain import Box, Frame
from classroom.evaluation.gallery_matching import pair_boxes
from tests.benchmarks.frames import read_frames
from tests.benchmarks.peers import PEERS

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
INTERVAL_S = 3.0
SAME_FACE = 0.5  # IoU


def serve(peer: str, folder: Path) -> None:
    """Answers until standard input ends."""
    answers = sys.stdout
    sys.stdout = sys.stderr  # what other libraries print must not stand among the answers
    look = PEERS[peer]()
    frames = read_frames(folder)
    number = 0
    for line in sys.stdin:
        looks = []
        for _ in range(int(line)):
            image, true = next(frames)
            times, found = look(Frame(image, START + timedelta(seconds=number * INTERVAL_S)))
            looks.append({"ms": dict(times), **_count(true, list(found))})
            number += 1
        answer: dict[str, Any] = {"looks": looks, "peak_mb": peak_mb()}
        print(json.dumps(answer), file=answers, flush=True)


def _count(true: list[Box], found: list[Box]) -> dict[str, int]:
    return {"right": len(pair_boxes(true, found, SAME_FACE)), "true": len(true), "found": len(found)}


def peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024**2)


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]))
