"""The figures' numbers as tables of words, for those who cannot see a figure or want the numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from classroom.domain import EMOTIONS, TimelineBin
from classroom.engagement import merge_exclusions
from dashboard import formats, texts
from dashboard.figures.base import bin_end, bin_labels, is_hidden
from dashboard.overviews import HeatMap
from dashboard.texts import lesson
from dashboard.theme import EMOTION_ORDER
from dashboard.views import SessionView


@dataclass(frozen=True, slots=True)
class Table:
    """The first cell of each row is its heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def timeline_table(view: SessionView) -> Table:
    """The class by bin: engagement, what was read, who was seen, what happened."""
    rows = [
        (
            label,
            formats.score(one.engagement),
            formats.DASH if is_hidden(one) else formats.percent(one.coverage),
            _number(one.visible),
            _number(one.in_call),
            happened,
        )
        for label, one, happened in zip(_labels(view), view.timeline.bins, _happened(view), strict=True)
    ]
    return Table(texts.TIMELINE_TITLE, lesson.TIMELINE_HEAD, tuple(rows))


def mix_table(view: SessionView) -> Table:
    """The seven shares by bin, in percent."""
    rows = [(label, *_shares(one)) for label, one in zip(_labels(view), view.timeline.bins, strict=True)]
    return Table(texts.MIX_TITLE, (lesson.TIME, *(texts.EMOTIONS[one] for one in EMOTION_ORDER)), tuple(rows))


def presence_table(view: SessionView) -> Table:
    """How many were in the call and how many could be seen, by bin."""
    rows = [
        (label, _number(one.in_call), _number(one.visible), lesson.SECONDS.format(seconds=f"{one.gallery_s:.0f}"))
        for label, one in zip(_labels(view), view.timeline.bins, strict=True)
    ]
    return Table(texts.PRESENCE_TITLE, lesson.PRESENCE_HEAD, tuple(rows))


def heat_table(view: SessionView, heat: HeatMap, order: Sequence[int]) -> Table:
    """Each student's engagement by bin, in the order of the map."""
    head = (texts.COLUMNS["name"], *(formats.clock(one, view.session.time_zone) for one in heat.starts))
    values = heat.engagement.tolist()
    rows = [(formats.plain(heat.names[row]), *(_score(value) for value in values[row])) for row in order]
    return Table(lesson.HEAT_TITLE, head, tuple(rows))


def _labels(view: SessionView) -> list[str]:
    return bin_labels(view.timeline, view.session.time_zone, view.until)


def _number(value: float | None) -> str:
    return formats.DASH if value is None else formats.count(value)


def _score(value: float) -> str:
    return formats.DASH if value != value else f"{value:.0f}"  # noqa: PLR0124 - NaN alone differs from itself


def _shares(one: TimelineBin) -> list[str]:
    if one.emotions is None:
        return [formats.DASH] * len(EMOTIONS)
    return [formats.percent(one.emotions[EMOTIONS.index(emotion)]) for emotion in EMOTION_ORDER]


def _happened(view: SessionView) -> list[str]:
    """What happened within each bin, in words."""
    said: list[list[str]] = [[] for _ in view.timeline.bins]
    exclusions = merge_exclusions(view.records.exclusions)
    for index, one in enumerate(view.timeline.bins):
        end = bin_end(view.timeline, index, view.until)
        left_out = [part for part in exclusions if part.start < end and part.end > one.start]
        words = [lesson.excluded_words(formats.plain(part.text, 80) if part.text else "") for part in left_out]
        if is_hidden(one) and not words:
            words.append(texts.LEGEND_HIDDEN)
        words += [texts.LEGEND_DIP for dip in view.dips if dip.start < end and dip.end >= one.start]
        words += [formats.plain(mark.text, 80) for mark in view.markers if one.start <= mark.at < end]
        said[index] = words
    return ["; ".join(words) for words in said]


def as_data(table: Table) -> dict[str, object]:
    """What `assets/lesson.js` builds the table from; it writes all of it as text."""
    return {"caption": table.caption, "head": table.head, "rows": table.rows}
