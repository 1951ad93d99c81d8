import pytest

from classroom.evaluation.identity import IdentityFrame, IdentityScore, Swap, join_scores, score_identity


def frames(*tiles: dict[str, int | None]) -> list[IdentityFrame]:
    return [IdentityFrame(tuple(frame.items())) for frame in tiles]


def test_a_call_followed_without_mistake_scores_one() -> None:
    score = score_identity(frames({"Ann": 1, "Ben": 2}, {"Ben": 2, "Ann": 1}, {"Ann": 1}))

    assert (score.idf1, score.precision, score.recall) == (1, 1, 1)
    assert (score.participants_per_person, score.swaps, score.misses) == (1, (), 0)


def test_a_number_that_shows_somebody_else_is_a_swap_each_time() -> None:
    score = score_identity(frames({"Ann": 1}, {"Ben": 1}, {"Ben": 1}, {"Ann": 1}))

    assert score.swaps == (Swap(1, 1, "Ann", "Ben"), Swap(3, 1, "Ben", "Ann"))


def test_two_numbers_exchanged_are_two_swaps() -> None:
    score = score_identity(frames({"Ann": 1, "Ben": 2}, {"Ann": 2, "Ben": 1}))

    assert [(swap.participant, swap.after) for swap in score.swaps] == [(2, "Ann"), (1, "Ben")]


def test_a_new_number_for_somebody_known_is_no_swap_but_costs_idf1() -> None:
    score = score_identity(frames({"Ann": 1}, {"Ann": 1}, {"Ann": 1}, {"Ann": 2}))

    assert score.swaps == ()
    assert score.participants_per_person == 2
    assert score.idf1 == pytest.approx(2 * 3 / (4 + 4))


def test_a_missed_tile_costs_recall_alone() -> None:
    score = score_identity(frames({"Ann": 1}, {"Ann": None}))

    assert (score.misses, score.precision, score.recall) == (1, 1, 0.5)


def test_a_tile_that_shows_nobody_costs_precision_alone() -> None:
    score = score_identity([IdentityFrame((("Ann", 1), (None, 2)))])

    assert (score.persons, score.participants, score.precision, score.recall) == (1, 2, 0.5, 1)


def test_each_person_stands_for_one_number_only() -> None:
    """Ristani et al. 2016: one number for two people is right for one of them."""
    score = score_identity(frames({"Ann": 1}, {"Ann": 1}, {"Ben": 1}))

    assert score.matched == 2


def test_an_empty_call_has_no_figures() -> None:
    score = score_identity([IdentityFrame(())])

    assert (score.frames, score.idf1, score.precision, score.recall) == (1, None, None, None)
    assert score.participants_per_person is None


def test_calls_are_added_up() -> None:
    good = score_identity(frames({"Ann": 1}, {"Ann": 1}))
    bad = score_identity(frames({"Ann": 1}, {"Ann": 2}))

    assert join_scores([good, bad]) == IdentityScore(4, 2, 3, (), 3, 4, 4, 0)
