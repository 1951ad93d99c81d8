"""The question before a class is ended, on every page that can end it."""

import dash_mantine_components as dmc
from dash import html

from dashboard.components.basics import Component, aria
from dashboard.texts import start as texts


def stop_dialog(dialog: str, yes: str, no: str) -> Component:
    """Asks whether to end the class; the arguments are the ids of the dialog and of its two buttons."""
    buttons = [
        dmc.Button(texts.STOP_NO, id=no, variant="default"),
        dmc.Button(texts.STOP_YES, id=yes, color="red.9"),
    ]
    return dmc.Modal(
        [html.P(texts.STOP_TEXT, className="dialog-text"), html.Div(buttons, className="dialog-buttons")],
        id=dialog,
        title=texts.STOP_TITLE,
        opened=False,
        centered=True,
        closeButtonProps=aria(label=texts.STOP_NO),
    )
