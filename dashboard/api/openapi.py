"""The API's OpenAPI 3.1 document, made from the same table and types as its routes and answers."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from classroom import __version__
from dashboard.api.endpoints import Endpoint
from dashboard.api.problems import MEDIA_TYPE
from dashboard.api.schemas import Problem

REF = "#/components/schemas/{model}"
PLACEHOLDER = re.compile(r"<(?:(\w+):)?(\w+)>")
DESCRIPTION = """Read-only access to what Classroom recorded, with the rights of the account the token belongs to.

Times are ISO 8601 in UTC. null = not read, not known or not so; nothing is invented. Names are only ever added.
Expressions are not feelings. Never use the figures for grading or discipline.
"""
PARAMETERS = {
    "session": ({"type": "string"}, "the session's id, a unique beginning of it, or `latest`"),
    "participant": ({"type": "integer", "minimum": 0}, "the participant's number within the session"),
}
PROBLEMS = {
    "400": "a parameter is unknown or out of bounds",
    "401": "the token is missing, wrong, expired or revoked",
    "403": "the token only sends records of a class",
    "404": "there is no such thing, or the account may not see it",
    "405": "not GET or HEAD",
    "429": "too many wrong tokens; `Retry-After` says how long to wait",
    "500": "an unexpected error; it is in the dashboard's log",
    "503": "the database does not answer; try again after `Retry-After`",
}


def openapi_document(endpoints: Sequence[Endpoint], prefix: str) -> dict[str, Any]:
    """The document, ready for JSON."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Classroom", "version": __version__, "description": DESCRIPTION},
        "servers": [{"url": prefix}],
        "security": [{"token": []}],
        "paths": {openapi_path(endpoint.path): {"get": _operation(endpoint)} for endpoint in endpoints},
        "components": {
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "made by `classroom users token NAME`; in the header only, never in an address",
                }
            },
            "responses": {f"Problem{status}": _problem(text) for status, text in PROBLEMS.items()},
            "schemas": _schemas(endpoints),
        },
    }


def openapi_path(path: str) -> str:
    """`/sessions/<session>` -> `/sessions/{session}`."""
    return PLACEHOLDER.sub(r"{\2}", path)


def _operation(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [*_path_parameters(endpoint.path), *_query_parameters(endpoint.query), _if_none_match()],
        "responses": {
            "200": {
                "description": endpoint.summary,
                "headers": {"ETag": {"schema": {"type": "string"}, "description": "changes with the answer"}},
                "content": {"application/json": {"schema": {"$ref": REF.format(model=endpoint.result.__name__)}}},
            },
            "304": {"description": "unchanged since the answer with the ETag in If-None-Match"},
            **{status: {"$ref": f"#/components/responses/Problem{status}"} for status in PROBLEMS},
        },
    }


def _path_parameters(path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": PARAMETERS[name][0],
            "description": PARAMETERS[name][1],
        }
        for _, name in PLACEHOLDER.findall(path)
    ]


def _query_parameters(query: type[BaseModel]) -> list[dict[str, Any]]:
    properties = query.model_json_schema()["properties"] if query.model_fields else {}
    return [
        {
            "name": name,
            "in": "query",
            "required": False,
            "description": schema.get("description", ""),
            "schema": {key: value for key, value in schema.items() if key not in {"title", "description"}},
        }
        for name, schema in properties.items()
    ]


def _if_none_match() -> dict[str, Any]:
    return {"name": "If-None-Match", "in": "header", "required": False, "schema": {"type": "string"}}


def _problem(text: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF.format(model=Problem.__name__)}}},
    }


def _schemas(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    models: list[type[BaseModel]] = [*dict.fromkeys(endpoint.result for endpoint in endpoints), Problem]
    _, definitions = models_json_schema([(model, "serialization") for model in models], ref_template=REF)
    found: dict[str, Any] = definitions["$defs"]
    return found
