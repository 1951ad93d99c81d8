"""`classroom export`: a session as a printable page, a course as a zip or a folder."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from classroom.cli.wiring import open_default_store
from classroom.config import load_settings
from tests.cli.conftest import Cli
from tests.cli.recorded import COURSE, record_class

KINDS = {"summary.csv", "timeline.csv", "observations.csv", "flags.csv"}


@pytest.fixture
def two_classes(cli: Cli) -> Cli:
    record_class(("Ada", 0, 60), ("Ben", 5, 60))
    record_class(("Ada", 0, 60), ("<b>Eve</b>", 0, 30))
    return cli


def audit() -> list[str]:
    from sqlalchemy import text

    with open_default_store(load_settings()) as store, store._database.read() as connection:
        return list(connection.scalars(text("SELECT action FROM audit ORDER BY id")))


def test_a_session_is_written_as_a_page(two_classes: Cli, tmp_path: Path) -> None:
    target = tmp_path / "report.html"

    result = two_classes("export", "--kind", "html", "-o", str(target))

    assert (result.code, result.out) == (0, "")
    content = target.read_text(encoding="utf-8")
    assert f"<h1>{COURSE}</h1>" in content
    assert "&lt;b&gt;Eve&lt;/b&gt;" in content
    assert audit() == ["exported report"]


def test_a_page_goes_to_standard_output_too(two_classes: Cli) -> None:
    assert two_classes("export", "latest", "--kind", "html").out.startswith("<!DOCTYPE html>")


def test_a_course_is_written_as_a_zip(two_classes: Cli, tmp_path: Path) -> None:
    target = tmp_path / "physics.zip"

    result = two_classes("export", "--course", COURSE.upper(), "-o", str(target))

    assert result.code == 0
    with zipfile.ZipFile(target) as archive:
        assert set(archive.namelist()) == KINDS
        assert min(one.date_time for one in archive.infolist()) > (2020, 1, 1)
        summary = pd.read_csv(io.BytesIO(archive.read("summary.csv")))
    assert summary["session"].nunique() == 2
    assert summary["participant"].dropna().tolist() == ["Ada", "Ben", "Ada", "<b>Eve</b>"]
    assert audit() == ["exported course as csv"]


def test_a_course_is_written_into_a_folder(two_classes: Cli, tmp_path: Path) -> None:
    result = two_classes("export", "--course", COURSE, "-o", str(tmp_path / "term" / "physics"))
    pages = two_classes("export", "--course", COURSE, "--kind", "html", "-o", str(tmp_path / "pages"))

    assert {path.name for path in (tmp_path / "term" / "physics").iterdir()} == KINDS
    assert "Wrote 4 files" in result.err
    assert [path.suffix for path in (tmp_path / "pages").iterdir()] == [".html", ".html"]
    assert "Wrote 2 files" in pages.err


def test_one_report_of_a_course_can_be_chosen(two_classes: Cli, tmp_path: Path) -> None:
    two_classes("export", "--course", COURSE, "--what", "flags", "-o", str(tmp_path / "flags"))

    assert [path.name for path in (tmp_path / "flags").iterdir()] == ["flags.csv"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("latest", "--course", COURSE), 2, "not both"),
        (("--kind", "html", "--what", "flags"), 2, "--what chooses a CSV report"),
        (("--course", "Alchemy", "-o", "x.zip"), 6, "no session of the course 'Alchemy'"),
        (("--course", COURSE, "-o", "{folder}/missing/x.zip"), 7, "cannot be written"),
        (("--course", COURSE, "--kind", "html", "-o", "{folder}/x.txt"), 7, "a course is several: give -o FILE.zip"),
        (("--course", COURSE, "-o", "{folder}/file/in"), 7, "cannot be made"),
    ],
)
def test_wrong_use_is_said_in_one_line_and_leaves_nothing(
    two_classes: Cli, tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "file").write_text("in the way")

    result = two_classes("export", *(argument.format(folder=tmp_path) for argument in arguments))

    assert result.code == code
    assert said in result.err
    assert [path.name for path in tmp_path.rglob("*.part")] == []
    assert not (tmp_path / "missing").exists()
