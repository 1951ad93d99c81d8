"""`classroom participants` shows and corrects who is who."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.cli.recorded import record_class


@pytest.fixture
def session(home: object) -> str:
    """Ann rejoined as participant 3; participant 2 is Bob all the time."""
    return record_class(("Ann Lee", 0, 20), ("Bob Fisher", 0, 60), (None, 30, 60)).hex


def listed(cli: Cli, session: str) -> list[dict[str, Any]]:
    people: list[dict[str, Any]] = json.loads(cli("participants", "list", session, "--json").out)["participants"]
    return people


def test_the_list_says_who_was_seen_when(cli: Cli, session: str) -> None:
    ann, _, nameless = listed(cli, session)

    assert (ann["number"], ann["name"], ann["looks"], ann["visible"]) == (1, "Ann Lee", 21, 21)
    assert (ann["first_seen"], ann["last_seen"]) == ("2026-03-02T08:00:00+00:00", "2026-03-02T08:20:00+00:00")
    assert (nameless["named"], nameless["student"], nameless["merged"]) == (False, None, [])
    shown = cli("participants", "list", "latest").out
    assert "Bob Fisher" in shown
    assert "09:20:00" in shown  # the class's time


def test_a_name_is_given_and_taken_back(cli: Cli, session: str) -> None:
    given = json.loads(cli("participants", "rename", session, "3", "Ann  Lee", "--json").out)["participants"][2]
    reset = json.loads(cli("participants", "rename", session, "3", "--reset", "--json").out)["participants"][2]

    assert (given["name"], given["given"], given["read_name"]) == ("Ann Lee", True, "Participant 3")
    assert (reset["name"], reset["given"]) == ("Participant 3", False)


def test_a_merge_shows_in_lists_and_reports_and_is_undone(cli: Cli, session: str) -> None:
    merged = cli("participants", "merge", session, "1", "3")

    assert merged.code == 0, merged.err
    assert "with 3" in merged.out
    (ann, _) = listed(cli, session)
    assert (ann["looks"], ann["merged"]) == (52, [{"number": 3, "name": "Participant 3"}])
    assert json.loads(cli("sessions", "--json").out)[0]["participants"] == 2
    report = cli("export", session, "--what", "observations").out
    assert "Participant 3" not in report
    assert report.count("Ann Lee") == 52
    assert cli("participants", "unmerge", session, "3").code == 0
    assert [person["number"] for person in listed(cli, session)] == [1, 2, 3]


def test_merging_two_who_were_seen_at_the_same_time_is_warned_of_and_needs_a_yes(cli: Cli, session: str) -> None:
    refused = cli("participants", "merge", session, "2", "3")
    still = len(listed(cli, session))
    merged = cli("participants", "merge", session, "2", "3", "--yes")

    warning = "participants 2 and 3 were both seen at the same time on 31 of 61 pictures: two people, or one with two"
    assert (refused.code, still) == (2, 3)
    assert warning in refused.err
    assert "give --yes" in refused.err
    assert (merged.code, len(listed(cli, session))) == (0, 2)
    assert warning in merged.err


def test_two_who_are_merged_into_a_third_are_also_compared_with_each_other(cli: Cli, session: str) -> None:
    refused = cli("participants", "merge", session, "1", "2", "3")

    assert refused.code == 2
    assert "participants 2 and 3 were both seen" in refused.err
    assert "participants 1 and 3" not in refused.err


@pytest.mark.parametrize("at", ["09:10", "09:10:00", "2026-03-02T09:10", "2026-03-02T08:10:00Z"])
def test_a_split_takes_a_time_of_the_class(cli: Cli, session: str, at: str) -> None:
    done = cli("participants", "split", session, "2", at, "--json")

    assert done.code == 0, done.err
    people = {person["number"]: person for person in json.loads(done.out)["participants"]}
    assert (people[2]["looks"], people[100001]["looks"]) == (10, 51)
    assert (people[100001]["split_from"], people[100001]["split_at"]) == (2, "2026-03-02T08:10:00+00:00")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("list", "0000"), 6, "there is no session"),
        (("rename", "latest", "9", "Ann"), 6, "there is no participant 9"),
        (("rename", "latest", "1"), 2, "give a name, or --reset"),
        (("rename", "latest", "1", " "), 8, "cannot be a participant's name"),
        (("merge", "latest", "1", "1"), 8, "with itself"),
        (("merge", "latest", "0", "1"), 2, "'0' is no participant's number"),
        (("split", "latest", "1", "10:00"), 8, "name a time in between"),
        (("split", "latest", "1", "noon"), 2, "is no time such as"),
        (("unmerge", "latest", "9"), 6, "there is no participant 9"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    cli: Cli, session: str, arguments: tuple[str, ...], code: int, message: str
) -> None:
    done = cli("participants", *arguments)

    assert (done.code, done.err.count("\n")) == (code, 1)
    assert message in done.err


def test_a_participant_is_linked_to_a_student_and_unlinked(cli: Cli, session: str, tmp_path: Path) -> None:
    course = json.loads(cli("sessions", "--json").out)[0]["course"]
    roster = tmp_path / "class.csv"
    roster.write_text("Name,ID\nAnna Leeson,17\n", encoding="utf-8")
    assert cli("roster", "import", str(roster), "--course", course, "--yes").code == 0

    linked = cli("participants", "link", session, "3", "17", "--json")
    unlinked = cli("participants", "unlink", session, "3", "--json")

    assert json.loads(linked.out)["participants"][2]["student"]["name"] == "Anna Leeson"
    assert json.loads(unlinked.out)["participants"][2]["student"] is None
    assert cli("participants", "link", session, "3", "Nobody").code == 6


def test_who_is_not_merged_cannot_be_unmerged(cli: Cli, session: str) -> None:
    done = cli("participants", "unmerge", session, "2")

    assert done.code == 8
    assert "participant 2 is not merged" in done.err


def test_a_number_that_no_participant_can_have_is_wrong_use(cli: Cli, session: str) -> None:
    assert cli("participants", "merge", session, "99999999999999999999", "1").code == 2
