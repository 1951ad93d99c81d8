"""What a card says of its own run: where it started, and whether it was cut short."""

import pytest

from classroom.training.checkpoints import RunState
from tests.training.keras_warnings import IGNORED, need_keras

need_keras()
pytestmark = IGNORED


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (RunState("classroom-2", 1, 70, "abc"), []),
        (RunState("cnn-4", 1, 40, "abc"), []),
        (RunState("cnn-4", 1, 5, "abc"), ["Trained briefly: 5 of the recipe's 40 epochs."]),
        (RunState("resnet34", 1, 30, "abc"), ["Trained from scratch"]),
        (RunState("resnet50", 1, 30, "abc", "none"), ["Trained from scratch"]),
        (RunState("mobilenet", 1, 3, "abc", "none"), ["Trained from scratch", "Trained briefly: 3 of"]),
        (RunState("mobilenet", 1, 30, "abc", "imagenet"), ["Started from ImageNet weights"]),
        (RunState("mobilenet", 1, 30, "abc", "5f3a"), ["Started from weights in a file with the sha256 5f3a."]),
    ],
)
def test_the_card_says_what_the_run_started_from_and_whether_it_was_cut_short(state: RunState, told: list[str]) -> None:
    from classroom.training.export import list_own_limits

    limits = list_own_limits(state)

    assert len(limits) == len(told)
    assert all(limit.startswith(start) for limit, start in zip(limits, told, strict=True))
