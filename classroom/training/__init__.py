"""Training: data -> network -> model file and card. Keras is imported inside the functions only."""

from classroom.training.recipes import RECIPES
from classroom.training.runs import (
    TrainingRequest,
    TrainingResult,
    cross_validate,
    find_learning_rate,
    run_training,
)

__all__ = ["RECIPES", "TrainingRequest", "TrainingResult", "cross_validate", "find_learning_rate", "run_training"]
