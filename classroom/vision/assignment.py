"""The assignment problem, as vision uses it: see `classroom.assignment`."""

from classroom.assignment import assign

__all__ = ["assign"]
