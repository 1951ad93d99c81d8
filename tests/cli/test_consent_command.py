"""The consent register by commands, and what it means for a class that is analysed: drawn galleries, names read."""

import csv
import io
import json
from pathlib import Path

import pytest

from classroom.cli.consent_watch import REFRESH_S, ConsentWatch
from classroom.cli.wiring import open_default_store
from classroom.config import PolicySettings, load_settings
from classroom.domain import Participant
from classroom.errors import StorageError
from classroom.privacy.consents import ConsentRegister, Decision, Treatment, make_register
from tests.cli.conftest import Cli
from tests.cli.test_recorded_session import NAMES, draw_pictures

COURSE = "Physics 101"
EMOTIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
MEASURED = (*EMOTIONS, "yaw", "pitch", "roll", "score")
MIRA, OTTO, PAULA, ROSA = NAMES  # Rosa's camera is off


def observations(cli: Cli, home: Path, **variables: str) -> list[dict[str, str]]:
    """What is kept of the drawn class of four."""
    done = cli("analyze", str(draw_pictures(home / "pictures")), "--course", COURSE, "--interval", "30")
    assert done.code == 0, done.err
    text = cli("export", "latest", "--what", "observations").out
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def measured(rows: list[dict[str, str]], name: str) -> set[str]:
    return {row[column] for row in rows if row["participant"] == name for column in MEASURED} - {""}


def test_of_a_student_who_said_no_presence_alone_is_kept(cli: Cli, home: Path) -> None:
    assert cli("consent", "set", "no", f"{MIRA} (she/her)", "--course", COURSE).code == 0

    rows = observations(cli, home)

    assert {row["state"] for row in rows if row["participant"] == MIRA} == {"visible"}
    assert measured(rows, MIRA) == set()
    assert measured(rows, OTTO) != set()


def test_a_student_who_said_no_is_not_recorded_at_all_where_the_settings_say_so(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLASSROOM_POLICY__WITHOUT_CONSENT", "drop")
    cli("consent", "set", "no", MIRA, "--course", COURSE)

    rows = observations(cli, home)

    assert {row["participant"] for row in rows} == {OTTO, PAULA, ROSA}
    with open_default_store(load_settings()) as store:
        assert [one.display_name for one in store.participants(store.sessions()[0].id)] == [OTTO, PAULA, ROSA]


@pytest.mark.parametrize(("unknown", "recorded"), [("state_only", set(NAMES)), ("drop", {OTTO})])
def test_names_that_the_register_does_not_know_follow_the_default(
    cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch, unknown: str, recorded: set[str]
) -> None:
    monkeypatch.setenv("CLASSROOM_POLICY__UNKNOWN_NAMES", unknown)
    cli("consent", "set", "yes", OTTO, "--course", COURSE)

    rows = observations(cli, home)

    assert {row["participant"] for row in rows} == recorded
    assert measured(rows, OTTO) != set()
    assert measured(rows, PAULA) == set()


def test_a_list_of_students_may_bring_their_decisions(cli: Cli, home: Path) -> None:
    file = home / "class.csv"
    file.write_text(f"Name,Id,Consent\n{MIRA},1,nein\n{OTTO},2,Ja\n{PAULA},3,\n", encoding="utf-8")

    done = cli("roster", "import", str(file), "--course", COURSE, "--yes")
    listed = json.loads(cli("consent", "list", "--course", "physics 101", "--json").out)

    assert "2 new" in done.out
    assert [(one["name"], one["decision"]) for one in listed] == [(MIRA, "no"), (OTTO, "yes")]
    assert all(one["student"] for one in listed)


def test_decisions_alone_are_imported_and_taken_back(cli: Cli, home: Path) -> None:
    file = home / "answers.csv"
    file.write_text("First name;Last name;Einwilligung\nMira;Lang;ja\nOtto;Berg;nein\n", encoding="utf-8")

    imported = json.loads(cli("consent", "import", str(file), "--course", COURSE, "--yes", "--json").out)
    changed = json.loads(cli("consent", "set", "unknown", "mira lang", "--course", COURSE, "--json").out)

    assert (imported["added"], changed["removed"]) == (2, 1)
    assert "Otto Berg" in cli("consent", "list").out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Name,Id\nAnn,1\n", "no column of decisions"),
        ("Name,Consent\nAnn,perhaps\n", "line 2: 'perhaps' is no decision"),
    ],
)
def test_a_list_that_says_nothing_clear_is_refused(cli: Cli, home: Path, text: str, says: str) -> None:
    file = home / "bad.csv"
    file.write_text(text, encoding="utf-8")

    done = cli("consent", "import", str(file), "--course", COURSE, "--yes")

    assert (done.code, says in done.err) == (8, True)
    assert cli("consent", "list", "--json").out.strip() == "[]"


