"""`classroom evaluate gallery` from the command line, on drawn pictures."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from classroom.errors import DataError, OutputError
from classroom.synthetic import ZOOM_DARK, draw_gallery, write_drawing
from tests.browser import chromium
from tests.cli.conftest import Cli
from tests.synthetic.scenes import make_scene

PEOPLE = 4


@pytest.fixture
def pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One drawn gallery with its truth; names, which take most of the time, are off."""
    monkeypatch.setenv("CLASSROOM_NAMES__ENABLED", "false")
    drawing = draw_gallery(make_scene(PEOPLE, ZOOM_DARK))
    write_drawing(tmp_path / "pictures", "one", replace(drawing, conditions=("zoom",)))
    return tmp_path / "pictures"


def test_json_stands_alone(cli: Cli, pictures: Path) -> None:
    result = cli("evaluate", "gallery", str(pictures), "--json")

    told = json.loads(result.out)
    assert (result.code, result.err) == (0, "")
    assert told["overall"]["tile_recall"] == {"share": 1.0, "low": 0.5101, "high": 1.0, "right": PEOPLE, "of": PEOPLE}
    assert told["conditions"]["zoom"]["pictures"] == 1
    assert told["targets"]["tile_recall"]["reached"] == "aim"
    assert told["worst"][0]["picture"] == "one.png"
    assert {failure["kind"] for failure in told["worst"][0]["failures"]} == {"name"}


def test_tables_show_figures_beside_their_targets_and_the_worst_pictures(cli: Cli, pictures: Path) -> None:
    result = cli("evaluate", "gallery", str(pictures), "--worst", "1")

    assert result.code == 0
    assert any("tiles found" in line and "99.5 %" in line and "aim" in line for line in result.out.splitlines())
    assert "By condition" in result.out
    assert "is, seen as" in result.out
    assert f"one.png: {PEOPLE} failures" in result.out


def test_the_worst_need_not_be_told(cli: Cli, pictures: Path) -> None:
    assert "one.png" not in cli("evaluate", "gallery", str(pictures), "--worst", "0").out


def test_the_page_shows_no_picture_unless_asked_for(cli: Cli, pictures: Path, tmp_path: Path) -> None:
    plain, full = tmp_path / "plain.html", tmp_path / "full.html"

    first = cli("evaluate", "gallery", str(pictures), "--html", str(plain))
    second = cli("evaluate", "gallery", str(pictures), "--html", str(full), "--with-pictures")

    assert first.out.endswith(f"Wrote {plain}\n")
    assert second.code == 0
    assert "data:image" not in plain.read_text(encoding="utf-8")
    assert "<svg" in plain.read_text(encoding="utf-8")
    assert full.read_text(encoding="utf-8").count("data:image/jpeg") == 1
    assert "keep it as safe" in full.read_text(encoding="utf-8")


@pytest.mark.browser
def test_the_page_fits_a_phone_and_loads_nothing(cli: Cli, pictures: Path, tmp_path: Path) -> None:
    cli("evaluate", "gallery", str(pictures), "--html", str(tmp_path / "r.html"))
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 390, "height": 800}, offline=True)
        page.goto(f"file://{tmp_path}/r.html")

        assert page.locator("svg rect").count() > PEOPLE
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_cannot_be_used_is_named_the_rest_measured_and_the_exit_code_says_so(cli: Cli, pictures: Path) -> None:
    (pictures / "lonely.png").write_bytes((pictures / "one.png").read_bytes())
    (pictures / "cut.png").write_bytes((pictures / "one.png").read_bytes()[:3000])
    (pictures / "cut.json").write_bytes((pictures / "one.json").read_bytes())

    result = cli("evaluate", "gallery", str(pictures), "--json")

    told = json.loads(result.out)
    assert result.code == 1
    assert told["overall"]["pictures"] == 1
    assert len(told["skipped"]) == 2
    assert sorted(result.err.splitlines()) == sorted(f"skipped: {line}" for line in told["skipped"])


@pytest.mark.parametrize("name", ["one.png", "one.json"])
def test_the_material_is_never_replaced(cli: Cli, pictures: Path, name: str) -> None:
    before = (pictures / name).read_bytes()

    result = cli("evaluate", "gallery", str(pictures), "--html", str(pictures / name))

    assert result.code == OutputError.exit_code
    assert (pictures / name).read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("missing",), DataError.exit_code, "is no folder"),
        ((".",), DataError.exit_code, "can be measured"),
        ((".", "--with-pictures"), 2, "--with-pictures belongs to --html"),
        ((".", "--worst", "-1"), 2, "--worst"),
    ],
)
def test_wrong_use_is_one_clear_line(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, said: str
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")

    result = cli("evaluate", "gallery", *arguments)

    assert (result.code, result.out) == (code, "")
    assert said in result.err
    assert result.err.count("\n") == 1
