"""Zoom-style class analytics: from the gallery on the teacher's screen to engagement timelines."""

__version__ = "0.1.0"
