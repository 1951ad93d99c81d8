"""From pictures to records, reports and back to nothing, by commands alone."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from classroom.domain import ParticipantState
from classroom.synthetic import ZOOM_DARK, Person, Pose, Scene, SceneTile, draw_gallery, draw_slide, load_portraits
from tests.cli.conftest import Cli

NAMES = ("Mira Lang", "Otto Berg", "Paula Stein", "Rosa Blum")


def draw_pictures(folder: Path) -> Path:
    """Five looks at a class of four: the third shows a slide, the last camera is off."""
    folder.mkdir()
    portraits = load_portraits()
    people = [Person(name, portraits[index % 2]) for index, name in enumerate(NAMES)]
    for number in range(5):
        tiles = [SceneTile(person, pose=replace(Pose(), x=0.5 + number / 100)) for person in people]
        tiles[-1] = replace(tiles[-1], state=ParticipantState.CAMERA_OFF)
        image = (
            draw_slide(1280, 720, "Energy", ("kinetic", "potential"))
            if number == 2
            else draw_gallery(Scene(1280, 720, tuple(tiles), ZOOM_DARK)).image
        )
        assert cv2.imwrite(str(folder / f"look{number}.png"), image)
    return folder


@pytest.fixture
def recorded(cli: Cli, home: Path) -> str:
    """The id of a session analysed from drawn pictures."""
    pictures = draw_pictures(home / "pictures")
    done = cli(
        "analyze",
        str(pictures),
        "--course",
        "=Physics",
        "--interval",
        "30",
        "--started-at",
        "2026-03-02T08:00:00+00:00",
    )
    assert done.code == 0, done.err
    return str(json.loads(cli("sessions", "--json").out)[0]["id"])


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_folder_of_pictures_becomes_a_session_with_a_gap_where_a_slide_hid_the_gallery(
    cli: Cli, recorded: str
) -> None:
    session = json.loads(cli("sessions", "--json").out)[0]

    assert (session["course"], session["status"], session["started_at"]) == (
        "=Physics",
        "finished",
        "2026-03-02T08:00:00+00:00",
    )
    assert (session["frames"], session["gallery_frames"], session["participants"]) == (5, 4, 4)
    assert session["id"] == recorded


def test_only_what_was_seen_is_exported(cli: Cli, recorded: str) -> None:
    rows = rows_of(cli("export", recorded, "--what", "observations").out)

    assert {row["participant"] for row in rows} == set(NAMES)
    assert len({row["taken_at"] for row in rows}) == 4
    off = [row for row in rows if row["participant"] == NAMES[-1]]
    assert {row["state"] for row in off} == {"camera_off"}
    assert {row["happy"] for row in off} == {""}
    read = [row for row in rows if row["state"] == "visible" and row["happy"]]
    assert read
    emotions = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
    assert all(sum(float(row[name]) for name in emotions) == pytest.approx(1, abs=0.001) for row in read)


@pytest.mark.parametrize("what", ["summary", "timeline", "observations", "flags"])
def test_every_report_goes_to_a_file_by_any_unique_prefix(cli: Cli, home: Path, recorded: str, what: str) -> None:
    target = home / f"{what}.csv"

    done = cli("export", recorded[:8], "--what", what, "-o", str(target))

    assert (done.code, done.out) == (0, "")
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in target.read_bytes()
    assert [path.name for path in home.glob(".*.part")] == []


@pytest.mark.parametrize("target", ["no/such/folder/report.csv", "pictures", "pictures/look0.png/report.csv"])
def test_a_report_that_cannot_be_written_says_so(cli: Cli, home: Path, recorded: str, target: str) -> None:
    done = cli("export", recorded, "-o", str(home / target))

    assert done.code == 7
    assert done.err.startswith("error: ")
    assert len(done.err.strip().splitlines()) == 1


def test_a_deleted_session_is_gone(cli: Cli, recorded: str) -> None:
    assert cli("sessions", "delete", recorded[:6], "--yes").code == 0

    assert cli("sessions", "--json").out.strip() == "[]"
    assert cli("export", recorded).code == 6


def test_emotions_off_stores_no_probability(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLASSROOM_POLICY__EMOTIONS", "off")
    pictures = draw_pictures(home / "pictures")

    assert cli("analyze", str(pictures), "--course", "Physics").code == 0

    rows = rows_of(cli("export", "latest", "--what", "observations").out)
    assert {row["state"] for row in rows} >= {"visible", "camera_off"}
    assert {row["happy"] for row in rows} == {""}


def test_inspect_prints_the_documented_json_and_nothing_else(cli: Cli, home: Path) -> None:
    pictures = draw_pictures(home / "pictures")

    done = cli("inspect", str(pictures / "look0.png"), "--json")

    seen = json.loads(done.out)
    assert set(seen) == {"width", "height", "status", "tiles", "timings_ms"}
    assert (seen["width"], seen["height"], seen["status"]) == (1280, 720, "gallery")
    assert [tile["name"] for tile in seen["tiles"]] == list(NAMES)
    assert set(seen["tiles"][0]) == {"box", "name", "state", "face", "reading"}
    assert set(seen["tiles"][0]["face"]) == {"box", "score", "landmarks"}
    assert list(seen["tiles"][0]["reading"])[:7] == ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"]
    assert seen["tiles"][-1]["reading"] is None
    assert "total" in seen["timings_ms"]
    assert cli("sessions", "--json").out.strip() == "[]"


def test_inspect_draws_only_when_asked(cli: Cli, home: Path) -> None:
    picture = draw_pictures(home / "pictures") / "look0.png"
    before = set(home.rglob("*.png"))

    assert cli("inspect", str(picture)).code == 0
    assert set(home.rglob("*.png")) == before

    assert cli("inspect", str(picture), "--annotate", str(home / "seen.png")).code == 0
    assert cv2.imread(str(home / "seen.png")).shape == (720, 1280, 3)


@pytest.mark.parametrize("target", ["seen.jpg", "none/seen.png"])
def test_an_annotated_picture_that_cannot_be_written_says_so(cli: Cli, home: Path, target: str) -> None:
    picture = draw_pictures(home / "pictures") / "look0.png"

    done = cli("inspect", str(picture), "--annotate", str(home / target))

    assert done.code == 7
    assert len(done.err.strip().splitlines()) == 1


def test_a_backup_brings_a_deleted_session_back(cli: Cli, home: Path, recorded: str) -> None:
    assert cli("db", "backup", str(home / "copy.db")).code == 0
    assert cli("sessions", "delete", recorded, "--yes").code == 0
    assert cli("db", "restore", str(home / "copy.db"), "--yes").code == 0

    assert json.loads(cli("sessions", "--json").out)[0]["id"] == recorded
    assert cli("db", "check").code == 0


def test_the_doctor_finds_a_sound_installation(cli: Cli) -> None:
    done = cli("doctor", "--json")

    checks = json.loads(done.out)
    assert done.code == 0
    assert not [check for check in checks if check["level"] == "problem"]
    assert any("no display" in check["what"] for check in checks)
