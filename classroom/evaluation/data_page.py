"""A data report as one self-contained web page; it shows faces only where they were asked for."""

from collections.abc import Sequence
from html import escape

from classroom.domain import EMOTIONS
from classroom.evaluation.data_charts import (
    draw_agreement,
    draw_certainty,
    draw_classes,
    draw_spreads,
    draw_votes,
)
from classroom.evaluation.data_report import Agreement, DataFigures
from classroom.evaluation.pages import (
    build_cards,
    build_document,
    build_list,
    build_section,
    build_table,
    describe_share,
    embed_chart,
)

LEGEND = "The middle line is the median, the box holds half of the pictures, the whiskers nine of ten."


def build_data_page(figures: DataFigures, name: str, pictures: Sequence[str] = ()) -> str:
    """The page's HTML.

    Args:
        name: what the data are called, text.
        pictures: sections with faces (HTML); the page then warns that it holds some.
    """
    warning = (
        '<p class="warning"><b>This file holds faces.</b> It was made so on request: keep it as carefully as the '
        "data themselves, and do not pass it on.</p>"
        if pictures
        else '<p class="note">No picture of a face is in this file.</p>'
    )
    parts = [
        f"<h1>What the data hold: {escape(name)}</h1>",
        f"<p>{escape(_summarize(figures))}</p>",
        warning,
        _cards(figures),
        _classes(figures),
        f'<div class="pair">{_agreement(figures.agreement)}{_beside(figures)}</div>' if figures.agreement else "",
        f'<div class="pair">{_light(figures)}{"" if figures.agreement else _duplicates(figures)}</div>',
        _notes(figures),
        *pictures,
    ]
    return build_document(f"Data report: {name}", parts)


def _summarize(figures: DataFigures) -> str:
    total = sum(split.n for split in figures.splits.values())
    text = f"{total:,} labelled pictures of 48 px."
    agreement = figures.agreement
    if agreement is None or agreement.rate is None:
        return f"{text} Nobody but whoever labelled them has judged them: no votes of FER+'s taggers are there."
    known = {label: rate for label, rate in agreement.by_label.items() if rate is not None}
    worst, best = min(known, key=lambda label: known[label]), max(known, key=lambda label: known[label])
    return (
        f"{text} At least five of ten people agreed on an emotion on {agreement.n:,} of them, and that is the label's "
        f"on {agreement.rate:.1%}: most often where it says {best} ({known[best]:.0%}), least where it says {worst} "
        f"({known[worst]:.0%}). What is measured against such labels cannot look much better than they are."
    )


def _cards(figures: DataFigures) -> str:
    counts = {
        emotion.value: sum(split.counts[emotion.value] for split in figures.splits.values()) for emotion in EMOTIONS
    }
    total = sum(counts.values())
    rarest = min(counts, key=lambda label: counts[label])
    values = {f"pictures, {name}": f"{split.n:,}" for name, split in figures.splits.items()}
    values[f"rarest: {rarest}"] = f"{counts[rarest] / total:.1%}"
    values["repeat another of their split"] = f"{sum(figures.repeats.values()):,}"
    values["are in two splits"] = f"{sum(figures.shared.values()):,}"
    if figures.agreement is not None:
        values["label = FER+ majority"] = describe_share(figures.agreement.rate)
    return build_cards(values)


def _classes(figures: DataFigures) -> str:
    note = "A rare class is learned least and measured worst; numbers above the bars are pictures."
    return build_section("How often each label comes", note, embed_chart(draw_classes(figures.splits)))


def _agreement(agreement: Agreement) -> str:
    parts = (
        (
            "Label and people",
            f"Pictures on which at least 5 of 10 agreed; {agreement.undecided:,} more are undecided.",
            draw_agreement(agreement.table),
        ),
        (
            "The surer the people, the better the label",
            "Grey: how many pictures got that many votes for one emotion.",
            draw_certainty(agreement.by_certainty),
        ),
        (
            "All votes",
            "Of all ten people, undecided pictures too, with what is none of the seven.",
            draw_votes(agreement.shares),
        ),
    )
    return "".join(build_section(title, note, embed_chart(chart)) for title, note, chart in parts)


def _light(figures: DataFigures) -> str:
    bright = draw_spreads(figures.brightness, "mean grey, 0 black to 255 white", 255)
    contrast = draw_spreads(figures.contrast, "standard deviation of the greys", 128)
    flat = f"{figures.flat:,} pictures show next to nothing (under 5 grey levels)."
    return build_section("Brightness", LEGEND, embed_chart(bright)) + build_section(
        "Contrast", f"{LEGEND} {flat}", embed_chart(contrast)
    )


def _beside(figures: DataFigures) -> str:
    """What fits beside a chart."""
    return f'<div class="stack">{_others(figures)}{_duplicates(figures)}</div>'


def _duplicates(figures: DataFigures) -> str:
    rows = [
        (f"{name}: repeat an earlier picture", f"{count:,}", f"{figures.torn.get(name, 0):,}")
        for name, count in figures.repeats.items()
    ]
    rows += [(f"both in {pair.replace('&', 'and')}", f"{count:,}", "") for pair, count in figures.shared.items()]
    table = build_table(("the very same pixels", "pictures", "with different labels"), rows)
    note = "Training leaves out what is in validation too: a model must not be chosen on pictures it knows."
    return build_section("Duplicates", note, table)


def _others(figures: DataFigures) -> str:
    if figures.other_votes is None:
        return ""
    rows = [
        (name.replace("_", " "), f"{one.votes:,}", f"{one.share:.2%}", f"{one.pictures:,}", f"{one.majority:,}")
        for name, one in figures.other_votes.items()
    ]
    table = build_table(("people voted", "votes", "of all", "on pictures", "majority on"), rows)
    return build_section("None of the seven", "Votes that fit no emotion of FER2013.", table)


def _notes(figures: DataFigures) -> str:
    return build_section("Notes", "Found while reading.", build_list(figures.notes)) if figures.notes else ""
