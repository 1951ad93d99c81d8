"""What a browser can hold in a property, whatever the page: anything else is a forged request."""

from collections.abc import Callable, Mapping
from typing import Any

MAX_COUNT = 2**53  # the largest whole number that JavaScript counts to


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -MAX_COUNT <= value <= MAX_COUNT


def _text(value: object) -> bool:
    return isinstance(value, str)


def _switch(value: object) -> bool:
    return isinstance(value, bool)


_SHAPES: Mapping[str, Callable[[object], bool]] = {
    **dict.fromkeys(("n_clicks", "n_submit", "n_blur", "n_intervals"), _count),
    **dict.fromkeys(("pathname", "contents", "filename"), _text),
    **dict.fromkeys(("checked", "hidden", "opened"), _switch),
}


def is_holdable(name: str, value: object) -> bool:
    """Whether a browser can say that a property of that name holds the value; None always can."""
    shape = _SHAPES.get(name)
    return value is None or shape is None or shape(value)


def is_identifier(identifier: str | dict[str, Any]) -> bool:
    """Whether it is an id as Dash makes them: a word, or words and numbers by name."""
    return isinstance(identifier, str) or all(isinstance(one, str | int | float) for one in identifier.values())
