"""How many cases a soak run takes: one variable sets it, so that a night can have more than a lunch.

Documented in docs/reliability.md.
"""

import os

VARIABLE = "SOAK_CASES"
FULL = 100_000
CASES = int(os.environ.get(VARIABLE) or FULL)  # of each fuzzing test
SCALE = CASES / FULL  # of the tests that count something else


def scaled(full: int) -> int:
    """That many at the full size, in proportion at another one; at least one."""
    return max(1, round(full * SCALE))
