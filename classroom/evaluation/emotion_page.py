"""An evaluation as one self-contained web page that a school's data officer can read; it shows no face."""

from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

from classroom.domain import EMOTIONS
from classroom.evaluation.charts import draw_changes, draw_confusion, draw_reliability, draw_sizes
from classroom.evaluation.emotions import EmotionFigures, Evaluation
from classroom.evaluation.metrics import ClassFigures
from classroom.vision.cards import ModelCard

WORST = 20  # mistakes that are listed
STYLE = """
:root { color-scheme: light; } * { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1100px; padding: 24px 16px 64px; color: #343a40; background: #f8f9fa;
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.15rem; margin: 0 0 4px; } p { margin: 4px 0 12px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0; }
.card, section { background: #fff; border: 1px solid #e9ecef; border-radius: 12px; padding: 16px; }
.card b { display: block; font-size: 1.6rem; } .card span, .note { color: #5c636a; font-size: .9rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 16px; }
.pair { margin-top: 16px; }
section { min-width: 0; overflow: hidden; } .wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: right; padding: 4px 8px; border-bottom: 1px solid #e9ecef; }
th:first-child, td:first-child { text-align: left; }
dt { color: #5c636a; } dd { margin: 0 0 8px; overflow-wrap: anywhere; }
"""
# Charts measure their place before the ones beside them exist.
REFLOW = "<script>window.dispatchEvent(new Event('resize'))</script>"


def build_page(evaluation: Evaluation, card: ModelCard, peers: Mapping[str, EmotionFigures]) -> str:
    """The page's HTML with Plotly inside; nothing is loaded from elsewhere."""
    figures = evaluation.figures
    charts = "".join(_section(*chart) for chart in _list_charts(figures))
    parts = [
        f"<h1>How well emotions are read: {escape(card.recipe)}</h1>",
        f"<p>{escape(_summarize(figures))}</p>",
        _cards(figures),
        f'<div class="pair">{charts}{_class_table(figures)}</div>',
        f'<div class="pair">{_mistakes(evaluation)}{_facts(card)}{_peer_table(figures, card.recipe, peers)}</div>',
    ]
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    title = f"<title>Emotion model {escape(card.recipe)}</title>"
    style = f"<style>{STYLE}</style><script>{get_plotlyjs()}</script>"
    return (
        f"<!doctype html><html lang='en'><head>{head}{title}{style}</head><body>{''.join(parts)}{REFLOW}</body></html>"
    )


def _summarize(figures: EmotionFigures) -> str:
    text = (
        f"On {figures.n:,} labelled faces the model names FER2013's label in {figures.accuracy:.1%} of the cases "
        f"(FER+'s ten taggers agree with that label on about two of three pictures)."
    )
    if figures.plus_accuracy is not None and figures.plus_n is not None:
        text += (
            f" Where at least five of ten people agreed on an emotion ({figures.plus_n:,} faces), "
            f"the product's reading is theirs in {figures.plus_accuracy:.1%}."
        )
    return (
        f"{text} Expressions are not feelings, and a single reading is weak: never use them for grading or discipline."
    )


def _cards(figures: EmotionFigures) -> str:
    values = {
        "accuracy, FER2013 labels": f"{figures.accuracy:.1%}",
        "accuracy, FER+ majority": _percent(figures.plus_accuracy),
        "calibration error (ECE)": "-" if figures.ece is None else f"{figures.ece:.3f}",
        "macro F1, FER2013": f"{figures.macro_f1:.3f}",
        "label among the best two": f"{figures.top2:.1%}",
        "time per face": f"{figures.ms_per_face:.2f} ms",
    }
    cards = (f'<div class="card"><b>{value}</b><span>{name}</span></div>' for name, value in values.items())
    return f'<div class="cards">{"".join(cards)}</div>'


