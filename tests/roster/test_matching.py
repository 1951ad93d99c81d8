"""Display names find their student, one to one, and doubt is said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classroom.roster.matching import match_names, score_names
from classroom.roster.types import Confidence

CLASS = [
    ["Ann Lee"],
    ["Alexandra Kowalski"],
    ["Jürgen Müller"],
    ["Mohammed Al-Fayed"],
    ["Łukasz Żak"],
    ["María del Carmen García López"],
    ["Robert Smith"],
    ["Chloë O'Neil"],
    ["William Turner", "Billy T"],
]


@pytest.mark.parametrize(
    ("shown", "person", "confidence"),
    [
        ("ann lee", 0, "exact"),
        ("Lee, Ann (she/her)", 0, "exact"),
        ("Lukasz Zak", 4, "exact"),
        ("chloe oneil", 7, "exact"),
        ("Billy T", 8, "exact"),  # an alias
        ("Lee Ann", 0, "likely"),
        ("Ann L.", 0, "likely"),
        ("Ann Lee (2)", 0, "likely"),
        ("Juergen Mueller", 2, "likely"),
        ("Jürgen Müler", 2, "likely"),
        ("Mohamed Alfayed", 3, "likely"),
        ("Alexandr… Kowalski", 1, "likely"),
        ("Rob Smith", 6, "likely"),
        ("Maria Garcia", 5, "likely"),
        ("Ann's iPad", 0, "unsure"),
        ("Alexandr…", 1, "unsure"),
        ("Ann", 0, "unsure"),
        ("A L", 0, "unsure"),
        ("iPhone", None, "none"),
        ("Participant 3", None, "none"),
        ("Peter Novak", None, "none"),
        ("Ron Smythe-Jones", None, "none"),
        ("", None, "none"),
    ],
)
def test_a_name_finds_its_student(shown: str, person: int | None, confidence: str) -> None:
    (match,) = match_names([shown], CLASS)

    assert (match.person, str(match.confidence)) == (person, confidence)


def test_two_students_who_fit_equally_are_unsure() -> None:
    (match,) = match_names(["Rob Smith"], [["Robert Smith"], ["Roberta Smith"]])

    assert match.confidence is Confidence.UNSURE
    assert {match.person, *match.rivals} == {0, 1}


def test_two_students_of_one_name_are_never_picked_silently() -> None:
    (match,) = match_names(["Ann Lee"], [["Ann Lee"], ["Ann Lee"]])

    assert match.confidence is Confidence.UNSURE


def test_two_participants_who_fit_one_student_are_both_in_doubt() -> None:
    first, second = match_names(["Ann Schmitt", "Ann Schmadt"], [["Ann Schmidt"]])

    assert {first.confidence, second.confidence} == {Confidence.UNSURE, Confidence.NONE}


def test_a_student_who_is_somebody_else_for_sure_is_no_rival() -> None:
    settled, rob = match_names(["Roberta Smith", "Rob Smith"], [["Robert Smith"], ["Roberta Smith"]])

    assert (settled.person, settled.confidence) == (1, Confidence.EXACT)
    assert (rob.person, rob.confidence) == (0, Confidence.LIKELY)


def test_the_whole_class_is_paired_best_not_the_first_come() -> None:
    matches = match_names(["Ann", "Ann L"], [["Ann Lee"], ["Ann Mayer"]])

    assert [match.person for match in matches] == [1, 0]


def test_nobody_and_nothing_match_nothing() -> None:
    assert match_names([], CLASS) == ()
    assert [one.person for one in match_names(["Ann Lee"], [])] == [None]


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), max_size=6), st.lists(st.text(max_size=20), max_size=6))
def test_any_names_are_paired_one_to_one_within_bounds(names: list[str], people: list[str]) -> None:
    matches = match_names(names, [[person] for person in people])
    scores = score_names(names, [[person] for person in people])

    paired = [match.person for match in matches if match.person is not None]
    assert len(paired) == len(set(paired))
    assert [match.name for match in matches] == list(range(len(names)))
    assert ((scores >= 0) & (scores <= 1)).all()
    assert all((match.person is None) == (match.confidence is Confidence.NONE) for match in matches)
