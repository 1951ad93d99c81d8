"""A button with a menu, named and reached as assistive technology expects."""

from typing import Any

import dash_mantine_components as dmc

from dashboard.components.basics import Component


def menu(button: Component, items: Component, *, class_name: str, label: str | None = None, **more: Any) -> Component:
    """A menu that opens from a button.

    Mantine puts a box around what opens a menu and says there that it does: so that box itself is the button.

    What is in it is made when it opens: every entry of a menu that stands in the page costs time at each change of
    anything on it, since Dash asks each of them whether something in it changed.

    Args:
        button: what the button shows.
        items: `dmc.MenuItem`s, labels and dividers.
        label: the button's name where what it shows does not say it.
        more: properties of `dmc.Menu`.
    """
    told = {} if label is None else {"aria-label": label}
    box = {"component": "button", "type": "button", "className": class_name, "w": None, **told}
    target = dmc.MenuTarget(button, boxWrapperProps=box)
    return dmc.Menu([target, dmc.MenuDropdown(items)], **{"position": "bottom-end", "shadow": "md", **more})
