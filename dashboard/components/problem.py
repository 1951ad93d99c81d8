"""The message at the head of every page that says what could not be done."""

from dash import State, set_props

from dashboard import ids

OUTAGE, REFUSAL = "problem-alert", "problem-alert check-alert"  # its class: nobody's mistake, or one to put right
STATES = (State(ids.PROBLEM, "hide"), State(ids.PROBLEM, "className"))  # what the page shows when it asks for news


def end_outage(is_hidden: object, kind: object) -> None:
    """The database answers again: takes the message away that the page showed when it asked.

    What somebody was told meanwhile, or has to put right, stays until they have read it. Not an output of the
    callbacks: an output outside the page makes Dash run them once as the page opens.
    """
    if is_hidden is False and kind == OUTAGE:
        set_props(ids.PROBLEM, {"hide": True})
