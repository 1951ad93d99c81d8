import numpy as np
import pytest

from classroom.training.names.alphabet import encode
from classroom.training.names.lines import DrawnLine
from classroom.training.names.measure import count_edits, measure_reading, without_accents
from classroom.vision.line_network import REJECT
from classroom.vision.readings import TextLine


def make_line(text: str, cap_px: float = 10.0, family: str = "Sans") -> DrawnLine:
    return DrawnLine(np.zeros((32, 64), np.float32), text, tuple(encode(text)), (), cap_px, family)


@pytest.mark.parametrize(
    ("first", "second", "edits"),
    [("", "", 0), ("Ana", "Anna", 1), ("Åsa", "Asa", 1), ("iPad", "Pad", 1), ("ab", "", 2)],
)
def test_edits_are_letters_to_insert_remove_or_replace(first: str, second: str, edits: int) -> None:
    assert count_edits(first, second) == edits


def test_accents_can_be_left_aside() -> None:
    assert without_accents("García Åsa") == "Garcia Asa"


def test_figures_tell_small_from_legible_and_known_from_unknown_fonts() -> None:
    drawn = [make_line("Anna"), make_line("Åsa"), make_line("Ben", cap_px=7.0), make_line("Zoë", family="Lato")]
    read = [TextLine("Anna", 0.99), TextLine("Asa", 0.5), TextLine("Bcn", 0.97), TextLine("Zoë", 0.9)]

    figures = measure_reading(read, drawn)

    assert figures.exact == pytest.approx(2 / 4)
    assert figures.legible_exact == pytest.approx(2 / 3)
    assert figures.unknown_font_exact == 1.0
    assert figures.plain_exact == pytest.approx(3 / 4)
    assert figures.letter_error == pytest.approx(2 / 13)
    assert (figures.sure, figures.sure_exact) == (0.5, 0.5)


def test_other_scripts_read_with_confidence_are_counted_apart() -> None:
    drawn = [make_line("Anna"), make_line(REJECT * 2), make_line(REJECT)]
    read = [TextLine("Anna", 1.0), TextLine("iE", 0.99), TextLine("", 0.0)]

    figures = measure_reading(read, drawn)

    assert figures.lines == 1
    assert figures.foreign_sure == 0.5
