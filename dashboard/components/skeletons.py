"""What stands in a place until its content has come."""

from dash import html

from dashboard.components.basics import Component, aria


def skeleton(lines: int) -> Component:
    """Some grey lines, which screen readers pass over."""
    return html.Div([html.Span() for _ in range(lines)], className="skeleton", **aria(hidden="true"))
