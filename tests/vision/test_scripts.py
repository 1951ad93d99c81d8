import pytest

from classroom.vision.scripts import TWINS, fold_scripts, restore_scripts


@pytest.mark.parametrize(
    "text",
    [
        "José Popescu",
        "HOBA PAX",
        "Анна Петрова",
        "Ева Жукова",
        "Том Жук",
        "Ольга Кот (iPhone)",
        "Ёжи Їжак",
        "Νίκος Παππάς",
        "Άννα",
        "ΟΥΡΑΝΙΑ ΔΗΜΟΥ",
        "",
    ],
)
def test_letters_that_scripts_share_are_given_back_to_their_words(text: str) -> None:
    assert restore_scripts(fold_scripts(text)) == text


def test_a_word_that_could_be_either_follows_the_lines_other_words() -> None:
    assert restore_scripts("Poc Жyк") == "Рос Жук"
    assert restore_scripts("Poc Smith") == "Poc Smith"
    assert restore_scripts("Poc") == "Poc"


def test_a_word_that_can_be_of_no_one_script_stays_as_it_is() -> None:
    assert restore_scripts("Wжi") == "Wжi"


def test_what_stands_for_both_is_latin() -> None:
    assert all(letter.isalpha() and (letter < "\u0250" or letter == "ə") for letter in TWINS.values())
    assert not set(TWINS) & set(TWINS.values())
