"""The notice that takes an edit back: what is undone comes from the browser and may be anything."""

from collections.abc import Mapping
from typing import Any

import pytest

from classroom.domain import Role, User
from classroom.errors import DataError
from dashboard.components import undo
from dashboard.components.undo import UndoActions
from tests.dashboard.site import Site, call

MIRA = User("mira", Role.TEACHER, has_password=True)


def test_what_was_offered_is_taken_back_by_its_own_handler() -> None:
    actions = UndoActions()
    actions.add("one", lambda user, values: f"one {user.name} {values['number']}")
    actions.add("two", lambda _user, _values: "two")

    said = actions.run(MIRA, {"action": "one", "values": {"number": "7"}})

    assert said == "one mira 7"


@pytest.mark.parametrize(
    "offered",
    [
        None,
        [],
        "one",
        {},
        {"action": "one"},
        {"action": "one", "values": []},
        {"action": ["one"], "values": {}},
        {"action": "one", "values": {}},
        {"action": "one", "values": {"number": 7}},
        {"action": "one", "values": {"number": "7" * 5_000}},
        {"action": "one", "values": {str(index): "" for index in range(100)}},
        {"action": "three", "values": {"number": "7"}},
    ],
)
def test_what_was_never_offered_is_refused(offered: object) -> None:
    actions = UndoActions()
    actions.add("one", lambda _user, values: values["number"])

    with pytest.raises(DataError, match="nothing to undo"):
        actions.run(MIRA, offered)


def test_an_action_has_one_handler() -> None:
    actions = UndoActions()
    actions.add("one", _nothing)

    with pytest.raises(ValueError, match="one"):
        actions.add("one", _nothing)


@pytest.mark.parametrize("offered", [None, {"action": "x", "values": {}}, {"text": "<script>"}])
def test_pressing_undo_on_nothing_is_told_and_no_error(site: Site, offered: Any) -> None:
    client = site.logged_in()

    answer = call(
        client, site, f"{undo.Ids.DONE}.data", {f"{undo.Ids.BUTTON}.n_clicks": 1}, {f"{undo.Ids.OFFER}.data": offered}
    )

    assert answer.status_code == 200
    assert "nothing to undo" in answer.text


def _nothing(_user: User, _values: Mapping[str, str]) -> str:
    return ""