def test_the_policy_is_shown_set_and_reset(cli: Cli) -> None:
    cli("policy", "set", "off")
    cli("policy", "set", "on", "--course", "Drama")
    shown = json.loads(cli("policy", "--json").out)
    cli("policy", "reset", "--course", "drama")

    assert shown["settings"] == "ask"
    assert [(one["course"], one["expressions"]) for one in shown["answers"]] == [(None, False), ("Drama", True)]
    assert "Drama" not in cli("policy").out


def test_the_notice_for_the_chat_is_printed_as_the_class_is_recorded(cli: Cli) -> None:
    cli("policy", "set", "off", "--course", "Drama")
    here, there = cli("policy", "notice"), cli("policy", "notice", "--server", "https://school.example")

    assert "Nothing is sent to anybody" in here.out
    assert "after 30 days" in here.out
    assert "an estimate of expressions" in here.out
    assert "Expressions are not read" in cli("policy", "notice", "--course", "drama").out
    assert "our school's server" in there.out
    assert "Nothing is sent" not in there.out


# ---------------------------------------------------------------- while a class is recorded


class Clock:
    def __init__(self) -> None:
        self.now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


def watch(answers: list[ConsentRegister | StorageError], clock: Clock) -> ConsentWatch:
    def load(_session: object) -> ConsentRegister:
        answer = answers.pop(0)
        if isinstance(answer, StorageError):
            raise answer
        return answer

    policy = PolicySettings(emotions="on", without_consent="state_only", unknown_names="read", pseudonyms="off")
    return ConsentWatch(load, policy, monotonic=clock)


ANN = Participant(1, "Ann Lee", name_is_read=True)
REFUSED = make_register([(Decision.NO, ["Ann Lee"])], {})


def test_a_change_during_the_class_takes_effect_within_a_minute() -> None:
    clock = Clock()
    consent = watch([ConsentRegister(), REFUSED], clock)

    before = consent.may_read("Ann Lee"), consent.treat(ANN)
    clock.now_s = REFRESH_S

    assert REFRESH_S <= 60
    assert before == (True, Treatment.READ)
    assert (consent.may_read("Ann Lee"), consent.treat(ANN)) == (False, Treatment.STATE_ONLY)


def test_a_database_that_is_silent_for_a_while_lets_nobody_be_read_who_refused() -> None:
    clock = Clock()
    consent = watch([REFUSED, StorageError("locked"), ConsentRegister()], clock)

    clock.now_s = REFRESH_S
    silent = consent.may_read("Ann Lee")
    clock.now_s = 2 * REFRESH_S

    assert (silent, consent.may_read("Ann Lee")) == (False, True)


def test_a_misread_letter_does_not_expose_who_refused() -> None:
    consent = watch([make_register([(Decision.NO, ["Maria Weber"])], {})], Clock())

    assert [consent.may_read(name) for name in ("Maria Webar", "Marla Weber", "Mar…", "Maria…", "Otto", None)] == [
        False, False, False, False, True, True,
    ]  # fmt: skip
