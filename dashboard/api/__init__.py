"""The JSON API: read-only, for programs; the same sessions, rights and figures as the pages."""

from collections.abc import Callable
from hashlib import sha256
from time import monotonic
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request
from werkzeug.routing import BaseConverter

from dashboard.api.endpoints import ENDPOINTS, Answer, Asked, Endpoint
from dashboard.api.guard import TokenGuard, asking_user, refuse_writing
from dashboard.api.openapi import openapi_document
from dashboard.api.problems import install_problems, problem
from dashboard.names import with_names
from dashboard.queries import Queries
from dashboard.security import API
from dashboard.tokens import Tokens

PREFIX = "/api/v1"
ANY_METHOD = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NOWHERE = f"There is nothing at this address: {PREFIX}/openapi.json lists what there is."


class Anything(BaseConverter):
    """The rest of an address, whatever it is: Flask's own `path` knows no line breaks and no second slash first."""

    regex = r"[\s\S]*?"
    part_isolating = False
    weight = 1000  # tried after every address that is known


def install_api(server: Flask, queries: Queries, tokens: Tokens, *, now_s: Callable[[], float] = monotonic) -> None:
    """Add the API's routes to the server."""
    server.url_map.converters["anything"] = Anything
    api = Blueprint(API, __name__, url_prefix="/api")
    guard = TokenGuard(tokens, now_s)
    document = openapi_document(ENDPOINTS, PREFIX)
    api.before_request(refuse_writing)

    @api.before_request
    def check() -> Response | None:
        return None if request.endpoint == f"{API}.openapi" else guard.check()

    @api.get("/v1/openapi.json")
    def openapi() -> Response:
        return jsonify(document)

    for endpoint in ENDPOINTS:
        api.add_url_rule(f"/v1{endpoint.path}", endpoint.name, _view(endpoint, queries), methods=ANY_METHOD)

    @api.route("/", defaults={"rest": ""}, methods=ANY_METHOD, strict_slashes=False)
    @api.route("/<anything:rest>", methods=ANY_METHOD)
    def nowhere(rest: str) -> Response:
        return problem(404, NOWHERE)

    install_problems(api)
    server.register_blueprint(api)


def _view(endpoint: Endpoint, queries: Queries) -> Callable[..., Response]:
    def view(**place: Any) -> Response:
        query = endpoint.query.model_validate(request.args.to_dict())
        user = with_names(asking_user(), hidden=query.pseudonyms)
        answer = endpoint.answer(Asked(queries, user, query, **place))
        return _respond(answer, queries.basis)

    return view


def _respond(answer: Answer, basis: str) -> Response:
    """The answer, or 304 when the asker has it already."""
    if answer.version is None:
        body = answer.body().model_dump_json()
        tag = _tag(body)
    else:
        body = None
        tag = _tag(f"{answer.version} {basis} {asking_user().name} {request.full_path}")
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        response = Response(body or answer.body().model_dump_json(), mimetype="application/json")
    response.set_etag(tag)
    return response


def _tag(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
