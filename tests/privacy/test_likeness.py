"""A "no" reaches a student under every label that may be hers or his; a "yes" reaches nobody else."""

import pytest

from classroom.privacy.consents import Decision, make_register
from classroom.privacy.likeness import may_be_called

REFUSED = "Anna Kowalski"
NO, YES = Decision.NO, Decision.YES


def never(first: str, second: str) -> bool:
    return False


@pytest.mark.parametrize(
    "label",
    [
        "Kowalski Anna",
        "Kowalski, Anna",
        "KOWALSKI ÁNNA",
        "Anna K.",
        "anna k",
        "A. Kowalski",
        "A. K.",
        "Anna",
        "Kowalski",
        "Anna Kow…",
        "Anna Kowalski (she/her)",
        "Anna Kowalski (Guest)",
        "Anna Kowalski 2",
        "Anna Kowalski (2)",
        "Anna2 Kowalski",
        "annakowalski",
        "annakowalski7",
        "anna.kowalski",
        "8b Anna Kowalski",
        "10B_Anna_Kowalski",
        "8b | Anna Kowalski",
        "Ania (Anna Kowalski)",
        "Anna's iPad",
        "Anna’s iPhone (2)",
        "Anna's Galaxy S21",
        "iPad von Anna",
        "iPhone de Anna Kowalski",
        "Anna Maria Kowalski",
        "Anna Kowalsky",
        "K0walski",
        "4nna K0wa1ski",
        "\u0410nn\u0430 K\u043ew\u0430lski",  # Cyrillic A, a, o
        "\u0391nn\u03b1 \u039a\u03bfw\u03b1lski",  # Greek
        "A\u200bn\u200bn\u200ba K\u200bo\u200bw\u200ba\u200bl\u200bs\u200bk\u200bi",
        "Ａｎｎａ Ｋｏｗａｌｓｋｉ",
        "the one and only and really the very best Anna Kowalski",
        "x" * 300 + " Anna Kowalski",
    ],
)
def test_a_no_holds_for_every_label_that_may_be_the_students(label: str) -> None:
    register = make_register([(NO, [REFUSED])], {})

    assert may_be_called(label, REFUSED)
    assert register.decide(label, never) is NO


@pytest.mark.parametrize(
    "label",
    [
        "Anna Nowak",
        "Jan Kowalski",
        "Ben Carter",
        "Ben Carter (A)",
        "Andreas Kolb",
        "iPad",
        "Guest",
        "Participant 3",
        "Анна",
        "--",
        "",
        "(" * 50 + "a, " * 900,
    ],
)
def test_a_no_does_not_hold_for_somebody_else(label: str) -> None:
    assert not may_be_called(label, REFUSED)


def test_numbers_tell_people_apart_who_have_no_other_name() -> None:
    assert not may_be_called("Student 2", "Student 1")
    assert may_be_called("Anna Kowalski 2", "Anna Kowalski 8b")


@pytest.mark.parametrize("label", ["Anna K.", "Anna", "A. K.", "K., Anna"])
def test_a_label_that_fits_two_of_whom_one_said_no_is_a_no(label: str) -> None:
    register = make_register([(YES, ["Anna Kaminska"]), (NO, [REFUSED])], {})

    assert register.decide(label, never) is NO
    assert register.decide("Anna Kaminska", never) is YES


@pytest.mark.parametrize(
    "label", ["Anna K.", "Kowalski Anna", "Anna", "Anna Kowalski 2", "Anna's iPad", "Anna Kowalsky"]
)
def test_a_yes_is_given_to_exactly_that_name(label: str) -> None:
    register = make_register([(YES, [REFUSED])], {})

    assert register.decide(label, never) is None
    assert register.decide("anna kowalski (she/her)", never) is YES


def test_of_two_who_are_called_the_same_only_one_has_the_yes() -> None:
    yes, no = make_register([(YES, ["Maria"])], {}), make_register([(NO, ["Maria"])], {})

    assert (yes.decide("Maria", never), yes.decide("Maria (2)", never)) == (YES, None)
    assert (no.decide("Maria", never), no.decide("Maria (2)", never)) == (NO, NO)


def test_exactly_the_name_that_said_yes_is_read_though_it_is_like_one_that_said_no() -> None:
    register = make_register([(YES, ["Hanna Kowalski"]), (NO, [REFUSED])], {})

    assert register.decide("Hanna Kowalski", never) is YES
