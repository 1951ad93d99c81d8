"""The figures of a gallery evaluation as rows of text, for the terminal and for the page."""

from collections.abc import Sequence
from dataclasses import dataclass

from classroom.evaluation.gallery_figures import TARGETS, ConditionFigures, GalleryFigures, Share
from classroom.evaluation.gallery_tally import Amount, Measure

NONE = "–"
TITLES = {
    Measure.TILE_RECALL: "tiles found",
    Measure.TILE_PRECISION: "found tiles that are tiles",
    Measure.FACE_RECALL: "faces found",
    Measure.FACE_PRECISION: "found faces that are faces",
    Measure.READINGS: "faces from 32 px that are read",
    Measure.NAMES: "legible Latin names exactly right",
    Measure.OTHER_SCRIPTS: "other names right or left unread",
    Measure.FALSE_NAMES: "names where there are none",
    Measure.STATES: "states right",
    Measure.GALLERIES: "galleries seen as such",
    Measure.NON_GALLERIES: "other screens seen as such",
    "swaps": "silent identity swaps",
    "participants_per_person": "participants per person",
    "idf1": "IDF1",
}
COLUMNS = {
    Measure.TILE_RECALL: "tiles found",
    Measure.TILE_PRECISION: "tiles right",
    Measure.FACE_RECALL: "faces found",
    Measure.FACE_PRECISION: "faces right",
    Measure.READINGS: "read",
    Measure.NAMES: "names",
    Measure.STATES: "states",
    Measure.GALLERIES: "gallery",
    Measure.NON_GALLERIES: "none",
}


@dataclass(frozen=True, slots=True)
class ResultRow:
    """One figure beside its targets, all as text."""

    title: str
    value: str
    interval: str
    of: str
    must: str
    aim: str
    reached: str | None  # `aim`, `must`, `below`; None = no target, or not measured

    @property
    def cells(self) -> tuple[str, ...]:
        return self.title, self.value, self.interval, self.of, self.must, self.aim, self.reached or NONE


RESULT_HEADINGS = ("overall", "result", "95 % interval", "of", "must", "aim", "reached")


def list_results(figures: GalleryFigures) -> list[ResultRow]:
    """Every share and identity figure, in the order of the titles."""
    return [_result(name, title, figures) for name, title in TITLES.items()]


def _result(name: str, title: str, figures: GalleryFigures) -> ResultRow:
    target = TARGETS.get(name)
    value = figures.overall.value(name)
    share = figures.overall.shares[Measure(name)] if name in set(Measure) else None
    told = describe_share(share) if share is not None else _describe_number(name, value)
    identity = figures.overall.identity
    of = str(share.of) if share is not None else (NONE if identity is None else f"{identity.persons} people")
    must, aim = (NONE, NONE) if target is None else (_target(share, target.must), _target(share, target.aim))
    reached = None if target is None else figures.judge(name)
    return ResultRow(title, told, NONE if share is None else describe_interval(share), of, must, aim, reached)


def _target(share: Share | None, value: float) -> str:
    return f"{value:g}" if share is None else f"{value * 100:g} %"


def _describe_number(name: str, value: float | None) -> str:
    if value is None:
        return NONE
    return f"{value:.0f}" if name == "swaps" else f"{value:.3f}"


def describe_share(share: Share) -> str:
    """`97.1 %`."""
    return NONE if share.value is None else f"{share.value * 100:.1f} %"


def describe_interval(share: Share) -> str:
    """`95.0–98.4`, percent."""
    return NONE if share.interval is None else "–".join(f"{end * 100:.1f}" for end in share.interval)


def list_conditions(figures: GalleryFigures) -> tuple[Sequence[str], list[list[str]]]:
    """Headings, and a row for each condition: each share over its interval in a cell of two lines."""
    shown = [measure for measure in COLUMNS if figures.overall.shares[measure].of]
    identity = figures.overall.identity is not None
    headings = ["condition", "pictures", *(COLUMNS[measure] for measure in shown)]
    headings += ["swaps, people, IDF1"] if identity else []
    rows = []
    for name, one in (("all", figures.overall), *figures.conditions.items()):
        cells = [f"{describe_share(share)}\n{describe_interval(share)}" for share in map(one.shares.__getitem__, shown)]
        rows.append([name, str(one.pictures), *cells, *([_describe_identity(one)] if identity else [])])
    return headings, rows


def _describe_identity(one: ConditionFigures) -> str:
    score = one.identity
    if score is None:
        return NONE
    per_person = NONE if score.participants_per_person is None else f"×{score.participants_per_person:.2f}"
    return f"{len(score.swaps)}, {per_person}, {NONE if score.idf1 is None else f'{score.idf1:.3f}'}"


def list_states(figures: GalleryFigures) -> tuple[Sequence[str], list[list[str]]]:
    """Headings, and a row for each true state with how often it was seen as what."""
    columns = list(next(iter(figures.states.values()), {}))
    return ["is, seen as", *columns], [
        [true, *(str(seen[name]) for name in columns)] for true, seen in figures.states.items()
    ]


def list_face_sizes(figures: GalleryFigures) -> list[list[str]]:
    """A row for each class of face heights: height, found, interval, faces."""
    sizes = figures.overall.face_sizes
    return [[f"{name} px", describe_share(s), describe_interval(s), str(s.of)] for name, s in sizes.items()]


def list_extras(figures: GalleryFigures) -> list[tuple[str, str]]:
    """What is measured beside the shares: overlaps, letters, landmarks, head pose, time."""
    means = figures.overall.means
    times = (("first or only look", figures.first_ms), ("steady", figures.steady_ms))
    told = [
        (
            "mean overlap (IoU)",
            _join(("tiles", means[Amount.TILE_IOU], ".3f"), ("faces", means[Amount.FACE_IOU], ".3f")),
        ),
        ("letters of legible names to correct", _percent(means[Amount.NAME_EDITS])),
        ("landmarks off by", f"{_percent(means[Amount.LANDMARKS])} of the eyes' distance"),
        ("head pose off by", _join(*((name, means[Amount(name)], ".1f°") for name in ("yaw", "pitch", "roll")))),
        ("median time", _join(*((name, value, ".0f ms") for name, value in times))),
    ]
    return [(name, text) for name, text in told if not text.startswith(NONE)]


def _join(*figures: tuple[str, float | None, str]) -> str:
    """`tiles 0.993, faces 0.801`; the format may carry a unit behind its letter `f`."""
    told = []
    for name, value, form in figures:
        digits, unit = form.split("f", 1)
        told += [] if value is None else [f"{name} {value:{digits}f}{unit}"]
    return ", ".join(told) or NONE


def _percent(value: float | None) -> str:
    return NONE if value is None else f"{value * 100:.1f} %"
