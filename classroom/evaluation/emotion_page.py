"""An evaluation as one self-contained web page that a school's data officer can read; it shows no face."""

from collections.abc import Mapping
from html import escape

import numpy as np

from classroom.datasets.fer2013 import MAJORITY, VOTE_COUNT
from classroom.domain import EMOTIONS
from classroom.evaluation.charts import FEW, draw_changes, draw_confusion, draw_reliability, draw_sizes
from classroom.evaluation.emotions import EmotionFigures, Evaluation, PeerFigures
from classroom.evaluation.metrics import ClassFigures, measure_margin
from classroom.evaluation.pages import (
    build_cards,
    build_document,
    build_list,
    build_section,
    build_table,
    describe_share,
    embed_chart,
)
from classroom.vision.cards import ModelCard

WORST = 20  # mistakes that are listed
NO_FACE = "No picture of a face is in this file."
PURPOSE = "Expressions are not feelings, and a single reading is weak: never use them for grading or discipline."


def build_page(evaluation: Evaluation, card: ModelCard, data: str) -> str:
    """The page's HTML with Plotly inside; nothing is loaded from elsewhere. `data` is what the faces are called."""
    figures = evaluation.figures
    parts = [
        f"<h1>{escape(f'How well emotions are read: {card.recipe}')}</h1>",
        f'<p class="note">{escape(f"Measured on {figures.n:,} labelled faces of {data}. {NO_FACE}")}</p>',
        build_section("In short", "", build_list(summarize(figures))),
        _cards(figures),
        _peers(figures, card.recipe),
        f'<div class="pair">{_charts(figures)}{_class_tables(figures)}{_mistakes(evaluation)}{_facts(card)}</div>',
    ]
    return build_document(f"Emotion model {card.recipe}", parts)


def summarize(figures: EmotionFigures) -> list[str]:
    """What the figures mean, in sentences for people who do not know the field."""
    lines = []
    if figures.plus_accuracy is not None and figures.plus_n is not None:
        margin = measure_margin(figures.plus_accuracy, figures.plus_n)
        lines.append(
            f"Where at least {MAJORITY} of {VOTE_COUNT} people saw the same emotion ({figures.plus_n:,} faces), the "
            f"product reads that emotion in {figures.plus_accuracy:.1%} of the cases "
            f"(chance alone moves this by up to {margin * 100:.1f} points). "
            f"{_name_extremes(figures)}"
        )
    if figures.ece is not None:
        lines.append(f"What it says of its own certainty is off by {figures.ece * 100:.1f} points on average.")
    lines.append(
        f"FER2013's own label, which people agree with on about two of three pictures, is named in "
        f"{figures.accuracy:.1%} of the cases, and is among the first two in {figures.top2:.1%}."
    )
    size, change = _worst(figures.by_face_px), _worst(figures.by_degradation)
    lines.append(
        f"Faces of {size} px are read rightly in {figures.by_face_px[size]:.1%}; of what calls do to pictures, "
        f"“{change.replace('_', ' ')}” hurts most: {figures.by_degradation[change]:.1%}."
    )
    return [*lines, PURPOSE]


def _name_extremes(figures: EmotionFigures) -> str:
    classes = {name: one for name, one in (figures.plus_per_class or {}).items() if one.recall is not None}
    recalls = {name: one.recall or 0.0 for name, one in classes.items()}
    best, worst = max(recalls, key=lambda name: recalls[name]), _worst(recalls)
    return (
        f"It is best at {best} (found in {recalls[best]:.0%} of {classes[best].support:,}) "
        f"and worst at {worst} ({recalls[worst]:.0%} of {classes[worst].support:,})."
    )


def _worst(figures: Mapping[str, float]) -> str:
    return min(figures, key=lambda name: figures[name])


def _cards(figures: EmotionFigures) -> str:
    return build_cards(
        {
            "accuracy, FER+ majority": describe_share(figures.plus_accuracy),
            "accuracy, FER2013's labels": describe_share(figures.accuracy),
            "calibration error (ECE)": "-" if figures.ece is None else f"{figures.ece:.3f}",
            "macro F1, FER+ majority": _score(figures.plus_macro_f1),
            "label among the first two": describe_share(figures.top2),
            "time per face": f"{figures.ms_per_face:.2f} ms",
        }
    )


