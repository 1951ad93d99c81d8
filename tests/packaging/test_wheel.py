"""The wheel alone, in an empty environment away from the checkout, runs the demo."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_settings_migrations_and_models(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())

    assert {
        "classroom/config.yaml",
        "classroom/migrations/env.py",
        "classroom/models/emotion.onnx",
        "classroom/models/emotion.json",
        "classroom/synthetic/portraits/CREDITS.md",
        "dashboard/app.py",
    } <= names
    assert not [name for name in names if name.startswith("tests/")]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the commands of an empty environment with nothing but the wheel and what it needs."""
    folder = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(folder, with_pip=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    done = subprocess.run(
        [commands / "python", "-m", "pip", "install", "--quiet", "--prefer-binary", str(wheel)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0 and "connection" in done.stderr.lower():
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr
    return commands


def test_the_wheel_alone_runs_the_demo_without_tensorflow(installed: Path, tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLASSROOM_", "PYTHON"))}
    folders = {name: str(tmp_path / "home") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}

    def run(*command: str) -> str:
        done = subprocess.run(
            [installed / command[0], *command[1:]],
            cwd=tmp_path,
            env=kept | folders,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("classroom", "demo", "--no-serve", "--minutes", "2")
    sessions = json.loads(run("classroom", "sessions", "--json"))
    packages = run("python", "-m", "pip", "list").lower()

    assert [session["demo"] for session in sessions] == [True]
    assert sessions[0]["participants"] >= 8
    assert sessions[0]["gallery_frames"] > 0
    assert "tensorflow" not in packages
    assert "keras" not in packages
