"""The page says in words what the figures are, and leaves out what could not be measured."""

from dataclasses import replace
from pathlib import Path

import pytest

from classroom.datasets import FaceSet
from classroom.domain import EMOTIONS
from classroom.evaluation.changes import CHANGES, FACE_SIZES
from classroom.evaluation.emotion_page import PURPOSE, build_page, summarize
from classroom.evaluation.emotions import EmotionFigures, Evaluation, evaluate_emotions
from classroom.evaluation.robustness import BOXES
from classroom.vision.cards import ModelCard, card_path, read_card
from classroom.vision.emotions import SHIPPED_MODEL
from tests.evaluation.readers import ByBrightness, draw_levels

DOCS = Path(__file__).parents[2] / "docs" / "evaluation.md"


@pytest.fixture(scope="module")
def card() -> ModelCard:
    return read_card(card_path(SHIPPED_MODEL), ModelCard)


def evaluate(faces: FaceSet, *peers: ByBrightness) -> Evaluation:
    return evaluate_emotions(ByBrightness(), faces, lambda _line: None, peers=peers)


def without_votes(faces: FaceSet) -> FaceSet:
    return FaceSet(faces.images, faces.fer2013, None)


def test_the_figures_are_said_in_sentences() -> None:
    faces = draw_levels()
    faces.images[:8] = 60

    lines = summarize(evaluate(faces).figures)

    assert "at least 5 of 10 people saw the same emotion (40 faces)" in lines[0]
    assert "reads that emotion in 90.0% of the cases" in lines[0]
    assert "best at sad (found in 100% of 20) and worst at happy (80% of 20)" in lines[0]
    assert "certainty is off by 15.0 points" in lines[1]
    assert lines[-1] == PURPOSE


def test_nothing_is_said_of_votes_nobody_gave() -> None:
    lines = summarize(evaluate(without_votes(draw_levels())).figures)

    assert len(lines) == 3
    assert lines[0].startswith("FER2013's own label")
    assert lines[-1] == PURPOSE


@pytest.mark.parametrize(("with_votes", "charts"), [(True, 5), (False, 3)])
def test_the_page_shows_what_was_measured(card: ModelCard, with_votes: bool, charts: int) -> None:
    faces = draw_levels() if with_votes else without_votes(draw_levels())

    page = build_page(evaluate(faces), card, "faces.npz")

    assert page.count("plotly-graph-div") == charts
    assert ("Worst mistakes" in page) == with_votes
    assert all(limit.split(";")[0] in page for limit in card.limits)
    assert "nan" not in page.rpartition("</script>")[2]


def test_mistakes_are_named_by_their_place_with_the_surest_first(card: ModelCard) -> None:
    faces = draw_levels()
    faces.images[6] = 60  # labelled happy, read as sad

    page = build_page(evaluate(faces), card, "faces.npz")

    assert "<td>6</td><td>happy</td><td>sad</td><td>0.75</td>" in page


def test_other_libraries_stand_beside(card: ModelCard) -> None:
    page = build_page(evaluate(draw_levels(), ByBrightness("peer")), card, "faces.npz")

    assert "Beside other libraries" in page
    assert "<td>peer</td><td>100.0%</td><td>100.0%</td>" in page


def test_names_from_outside_are_text_not_html(card: ModelCard) -> None:
    page = build_page(evaluate(draw_levels()), replace(card, recipe="<b>bold"), "<script>faces.npz")

    assert "<b>bold" not in page
    assert "<script>faces" not in page


@pytest.mark.parametrize(
    "name",
    [
        *EmotionFigures.__dataclass_fields__,
        *CHANGES,
        *BOXES,
        *(f'"{size}"' for size in FACE_SIZES),
        *(f"{head}_{EMOTIONS[0].value}" for head in ("reading", "fer2013")),
    ],
)
def test_every_key_is_documented(name: str) -> None:
    assert f"`{name}`" in DOCS.read_text(encoding="utf-8")
