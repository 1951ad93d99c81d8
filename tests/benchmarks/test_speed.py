"""Time and memory per stage and in all, at 9, 25 and 49 faces, beside others: docs/gallery.md has the command."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from rich.console import Console
from rich.table import Table

from tests.benchmarks.frames import write_frames
from tests.benchmarks.peers import PEERS, why_not

STAGES = ("faces", "tiles", "names", "emotions", "total")
FACES = (9, 25, 49)
DRAWN = 6  # different frames
WARM_UP = 3  # frames after the first that count nowhere: names are settled, memory is taken
ROUNDS = int(os.environ.get("BENCHMARK_ROUNDS", "6"))
PER_ROUND = int(os.environ.get("BENCHMARK_FRAMES", "5"))
MUST_MS = {25: 250, 49: 400}  # 1920x1080, steady, two cores that are free
MUST_MB = 600
pytestmark = pytest.mark.benchmark


class Child:
    """One peer's process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def look(self, frames: int) -> dict[str, Any]:
        """So many frames, one after the other."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{frames}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the peer's process has ended: its errors are above"
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def started(peer: str, folder: Path) -> Iterator[Child]:
    command = [sys.executable, "-m", "tests.benchmarks.child", peer, str(folder)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        try:
            yield Child(process)
        finally:
            process.kill()


@dataclass(slots=True)
class Result:
    """One peer at one number of faces."""

    peer: str
    faces: int
    first_ms: float = 0.0
    looks: list[dict[str, Any]] = field(default_factory=list)
    peak_mb: float = 0.0

    def ms(self, stage: str) -> float | None:
        """Median of the steady frames; None = a peer without that stage."""
        times = [look["ms"][stage] for look in self.looks if stage in look["ms"]]
        return median(times) if times else None

    @property
    def recall(self) -> float:
        return sum(look["right"] for look in self.looks) / sum(look["true"] for look in self.looks)


def measure(folder: Path, faces: int) -> list[Result]:
    """All peers that are there, in turns, so that other work on the computer hits them alike."""
    peers = [peer for peer in PEERS if why_not(peer) is None]
    results = [Result(peer, faces) for peer in peers]
    with ExitStack() as stack:
        children = [stack.enter_context(started(peer, folder)) for peer in peers]
        for child, result in zip(children, results, strict=True):
            result.first_ms = child.look(1)["looks"][0]["ms"]["total"]
            child.look(WARM_UP)
        for _ in range(ROUNDS):
            for child, result in zip(children, results, strict=True):
                answer = child.look(PER_ROUND)
                result.looks += answer["looks"]
                result.peak_mb = answer["peak_mb"]
    return results


def show(results: list[Result]) -> Table:
    """Medians in ms, and each peer's times as multiples of the product's."""
    table = Table(title=f"1920x1080, ms (median of {ROUNDS * PER_ROUND} steady frames), × = against the product")
    for heading in ("faces", "peer", *STAGES, "first frame", "peak MB", "found"):
        table.add_column(heading, justify="left" if heading == "peer" else "right")
    for result in results:
        product = next(one for one in results if one.faces == result.faces and one.peer == "product")
        cells = [_cell(result.ms(stage), product.ms(stage), same=result is product) for stage in STAGES]
        first = _cell(result.first_ms, product.first_ms, same=result is product)
        table.add_row(
            str(result.faces), result.peer, *cells, first, f"{result.peak_mb:.0f}", f"{result.recall:.1%}",
            end_section=result.peer == results[-1].peer,
        )  # fmt: skip
    return table


def _cell(ms: float | None, product: float | None, *, same: bool) -> str:
    if ms is None:
        return "–"
    return f"{ms:.0f}" if same or not product else f"{ms:.0f} (×{ms / product:.1f})"


def test_the_product_beside_other_detectors(tmp_path: Path) -> None:
    results = [
        result for faces in FACES for result in measure(write_frames(tmp_path / str(faces), faces, DRAWN), faces)
    ]

    console = Console(width=150)
    console.print()
    console.print(show(results))
    for reason in filter(None, map(why_not, PEERS)):
        console.print(f"not measured: {reason}", highlight=False)
    for result in results:
        if result.peer == "product" and result.faces in MUST_MS:
            limit = MUST_MS[result.faces]
            console.print(f"{result.faces} faces: {result.ms('total'):.0f} ms, must {limit} ms on two free cores")
    by_name = {(result.peer, result.faces): result for result in results}
    for faces in FACES:
        product, haar = by_name["product", faces], by_name["haar", faces]
        assert product.recall >= 0.9  # the same work is done; how well is for `classroom evaluate gallery`
        assert product.recall >= haar.recall
        assert (product.ms("faces") or 0) < (haar.ms("faces") or 0)
        assert product.peak_mb <= MUST_MB
