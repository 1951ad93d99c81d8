"""The whole product over drawn pictures."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from classroom.config import Settings
from classroom.domain import ParticipantState
from classroom.evaluation.gallery_figures import GalleryFigures, summarize
from classroom.evaluation.gallery_material import find_material
from classroom.evaluation.gallery_run import GalleryResults, evaluate_gallery
from classroom.evaluation.gallery_tally import FailureKind, Measure
from classroom.synthetic import ZOOM_DARK, Scene, SceneTile, draw_gallery, write_drawing
from tests.synthetic.scenes import NAMES, make_person, make_scene
from tests.vision.galleries import shipped_settings

PEOPLE = 4


@pytest.fixture
def settings() -> Settings:
    """Without names: they take most of the time."""
    shipped = shipped_settings()
    return shipped.model_copy(update={"names": shipped.names.model_copy(update={"enabled": False})})


def draw_class(
    folder: Path, stem: str, *, off: int | None = None, conditions: tuple[str, ...] = (), **when: object
) -> None:
    """Four people in a row of two by two; number `off` has the camera off."""
    scene = make_scene(PEOPLE, ZOOM_DARK, 1280, 720)
    tiles = [replace(tile, person=replace(tile.person, key=tile.person.name)) for tile in scene.tiles]
    if off is not None:
        tiles[off] = SceneTile(tiles[off].person, ParticipantState.CAMERA_OFF)
    drawing = draw_gallery(Scene(1280, 720, tuple(tiles), scene.style))
    write_drawing(folder, stem, replace(drawing, conditions=conditions), **when)  # type: ignore[arg-type]


def evaluate(folder: Path, settings: Settings, **options: int) -> tuple[GalleryResults, GalleryFigures]:
    results = evaluate_gallery(find_material(folder), settings, **options)
    return results, summarize(results)


def test_drawn_pictures_are_measured_over_all_and_by_condition(tmp_path: Path, settings: Settings) -> None:
    draw_class(tmp_path, "a", conditions=("zoom", "bright"))
    draw_class(tmp_path, "b", off=2, conditions=("zoom",))

    results, figures = evaluate(tmp_path, settings)

    assert figures.overall.pictures == figures.conditions["zoom"].pictures == 2
    assert figures.conditions["bright"].pictures == 1
    assert figures.overall.shares[Measure.TILE_RECALL].of == 2 * PEOPLE
    assert figures.overall.shares[Measure.FACE_RECALL].of == 2 * PEOPLE - 1
    assert figures.overall.shares[Measure.GALLERIES].value == 1
    assert figures.overall.shares[Measure.NAMES].value == 0  # names are off
    assert figures.first_ms is not None
    assert figures.steady_ms is None
    assert {failure.kind for entry in results.worst for failure in entry.failures} >= {FailureKind.NAME}


def test_a_sequence_is_one_call_in_which_people_keep_their_number(tmp_path: Path, settings: Settings) -> None:
    for number in range(3):
        draw_class(tmp_path, f"{number}", conditions=("calm",), sequence="call", time_s=3.0 * number)

    _, figures = evaluate(tmp_path, settings)

    score = figures.sequences["call"]
    assert (score.frames, score.persons, score.participants, len(score.swaps)) == (3, PEOPLE, PEOPLE, 0)
    assert score.idf1 == 1
    assert figures.conditions["calm"].identity == score
    assert figures.steady_ms is not None


def test_people_who_change_places_unseen_are_told_as_swaps(tmp_path: Path, settings: Settings) -> None:
    draw_class(tmp_path, "0", sequence="call", time_s=0.0)
    draw_class(tmp_path, "1", sequence="call", time_s=3.0)
    truth = tmp_path / "1.json"
    first, second = make_person(0).name, make_person(1).name
    text = truth.read_text(encoding="utf-8").replace(f'"person": "{first}"', '"person": "?"')
    text = text.replace(f'"person": "{second}"', f'"person": "{first}"').replace('"?"', f'"{second}"')
    truth.write_text(text, encoding="utf-8")

    results, figures = evaluate(tmp_path, settings)

    assert figures.overall.value("swaps") == 2
    swaps = [failure for entry in results.worst for failure in entry.failures if failure.kind is FailureKind.SWAP]
    assert sorted(f"{failure.text}" for failure in swaps) == [
        f"participant 1 was {NAMES[0]}, is {NAMES[1]}",
        f"participant 2 was {NAMES[1]}, is {NAMES[0]}",
    ]


def test_only_the_worst_pictures_are_kept_in_their_order(tmp_path: Path, settings: Settings) -> None:
    for number in range(3):
        draw_class(tmp_path, f"{number}")
    truth = json.loads((tmp_path / "0.json").read_text(encoding="utf-8"))
    truth["tiles"] = [{**tile, "label": None} for tile in truth["tiles"]]  # no name is missing then
    (tmp_path / "0.json").write_text(json.dumps(truth), encoding="utf-8")
    no_gallery = '"gallery": false, "conditions": [], "sequence": null, "time_s": null, "tiles": [], "ignore": []'
    (tmp_path / "2.json").write_text(f'{{"version": 1, "width": 1280, "height": 720, {no_gallery}}}', encoding="utf-8")

    results, _ = evaluate(tmp_path, settings, worst=2)

    assert [entry.picture.name for entry in results.worst] == ["2.png", "1.png"]
    assert [entry.weight for entry in results.worst] == [1 + 2 * PEOPLE, PEOPLE]


def test_a_picture_that_breaks_is_left_out_and_told_at_once(tmp_path: Path, settings: Settings) -> None:
    draw_class(tmp_path, "a")
    draw_class(tmp_path, "b")
    (tmp_path / "a.png").write_bytes((tmp_path / "a.png").read_bytes()[:5000])
    told: list[str | None] = []

    results = evaluate_gallery(find_material(tmp_path), settings, report=told.append)

    assert results.overall.pictures == 1
    assert len(results.skipped) == 1
    assert told == [results.skipped[0], None]
