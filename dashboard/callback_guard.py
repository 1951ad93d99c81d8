"""Refuses what no page of ours would ask of a callback, before Dash reads it: one line instead of a broken request."""

import json
from collections.abc import Mapping
from typing import Any

from dash import Dash
from flask import Flask, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, ValidationError

from dashboard.callback_shapes import is_holdable, is_identifier

PATH = "/_dash-update-component"
REFUSED = "this request fits no callback of this dashboard: reload the page"


class Place(BaseModel):
    """One property of a component."""

    model_config = ConfigDict(extra="allow", strict=True)

    id: str | dict[str, Any]
    property: str


class Valued(Place):
    """One property with what the browser says it holds; absent = the component is not on the page."""

    value: Any = None


class Asked(BaseModel):
    """The body of a request; `output` names the callback."""

    model_config = ConfigDict(extra="allow", strict=True)

    output: str
    outputs: Place | list[Place | list[Place]] | None = None
    inputs: list[Valued | list[Valued]]
    state: list[Valued | list[Valued]] = []
    changedPropIds: list[str] = []  # noqa: N815 - Dash's word


def install_callback_guard(server: Flask, app: Dash) -> None:
    """Look at every request to a callback first; call it before the routes are used."""

    @server.before_request
    def check() -> Response | None:
        if request.path != PATH or request.method != "POST":
            return None
        try:
            asked = Asked.model_validate_json(request.get_data())
        except (ValidationError, RecursionError):
            return _refuse()
        known = app.callback_map.get(asked.output)
        return None if known is not None and _fits(asked, known) else _refuse()


def _fits(asked: Asked, known: Mapping[str, Any]) -> bool:
    """Whether inputs and state are those of the callback, which runs here and not in the browser."""
    return (
        "callback" in known
        and _same_properties(asked.inputs, known["inputs"])
        and _same_properties(asked.state, known["state"])
        and all(_is_readable(changed) for changed in asked.changedPropIds)
        and (_names_outputs(asked) or bool(known.get("no_output")))
    )


def _names_outputs(asked: Asked) -> bool:
    """They are those in the callback's own name: `id.property`, or `..id.property...id.property..` for several."""
    names = asked.output.strip(".").split("...") if asked.output.startswith("..") else [asked.output]
    given = asked.outputs if isinstance(asked.outputs, list) else [asked.outputs]
    return len(given) == len(names) and all(map(_is_output, given, names))


def _is_output(given: Place | list[Place] | None, name: str) -> bool:
    identifier, _, prop = name.rpartition(".")
    places = given if isinstance(given, list) else [given]
    return all(
        place is not None and place.property == prop and _same_kind(place.id, identifier.replace("\\.", "."))
        for place in places
    )


def _same_properties(given: list[Valued | list[Valued]], known: list[dict[str, Any]]) -> bool:
    if len(given) != len(known):
        return False
    return all(
        all(
            each.property == expected["property"]
            and _same_kind(each.id, expected["id"])
            and is_holdable(each.property, each.value)
            and (each.property != "id" or each.value == each.id)
            for each in _each(one)
        )
        for one, expected in zip(given, known, strict=True)
    )


def _each(one: Valued | list[Valued]) -> list[Valued]:
    return one if isinstance(one, list) else [one]


def _same_kind(given: str | dict[str, Any], expected: str) -> bool:
    """A plain id is the same one; one with a pattern has the same keys, and the same values where they are fixed."""
    if isinstance(given, str):
        return given == expected and not expected.startswith("{")
    try:
        pattern = json.loads(expected)
    except ValueError:
        return False
    if not isinstance(pattern, dict) or pattern.keys() != given.keys() or not is_identifier(given):
        return False
    return all(isinstance(value, list) or given[key] == value for key, value in pattern.items())


def _is_readable(changed: str) -> bool:
    """`id.property`, where an id with a pattern is JSON."""
    identifier, dot, _ = changed.rpartition(".")
    if not dot or not identifier.startswith("{"):
        return bool(dot)
    try:
        return isinstance(json.loads(identifier), dict)
    except (ValueError, RecursionError):
        return False


def _refuse() -> Response:
    response = jsonify(error=REFUSED)
    response.status_code = 400
    return response
