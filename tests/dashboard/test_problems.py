"""How the page tells what it could not do: calmly what can be corrected, as a fault what cannot."""

import pytest
from dash._callback_context import context_value
from dash._utils import AttributeDict

from classroom.errors import (
    BusyError,
    CaptureError,
    DataError,
    ModelError,
    NoPictureError,
    NotFoundError,
    RefusedError,
    StorageError,
)
from dashboard import ids, texts
from dashboard.app import tell_problem


def told(error: Exception) -> dict[str, object]:
    context_value.set(AttributeDict(updated_props={}))
    tell_problem(error)
    shown: dict[str, object] = context_value.get().updated_props[ids.PROBLEM]
    return shown


@pytest.mark.parametrize("kind", [DataError, NotFoundError, RefusedError, BusyError, NoPictureError])
def test_what_can_be_corrected_has_a_calm_title(kind: type[Exception]) -> None:
    shown = told(kind("choose a course first"))

    assert (shown["title"], shown["children"]) == (texts.CHECK_TITLE, "choose a course first")
    assert shown["color"] == "gray"


@pytest.mark.parametrize("kind", [StorageError, CaptureError, ModelError, ValueError])
def test_a_fault_is_told_as_one(kind: type[Exception]) -> None:
    told(DataError("before"))

    shown = told(kind("it broke"))

    assert shown["title"] == texts.PROBLEM_TITLE
    assert (shown["color"], shown["className"]) == ("red", "problem-alert")