def _list_charts(figures: EmotionFigures) -> list[tuple[str, str, go.Figure]]:
    judged = "FER2013's labels" if figures.plus_accuracy is None else "the FER+ majority"
    plain = figures.accuracy if figures.plus_accuracy is None else figures.plus_accuracy
    charts = []
    if figures.plus_confusion is not None:
        note = "The product's reading against what most people saw."
        charts.append(("What is taken for what", note, draw_confusion(figures.plus_confusion, figures.labels)))
    note = "The head trained for FER2013's own labels, for comparison with the literature."
    charts.append(("The same on FER2013's labels", note, draw_confusion(figures.confusion, figures.labels)))
    if figures.reliability is not None:
        note = f"A reading of 70 % should be right in 70 %. Mean distance: {figures.ece:.3f}."
        charts.append(("Does confidence mean what it says", note, draw_reliability(figures.reliability)))
    note = f"Faces scaled to that height and cut again as capture does; against {judged}."
    charts.append(("Small faces", note, draw_sizes(figures.by_face_px)))
    note = f"What calls do to pictures, and boxes that are 10 % off; against {judged}."
    charts.append(("Bad pictures", note, draw_changes(figures.by_degradation, plain)))
    return charts


def _section(title: str, note: str, figure: go.Figure) -> str:
    config = {"displayModeBar": False, "responsive": True}
    chart = figure.to_html(full_html=False, include_plotlyjs=False, config=config, default_width="100%")
    return f'<section><h2>{title}</h2><p class="note">{note}</p>{chart}</section>'


def _class_table(figures: EmotionFigures) -> str:
    chosen = figures.plus_per_class or figures.per_class
    judged = "FER2013 labels" if figures.plus_per_class is None else "FER+ majority"
    rows = [(name, *_class_cells(one)) for name, one in chosen.items()]
    table = _table(("emotion", "pictures", "recall", "precision", "F1"), rows)
    return f'<section><h2>Each emotion</h2><p class="note">Against the {judged}.</p>{table}</section>'


def _class_cells(one: ClassFigures) -> tuple[str, str, str, str]:
    return str(one.support), _percent(one.recall), _percent(one.precision), "-" if one.f1 is None else f"{one.f1:.2f}"


def _mistakes(evaluation: Evaluation) -> str:
    """The surest wrong readings by index; pictures are never shown."""
    labelled = evaluation.majorities
    if labelled is None:
        return ""
    best = evaluation.readings.argmax(axis=1)
    confidence = np.where((labelled >= 0) & (best != labelled), evaluation.readings.max(axis=1), -1.0)
    worst = [int(row) for row in np.argsort(-confidence)[:WORST] if confidence[row] > 0]
    rows = [(str(n), EMOTIONS[labelled[n]].value, EMOTIONS[best[n]].value, f"{confidence[n]:.2f}") for n in worst]
    table = _table(("picture", "most people saw", "read as", "confidence"), rows)
    note = "The surest wrong readings, by their number in the data; no face is shown."
    return f'<section><h2>Worst mistakes</h2><p class="note">{note}</p>{table}</section>'


def _peer_table(figures: EmotionFigures, name: str, peers: Mapping[str, EmotionFigures]) -> str:
    if not peers:
        return ""
    rows = [
        (escape(who), f"{one.accuracy:.1%}", _percent(one.plus_accuracy), f"{one.ms_per_face:.2f} ms")
        for who, one in {name: figures, **peers}.items()
    ]
    table = _table(("model", "FER2013", "FER+ majority", "per face"), rows)
    return (
        f'<section><h2>Beside other libraries</h2><p class="note">The same faces in the same run.</p>{table}</section>'
    )


def _facts(card: ModelCard) -> str:
    facts = {
        "Trained on": card.data,
        "Recipe": f"{card.recipe}, seed {card.seed}, epoch {card.best_epoch} of {card.epochs}",
        "Size": f"{card.parameters:,} parameters, {card.precision}, {card.passes} pass(es) a face",
        "Licence": card.licence,
        "Checksum": f"sha256 {card.sha256}",
    }
    items = "".join(f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in facts.items())
    limits = "".join(f"<li>{escape(limit)}</li>" for limit in card.limits)
    return f"<section><h2>The model</h2><dl>{items}</dl><h2>Its limits</h2><ul>{limits}</ul></section>"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{name}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
