import numpy as np
import pytest

from classroom.vision.readings import (
    LineReading,
    TextLine,
    join_readings,
    merge_texts,
    score_text,
    without_marks,
    write_alike,
)

LETTERS = " AabdeilnrsuwÅóí'…"


def make_reading(text: str, doubts: dict[int, tuple[str, float]] | None = None) -> LineReading:
    """A reading of a text; `doubts` gives a letter's place another letter and that one's chance."""
    rows = np.full((2 * len(text) + 1, len(LETTERS) + 1), 1e-5, np.float32)
    rows[::2, 0] = 1.0
    for place, letter in enumerate(text):
        rows[2 * place + 1, LETTERS.index(letter) + 1] = 1.0
    for place, (letter, chance) in (doubts or {}).items():
        row = rows[2 * place + 1]
        row *= 1 - chance
        row[LETTERS.index(letter) + 1 if letter else 0] = chance
    return LineReading(TextLine(text, 1.0), rows / rows.sum(axis=1, keepdims=True), LETTERS)


def test_a_texts_chance_is_that_of_all_its_ways() -> None:
    steps = np.log(np.array([[0.5, 0.5], [0.5, 0.5]]))

    assert np.exp(score_text(steps, [1])) == pytest.approx(0.75)  # a-, -a, aa
    assert np.exp(score_text(steps, [])) == pytest.approx(0.25)
    assert np.exp(score_text(steps, [1, 1])) == pytest.approx(0.0, abs=1e-6)  # no room for nothing between


def test_a_mark_the_other_reader_left_away_stays() -> None:
    assert merge_texts(make_reading("Åsa"), TextLine("Asa", 0.97)) == "Åsa"


def test_a_space_the_other_reader_left_away_stays() -> None:
    assert merge_texts(make_reading("Aida n"), TextLine("Aidan", 0.97)) == "Aida n"


def test_an_unsure_letter_is_taken_from_the_other_reader() -> None:
    assert merge_texts(make_reading("Lila".replace("L", "A"), {2: ("n", 0.2)}), TextLine("Aina", 0.97)) == "Aina"


def test_a_letter_the_network_overlooked_is_taken_from_the_other_reader() -> None:
    ours = make_reading("Anna", {1: ("", 0.4)})

    assert merge_texts(LineReading(TextLine("Ana", 0.6), ours.steps, LETTERS), TextLine("Anna", 0.97)) == "Anna"


def test_a_bar_is_what_the_network_finds_it_to_be() -> None:
    alphabet = LETTERS + "I"
    rows = np.pad(make_reading("Alida").steps, ((0, 0), (0, 1)))
    rows[3, [alphabet.index("l") + 1, alphabet.index("I") + 1]] = 0.6, 0.4

    assert merge_texts(LineReading(TextLine("Alida", 0.6), rows, alphabet), TextLine("AIida", 0.99)) == "Alida"


def test_a_greek_letter_in_a_latin_word_is_the_other_readers() -> None:
    ours = make_reading("Anna")
    steps = np.pad(ours.steps, ((0, 0), (0, 1)))
    steps[1, -1] = steps[1].max() * 2

    assert merge_texts(LineReading(TextLine("λnna", 0.6), steps, LETTERS + "λ"), TextLine("Anna", 0.9)) == "Anna"


@pytest.mark.parametrize(
    ("other", "text"), [(TextLine("", 0.99), "Жλ"), (TextLine("Ke", 0.8), "Жλ"), (TextLine("de", 0.98), "de")]
)
def test_a_text_in_another_script_stands_unless_the_other_reader_is_sure(other: TextLine, text: str) -> None:
    alphabet = LETTERS + "KЖλ"
    steps = np.full((5, len(alphabet) + 1), 0.01, np.float32)
    steps[[1, 3], [alphabet.index("Ж") + 1, alphabet.index("λ") + 1]] = 0.5

    assert merge_texts(LineReading(TextLine("Жλ", 0.5), steps, alphabet), other) == text


def test_letters_the_network_does_not_know_leave_its_text_alone() -> None:
    assert merge_texts(make_reading("Anna"), TextLine("李明", 0.97)) == "Anna"


@pytest.mark.parametrize(
    ("text", "alike"), [("O’Neill", "O'Neill"), ("Ann...", "Ann…"), (" a  b ", "a b"), ("e\u0301", "é")]
)
def test_signs_that_look_the_same_are_written_the_same(text: str, alike: str) -> None:
    assert write_alike(text) == alike


def test_letters_can_be_compared_without_marks_case_and_signs() -> None:
    assert without_marks("Łukasz O'Brién!") == without_marks("lukasz obrien")
    assert without_marks("Ada") != without_marks("Ida")


def test_readers_that_agree_are_sure() -> None:
    assert join_readings(make_reading("Anna"), TextLine("Anna", 0.91)) == TextLine("Anna", 0.97)


def test_readers_that_disagree_are_not() -> None:
    line = join_readings(make_reading("Åsa"), TextLine("Asa", 0.99))

    assert line.text == "Åsa"
    assert line.confidence < 0.96


def test_a_script_the_network_does_not_know_is_the_other_readers() -> None:
    ours = make_reading("Anna")

    assert join_readings(LineReading(TextLine("", 0.0), ours.steps, LETTERS), TextLine("李明", 0.9)).text == "李明"
    assert join_readings(LineReading(TextLine("in", 0.4), ours.steps, LETTERS), TextLine("李明", 0.9)).text == "李明"
    assert join_readings(ours, TextLine("李明", 0.5)).text == "Anna"


def test_what_only_the_network_sees_is_less_sure() -> None:
    assert join_readings(make_reading("Anna"), TextLine("", 0.0)).confidence < 0.8
