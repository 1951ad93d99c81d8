"""Looking again in good time: the next question waits for the answer to the last one.

The browser drops an answer when the same question is asked again before it comes. A timer faster than a slow server
would therefore never show anything.
"""

from dash import Output

LONGEST_MS = 15_000  # then an answer is given up, as when the network has gone


def patient(timer: str, interval_ms: float) -> list[tuple[Output, float, float]]:
    """What a callback that is asked by that `dcc.Interval` takes as `running`.

    Args:
        interval_ms: from an answer to the next question, unless the callback itself says another one.
    """
    return [(Output(timer, "interval"), max(LONGEST_MS, interval_ms), interval_ms)]
