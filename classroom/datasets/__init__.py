"""Labelled faces on disk -> checked pictures, labels and votes; training and evaluation read them here."""

from classroom.datasets.fer2013 import FaceSet, TrainingData
from classroom.datasets.reading import SPLITS, LabelledData, load_training_data, read_all, read_faces

__all__ = ["SPLITS", "FaceSet", "LabelledData", "TrainingData", "load_training_data", "read_all", "read_faces"]
