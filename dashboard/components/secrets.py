"""What is shown once: a link or a key, with a button that copies it."""

import dash_mantine_components as dmc
from dash import html

from dashboard.components.basics import Component, aria
from dashboard.texts import settings as texts


def shown_once(title: str, value: str, *leads: str) -> Component:
    """The value in a box of its own; it is nowhere else."""
    box = dmc.TextInput(value=value, readOnly=True, className="secret-value", **aria(label=title))
    copy = dmc.CopyButton(texts.COPY, value=value, copiedChildren=texts.COPIED)
    return html.Div(
        [
            html.H2(title),
            *[html.P(lead, className="quiet") for lead in leads],
            html.Div([box, copy], className="secret-row"),
        ],
        className="card secret",
        role="status",
    )
