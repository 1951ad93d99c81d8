"""A gallery evaluation as one self-contained web page; it shows pictures only when they are asked for."""

from collections.abc import Sequence
from html import escape

from classroom.domain import Image
from classroom.errors import CaptureError
from classroom.evaluation.gallery_figures import GalleryFigures
from classroom.evaluation.gallery_outlines import LEGEND, draw_outlines
from classroom.evaluation.gallery_rows import (
    RESULT_HEADINGS,
    list_conditions,
    list_extras,
    list_face_sizes,
    list_results,
    list_states,
)
from classroom.evaluation.gallery_run import WorstPicture
from classroom.evaluation.pages import build_document, build_list, build_section, build_table
from classroom.vision.pictures import read_picture

NO_PICTURE = "No picture is in this file: only the outlines of what was there and what was found."
WITH_PICTURES = "Pictures of people are in this file: keep it as safe as the pictures themselves."
INDEPENDENT = (
    "Intervals hold for things that are independent; tiles of one picture are not, so they are rather wider than told."
)


def build_page(
    figures: GalleryFigures, worst: Sequence[WorstPicture], data: str, *, with_pictures: bool = False
) -> str:
    """The page's HTML; nothing is loaded from elsewhere.

    Args:
        worst: pictures with their failures; all of them are listed.
        data: what the pictures are called.
        with_pictures: the pictures are read again and embedded.
    """
    measured = f"Measured on {figures.overall.pictures} pictures of {data}."
    note = WITH_PICTURES if with_pictures else NO_PICTURE
    results = build_table(RESULT_HEADINGS, [row.cells for row in list_results(figures)])
    parts = [
        "<h1>How well galleries are seen</h1>",
        f'<p class="{"warning" if with_pictures else "note"}">{escape(f"{measured} {note}")}</p>',
        build_section("Overall", INDEPENDENT, results),
        build_section("Also measured", "", build_list([f"{name}: {text}" for name, text in list_extras(figures)])),
        _table("By condition", "A picture counts to each of its conditions.", *list_conditions(figures)),
        _table("States", "Rows: what is true. Columns: what was told.", *list_states(figures)),
        _table("Faces by height", "", ("height", "found", "95 % interval", "faces"), list_face_sizes(figures)),
        _skipped(figures.skipped),
        build_section("Pictures with most failures", LEGEND, "".join(_show(entry, with_pictures) for entry in worst)),
    ]
    return build_document("Gallery evaluation", parts, charts=False)


def _table(title: str, note: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return build_section(title, note, build_table(headings, rows)) if rows else ""


def _skipped(lines: Sequence[str]) -> str:
    return build_section("Left out", "These count nowhere.", build_list(lines)) if lines else ""


def _show(entry: WorstPicture, with_pictures: bool) -> str:
    lines = build_list([f"{failure.kind}: {failure.text}" for failure in entry.failures])
    image = _read(entry) if with_pictures else None
    return f"<h3>{escape(entry.picture.name)}</h3>{draw_outlines(entry, image)}{lines}"


def _read(entry: WorstPicture) -> Image | None:
    try:
        return read_picture(entry.picture.path)
    except CaptureError:  # taken away since it was measured
        return None
