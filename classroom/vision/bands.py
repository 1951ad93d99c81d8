"""Where in a label's cut its letters are: a detector's box is up to three times as high as they."""

import cv2
import numpy as np
from numpy.typing import NDArray

LEAST_BAND_PX, LEAST_BAND_SHARE = 8, 0.15  # in smaller pictures, and smaller parts of one, no letters are looked for
STEEPEST = 48  # grey levels from pixel to pixel; steeper edges count the same
FAINTEST = 1.0  # mean of them in a row of letters
BAND_SHARE = 0.3  # of the steepest row's
ABOVE, BELOW = 0.8, 0.45  # of the letters' height, kept for marks (Å on a line of small letters) and descenders


def find_band(grey: NDArray[np.uint8], above: float = ABOVE, below: float = BELOW) -> tuple[int, int]:
    """The rows with letters, their marks included: first, last + 1; all rows when none stand out.

    Letters have many steep edges side by side, backgrounds have them in all rows or in few.

    Args:
        grey: (h, w), the cut.
        above, below: what is kept there for marks and descenders, in heights of the letters.
    """
    rows = grey.shape[0]
    if min(grey.shape) < LEAST_BAND_PX:
        return 0, rows
    steep = np.minimum(np.abs(np.diff(grey.astype(np.int16), axis=1)), STEEPEST).mean(axis=1)
    steep -= np.percentile(steep, 10)
    marked = (steep > BAND_SHARE * steep.max()).astype(np.uint8)[:, None]
    count, labels = cv2.connectedComponents(cv2.morphologyEx(marked, cv2.MORPH_CLOSE, np.ones((3, 1), np.uint8)))
    best = max(range(1, count), key=lambda label: float(steep[labels[:, 0] == label].sum()), default=0)
    band = np.flatnonzero(labels[:, 0] == best)
    if steep.max() < FAINTEST or best == 0 or len(band) < max(4, LEAST_BAND_SHARE * rows):
        return 0, rows
    first, last, high = int(band[0]), int(band[-1]) + 1, len(band)
    return max(0, round(first - above * high)), min(rows, round(last + below * high))
