"""The inputs of settings: a label, what it means, and a control with bounds and unit."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import html

from classroom.settings_text import Key
from dashboard.components.basics import Component, aria
from dashboard.setting_fields import Field, Kind
from dashboard.texts import settings as texts

FIELD_TYPE = "settings-field"  # its `value` is the setting's
SLIDER_TYPE = "settings-slider"  # the same number, for the mouse; `settings.js` keeps both equal
DEBOUNCE_MS = 350


def setting_row(
    field: Field, value: Any, *, help_text: str = "", outranked_by: str | None = None, choices: Sequence[Any] = ()
) -> Component:
    """One setting; one that a variable decides cannot be changed and says so."""
    label = texts.LABELS[field.name]
    notes = [html.Span(help_text, className="setting-help")] if help_text else []
    if outranked_by is not None:
        notes.append(html.Span(texts.OUTRANKED.format(name=outranked_by), className="setting-outranked"))
    head = html.Div([html.Span(label, className="setting-label"), *notes], className="setting-words")
    control = html.Div(_control(field, value, label, outranked_by is not None, choices), className="setting-control")
    return html.Div([head, control], className=f"setting setting-row-{field.kind.value}")


def _control(field: Field, value: Any, label: str, disabled: bool, choices: Sequence[Any]) -> list[Component]:
    identifier = {"type": FIELD_TYPE, "name": field.name}
    if field.kind is Kind.SWITCH:
        options: list[Any] = [{"value": word, "label": word.capitalize()} for word in ("off", "on")]
        return [_segments(identifier, options, "on" if value else "off", label, disabled)]
    if field.kind is Kind.CHOICE and len(choices) <= 2:
        return [_segments(identifier, choices, value, label, disabled)]
    if field.kind is Kind.CHOICE:
        return [_select(identifier, choices, value, label, disabled)]
    number = dmc.NumberInput(
        id=identifier,
        value=value,
        min=field.lowest,
        max=field.highest,
        step=field.step,
        decimalScale=4,
        suffix=f" {field.unit}" if field.unit else "",
        debounce=DEBOUNCE_MS,
        disabled=disabled,
        className="setting-number",
        **aria(label=label),
    )
    return [_slider(field, value, label, disabled), number] if field.kind is Kind.SHARE else [number]


def _segments(
    identifier: Mapping[str, str], options: Sequence[Any], value: Any, label: str, disabled: bool
) -> Component:
    return dmc.SegmentedControl(id=identifier, data=list(options), value=value, disabled=disabled, **aria(label=label))


def _select(identifier: Mapping[str, str], options: Sequence[Any], value: Any, label: str, disabled: bool) -> Component:
    return dmc.Select(
        id=identifier, data=list(options), value=value, allowDeselect=False, disabled=disabled, **aria(label=label)
    )


def _slider(field: Field, value: Any, label: str, disabled: bool) -> Component:
    return dmc.Slider(
        id={"type": SLIDER_TYPE, "name": field.name},
        value=value,
        min=field.lowest,
        max=field.highest,
        step=field.step,
        label=None,
        disabled=disabled,
        thumbLabel=label,
        className="setting-slider",
    )


def setting_rows(
    fields: Sequence[Field], values: Mapping[str, Any], meanings: Mapping[Key, str], outranked: Mapping[str, str]
) -> list[Component]:
    """One row a field; meanings by key, variables that outrank by field's name."""
    return [
        setting_row(
            one, values[one.name], help_text=meanings.get(one.key(""), ""), outranked_by=outranked.get(one.name)
        )
        for one in fields
    ]
