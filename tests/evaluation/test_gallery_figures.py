"""Shares with intervals, targets, and the figures as JSON."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from classroom.domain import Box, ParticipantState
from classroom.evaluation.gallery_figures import TARGETS, Share, Target, summarize
from classroom.evaluation.gallery_material import Labelled
from classroom.evaluation.gallery_names import expect_names, is_latin, tidy_name
from classroom.evaluation.gallery_outlines import draw_outlines
from classroom.evaluation.gallery_page import build_page
from classroom.evaluation.gallery_rows import list_conditions, list_extras, list_results, list_states
from classroom.evaluation.gallery_run import GalleryResults, SequenceScore, WorstPicture
from classroom.evaluation.gallery_tally import Amount, Failure, FailureKind, Measure, Tally
from classroom.evaluation.identity import IdentityFrame, score_identity
from classroom.evaluation.truth import TruthTile


# Newcombe 1998, Statistics in Medicine 17, table I: the Wilson score method without continuity correction.
@pytest.mark.parametrize(
    ("right", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_intervals_are_wilsons(right: int, of: int, low: float, high: float) -> None:
    assert Share(right, of).interval == pytest.approx((low, high), abs=5e-5)


@given(some.integers(1, 5000).flatmap(lambda of: some.tuples(some.integers(0, of), some.just(of))))
def test_an_interval_holds_its_share_and_stays_between_0_and_1(counts: tuple[int, int]) -> None:
    share = Share(*counts)
    low, high = share.interval or (2.0, -1.0)

    assert 0 <= low <= float(Fraction(*counts)) + 1e-12
    assert float(Fraction(*counts)) - 1e-12 <= high <= 1


def test_nothing_to_be_right_about_is_no_share() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
    assert set(Share(0, 0).as_json().values()) == {None, 0}


@pytest.mark.parametrize(("value", "told"), [(0.96, "below"), (0.97, "must"), (0.994, "must"), (0.995, "aim")])
def test_a_figure_is_judged_by_its_target(value: float, told: str) -> None:
    assert TARGETS[Measure.TILE_RECALL].judge(value) == told


def test_less_may_be_better() -> None:
    target = Target(1.05, 1.0, higher_is_better=False)

    assert [target.judge(value) for value in (1.0, 1.04, 1.2)] == ["aim", "must", "below"]


def make_tally(right: int, of: int) -> Tally:
    tally = Tally(pictures=1)
    for number in range(of):
        tally.count(Measure.TILE_RECALL, number < right)
    tally.count_size(40, right=True)
    tally.add(Amount.NAME_EDITS, 2, 10)
    tally.states["visible", "visible"] += right
    tally.states["visible", "not found"] += of - right
    return tally


def make_results() -> GalleryResults:
    results = GalleryResults(skipped=["x.png is damaged"], first_ms=[100, 300, 200], steady_ms=[50])
    results.overall.include(make_tally(3, 4))
    results.overall.include(make_tally(2, 2))
    results.conditions["zoom"] = make_tally(3, 4)
    frames = [IdentityFrame((("ann", 1), ("ben", 2))), IdentityFrame((("ben", 1), ("ann", 2)))]
    results.sequences.append(SequenceScore("call", frozenset({"zoom"}), score_identity(frames)))
    failures = (Failure(FailureKind.MISSED_TILE, "tile of <Ann> missed", Box(1, 2, 3, 4)),)
    boxes = (Box(10, 10, 160, 90),)
    results.worst.append(WorstPicture(Labelled(Path("a.png"), "a<b>.png"), 350, 110, boxes, boxes, (), failures))
    return results


def test_pictures_add_up() -> None:
    figures = summarize(make_results())

    assert figures.overall.pictures == 2
    assert figures.overall.shares[Measure.TILE_RECALL] == Share(5, 6)
    assert figures.conditions["zoom"].shares[Measure.TILE_RECALL] == Share(3, 4)
    assert figures.overall.means[Amount.NAME_EDITS] == pytest.approx(0.2)
    assert figures.overall.means[Amount.YAW] is None
    assert figures.overall.face_sizes["32-47"] == Share(2, 2)
    assert figures.states == {"visible": {"visible": 5, "not found": 1}}
    assert (figures.first_ms, figures.steady_ms) == (200, 50)


def test_identity_counts_to_the_conditions_that_hold_for_the_whole_sequence() -> None:
    figures = summarize(make_results())

    assert figures.overall.value("swaps") == 2
    assert figures.judge("swaps") == "below"
    assert figures.conditions["zoom"].identity is not None
    assert figures.overall.value("participants_per_person") == 1


def test_the_json_has_every_figure_and_nothing_that_json_lacks() -> None:
    told = json.loads(json.dumps(summarize(make_results()).as_json(), allow_nan=False))

    assert told["overall"]["tile_recall"]["share"] == pytest.approx(0.8333)
    assert set(Measure) | set(Amount) <= set(told["overall"])
    assert told["overall"]["identity"]["swaps"] == 2
    assert told["targets"]["names"] == {"must": 0.95, "aim": 0.99, "reached": None}
    assert told["skipped"] == ["x.png is damaged"]
    assert told["ms"] == {"first": 200, "steady": 50}


def test_rows_for_people_show_share_interval_and_target() -> None:
    figures = summarize(make_results())

    first = list_results(figures)[0]
    headings, rows = list_conditions(figures)
    assert first.cells == ("tiles found", "83.3 %", "43.6–97.0", "6", "97 %", "99.5 %", "below")
    assert headings == ["condition", "pictures", "tiles found", "swaps, people, IDF1"]
    assert [row[0] for row in rows] == ["all", "zoom"]
    assert list_states(figures)[1] == [["visible", "5", "1"]]
    assert list_extras(figures) == [
        ("letters of legible names to correct", "20.0 %"),
        ("median time", "first or only look 200 ms, steady 50 ms"),
    ]


def test_the_page_escapes_names_and_shows_outlines_alone() -> None:
    results = make_results()

    page = build_page(summarize(results), results.worst, "pictures")

    assert "a&lt;b&gt;.png" in page
    assert "tile of &lt;Ann&gt; missed" in page
    assert "<Ann>" not in page
    assert "<svg" in page
    assert "<image" not in page
    assert "data:image" not in page
    assert "x.png is damaged" in page


def test_missed_things_are_drawn_in_their_own_colour() -> None:
    entry = make_results().worst[0]

    drawn = draw_outlines(entry, None)

    assert drawn.count("<rect") == 3
    assert 'x="1" y="2" width="3" height="4" fill="none" stroke="#e03131"' in drawn


@pytest.mark.parametrize(
    ("text", "latin"), [("Đorđe Yılmaz", True), ("Ann 2", True), ("Павел", False), ("Ann 王", False), ("12", False)]
)
def test_latin_letters_are_told_from_others(text: str, latin: bool) -> None:
    assert is_latin(text) is latin


@given(some.text(max_size=30))
def test_a_tidy_name_stays_as_it_is(text: str) -> None:
    assert tidy_name(tidy_name(text)) == tidy_name(text)


def test_a_tile_without_a_label_shows_no_name() -> None:
    tile = TruthTile(Box(0, 0, 9, 9), frozenset({ParticipantState.VISIBLE}), name="Ann")

    assert expect_names(tile) == ()
