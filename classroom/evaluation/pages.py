"""The parts of a self-contained web page: one style, charts without a network, tables that scroll on a phone."""

from collections.abc import Mapping, Sequence
from html import escape

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

STYLE = """
:root { color-scheme: light; } * { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1100px; padding: 24px 16px 64px; color: #343a40; background: #f8f9fa;
  font: 16px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
h1 { font-size: 1.7rem; margin: 0; } h2 { font-size: 1.15rem; margin: 0 0 4px; } p { margin: 4px 0 12px; }
h3 { font-size: 1rem; margin: 12px 0 2px; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0; }
.card, section { background: #fff; border: 1px solid #e9ecef; border-radius: 12px; padding: 16px; }
.card b { display: block; font-size: 1.6rem; } .card span, .note { color: #5c636a; font-size: .9rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 16px; }
.pair, body > section { margin-top: 16px; }
.stack { display: grid; gap: 16px; align-content: start; min-width: 0; }
section { min-width: 0; overflow: hidden; } .wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: right; padding: 4px 8px; border-bottom: 1px solid #e9ecef; }
th:first-child, td:first-child { text-align: left; }
ul { margin: 0; padding-left: 20px; } li { overflow-wrap: anywhere; }
img { max-width: 100%; height: auto; display: block; border-radius: 6px; image-rendering: pixelated; }
.warning { background: #fff4e6; border: 1px solid #ffc078; border-radius: 12px; padding: 12px 16px; margin: 16px 0; }
"""
# Charts measure their place before the ones beside them exist.
REFLOW = "<script>window.dispatchEvent(new Event('resize'))</script>"


def build_document(title: str, parts: Sequence[str], *, charts: bool = True) -> str:
    """The page's HTML; nothing is loaded from elsewhere. `parts` are HTML, `title` is text."""
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    script = f"<script>{get_plotlyjs()}</script>" if charts else ""
    start = f"<!doctype html><html lang='en'><head>{head}<title>{escape(title)}</title><style>{STYLE}</style>{script}"
    return f"{start}</head><body>{''.join(parts)}{REFLOW}</body></html>"


def build_section(title: str, note: str, content: str) -> str:
    """A box with a heading and a line below it; `content` is HTML."""
    return f'<section><h2>{escape(title)}</h2><p class="note">{escape(note)}</p>{content}</section>'


def embed_chart(figure: go.Figure) -> str:
    """The chart as HTML, as wide as its box."""
    config = {"displayModeBar": False, "responsive": True}
    return str(figure.to_html(full_html=False, include_plotlyjs=False, config=config, default_width="100%"))


def build_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of texts, the first column to the left."""
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def build_cards(values: Mapping[str, str]) -> str:
    """The figures that matter most, large; name -> figure."""
    cards = (
        f'<div class="card"><b>{escape(value)}</b><span>{escape(name)}</span></div>' for name, value in values.items()
    )
    return f'<div class="cards">{"".join(cards)}</div>'


def build_list(lines: Sequence[str]) -> str:
    """Lines of text, one below the other."""
    return f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in lines)}</ul>"


def describe_share(value: float | None) -> str:
    """`67.9%`, or a dash where there is nothing to divide by."""
    return "-" if value is None else f"{value:.1%}"
