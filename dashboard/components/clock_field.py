"""A field for a time of day on the class's clock: 24 hours, as all times of the pages are written.

The browser's own field would follow the browser's language, and ask for AM or PM beside figures that do not know them.
"""

from typing import Any

import dash_mantine_components as dmc

from dashboard.components.basics import Component
from dashboard.texts import EXAMPLE_TIME, EXAMPLE_TIME_SECONDS

LONGEST = 8  # HH:MM:SS


def clock_field(name: str, *, seconds: bool = False, **how: Any) -> Component:
    """A text field of that id for `10:05`, or also `10:05:30`; what is typed arrives when the field is left.

    Args:
        seconds: whether the example shows seconds; both are understood.
        how: as `dmc.TextInput` takes them.
    """
    example = EXAMPLE_TIME_SECONDS if seconds else EXAMPLE_TIME
    size = {"maxLength": LONGEST, "inputMode": "numeric", "autoComplete": "off"}
    return dmc.TextInput(id=name, placeholder=example, debounce=True, inputProps=size, **how)
