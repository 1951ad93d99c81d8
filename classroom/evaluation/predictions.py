"""Every reading of an evaluation as a table, so that anyone can score them."""

from pathlib import Path

import numpy as np
import pandas as pd

from classroom.datasets.fer2013 import FaceSet
from classroom.domain import EMOTIONS
from classroom.evaluation.emotions import Evaluation
from classroom.evaluation.files import write_file

DIGITS = "%.9g"  # tells any two float32 values apart


def write_predictions(path: Path, faces: FaceSet, evaluation: Evaluation) -> None:
    """Writes one row per picture: index, file, labels, and both heads' probabilities.

    Raises:
        OutputError: the file cannot be written.
    """
    names = np.array([*(emotion.value for emotion in EMOTIONS), ""])
    columns: dict[str, object] = {
        "index": np.arange(len(faces)),
        "file": list(faces.files or [""] * len(faces)),
        "fer2013": names[faces.fer2013],
        # -1, no majority, takes the last name: an empty cell.
        "ferplus": "" if evaluation.majorities is None else names[evaluation.majorities],
    }
    for head, rows in (("reading", evaluation.readings.product), ("fer2013", evaluation.readings.original)):
        columns |= {f"{head}_{emotion.value}": rows[:, place] for place, emotion in enumerate(EMOTIONS)}
    write_file(path, pd.DataFrame(columns).to_csv(index=False, float_format=DIGITS, lineterminator="\n"))
