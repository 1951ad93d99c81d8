"""What could be recorded, as cards with the found grid drawn as outlines."""

import dash_mantine_components as dmc
from dash import html

from dashboard import formats
from dashboard.components.basics import Component, aria
from dashboard.launching import Look, Outline, Target, TargetKind
from dashboard.texts import start as texts

MAX_SHOWN = 24
CAMERA_KEY = "webcam"  # stands for `webcam:NUMBER` until the number is read


def target_list(look: Look) -> list[Component]:
    """One card a target, the camera last; each is a choice of the radio group around them."""
    return [*(target_card(target) for target in look.targets[:MAX_SHOWN]), camera_card()]


def target_card(target: Target) -> Component:
    return dmc.RadioCard(
        html.Div(
            [
                html.Div(_drawing(target), className="target-picture", **aria(hidden="true")),
                html.Div(
                    [
                        html.Span(_title(target), className="target-title", dir="auto"),
                        html.Span(what_is_there(target), className="target-facts"),
                        html.Span(texts.KIND_HINTS[target.kind], className="target-hint"),
                    ],
                    className="target-words",
                ),
                dmc.RadioIndicator(),
            ],
            className="target",
        ),
        value=target.key,
        disabled=target.problem is not None,
        radius="md",
        className="target-card",
    )


def camera_card() -> Component:
    words = [
        html.Span(texts.KINDS[TargetKind.WEBCAM], className="target-title"),
        html.Span(texts.KIND_HINTS[TargetKind.WEBCAM], className="target-hint"),
    ]
    picture = html.Div(html.Span(className="target-camera"), className="target-picture", **aria(hidden="true"))
    inside = html.Div([picture, html.Div(words, className="target-words"), dmc.RadioIndicator()], className="target")
    return dmc.RadioCard(inside, value=CAMERA_KEY, radius="md", className="target-card")


def what_is_there(target: Target) -> str:
    """`25 tiles, 24 faces`, or why there is nothing."""
    if target.problem is not None:
        return formats.plain(target.problem, 120)
    count, faces = len(target.outlines), target.faces
    if not count:
        return texts.NO_GRID
    tiles = texts.TILES_ONE if count == 1 else texts.TILES_MANY.format(count=count)
    seen = texts.FACES_ONE if faces == 1 else texts.FACES_MANY.format(count=faces)
    covered = [texts.COVERED.format(share=formats.percent(target.hidden))] if target.hidden > 0.05 else []
    return ", ".join([tiles, seen, *covered])


def _title(target: Target) -> str:
    kind = texts.KINDS[target.kind].format(number=target.number)
    if target.kind is TargetKind.WINDOW:
        title = formats.plain(target.title, 80) if target.title.strip() else texts.NO_TITLE
        app = f" ({formats.plain(target.app, 40)})" if target.app and target.title == texts.TITLE_HIDDEN else ""
        return f"{kind}: {title}{app}"
    return kind


def _drawing(target: Target) -> Component:
    """The target's outline, to scale, with its tiles inside."""
    if not target.width or not target.height:
        return html.Div(className="outline outline-empty")
    tiles = [_tile(outline, target) for outline in target.outlines]
    return html.Div(tiles, className="outline", style={"--ratio": f"{target.width / target.height:.4f}"})


def _tile(outline: Outline, target: Target) -> Component:
    box = outline.box
    place = {
        "left": f"{100 * box.left / target.width:.2f}%",
        "top": f"{100 * box.top / target.height:.2f}%",
        "width": f"{100 * box.width / target.width:.2f}%",
        "height": f"{100 * box.height / target.height:.2f}%",
    }
    name = html.Span(formats.plain(outline.name, 24), className="tile-name") if outline.name else None
    face = html.Span(className="tile-face") if outline.has_face else None
    return html.Div([face, name], className="tile", style=place)
