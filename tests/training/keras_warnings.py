"""What every test of training that uses keras begins with."""

import pytest

# Keras and its backend warn about numpy's and their own old names; those warnings are not ours.
IGNORED = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::PendingDeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
]


def need_keras() -> None:
    """Skips the module where the `train` extra is not installed."""
    for name in ("keras", "tensorflow"):
        pytest.importorskip(name, reason="the train extra is not installed")