def _charts(figures: EmotionFigures) -> str:
    judged = "FER2013's labels" if figures.plus_accuracy is None else "the FER+ majority"
    plain = figures.accuracy if figures.plus_accuracy is None else figures.plus_accuracy
    charts = []
    if figures.plus_confusion is not None:
        note = "The product's reading beside what most people saw; in brackets, how many faces."
        charts.append(("What is taken for what", note, draw_confusion(figures.plus_confusion, figures.labels)))
    note = "The head for FER2013's own labels, as in the literature; in brackets, how many faces."
    charts.append(("The same on FER2013's labels", note, draw_confusion(figures.confusion, figures.labels)))
    if figures.reliability is not None:
        note = f"Of readings that are 70 % sure, 70 % should be right. Mean distance (ECE): {figures.ece:.3f}; {FEW}."
        charts.append(("Does certainty mean what it says", note, draw_reliability(figures.reliability)))
    note = f"Faces scaled to that height and cut again as capture does; against {judged}."
    charts.append(("Small faces", note, draw_sizes(figures.by_face_px)))
    note = f"What calls do to pictures, and boxes that are a little off; against {judged}."
    charts.append(("Bad pictures", note, draw_changes(figures.by_degradation, plain)))
    return "".join(build_section(title, note, embed_chart(chart)) for title, note, chart in charts)


def _class_tables(figures: EmotionFigures) -> str:
    original = _class_table("Each emotion, FER2013's labels", "The head for those labels.", figures.per_class)
    if figures.plus_per_class is None:
        return original
    return _class_table("Each emotion, FER+ majority", "The product's reading.", figures.plus_per_class) + original


def _class_table(title: str, note: str, classes: Mapping[str, ClassFigures]) -> str:
    rows = [
        (name, f"{one.support:,}", describe_share(one.recall), describe_share(one.precision), _score(one.f1))
        for name, one in classes.items()
    ]
    explained = f"{note} Recall: share of the pictures that was found. Precision: share of the findings that is right."
    return build_section(title, explained, build_table(("emotion", "faces", "recall", "precision", "F1"), rows))


def _mistakes(evaluation: Evaluation) -> str:
    """The surest wrong readings by index; pictures are never shown."""
    labels = evaluation.majorities
    if labels is None:
        return ""
    probabilities = evaluation.readings.product
    best = probabilities.argmax(axis=1)
    confidence = np.where((labels >= 0) & (best != labels), probabilities.max(axis=1), -1.0)
    worst = [int(place) for place in np.argsort(-confidence, kind="stable")[:WORST] if confidence[place] > 0]
    rows = [(str(n), EMOTIONS[labels[n]].value, EMOTIONS[best[n]].value, f"{confidence[n]:.2f}") for n in worst]
    note = "The surest wrong readings, by their place in the data, counted from 0; no face is shown."
    table = build_table(("picture", "most people saw", "read as", "certainty"), rows)
    return build_section("Worst mistakes", note, table)


def _peers(figures: EmotionFigures, name: str) -> str:
    if figures.against is None:
        return ""
    rows = [_peer_row(name, figures), *(_peer_row(who, one) for who, one in figures.against.items())]
    table = build_table(("model", "FER2013", "FER+ majority", "per face"), rows)
    return build_section("Beside other libraries", "The same faces in the same run.", table)


def _peer_row(name: str, one: EmotionFigures | PeerFigures) -> tuple[str, str, str, str]:
    return name, describe_share(one.accuracy), describe_share(one.plus_accuracy), f"{one.ms_per_face:.2f} ms"


def _facts(card: ModelCard) -> str:
    facts = [
        ("Recipe", f"{card.recipe}, seed {card.seed}, epoch {card.best_epoch} of {card.epochs}, {card.created}"),
        *card.describe().items(),
        ("Size", f"{card.parameters:,} parameters, {card.precision}"),
        ("Trained on", card.data),
        ("Licence", card.licence),
        ("Checksum", f"sha256 {card.sha256}"),
    ]
    lines = [f"{name}: {text}" for name, text in facts]
    return build_section("The model", "From its card.", build_list(lines)) + build_section(
        "Its limits", "From its card.", build_list(card.limits)
    )


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
