"""Cells that no spreadsheet runs, whatever unseen characters stand in front; and the way back."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classroom.csv_cells import CELL_ENDS, SIGNS, UNSEEN, defuse, restore
from classroom.roster.csv_rows import clean_cell

SEPARATORS = "[;\t|\r\n]"
cells = st.lists(st.sampled_from([*SIGNS, *CELL_ENDS, *'\ufeff\u200b\u202e\xa0\u2060\u3164 ;|"a1']), max_size=12).map(
    "".join
)


def unseen_in_front(text: str) -> str:
    """What a reader that drops unseen characters and quotes takes for the cell."""
    return re.sub(rf'^[{UNSEEN}"]+', "", text)


@given(cells)
def test_no_part_of_a_cell_begins_like_a_formula(text: str) -> None:
    safe = defuse(text)

    assert not [part for part in re.split(SEPARATORS, safe) if unseen_in_front(part).startswith(tuple(SIGNS))]
    assert not re.match(rf"[{UNSEEN}]*[\t\r\n]", safe)


@given(cells)
def test_the_way_back_gives_the_text(text: str) -> None:
    assert restore(defuse(text)) == text


@given(cells)
def test_a_name_of_an_export_is_read_as_the_name_itself(text: str) -> None:
    assert clean_cell(defuse(text)) == clean_cell(text)


@pytest.mark.parametrize("category", ["Cc", "Cf", "Zs", "Zl", "Zp"])
def test_every_character_that_is_not_seen_is_known(category: str) -> None:
    unseen = re.compile(f"[{UNSEEN}]")

    found = [hex(at) for at in range(0x110000) if unicodedata.category(chr(at)) == category]

    assert found
    assert not [at for at in found if not unseen.match(chr(int(at, 16)))]


def test_a_very_long_cell_takes_no_time() -> None:
    text = "\t\u200b" * 5_000

    assert defuse(text) == f"'{text}"
