"""How a run went, as a table and as a page: loss, accuracy on training and validation, learning rate."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from classroom.evaluation.files import write_file
from classroom.training.checkpoints import EpochFigures

HISTORY, CURVES = "history.csv", "curves.html"
RATE_TABLE, RATE_PAGE = "rate.csv", "rate.html"
HEADS = {"votes_accuracy": ("FER+ majority", "#1c7ed6"), "fer2013_accuracy": ("FER2013 label", "#e8590c")}


def write_curves(folder: Path, recipe: str, history: Sequence[EpochFigures]) -> None:
    """Writes `history.csv` and the self-contained `curves.html` into the run's folder.

    Raises:
        OutputError: one of them cannot be written.
    """
    write_table(folder / HISTORY, [asdict(figures) for figures in history], [one.name for one in fields(EpochFigures)])
    write_file(folder / CURVES, draw_curves(recipe, history).to_html(include_plotlyjs=True))


def write_rates(folder: Path, rates: Sequence[float], losses: Sequence[float], suggested: float) -> None:
    """Writes a range test as `rate.csv` and the self-contained `rate.html` into a folder.

    Raises:
        OutputError: one of them cannot be written.
    """
    names = ("learning_rate", "smoothed_loss")
    rows = [dict(zip(names, pair, strict=True)) for pair in zip(rates, losses, strict=True)]
    write_table(folder / RATE_TABLE, rows, names)
    write_file(folder / RATE_PAGE, draw_rates(rates, losses, suggested).to_html(include_plotlyjs=True))


def write_table(path: Path, rows: Sequence[Mapping[str, object]], names: Sequence[str]) -> None:
    """Writes rows as csv; None is an empty cell.

    Raises:
        OutputError: the file cannot be written.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_file(path, text.getvalue())


def draw_curves(recipe: str, history: Sequence[EpochFigures]) -> go.Figure:
    """Accuracy above, loss and learning rate below; one point per epoch."""
    epochs = [figures.epoch for figures in history]
    titles = ("Accuracy: validation (lines) and training (dots)", "Loss on training pictures", "Learning rate")
    figure = make_subplots(rows=3, cols=1, shared_xaxes=True, row_heights=[0.5, 0.3, 0.2], subplot_titles=titles)
    for field, (name, color) in HEADS.items():
        validation = [getattr(figures, field) for figures in history]
        training = [getattr(figures, f"train_{field}") for figures in history]
        line = go.Scatter(x=epochs, y=validation, name=f"{name}, validation", line_color=color)
        figure.add_trace(line, row=1, col=1)
        dots = {"mode": "markers", "marker_color": color, "name": f"{name}, training"}
        figure.add_trace(go.Scatter(x=epochs, y=training, **dots), row=1, col=1)
    losses = [figures.loss for figures in history]
    rates = [figures.learning_rate for figures in history]
    figure.add_trace(go.Scatter(x=epochs, y=losses, line_color="#495057", showlegend=False), row=2, col=1)
    figure.add_trace(go.Scatter(x=epochs, y=rates, line_color="#868e96", showlegend=False), row=3, col=1)
    figure.update_yaxes(tickformat=".0%", row=1, col=1)
    figure.update_yaxes(type="log", row=3, col=1)
    figure.update_xaxes(title="epoch", row=3, col=1)
    return figure.update_layout(title=f"Training of {recipe}", template="plotly_white", height=820)


def draw_rates(rates: Sequence[float], losses: Sequence[float], suggested: float) -> go.Figure:
    """Loss against the rising learning rate, with the suggested one."""
    figure = go.Figure(go.Scatter(x=list(rates), y=list(losses), line_color="#1c7ed6"))
    figure.add_vline(x=suggested, line={"dash": "dot"}, annotation_text=f"suggested: {suggested:.1e}")
    figure.update_xaxes(type="log", title="learning rate")
    figure.update_yaxes(title="smoothed loss")
    return figure.update_layout(title="Range of learning rates", template="plotly_white", height=480)
