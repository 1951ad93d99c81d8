import numpy as np
import pytest

from classroom.training.names.alphabet import LETTERS, WRITTEN, encode, write_down
from classroom.training.names.texts import make_text
from classroom.vision.line_network import REJECT
from classroom.vision.scripts import fold_scripts


def test_the_alphabet_names_each_letter_once() -> None:
    assert len(set(LETTERS)) == len(LETTERS)
    assert set("ÅåéÉíñșțŁłøØßğıİőűđạếЖжΩωή") <= set(fold_scripts(WRITTEN)) <= set(LETTERS)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Anna  Müller ", "Anna Müller"),
        ("Mu\u0308ller", "Müller"),
        ("O’Brien", "O'Brien"),
        ("Alexand...", "Alexand…"),
        ("Anna — Gast", "Anna – Gast"),
        ("李 Anna", f"{REJECT} Anna"),
    ],
)
def test_a_text_is_written_down_in_letters_of_the_alphabet(text: str, read: str) -> None:
    assert write_down(text) == read


def test_letters_are_numbered_from_one() -> None:
    assert [LETTERS[number - 1] for number in encode("Åsa")] == ["Å", "s", "a"]


def test_made_up_texts_are_of_many_letters_and_the_same_for_the_same_seed() -> None:
    first, again = ([make_text(np.random.default_rng(3)) for _ in range(5)] for _ in range(2))
    random = np.random.default_rng(1)
    seen = set("".join(make_text(random) for _ in range(4000)))

    assert first == again
    assert len(seen & set(LETTERS)) > 0.85 * len(LETTERS)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in seen)  # what is to be rejected
