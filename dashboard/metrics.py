"""Prometheus' view of the server at `/metrics`: requests, classes, the process. No name of anybody is in it."""

import ipaddress
from collections.abc import Iterator
from time import perf_counter

from flask import Flask, Response, abort, g, request
from flask_login import current_user
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from classroom.domain import Role, SessionStatus, User
from classroom.errors import StorageError
from dashboard.queries import Queries
from dashboard.tokens import Tokens

ROUTE = "metrics"
BUCKETS_S = (0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0, 10.0)
_EVERYTHING = User("metrics", Role.ADMIN, has_password=False)


class SessionCounts(Collector):
    """Asked of the database at each scrape; a silent database is a metric too."""

    def __init__(self, queries: Queries) -> None:
        self._queries = queries

    def collect(self) -> Iterator[Metric]:
        """The gauges as they are now."""
        up = GaugeMetricFamily("classroom_database_up", "1 = the database answers")
        found = GaugeMetricFamily("classroom_sessions", "Recorded classes by status", labels=["status"])
        try:
            sessions = self._queries.sessions(_EVERYTHING)
        except StorageError:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        for status in SessionStatus:
            found.add_metric([status.value], sum(session.status is status for session in sessions))
        yield up
        yield found


def install_metrics(server: Flask, queries: Queries, tokens: Tokens | None) -> None:
    """Count requests from now on and add the route; it answers this computer, administrators and their tokens."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(SessionCounts(queries))
    requests = Counter("classroom_requests", "Answered requests", ["route", "status"], registry=registry)
    seconds = Histogram(
        "classroom_request_seconds", "Seconds an answer took", ["route"], buckets=BUCKETS_S, registry=registry
    )

    @server.before_request
    def begin() -> None:
        g.began_s = perf_counter()

    @server.after_request
    def count(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule is not None else "none"  # an address may hold anything
        requests.labels(route, str(response.status_code)).inc()
        if hasattr(g, "began_s"):
            seconds.labels(route).observe(perf_counter() - g.began_s)
        return response

    @server.get("/metrics", endpoint=ROUTE)
    def show() -> Response:
        if not (_is_this_computer() or _is_administrator(tokens)):
            abort(403)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _is_this_computer() -> bool:
    """Asked from here, and not by a proxy on somebody's behalf."""
    if any(name in request.headers for name in ("X-Forwarded-For", "X-Real-Ip", "Forwarded")):
        return False
    try:
        return ipaddress.ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _is_administrator(tokens: Tokens | None) -> bool:
    if current_user.is_authenticated:
        return bool(current_user.user.role is Role.ADMIN)
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    user = tokens.verify(token.strip()) if tokens is not None and scheme.lower() == "bearer" else None
    return user is not None and user.role is Role.ADMIN
